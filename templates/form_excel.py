"""A ledger's table as an Excel workbook: given cells locked, the unit's cells open, ready to print."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from templates import grid
from templates.grid import Line, Sheet
from templates.package import settle
from templates.wording import clean

_GIVEN, _HEAD, _SECTION, _MARK = (
    PatternFill("solid", start_color=colour) for colour in ("F2F2F2", "D9E2EC", "E9EEF4", "FFF2CC")
)
_LINE = Side(style="thin", color="7F7F7F")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_MM = 1.9  # the width of a half-width character
_PITCH = 13.5  # points a line of small text takes
_LEAST = 54.0  # points: a row leaves the unit room for four lines
_TALLEST = 409.0  # Excel's own limit
_SONG, _HEI, _FANG = "宋体", "黑体", "仿宋_GB2312"
_HELP = "填写说明：只填写“进展落实情况”一栏和填报时间，其余内容已锁定（无密码）；填好后直接作为邮件附件报送。"


def write(sheet: Sheet) -> bytes:
    """The sheet as an xlsx."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "填报表"
    _Drawing(page, sheet).draw()
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = False  # both stay allowed
    book.properties.title, book.properties.subject = f"{sheet.title}{sheet.subtitle}", sheet.unit
    book.properties.creator = book.properties.lastModifiedBy = "政务公开台账"
    book.custom_doc_props.append(StringProperty(name="taizhang", value=sheet.issued))  # type: ignore[attr-defined] # the stubs lag behind
    data = io.BytesIO()
    book.save(data)
    return settle(data.getvalue())


class _Drawing:
    """The page of one sheet, from the title down."""

    def __init__(self, page: Worksheet, sheet: Sheet) -> None:
        self.page, self.sheet = page, sheet
        self.widths = [width / _MM for width in sheet.widths]
        self.row = 0

    def draw(self) -> None:
        """Fill the page."""
        for number, width in enumerate(self.widths, start=1):
            self.page.column_dimensions[get_column_letter(number)].width = width
        self._head()
        self._headings()
        for line, height in zip(*self._planned(), strict=True):
            self._line(line, height)
        self._across(_HELP, Font(name=_FANG, size=10), 18)
        self._set_print()

    def _head(self) -> None:
        self._across(self.sheet.title, Font(name="方正小标宋简体", size=18), 30, centred=True)
        self._across(self.sheet.subtitle, Font(name="楷体_GB2312", size=14), 22, centred=True)
        preface = f"    {self.sheet.preface}"
        lines = grid.lines_needed(preface, sum(self.widths))
        self._across(preface, Font(name=_FANG, size=11), 16 * (lines + 1))
        self._across(f"填报单位：{self.sheet.unit}", Font(name=_FANG, size=12), 20)
        date = self._across("填报时间：", Font(name=_FANG, size=12), 20)
        for cell in self.page[date.row]:
            cell.protection = Protection(locked=False)

    def _across(self, text: str, font: Font, height: float, *, centred: bool = False) -> Cell:
        """One text over the whole width, in a row of its own."""
        self.row += 1
        last = get_column_letter(len(self.widths))
        self.page.merge_cells(f"A{self.row}:{last}{self.row}")
        cell = self._write(1, text, font)
        horizontal = "center" if centred else "left"
        cell.alignment = Alignment(horizontal=horizontal, vertical="center", wrap_text=True)
        self.page.row_dimensions[self.row].height = height
        return cell

    def _headings(self) -> None:
        self.row += 1
        self.page.print_title_rows = f"{self.row}:{self.row}"
        self.page.row_dimensions[self.row].height = 24
        for column, heading in enumerate(self.sheet.headings, start=1):
            cell = self._write(column, heading, Font(name=_HEI, size=11))
            cell.fill, cell.border = _HEAD, _BOX
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)

    def _line(self, line: Line, height: float) -> None:
        if line.task is None:
            section = self._across(line.section, Font(name=_HEI, size=11), 20)
            for cell in self.page[section.row]:
                cell.fill, cell.border = _SECTION, _BOX
            return
        self.row += 1
        self.page.row_dimensions[self.row].height = height
        for column, (given, depth) in enumerate(zip(grid.GIVEN, line.depths, strict=True), start=1):
            text = given.text(line.task) if depth else ""
            self._given(column, text, centred=given.centred)
            if depth > 1:
                self.page.merge_cells(
                    start_row=self.row, end_row=self.row + depth - 1, start_column=column, end_column=column
                )
        self.page.cell(self.row, 1).value = line.task.number
        self._own(line.task.number)

    def _given(self, column: int, text: str, *, centred: bool = False, colour: str = "000000") -> None:
        """A cell the office wrote; those swallowed by a merge above keep only their border."""
        place = self.page.cell(self.row, column)
        place.border = _BOX
        if isinstance(place, MergedCell):
            return
        cell = self._write(column, text, Font(name=_SONG, size=10, color=colour))
        cell.fill = _GIVEN
        cell.alignment = Alignment(
            horizontal="center" if centred else "left", vertical="center" if centred else "top", wrap_text=True
        )

    def _own(self, number: int) -> None:
        """Last round's text, where there is any to show, and the cell the unit fills."""
        last = len(self.widths)
        if self.sheet.previous:
            self._given(last - 1, self.sheet.previous.get(number, ""), colour="7F7F7F")
        cell = self._write(last, self.sheet.filled.get(number, ""), Font(name=_FANG, size=11))
        cell.border = _BOX
        cell.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)
        cell.protection = Protection(locked=False)
        cell.number_format = "@"  # what is typed stays what it is: 3-5 is no date
        if remark := self.sheet.marks.get(number):
            cell.fill = _MARK
            cell.comment = Comment(clean(remark), "台账审核", height=110, width=260)

    def _write(self, column: int, text: str, font: Font) -> Cell:
        """Text that stays text: a unit's = or + at the start is no formula."""
        cell = self.page.cell(self.row, column)
        if isinstance(cell, MergedCell):
            raise TypeError(f"第{self.row}行第{column}列已被合并")
        cell.font = font
        if text:
            cell.value = clean(text)
            cell.data_type = "s"
        return cell

    def _planned(self) -> tuple[list[Line], list[float]]:
        """The table's lines with the height of each: Excel does not fit rows to merged cells."""
        lines = list(grid.lines(self.sheet.tasks))
        heights = [self._height(line) for line in lines]
        for column, width in zip(range(len(grid.GIVEN)), self.widths, strict=False):
            _make_room(lines, heights, column, width)
        return lines, [min(height, _TALLEST) for height in heights]

    def _height(self, line: Line) -> float:
        if line.task is None:
            return 20
        number = line.task.number
        own = [(self.sheet.filled.get(number, ""), self.widths[-1] * 0.85)]
        if self.sheet.previous:
            own.append((self.sheet.previous.get(number, ""), self.widths[-2]))
        return max(_LEAST, *(_PITCH * grid.lines_needed(text, width - 1) + 6 for text, width in own))

    def _set_print(self) -> None:
        page = self.page
        page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        page.page_margins.left = page.page_margins.right = 0.5
        page.page_margins.top, page.page_margins.bottom, page.page_margins.footer = 0.6, 0.75, 0.35
        page.print_options.horizontalCentered = True
        page.oddFooter.center.text = "第&P页 共&N页"  # type: ignore[union-attr] # a new page has all three


def _make_room(lines: Sequence[Line], heights: list[float], column: int, width: float) -> None:
    """Let the rows a cell spans together be as high as its text needs."""
    for start, line in enumerate(lines):
        depth = line.depths[column] if line.task else 0
        if not line.task or not depth:
            continue
        text = grid.GIVEN[column].text(line.task)
        missing = _PITCH * grid.lines_needed(text, width - 1) + 6 - sum(heights[start : start + depth])
        for row in range(start, start + depth):
            heights[row] += max(missing, 0) / depth
