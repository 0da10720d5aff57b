"""A mail → submissions, held items and answers: read outside any transaction, entered in one."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import mailboxes
from ledger.book import Page
from ledger.model import Mail, MailState, Message, PostState
from ledger.trouble import BookError
from mailboxes.authenticity import authenticate
from mailboxes.automatic import FOR_PERSON, RECALL, REPORTS
from mailboxes.headers import Headers, sent_to
from mailboxes.sender import one_sender
from office import answers, requests
from office.bymail.carriers import proven_units
from office.bymail.noticing import notice
from office.bymail.questions import ask_about
from office.declaring import declaration, with_declared
from office.desk import Desk
from office.fates import prove_sent
from office.forms_in_mail import Brought, forms_of
from office.judging import Envelope, Verdict, judge, timed
from office.resent import settle_resent
from office.telling import tell_bounce
from office.texts import newest_texts
from office.thanks import is_acknowledgement
from office.twins import closed_rounds_apart, two_forms_apart

_ATTEMPTS = 5
_LONGEST_POLL = 480  # seconds; letters and tidying have the rest of ten minutes, two polls of `serve`
_WHOLE = 0.95  # of the size a server states
_LONGEST = 300  # characters of a reason's details
_ADDRESSES = re.compile(r"[\w.+-]+@[\w.-]+\w")


@dataclass(slots=True)
class Filed:
    """What became of the mails of one poll."""

    states: dict[MailState, int] = field(default_factory=dict)
    submissions: int = 0

    def count(self, state: MailState, submissions: int) -> None:
        """One more mail settled."""
        self.states[state] = self.states.get(state, 0) + 1
        self.submissions += submissions


def file_waiting(desk: Desk, now: datetime, *, only: int | None = None) -> Filed:
    """Read and file every mail that waits, or `only` one, as many as a poll has time for; the rest is the next one's. A
    mail that cannot be read never stops the others."""
    with desk.book.reading() as page:
        waiting = [number for number in page.mails_waiting(now) if only in (None, number)]
    if waiting:  # what is wrong with them is no mail's fault: it is said before one is read
        _ = desk.roster, desk.ledger, desk.rounds
    filed, end = Filed(), time.monotonic() + _LONGEST_POLL
    for place, number in enumerate(desk.watch(waiting, "登记", len(waiting))):
        if time.monotonic() > end:
            _leave(desk, waiting[place:])
            break
        with desk.book.writing() as page:
            attempts = page.attempt(number)
        try:
            state, submissions = file_mail(desk, number, now)
        except BookError:  # the machine's trouble, not the mail's
            raise
        # The one broad except of the house: whatever is wrong with one mail, the next one is read;
        # this one is tried again later, and after that a person gets it.
        except Exception as error:  # noqa: BLE001
            state, submissions = _failed(desk, number, attempts, error, now), 0
        filed.count(state, submissions)
    return filed


def _leave(desk: Desk, numbers: Sequence[int]) -> None:
    """Mails left to the next poll: their heads say at once whose they may be, and nobody is judged who sent one."""
    with desk.book.writing() as page:
        for number in numbers:
            _describe_head(page, number)


def _failed(desk: Desk, number: int, attempts: int, error: Exception, now: datetime) -> MailState:
    reason = f"读取失败（第{attempts}次）：{type(error).__name__}: {error}"
    with desk.book.writing() as page:
        _describe_head(page, number)
        if attempts < _ATTEMPTS:
            wait = timedelta(minutes=desk.settings.mail.retry_minutes * 2 ** (attempts - 1))
            page.settle_mail(number, MailState.FAILED, reason, next_try=now + wait)
            return MailState.FAILED
        page.hold(mail=number, kind="failed", reason=reason, at=now)
        page.settle_mail(number, MailState.HELD, reason)
        return MailState.HELD


def _describe_head(page: Page, number: int) -> None:
    """Of a mail that cannot be read its head still says whose it may be."""
    sha256 = page.mail(number).sha256
    head = Headers.of(page.raw(sha256) if sha256 else b"")
    page.describe_mail(
        number,
        message_id=next(iter(head.message_ids("message-id")), ""),
        sender=one_sender(head),
        subject=head.text("subject"),
    )


def file_mail(desk: Desk, number: int, now: datetime) -> tuple[MailState, int]:
    """Read one mail and enter what came of it, in one transaction: (its state, submissions filed)."""
    with desk.book.reading() as page:
        mail = page.mail(number)
        raw = page.raw(mail.sha256) if mail.sha256 else b""
    message = mailboxes.decode(raw)
    ours = message.own and message.sender == desk.settings.office.address.lower()
    read = Brought() if ours else forms_of(message)
    with desk.book.writing() as page:
        page.describe_mail(
            number,
            message_id=message.message_id,
            sender=message.sender or "、".join(message.senders),
            subject=message.subject,
        )
        state, reason, submissions = _settle(desk, page, mail, message, raw, read, now)
        page.settle_mail(number, state, reason)
        if state is not MailState.HELD:
            page.nothing_owed(number)
    return state, submissions


def _settle(
    desk: Desk,
    page: Page,
    mail: Mail,
    message: Message,
    raw: bytes,
    read: Brought,
    now: datetime,
) -> tuple[MailState, str, int]:
    filled = any(form.rows for form, _ in read.forms)
    if aside := _no_letter_to_us(desk, page, mail, message, raw, now, filled=filled):
        return aside
    envelope = _envelope(desk, page, mail, message, raw)
    answered = notice(desk, page, envelope, raw, now, filled=filled)
    if answered or (not filled and (answered := requests.answer(desk, page, envelope, now))):
        return answered
    torn = "" if filled else _torn(mail, raw)
    if message.sealed and not filled:
        return _without_form(desk, page, envelope, read, torn, now)
    if (forms := read.forms or declaration(desk, envelope)) and not torn:
        judged = [judge(desk, with_declared(desk, form, envelope), sha256, envelope) for form, sha256 in forms]
        verdicts = [timed(one, mail) for one in judged]
        return _enter(desk, page, envelope, verdicts, now)
    if message.automatic and not (envelope.sender and message.automatic in FOR_PERSON):
        return MailState.IGNORED, message.automatic, 0
    return _without_form(desk, page, envelope, read, torn, now)


def _no_letter_to_us(
    desk: Desk, page: Page, mail: Mail, message: Message, raw: bytes, now: datetime, *, filled: bool
) -> tuple[MailState, str, int] | None:
    """Our own letter come back, the news that one was read or not delivered, a stranger's mail among the junk."""
    if message.own and message.sender == desk.settings.office.address.lower():
        prove_sent(page, message.message_id, mail.received_at)
        return MailState.IGNORED, "本办发出的信件", 0
    if message.automatic in REPORTS and not filled:
        return MailState.IGNORED, message.automatic, 0
    if bounced := mailboxes.bounce(raw):
        return _bounced(desk, page, bounced, now)
    stranger = not message.sender or desk.roster.sender(message.sender) is None
    if stranger and (found_in := page.folders_of(mail.number)) and found_in.issubset(desk.settings.mail.also):
        return MailState.IGNORED, "垃圾邮件等文件夹中的来件，发件人未登记", 0
    return None


def _envelope(desk: Desk, page: Page, mail: Mail, message: Message, raw: bytes) -> Envelope:
    settings = desk.settings.mail
    authentic, why = authenticate(raw, trusted=settings.trusted, border=settings.border)
    sender = desk.roster.sender(message.sender) if message.sender else None
    if authentic == "unverified" and sender and sender in proven_units(desk, page, sent_to(raw)):
        authentic, why = "verified", "来信寄往本办给该单位的专用回信地址"
    ours = [post for reference in message.references if (post := page.post_of(reference))]
    answered = [post for post in ours if post.round]
    known = {one.code: one for one in desk.rounds}
    return Envelope(
        mail=mail,
        message=message,
        sender=sender,
        authentic=authentic,
        why=why,
        reference=known.get(answered[-1].round) if answered else None,
        quoted=tuple(mailboxes.decode(page.letter(ours[-1].number)).text.splitlines()) if ours else (),
    )


def _enter(
    desk: Desk, page: Page, envelope: Envelope, verdicts: Sequence[Verdict], now: datetime
) -> tuple[MailState, str, int]:
    """File, hold or recognise as a copy each form of a mail; answer each that is filed."""
    verdicts = closed_rounds_apart(two_forms_apart(verdicts), _on_file(desk, page, envelope, verdicts))
    filed = copies = 0
    holding: list[Verdict] = []
    for verdict in verdicts:
        if verdict.submission is None:
            _hold(desk, page, envelope, verdict, now)
            holding.append(verdict)
        elif earlier := page.copy_of(verdict.submission.unit, verdict.submission.round, verdict.sha256):
            page.received_earlier(earlier.number, verdict.submission.received_at)
            copies += 1
            answers.duplicate(desk, page, envelope, verdict.submission, earlier, now)
        else:
            submission = replace(verdict.submission, number=page.file(verdict.submission))
            filed += 1
            answers.receipt(desk, page, envelope, submission, now)
            settle_resent(desk, page, envelope, submission, now)
    if holding:
        if not ask_about(desk, page, envelope, now):
            answers.held(desk, page, envelope, holding[0].kind, now)
        return MailState.HELD, "；".join(verdict.reason for verdict in holding), filed
    if filed:
        return MailState.FILED, f"登记报送件{filed}件", filed
    return MailState.ANSWERED, f"与已登记的报送件相同（{copies}件）", 0


def _on_file(
    desk: Desk, page: Page, envelope: Envelope, verdicts: Sequence[Verdict]
) -> dict[tuple[str, str], dict[int, str]]:
    """The texts filed by unit and round, of the rounds that had closed when a mail came that brings several."""
    rounds = {one.round for one in verdicts if one.submission}
    closed = [one for one in desk.rounds if one.code in rounds and one.deadline <= envelope.mail.received_at]
    unit = envelope.sender.name if envelope.sender and len(rounds) > 1 else ""
    texts = {(unit, one.code): newest_texts(page, [one], unit=unit).get(unit, {}) for one in closed if unit}
    return {place: said for place, said in texts.items() if said}


def _hold(desk: Desk, page: Page, envelope: Envelope, verdict: Verdict, now: datetime) -> None:
    page.hold(
        mail=envelope.mail.number,
        kind=verdict.kind,
        reason=verdict.reason,
        at=now,
        file=verdict.form.file,
        sha256=verdict.sha256,
        unit=verdict.unit,
        round_=verdict.round,
        clues=_clues(desk, envelope.message),
    )


def _clues(desk: Desk, message: Message) -> str:
    """What may say whose a mail is: what its files are called, what a server quotes of one it did not give, and the
    units whose addresses stand there."""
    addresses = _ADDRESSES.findall(message.sealed)
    quoted = [unit.name for address in addresses if (unit := desk.roster.sender(address.lower()))]
    return "\n".join([*(file.name for file in message.attachments), *filter(None, (message.sealed,)), *quoted])


def is_whole(raw: bytes, size: int) -> bool:
    """Whether these bytes are the mail of which the server states that size: some servers leave the attachments of
    large mails out (MailKit #1241), others only estimate a size."""
    return len(raw) >= size * _WHOLE


def _torn(mail: Mail, raw: bytes) -> str:
    """Why a mail is not whole, "" if it is."""
    if is_whole(raw, mail.size):
        return ""
    return f"邮件不完整：服务器报告{mail.size}字节，实收{len(raw)}字节，附件可能缺失，每次收件都会重取；也可在邮箱中查看（收到时间有效）"


def _without_form(
    desk: Desk, page: Page, envelope: Envelope, read: Brought, torn: str, now: datetime
) -> tuple[MailState, str, int]:
    message = envelope.message
    brings = message.attachments or message.cloud_links
    if envelope.sender and not brings and is_acknowledgement(message, envelope.sender, envelope.quoted):
        return MailState.IGNORED, "对本办来信的简短回复", 0
    if torn:
        kind, reason = "torn", torn
    elif message.automatic == RECALL and envelope.sender:
        kind, reason = "recall", f"「{envelope.sender.name}」发来{RECALL}是否作废"
    elif message.sealed:
        kind, reason = "sealed", f"邮件无法打开：{message.sealed}；请在邮箱中查看，或待对方重发（收到时间有效）"
    elif read.scans:
        kind, reason = "scan", f"附件「{read.scans[0][0].file}」是扫描件或照片，需人工录入（收到时间有效）"
    elif message.cloud_links:
        files = "；".join(message.cloud_links)[:_LONGEST]
        kind, reason = "cloud", f"附件是超大附件、云附件或在线文档的链接，系统不下载，已请对方改用普通附件重发：{files}"
    elif envelope.sender is None and desk.settings.is_ours(message.sender):
        kind, reason = "from_staff", f"本办（{message.sender}）转来的邮件，其中没有能读出的填报表，请阅看"
    elif envelope.sender is None:
        kind, reason = "unknown_sender", f"发件地址 {message.sender or '（无法辨认）'} 未登记，邮件中没有填报表"
    else:
        kind, reason = "no_form", f"「{envelope.sender.name}」来信中没有填报表，请阅看"
    page.hold(
        mail=envelope.mail.number,
        kind=kind,
        reason=reason,
        at=now,
        unit=envelope.sender.name if envelope.sender else "",
        clues=_clues(desk, message),
    )
    if not ask_about(desk, page, envelope, now):
        answers.held(desk, page, envelope, kind, now)
    return MailState.HELD, reason, 0


def _bounced(desk: Desk, page: Page, bounced: mailboxes.Bounce, now: datetime) -> tuple[MailState, str, int]:
    """One of our letters did not arrive: its notice is marked and the office told."""
    post = page.post_of(bounced.message_id) if bounced.message_id else None
    if post is None:
        return MailState.IGNORED, "退信，未找到对应的本办信件", 0
    reason = f"退信：致 {'、'.join(bounced.recipients or post.recipients)} 的「{post.subject}」未能送达"
    page.settle_post(post.number, PostState.REFUSED, reason)
    tell_bounce(desk, page, post, bounced, now)
    return MailState.IGNORED, reason, 0
