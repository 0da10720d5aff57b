"""认定: the one function that says what a unit's reporting in a round amounts to (rules.md, Standing)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from ledger.calendar import Calendar, CalendarError, midnight_after, print_deadline, print_moment, print_read_through
from ledger.checks import check_content
from ledger.model import (
    SHANGHAI,
    Assessment,
    Decision,
    Entry,
    Finding,
    Known,
    Promise,
    Round,
    Severity,
    Standing,
    Submission,
    Task,
    Unit,
    Verdict,
    Waiting,
)
from ledger.text import is_blank

RULES = "2026-11-27"
"""Version of the rules of this module and of `ledger.checks`; a frozen circular names it."""


def assess(
    unit: Unit,
    round_: Round,
    tasks: Sequence[Task],
    *,
    submissions: Sequence[Submission],
    decisions: Sequence[Decision],
    known: Known,
    now: datetime,
    calendar: Calendar,
    correction_days: int = 2,
    previous: Mapping[int, str] = {},
    others: Mapping[int, Mapping[str, str]] = {},
) -> Assessment:
    """One unit in one round at a moment, from what has been collected.

    `submissions` and `decisions` are this unit's in this round; `tasks` those it answers; `known` says how far
    the mailbox has been read and what waits: nothing is missing before that, nothing is judged over it.
    """
    deadline = max((d.until for d in decisions if d.kind is Verdict.EXTEND and d.until), default=round_.deadline)
    arrivals = _arrivals(submissions, decisions)
    acceptable = versions_that_count(submissions, decisions)
    windows = [(a, _window(a, calendar, correction_days)) for a in arrivals if _opens_window(a, deadline)]
    content, newest = _content(acceptable), acceptable[-1] if acceptable else None
    expected = tuple(task.number for task in tasks)
    findings = arrivals[-1].findings if arrivals else ()
    if newest:
        on = now.astimezone(SHANGHAI).date()
        settled = {d.task for d in decisions if d.kind is Verdict.STATE and d.task and d.at >= newest.received_at}
        checked = check_content(
            tasks,
            content,
            unit=unit.name,
            on=on,
            previous=previous,
            others=others,
            settled=settled,
        )
        findings = (*newest.findings, *_unwaived(checked, newest, decisions), *_returns(newest, decisions))
    counted = _counted_from(acceptable, windows, deadline)
    if excuse := next((d for d in decisions if d.kind is Verdict.EXCUSE), None):
        standing, reason = Standing.EXCUSED, f"经批准免报：{excuse.reason}"
    elif counted is None:
        standing, reason = _without_form(windows, deadline, now, known.read_through)
    else:
        standing, reason = _with_form(counted, acceptable[0], findings, deadline)
    if standing in (Standing.LATE, Standing.MISSING) and not round_.sure and deadline == round_.deadline:
        standing, reason = Standing.PENDING, f"没有{round_.due.year}年的工作日数据，截止日是否顺延未定"
    waiting = tuple(one for one in known.of(unit.name, round_.code) if could_change(one, standing, counted, newest))
    if waiting:
        standing, reason = _undecided(waiting, deadline, now)
    return Assessment(
        unit=unit,
        round=round_,
        standing=standing,
        deadline=deadline,
        received_at=counted,
        expected=expected,
        answered=tuple(n for n in expected if n in content and not is_blank(content[n].progress)),
        entries=tuple(content[n] for n in sorted(content)),
        findings=findings,
        submission=newest.number if newest else None,
        versions=tuple(arrival.number for arrival in arrivals),
        reason=reason,
        waiting=waiting,
        correct_by=max((end for _, end in windows if end and end > now), default=None),
    )


def versions_that_count(submissions: Sequence[Submission], decisions: Sequence[Decision]) -> list[Submission]:
    """A unit's versions in a round that are accepted, in order of receipt: neither voided nor returned, each once."""
    return [one for one in _arrivals(submissions, decisions) if not one.blocked]


def _arrivals(submissions: Sequence[Submission], decisions: Sequence[Decision]) -> list[Submission]:
    """What arrived, in order of receipt: of copies the earliest, without what was voided, findings waived."""
    voided = {d.submission for d in decisions if d.kind is Verdict.VOID}
    arrivals: dict[str, Submission] = {}
    for one in in_order(submissions):
        if one.number not in voided:
            arrivals.setdefault(one.sha256, replace(one, findings=_unwaived(one.findings, one, decisions)))
    return list(arrivals.values())


def in_order(submissions: Iterable[Submission]) -> list[Submission]:
    """Submissions in order of receipt."""
    return sorted(submissions, key=lambda one: (one.received_at, one.number))


def _unwaived(
    findings: Sequence[Finding], submission: Submission, decisions: Sequence[Decision]
) -> tuple[Finding, ...]:
    waived = [d for d in decisions if d.kind is Verdict.WAIVE and d.submission in (None, submission.number)]
    accepted = any(d.kind is Verdict.ACCEPT and d.submission == submission.number for d in decisions)
    return tuple(
        finding
        for finding in findings
        if not (accepted and finding.severity is Severity.RETURN)
        and not any(d.code == finding.code and d.task in (None, finding.task) for d in waived)
    )


def _returns(submission: Submission, decisions: Sequence[Decision]) -> tuple[Finding, ...]:
    """A return by the office is a B finding on that version."""
    return tuple(
        Finding(code="returned", severity=Severity.CORRECT, message=f"经审核退回补正：{d.reason}")
        for d in decisions
        if d.kind is Verdict.RETURN and d.submission == submission.number
    )


def _opens_window(arrival: Submission, deadline: datetime) -> bool:
    empty = any(finding.code == "empty" for finding in arrival.findings)
    return arrival.blocked and not empty and arrival.received_at < deadline


def _window(arrival: Submission, calendar: Calendar, days: int) -> datetime | None:
    """When the correction window of a returned form ends; None while its letter has not gone out, and as long as the
    calendar does not know the days it runs over: an end that is not known has not come."""
    if arrival.returned_at is None:
        return None
    try:
        return midnight_after(calendar.shift(arrival.returned_at.astimezone(SHANGHAI).date(), days))
    except CalendarError:
        return None


def _content(acceptable: Sequence[Submission]) -> dict[int, Entry]:
    """The newest text by task; a task whose row a version leaves out keeps the text before."""
    return {entry.task: entry for version in acceptable for entry in version.entries}


_Windows = Sequence[tuple[Submission, datetime | None]]


def _counted_from(acceptable: Sequence[Submission], windows: _Windows, deadline: datetime) -> datetime | None:
    """The moment that fixes the timeliness: the first acceptable arrival's own, or that of the
    returned form in whose correction window it came."""
    if not acceptable:
        return None
    first = acceptable[0].received_at
    if first < deadline:
        return first
    opened = [
        arrival.received_at for arrival, end in windows if arrival.received_at < first and (end is None or first < end)
    ]
    return min(opened, default=first)


def _without_form(
    windows: _Windows, deadline: datetime, now: datetime, read_through: datetime | None
) -> tuple[Standing, str]:
    """Nothing acceptable has come: still time, a correction window open, not known yet, or missing."""
    if now < deadline:
        return Standing.PENDING, f"截止{print_deadline(deadline)}，尚未收到合格的填报表"
    ends = [end for _, end in windows]
    if any(end is None or now < end for end in ends):
        until = "" if None in ends else f"（至{print_deadline(max(end for end in ends if end))}）"
        return Standing.PENDING, f"已退回补正，补正期限{until}未满"
    if read_through is None or read_through < max([deadline, *(end for end in ends if end)]):
        return Standing.PENDING, f"{print_read_through(read_through)}，截止以前的来件尚未读全"
    return Standing.MISSING, f"至{print_deadline(deadline)}未收到合格的填报表（{print_read_through(read_through)}）"


def _undecided(waiting: Sequence[Waiting], deadline: datetime, now: datetime) -> tuple[Standing, str]:
    """Something waits that could change what is known: before the deadline the unit still has time."""
    numbers = "、".join(str(one.held) for one in waiting if one.held)
    items = f"待处理事项第{numbers}号" if numbers else "来件待读取"
    if now < deadline:
        return Standing.PENDING, f"截止{print_deadline(deadline)}；{items}尚待核实"
    return Standing.UNDECIDED, f"{items}尚待核实，结果可能改变认定"


def could_change(one: Waiting, standing: Standing, counted: datetime | None, newest: Submission | None) -> bool:
    """Whether what waits could change a standing, whatever it turns out to be. A wish changes nothing by itself."""
    if standing is Standing.EXCUSED or one.promise is Promise.WISH:
        return False
    if standing is Standing.LATE:
        return not one.timed or counted is None or one.received_at < counted
    newer = not one.timed or newest is None or one.received_at >= newest.received_at
    if standing is Standing.ON_TIME:  # a newer form may leave a task blank; an older one changes nothing
        return newer and one.promise is Promise.FORM
    return newer or one.promise is Promise.FORM


def _with_form(
    counted: datetime, first: Submission, findings: Sequence[Finding], deadline: datetime
) -> tuple[Standing, str]:
    """Something acceptable has come: late, wanting, or on time."""
    if counted >= deadline:
        return Standing.LATE, f"{print_moment(counted)}收到，晚于{print_deadline(deadline)}"
    if wanting := sum(finding.severity is Severity.CORRECT for finding in findings):
        return Standing.INCOMPLETE, f"{print_moment(counted)}按时收到，最新版本尚有{wanting}处需补正"
    within = "（退回后在补正期限内补正）" if first.received_at >= deadline else ""
    return Standing.ON_TIME, f"{print_moment(counted)}收到{within}"
