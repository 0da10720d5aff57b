"""年中调整: a ledger that a notice has changed. Each edition holds from its day on, and a round is judged by the one that
held when it was due; what a task's number means never changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import pairwise

from ledger.changes import pair_tasks
from ledger.model import Ledger, Task


@dataclass(frozen=True, kw_only=True)
class Edition:
    """The ledger as it has held since a day, by which notice; the first one since ever."""

    ledger: Ledger
    version: str  # what names it in the forms that go out
    since: date = date.min
    notice: str = ""

    def tasks_of(self, unit: str) -> tuple[Task, ...]:
        """The tasks a unit answers, in the ledger's order."""
        return self._tasks.get(unit, ())

    @cached_property
    def _tasks(self) -> Mapping[str, tuple[Task, ...]]:
        """Every unit's tasks: asked for once for each of hundreds of units."""
        found: dict[str, list[Task]] = defaultdict(list)
        for task in self.ledger.tasks:
            for unit in dict.fromkeys(task.units):
                found[unit].append(task)
        return {unit: tuple(tasks) for unit, tasks in found.items()}


def held_on(editions: Sequence[Edition], day: date) -> Edition:
    """The edition that held on a day."""
    return next(one for one in reversed(editions) if one.since <= day)


def whole(editions: Sequence[Edition], by: Ledger) -> Ledger:
    """Every task that any edition has, in the words of `by` where it has them: what forms are read by."""
    if len(editions) == 1:
        return by
    every = {task.number: task for one in editions for task in one.ledger.tasks} | {t.number: t for t in by.tasks}
    return replace(by, tasks=tuple(every[number] for number in sorted(every)))


Relief = Mapping[tuple[str, int], Edition]
"""Unit and task, and the edition since which the one is no longer the other's."""


def relieved(editions: Sequence[Edition], until: Edition, *, of_leading: bool = False) -> Relief:
    """Who has been relieved of what by an edition, and has not been given it again; of answering, or of leading."""
    found: dict[tuple[str, int], Edition] = {}
    for before, after in pairwise(one for one in editions if one.since <= until.since):
        had, has = (
            {(unit, task.number) for task in one.ledger.tasks for unit in (task.leads if of_leading else task.units)}
            for one in (before, after)
        )
        found = {key: since for key, since in found.items() if key not in has} | dict.fromkeys(had - has, after)
    return found


def changed_for(editions: Sequence[Edition], unit: str, day: date) -> tuple[Edition, Edition] | None:
    """The last two editions by a day between which a unit's own tasks differ; None where they never did."""
    held = [one for one in editions if one.since <= day]
    changes = [(old, new) for old, new in pairwise(held) if old.tasks_of(unit) != new.tasks_of(unit)]
    return changes[-1] if changes else None


def renumbered(before: Ledger, after: Ledger) -> Iterator[str]:
    """Where a number has come to mean another task, a sentence each: what was written under it would be taken for an
    answer to the other."""
    for pair in pair_tasks(before.tasks, after.tasks):
        if pair.before and pair.after and pair.before.number != pair.after.number:
            yield f"第{pair.after.label}项原为第{pair.before.label}项：年中调整不能改变已有任务的序号，取消的任务空号即可"
    known, kept = {task.number: task for task in before.tasks}, pair_tasks(before.tasks, after.tasks)
    for pair in kept:
        if pair.before is None and pair.after and pair.after.number in known:
            yield f"第{pair.after.label}项已是另一项任务的序号（内容完全不同）：新任务请另编序号，排在最后"
