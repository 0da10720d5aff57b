"""What the office's own staff are told: what waits for them, which letters did not arrive."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import mailboxes
from ledger.book import Page
from ledger.model import Letter, Post, PostState
from office.desk import Desk
from office.post import draft, queue
from office.redirecting import redirect


def tell_bounce(desk: Desk, page: Page, post: Post, bounce: mailboxes.Bounce, now: datetime) -> None:
    """The office hears of a letter that did not arrive; the unit's other contact gets it."""
    next_address, reached = redirect(desk, page, post, bounce, now)
    address = "、".join(bounce.recipients or post.recipients)
    contact = (
        desk.roster[post.unit].contacts[0] if post.unit in desk.roster and desk.roster[post.unit].contacts else None
    )
    letter = draft(
        desk,
        "bounce_notice",
        f"bounce:{post.number}:{address}",
        now,
        unit=post.unit or "收件人",
        address=address,
        letter_subject=post.subject,
        failed_at=now,
        reason=bounce.detail,
        next_address=next_address,
        reached=reached,
        phone=contact.phone if contact else "",
    )
    _to_staff(page, desk, letter, now)


def tell_office(desk: Desk, now: datetime) -> None:
    """One digest of all that waits for a person, whenever something new has come to wait; and every letter
    that the server refused to take, which goes to the unit's other contact."""
    with desk.book.writing() as page:
        for post in page.posts(state=PostState.REFUSED):
            if post.unit and post.sent_at is None:  # one that came back later was told then
                tell_bounce(desk, page, post, mailboxes.Bounce(recipients=post.recipients, detail=post.detail), now)
        waiting = page.held()
        if not waiting:
            return
        items = [
            {
                "number": one.number,
                "kind": KINDS.get(one.kind, one.kind),
                "received_at": mail.received_at,
                "sender": mail.sender,
                "subject": mail.subject,
                "reason": one.reason,
            }
            for one in waiting
            for mail in [page.mail(one.mail)]
        ]
        letter = draft(desk, "held_digest", f"digest:{max(one.number for one in waiting)}", now, items=items)
        _to_staff(page, desk, letter, now)


def _to_staff(page: Page, desk: Desk, letter: Letter, now: datetime) -> None:
    queue(page, desk, replace(letter, to=desk.settings.notify), now=now)


KINDS = {
    "unknown_sender": "发件人未登记",
    "failed_sender": "身份验证未通过",
    "unknown_unit": "填报单位不明",
    "unit_differs": "单位不一致",
    "subject_differs": "主题与单位不一致",
    "two_forms": "多份不同填报表",
    "scan": "扫描件",
    "cloud": "云附件",
    "no_form": "无填报表",
    "too_large": "邮件过大",
    "failed": "读取失败",
    "extension": "申请延期",
    "contact": "变更联系人",
}
"""What users read for the kinds of held items."""
