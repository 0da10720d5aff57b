"""The mails that wait, one poll of them: each opened by a confined child ahead of the book, entered with a few others in one
transaction, tried again or shown to a person where it fails."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ledger.held_kinds import HeldKind
from ledger.model import Mail, MailState, Message, Outcome
from ledger.trouble import BookError
from office.arrivals.open_mail import UnopenedError, open_ahead, open_mail, read_head
from office.arrivals.opened import Opened
from office.desk.desk import Desk
from office.intake.entering import enter_mail

Waiting = tuple[int, Future[Opened]]
"""A mail's number, and the mail as it is being opened."""

_ATTEMPTS = 5
_LONGEST_POLL = 480  # seconds; letters and tidying have the rest of ten minutes, two polls of `serve`
_TOGETHER = 8  # mails entered in one transaction: a tenth of a second at most in which no other process writes
_TRIED = 20  # mails whose try is counted in one transaction


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
        page.mails.describe_all({number: _said(mail.message) for number, mail in opened})
        outcomes = [enter_mail(desk, page, mails[number], mail, now) for number, mail in opened]
        ended = [
            number for (number, _), outcome in zip(opened, outcomes, strict=True) if outcome.state is not MailState.HELD
        ]
        page.mails.nothing_owed(ended)
    return outcomes


def _said(message: Message) -> tuple[str, str, str]:
    """What a mail says of itself: Message-ID, sender, subject."""
    return message.message_id, message.sender or "、".join(message.senders), message.subject


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
