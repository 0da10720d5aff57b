"""A ledger's table as an Excel workbook: given cells locked, the unit's cells open, ready to print."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ledger.progress_text.chosen import CHOICES
from templates import grid
from templates.grid import Line, Sheet
from templates.package import NO_CLOCK, settle
from templates.wording import clean

_GIVEN, _HEAD, _SECTION, _MARK = (
    PatternFill("solid", start_color=colour) for colour in ("F2F2F2", "D9E2EC", "E9EEF4", "FFF2CC")
)
_LINE = Side(style="thin", color="7F7F7F")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_OPEN = Protection(locked=False)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_TOP = Alignment(horizontal="left", vertical="top", wrap_text=True)
_SONG, _HEI, _FANG = "宋体", "黑体", "仿宋_GB2312"


def _styles() -> tuple[NamedStyle, ...]:
    """The workbook's named styles: one assignment a cell, and the clerk finds them by name."""
    small, writing = Font(name=_SONG, size=10), Font(name=_FANG, size=11)
    grey = Font(name=_SONG, size=10, color="7F7F7F")
    return (
        NamedStyle("标题", font=Font(name="方正小标宋简体", size=18), alignment=_CENTRE),
        NamedStyle("副标题", font=Font(name="楷体_GB2312", size=14), alignment=_CENTRE),
        NamedStyle("前言", font=Font(name=_FANG, size=11), alignment=_LEFT),
        NamedStyle("填报单位", font=Font(name=_FANG, size=12), alignment=_LEFT),
        NamedStyle("填报时间", font=Font(name=_FANG, size=12), alignment=_LEFT, protection=_OPEN),
        NamedStyle("说明", font=Font(name=_FANG, size=10), alignment=_LEFT),
        NamedStyle("表头", font=Font(name=_HEI, size=11), fill=_HEAD, border=_BOX, alignment=_CENTRE),
        NamedStyle("板块", font=Font(name=_HEI, size=11), fill=_SECTION, border=_BOX, alignment=_LEFT),
        NamedStyle("下发", font=small, fill=_GIVEN, border=_BOX, alignment=_TOP),
        NamedStyle("下发居中", font=small, fill=_GIVEN, border=_BOX, alignment=_CENTRE),
        NamedStyle("上期", font=grey, fill=_GIVEN, border=_BOX, alignment=_TOP),
        # as text: what is typed stays what it is, 3-5 is no date
        NamedStyle("填写", font=writing, border=_BOX, alignment=_TOP, protection=_OPEN, number_format="@"),
        NamedStyle("待改", font=writing, fill=_MARK, border=_BOX, alignment=_TOP, protection=_OPEN, number_format="@"),
    )


_MM = 1.9  # the width of a half-width character
_PITCH = 13.5  # points a line of small text takes
_LEAST = 54.0  # points: a row leaves the unit room for four lines
_TALLEST = 409.0  # Excel's own limit
_HELP = "填写说明：只填写“进展落实情况”一栏和填报时间，其余内容已锁定（无密码）；填好后直接作为邮件附件报送。"


def write(sheet: Sheet) -> bytes:
    """The sheet as an xlsx."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "填报表"
    for style in _styles():
        book.add_named_style(style)
    _Drawing(page, sheet).draw()
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = False  # both stay allowed
    book.properties.title, book.properties.subject = f"{sheet.title}{sheet.subtitle}", sheet.unit
    book.properties.creator = book.properties.lastModifiedBy = "政务公开台账"
    book.custom_doc_props.append(StringProperty(name="taizhang", value=sheet.issued))  # type: ignore[attr-defined] # the stubs lag behind
    data = io.BytesIO()
    book.save(data)
    return settle(data.getvalue(), created=NO_CLOCK, modified=NO_CLOCK)


class _Drawing:
    """The page of one sheet, from the title down."""

    def __init__(self, page: Worksheet, sheet: Sheet) -> None:
        self.page, self.sheet = page, sheet
        self.widths = [width / _MM for width in sheet.widths]
        self.row = 0
        listed = ",".join(one.label for one in CHOICES)
        self.choice = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=False)

    def draw(self) -> None:
        """Fill the page."""
        for number, width in enumerate(self.widths, start=1):
            self.page.column_dimensions[get_column_letter(number)].width = width
        self._head()
        self._headings()
        for line, height in zip(*self._planned(), strict=True):
            self._line(line, height)
        if self.sheet.choose:
            self.page.add_data_validation(self.choice)
        help_ = _HELP.replace("一栏和", "、完成状态两栏和") if self.sheet.choose else _HELP
        self._across(help_, "说明", 18)
        self._set_print()

    def _head(self) -> None:
        self._across(self.sheet.title, "标题", 30)
        self._across(self.sheet.subtitle, "副标题", 22)
        preface = f"    {self.sheet.preface}"
        self._across(preface, "前言", 16 * (grid.lines_needed(preface, sum(self.widths)) + 1))
        self._across(f"填报单位：{self.sheet.unit}", "填报单位", 20)
        self._across("填报时间：", "填报时间", 20)

    def _across(self, text: str, style: str, height: float) -> None:
        """One text over the whole width, in a row of its own."""
        self.row += 1
        last = get_column_letter(len(self.widths))
        self.page.merge_cells(f"A{self.row}:{last}{self.row}")
        for cell in self.page[self.row]:
            cell.style = style
        self._write(1, text, style)
        self.page.row_dimensions[self.row].height = height

    def _headings(self) -> None:
        self.row += 1
        self.page.print_title_rows = f"{self.row}:{self.row}"
        self.page.row_dimensions[self.row].height = 24
        for column, heading in enumerate(self.sheet.headings, start=1):
            self._write(column, heading, "表头")

    def _line(self, line: Line, height: float) -> None:
        if line.task is None:
            self._across(line.section, "板块", 20)
            return
        self.row += 1
        self.page.row_dimensions[self.row].height = height
        for column, (given, depth) in enumerate(zip(grid.GIVEN, line.depths, strict=True), start=1):
            if depth > 1:  # merged before it is drawn: openpyxl copies the borders of a drawn cell about
                self.page.merge_cells(
                    start_row=self.row, end_row=self.row + depth - 1, start_column=column, end_column=column
                )
            self._write(column, given.text(line.task) if depth else "", "下发居中" if given.centred else "下发")
        self.page.cell(self.row, 1).value = line.task.number
        self._own(line.task.number)

    def _own(self, number: int) -> None:
        """Last round's text, where there is any to show, and the cell the unit fills."""
        last = len(self.widths)
        if self.sheet.previous:
            self._write(len(grid.GIVEN) + 1, self.sheet.previous.get(number, ""), "上期")
        chosen, text = self.sheet.own(number)
        if self.sheet.choose:
            self._write(last - 1, chosen, "填写")
            self.choice.add(f"{get_column_letter(last - 1)}{self.row}")
        remark = self.sheet.marks.get(number)
        cell = self._write(last, text, "待改" if remark else "填写")
        if remark and isinstance(cell, Cell):
            cell.comment = Comment(clean(remark), "台账审核", height=110, width=260)

    def _write(self, column: int, text: str, style: str) -> Cell | MergedCell:
        """Text that stays text: a unit's = or + at the start is no formula. A swallowed cell keeps only its looks."""
        cell = self.page.cell(self.row, column)
        cell.style = style
        if text and isinstance(cell, Cell):
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
            own.append((self.sheet.previous.get(number, ""), self.widths[len(grid.GIVEN)]))
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
