"""What the office's own staff are told: what waits for them, which letters did not arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import mailboxes
from ledger.book import Page
from ledger.model import SHANGHAI, Held, Letter, Post, PostState
from office.desk import Desk
from office.fates import left_to_person
from office.knowing import known
from office.post import draft, queue
from office.redirecting import redirect
from office.status import submissions_of

_URGENT, _TOLD = "digest_urgent", "digest_told"
"""Notes in the book: the day on which something urgent was last told, and what the last digest told of."""
_PAUSE = timedelta(hours=3)  # between two digests, or a flood of strangers' mails would use up the day's


def tell_bounce(desk: Desk, page: Page, post: Post, bounce: mailboxes.Bounce, now: datetime) -> None:
    """The office hears of a letter that did not arrive; the unit's other contact gets it."""
    next_address, reached = redirect(desk, page, post, bounce, now)
    named = [one for one in bounce.recipients if one in post.recipients]  # what a stranger adds makes no second notice
    address = "、".join(named or post.recipients)
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


def tell_office(desk: Desk, now: datetime, *, left: int = 0, trouble: str = "", unexplained: str = "") -> None:
    """One digest of all that waits for a person, where something new has come to wait and the last one is hours old; and
    every letter that the server refused to take, which goes to the unit's other contact. `left` mails that the mailbox
    would not give, `trouble` that keeps it from being read through, and units the roster leaves `unexplained` are told
    of at once, once a day."""
    with desk.book.writing() as page:
        for post in page.posts(state=PostState.REFUSED):
            if post.unit and post.sent_at is None:  # one that came back later was told then
                tell_bounce(desk, page, post, mailboxes.Bounce(recipients=post.recipients, detail=post.detail), now)
        waiting, doubtful = page.held(), left_to_person(desk, page)
        today = str(now.astimezone(SHANGHAI).date())
        urgent = bool(left or trouble or unexplained) and page.note(_URGENT) != today
        key = _key(waiting, doubtful)
        new = (waiting or doubtful) and not page.queued(key) and page.note(_TOLD) != key
        if not urgent and (not new or page.queued_since("", ("held_digest",), now - _PAUSE)):
            return
        page.write_note(_TOLD, key)
        if urgent:
            page.write_note(_URGENT, today)
        items = [
            {
                "number": one.number,
                "kind": KINDS.get(one.kind, one.kind),
                "received_at": mail.received_at,
                "sender": mail.sender,
                "subject": mail.subject,
                "reason": one.reason,
                "submissions": submissions_of(page, one),
            }
            for one in waiting
            for mail in [page.mail(one.mail)]
        ]
        letters = [
            {"number": post.number, "to": "、".join(post.recipients), "subject": post.subject} for post in doubtful
        ]
        letter = draft(
            desk,
            "held_digest",
            f"{key}:{today}" if urgent else key,
            now,
            items=items,
            letters=letters,
            left=left,
            trouble=trouble,
            unexplained=unexplained,
            read_through=known(desk, page).read_through,
        )
        _to_staff(page, desk, letter, now)


def _key(waiting: Sequence[Held], doubtful: Sequence[Post]) -> str:
    """The same as long as nothing has come to wait."""
    parts = [max((one.number for one in waiting), default=0)]
    if doubtful:
        parts.append(max(post.number for post in doubtful))
    return f"digest:{'+'.join(map(str, parts))}"


def _to_staff(page: Page, desk: Desk, letter: Letter, now: datetime) -> None:
    queue(page, desk, replace(letter, to=desk.settings.notify), now=now)


KINDS = {
    "unknown_sender": "发件人未登记",
    "failed_sender": "身份验证未通过",
    "unknown_unit": "填报单位不明",
    "unit_differs": "单位不一致",
    "subject_differs": "主题与单位不一致",
    "two_forms": "多份不同填报表",
    "rows_differ": "序号与内容不一致",
    "closed_round": "已截止期次的内容有变",
    "which_round": "期次不明",
    "scan": "扫描件",
    "cloud": "云附件",
    "sealed": "邮件无法打开",
    "no_form": "无填报表",
    "too_large": "邮件过大",
    "unread": "邮件未能取下",
    "odd_time": "收到时间不明",
    "torn": "邮件不完整",
    "recall": "撤回通知",
    "failed": "读取失败",
    "extension": "申请延期",
    "explanation": "书面说明",
    "contact": "变更联系人",
}
"""What users read for the kinds of held items."""
