"""A unit sends again what could not be read, as our letter asked: what was held of its first mail comes to its end."""

from __future__ import annotations

import re
from datetime import datetime

from ledger.book import Page
from ledger.held_kinds import HeldKind
from ledger.model import Mail, Submission
from ledger.text import squeeze
from mailboxes.message.quotes import own_text
from office.arrivals.judging import Envelope
from office.arrivals.open_mail import open_mail
from office.desk.desk import Desk
from office.standing.assessing import assess_unit

_ASKED_AGAIN = (
    HeldKind.NO_FORM,
    HeldKind.CLOUD,
    HeldKind.SEALED,
    HeldKind.SCAN,
    HeldKind.TORN,
    HeldKind.ROWS_DIFFER,
)
"""Kinds of held items that a readable form, sent after them, answers."""
_ASKS = ("held", "no_form", "cloud", "sealed")
"""Kinds of the letters that ask for one."""
_REPLY = re.compile(r"^(?:(?:re|fw|fwd|回复|答复|转发)[:：])+", re.IGNORECASE)
_SAYS_MORE = re.compile(r"[?？]|吗|怎么|如何|请问|申请|说明|不|没|未|改|延|问题|电话")
_COVER = 60  # characters of a note that says no more than 请查收


def settle_resent(desk: Desk, page: Page, envelope: Envelope, submission: Submission, now: datetime) -> list[int]:
    """Settle what waits of the mail that this form was asked for again; the numbers. What came in time waits on if the
    form did not: a person may count it."""
    unit = envelope.sender
    if submission.blocked or unit is None or unit.name != submission.unit:
        return []
    waiting = [one for one in page.held.of(unit.name) if one.kind in _ASKED_AGAIN]
    mails = {one.number: page.mails.one(one.mail) for one in waiting}
    asked = [one for one in waiting if _answers(page, envelope, mails[one.number])]
    if not asked:
        return []
    deadline = assess_unit(desk, page, desk.round(submission.round), unit, now).deadline
    in_time = submission.received_at < deadline
    ended = [
        one.number
        for one in asked
        if (in_time or mails[one.number].received_at >= deadline)
        and (one.kind is not HeldKind.NO_FORM or _is_cover(desk, page, mails[one.number]))
    ]
    page.held.settle(ended, at=now)
    return ended


def _answers(page: Page, envelope: Envelope, first: Mail) -> bool:
    """Whether a mail stands in the thread of our letter on an earlier one, or bears its subject."""
    if first.number == envelope.mail.number:
        return False
    posts = [page.letters.of_id(reference) for reference in envelope.message.references]
    if any(post and post.kind in _ASKS and post.mail == first.number for post in posts):
        return True
    subject = _bare(first.subject)
    return (
        first.received_at < envelope.mail.received_at and bool(subject) and subject == _bare(envelope.message.subject)
    )


def _bare(subject: str) -> str:
    return _REPLY.sub("", squeeze(subject)).lower()


def _is_cover(desk: Desk, page: Page, first: Mail) -> bool:
    """Whether a mail without a form only says that one is attached: what says more is for a person to read."""
    if not first.sha256:
        return False
    words = squeeze(own_text(open_mail(desk.settings, page.mails.raw(first.sha256), files=False).message))
    return len(words) <= _COVER and not _SAYS_MORE.search(words + squeeze(first.subject))
