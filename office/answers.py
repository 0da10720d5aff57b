"""The answers to a mail: receipt, return for correction, and the short ones; and what the office is told.

Receipts go to registered addresses only; nothing goes to an automatic mail or to a sender that failed
authentication.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import PurePath
from typing import Any

import mailboxes
from ledger.book import Page
from ledger.calendar import midnight_after
from ledger.model import (
    SHANGHAI,
    Assessment,
    Attachment,
    Finding,
    Letter,
    Mail,
    Post,
    Round,
    Severity,
    Submission,
    Unit,
)
from ledger.rounds import round_before
from ledger.standings import RULES
from office.assessing import assess_round
from office.declaring import declared_tasks
from office.desk import Desk
from office.forms import MEDIA
from office.judging import Envelope
from office.post import queue, write_letter
from office.redirecting import redirect
from templates import forms

OFFICE_ONLY = ("copied",)
"""Findings that name another unit: no unit is told of them."""
_ASKING = {"no_form": "no_form", "cloud": "cloud"}


def receipt(desk: Desk, page: Page, envelope: Envelope, number: int, now: datetime) -> None:
    """The answer to a submission: a receipt, or its return if it has an A finding."""
    submission = page.submission(number)
    unit, round_ = desk.roster[submission.unit], desk.round(submission.round)
    assessment = assess_round(desk, page, round_, now, units=[unit])[0]
    if envelope.message.automatic or envelope.authentic == "failed":
        return
    thread = (*envelope.message.references, envelope.message.message_id)
    if submission.blocked:
        letter = _return(desk, unit, round_, submission, assessment, now)
    else:
        letter = _receipt(desk, page, unit, submission, assessment, now)
    to = _registered(unit, envelope.message.sender)
    _queue(page, desk, letter, to=to, thread=thread, now=now, mail=submission.mail, submission=number)


def _queue(
    page: Page,
    desk: Desk,
    letter: Letter,
    *,
    to: tuple[str, ...],
    thread: Iterable[str],
    now: datetime,
    mail: int | None,
    submission: int | None = None,
) -> None:
    addressed = Letter(
        key=letter.key,
        kind=letter.kind,
        to=to,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        attachments=letter.attachments,
        references=tuple(dict.fromkeys(reference for reference in thread if reference)),
        unit=letter.unit,
        round=letter.round or (page.submission(submission).round if submission else ""),
    )
    queue(page, desk, addressed, now=now, mail=mail, submission=submission)


def _registered(unit: Unit, sender: str | None) -> tuple[str, ...]:
    """Where a unit's letters go: back to the registered address that wrote, else to all of them."""
    return (sender,) if sender in unit.addresses else unit.addresses


def _write(
    desk: Desk,
    name: str,
    key: str,
    now: datetime,
    *,
    kind: str = "",
    attachments: tuple[Attachment, ...] = (),
    **facts: object,
) -> Letter:
    subject, text, html = write_letter(desk, name, now, **facts)
    return Letter(
        key=key,
        kind=kind or name,
        to=(),
        subject=subject,
        text=text,
        html=html,
        attachments=attachments,
        unit=str(facts.get("unit", "")),
    )


def _receipt(desk: Desk, page: Page, unit: Unit, submission: Submission, one: Assessment, now: datetime) -> Letter:
    corrections = [finding for finding in one.findings if finding.severity is Severity.CORRECT]
    arrivals = [page.submission(number) for number in one.versions]
    counted = next((arrival for arrival in arrivals if arrival.received_at == one.received_at), submission)
    before = [
        arrival.number for arrival in arrivals if not arrival.blocked and arrival.received_at < submission.received_at
    ]
    attached = own_form(desk, unit, one, submission) if corrections else ()
    return _write(
        desk,
        "receipt",
        f"receipt:{submission.number}",
        now,
        attachments=attached,
        unit=unit.name,
        round=one.round.name,
        number=submission.number,
        received_at=submission.received_at,
        first_number=counted.number,
        first_received_at=counted.received_at,
        replaces=before[-1] if before else None,
        deadline=one.deadline,
        due=one.round.due,
        extended=one.deadline != one.round.deadline,
        expected=list(one.expected),
        answered=list(one.answered),
        blank=[number for number in one.expected if number not in one.answered],
        unchanged=_unchanged(desk, one),
        declared=declared_tasks(submission),
        files=[submission.file],
        findings=[finding for finding in one.findings if finding.code not in OFFICE_ONLY],
        correct_by=_correct_by(desk, one, now),
        attached=bool(attached),
        rules=RULES,
    )


def _unchanged(desk: Desk, one: Assessment) -> list[int] | None:
    """Tasks whose text is last round's; None in the year's first round."""
    if round_before(one.round, desk.rounds) is None:
        return None
    return [finding.task for finding in one.findings if finding.code == "unchanged" and finding.task]


def _correct_by(desk: Desk, one: Assessment, now: datetime) -> datetime:
    """Until when to correct: the deadline, or after it as long as a returned form would have."""
    return one.deadline if now < one.deadline else _window(desk, now)


def _window(desk: Desk, now: datetime) -> datetime:
    settings = desk.settings
    return midnight_after(settings.calendar.shift(now.astimezone(SHANGHAI).date(), settings.correction_days))


def own_form(desk: Desk, unit: Unit, one: Assessment, submission: Submission | None) -> tuple[Attachment, ...]:
    """The unit's own form, its text in place, the cells to fix marked; in the format it was sent in."""
    suffix = (
        "xlsx"
        if submission and PurePath(submission.file).suffix.lower() in (".xlsx", ".xlsm", ".xls", ".et", ".ods")
        else "docx"
    )
    make = forms.xlsx if suffix == "xlsx" else forms.docx
    marks = {f.task: f.message for f in one.findings if f.severity is Severity.CORRECT and f.task}
    content = make(
        desk.ledger,
        unit,
        one.round,
        version=desk.version,
        filled={entry.task: entry.progress for entry in one.entries},
        marks=marks,
    )
    return (
        Attachment(
            name=forms.file_name(desk.ledger, unit, one.round, suffix), content=content, media_type=MEDIA[suffix]
        ),
    )


def _return(desk: Desk, unit: Unit, round_: Round, submission: Submission, one: Assessment, now: datetime) -> Letter:
    empty = any(finding.code == "empty" for finding in submission.findings)
    window = _window(desk, now)
    opens = submission.received_at < one.deadline < window and not empty
    attached = own_form(desk, unit, one, submission)
    return _write(
        desk,
        "return",
        f"return:{submission.number}",
        now,
        attachments=attached,
        unit=unit.name,
        round=round_.name,
        number=submission.number,
        received_at=submission.received_at,
        findings=[finding for finding in submission.findings if finding.severity is Severity.RETURN],
        files=[submission.file],
        deadline=one.deadline,
        correct_by=window if opens else None,
        attached=True,
    )


def duplicate(
    desk: Desk, page: Page, envelope: Envelope, submission: Submission, earlier: Submission, now: datetime
) -> None:
    """The same form in a new mail gets a short answer; the same mail delivered again gets none."""
    again = page.mail_like(envelope.message.message_id, envelope.message.sender or "", but=envelope.mail.number)
    if again or earlier.mail == envelope.mail.number or envelope.message.automatic:
        return
    letter = _write(
        desk,
        "duplicate",
        f"duplicate:{envelope.mail.number}:{earlier.number}",
        now,
        unit=submission.unit,
        round=desk.round(submission.round).name,
        number=earlier.number,
        received_at=envelope.mail.received_at,
        first_received_at=min(earlier.received_at, submission.received_at),
        files=[submission.file],
    )
    to = _registered(desk.roster[submission.unit], envelope.message.sender)
    thread = (*envelope.message.references, envelope.message.message_id)
    _queue(page, desk, letter, to=to, thread=thread, now=now, mail=envelope.mail.number)


def held(desk: Desk, page: Page, envelope: Envelope, kind: str, now: datetime) -> None:
    """A neutral word to who wrote: received, a person will look; or how to send it so that it can be read."""
    message = envelope.message
    if message.sender is None or message.automatic or envelope.authentic == "failed":
        return
    name = _ASKING.get(kind, "held")
    round_ = envelope.reference
    files = message.cloud_links if name == "cloud" else [file.name for file in message.attachments if not file.inline]
    facts: dict[str, Any] = {} if name == "held" else {"deadline": round_.deadline if round_ else None}
    letter = _write(
        desk,
        name,
        f"{name}:{envelope.mail.number}",
        now,
        unit=envelope.sender.name if envelope.sender else "",
        received_at=envelope.mail.received_at,
        mail_subject=message.subject,
        files=list(files),
        **facts,
    )
    thread = (*message.references, message.message_id)
    _queue(page, desk, letter, to=(message.sender,), thread=thread, now=now, mail=envelope.mail.number)


def returned(desk: Desk, page: Page, submission: Submission, reason: str, now: datetime) -> None:
    """A person returned a submission: the unit is told, with its own form."""
    unit, round_ = desk.roster[submission.unit], desk.round(submission.round)
    one = assess_round(desk, page, round_, now, units=[unit])[0]
    attached = own_form(desk, unit, one, submission)
    letter = _write(
        desk,
        "return",
        f"returned:{submission.number}:{now.isoformat()}",
        now,
        kind="returned",
        attachments=attached,
        unit=unit.name,
        round=round_.name,
        number=submission.number,
        received_at=submission.received_at,
        findings=[Finding(code="returned", severity=Severity.CORRECT, message=f"{reason.rstrip('。')}。")],
        files=[submission.file],
        correct_by=_correct_by(desk, one, now),
        attached=True,
    )
    _queue(
        page, desk, letter, to=unit.addresses, thread=(), now=now, mail=submission.mail, submission=submission.number
    )


def returned_mail(desk: Desk, page: Page, mail: Mail, unit: Unit, reason: str, now: datetime) -> None:
    """A person returned a held mail of a registered unit."""
    letter = _write(
        desk,
        "return",
        f"returned-mail:{mail.number}",
        now,
        kind="returned",
        unit=unit.name,
        received_at=mail.received_at,
        findings=[Finding(code="returned", severity=Severity.RETURN, message=f"{reason.rstrip('。')}。")],
        files=[],
    )
    _queue(page, desk, letter, to=unit.addresses, thread=(mail.message_id,), now=now, mail=mail.number)


def bounced(desk: Desk, page: Page, post: Post, bounce: mailboxes.Bounce, now: datetime) -> None:
    """The office hears of a letter that did not arrive; the unit's other contact gets it."""
    next_address, reached = redirect(desk, page, post, bounce, now)
    address = "、".join(bounce.recipients or post.recipients)
    contact = (
        desk.roster[post.unit].contacts[0] if post.unit in desk.roster and desk.roster[post.unit].contacts else None
    )
    letter = _write(
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
    queue_to_office(page, desk, letter, now)


def tell_office(desk: Desk, now: datetime) -> None:
    """One digest of all that waits for a person, whenever something new has come to wait."""
    with desk.book.writing() as page:
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
        letter = _write(desk, "held_digest", f"digest:{max(one.number for one in waiting)}", now, items=items)
        queue_to_office(page, desk, letter, now)


def queue_to_office(page: Page, desk: Desk, letter: Letter, now: datetime) -> None:
    """A letter to the office's own staff."""
    _queue(page, desk, letter, to=desk.settings.notify, thread=(), now=now, mail=None)


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
