"""office.toml as people type it: each mistake is one problem, with its line and what it should be; all in one go."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from random import Random

import pytest

from office.desk.setting_names import SECTIONS
from office.desk.settings import SettingsError, load_settings

_FACTS = {
    "name": "兴庆区人民政府办公室",
    "district": "银川市兴庆区",
    "address": "taizhang@xingqing.example",
    "notify": "jingban@xingqing.example",
    "notify_name": "张经办",
    "leader": "zhuren@xingqing.example",
    "leader_name": "王主任",
    "room": "306室",
    "phone": "0000-0000306",
    "contact": "马晓云",
    "year": 2022,
    "book_id": "0123456789abcdef",
    "rounds": "".join(f"[[rounds]]\ndue = 2022-{month:02}-10\n\n" for month in (6, 9, 12)),
    "said": "\n[ledger.columns]\n",
}


@cache
def good() -> str:
    """office.toml as `init` makes it."""
    return files("office").joinpath("office.toml").read_text(encoding="utf-8").format(**_FACTS)


def wrong(path: Path, content: bytes) -> list[str]:
    """What is said of a file of settings."""
    path.write_bytes(content)
    try:
        load_settings(path)
    except SettingsError as error:
        return [finding.message for finding in error.findings]
    return []


def changed(old: str, new: str) -> str:
    """The good file with one mistake in it."""
    assert old in good(), old
    return good().replace(old, new, 1)


def test_good_file_has_no_problem(tmp_path: Path) -> None:
    assert wrong(tmp_path / "office.toml", good().encode()) == []
    assert wrong(tmp_path / "office.toml", good().encode("utf-8-sig")) == []
    assert wrong(tmp_path / "office.toml", good().replace("\n", "\r\n").encode()) == []


ROOM, DUE, BEFORE = 'room = "306室"', "due = 2022-06-10", "before = [7, 3, 1]"
NOTIFY, INBOX, OUTBOX = (
    'notify = ["jingban@xingqing.example"]',
    'inbox = "maildir:mail/in"',
    'outbox = "maildir:mail/out"',
)
COPY, HOLIDAY, PHONE = "copy_to_self = true", 'holiday = "next"', 'phone = "0000-0000306"'


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        # what newcomers typed: quotation marks, commas, days, paths, texts without quotation marks
        (ROOM, "room = “306室”", '第8行「room = “306室”」：用了中文引号，请改成英文引号，改为：room = "306室"'),
        (BEFORE, "before = [7，3，1]", "「before = [7，3，1]」：用了中文标点或全角字符，请改成英文的，改为：before = [7,3,1]"),
        (DUE, "due = 2022-06-31", "「due = 2022-06-31」：[rounds 1] due 不是有效的值，日历上没有2022年6月31日这一天"),
        (DUE, "due = 2022-6-10", "日期应写成 2022-06-10 的样子，改为：due = 2022-06-10"),
        (INBOX, 'inbox = "maildir:D:\\mail\\in"', "有 \\ 的，请用英文单引号，改为：inbox = 'maildir:D:\\mail\\in'"),
        (PHONE, "phone = 0951-6022306", '文字要放在一对英文引号中，改为：phone = "0951-6022306"'),
        (DUE, 'due = "2022年6月10日"', "[rounds 1] due 不是有效的值，报送截止日应为日期，如 2022-06-10（不加引号），改为：due = 2022-06-10"),
        (DUE, "due = 2022年6月10日", "改为：due = 2022-06-10"),
        (DUE, "due = 2202-06-10", "「due = 2202-06-10」：报送截止日在2202年，台账年份 year 是2022年，请核对"),
        (DUE, "due = 2022-09-10", "与前面一期的报送截止日（2022-09-10）相同"),
        ("correction_days = 2", "correction_day = 2", "[rules] 中没有名为 correction_day 的设置；是不是 correction_days？"),
        (HOLIDAY, 'holiday = "next"\ntimezone = "Asia/Shanghai"', "[rules] 中没有名为 timezone 的设置；可用的有：holiday、"),
        (HOLIDAY, 'holiday = "顺延"', '截止日逢休息日应为"next"（顺延到下一工作日）或 "keep"（不顺延）'),
        (INBOX, 'inbox = "smtps://zw@mail.gov.cn"', "smtps 是发信用的，收信写 imaps://用户@服务器/INBOX；是不是把 inbox 和 outbox 写反了？"),
        (OUTBOX, 'outbox = "imaps://zw@mail.gov.cn"', "imaps 是收信用的，发信写 smtps://用户@服务器"),
        (INBOX, 'inbox = "mail.gov.cn"', "要写明协议，如 imaps://用户@mail.gov.cn"),
        ('address = "taizhang@xingqing.example"', 'address = "taizhang＠xingqing.example"', "中有全角字符，请改为半角：taizhang@xingqing.example"),
        # the same kinds in other words
        (ROOM, 'room = “306室"', '改为：room = "306室"'),
        (ROOM, "room = 「306室」", '改为：room = "306室"'),
        (ROOM, "room = ‘306室’", '改为：room = "306室"'),
        (ROOM, 'room ＝ "306室"', '改为：room = "306室"'),
        (ROOM, 'room："306室"', '改为：room = "306室"'),
        (ROOM, 'room = "306室"；', '行末多了标点，改为：room = "306室"'),
        (ROOM, 'room = "306室', '缺一个引号，改为：room = "306室"'),
        (ROOM, 'room = 306室"', '缺一个引号，改为：room = "306室"'),
        (ROOM, "room = 306室", '文字要放在一对英文引号中，改为：room = "306室"'),
        (ROOM, "room = 306", '[office] room 不是有效的值，办公房间应为文字，放在英文引号中，改为：room = "306"'),
        (ROOM, "room =", '没有内容的写成一对英文引号，改为：room = ""'),
        (ROOM, '　room = "306室"', '夹有看不见的字符或全角空格，请改成英文空格，改为：room = "306室"'),
        (ROOM, 'room "306室"', '名称和内容之间应是等号，改为：room = "306室"'),
        (f"{ROOM}\n{PHONE}", f"{ROOM} {PHONE}", f"一行只能写一项，改为：{ROOM}　{PHONE}"),
        (ROOM, 'room = "306室" // 三楼', '说明文字前面要加 #，改为：room = "306室"'),
        (ROOM, 'room = "三楼"东"306室"', '里面不能再有英文引号，改为：room = "三楼“东”306室"'),
        (ROOM, 'room = "306室"\n本办在三楼', "第9行「本办在三楼」：这一行看不懂：设置应写成“名称 = 内容”，说明文字前面要加 #"),
        (ROOM, 'room = "306室"\nroom = "307室"', '第9行「room = "307室"」：room 前面第8行已经写过，请删去一处'),
        (PHONE, "phone = 09510000306", '改为：phone = "09510000306"'),
        (PHONE, '联系电话 = "0000-0000306"', "[office] 中没有名为 联系电话 的设置；是不是 phone？"),
        (DUE, "due = 2022/6/10", "改为：due = 2022-06-10"),
        (DUE, "due = 2022.06.10", "改为：due = 2022-06-10"),
        (DUE, "due = 2022－06－10", "改为：due = 2022-06-10"),
        (DUE, "due = 2022-06-10 24:00", "改为：due = 2022-06-10"),
        (DUE, "due = 2022-06-10T17:00:00", "改为：due = 2022-06-10"),
        (DUE, "due = 6月10日", "报送截止日应为日期，如 2022-06-10（不加引号）"),
        (DUE, "due = 2022-13-01", "日历上没有2022年13月1日这一天"),
        (f"[[rounds]]\n{DUE}", "[[rounds]]", "这一期没有 due（报送截止日），请加一行，如 due = 2022-06-10"),
        (DUE, f"{DUE}\nopens = 2022-07-01", "开始受理日 opens 在报送截止日 due（2022-06-10）之后"),
        (BEFORE, "before = 7, 3, 1", "列表要放在英文方括号里，各项用英文逗号隔开，改为：before = [7, 3, 1]"),
        (BEFORE, "before = [7, 3, 1", "改为：before = [7, 3, 1]"),
        (BEFORE, 'before = ["7", "3", "1"]', "改为：before = [7, 3, 1]"),
        (BEFORE, "before = 7", "改为：before = [7]"),
        (BEFORE, "before = [-7, 3]", "提前提醒的天数应为若干个不小于1的整数"),
        (NOTIFY, "notify = “a@b.cn”，“c@d.cn”", '改为：notify = ["a@b.cn","c@d.cn"]'),
        (NOTIFY, 'notify = "a@b.cn，c@d.cn"', '改为：notify = ["a@b.cn", "c@d.cn"]'),
        (NOTIFY, "notify = [a@b.cn]", '列表中的每项文字要放在一对英文引号中，改为：notify = ["a@b.cn"]'),
        (NOTIFY, 'notify = [\n  "a@b.cn",\n  “c@d.cn”,\n]', '第16行「“c@d.cn”,」：用了中文引号，请改成英文引号，改为："c@d.cn",'),
        (NOTIFY, 'notify = ["mailto:a@b.cn"]', "「mailto:a@b.cn」带有“mailto:”，请只写地址：a@b.cn"),
        (COPY, "copy_to_self = 是", "应写 true（是）或 false（否），改为：copy_to_self = true"),
        (COPY, "copy_to_self = True", "改为：copy_to_self = true"),
        (COPY, 'copy_to_self = "否"', "给本办邮箱发副本应为true（是）或 false（否），改为：copy_to_self = false"),
        ("per_day = 10 ", "per_day = 10封 ", "应只写数字，改为：per_day = 10"),
        ("per_day = 10 ", 'per_day = "10" ', "改为：per_day = 10"),
        ("max_size = 41943040", "max_size = 40MB", "改为：max_size = 41943040"),
        ("year = 2022", "year = 2022年", "应只写数字，改为：year = 2022"),
        ("year = 2022\n", "", "[office] 中没有 year（台账年份），请补上"),
        ("[mail]", "[邮箱]", "没有名为 [邮箱] 的设置段；是不是 [mail]？"),
        ("[mail]", "[mial]", "没有名为 [mial] 的设置段；是不是 [mail]？"),
        ("[mail]", "【mail】", "改为：[mail]"),
        ("[mail]", "[mail", "段名要单独一行，写在英文方括号里，改为：[mail]"),
        ("[[staff]]", "[staff]", "应写成 [[staff]]"),
        ("[rules]", "[Rules]", "没有名为 [Rules] 的设置段；是不是 [rules]？"),
        ("# late = 1\n", "late = 0，5\n", "「late = 0，5」：[points] late 不是有效的值，逾期扣分应为不小于0的数，如 0.5"),
        ("# late = 1\n", "late = 1分\n", "应只写数字，改为：late = 1"),
        ("# late = 1\n", "late = -1\n", "逾期扣分应为不小于0的数"),
        ("trusted = []", 'trusted = ["mail\\.gov\\.cn"]', "改为：trusted = ['mail\\.gov\\.cn']"),
        ("trusted = []", 'trusted = ["mail(gov"]', "「mail(gov」不是有效的正则表达式"),
        ("also = []", 'also = "垃圾邮件"', '改为：also = ["垃圾邮件"]'),
        (INBOX, f'{INBOX}\nleader = "a@b.cn"', "leader 应写在 [office] 段的下面"),
        ("[ledger.columns]\n", '[ledger.columns]\n包抓领导 = "照录"\n', '名称不是英文的要放在英文引号中，改为："包抓领导" = "照录"'),
        # one missing heading is one problem
        ("[mail]\n", "", "从这一行起的 inbox、outbox、also、done、waiting、trusted、max_size、per_day、total_per_day、per_minute、copy_to_self、plus_addresses 属于 [mail] 段，前面缺少一行 [mail]"),
        ("[office]\n", "", "从这一行起的 name、district、address、room、phone、contact、symbol、year、last_year、notify、leader 属于 [office] 段，前面缺少一行 [office]"),
        ("[[staff]]\n", "", "从这一行起的 address、name、role 属于 [[staff]] 段，前面缺少一行 [[staff]]"),
        ("[[rounds]]\n", "", "due 属于 [[rounds]] 段，前面缺少一行 [[rounds]]"),
        ("\n[[rounds]]\ndue = 2022-09-10", "\ndue = 2022-09-10", "due 属于 [[rounds]] 段，前面缺少一行 [[rounds]]"),
        ("[forms]\n", "", "choose_state 属于 [forms] 段，前面缺少一行 [forms]"),
        ("[rules]\n", "", "属于 [rules] 段，前面缺少一行 [rules]"),
        ("[book]\n", "", "从这一行起的 url、id 属于 [book] 段，前面缺少一行 [book]"),
        ("[reminders]", "# [reminders]", "从这一行起的 before、after、escalate 属于 [reminders] 段"),
        ("[book]", "[mail]", "已经有 [mail] 段，这里是不是 [book]？"),
        # invented after the mends were made, and judged blind first
        (ROOM, "room = '306室\"", '改为：room = "306室"'),
        (ROOM, 'room = """306室"', '改为：room = "306室"'),
        (ROOM, 'ROOM = "306室"', "是不是 room？"),
        (ROOM, 'room = "306室" (三楼)', '引号后面多了内容（说明文字前面要加 #），改为：room = "306室"'),
        (ROOM, '- room = "306室"', '行首多了符号，改为：room = "306室"'),
        (ROOM, "room = null", '没有内容的写成一对英文引号，改为：room = ""'),
        (ROOM, "room = 无", '改为：room = ""'),
        (ROOM, 'room = "306室"]', '改为：room = "306室"'),
        (ROOM, 'room == "306室"', '改为：room = "306室"'),
        (DUE, "due = 2022-06-10（周五）", "改为：due = 2022-06-10"),
        (DUE, "due = 20220610", "改为：due = 2022-06-10"),
        (DUE, "due = 二〇二二年六月十日", "改为：due = 2022-06-10"),
        (DUE, "due = 2022-06-10, 2022-09-10", "应为日期，如 2022-06-10（不加引号）"),
        (DUE, "due = 2022-06-10\ndue = 2022-06-15", "due 属于 [[rounds]] 段，前面缺少一行 [[rounds]]"),
        (BEFORE, "before = [7、3、1]", "改为：before = [7,3,1]"),
        (BEFORE, "before = (7, 3, 1)", "改为：before = [7, 3, 1]"),
        (BEFORE, "before = [7, 3, 1天]", "改为：before = [7, 3, 1]"),
        (BEFORE, "before = [1, 3, 七]", "应为若干个不小于1的整数，写成 [7, 3, 1] 的样子"),
        (NOTIFY, "notify = jingban@xingqing.example", '改为：notify = ["jingban@xingqing.example"]'),
        (NOTIFY, 'notify = ["张经办 <jingban@xingqing.example>"]', "带有姓名，请只写地址：jingban@xingqing.example"),
        (NOTIFY, 'notify = [\n  "a@b.cn"\n  "c@d.cn"\n]', '改为：notify = ["a@b.cn", "c@d.cn"]'),
        (INBOX, 'inbox = "imap.qq.com:993"', "要写明协议，如 imaps://用户@imap.qq.com:993"),
        (INBOX, 'inbox = "imaps:/zw@mail.cn/INBOX"', "冒号后面应有两条斜线"),
        (INBOX, 'inbox = "https://mail.qq.com"', "不认识 https，可用的有：maildir、"),
        (INBOX, "inbox = imaps：//zw@mail.cn", "其中有全角字符，请改为半角"),
        (INBOX, 'inbox = "C:\\mail\\in"', "本机的文件夹要写成 maildir:C:\\mail\\in"),
        (COPY, "copy_to_self = 1", "改为：copy_to_self = true"),
        ('role = "decide"', 'role = "Decide"', '改为：role = "decide"'),
        ('role = "decide"', "role = 办理", "view 只收待办，decide 可办理待办事项"),
        ("[points]", "[扣分]", "是不是 [points]？"),
        ("[mail]", "mail:", "改为：[mail]"),
        ("[mail]", "[ma}il]", "改为：[mail]"),
        ("[mail]", "“[mail]", "改为：[mail]"),
        ("[forms]", "0[forms]】", "改为：[forms]"),
        ("[reminders]", "[remind'rs]", "改为：[reminders]"),
        ('role = "decide"', 'r}ole = "decide"', '名称中夹有其他符号，改为：role = "decide"'),
        (ROOM, 'ro“om = "306室"', '名称中夹有其他符号，改为：room = "306室"'),
        ("year = 2022", "year = 22", "台账年份应为四位数的年份，如 2022"),
        ("year = 2022", "year = 2022.0", "改为：year = 2022"),
    ],
)  # fmt: skip
def test_mistake_is_one_problem_with_its_line_and_mend(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = wrong(tmp_path / "office.toml", changed(old, new).encode())
    assert len(found) == 1, found
    assert found[0].startswith("office.toml")
    assert said in found[0]
    assert not any(word in found[0] for word in ("invalid", "Invalid", "line ", "expected"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (good().encode("gb18030"), "是用 GBK（记事本中称“ANSI”） 编码保存的：请用记事本打开，选“文件”“另存为”，“编码”一栏选 UTF-8"),
        (good().encode("utf-16"), "是用 UTF-16（记事本中称“Unicode”） 编码保存的"),
        (b"\xfe\xff" + good().encode("utf-16-be"), "是用 UTF-16"),
        (good().replace("马晓云", "#").encode().replace(b'"#"', '"马晓云"'.encode("gb18030")), '「contact = "马晓云"」：有不是 UTF-8 编码的字'),
        (b"PK\x03\x04" + bytes(100), "是Word 或 WPS 文档，不是文本文件"),
        (b"{\\rtf1 }", "是写字板文档"),
        (b"", "是空的：请从备份恢复"),
        (b"# \n\n", "是空的"),
    ],
)  # fmt: skip
def test_file_that_is_no_utf8_text_is_one_problem(tmp_path: Path, content: bytes, said: str) -> None:
    first = wrong(tmp_path / "office.toml", content)[0]
    assert said in first


def test_all_problems_are_said_in_one_go_in_the_order_of_the_lines(tmp_path: Path) -> None:
    text = good()
    for old, new in (
        (ROOM, "room = “306室”"),
        (DUE, "due = 2022-6-10"),
        (HOLIDAY, 'holiday = "顺延"'),
        (BEFORE, "before = [7，3，1]"),
        (INBOX, 'inbox = "pop3://a@b.cn"'),
        ("choose_state", "chose_state"),
    ):
        text = text.replace(old, new, 1)
    found = wrong(tmp_path / "office.toml", text.encode("gbk"))
    assert [message.partition("「")[2].partition("」")[0] for message in found] == [
        "",
        "room = “306室”",
        "due = 2022-6-10",
        'holiday = "顺延"',
        "chose_state = false",
        "before = [7，3，1]",
        'inbox = "pop3://a@b.cn"',
    ]
    assert "GBK" in found[0]


def test_whatever_is_typed_wrong_anywhere_is_said_in_chinese(tmp_path: Path) -> None:
    """Strokes of the keyboard at random, the same in each run: never anything but the settings, or what is wrong with them."""
    typing, path = Random(20221129), tmp_path / "office.toml"  # noqa: S311  no secret
    for _ in range(60):
        at, text = typing.randrange(len(good())), good()
        typed = "".join(typing.choices("\"'“”，：＝=[]【】{}()#\\\n 　0年月aé.\u2028", k=typing.randrange(3)))
        for said in wrong(path, f"{text[:at]}{typed}{text[at + typing.randrange(3) :]}".encode()):
            assert re.search(r"[一-鿿]{4}", said)
            assert said.startswith(("office.toml", "没有设置期次", "[[rounds]]", "期次代码"))


def test_every_setting_of_the_file_is_known_by_name_and_kind() -> None:
    """The file that `init` makes and the table of names tell of the same settings."""
    values = tomllib.loads(re.sub(r"(?m)^# (?=[a-z_]+ = )", "", good()))
    for section, known in SECTIONS.items():
        table = values.get(section, {})
        for name, value in (table[0] if isinstance(table, list) else table).items():
            assert name in known, (section, name)
            assert known[name].takes(value) or known[name].kind is dict, (section, name)
