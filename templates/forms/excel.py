"""A ledger's table as an Excel workbook: given cells locked, the unit's cells open, ready to print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast
from xml.sax.saxutils import escape

from openpyxl.cell.text import Text
from openpyxl.comments.author import AuthorList
from openpyxl.comments.comment_sheet import CommentRecord, CommentSheet
from openpyxl.descriptors.serialisable import Serialisable
from openpyxl.packaging.core import DocumentProperties
from openpyxl.packaging.custom import CustomPropertyList, StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.xml.functions import tostring

from ledger.model import Task
from templates.common.package import NO_CLOCK
from templates.common.wording import clean
from templates.forms import excel_mould, grid
from templates.forms.grid import FormColumn, FormTable, TableLine

_AUTHOR, _AUDITOR = "政务公开台账", "台账审核"
_MM = 1.9  # the width of a half-width character
_PITCH = 13.5  # points a line of small text takes
_LEAST = 54.0  # points: a row leaves the unit room for four lines
_TALLEST = 409.0  # Excel's own limit
_LONGEST = 32767  # characters in a cell, by Excel's own limit


def write(sheet: FormTable) -> bytes:
    """The sheet as an xlsx."""
    drawing = _Drawing(sheet)
    drawing.draw()
    core = DocumentProperties(
        title=f"{sheet.title}{sheet.subtitle}",
        subject=sheet.unit,
        creator=_AUTHOR,
        lastModifiedBy=_AUTHOR,
        created=NO_CLOCK,
        modified=NO_CLOCK,
    )
    custom: CustomPropertyList[StringProperty] = CustomPropertyList()
    custom.append(StringProperty(name="taizhang", value=sheet.issued))
    properties = {excel_mould.CORE: _xml(core), excel_mould.CUSTOM: _xml(custom)}
    return drawing.model.mould.cast({excel_mould.SHEET: drawing.page(), **properties, **drawing.remarks()})


class _Drawing:
    """The page of one sheet, from the title down."""

    def __init__(self, sheet: FormTable) -> None:
        self.sheet = sheet
        self.columns, self.state = sheet.columns, sheet.state
        self.widths = tuple(column.width / _MM for column in self.columns)
        choose = self.state is not None and bool(sheet.tasks)
        self.model = excel_mould.model(self.widths, choose=choose, commented=sheet.marked)
        self.letters = [get_column_letter(number) for number in range(1, len(self.widths) + 1)]
        self.rows: list[str] = []
        self.merged: list[str] = []
        self.chosen: list[str] = []
        self.comments: list[CommentRecord] = []

    def draw(self) -> None:
        """Fill the page."""
        self._head()
        needed = max(map(grid.lines_needed, (one.heading for one in self.columns), self.widths))
        self._row(max(24, _PITCH * needed + 8), [(column.heading, "表头") for column in self.columns])
        for line in grid.lines(self.sheet):
            self._line(line)

    def page(self) -> bytes:
        """The page as it is written into the package."""
        merged = "".join(f'<mergeCell ref="{cells}"/>' for cells in self.merged)
        whole = f"A1:{self.letters[-1]}{len(self.rows)}"
        chosen = " ".join(self.chosen)
        return self.model.page.substitute(range=whole, rows="".join(self.rows), merged=merged, chosen=chosen).encode()

    def remarks(self) -> dict[str, bytes]:
        """The parts that hold the comments, where there are any."""
        if not self.comments:
            return {}
        sheet = CommentSheet(authors=AuthorList([_AUDITOR]), commentList=self.comments)
        return {excel_mould.COMMENTS: _xml(sheet), excel_mould.SHAPES: sheet.write_shapes()}  # type: ignore[no-untyped-call] # openpyxl has no types of its own

    def _head(self) -> None:
        """Low, for it stays in sight with the headings."""
        self._across(self.sheet.title, "标题", 26)
        self._across(self.sheet.subtitle, "副标题", 18)
        for text, style in ((f"    {self.sheet.preface}", "前言"), ("\n".join(self.sheet.notes), "说明")):
            self._across(text, style, _PITCH * grid.lines_needed(text, sum(self.widths)) + 4)
        self._beside((f"填报单位：{self.sheet.unit}", "填报单位"), ("填报时间：", "填报时间"))
        self._beside(*((label, "填报时间") for label in grid.SIGNED))

    def _across(self, text: str, style: str, height: float) -> None:
        """One text over the whole width, in a row of its own."""
        self._row(height, [(text, style), *(("", style) for _ in self.letters[1:])])
        self._merge(0, len(self.letters))

    def _beside(self, *cells: tuple[str, str]) -> None:
        """Texts with their styles side by side in one row, each over some of the columns."""
        ends = _ends(self.widths, len(cells))
        starts = [0, *ends[:-1]]
        spread = [
            [(text, style), *[("", style)] * (end - start - 1)]
            for (text, style), start, end in zip(cells, starts, ends, strict=True)
        ]
        self._row(18, [cell for part in spread for cell in part])
        for start, end in zip(starts, ends, strict=True):
            self._merge(start, end)

    def _merge(self, start: int, end: int) -> None:
        """Let cells of the row just written run together."""
        if end - start > 1:
            self.merged.append(f"{self.letters[start]}{len(self.rows)}:{self.letters[end - 1]}{len(self.rows)}")

    def _line(self, line: TableLine) -> None:
        if line.task is None:
            self._across(line.section, "板块", 20)
            return
        self._row(self._height(line.task), [self._written(line.task, column) for column in self.columns], grows=True)
        self._note(line.task.number)

    def _written(self, task: Task, column: FormColumn) -> tuple[str | int, str]:
        """What stands in a cell, and its style."""
        if grid.is_given(column):
            return self._given(task, column)
        text = self.sheet.own(task.number, column)
        if column.kind == "previous":
            return text, "上期"
        return text, "待改" if column.kind == "progress" and self.sheet.marks.get(task.number) else "填写"

    def _given(self, task: Task, column: FormColumn) -> tuple[str | int, str]:
        text = self.sheet.given(task, column)
        if column.kind == "number" and text.isdecimal():
            return int(text), "下发居中"
        return text, "下发居中" if column.centred else "下发"

    def _note(self, number: int) -> None:
        """What belongs to the cells of the row just written: the choice, the remark."""
        row = len(self.rows)
        if self.state is not None:
            self.chosen.append(f"{self.letters[self.state]}{row}")
        if remark := self.sheet.marks.get(number):
            text, place = Text(t=clean(remark)), f"{self.letters[self.sheet.progress]}{row}"
            self.comments.append(CommentRecord(ref=place, text=text, height=110, width=260))

    def _row(self, height: float, cells: Sequence[tuple[str | int, str]], *, grows: bool = False) -> None:
        """A row of that height; one that `grows` is made higher by Excel once more is written in it."""
        row = len(self.rows) + 1
        written = (
            _cell(f"{letter}{row}", self.model.styles[style], value)
            for letter, (value, style) in zip(self.letters, cells, strict=True)
        )
        fixed = "" if grows else ' customHeight="1"'
        self.rows.append(f'<row r="{row}" ht="{height}"{fixed}>{"".join(written)}</row>')

    def _height(self, task: Task) -> float:
        """Room for all that stands in a task's row, and for some lines of the unit's own."""
        needed = (
            grid.lines_needed(text, width * (0.85 if column.kind == "progress" else 1) - 1)
            for column, width in zip(self.columns, self.widths, strict=True)
            for text in (
                self.sheet.given(task, column) if grid.is_given(column) else self.sheet.own(task.number, column),
            )
        )
        return min(max(_LEAST, _PITCH * max(needed) + 6), _TALLEST)


def _xml(part: Serialisable | CustomPropertyList[StringProperty]) -> bytes:
    return cast("bytes", tostring(part.to_tree()))  # the stubs say str


def _cell(place: str, style: int, value: str | int) -> str:
    """Text that stays text: a unit's = or + at the start is no formula. An empty cell keeps its looks."""
    start = f'<c r="{place}" s="{style}"'
    if isinstance(value, int):
        return f"{start}><v>{value}</v></c>"
    if not value:
        return f"{start}/>"
    return f'{start} t="inlineStr"><is>{_written(clean(value)[:_LONGEST])}</is></c>'


def _written(text: str) -> str:
    """A text, a lead's mark before it in bold."""
    mark, rest = (grid.LEAD, text[len(grid.LEAD) :]) if text.startswith(f"{grid.LEAD}\n") else ("", text)
    if not mark:
        return f'<t xml:space="preserve">{escape(rest)}</t>'
    return "".join(
        f'<r><rPr>{looks}<sz val="10"/><rFont val="{font}"/></rPr><t xml:space="preserve">{escape(part)}</t></r>'
        for looks, font, part in (("<b/>", "黑体", mark), ("", "宋体", rest))
    )


def _ends(widths: Sequence[float], parts: int) -> list[int]:
    """Where the columns end that share a row between so many texts: about as wide each, none without a column."""
    ends: list[int] = []
    for part in range(1, parts):
        wanted = sum(widths) * part / parts
        wide = next(place for place in range(len(widths) + 1) if sum(widths[:place]) >= wanted)
        ends.append(min(max(wide, len(ends) + 1, (ends or [0])[-1] + 1), len(widths) - parts + part))
    return [*ends, len(widths)]
