"""What every form in Excel has in common, made by openpyxl once: styles, columns, print set-up, protection."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from string import Template

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ledger.progress_text.chosen import CHOICES
from templates.common.package import Mould

SHEET, CORE, CUSTOM = "xl/worksheets/sheet1.xml", "docProps/core.xml", "docProps/custom.xml"
COMMENTS, SHAPES = "xl/comments/comment1.xml", "xl/drawings/commentsDrawing1.vml"
HEADING_ROW = 7
"""The row of the table's headings: repeated on every page, and seen however far one scrolls."""

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
    grey = Font(name=_SONG, size=10, color="404040")
    return (
        NamedStyle("标题", font=Font(name="方正小标宋简体", size=18), alignment=_CENTRE),
        NamedStyle("副标题", font=Font(name="楷体_GB2312", size=14), alignment=_CENTRE),
        NamedStyle("前言", font=Font(name=_FANG, size=10), alignment=_LEFT),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A form without a word on it: the package, its page with $range, $rows, $merged and $chosen, its styles by name."""

    mould: Mould
    page: Template
    styles: Mapping[str, int]


@cache
def model(widths: tuple[float, ...], *, choose: bool, commented: bool) -> Model:
    """The form with columns of these widths, with a choice of 完成状态, with comments."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "填报表"
    _set_page(page, widths)
    styles = {style.name: _number(book, page, style) for style in _styles()}
    if choose:
        page.add_data_validation(_choice())
    if commented:
        page["A1"].comment = Comment("", "")
    book.custom_doc_props.append(StringProperty(name="taizhang", value=""))  # type: ignore[attr-defined] # the stubs lag behind
    data = io.BytesIO()
    book.save(data)
    mould = Mould(data.getvalue(), varied={SHEET, CORE, CUSTOM, COMMENTS, SHAPES})
    return Model(mould=mould, page=_open_page(data), styles=styles)


def _number(book: Workbook, page: Worksheet, style: NamedStyle) -> int:
    """The number under which the book's cells have that style."""
    book.add_named_style(style)
    cell = page["A2"]
    cell.style = style.name
    return int(cell.style_id)


def _choice() -> DataValidation:
    listed = ",".join(one.label for one in CHOICES)
    return DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=False, sqref="A1")


def _open_page(book: io.BytesIO) -> Template:
    """The page as openpyxl wrote it, open where forms differ."""
    with zipfile.ZipFile(book) as package:
        page = package.read(SHEET).decode()
    for written, opened in (
        (r'<dimension ref="[^"]*"', '<dimension ref="$range"'),
        (r"<sheetData>.*</sheetData>", "<sheetData>$rows</sheetData>"),
        (r"<mergeCells .*</mergeCells>", "<mergeCells>$merged</mergeCells>"),
        (r'(<dataValidation [^>]*?)sqref="[^"]*"', r'\1sqref="$chosen"'),
    ):
        page = re.sub(written, opened, page, flags=re.DOTALL)
    return Template(page)


def _set_page(page: Worksheet, widths: tuple[float, ...]) -> None:
    for number, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(number)].width = width
    page.merge_cells("A1:B1")  # there is always one
    page.freeze_panes = f"A{HEADING_ROW + 1}"
    page.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = False  # both stay allowed
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_margins.left = page.page_margins.right = 0.5
    page.page_margins.top, page.page_margins.bottom, page.page_margins.footer = 0.6, 0.75, 0.35
    page.print_options.horizontalCentered = True
    page.oddFooter.center.text = "第&P页 共&N页"  # type: ignore[union-attr] # a new page has all three
