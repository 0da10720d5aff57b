"""How the pages say what the house knows by codes, commands and moments."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from ledger.model import CircularState, MailState, PostState

MAILS = {
    MailState.RECEIVED: "尚未读取",
    MailState.FILED: "已登记",
    MailState.ANSWERED: "已答复",
    MailState.HELD: "待人工处理",
    MailState.IGNORED: "无需处理",
    MailState.FAILED: "读取失败，稍后重试",
}
POSTS = {
    PostState.QUEUED: "等待发出",
    PostState.SENDING: "正在发出",
    PostState.SENT: "已发出",
    PostState.REFUSED: "被拒收",
    PostState.UNKNOWN: "结果不明",
    PostState.DEFERRED: "次日合并发出",
    PostState.GATHERED: "已合并发出",
}
CIRCULARS = {
    CircularState.DRAFT: "草稿",
    CircularState.APPROVED: "已审定",
    CircularState.ISSUED: "已印发",
    CircularState.CORRECTED: "更正",
}
_ASIDE = re.compile(r"[（(][^（）()]{0,200}?(?:--|taizhang )[^（）()]{0,200}[）)]")
_OPTION = re.compile(r"(?:，如 )?(?:用 )?--[a-z-]{1,20}(?: [0-9T:-]{1,20})?(?: (?=[\u4e00-\u9fff]))?")
_PATH = re.compile(r"[：；]/[^\n]{1,400}$")  # of a file on the server: it is on the page of files
_BY_MAIL = re.compile(r"；印发时回复「印发」和完整的文号，或[^（]{0,60}")  # here it is one button away
_COMMAND = re.compile(
    r"(?:重新)?(?:先)?(?:直接)?(?:运行|用)? ?taizhang (?P<name>[a-z]{1,20})(?: [\x21-\x7e]{1,40}| 发文字号| 编号){0,8}"
    r"(?: ?(?:登记|印发|更正|撤回审定|重新生成草稿|处理))?"
)
_PLACES = {
    "circular": "在“通报”页生成草稿",
    "decide": "在相应页面作出决定",
    "record": "在“登记”页登记",
    "held": "看“待办”页",
    "collect": "等下一次收件",
}


def by_page(text: str) -> str:
    """What the house says to who types commands, for who looks at a page."""
    plain = _BY_MAIL.sub("，可以印发", _ASIDE.sub("", text))
    placed = _COMMAND.sub(lambda found: _PLACES.get(found["name"], "请管理系统的同志处理"), plain)
    return _PATH.sub("", _OPTION.sub("", placed))


def lasting(span: timedelta) -> str:
    """How long that is, as people say it: 2天3小时."""
    minutes = int(span.total_seconds()) // 60
    days, hours = minutes // 1440, minutes // 60 % 24
    parts = [f"{days}天" if days else "", f"{hours}小时" if hours else ""]
    return "".join(parts) or f"{minutes}分钟"


def left(until: datetime, now: datetime) -> str:
    """How much time there is, or how long it is over."""
    return f"还有{lasting(until - now)}" if now < until else f"已截止{lasting(now - until)}"
