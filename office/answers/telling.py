"""The office's own staff hear at once of a letter that did not arrive; what users read for the kinds of held items."""

from __future__ import annotations

from datetime import datetime

import mailboxes
from ledger.book import Page
from ledger.model import Post
from office.asking.asking import to_staff
from office.desk.desk import Desk
from office.post.post import draft
from office.post.redirecting import named, redirect

_LONGEST = 200  # characters of a stranger's words


def tell_bounce(desk: Desk, page: Page, post: Post, bounce: mailboxes.Bounce, now: datetime) -> None:
    """The office hears of a letter that did not arrive; the unit's other contact gets it."""
    next_address, reached = redirect(desk, page, post, bounce, now)
    address = "、".join(named(post, bounce))  # what a stranger adds makes no second notice
    contact = (
        desk.roster[post.unit].contacts[0] if post.unit in desk.roster and desk.roster[post.unit].contacts else None
    )
    letter = draft(
        desk,
        "bounce_notice",
        f"bounce:{post.number}:{address}",
        now,
        to=desk.settings.notify,
        unit=post.unit or "收件人",
        address=address,
        letter_subject=post.subject,
        failed_at=now,
        reason=bounce.detail[:_LONGEST],
        next_address=next_address,
        reached=reached,
        phone=contact.phone if contact else "",
    )
    to_staff(page, desk, letter, now)
