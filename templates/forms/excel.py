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
from templates.forms.grid import Column, Line, Sheet

_AUTHOR, _AUDITOR = "政务公开台账", "台账审核"
_MM = 1.9  # the width of a half-width character
_PITCH = 13.5  # points a line of small text takes
_LEAST = 54.0  # points: a row leaves the unit room for four lines
_TALLEST = 409.0  # Excel's own limit
_LONGEST = 32767  # characters in a cell, by Excel's own limit
_HELP = "填写说明：只填写{asked}和填报时间，其余内容已锁定（无密码）；填好后直接作为邮件附件报送。"


def write(sheet: Sheet) -> bytes:
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

    def __init__(self, sheet: Sheet) -> None:
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
        for line, height in zip(*self._planned(), strict=True):
            self._line(line, height)
        self._across(_HELP.format(asked=self.sheet.asked), "说明", 18)

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
        self._across(self.sheet.title, "标题", 30)
        self._across(self.sheet.subtitle, "副标题", 22)
        preface = f"    {self.sheet.preface}"
        self._across(preface, "前言", 16 * (grid.lines_needed(preface, sum(self.widths)) + 1))
        self._across(f"填报单位：{self.sheet.unit}", "填报单位", 20)
        self._across("填报时间：", "填报时间", 20)

    def _across(self, text: str, style: str, height: float) -> None:
        """One text over the whole width, in a row of its own."""
        self._row(height, [(text, style), *(("", style) for _ in self.letters[1:])])
        self.merged.append(f"A{len(self.rows)}:{self.letters[-1]}{len(self.rows)}")

    def _line(self, line: Line, height: float) -> None:
        if line.task is None:
            self._across(line.section, "板块", 20)
            return
        cells = [
            self._written(line.task, column, depth) for column, depth in zip(self.columns, line.depths, strict=True)
        ]
        self._row(height, cells)
        row = len(self.rows)
        self.merged += [
            f"{a}{row}:{a}{row + depth - 1}" for a, depth in zip(self.letters, line.depths, strict=True) if depth > 1
        ]
        self._note(line.task.number)

    def _written(self, task: Task, column: Column, depth: int) -> tuple[str | int, str]:
        """What stands in a cell, and its style."""
        if grid.is_given(column):
            text = column.text(task) if depth else ""
            number = column.kind == "number" and text.isdecimal()
            return int(text) if number else text, "下发居中" if column.centred else "下发"
        text = self.sheet.own(task.number, column)
        if column.kind == "previous":
            return text, "上期"
        return text, "待改" if column.kind == "progress" and self.sheet.marks.get(task.number) else "填写"

    def _note(self, number: int) -> None:
        """What belongs to the cells of the row just written: the choice, the remark."""
        row = len(self.rows)
        if self.state is not None:
            self.chosen.append(f"{self.letters[self.state]}{row}")
        if remark := self.sheet.marks.get(number):
            text, place = Text(t=clean(remark)), f"{self.letters[self.sheet.progress]}{row}"
            self.comments.append(CommentRecord(ref=place, text=text, height=110, width=260))

    def _row(self, height: float, cells: Sequence[tuple[str | int, str]]) -> None:
        row = len(self.rows) + 1
        written = (
            _cell(f"{letter}{row}", self.model.styles[style], value)
            for letter, (value, style) in zip(self.letters, cells, strict=True)
        )
        self.rows.append(f'<row r="{row}" ht="{height}" customHeight="1">{"".join(written)}</row>')

    def _planned(self) -> tuple[list[Line], list[float]]:
        """The table's lines with the height of each: Excel does not fit rows to merged cells."""
        lines = list(grid.lines(self.sheet.tasks, self.columns))
        heights = [self._height(line) for line in lines]
        for place, column in enumerate(self.columns):
            if grid.is_given(column):
                _make_room(lines, heights, place, column, self.widths[place])
        return lines, [min(height, _TALLEST) for height in heights]

    def _height(self, line: Line) -> float:
        if line.task is None:
            return 20
        number = line.task.number
        own = [
            (self.sheet.own(number, column), width * (0.85 if column.kind == "progress" else 1))
            for column, width in zip(self.columns, self.widths, strict=True)
            if not grid.is_given(column)
        ]
        return max(_LEAST, *(_PITCH * grid.lines_needed(text, width - 1) + 6 for text, width in own))


def _xml(part: Serialisable | CustomPropertyList[StringProperty]) -> bytes:
    return cast("bytes", tostring(part.to_tree()))  # the stubs say str


def _cell(place: str, style: int, value: str | int) -> str:
    """Text that stays text: a unit's = or + at the start is no formula. An empty cell keeps its looks."""
    start = f'<c r="{place}" s="{style}"'
    if isinstance(value, int):
        return f"{start}><v>{value}</v></c>"
    if not value:
        return f"{start}/>"
    return f'{start} t="inlineStr"><is><t xml:space="preserve">{escape(clean(value)[:_LONGEST])}</t></is></c>'


def _make_room(lines: Sequence[Line], heights: list[float], place: int, column: Column, width: float) -> None:
    """Let the rows a cell spans together be as high as its text needs."""
    for start, line in enumerate(lines):
        depth = line.depths[place] if line.task else 0
        if not line.task or not depth:
            continue
        text = column.text(line.task)
        missing = _PITCH * grid.lines_needed(text, width - 1) + 6 - sum(heights[start : start + depth])
        for row in range(start, start + depth):
            heights[row] += max(missing, 0) / depth
