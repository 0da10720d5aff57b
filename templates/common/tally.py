"""The count of a round: how many units stand where. The one source of every number in a document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ledger.model import Assessment, Problem, Report, Standing
from templates.common.wording import rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Assessments by standing, each tuple in official order. Excused units are not expected."""

    all: tuple[Assessment, ...]

    def of(self, *standings: Standing) -> tuple[Assessment, ...]:
        """The assessments with one of these standings, in official order."""
        return tuple(one for one in self.all if one.standing in standings)

    def count(self, *standings: Standing) -> int:
        """How many units have one of these standings."""
        return len(self.of(*standings))

    @property
    def expected(self) -> int:
        """应报送: all but the excused."""
        return len(self.all) - self.count(Standing.EXCUSED)

    @property
    def on_time(self) -> int:
        """按时报送."""
        return self.count(Standing.ON_TIME)

    @property
    def rate(self) -> Decimal | None:
        """按时报送率: on time of expected, per cent with one decimal; unknown while a unit is undecided."""
        return None if self.count(Standing.UNDECIDED) else rate(self.on_time, self.expected)

    @property
    def filled(self) -> tuple[int, int]:
        """已填报 and 应填报 in 项次: tasks times units, of all but the excused and those of which nothing is known yet."""
        expected = [one for one in self.all if one.is_counted]
        return sum(len(one.answered) for one in expected), sum(len(one.expected) for one in expected)

    @property
    def categories(self) -> tuple[tuple[str, Tally], ...]:
        """The tally of each category, in the order in which categories first appear."""
        names = dict.fromkeys(one.unit.category for one in self.all)
        return tuple((name, tally(one for one in self.all if one.unit.category == name)) for name in names)


def lacking(problems: Iterable[Problem]) -> dict[str, tuple[int, ...]]:
    """The tasks each unit has to fill in or correct."""
    found: dict[str, set[int]] = {}
    for problem in problems:
        if problem.kind not in ("missing", "late", "expired"):
            found.setdefault(problem.unit, set()).update(problem.tasks)
    return {unit: tuple(sorted(numbers)) for unit, numbers in found.items()}


def tally(assessments: Iterable[Assessment]) -> Tally:
    """Count these assessments."""
    return Tally(all=tuple(assessments))


def is_older(line: Problem, report: Report) -> bool:
    """Whether a problem looked back at was opened before the last round of this year, or in an earlier year."""
    return bool(line.round) and line.round != (report.previous.code if report.previous else "")


def is_of_last_year(line: Problem, report: Report) -> bool:
    """Whether a problem looked back at was left by an earlier year."""
    return line.round in report.last_year
