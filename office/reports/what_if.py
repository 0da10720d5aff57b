"""What other rules would change in the year's result: asked, answered, nothing written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ledger.model import Annual
from ledger.year import plain
from office.desk.desk import Desk
from office.desk.settings import with_rules
from office.reports.annual import annual_of
from templates.circular.annual import NO_POINTS, excluded, total


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What the other rules change for one unit, each as it is and as it would be."""

    unit: str
    points: tuple[str, str]
    excluded: tuple[bool, bool]
    standings: tuple[str, ...]  # 2022年第二季度：按时→逾期
    grounds: tuple[str, ...] = ()  # 第二季度未报送（兴政办发〔2022〕36号）：扣2分→扣3分

    def __str__(self) -> str:
        told = [*self.standings]
        if self.points[0] != self.points[1]:
            told.append(f"扣分{self.points[0]}→{self.points[1]}")
        if self.excluded[0] != self.excluded[1]:
            told.append("不再列入不纳入表彰名单" if self.excluded[0] else "列入不纳入表彰名单")
        return f"{self.unit}：{'，'.join(told)}"


def what_if(desk: Desk, rules: Path, now: datetime) -> list[Effect]:
    """Units whose result another [rules] and [points] would change, in official order.

    Where the rules on deadlines change, both sides are judged anew from the book; else each round stands as its
    circular stated it. Raises SettingsError, YearError, CalendarError.
    """
    other = Desk(desk.root)
    other.settings = with_rules(desk.settings, rules)
    anew = (other.settings.holiday, other.settings.correction_days) != (
        desk.settings.holiday,
        desk.settings.correction_days,
    )
    with desk.book.reading() as page:
        was, now_ = annual_of(desk, page, now, anew=anew), annual_of(other, page, now, anew=anew)
    effects = [_effect(was, now_, unit.name) for unit in was.units]
    return [
        one for one in effects if one.standings or one.points[0] != one.points[1] or one.excluded[0] != one.excluded[1]
    ]


def _effect(was: Annual, now: Annual, unit: str) -> Effect:
    before, after = _standings(was, unit), _standings(now, unit)
    return Effect(
        unit=unit,
        points=(_points(was, unit), _points(now, unit)),
        excluded=(_is_excluded(was, unit), _is_excluded(now, unit)),
        standings=tuple(
            f"{name}：{label}→{after[name]}" for name, label in before.items() if after.get(name, label) != label
        ),
        grounds=_changed(_grounds(was, unit), _grounds(now, unit)),
    )


def _grounds(annual: Annual, unit: str) -> dict[str, str]:
    """Each ground of a unit with round and circular, and what it costs or brings."""
    names = {one.code: one.name for one in annual.rounds} | {"": "全年"}
    lost = {
        f"{names[one.round]}{one.ground}" + (f"（{one.basis}）" if one.basis else ""): (
            NO_POINTS if one.points is None else f"扣{plain(one.points)}分"
        )
        + (f"（{one.workings}）" if one.workings else "")
        for one in annual.deductions
        if one.unit == unit
    }
    won = {f"{names[one.round]}{one.ground}": f"加{plain(one.points)}分" for one in annual.bonuses if one.unit == unit}
    return lost | won


def _changed(before: dict[str, str], after: dict[str, str]) -> tuple[str, ...]:
    return tuple(
        f"{ground}：{before.get(ground, '无')}→{after.get(ground, '无')}"
        for ground in before | after
        if before.get(ground) != after.get(ground)
    )


def _standings(annual: Annual, unit: str) -> dict[str, str]:
    return {one.round.name: one.standing.label for one in annual.assessments if one.unit.name == unit}


def _points(annual: Annual, unit: str) -> str:
    return total(next(one for one in annual.scores if one.unit == unit))


def _is_excluded(annual: Annual, unit: str) -> bool:
    return any(row["unit"] == unit for row in excluded(annual))
