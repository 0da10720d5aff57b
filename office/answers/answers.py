"""The answers to a mail: receipt, return for correction, and the short ones.

Receipts go to registered addresses only; nothing goes to an automatic mail or to a sender that failed
authentication.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import PurePath
from typing import Any

from ledger.book import Page
from ledger.calendar import CalendarError, midnight_after
from ledger.held_kinds import HeldKind
from ledger.model import (
    SHANGHAI,
    Assessment,
    Attachment,
    Finding,
    Letter,
    Mail,
    Round,
    Severity,
    Submission,
    Unit,
)
from ledger.rounds import round_before
from ledger.standings import RULES, in_order, versions_that_count
from office.arrivals.declaring import declared_tasks
from office.arrivals.judging import Envelope
from office.desk.desk import Desk
from office.desk.front import Unrouted
from office.papers.forms import MEDIA
from office.post.budgets import STRANGER, may_answer
from office.post.post import draft, queue
from office.standing.assessing import assess_unit, own_versions
from templates.forms import forms

OFFICE_ONLY = ("copied", "unverified")
"""Findings that no unit is told of: what names another unit, and doubts about a sender."""
_ASKING = (HeldKind.NO_FORM, HeldKind.CLOUD, HeldKind.SEALED)
"""Kinds of held items whose letter asks for something else; the others get 「已收到，待核实」."""
_WISHES = {
    "scan": "附件是扫描件或照片，请另回复一份可编辑的Word或Excel填报表，以便及时登记；扫描件的收到时间予以保留。",
    "rows_differ": "表中部分序号与主要内容对不上，请核对后回复一份更正的填报表。",
}
"""What the sender can do meanwhile."""
_SHORT = ("held", *_ASKING, "duplicate")
_MOST_SHORT = 3  # in a day to one address: whoever writes on has had his answer, or is a machine


def receipt(
    desk: Desk,
    page: Page,
    envelope: Envelope,
    submission: Submission,
    now: datetime,
    *,
    decided: str = "",
    decision: int = 0,
    known: Sequence[Submission] | None = None,
) -> None:
    """The answer to a submission: a receipt, or its return if it has an A finding. `decided` is what a person decided,
    in the words the office is answered with; `decision` the number of it; `known` the unit's other versions
    (`own_versions`), where they were read before."""
    if envelope.message.automatic or envelope.authentic == "failed":
        return
    unit, round_ = desk.roster[submission.unit], desk.round(submission.round)
    on_file = own_versions(desk, page, round_, unit.name) if known is None else in_order([*known, submission])
    own = [one for one in on_file if one.round == round_.code]
    assessment = assess_unit(desk, page, round_, unit, now, on_file=on_file)
    if submission.blocked:
        letter = _return(desk, unit, round_, submission, assessment, now)
    else:
        letter = _receipt(desk, unit, submission, own, assessment, now, decided=decided)
    if decision and page.letters.queued(letter.key):  # filed anew after a decision was taken back
        letter = replace(letter, key=f"{letter.key}:{decision}")
    to = _registered(unit, envelope.message.sender)
    letter = replace(letter, to=to, references=envelope.thread)
    queue(page, desk, letter, now=now, mail=submission.mail, submission=submission.number)


def _registered(unit: Unit, sender: str | None) -> tuple[str, ...]:
    """Where a unit's letters go: back to the registered address that wrote, else to all of them."""
    return (sender,) if sender in unit.addresses else unit.addresses


def _receipt(
    desk: Desk,
    unit: Unit,
    submission: Submission,
    own: Sequence[Submission],
    one: Assessment,
    now: datetime,
    *,
    decided: str,
) -> Letter:
    corrections = [finding for finding in one.findings if finding.severity is Severity.CORRECT]
    filed = {arrival.number: arrival for arrival in own}
    arrivals = [filed[number] for number in one.versions]
    counted = next((arrival for arrival in arrivals if arrival.received_at == one.received_at), submission)
    before = [
        arrival.number for arrival in arrivals if not arrival.blocked and arrival.received_at < submission.received_at
    ]
    attached = own_form(desk, unit, one, submission) if corrections else ()
    return draft(
        desk,
        "receipt",
        f"receipt:{submission.number}",
        now,
        of=submission.round,
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
        decided=decided,
        rules=RULES,
    )


def _unchanged(desk: Desk, one: Assessment) -> list[int] | None:
    """Tasks whose text is last round's; None in the year's first round."""
    if round_before(one.round, desk.rounds) is None:
        return None
    return [finding.task for finding in one.findings if finding.code == "unchanged" and finding.task]


def _correct_by(desk: Desk, one: Assessment, now: datetime) -> datetime | None:
    """Until when to correct: the deadline, or after it as long as a returned form would have."""
    return one.deadline if now < one.deadline else _window(desk, now)


def _window(desk: Desk, now: datetime) -> datetime | None:
    """When a correction window that begins now ends; None where the calendar does not know the days."""
    settings = desk.settings
    try:
        return midnight_after(settings.calendar.shift(now.astimezone(SHANGHAI).date(), settings.correction_days))
    except CalendarError:
        return None


def own_form(desk: Desk, unit: Unit, one: Assessment, submission: Submission | None) -> tuple[Attachment, ...]:
    """The unit's own form, its text in place, the cells to fix marked; in the format it was sent in."""
    suffix = (
        "xlsx"
        if submission and PurePath(submission.file).suffix.lower() in (".xlsx", ".xlsm", ".xls", ".et", ".ods")
        else "docx"
    )
    make = forms.xlsx if suffix == "xlsx" else forms.docx
    marks = {f.task: f.message for f in one.findings if f.severity is Severity.CORRECT and f.task}
    edition = desk.edition_of(one.round)
    content = make(
        edition.ledger,
        unit,
        one.round,
        version=edition.version,
        filled={entry.task: entry.progress for entry in one.entries},
        beside={entry.task: dict(entry.more) for entry in one.entries},
        marks=marks,
        choose=desk.settings.choose_state,
        office=desk.settings.office,
        deadline=one.deadline,
    )
    return (
        Attachment(
            name=forms.file_name(edition.ledger, unit, one.round, suffix), content=content, media_type=MEDIA[suffix]
        ),
    )


def _return(desk: Desk, unit: Unit, round_: Round, submission: Submission, one: Assessment, now: datetime) -> Letter:
    empty = any(finding.code == "empty" for finding in submission.findings)
    window = _window(desk, now)
    opens = submission.received_at < one.deadline and not empty and (window is None or one.deadline < window)
    attached = own_form(desk, unit, one, submission)
    return draft(
        desk,
        "return",
        f"return:{submission.number}",
        now,
        of=submission.round,
        attachments=attached,
        unit=unit.name,
        round=round_.name,
        number=submission.number,
        received_at=submission.received_at,
        findings=[finding for finding in submission.findings if finding.severity is Severity.RETURN],
        files=[submission.file],
        deadline=one.deadline,
        correct_by=window if opens else None,
        correct_days=desk.settings.correction_days if opens and window is None else 0,
        attached=True,
    )


def duplicate(
    desk: Desk, page: Page, envelope: Envelope, submission: Submission, earlier: Submission, now: datetime
) -> None:
    """The same form in a new mail gets a short answer; the same mail delivered again gets none."""
    again = page.mails.like(envelope.message.message_id, envelope.message.sender or "", but=envelope.mail.number)
    if again or earlier.mail == envelope.mail.number or not may_answer(page, envelope, _SHORT, _MOST_SHORT, now):
        return
    letter = draft(
        desk,
        "duplicate",
        f"duplicate:{envelope.mail.number}:{earlier.number}",
        now,
        to=_registered(desk.roster[submission.unit], envelope.message.sender),
        thread=envelope.thread,
        unit=submission.unit,
        round=desk.round(submission.round).name,
        number=earlier.number,
        received_at=envelope.mail.received_at,
        first_received_at=min(earlier.received_at, submission.received_at),
        files=[submission.file],
    )
    queue(page, desk, letter, now=now, mail=envelope.mail.number)


def held(desk: Desk, page: Page, envelope: Envelope, kind: HeldKind, now: datetime) -> None:
    """A neutral word to who wrote: received, a person will look; or how to send it so that it can be read."""
    message = envelope.message
    if message.sender is None or not may_answer(page, envelope, _SHORT, _MOST_SHORT, now):
        return
    name = kind if kind in _ASKING else "held"
    round_ = envelope.reference
    files = message.cloud_links if name == "cloud" else [file.name for file in message.attachments if not file.inline]
    facts: dict[str, Any] = (
        {"wish": _WISHES.get(kind, "")} if name == "held" else {"deadline": round_.deadline if round_ else None}
    )
    if name == "sealed":
        facts["sealed"] = message.sealed
    letter = draft(
        desk,
        name,
        f"{name}:{envelope.mail.number}",
        now,
        kind=name if envelope.sender else STRANGER,
        to=(message.sender,),
        thread=envelope.thread,
        unit=envelope.sender.name if envelope.sender else "",
        received_at=envelope.mail.received_at,
        mail_subject=message.subject,
        files=list(files),
        **facts,
    )
    queue(page, desk, letter, now=now, mail=envelope.mail.number)


def at_front(desk: Desk, page: Page, envelope: Envelope, name: str, ledgers: Sequence[str], now: datetime) -> None:
    """A word to who wrote a mail that may be of several ledgers: received, a person will say of which. `name` is the
    mail's at the front."""
    message = envelope.message
    if message.sender is None or not may_answer(page, envelope, _SHORT, _MOST_SHORT, now):
        return
    letter = draft(
        desk,
        "held",
        f"held:{name}",
        now,
        kind="held" if envelope.sender else STRANGER,
        to=(message.sender,),
        thread=envelope.thread,
        unit=envelope.sender.name if envelope.sender else "",
        received_at=envelope.mail.received_at,
        mail_subject=message.subject,
        files=[file.name for file in message.attachments if not file.inline],
        ledgers=list(ledgers),
    )
    queue(page, desk, letter, now=now)


def set_aside(desk: Desk, page: Page, one: Unrouted, reason: str, now: datetime) -> None:
    """A person said that a mail is no ledger's: a unit that was told to wait hears it, from whom it heard that."""
    unit = desk.roster.sender(one.sender)
    if unit is None or not page.letters.queued(f"held:{one.name}"):
        return
    letter = draft(
        desk,
        "outcome",
        f"outcome:{one.name}",
        now,
        to=(one.sender,),
        unit=unit.name,
        received_at=one.received_at,
        mail_subject=one.subject,
        said="不属于本办各台账的报送，未作登记",
        reason=reason,
    )
    queue(page, desk, letter, now=now)


def returned(desk: Desk, page: Page, submission: Submission, reason: str, now: datetime) -> None:
    """A person returned a submission: the unit is told, with its own form."""
    unit, round_ = desk.roster[submission.unit], desk.round(submission.round)
    one = assess_unit(desk, page, round_, unit, now)
    attached = own_form(desk, unit, one, submission)
    letter = draft(
        desk,
        "return",
        f"returned:{submission.number}:{now.isoformat()}",
        now,
        kind="returned",
        to=unit.addresses,
        attachments=attached,
        of=round_.code,
        unit=unit.name,
        round=round_.name,
        number=submission.number,
        received_at=submission.received_at,
        findings=[Finding(code="returned", severity=Severity.CORRECT, message=f"{reason.rstrip('。')}。")],
        files=[submission.file],
        correct_by=_correct_by(desk, one, now),
        attached=True,
    )
    queue(page, desk, letter, now=now, mail=submission.mail, submission=submission.number)


def voided(desk: Desk, page: Page, submission: Submission, reason: str, now: datetime) -> None:
    """A person voided a submission: the unit hears which, why, and what is counted now."""
    unit, round_ = desk.roster[submission.unit], desk.round(submission.round)
    decisions = [one for one in page.decisions.all(round_.code) if one.unit == unit.name]
    counted = versions_that_count(page.submissions.all(round_.code, unit=unit.name), decisions)
    letter = draft(
        desk,
        "voided",
        _anew(page, f"voided:{submission.number}", now),
        now,
        to=unit.addresses,
        of=round_.code,
        unit=unit.name,
        round=round_.name,
        deadline=assess_unit(desk, page, round_, unit, now).deadline,
        due=round_.due,
        number=submission.number,
        received_at=submission.received_at,
        file=submission.file,
        reason=reason,
        others=[one.number for one in counted],
    )
    queue(page, desk, letter, now=now, mail=submission.mail, submission=submission.number)


def _anew(page: Page, key: str, now: datetime) -> str:
    """The key of a letter, another one where it went out before: what it told of was taken back and decided again."""
    return f"{key}:{now.isoformat()}" if page.letters.queued(key) else key


def returned_mail(desk: Desk, page: Page, mail: Mail, unit: Unit, reason: str, now: datetime) -> None:
    """A person returned a held mail of a registered unit."""
    letter = draft(
        desk,
        "return",
        _anew(page, f"returned-mail:{mail.number}", now),
        now,
        kind="returned",
        to=unit.addresses,
        thread=(mail.message_id,) if mail.message_id else (),
        unit=unit.name,
        received_at=mail.received_at,
        findings=[Finding(code="returned", severity=Severity.RETURN, message=f"{reason.rstrip('。')}。")],
        files=[],
    )
    queue(page, desk, letter, now=now, mail=mail.number)
