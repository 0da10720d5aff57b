"""Excel sheets as an office prints them: heads that repeat, filters, frozen panes, print set-up.

No text is ever a formula: strings are written as strings, with the quote prefix that keeps them so when a person
edits the cell.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from templates.common.package import settle
from templates.common.wording import clean, em

OPEN = "×"  # a task not answered; shaded
_LINE, _HIGHEST = 13.5, 409  # points
_CELL_LIMIT = 32_767  # characters; Excel's own limit, openpyxl cuts what is beyond it


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet as it is written: heads with widths in characters, rows, and what stays in view."""

    name: str
    heads: Sequence[tuple[str, float]]
    rows: Iterable[Sequence[object]]
    freeze: str
    wide: frozenset[int] = frozenset()  # columns (from 0) whose text wraps from the left


def write_workbook(sheets: Iterable[Sheet], *, title: str, author: str, made_at: datetime) -> bytes:
    """The sheets as xlsx; the same sheets give the same bytes. Row by row: a year's book does not lie in memory."""
    workbook = Workbook(write_only=True)
    for style in _styles():
        workbook.add_named_style(style)
    for sheet in sheets:
        _write(workbook.create_sheet(sheet.name), sheet, title)
    stamp = made_at.astimezone(UTC).replace(tzinfo=None)
    properties = workbook.properties
    properties.title = clean(title)
    properties.creator = properties.lastModifiedBy = clean(author)
    properties.created = stamp
    buffer = io.BytesIO()
    workbook.save(buffer)
    return settle(buffer.getvalue(), modified=stamp)


def _styles() -> list[NamedStyle]:
    line = Side(style="thin", color="808080")
    frame = Border(left=line, right=line, top=line, bottom=line)
    font = Font(name="宋体", size=10)
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    left = Alignment(horizontal="left", vertical="center", wrap_text=True)
    grey = PatternFill("solid", fgColor="D9D9D9")
    head = Font(name="黑体", size=10)
    return [
        NamedStyle(name="表头", font=head, border=frame, alignment=middle, fill=grey),
        NamedStyle(name="表中", font=font, border=frame, alignment=middle),
        NamedStyle(name="表缺", font=font, border=frame, alignment=middle, fill=grey),
        NamedStyle(name="表文", font=font, border=frame, alignment=left),
    ]


def _write(worksheet: Worksheet, sheet: Sheet, title: str) -> None:
    """What stands before the rows in the file has to be said before them."""
    for column, (_, width) in enumerate(sheet.heads, 1):
        worksheet.column_dimensions[get_column_letter(column)].width = width
    worksheet.freeze_panes = sheet.freeze
    _print_setup(worksheet, f"{title}（{sheet.name}）")
    cells = _Cells(worksheet)
    worksheet.append([cells.make(head, "表头") for head, _ in sheet.heads])
    place = 1
    for row in sheet.rows:
        for part in _parts(row):
            place += 1
            _set_height(worksheet, place, part, sheet.heads)
            worksheet.append([cells.make(value, _style(sheet, column, value)) for column, value in enumerate(part)])
    worksheet.auto_filter.ref = f"A1:{get_column_letter(len(sheet.heads))}{place}"


def _style(sheet: Sheet, column: int, value: object) -> str:
    return "表文" if column in sheet.wide else "表缺" if value == OPEN else "表中"


def _set_height(worksheet: Worksheet, place: int, row: Sequence[object], heads: Sequence[tuple[str, float]]) -> None:
    """As high as its longest cell: not every program fits rows to their text when it opens a file."""
    lines = 1
    for value, (_, width) in zip(row, heads, strict=True):
        if isinstance(value, str) and len(value) * 2 > width:
            lines = max(lines, sum(ceil(2 * em(line) / (width - 1)) or 1 for line in value.split("\n")))
    if lines > 1:
        worksheet.row_dimensions[place].height = min(_LINE * lines + 2, _HIGHEST)


def _parts(row: Sequence[object]) -> Iterable[Sequence[object]]:
    """The row; where a text is longer than a cell can hold, rows that carry on with it."""
    texts = [clean(value) if isinstance(value, str) else value for value in row]
    longest = max((len(value) for value in texts if isinstance(value, str)), default=0)
    for start in range(0, max(longest, 1), _CELL_LIMIT):
        yield [
            value[start : start + _CELL_LIMIT]
            if isinstance(value, str) and (start == 0 or len(value) > _CELL_LIMIT)
            else value
            for value in texts
        ]


_MOST = 32_767  # characters of a cell, by Excel's own limit
_CUT = "……（原文过长，此处截断，全文见账册）"


class _Cells:
    """A sheet's cells, each style looked up once: by name, for every cell, it takes longer than all else."""

    def __init__(self, worksheet: Worksheet) -> None:
        self._worksheet = worksheet
        self._styles: dict[tuple[str, bool], StyleArray] = {}

    def make(self, value: object, style: str) -> Cell:
        """A cell of that value; 「=…」 stays text."""
        if isinstance(value, str) and len(value) > _MOST:
            value = value[: _MOST - len(_CUT)] + _CUT
        cell: Cell = WriteOnlyCell(self._worksheet, value)  # type: ignore[arg-type]  # rows hold text and whole numbers only
        quoted = isinstance(value, str)
        if quoted:
            cell.data_type = "s"
        if (style, quoted) not in self._styles:
            cell.style = style
            cell.quotePrefix = quoted
            self._styles[style, quoted] = cell._style  # type: ignore[attr-defined]  # noqa: SLF001  no public way to share one
        cell._style = self._styles[style, quoted]  # type: ignore[attr-defined]  # noqa: SLF001  the same
        return cell


def _print_setup(worksheet: Worksheet, title: str) -> None:
    worksheet.page_setup.orientation, worksheet.page_setup.paperSize = "landscape", 9
    worksheet.page_setup.fitToWidth, worksheet.page_setup.fitToHeight = 1, 0
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    worksheet.print_title_rows = "1:1"
    worksheet.print_options.horizontalCentered = True
    worksheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.7, bottom=0.7, header=0.35, footer=0.35)
    texts = ((worksheet.oddHeader, clean(title).replace("&", "&&")), (worksheet.oddFooter, "第 &P 页 共 &N 页"))
    for place, text in texts:
        if place is not None:
            place.center.text = text
