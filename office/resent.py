"""A unit sends again what could not be read, as our letter asked: what was held of its first mail comes to its end."""

from __future__ import annotations

import re
from datetime import datetime

import mailboxes
from ledger.book import Page
from ledger.model import Mail, Submission
from ledger.text import squeeze
from mailboxes.quotes import own_text
from office.assessing import assess_unit
from office.desk import Desk
from office.judging import Envelope

_ASKED_AGAIN = ("no_form", "cloud", "sealed")
"""Kinds of held items, and of the letters that ask to send otherwise."""
_REPLY = re.compile(r"^(?:(?:re|fw|fwd|回复|答复|转发)[:：])+", re.IGNORECASE)
_SAYS_MORE = re.compile(r"[?？]|吗|怎么|如何|请问|申请|说明|不|没|未|改|延|问题|电话")
_COVER = 60  # characters of a note that says no more than 请查收


def settle_resent(desk: Desk, page: Page, envelope: Envelope, submission: Submission, now: datetime) -> list[int]:
    """Settle what waits of the mail that this form was asked for again; the numbers. What came in time waits on if the
    form did not: a person may count it."""
    if submission.blocked or envelope.sender is None or envelope.sender.name != submission.unit:
        return []
    deadline = assess_unit(desk, page, desk.round(submission.round), envelope.sender, now).deadline
    ended = []
    for held in page.held():
        first = page.mail(held.mail)
        theirs = held.kind in _ASKED_AGAIN and held.unit == submission.unit and first.number != envelope.mail.number
        loses_nothing = submission.received_at < deadline or first.received_at >= deadline
        if theirs and loses_nothing and _answers(page, envelope, first) and (
            held.kind != "no_form" or _is_cover(page, first)
        ):  # fmt: skip
            ended.append(held.number)
    page.settle_held(ended, at=now)
    return ended


def _answers(page: Page, envelope: Envelope, first: Mail) -> bool:
    """Whether a mail stands in the thread of our letter on the first one, or bears its subject."""
    posts = [page.post_of(reference) for reference in envelope.message.references]
    if any(post and post.kind in _ASKED_AGAIN and post.mail == first.number for post in posts):
        return True
    subject = _bare(first.subject)
    return (
        first.received_at < envelope.mail.received_at and bool(subject) and subject == _bare(envelope.message.subject)
    )


def _bare(subject: str) -> str:
    return _REPLY.sub("", squeeze(subject)).lower()


def _is_cover(page: Page, first: Mail) -> bool:
    """Whether a mail without a form only says that one is attached: what says more is for a person to read."""
    words = squeeze(own_text(mailboxes.decode(page.raw(first.sha256)))) if first.sha256 else "?"
    return len(words) <= _COVER and not _SAYS_MORE.search(words + squeeze(first.subject))
