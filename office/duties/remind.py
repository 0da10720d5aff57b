"""Reminders before a deadline, overdue notices after it: only to units still missing, each step once.

A unit is told that nothing has come only right after the mailbox was read whole: without that no overdue notice
goes out, and a reminder says until when the mailbox was read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ledger.book import Page
from ledger.calendar import CalendarError, days_late, last_day, step_due, within_office_hours
from ledger.held_kinds import HeldKind
from ledger.model import SHANGHAI, Assessment, Letter, Round, Standing
from office.asking.asking import to_staff
from office.desk.desk import Desk
from office.intake.collect import look
from office.papers.forms import blank_forms, last_texts
from office.post.post import Sent, draft, queue, send
from office.reports.notices import give_notice
from office.standing.assessing import assess_round
from office.standing.knowing import known


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """What one run of reminding came to."""

    steps: tuple[tuple[str, str, str], ...] = ()  # (round, unit or "" for the report, step)
    sent: Sent = field(default_factory=Sent)
    quiet: bool = False  # outside office hours: nothing was done
    trouble: str = ""  # why the mailbox could not be read through: no overdue notice went out


def remind(desk: Desk, now: datetime) -> Reminded:
    """Poll, then send what is due now. A missed run catches up once, with the step that applies now.

    Raises Busy, CalendarError, MailServerError.
    """
    if not within_office_hours(desk.settings.calendar, now):
        return Reminded(quiet=True)
    trouble = look(desk, now)
    with desk.book.alone():
        with desk.book.writing() as page:
            open_ = [round_ for round_ in desk.rounds if round_.opens <= now]
            steps = [step for round_ in open_ for step in _remind_round(desk, page, round_, now, trouble=trouble)]
            if not trouble:
                with suppress(CalendarError):  # until when a unit may answer lies in a year without data: not said yet
                    steps += give_notice(desk, page, now)
        return Reminded(steps=tuple(steps), sent=send(desk, now), trouble=trouble)


def _remind_round(desk: Desk, page: Page, round_: Round, now: datetime, *, trouble: str) -> list[tuple[str, str, str]]:
    missing = [one for one in _missing(desk, page, round_, now) if now < one.deadline or not trouble]
    due = [(one, step) for one in missing if (step := _step(desk, one, now))]
    owed = [(one, step) for one, step in due if step != "escalate" and not page.letters.queued(_key(one, step))]
    texts = last_texts(desk, page, round_, now) if owed else {}
    read_through = known(desk, page).read_through
    queued = [
        (round_.code, one.unit.name, step)
        for one, step in owed
        if queue(page, desk, _letter(desk, one, step, texts.get(one.unit.name, {}), read_through, now), now=now)
    ]
    silent: dict[str, list[Assessment]] = defaultdict(list)  # by deadline
    for one, step in due:
        if step == "escalate":
            silent[_extended(one)].append(one)
    for extended, units in silent.items():
        if to_staff(page, desk, _report(desk, page, round_, units, extended, read_through, now), now):
            queued.append((round_.code, "", "escalate"))
    return queued


def steps_due(desk: Desk, page: Page, now: datetime) -> Iterator[Letter]:
    """Every letter that reminding would send now, without its words."""
    for round_ in desk.rounds:
        for one in _missing(desk, page, round_, now) if round_.opens <= now else ():
            if step := _step(desk, one, now):
                key = f"escalate:{round_.code}{_extended(one)}" if step == "escalate" else _key(one, step)
                yield Letter(
                    key=key, kind="reminder", to=(), subject="", text="", html="", unit=one.unit.name, round=round_.code
                )


def _missing(desk: Desk, page: Page, round_: Round, now: datetime) -> list[Assessment]:
    """Units with nothing acceptable that still owe it; not those in their correction window after the deadline, nor
    those of which something has come that is yet to be looked at."""
    return [
        one
        for one in assess_round(desk, page, round_, now)
        if one.standing is Standing.MISSING
        or (one.standing is Standing.PENDING and now < one.deadline and not one.waiting and not _has_longer(one))
    ]


def _has_longer(one: Assessment) -> bool:
    """Whether a returned form has its correction window still open when the deadline has passed: its return letter
    says until when, and a letter that asks for the form today would say otherwise."""
    return one.correct_by is not None and one.correct_by > one.deadline


def _step(desk: Desk, one: Assessment, now: datetime) -> str | None:
    settings = desk.settings
    return step_due(
        settings.calendar, one.deadline, now, before=settings.before, after=settings.after, escalate=settings.escalate
    )


def _key(one: Assessment, step: str) -> str:
    return f"{step}:{one.round.code}:{one.unit.name}{_extended(one)}"


def _extended(one: Assessment) -> str:
    """What tells the letters of an extended deadline from those of the one before: each step is sent anew."""
    return "" if one.deadline == one.round.deadline else f":{one.deadline:%Y%m%dT%H%M}"


def _letter(
    desk: Desk,
    one: Assessment,
    step: str,
    previous: Mapping[int, str],
    read_through: datetime | None,
    now: datetime,
) -> Letter:
    """The reminder or overdue notice of one unit at one step, with its own form; the last goes to its leader too."""
    overdue = step.startswith("overdue")
    days = int(step.partition("-")[2] or 0)
    final = overdue and days == max(desk.settings.after)
    leader = one.unit.leader
    cc = (leader.address,) if final and leader and leader.address else ()
    name = "overdue" if overdue else "reminder"
    facts: dict[str, Any] = {"returned": bool(one.versions)}
    if overdue:
        facts = {"leader": leader.name if cc and leader else ""}
    attached = blank_forms(desk, one.unit, one.round, previous, deadline=one.deadline)
    return draft(
        desk,
        name,
        _key(one, step),
        now,
        to=one.unit.addresses,
        cc=cc,
        attachments=attached,
        of=one.round.code,
        unit=one.unit.name,
        round=one.round.name,
        deadline=one.deadline,
        due=one.round.due,
        extended=one.deadline != one.round.deadline,
        expected=list(one.expected),
        step=days,
        days=_distance(desk, one, now),
        attached=bool(attached),
        read_through=read_through,
        **facts,
    )


def _distance(desk: Desk, one: Assessment, now: datetime) -> int:
    """How far the deadline is at this moment: working days before it, begun days after it."""
    if now >= one.deadline:
        return days_late(now, one.deadline)
    return desk.settings.calendar.workdays_after(now.astimezone(SHANGHAI).date(), last_day(one.deadline))


def _report(
    desk: Desk,
    page: Page,
    round_: Round,
    silent: Sequence[Assessment],
    extended: str,
    read_through: datetime | None,
    now: datetime,
) -> Letter:
    """The report to the office's own leader: who has not answered two notices."""
    settings = desk.settings
    notices = [post for post in page.letters.all(round_=round_.code) if post.kind == "overdue" and post.sent_at]
    return draft(
        desk,
        "escalation",
        f"escalate:{round_.code}{extended}",
        now,
        to=(settings.leader,) if settings.leader else settings.notify,
        of=round_.code,
        round=round_.name,
        deadline=silent[0].deadline,
        total=sum(bool(desk.tasks_of(unit.name, round_)) for unit in desk.roster.units),
        read_through=read_through,
        units=[
            {
                "name": one.unit.name,
                "notices": [post.sent_at for post in notices if post.unit == one.unit.name],
                "contact": one.unit.contacts[0].name if one.unit.contacts else "",
                "phone": one.unit.contacts[0].phone if one.unit.contacts else "",
                "note": _note(page, one),
            }
            for one in silent
        ],
    )


def _note(page: Page, one: Assessment) -> str:
    """What the leader should know of a silent unit: that it was returned, or asked for more time."""
    whose = (HeldKind.EXTENSION, one.unit.name, one.round.code)
    asked = [held for held in page.held.listed() if (held.kind, held.unit, held.round) == whose]
    notes = ["曾报送但被退回，未补正"] if one.versions else []
    notes += [f"{held.held_at.month}月{held.held_at.day}日申请延期，未批复" for held in asked]
    return "，".join(notes)
