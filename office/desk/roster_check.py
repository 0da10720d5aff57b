"""What in a roster shows only beside the ledger: a category that no group means, a unit that has hardly a task."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from statistics import median

from ledger.model import Finding, Severity, Unit
from ledger.roster import Roster

_FEW = 0.5  # of what its peers have: a unit with fewer tasks is asked about
_PEERS = 3  # units of a category that make a measure


def wanting_tasks(roster: Roster, tasks: Mapping[str, int]) -> Iterator[Finding]:
    """Units whose tasks are not what their category leads to expect; `tasks`: how many each unit has."""
    grouped = {name for group in roster.groups for name in group.members}
    left_out = {name for group in roster.groups for name in group.left_out}
    peers: dict[str, list[int]] = defaultdict(list)
    for unit in roster.units:
        peers[unit.category].append(tasks[unit.name])
    for unit in roster.units:
        usual = median(peers[unit.category])
        if roster.groups and unit.name not in grouped | left_out and _unused(unit, roster, grouped):
            yield _blocking(
                unit,
                f"类别「{unit.category}」没有任何分组引用{_meant(unit, roster)}，该单位只有{tasks[unit.name]}项任务",
            )
        elif not tasks[unit.name]:
            message = f"「{unit.name}」没有任何任务，不会收到填报表和提醒；请核对台账和分组"
            yield Finding(code="no_tasks", severity=Severity.VERIFY, message=message, where=unit.name)
        elif len(peers[unit.category]) >= _PEERS and tasks[unit.name] < usual * _FEW and unit.name not in left_out:
            yield _blocking(unit, f"只有{tasks[unit.name]}项任务，同类别（{unit.category}）的单位一般有{usual:.0f}项")


def _unused(unit: Unit, roster: Roster, grouped: set[str]) -> bool:
    """Whether nobody of a unit's category is in any group."""
    return not any(other.category == unit.category and other.name in grouped for other in roster.units)


def _meant(unit: Unit, roster: Roster) -> str:
    """The category that was probably meant."""
    others = sorted({other.category for other in roster.units} - {unit.category})
    near = difflib.get_close_matches(unit.category, others, 1, 0.4)
    return f"（是否应为「{near[0]}」？）" if near else ""


def _blocking(unit: Unit, why: str) -> Finding:
    message = (
        f"units.xlsx「{unit.name}」：{why}；请核对类别和分组，确是如此的，在有关分组的“包含”或“不含”中写明该单位。"
    )
    return Finding(code="few_tasks", severity=Severity.CORRECT, message=message, where=f"单位名录 {unit.name}")
