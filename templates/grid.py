"""The seven columns of a ledger's table and how its cells run together; drawn by Word and Excel alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import ceil

from ledger.model import Task
from ledger.progress_text.chosen import split_choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its heading, its share of the width, and how far equal cells run down."""

    heading: str
    width: int  # mm on landscape A4
    text: Callable[[Task], str]
    merged: bool = False
    centred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is drawn: a ledger's table for one unit, or (no unit, nothing issued) the master ledger."""

    title: str
    preface: str
    tasks: tuple[Task, ...]
    subtitle: str = ""  # （2022年第二季度填报版）
    unit: str = ""
    issued: str = ""  # our own mark: unit|round code|version
    previous: Mapping[int, str] = field(default_factory=dict)
    filled: Mapping[int, str] = field(default_factory=dict)
    marks: Mapping[int, str] = field(default_factory=dict)
    choose: bool = False  # whether 完成状态 is asked for beside the progress

    @property
    def widths(self) -> tuple[int, ...]:
        """The width of each column in mm; room for last round's text is taken from the long columns."""
        given = [column.width for column in GIVEN]
        given[2] -= 14 if self.previous else 0
        own = [*([36] if self.previous else []), *([18] if self.choose else [])]
        return (*given, *own, PAGE_WIDTH - sum(given) - sum(own))

    @property
    def headings(self) -> tuple[str, ...]:
        """The heading of each column."""
        extra = (*([PREVIOUS] if self.previous else []), *([STATE] if self.choose else []))
        return (*(column.heading for column in GIVEN), *extra, PROGRESS)

    @property
    def marked(self) -> bool:
        """Whether anything is to be put right in it."""
        return any(self.marks.get(task.number) for task in self.tasks)

    def own(self, number: int) -> tuple[str, str]:
        """What the unit has chosen and written of a task; all of it as text where no choice is asked for."""
        text = self.filled.get(number, "")
        return split_choice(text) if self.choose else ("", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the table: a section's heading (`task` is None) or a task with the depth of its cells."""

    section: str
    task: Task | None = None
    depths: tuple[int, ...] = ()  # by column: rows this cell spans; 0: it belongs to the cell above


PAGE_WIDTH = 257
"""Width of the table in mm: landscape A4 less 20 mm on either side."""
PROGRESS = "进展落实情况"
STATE = "完成状态"
PREVIOUS = "上期进展（供参考）"

GIVEN = (
    Column(heading="序号", width=11, text=lambda task: str(task.number), centred=True),
    Column(heading="重点工作", width=22, text=lambda task: task.focus, merged=True),
    Column(heading="主要内容", width=64, text=lambda task: task.content),
    Column(heading="量化指标", width=32, text=lambda task: task.indicator, merged=True),
    Column(heading="责任单位", width=30, text=lambda task: task.responsible, merged=True),
    Column(heading="责任时限", width=21, text=lambda task: task.due, merged=True, centred=True),
)
"""What the office writes; the column of PROGRESS after them is the unit's."""


def lines(tasks: Sequence[Task]) -> Iterator[Line]:
    """The table line by line: each section's heading, then its tasks."""
    for section, members in groupby(tasks, key=lambda task: task.section):
        yield Line(section=section)
        yield from _section(section, tuple(members))


def _section(section: str, tasks: tuple[Task, ...]) -> Iterator[Line]:
    depths = zip(*(_depths(column, tasks) for column in GIVEN), strict=True)
    for task, depth in zip(tasks, depths, strict=True):
        yield Line(section=section, task=task, depths=depth)


def _depths(column: Column, tasks: tuple[Task, ...]) -> list[int]:
    """How many rows each cell of the column spans; cells run together only within one 重点工作."""
    if not column.merged:
        return [1] * len(tasks)
    depths: list[int] = []
    for _, run in groupby(tasks, key=lambda task: (task.focus, column.text(task))):
        size = len(tuple(run))
        depths += [size] + [0] * (size - 1)
    return depths


def lines_needed(text: str, width: float) -> int:
    """Lines a text takes in a cell that many half-width characters wide."""
    return sum(max(1, ceil(_half_widths(part) / max(width, 2))) for part in text.split("\n"))


def _half_widths(text: str) -> int:
    return 2 * len(text) - len(text.encode("ascii", "ignore"))
