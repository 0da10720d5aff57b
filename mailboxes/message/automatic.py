"""Mails that no person wrote and nobody must answer: replies on holiday, bounces, lists, receipts, invitations."""

from __future__ import annotations

import re
from collections.abc import Callable

from mailboxes.message.headers import Headers
from mailboxes.message.parameters import file_name, value_of
from mailboxes.message.parts import Tree, media_type

READ_RECEIPT = "已读回执，无须答复"
COMPLAINT = "垃圾邮件投诉报告，无须答复"
REPORTS = (READ_RECEIPT, COMPLAINT)
"""Reasons that make a mail a report of a machine: what it encloses was sent by somebody else before."""
RECALL = "撤回通知：已收到的材料不会因此删除，请人工核对"
NO_ANSWER = "来信要求不作自动答复"
FOR_PERSON = (RECALL, NO_ANSWER)
"""Reasons that forbid an answer, but not that a person sees the mail of a registered sender."""

_REPLY_HEADER = re.compile(  # each server's own: X-Autoreply, X-QQ-HolidayReply, X-Auto-Reply-From, X-Vacation
    r"x-(?:[a-z0-9]{1,20}-)?(?:auto-?(?:reply|respon(?:d|der|se)|generated)|holiday-?reply|vacation)(?:-from)?"
)
_MACHINE_MARKS = (  # Exchange's inbox rules, Cyrus, sympa: a header and the word in it that only a machine writes
    ("x-ms-exchange-inbox-rules-loop", ""),
    ("x-ms-exchange-generated-message-source", "rules agent"),
    ("x-post-messageclass", "autoresponder"),
    ("delivered-to", "autoresponder"),
    ("x-precedence", "auto"),
)
_CALENDARS = {"text/calendar", "application/ics"}
_PRECEDENCES = {"bulk", "junk", "list", "auto_reply", "auto-reply"}
_DAEMON = re.compile(r"(?:mailer-daemon|mail-daemon|postmaster|microsoftexchange[0-9a-f]{32})@")
_DAEMON_NAME = re.compile(r"mail delivery (?:sub)?system|<mailer-daemon>|(?:postmaster|mailer.daemon)\W*<>")
_NO_ANSWER = re.compile(
    r"(?:mailer-daemon|mail-daemon|postmaster|no[-_.]?reply|do[-_.]?not[-_.]?reply|bounces?)(?:[+@._-]|$)"
)
_OPEN, _CLOSE = r"[【\[(（〔〖「『《<＜]", r"[】\])）〕〗」』》>＞]"
_AUTO = r"(?:自动|自動)(?:回复|答复|应答|回覆|回復|回應|答覆)"
_REPLY_SUBJECT = re.compile(
    rf"{_OPEN}?\s*(?:(?:系统|邮箱|邮件|假期|休假|外出|不在办公室){{0,2}}|这是一封|来自.{{1,20}}的|(?!关于).{{1,8}}的){_AUTO}\s*(?:邮件|{_CLOSE}|[:：(（]|$)"
    rf"|.{{0,60}}{_OPEN}\s*{_AUTO}\s*{_CLOSE}\s*$|(?:不在办公室|休假中|外出中)\s*[:：]"
    rf"|{_OPEN}?\s*(?:auto(?:matic)?[ -]?(?:reply|response)\b|auto\s*:|out of (?:the )?office\b|ooo\s*:|réponse automatique)",
    re.IGNORECASE,
)
_SAYS_SO = re.compile(  # what a holiday reply says of itself; its sentence has no room for whom a person writes about
    rf"(?:这是|此(?:邮件|信|件)?[为是由]|本(?:邮件|信|件)?[为是由])(?:一封|来自|系统|邮箱|邮件|假期|休假|外出|网易|的|[A-Za-z0-9.]){{0,9}}"
    rf"(?:{_AUTO}|自动发[出送](?:的邮件)?[，,。.]\s*请勿(?:直接)?回[复信])"
)
_RETURN_SUBJECT = re.compile(
    rf"{_OPEN}?\s*(?:系统退信|退信通知|无法[送传]达|未送达|未送達|无法投递|(?:邮件)?投递失败(?:通知)?|邮件发送失败通知|undeliver(?:able|ed mail)"
    rf"|delivery status notification|mail delivery failed|returned mail|failure notice)\s*(?:{_CLOSE}|[:：(（/]|$)",
    re.IGNORECASE,
)
_READ_SUBJECT = re.compile(
    rf"{_OPEN}?\s*(?:已读|未读|已送达|未阅读就删除|(?:not )?read|delivered)\s*(?:{_CLOSE}|[:：])"
    rf"|{_OPEN}?\s*(?:(?:邮件)?(?:已读|阅读)(?:回执|通知)|read receipt)\s*(?:{_CLOSE}|[:：]|$)|return receipt \(displayed\)",
    re.IGNORECASE,
)
_RECALL = r"(?:邮件)?(?:撤回|召回)(?:邮件|通知|报告|成功|失败){0,2}"
_RECALL_SUBJECT = re.compile(
    rf"(?:{_OPEN}?\s*{_RECALL}\s*(?:{_CLOSE}|[:：])|邮件(?:撤回|召回)(?:通知|报告|成功|失败)"
    r"|(?:.{0,20}(?:想|要|将))?(?:撤回|召回)邮件\s*[:：“\"「]|(?:对方|.{1,20})(?:撤回|召回)了一封邮件|recall(?: report)?\s*[:：])",
    re.IGNORECASE,
)
_OWN_WORDS = 500  # characters of a mail in which it would say that it is automatic


def why_automatic(tree: Tree) -> str:
    """Why this mail must not be answered, as a short sentence; "" if a person wrote it."""
    return next((reason for test in _TESTS if (reason := test(tree))), "")


def is_system_mail(tree: Tree) -> bool:
    """Whether a mail server, not a person or their holiday reply, sent it: what it encloses is somebody else's."""
    return bool(_report(tree) or _from_daemon(tree))


def _report(tree: Tree) -> str:
    if media_type(tree.headers) != "multipart/report":
        return ""
    return {
        "disposition-notification": READ_RECEIPT,
        "feedback-report": COMPLAINT,
    }.get(tree.report, "系统退信（投递状态通知），不作答复")


def _from_daemon(tree: Tree) -> str:
    senders = tree.headers.addresses("from") + tree.headers.addresses("return-path")
    named = tree.headers.plain("from") + tree.headers.plain("return-path")
    daemon = any(_DAEMON.match(sender) for sender in senders) or _DAEMON_NAME.search(named)
    return "邮件系统发出的通知或退信，不作答复" if daemon else ""


def _without_return(tree: Tree) -> str:
    empty = tree.headers.raw("return-path").strip() == b"<>"
    return "退信或系统通知（回信地址为空），不作答复" if empty else ""


def _auto_submitted(tree: Tree) -> str:
    value = tree.headers.plain("auto-submitted").partition(";")[0].strip()
    return f"程序自动发出的邮件（Auto-Submitted：{value}），不作答复" if value not in {"", "no"} else ""


def _auto_reply(tree: Tree) -> str:
    marked = any(
        _REPLY_HEADER.fullmatch(name) and tree.headers.plain(name) not in {"", "no", "false"}
        for name, _ in tree.headers.lines
    )
    marked = marked or any(tree.headers.raw(name) and word in tree.headers.plain(name) for name, word in _MACHINE_MARKS)
    envelope = tree.headers.plain("return-path") + tree.headers.plain("x-mail-from")
    subject = _REPLY_SUBJECT.match(tree.headers.text("subject"))
    return "自动回复，不作答复" if marked or "+auto_=" in envelope or subject else ""


def _by_subject(tree: Tree) -> str:
    """Programs that mark nothing else."""
    subject = tree.headers.text("subject")
    if _RETURN_SUBJECT.match(subject):
        return "退信通知，不作答复"
    return "阅读情况通知，无须答复" if _READ_SUBJECT.match(subject) else ""


def says_automatic(words: str) -> str:
    """Why a mail is no person's by what its own first words say of it; "" if they do not."""
    return "自动回复（正文写明），不作答复" if _SAYS_SO.search(words[:_OWN_WORDS]) else ""


def _list(tree: Tree) -> str:
    precedence = tree.headers.plain("precedence") in _PRECEDENCES
    listed = tree.headers.raw("list-id") or tree.headers.raw("list-post")
    return "邮件列表或群发邮件，不作答复" if precedence or listed else ""


def _notice(tree: Tree) -> str:
    subject = tree.headers.text("subject")
    if _RECALL_SUBJECT.match(subject) or "recall" in tree.headers.plain("x-message-class"):
        return RECALL
    return "日程邀请，无须答复" if _is_invitation(tree) else ""


def _is_invitation(tree: Tree) -> bool:
    """An appointment asked for, answered or called off (RFC 6047, 2.4), and no file beside it."""
    if media_type(tree.headers) == "text/calendar":
        return True
    appointments = [head for head in tree.heads if media_type(head) in _CALENDARS]
    if not any(map(_asks, appointments)):
        return False
    return not any(file_name(head).text for head in tree.heads if head not in appointments)


def _asks(appointment: Headers) -> bool:
    """Whether an appointment is the mail's matter, not a file handed on."""
    named = value_of(appointment.raw("content-disposition")) == "attachment" or file_name(appointment).text
    return "method=" in appointment.plain("content-type") or not named


def _no_answer_wanted(tree: Tree) -> str:
    suppressed = {word.strip() for word in tree.headers.plain("x-auto-response-suppress").split(",")}
    if suppressed & {"all", "autoreply"}:
        return NO_ANSWER
    unanswerable = any(_NO_ANSWER.match(sender) for sender in tree.headers.addresses("from"))
    return "发件地址不接收回信" if unanswerable else ""


_TESTS: tuple[Callable[[Tree], str], ...] = (
    _report,
    _from_daemon,
    _auto_reply,
    _by_subject,
    _auto_submitted,
    _without_return,
    _list,
    _notice,
    _no_answer_wanted,
)
