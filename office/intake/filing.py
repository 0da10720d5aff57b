"""A mail → submissions, held items and answers: opened by a confined child ahead of the book, entered with a few others in
one transaction."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import mailboxes
from ledger.book import Page
from ledger.held_kinds import HeldKind
from ledger.model import Mail, MailState, Message, Outcome, PostState, Submission
from ledger.trouble import BookError
from mailboxes.message.automatic import FOR_PERSON, REPORTS
from office.answers import answers, requests
from office.answers.resent import settle_resent
from office.answers.telling import tell_bounce
from office.arrivals.declaring import declaration, with_declared
from office.arrivals.held_for import Case, why_held
from office.arrivals.judging import Envelope, Judgement, judge, timed
from office.arrivals.open_mail import UnopenedError, open_ahead, open_mail, read_head
from office.arrivals.opened import Opened
from office.arrivals.thanks import is_acknowledgement
from office.arrivals.twins import closed_rounds_apart, two_forms_apart
from office.asking.carriers import proven_units
from office.asking.noticing import notice
from office.asking.questions import ask_about
from office.desk.desk import Desk
from office.post.fates import prove_sent
from office.standing.assessing import own_versions
from office.standing.texts import newest_texts

Waiting = tuple[int, Future[Opened]]
"""A mail's number, and the mail as it is being opened."""

_ATTEMPTS = 5
_LONGEST_POLL = 480  # seconds; letters and tidying have the rest of ten minutes, two polls of `serve`
_TOGETHER = 5  # mails entered in one transaction: a tenth of a second in which no other process writes
_TRIED = 20  # mails whose try is counted in one transaction
_WHOLE = 0.95  # of the size a server states
_ADDRESSES = re.compile(r"[\w.+-]+@[\w.-]+\w")


@dataclass(slots=True)
class Filed:
    """What became of the mails of one poll."""

    states: dict[MailState, int] = field(default_factory=dict)
    submissions: int = 0

    def count(self, outcome: Outcome) -> None:
        """One more mail settled."""
        self.states[outcome.state] = self.states.get(outcome.state, 0) + 1
        self.submissions += outcome.submissions


def file_waiting(desk: Desk, now: datetime, *, only: int | None = None) -> Filed:
    """Read and file every mail that waits, or `only` one, as many as a poll has time for; the rest is the next one's. A
    mail that cannot be read never stops the others."""
    with desk.book.reading() as page:
        waiting = [number for number in page.mails.waiting(now) if only in (None, number)]
    if waiting:  # what is wrong with them is no mail's fault: it is said before one is read
        _ = desk.roster, desk.ledger, desk.rounds, desk.carried
    filed, done = Filed(), 0
    with closing(open_ahead(lambda number: _open(desk, number), _tried(desk, waiting))) as mails:
        for some in _together(desk.watch(mails, "登记", len(waiting))):
            for outcome in _file(desk, some, now):
                filed.count(outcome)
            done += len(some)
    if done < len(waiting):
        _leave(desk, waiting[done:])
    return filed


def _tried(desk: Desk, numbers: Sequence[int]) -> Iterator[int]:
    """The mails, as long as there is time, each try counted before it is made: a crash counts too."""
    end = time.monotonic() + _LONGEST_POLL
    for first in range(0, len(numbers), _TRIED):
        some = numbers[first : first + _TRIED]
        if time.monotonic() > end:
            return
        with desk.book.writing() as page:
            page.mails.attempt(some)
        yield from some


def _open(desk: Desk, number: int) -> Opened:
    with desk.book.reading() as page:
        raw = page.mails.raw_of(number)
    return open_mail(desk.settings, raw)


def _together(mails: Iterable[Waiting]) -> Iterator[list[Waiting]]:
    """A few at a time: a commit of its own for each costs more than the mail. Never by what happens to be open: the same
    mails make the same transactions."""
    each = iter(mails)
    while some := list(itertools.islice(each, _TOGETHER)):
        yield some


def _file(desk: Desk, some: Sequence[Waiting], now: datetime) -> list[Outcome]:
    """Enter mails in one transaction; where one fails, each in its own. Raises BookError."""
    try:
        return _enter_all(desk, some, now)
    except BookError:  # the machine's trouble, not the mail's
        raise
    except Exception:  # noqa: BLE001 - which of them it was is found out one by one
        return [_file_alone(desk, one, now) for one in some]


def _file_alone(desk: Desk, one: Waiting, now: datetime) -> Outcome:
    """Enter one mail. Whatever is wrong with it, the next one is read; this one is tried again later, and after that a
    person gets it. Raises BookError."""
    try:
        return _enter_all(desk, [one], now)[0]
    except BookError:
        raise
    except Exception as error:  # noqa: BLE001 - the one place where a mail may fail
        return _failed(desk, one[0], error, now)


def _enter_all(desk: Desk, some: Sequence[Waiting], now: datetime) -> list[Outcome]:
    opened = [(number, mail.result()) for number, mail in some]
    with desk.book.writing() as page:
        mails = page.mails.numbered([number for number, _ in opened])
        outcomes = [enter_mail(desk, page, mails[number], mail, now) for number, mail in opened]
        ended = [
            number for (number, _), outcome in zip(opened, outcomes, strict=True) if outcome.state is not MailState.HELD
        ]
        page.mails.nothing_owed(ended)
    return outcomes


def enter_mail(desk: Desk, page: Page, mail: Mail, opened: Opened, now: datetime) -> Outcome:
    """Enter what comes of a mail."""
    message = opened.message
    page.mails.describe(
        mail.number,
        message_id=message.message_id,
        sender=message.sender or "、".join(message.senders),
        subject=message.subject,
    )
    outcome = _settle(desk, page, mail, opened, now)
    page.mails.settle(mail.number, outcome.state, outcome.reason)
    return outcome


def _leave(desk: Desk, numbers: Sequence[int]) -> None:
    """Mails left to the next poll: their heads say at once whose they may be, and nobody is judged who sent one."""
    for number in numbers:
        _describe_head(desk, number)


def _failed(desk: Desk, number: int, error: Exception, now: datetime) -> Outcome:
    attempts = _describe_head(desk, number).attempts
    said = str(error) if isinstance(error, UnopenedError) else f"{type(error).__name__}: {error}"
    reason = f"读取失败（第{attempts}次）：{said}"
    with desk.book.writing() as page:
        if attempts < _ATTEMPTS:
            wait = timedelta(minutes=desk.settings.mail.retry_minutes * 2 ** (attempts - 1))
            page.mails.settle(number, MailState.FAILED, reason, next_try=now + wait)
            return Outcome(MailState.FAILED, reason)
        page.held.add(mail=number, kind=HeldKind.FAILED, reason=reason, at=now)
        page.mails.settle(number, MailState.HELD, reason)
        return Outcome(MailState.HELD, reason)


def _describe_head(desk: Desk, number: int) -> Mail:
    """Of a mail that is not read its head still says whose it may be; the mail."""
    with desk.book.reading() as page:
        mail, raw = page.mails.one(number), page.mails.raw_of(number)
    head = read_head(raw)
    with desk.book.writing() as page:
        page.mails.describe(number, message_id=head.message_id, sender=head.sender, subject=head.subject)
    return mail


def _settle(desk: Desk, page: Page, mail: Mail, opened: Opened, now: datetime) -> Outcome:
    message, filled = opened.message, opened.filled
    if aside := _no_letter_to_us(desk, page, mail, opened, now):
        return aside
    envelope = _envelope(desk, page, mail, opened)
    answered = notice(desk, page, envelope, opened.sent_to, now, filled=filled)
    if answered or (not filled and (answered := requests.answer(desk, page, envelope, now))):
        return answered
    torn = "" if filled else _torn(mail, opened)
    if message.sealed and not filled:
        return _without_form(desk, page, envelope, opened, torn, now)
    if (forms := opened.forms or declaration(desk, envelope)) and not torn:
        judged = [judge(desk, with_declared(desk, form, envelope), sha256, envelope) for form, sha256 in forms]
        judgements = [timed(one, mail) for one in judged]
        return _enter(desk, page, envelope, judgements, now)
    if message.automatic and not (envelope.sender and message.automatic in FOR_PERSON):
        return Outcome(MailState.IGNORED, message.automatic)
    return _without_form(desk, page, envelope, opened, torn, now)


def _no_letter_to_us(desk: Desk, page: Page, mail: Mail, opened: Opened, now: datetime) -> Outcome | None:
    """Our own letter come back, the news that one was read or not delivered, a stranger's mail among the junk."""
    message = opened.message
    if message.own and message.sender == desk.settings.office.address.lower():
        prove_sent(page, message.message_id, mail.received_at)
        return Outcome(MailState.IGNORED, "本办发出的信件")
    if message.automatic in REPORTS and not opened.filled:
        return Outcome(MailState.IGNORED, message.automatic)
    if opened.bounce:
        return _bounced(desk, page, opened.bounce, now)
    stranger = not message.sender or desk.roster.sender(message.sender) is None
    if stranger and (found_in := page.mails.folders_of(mail.number)) and found_in.issubset(desk.settings.mail.also):
        return Outcome(MailState.IGNORED, "垃圾邮件等文件夹中的来件，发件人未登记")
    return None


def _envelope(desk: Desk, page: Page, mail: Mail, opened: Opened) -> Envelope:
    message, authentic, why = opened.message, opened.authentic, opened.why
    sender = desk.roster.sender(message.sender) if message.sender else None
    if authentic == "unverified" and sender and sender in proven_units(desk, page, opened.sent_to):
        authentic, why = "verified", "来信寄往本办给该单位的专用回信地址"
    ours = [post for reference in message.references if (post := page.letters.of_id(reference))]
    answered = [post for post in ours if post.round]
    known = {one.code: one for one in desk.rounds}
    return Envelope(
        mail=mail,
        message=message,
        sender=sender,
        authentic=authentic,
        why=why,
        reference=known.get(answered[-1].round) if answered else None,
        quoted=tuple(mailboxes.decode(page.letters.content(ours[-1].number)).text.splitlines()) if ours else (),
    )


def _enter(desk: Desk, page: Page, envelope: Envelope, judgements: Sequence[Judgement], now: datetime) -> Outcome:
    """File, hold or recognise as a copy each form of a mail; answer each that is filed."""
    judgements = closed_rounds_apart(two_forms_apart(judgements), _on_file(desk, page, envelope, judgements))
    holding = [one for one in judgements if one.submission is None]
    for one in holding:
        _hold(desk, page, envelope, one, now)
    new = [_take(desk, page, envelope, one.submission, now) for one in judgements if one.submission]
    filed, copies = new.count(True), new.count(False)
    if holding:
        if not ask_about(desk, page, envelope, now):
            answers.held(desk, page, envelope, holding[0].kind, now)
        return Outcome(MailState.HELD, "；".join(one.reason for one in holding), filed)
    if filed:
        return Outcome(MailState.FILED, f"登记报送件{filed}件", filed)
    return Outcome(MailState.ANSWERED, f"与已登记的报送件相同（{copies}件）")


def _take(desk: Desk, page: Page, envelope: Envelope, submission: Submission, now: datetime) -> bool:
    """File a submission and answer it, or know it as a copy; whether it is new."""
    known = own_versions(desk, page, desk.round(submission.round), submission.unit)
    if earlier := next((one for one in known if is_copy(submission, one)), None):
        page.submissions.received_earlier(earlier.number, submission.received_at)
        answers.duplicate(desk, page, envelope, submission, earlier, now)
        return False
    filed = page.submissions.file(submission)
    answers.receipt(desk, page, envelope, filed, now, known=known)
    settle_resent(desk, page, envelope, filed, now)
    return True


def is_copy(submission: Submission, earlier: Submission) -> bool:
    """Whether it is the same bytes again, in the same round."""
    return (submission.round, submission.sha256) == (earlier.round, earlier.sha256)


def _on_file(
    desk: Desk, page: Page, envelope: Envelope, judgements: Sequence[Judgement]
) -> dict[tuple[str, str], dict[int, str]]:
    """The texts filed by unit and round, of the rounds that had closed when a mail came that brings several."""
    rounds = {one.round for one in judgements if one.submission}
    closed = [one for one in desk.rounds if one.code in rounds and one.deadline <= envelope.mail.received_at]
    unit = envelope.sender.name if envelope.sender and len(rounds) > 1 else ""
    texts = {(unit, one.code): newest_texts(page, [one], unit=unit).get(unit, {}) for one in closed if unit}
    return {place: said for place, said in texts.items() if said}


def _hold(desk: Desk, page: Page, envelope: Envelope, judgement: Judgement, now: datetime) -> None:
    page.held.add(
        mail=envelope.mail.number,
        kind=judgement.kind,
        reason=judgement.reason,
        at=now,
        file=judgement.form.file,
        sha256=judgement.sha256,
        unit=judgement.unit,
        round_=judgement.round,
        clues=_clues(desk, envelope.message),
    )


def _clues(desk: Desk, message: Message) -> str:
    """What may say whose a mail is: what its files are called, what a server quotes of one it did not give, and the
    units whose addresses stand there."""
    addresses = _ADDRESSES.findall(message.sealed)
    quoted = [unit.name for address in addresses if (unit := desk.roster.sender(address.lower()))]
    return "\n".join([*(file.name for file in message.attachments), *filter(None, (message.sealed,)), *quoted])


def is_whole(had: int, size: int) -> bool:
    """Whether so many bytes are the mail of which the server states that size: some servers leave the attachments of
    large mails out (MailKit #1241), others only estimate a size."""
    return had >= size * _WHOLE


def _torn(mail: Mail, opened: Opened) -> str:
    """Why a mail is not whole, "" if it is."""
    if is_whole(opened.size, mail.size):
        return ""
    return f"邮件不完整：服务器报告{mail.size}字节，实收{opened.size}字节，附件可能缺失，每次收件都会重取；也可在邮箱中查看（收到时间有效）"


def _without_form(desk: Desk, page: Page, envelope: Envelope, opened: Opened, torn: str, now: datetime) -> Outcome:
    message = envelope.message
    brings = message.attachments or message.cloud_links
    if envelope.sender and not brings and is_acknowledgement(message, envelope.sender, envelope.quoted):
        return Outcome(MailState.IGNORED, "对本办来信的简短回复")
    kind, reason = why_held(Case(envelope, opened, torn, ours=desk.settings.is_ours(message.sender)))
    page.held.add(
        mail=envelope.mail.number,
        kind=kind,
        reason=reason,
        at=now,
        unit=envelope.sender.name if envelope.sender else "",
        clues=_clues(desk, message),
    )
    if not ask_about(desk, page, envelope, now):
        answers.held(desk, page, envelope, kind, now)
    return Outcome(MailState.HELD, reason)


def _bounced(desk: Desk, page: Page, bounced: mailboxes.Bounce, now: datetime) -> Outcome:
    """One of our letters did not arrive: its notice is marked and the office told."""
    post = page.letters.of_id(bounced.message_id) if bounced.message_id else None
    if post is None:
        return Outcome(MailState.IGNORED, "退信，未找到对应的本办信件")
    reason = f"退信：致 {'、'.join(bounced.recipients or post.recipients)} 的「{post.subject}」未能送达"
    page.letters.settle(post.number, PostState.REFUSED, reason)
    tell_bounce(desk, page, post, bounced, now)
    return Outcome(MailState.IGNORED, reason)
