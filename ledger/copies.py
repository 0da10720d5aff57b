"""雷同: nearly the same texts as another unit's, one finding for each pair of units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from ledger.model import Entry, Finding, Severity, Task
from ledger.numerals import task_label
from ledger.progress_text.chosen import split_choice
from ledger.text import squeeze

_ALIKE = 95  # of 100
_HEARD = 5000  # characters; what is alike so far is alike, and two endless texts are not set against each other
_LONG_ENOUGH = 20  # characters; shorter texts are alike by chance


def find_copies(
    tasks: Sequence[Task],
    entries: Mapping[int, Entry],
    others: Mapping[int, Mapping[str, str]],
    *,
    unit: str,
) -> tuple[Finding, ...]:
    """One C finding for each other unit with which texts are alike, naming the tasks. `others` are the texts by task
    and unit, squeezed."""
    if not others:
        return ()
    shared: dict[str, list[int]] = defaultdict(list)
    for task in tasks:
        text = squeeze(split_choice(entries[task.number].progress)[1]) if task.number in entries else ""
        if len(text) >= _LONG_ENOUGH:
            for other in _alike(text, others.get(task.number, {})):
                if other != unit:
                    shared[other].append(task.number)
    return tuple(_finding(other, numbers, entries) for other, numbers in shared.items())


def _alike(text: str, theirs: Mapping[str, str]) -> list[str]:
    """The units whose text is nearly this one. Texts of other lengths cannot be, and are not compared."""
    least, most = len(text) * _ALIKE / (200 - _ALIKE), len(text) * (200 - _ALIKE) / _ALIKE
    near = {unit: other[:_HEARD] for unit, other in theirs.items() if least <= len(other) <= most}
    if not near:
        return []
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only where two texts could be alike

    return [
        unit for _, _, unit in process.extract(text[:_HEARD], near, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=None)
    ]


def _finding(other: str, numbers: Sequence[int], entries: Mapping[int, Entry]) -> Finding:
    only = numbers[0] if len(numbers) == 1 else None
    listed = f"第{'、'.join(map(task_label, numbers))}项"
    return Finding(
        code="copied",
        severity=Severity.VERIFY,
        message=f"有{len(numbers)}项与{other}填报内容几乎相同（{listed}），请核实。",
        where=entries[numbers[0]].where if only else "",
        task=only,
    )
