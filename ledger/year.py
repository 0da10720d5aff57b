"""年度考核: what a year costs a unit or brings it, and what excludes it from commendation (rules.md, Points and commendation).

The ledger names no number of points: each is the office's setting, and what is not set is listed without points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from ledger.calendar import Calendar, days_late, last_day, print_moment
from ledger.cases import as_lines
from ledger.model import SHANGHAI, Assessment, Bonus, Case, Deduction, Scale, Score, Standing
from ledger.numerals import ranges

_GROUNDS = {Standing.LATE: "late", Standing.MISSING: "missing", Standing.INCOMPLETE: "incomplete"}
_WANTING = ("blank", "not_involved", "returned")
"""Kinds of problems that make a report incomplete."""


def deduct(
    assessments: Iterable[Assessment],
    cases: Sequence[Case],
    *,
    scale: Scale,
    basis: Mapping[str, str],
    notices: Mapping[tuple[str, str], int] = {},
) -> tuple[Deduction, ...]:
    """Every ground of a year, round by round in official order, then 到期未完成 by the round that found it first.

    `cases` are the year's problems, settled: of 到期未完成 those still open count; `basis` is the circular by round,
    `notices` how many overdue notices went to a unit in a round.
    """
    found = []
    for one in assessments:
        unit, round_ = one.unit.name, one.round.code
        if ground := _GROUNDS.get(one.standing):
            tasks = [case.task for case in cases if _is_wanting(case, unit, round_)]
            points, workings = _cost(ground, one, len(tasks), scale)
            found.append(
                Deduction(
                    unit=unit,
                    kind=ground,
                    round=round_,
                    ground=_words(one),
                    basis=basis.get(round_, ""),
                    points=points,
                    workings=workings,
                    excludes=ground in scale.exclude,
                )
            )
        each, sent = scale.points.get("notice"), notices.get((unit, round_), 0)
        if each is not None and sent and ground in ("late", "missing"):
            found.append(
                Deduction(
                    unit=unit,
                    kind="notice",
                    round=round_,
                    ground=f"经催报{sent}次",
                    points=each * sent,
                    workings=f"每次{plain(each)}分",
                )
            )
    return (*found, *_expired(cases, scale, basis))


def _is_wanting(case: Case, unit: str, round_: str) -> bool:
    return (case.line.unit, case.line.round) == (unit, round_) and case.line.kind in _WANTING and case.task is not None


def _words(one: Assessment) -> str:
    if one.standing is Standing.LATE and one.received_at:
        return f"逾期报送（{print_moment(one.received_at)}）"
    return "未报送" if one.standing is Standing.MISSING else "报送不完整"


def _cost(ground: str, one: Assessment, tasks: int, scale: Scale) -> tuple[Decimal | None, str]:
    """The points of a round's ground, None where none are set, and how they come about."""
    each = scale.points.get(ground)
    daily = scale.points.get("late_per_day")
    if ground == "late" and daily is not None and one.received_at:
        days = days_late(one.received_at, one.deadline)
        once = f"每次{plain(each)}分，" if each else ""
        return (each or Decimal(0)) + daily * days, f"{once}逾期{days}天，每天{plain(daily)}分"
    return _by_task(each, tasks if ground == "incomplete" else 0, scale)


def _by_task(each: Decimal | None, tasks: int, scale: Scale) -> tuple[Decimal | None, str]:
    if each is None or not (scale.per_task and tasks):
        return each, ""
    return each * tasks, f"{tasks}项，每项{plain(each)}分"


def _expired(cases: Sequence[Case], scale: Scale, basis: Mapping[str, str]) -> list[Deduction]:
    found = []
    for line in as_lines(case for case in cases if case.line.kind == "expired" and not case.ended):
        points, workings = _by_task(scale.points.get("expired"), len(line.tasks), scale)
        found.append(
            Deduction(
                unit=line.unit,
                kind="expired",
                round=line.round,
                ground=f"第{ranges(line.tasks)}项到期未完成",
                basis=basis.get(line.round, ""),
                points=points,
                workings=workings,
                excludes="expired" in scale.exclude,
                tasks=line.tasks,
            )
        )
    return found


def reward(
    assessments: Sequence[Assessment], deductions: Iterable[Deduction], *, scale: Scale, calendar: Calendar
) -> tuple[Bonus, ...]:
    """What is added where the office has set it: a whole report so many working days early, a year without a ground."""
    early, exemplary = scale.points.get("early"), scale.points.get("exemplary")
    found = [
        Bonus(unit=one.unit.name, kind="early", round=one.round.code, ground=f"提前{ahead}个工作日报送", points=early)
        for one in assessments
        if early is not None and one.standing is Standing.ON_TIME
        for ahead in [_ahead(one, calendar)]
        if ahead >= scale.early_days
    ]
    if exemplary is not None:
        blamed = {one.unit for one in deductions}
        whole = {one.unit.name for one in assessments if one.standing is Standing.ON_TIME} - blamed
        names = dict.fromkeys(one.unit.name for one in assessments)
        found += [
            Bonus(unit=name, kind="exemplary", ground="全年各期按时完整报送", points=exemplary)
            for name in names
            if name in whole
        ]
    return tuple(found)


def _ahead(one: Assessment, calendar: Calendar) -> int:
    """Working days between the day a report came and the last one."""
    if one.received_at is None:
        return 0
    day, last = one.received_at.astimezone(SHANGHAI).date(), last_day(one.deadline)
    return calendar.workdays_after(day, last) if day < last else 0


def score(unit: str, deductions: Iterable[Deduction], bonuses: Iterable[Bonus], scale: Scale) -> Score:
    """What a year comes to for a unit: deductions under their caps, less what is added."""
    own = [one for one in deductions if one.unit == unit]
    by_round: dict[str, Decimal] = {}
    for one in own:
        by_round[one.round] = by_round.get(one.round, Decimal(0)) + (one.points or Decimal(0))
    cap, capped = scale.points.get("round_cap"), {}
    if cap is not None:
        capped = {round_: cap for round_, sum_ in by_round.items() if sum_ > cap}
    lost = sum((by_round | capped).values(), Decimal(0))
    most = scale.points.get("year_cap")
    won = sum((one.points for one in bonuses if one.unit == unit), Decimal(0))
    return Score(
        unit=unit,
        lost=lost if most is None else min(lost, most),
        won=won,
        capped=capped,
        year_capped=most is not None and lost > most,
        unset=any(one.points is None for one in own),
    )


def plain(points: Decimal) -> str:
    """Points without idle zeros: 2, 0.5."""
    text = f"{points:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
