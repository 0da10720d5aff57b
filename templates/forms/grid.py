"""The columns of a ledger's table and how its cells run together; drawn by Word and Excel alike.

A ledger's form has the ledger's own columns in their order; without any named, the seven of 任务落实台账.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import groupby
from math import ceil, sqrt

from ledger.model import Ledger, Task
from ledger.progress_text.chosen import split_choice
from ledger.rounds import period_in, same_period


@dataclass(frozen=True, slots=True, kw_only=True)
class FormColumn:
    """A column: its heading, its share of the width, how far equal cells run down; `asked` are the unit's to fill."""

    heading: str
    kind: str  # a field of Task, progress, state, previous; "" for what has no meaning to us
    width: int  # mm on landscape A4
    place: int = -1  # in the ledger's rows; -1: the task's field
    asked: bool = False
    merged: bool = False
    centred: bool = False

    def text(self, task: Task) -> str:
        """What the office writes of a task."""
        if self.place >= 0 and task.cells:
            return task.cells[self.place]
        return task.label if self.kind == "number" else str(getattr(task, self.kind))


@dataclass(frozen=True, kw_only=True)
class FormTable:
    """What is drawn: a ledger's table for one unit, or (no unit, nothing issued) the master ledger."""

    title: str
    preface: str
    tasks: tuple[Task, ...]
    layout: tuple[FormColumn, ...] = ()  # of the ledger; none: the usual
    subtitle: str = ""  # （2022年第二季度填报版）
    sending: str = ""  # until when, where to, whom to ask
    unit: str = ""
    issued: str = ""  # our own mark: unit|round code|version
    previous: Mapping[int, str] = field(default_factory=dict)
    filled: Mapping[int, str] = field(default_factory=dict)
    beside: Mapping[int, Mapping[str, str]] = field(default_factory=dict)  # by task and heading: 存在问题 …
    marks: Mapping[int, str] = field(default_factory=dict)
    choose: bool = False  # whether 完成状态 is asked for beside the progress
    leads: frozenset[int] = frozenset()  # the tasks of which the unit is a lead

    @cached_property
    def columns(self) -> tuple[FormColumn, ...]:
        """The columns as they are drawn: those of the ledger, last round's text and a choice before the progress."""
        columns = list(self.layout or USUAL)
        at = next(place for place, column in enumerate(columns) if column.kind == "progress")
        extra = [FormColumn(heading=PREVIOUS, kind="previous", width=36)] if self.previous else []
        if self.choose and not any(column.kind == "state" for column in columns):
            extra.append(FormColumn(heading=STATE, kind="state", width=18, asked=True))
        columns[at:at] = extra
        return tuple(_fitted(columns, long_=bool(self.previous)))

    @property
    def progress(self) -> int:
        """The place of the column for the progress."""
        return next(place for place, column in enumerate(self.columns) if column.kind == "progress")

    @property
    def state(self) -> int | None:
        """The place of the column from which a state is chosen, if one is asked for."""
        found = (place for place, column in enumerate(self.columns) if column.kind == "state" and self.choose)
        return next(found, None)

    @cached_property
    def lead_column(self) -> FormColumn | None:
        """The column in which the unit's own lead is marked: the first that names units."""
        return next((column for column in self.columns if column.kind == "responsible"), None)

    def given(self, task: Task, column: FormColumn) -> str:
        """What the office writes in a cell of the unit's form: a lead is marked in words, so that a copy shows it, too."""
        text = column.text(task)
        return f"{LEAD}\n{text}" if column is self.lead_column and task.number in self.leads else text

    @property
    def notes(self) -> tuple[str, ...]:
        """What the unit is to know, above the table: nothing may stand alone on a page after it."""
        own = (
            f"；“{self.lead_column.heading}”栏标有“{LEAD}”的{len(self.leads)}项由本单位牵头"
            if self.lead_column and self.leads
            else ""
        )
        return tuple(
            filter(
                None,
                (
                    self.sending,
                    f"填写说明：只填写{self.asked}和填报时间、填报人等项，其余内容已锁定（无密码）{own}；填好后直接作为邮件附件报送。",
                ),
            )
        )

    @property
    def marked(self) -> bool:
        """Whether anything is to be put right in it."""
        return any(self.marks.get(task.number) for task in self.tasks)

    @property
    def asked(self) -> str:
        """The columns the unit fills, as its instructions name them: “进展落实情况”、完成状态."""
        named = [one.heading if one.heading == STATE else f"“{one.heading}”" for one in self.columns if one.asked]
        named.sort(key=lambda name: name != f"“{self.columns[self.progress].heading}”")
        return "、".join(named) + (f"{_COUNTED[len(named)]}栏" if len(named) < len(_COUNTED) else "各栏")

    def own(self, number: int, column: FormColumn) -> str:
        """What the unit has chosen or written of a task under a column of its own."""
        text = self.filled.get(number, "")
        chosen, told = split_choice(text) if any(one.kind == "state" for one in self.columns) else ("", text)
        if column.kind == "previous":
            return self.previous.get(number, "")
        own = {"progress": told, "state": chosen}
        return own[column.kind] if column.kind in own else self.beside.get(number, {}).get(column.heading, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLine:
    """A line of the table: a section's heading (`task` is None) or a task with the depth of its cells."""

    section: str
    task: Task | None = None
    depths: tuple[int, ...] = ()  # by column: rows this cell spans; 0: it belongs to the cell above


PAGE_WIDTH = 257
"""Width of the table in mm: landscape A4 less 20 mm on either side."""
PROGRESS = "进展落实情况"
STATE = "完成状态"
PREVIOUS = "上期进展（供参考）"
LEAD = "【本单位牵头】"
SIGNED = ("填报人：", "联系电话：", "审核人：")
"""Who answers for what is written: one line of the form's head."""

USUAL = (
    FormColumn(heading="序号", kind="number", width=11, centred=True),
    FormColumn(heading="重点工作", kind="focus", width=22, merged=True),
    FormColumn(heading="主要内容", kind="content", width=64),
    FormColumn(heading="量化指标", kind="indicator", width=32, merged=True),
    FormColumn(heading="责任单位", kind="responsible", width=30, merged=True),
    FormColumn(heading="责任时限", kind="due", width=21, merged=True, centred=True),
    FormColumn(heading=PROGRESS, kind="progress", width=0, asked=True),
)
"""The columns of 任务落实台账; the last takes the width that is left."""
_MERGED = ("focus", "indicator", "responsible", "due")
_COUNTED = ("", "一", "两", "三")
_LEAST, _MOST = 13, 56  # mm
_FOR_STATE, _FOR_MORE, _FOR_PROGRESS = 20, 34, 60


def is_given(column: FormColumn) -> bool:
    """Whether the office writes in the column."""
    return not column.asked and column.kind != "previous"


@lru_cache(maxsize=8)
def layout(ledger: Ledger) -> tuple[FormColumn, ...]:
    """The columns of a ledger's forms: its own, wide enough for what stands in them."""
    if not ledger.columns or _is_usual(ledger):
        return tuple(replace(column, place=place) for place, column in enumerate(USUAL)) if ledger.columns else USUAL
    columns = [
        FormColumn(
            heading=one.heading,
            kind=one.kind,
            width=_width(ledger, place),
            place=place,
            asked=one.asked,
            merged=one.kind in _MERGED,
            centred=one.kind in ("number", "due"),
        )
        for place, one in enumerate(ledger.columns)
    ]
    if not any(column.kind == "progress" for column in columns):
        columns.append(replace(USUAL[-1], width=_FOR_PROGRESS))
    return tuple(_scaled(columns))


@lru_cache(maxsize=64)
def asked_in(ledger: Ledger, round_: str, *, choose: bool) -> str:
    """The columns a unit fills in a round's form, as its letters name them."""
    return FormTable(title="", preface="", tasks=(), layout=of_round(layout(ledger), round_), choose=choose).asked


@lru_cache(maxsize=64)
def of_round(columns: tuple[FormColumn, ...], name: str) -> tuple[FormColumn, ...]:
    """The columns for a round: of 一季度, 二季度 … only the round's own is asked for."""
    periods = [one for one in columns if one.kind == "progress" and period_in(one.heading)]
    if not periods:
        return columns
    own = next((one for one in periods if same_period(one.heading, name)), periods[-1])
    return tuple(
        replace(one, kind="", asked=False, width=_LEAST) if one in periods and one is not own else one
        for one in columns
    )


def _is_usual(ledger: Ledger) -> bool:
    return [(one.heading, one.kind) for one in ledger.columns] == [(one.heading, one.kind) for one in USUAL]


def _width(ledger: Ledger, place: int) -> int:
    """The width that a column asks for by what stands in it."""
    column = ledger.columns[place]
    if column.asked:
        return {"progress": _FOR_PROGRESS, "state": _FOR_STATE}.get(column.kind, _FOR_MORE)
    texts = [task.cells[place] for task in ledger.tasks] or [""]
    if column.kind == "number":
        return min(30, max(11, 4 * max(map(len, texts))))
    mean = sum(map(len, texts)) / len(texts)
    return round(min(_MOST, max(_LEAST, min(20, 4 * len(column.heading) + 3), 7 * sqrt(mean))))


def _scaled(columns: Sequence[FormColumn]) -> Iterator[FormColumn]:
    """The columns in the proportions they ask for, as wide together as the page."""
    whole = sum(column.width for column in columns)
    return (replace(column, width=max(9, column.width * PAGE_WIDTH // whole)) for column in columns)


def _fitted(columns: Sequence[FormColumn], *, long_: bool) -> Iterator[FormColumn]:
    """The columns with room for last round's text taken from the longest, and all that is left given to the progress."""
    widest = max((one for one in columns if is_given(one)), key=lambda one: one.width) if long_ else None
    widths = [one.width - (14 if one is widest else 0) for one in columns]
    used = sum(width for width, one in zip(widths, columns, strict=True) if one.kind != "progress")
    spare = PAGE_WIDTH - used - _FOR_PROGRESS // 2
    for width, one in zip(widths, columns, strict=True):
        if one.kind == "progress":
            yield replace(one, width=PAGE_WIDTH - used if spare >= 0 else _FOR_PROGRESS // 2)
        else:
            yield replace(one, width=width if spare >= 0 else width + spare * width // used)


def lines(sheet: FormTable) -> Iterator[TableLine]:
    """The table line by line: each section's heading, then its tasks.

    In a form that goes out nothing runs together: a cell that does is empty on the next page, and in Excel its row does not grow.
    """
    columns = [replace(one, merged=one.merged and not sheet.issued) for one in sheet.columns]
    for section, members in groupby(sheet.tasks, key=lambda task: task.section):
        if section:
            yield TableLine(section=section)
        yield from _section(section, tuple(members), columns)


def _section(section: str, tasks: tuple[Task, ...], columns: Sequence[FormColumn]) -> Iterator[TableLine]:
    depths = zip(*(_depths(column, tasks) for column in columns), strict=True)
    for task, depth in zip(tasks, depths, strict=True):
        yield TableLine(section=section, task=task, depths=depth)


def _depths(column: FormColumn, tasks: tuple[Task, ...]) -> list[int]:
    """How many rows each cell of the column spans; cells run together only within one 重点工作."""
    if not column.merged:
        return [1] * len(tasks)
    depths: list[int] = []
    for _, run in groupby(tasks, key=lambda task: (task.focus or task.number, column.text(task))):
        size = len(tuple(run))
        depths += [size] + [0] * (size - 1)
    return depths


def lines_needed(text: str, width: float) -> int:
    """Lines a text takes in a cell that many half-width characters wide."""
    return sum(max(1, ceil(_half_widths(part) / max(width, 2))) for part in text.split("\n"))


def _half_widths(text: str) -> int:
    return 2 * len(text) - len(text.encode("ascii", "ignore"))
