"""年度考核: what a year's standings cost a unit, and what excludes it from commendation (rules.md, Consequences)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from ledger.calendar import print_moment
from ledger.model import Assessment, Deduction, Problem, Standing

_GROUNDS = (Standing.LATE, Standing.MISSING, Standing.INCOMPLETE)


def deduct(
    assessments: Iterable[Assessment],
    expired: Iterable[Problem],
    *,
    basis: Mapping[str, str],
    points: Mapping[str, Decimal],
    exclude: Sequence[str],
) -> tuple[Deduction, ...]:
    """Every ground of a year, round by round in official order.

    `expired` are 到期未完成 with the round that found them first, `basis` the circular by round,
    `points` what the office has set, `exclude` the grounds that exclude.
    """
    found = [
        Deduction(
            unit=one.unit.name,
            round=one.round.code,
            ground=_ground(one),
            basis=basis.get(one.round.code, ""),
            points=points.get(one.standing.value),
            excludes=one.standing.value in exclude,
        )
        for one in assessments
        if one.standing in _GROUNDS
    ]
    found += [
        Deduction(
            unit=problem.unit,
            round=problem.round,
            ground=f"第{'、'.join(map(str, problem.tasks))}项到期未完成",
            basis=basis.get(problem.round, ""),
            points=points.get("expired"),
            excludes="expired" in exclude,
        )
        for problem in expired
    ]
    return tuple(found)


def _ground(one: Assessment) -> str:
    if one.standing is Standing.LATE and one.received_at:
        return f"逾期报送（{print_moment(one.received_at)}）"
    return "未报送" if one.standing is Standing.MISSING else "报送不完整"
