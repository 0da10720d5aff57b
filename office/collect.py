"""One poll: fetch what the book has not seen, read and file it, answer, tidy the mailbox."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from ledger.model import MailState, Place
from office.desk import Desk
from office.filing import Filed, file_waiting
from office.post import Sent, send
from office.telling import tell_office

_DONE = (MailState.FILED, MailState.ANSWERED, MailState.IGNORED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What one poll came to."""

    fetched: int = 0
    filed: Filed = field(default_factory=Filed)
    sent: Sent = field(default_factory=Sent)
    tidied: int = 0
    waiting: int = 0  # mails in the inbox that the book has no place for: must be 0

    @property
    def needs_person(self) -> bool:
        """Whether this poll left something for a person."""
        states = self.filed.states
        return bool(states.get(MailState.HELD) or states.get(MailState.FAILED) or self.sent.troubled or self.waiting)


def collect(desk: Desk, now: datetime) -> Collected:
    """One poll from mailbox to mailbox. Raises Busy if another process polls, MailServerError for the machine room."""
    with desk.book.alone():
        fetched, waiting = fetch(desk, now)
        filed = file_waiting(desk, now)
        tell_office(desk, now)
        sent = send(desk, now)
        tidied = tidy(desk)
    return Collected(fetched=fetched, filed=filed, sent=sent, tidied=tidied, waiting=waiting)


def fetch(desk: Desk, now: datetime) -> tuple[int, int]:
    """Store every mail not seen before, raw, before anything else: (how many, how many are left)."""
    settings = desk.settings.mail
    fetched = 0
    with desk.inbox() as inbox:
        survey = inbox.survey(settings.folder)
        with desk.book.reading() as page:
            unseen = page.unseen(inbox.account, survey.folder, survey.validity, survey.uids)
        for one in inbox.fetch(survey.folder, unseen, limit=settings.max_size):
            with desk.book.writing() as page:
                number = page.store_mail(one.raw, size=one.size, received_at=one.received_at, at=now)
                page.place(
                    Place(
                        account=inbox.account, folder=survey.folder, validity=survey.validity, uid=one.uid, mail=number
                    )
                )
                if one.raw is None:
                    reason = f"邮件过大（{one.size / 2**20:.0f} MB），未下载；请在邮箱中查看，收到时间有效"
                    page.hold(mail=number, kind="too_large", reason=reason, at=now)
                    page.settle_mail(number, MailState.HELD, reason)
            fetched += 1
    return fetched, len(unseen) - fetched


def tidy(desk: Desk) -> int:
    """Move what has come to an end out of the inbox. Tidying, not memory: the book knows without it."""
    settings, moved = desk.settings.mail, 0
    with desk.inbox() as inbox:
        with desk.book.reading() as page:
            finished = page.untidied(inbox.account)
        if not finished:
            return 0
        survey = inbox.survey(settings.folder)
        for place, state in finished:
            if place.validity == survey.validity:
                moved += inbox.move(place.folder, place.uid, settings.done if state in _DONE else settings.waiting)
            with desk.book.writing() as page:
                page.tidied(place)
    return moved
