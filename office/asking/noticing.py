"""A mail that answers a letter of ours, or comes from the office's own people: noticed when it is filed, read once all
mails of the poll are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ledger.book import Page
from ledger.model import Asked, MailState, Outcome
from office.arrivals.judging import Envelope
from office.asking.carriers import answered
from office.desk.desk import Desk
from office.post.post import draft, queue


def notice(
    desk: Desk, page: Page, envelope: Envelope, sent_to: Sequence[str], now: datetime, *, filled: bool
) -> Outcome | None:
    """What becomes of a mail that answers a question of ours or comes from the office's own people; None for all others.
    One of the office's people that also brings a form (`filled`) is noted, and its form filed as any other."""
    message = envelope.message
    ours, person = desk.settings.is_ours(message.sender), desk.settings.person(message.sender)
    if filled and person is None:
        return None
    brings = filled or bool(message.cloud_links) or any(not one.inline for one in message.attachments)
    found = answered(desk, page, message, sent_to)
    of_unit = not filled and _of_unit(envelope, found.asked)
    of_staff = person is not None and (bool(found.carriers) or (envelope.sender is None and not brings))
    if of_unit or of_staff:
        why = _why_not(page, envelope, of_staff=of_staff)
        if not why:
            page.questions.note_reply(
                envelope.mail.number,
                sender=message.sender or "",
                proof=envelope.authentic,
                carriers=found.carriers,
                at=now,
            )
            why = Outcome(MailState.ANSWERED, "本办人员的回复" if of_staff else "单位对本办询问的答复")
        return None if filled else why
    if ours and person is None and not brings:
        return Outcome(MailState.IGNORED, "本办邮箱自己发出的来信")
    if filled:
        return None
    _tell_contact(desk, page, envelope, found.asked, now)
    return _answers_an_old_one(page, envelope)


def _of_unit(envelope: Envelope, asked: Asked | None) -> bool:
    """Whether a unit answers what it was asked: any of its registered people may, no program."""
    genuine = not envelope.message.automatic and envelope.authentic != "failed"
    return bool(genuine and asked and asked.kind == "unit" and envelope.sender and envelope.sender.name == asked.unit)


def _tell_contact(desk: Desk, page: Page, envelope: Envelope, asked: Asked | None, now: datetime) -> None:
    """Somebody whose address is not registered answers what a unit was asked: whom we asked hears of it, once a question;
    the answer waits for a person as any stranger's mail."""
    message = envelope.message
    if message.automatic or envelope.authentic == "failed" or envelope.sender or not asked or asked.kind != "unit":
        return
    letter = draft(
        desk,
        "colleague",
        f"colleague:{asked.number}",
        now,
        to=(asked.address,),
        thread=(post.message_id,) if (post := page.letters.by_key(asked.letter)) else (),
        unit=asked.unit,
        received_at=envelope.mail.received_at,
        address=message.sender or "",
        matter=asked.facts["matter"],
        reply_by=asked.until,
    )
    queue(page, desk, letter, now=now)


def _why_not(page: Page, envelope: Envelope, *, of_staff: bool) -> Outcome | None:
    """Why an answer is none: nobody wrote it, somebody else did, or it has been had."""
    message = envelope.message
    if of_staff and message.automatic:
        return Outcome(MailState.IGNORED, message.automatic)
    if of_staff and envelope.authentic == "failed":
        return Outcome(MailState.IGNORED, f"自称本办人员，未作办理：{envelope.why}")
    if page.mails.like(message.message_id, message.sender or "", but=envelope.mail.number):
        return Outcome(MailState.IGNORED, "回复重复送达")
    return None


def _answers_an_old_one(page: Page, envelope: Envelope) -> Outcome | None:
    """An answer to a question of a book that was lost: what it decided is in the records kept in the mailbox."""
    posts = [post for reference in envelope.message.references[-1:] if (post := page.letters.of_id(reference))]
    if posts and posts[0].kind == "ask" and not page.questions.asked_as(letters=[posts[0].key]):
        return Outcome(MailState.IGNORED, "对以前询问的答复，所作决定另有留存")
    return None
