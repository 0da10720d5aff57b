"""雷同: nearly the same texts as another unit's, one finding for each pair of units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache

from ledger.likeness import Likeness
from ledger.model import Entry, Finding, Severity, Task
from ledger.numerals import task_label
from ledger.progress_text.chosen import split_choice
from ledger.text import squeeze

_LONG_ENOUGH = 20  # characters; shorter texts are alike by chance


class Texts(dict[str, str]):
    """The units' texts of one task, squeezed: filled first, then compared with."""

    def alike(self, text: str) -> list[str]:
        """The units whose text is nearly this one."""
        units = self._units
        return [unit for other in self._likeness.like(text) for unit in units[other]]

    @cached_property
    def _likeness(self) -> Likeness:
        return Likeness(self.values())

    @cached_property
    def _units(self) -> Mapping[str, Sequence[str]]:
        units: dict[str, list[str]] = defaultdict(list)
        for unit, text in self.items():
            units[text].append(unit)
        return units


def find_copies(
    tasks: Sequence[Task],
    entries: Mapping[int, Entry],
    others: Mapping[int, Mapping[str, str]],
    *,
    unit: str,
) -> tuple[Finding, ...]:
    """One C finding for each other unit with which texts are alike, naming the tasks. `others` are the texts by task
    and unit, squeezed: as `Texts`, where many units are compared with the same."""
    if not others:
        return ()
    shared: dict[str, list[int]] = defaultdict(list)
    for task in tasks:
        text = squeeze(split_choice(entries[task.number].progress)[1]) if task.number in entries else ""
        if len(text) >= _LONG_ENOUGH:
            theirs = others.get(task.number, {})
            for other in (theirs if isinstance(theirs, Texts) else Texts(theirs)).alike(text):
                shared[other].append(task.number)
    shared.pop(unit, None)
    return tuple(_finding(other, numbers, entries) for other, numbers in sorted(shared.items()))


def _finding(other: str, numbers: Sequence[int], entries: Mapping[int, Entry]) -> Finding:
    only = numbers[0] if len(numbers) == 1 else None
    listed = _listed(tuple(numbers))
    return Finding(
        code="copied",
        severity=Severity.VERIFY,
        message=f"有{len(numbers)}项与{other}填报内容几乎相同（{listed}），请核实。",
        where=entries[numbers[0]].where if only else "",
        task=only,
    )


@lru_cache(maxsize=1024)  # who copies one form copies all of it
def _listed(numbers: tuple[int, ...]) -> str:
    return f"第{'、'.join(map(task_label, numbers))}项"
