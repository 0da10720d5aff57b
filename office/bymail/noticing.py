"""A mail that answers a letter of ours, or comes from the office's own people: noticed when it is filed, read once all
mails of the poll are."""

from __future__ import annotations

from datetime import datetime

from ledger.book import Page
from ledger.model import Asked, MailState
from mailboxes.headers import sent_to
from office.bymail.carriers import Answered, answered
from office.desk import Desk
from office.judging import Envelope

Settled = tuple[MailState, str, int]
_ASKING = ("ask", "held_digest", "handled", "confirm", "circular_out")
"""Kinds of letters that are answered by a line."""


def notice(desk: Desk, page: Page, envelope: Envelope, raw: bytes, now: datetime) -> Settled | None:
    """What becomes of a mail without a form that answers a question of ours or comes from the office's own people; None
    for all others."""
    message, office = envelope.message, desk.settings.office.address.lower()
    person = desk.settings.person(message.sender)
    files = [one for one in message.attachments if not one.inline] or message.cloud_links
    if message.sender == office and person is None and not files:
        return MailState.IGNORED, "本办邮箱自己发出的来信", 0
    found = answered(desk, page, message, sent_to(raw))
    of_unit = _of_unit(envelope, found.asked)
    of_staff = person is not None and (bool(found.carriers) or (envelope.sender is None and not files))
    if not (of_unit or of_staff):
        return _answers_an_old_one(page, envelope)
    if message.automatic:
        return (MailState.IGNORED, message.automatic, 0) if of_staff else None
    if envelope.authentic == "failed":
        return (MailState.IGNORED, f"自称本办人员，未作办理：{envelope.why}", 0) if of_staff else None
    if page.mail_like(message.message_id, message.sender or "", but=envelope.mail.number):
        return MailState.IGNORED, "回复重复送达", 0
    _note(page, envelope, found, now)
    return MailState.ANSWERED, "单位对本办询问的答复" if of_unit else "本办人员的回复", 0


def _of_unit(envelope: Envelope, asked: Asked | None) -> bool:
    """Whether a unit answers what it was asked: any of its registered people may."""
    return bool(asked and asked.kind == "unit" and envelope.sender and envelope.sender.name == asked.unit)


def _answers_an_old_one(page: Page, envelope: Envelope) -> Settled | None:
    """An answer to a question of a book that was lost: what it decided is in the records kept in the mailbox."""
    posts = [post for reference in envelope.message.references[-1:] if (post := page.post_of(reference))]
    if posts and posts[0].kind == "ask" and not page.asked_as(letters=[posts[0].key]):
        return MailState.IGNORED, "对以前询问的答复，所作决定另有留存", 0
    return None


def _note(page: Page, envelope: Envelope, found: Answered, now: datetime) -> None:
    page.note_reply(
        envelope.mail.number,
        sender=envelope.message.sender or "",
        proof=envelope.authentic,
        carriers=found.carriers,
        at=now,
    )
