"""A unit hears what was decided on what it sent, in the words the office is answered with."""

from __future__ import annotations

from datetime import datetime

from ledger.book import Page
from ledger.model import Decision, Held, Submission, Unit
from office.desk.desk import Desk
from office.post.post import draft, queue


def tell_outcome(
    desk: Desk,
    page: Page,
    unit: Unit,
    decision: Decision,
    said: str,
    now: datetime,
    *,
    held: Held | None = None,
    submission: Submission | None = None,
) -> None:
    """Write to a unit what came of its mail or its form; `decision` is as entered, with its number."""
    mail = page.mails.one(held.mail) if held else None
    letter = draft(
        desk,
        "outcome",
        f"outcome:{decision.number}",
        now,
        to=unit.addresses,
        thread=(mail.message_id,) if mail and mail.message_id else (),
        of=decision.round,
        unit=unit.name,
        received_at=mail.received_at if mail else submission.received_at if submission else None,
        mail_subject=mail.subject if mail else "",
        number=submission.number if submission else None,
        said=said,
        reason=decision.reason,
    )
    queue(page, desk, letter, now=now, mail=mail.number if mail else None)


def was_promised(page: Page, held: Held) -> bool:
    """Whether the sender of a mail was told that he will hear what comes of it."""
    letters = (f"held:{held.mail}", f"applied:{held.mail}", f"ask:{held.number}:{held.unit}")
    return any(page.letters.queued(key) for key in letters)
