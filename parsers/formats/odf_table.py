"""A table of OpenDocument, of a text or a sheet → a grid."""

from __future__ import annotations

from collections.abc import Iterator

from parsers.form.grid import MAX_CELLS, MAX_ROWS, MAX_SPAN, OBJECT, PICTURE, Cell, Grid
from parsers.form.refusal import too_large
from parsers.formats.odf_words import CELL, boxed_in, cell_text, rows_of
from parsers.formats.package import Element

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_COVERED = f"{_TABLE}covered-table-cell"
_LAST_COLUMN = 16_384


class Layout:
    """Rows of table cells → cells with their spans."""

    def __init__(self, *, name: str = "", sheet: bool = False) -> None:
        self.name, self.sheet = name, sheet
        self.cells: list[Cell] = []
        self.row = 0
        self.ends: dict[int, int] = {}
        self.unseen: set[int] = set()
        self.counted: dict[int, str] = {}
        self.aside: list[str] = []  # lines of text boxes that lie over other texts
        self.count = 0  # of the automatic numbers in first cells

    def lay_out(self, table: Element, hidden: frozenset[str] = frozenset()) -> Grid:
        """The grid of one table."""
        for row in rows_of(table):
            self._take(row)
        usual = max(self.ends.values(), key=list(self.ends.values()).count, default=0)
        short = frozenset() if self.sheet else frozenset(row for row, end in self.ends.items() if end < usual)
        name = table.get(f"{_TABLE}name", "") if self.sheet else self.name
        shown = table.get(f"{_TABLE}style-name", "") not in hidden
        unseen = frozenset(self.unseen)
        return Grid(
            name=name,
            cells=tuple(self.cells),
            sheet=self.sheet,
            hidden=not shown,
            short=short,
            unseen=unseen,
            counted=self.counted,
            unseen_columns=frozenset(_unseen_columns(table)),
        )

    def _take(self, row: Element) -> None:
        """One row element: many equal rows if it is repeated, of which empty ones only count."""
        times = _count(row, "number-rows-repeated")
        places = list(self._places(row))
        for _ in range(min(times, MAX_ROWS + 1) if places else 0):
            self.row += 1
            self.cells += [
                Cell(row=self.row, column=column, text=text, rows=rows, columns=columns)
                for column, text, rows, columns in places
            ]
            if len(self.cells) > MAX_CELLS or len(self.ends) > MAX_ROWS:
                raise too_large(f"表格超过 {MAX_ROWS} 行或 {MAX_CELLS} 个单元格")
            self.ends[self.row] = self.end
            if places[0][:2] == (1, ""):
                self._number(row)
            if row.get(f"{_TABLE}visibility", "visible") != "visible":
                self.unseen.add(self.row)
        self.row += times if not places else 0

    def _said(self, cell: Element) -> str:
        """What a cell says. A text box over a cell of a sheet is its text only where it has none of its own."""
        text = cell_text(cell, boxes=not self.sheet)
        if not self.sheet or not (boxed := list(boxed_in(cell))):
            return text
        if not text.strip() or text in (PICTURE, OBJECT):
            return "\n".join(boxed)
        self.aside += boxed
        return text

    def _number(self, row: Element) -> None:
        """The automatic number of a row whose first cell is blank but for it."""
        first = next(row.iterchildren(CELL), None)
        items = None if first is None else first.find(f"{_TEXT}list")
        if items is not None:
            goes_on = items.get(f"{_TEXT}continue-numbering") == "true" or f"{_TEXT}continue-list" in items.attrib
            self.count = self.count + 1 if goes_on else 1
            self.counted[self.row] = str(self.count)

    def _places(self, row: Element) -> Iterator[tuple[int, str, int, int]]:
        """Column, text, rows and columns of the cells of a row that say or span anything."""
        column = 1
        for cell in row:
            if cell.tag not in (CELL, _COVERED):
                continue
            times = _count(cell, "number-columns-repeated")
            if cell.tag == CELL:
                rows, columns = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
                text = self._said(cell)
                if text or rows > 1 or columns > 1 or not self.sheet:
                    for copy in range(min(times, MAX_SPAN)):
                        yield column + copy, text, rows, columns
            column = min(column + times, _LAST_COLUMN)
        self.end = column


def _unseen_columns(table: Element) -> Iterator[int]:
    column = 1
    for columns in table.iter(f"{_TABLE}table-column"):
        times = min(_count(columns, "number-columns-repeated"), _LAST_COLUMN)
        if columns.get(f"{_TABLE}visibility", "visible") != "visible":
            yield from range(column, column + times)
        column += times


def _count(element: Element, name: str) -> int:
    text = element.get(_TABLE + name, "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 8 else 1
