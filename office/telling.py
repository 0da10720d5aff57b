"""The office's own staff hear at once of a letter that did not arrive; what users read for the kinds of held items."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import mailboxes
from ledger.book import Page
from ledger.model import Letter, Post
from office.bymail.asking import to_staff
from office.desk import Desk
from office.post import draft
from office.redirecting import redirect


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


def _to_staff(page: Page, desk: Desk, letter: Letter, now: datetime) -> None:
    to_staff(page, desk, replace(letter, to=desk.settings.notify), now)


KINDS = {
    "unknown_sender": "发件人未登记",
    "from_staff": "本办转来",
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
