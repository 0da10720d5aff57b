"""How the pages say what the house knows by codes, commands and moments."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from ledger.model import CircularState, MailState, PostState
from office.decisions.plainly import without_commands

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
_BY_MAIL = re.compile(r"；印发时回复「印发」和完整的文号，或[^（]{0,60}")  # here it is one button away
_PLACES = {
    "circular": "在“通报”页生成草稿",
    "decide": "在相应页面作出决定",
    "record": "在“登记”页登记",
    "held": "看“待办”页",
    "collect": "等下一次收件",
}


def by_page(text: str) -> str:
    """What the house says to who types commands, for who looks at a page."""
    return _BY_MAIL.sub("，可以印发", without_commands(text, _PLACES))


def lasting(span: timedelta) -> str:
    """How long that is, as people say it: 2天3小时."""
    minutes = int(span.total_seconds()) // 60
    days, hours = minutes // 1440, minutes // 60 % 24
    parts = [f"{days}天" if days else "", f"{hours}小时" if hours else ""]
    return "".join(parts) or f"{minutes}分钟"


def left(until: datetime, now: datetime) -> str:
    """How much time there is, or how long it is over."""
    return f"还有{lasting(until - now)}" if now < until else f"已截止{lasting(now - until)}"
