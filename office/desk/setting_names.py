"""The settings of office.toml by name: section, kind, what each is called and how it is written."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: the kind of its value (of each item, where `many`), its name in Chinese, and what it may be."""

    kind: type
    means: str
    may_be: str
    many: bool = False

    def takes(self, value: object) -> bool:
        """Whether a value is of its kind, whatever it says."""
        if self.many:
            return isinstance(value, list) and all(self._is(item) for item in value)
        return self._is(value)

    def _is(self, value: object) -> bool:
        return type(value) is self.kind or (self.kind is float and type(value) is int)

    @property
    def must(self) -> str:
        """What a value must be, as an answer to one that is not."""
        return f"{self.means}应为{self.may_be}"


def _text(means: str, may_be: str = "文字") -> Setting:
    return Setting(str, means, f"{may_be}，放在英文引号中")


def _words(means: str, like: str) -> Setting:
    return Setting(str, means, f"若干段文字，写成 {like} 的样子", many=True)


def _count(means: str, may_be: str = "整数") -> Setting:
    return Setting(int, means, may_be)


def _flag(means: str) -> Setting:
    return Setting(bool, means, "true（是）或 false（否）")


def _day(means: str) -> Setting:
    return Setting(date, means, "日期，如 2022-06-10（不加引号）")


def _days(means: str) -> Setting:
    return Setting(date, means, "若干个日期，写成 [2022-06-03, 2022-06-05] 的样子", many=True)


def _numbers(means: str, like: str, least: str = "不小于1的整数") -> Setting:
    return Setting(int, means, f"若干个{least}，写成 {like} 的样子", many=True)


def _points(means: str) -> Setting:
    return Setting(float, means, "不小于0的数，如 0.5")


_ADDRESS = '一个邮箱地址，如 "zwgk@example.gov.cn"'
SECTIONS: dict[str, dict[str, Setting]] = {
    "office": {
        "name": _text("本办全称"),
        "district": _text("本办所在的区划"),
        "address": Setting(str, "各单位报送台账的邮箱", _ADDRESS),
        "room": _text("办公房间"),
        "phone": _text("联系电话"),
        "contact": _text("联系人"),
        "symbol": _text("机关代字"),
        "year": _count("台账年份", "四位数的年份，如 2022"),
        "last_year": _text("上年度的工作目录或交账文件", "路径"),
        "notify": _words("本办经办人的邮箱", '["a@example.gov.cn", "b@example.gov.cn"]'),
        "leader": Setting(str, "本办负责人的邮箱", f'{_ADDRESS}，没有的写 ""'),
    },
    "staff": {
        "address": Setting(str, "本办人员的邮箱", _ADDRESS),
        "name": _text("姓名"),
        "role": Setting(str, "权限", '"view"（只收待办）、"decide"（可办理）或 "approve"（还可审定、印发）'),
        "from": _day("代办的起始日期"),
        "until": _day("代办的截止日期"),
    },
    "rounds": {
        "due": _day("报送截止日"),
        "code": _text("期次代码"),
        "name": _text("期次名称"),
        "opens": _day("开始受理日"),
    },
    "editions": {
        "from": _day("调整后的台账的生效日"),
        "file": _text("调整后的台账", "文件名"),
        "notice": _text("调整的依据"),
    },
    "ledger": {
        "columns": Setting(dict, "栏名的含义", '若干行 "栏名" = "含义"'),
        "due": Setting(dict, "责任时限的含义", '若干行 "写法" = 2022-12-31'),
        "not_units": _words("不是填报单位的写法", '["各有关单位"]'),
        "lead": Setting(str, "牵头单位的认定", '""（台账写明）或 "first"（排在首位的牵头）'),
    },
    "points": {
        "late": _points("逾期扣分"),
        "missing": _points("未报送扣分"),
        "incomplete": _points("不完整扣分"),
        "expired": _points("到期未完成扣分"),
        "late_per_day": _points("每逾期一天加扣"),
        "notice": _points("每催报一次扣分"),
        "early": _points("提前报送加分"),
        "exemplary": _points("全年按时完整加分"),
        "round_cap": _points("每期扣分上限"),
        "year_cap": _points("全年扣分上限"),
    },
    "rules": {
        "holiday": Setting(str, "截止日逢休息日", '"next"（顺延到下一工作日）或 "keep"（不顺延）'),
        "correction_days": _count("退回补正的期限", "0至30的整数（工作日）"),
        "rectify_days": _count("整改期限", "0至60的整数（工作日）"),
        "exclude": _words("不纳入表彰的情形", '["late", "missing", "incomplete", "expired"]'),
        "objection_days": _count("年度核对表的反馈期限", "0至60的整数（工作日）"),
        "notice_days": _count("拟通报预告的天数", "0至10的整数（工作日）"),
        "points_per_task": _flag("按任务逐项扣分"),
        "early_days": _count("提前报送的天数", "1至30的整数（工作日）"),
        "ranking": _flag("附各单位排名"),
    },
    "circular": {"pdf": _flag("印发时另存PDF")},
    "forms": {"choose_state": _flag("填报表加“完成状态”一栏")},
    "reminders": {
        "before": _numbers("提前提醒的天数", "[7, 3, 1]"),
        "after": _numbers("逾期催报的天数", "[1, 3]"),
        "escalate": _count("报告负责人的天数", "1至10的整数（工作日）"),
    },
    "calendar": {
        "days_off": _days("另外的休息日"),
        "workdays": _days("另外的工作日"),
        "years": _numbers("自行填全的年份", "[2030]", "四位数的年份"),
    },
    "mail": {
        "inbox": Setting(str, "收信邮箱", '"imaps://用户@服务器/INBOX" 或 "maildir:mail/in" 的样子'),
        "front": _text("收件总台的目录", "路径"),
        "outbox": Setting(str, "发信服务器", '"smtps://用户@服务器" 或 "maildir:mail/out" 的样子'),
        "folder": _text("收件的文件夹", "文件夹名，不能为空"),
        "also": _words("另外查看的文件夹", '["垃圾邮件"]'),
        "done": _text("已处理邮件的文件夹", "文件夹名，不能为空"),
        "waiting": _text("待处理邮件的文件夹", "文件夹名，不能为空"),
        "trusted": _words("收信服务器的名称", '["mx\\\\.example\\\\.gov\\\\.cn"]'),
        "border": _text("收信边界服务器的名称"),
        "max_size": _count("邮件大小的上限", "大于0的整数（字节），40MB 为 41943040"),
        "per_day": _count("每个地址每天的信件上限", "大于0的整数"),
        "per_minute": _count("每分钟发信上限", "不小于0的整数"),
        "total_per_day": _count("每天发信总上限", "大于0的整数"),
        "retry_minutes": _count("重发前等待的分钟数", "大于0的整数"),
        "copy_to_self": _flag("给本办邮箱发副本"),
        "plus_addresses": _flag("使用“邮箱名+标记@”地址"),
    },
    "book": {"url": _text("账册的位置"), "id": _text("账册编号")},
    "page": {
        "host": Setting(str, "工作台的监听地址", '"127.0.0.1"（只在本机）、"0.0.0.0" 一类的IP地址，或 ""（不启动）'),
        "port": _count("工作台的端口", "0至65535的整数，0 为定时服务的下一个端口"),
        "address": Setting(str, "打开工作台的网址", '网址，如 "https://taizhang.example.gov.cn"'),
        "certificate": _text("证书文件", "文件名"),
        "key": _text("私钥文件", "文件名"),
        "proxy": Setting(str, "前置服务器的地址", '一个IP地址，如 "10.1.2.3"，没有的写 ""'),
    },
}
"""Section → name → what it is."""

LISTS = ("staff", "rounds", "editions")
"""Sections that are written once for each: [[staff]]."""
FREE = ("ledger.columns", "ledger.due")
"""Sections whose names are words of the ledger."""
_CALLED = {
    "office": "本办 办公室 机关 单位",
    "staff": "人员 工作人员",
    "rounds": "期次 轮次 季度",
    "editions": "年中调整",
    "ledger": "台账",
    "points": "扣分 分值 计分",
    "rules": "规则",
    "forms": "填报表",
    "reminders": "提醒 催报",
    "calendar": "日历 放假 节假日",
    "mail": "邮箱 邮件",
    "book": "账册",
    "page": "工作台 网页",
}


def heading(section: str) -> str:
    """A section's line: [mail], [[staff]]."""
    return f"[[{section}]]" if section in LISTS else f"[{section}]"


def setting(section: str, name: str) -> Setting | None:
    """What is known of a setting."""
    return SECTIONS.get(section, {}).get(name)


def homes(name: str) -> list[str]:
    """The sections that have a setting of that name."""
    return [section for section, settings in SECTIONS.items() if name in settings]


def near_section(written: str) -> str | None:
    """The section that was probably meant: mial, 邮箱."""
    return _near(written, {section: f"{section} {words}" for section, words in _CALLED.items()})


def near_name(section: str, written: str) -> str | None:
    """The setting of a section that was probably meant: nane, 联系电话."""
    return _near(written, {name: f"{name} {one.means}" for name, one in SECTIONS[section].items()})


def _near(written: str, known: dict[str, str]) -> str | None:
    plain = unicodedata.normalize("NFKC", written).strip().lower().replace("-", "_")
    called = [(word, name) for name, words in known.items() for word in words.split()]
    exact = [name for word, name in called if word == plain]
    close = _first(difflib.get_close_matches(plain, list(known), 1, 0.7))
    within = [
        name for word, name in called if not plain.isascii() and len(plain) > 1 and (plain in word or word in plain)
    ]
    return _first(exact) or close or (within[0] if len(set(within)) == 1 else None)


def _first(found: Iterable[str]) -> str | None:
    return next(iter(found), None)
