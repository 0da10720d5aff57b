"""How the pages say what the house knows by codes and moments."""

from __future__ import annotations

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


def lasting(span: timedelta) -> str:
    """How long that is, as people say it: 2天3小时."""
    minutes = int(span.total_seconds()) // 60
    days, hours = minutes // 1440, minutes // 60 % 24
    parts = [f"{days}天" if days else "", f"{hours}小时" if hours else ""]
    return "".join(parts) or f"{minutes}分钟"


def left(until: datetime, now: datetime) -> str:
    """How much time there is, or how long it is over."""
    return f"还有{lasting(until - now)}" if now < until else f"已截止{lasting(now - until)}"
