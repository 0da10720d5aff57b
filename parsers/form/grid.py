"""What every file format comes down to: paragraphs and grids of cells, in document order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

MAX_ROWS = 5_000
"""Rows of one grid; a form has fifty."""
MAX_CELLS = 200_000
"""Cells of one grid."""
MAX_SPAN = 63
"""Columns one cell of a text document may span: Word's own limit."""


PICTURE, OBJECT, UNCOUNTED, LIST = "［图片］", "［嵌入对象］", "［公式无结果］", "［列表框］"
"""What a cell says that holds no text: a picture, an object of another program, a formula that was never counted, a list
whose entries lie elsewhere."""
NO_TEXT = (PICTURE, OBJECT, UNCOUNTED, LIST)


class Cell(NamedTuple):
    """A cell where its text stands: row and column from 1, and how many of each it covers.

    A tuple, because a form has hundreds: they are made and compared in half the time of a dataclass."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1

    @property
    def right(self) -> int:
        """The first column it no longer covers."""
        return self.column + self.columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a grid: every cell that touches it, from left to right."""

    row: int
    cells: tuple[Cell, ...]
    short: bool = False  # cells are missing: those on the right may stand too far left

    def at(self, column: int) -> Cell | None:
        """The cell that covers a column."""
        for cell in self.cells:
            if cell.column <= column < cell.right:
                return cell
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table or a sheet: its cells, sparse, merged ones once, in order of row and column."""

    name: str  # 表1, Sheet1
    cells: tuple[Cell, ...]
    sheet: bool = False
    hidden: bool = False
    page: bool = False  # of a page that knows no merged cells over its end (PDF)
    short: frozenset[int] = frozenset()  # rows that lack cells
    depth: int = 0  # in how many cells of other tables it lies
    counted: Mapping[int, str] = field(default_factory=dict)  # automatic numbers in rows that begin blank
    unseen: frozenset[int] = frozenset()  # rows that are hidden, by hand or by a filter
    unseen_columns: frozenset[int] = frozenset()
    turned: bool = False  # its rows are columns on the page

    def place(self, cell: Cell) -> str:
        """How people name the cell: 表1第21行, Sheet1!G12."""
        if self.turned:
            return f"{self.name}!{letters(cell.row)}{cell.column}" if self.sheet else f"{self.name}第{cell.row}列"
        if self.sheet:
            return f"{self.name}!{letters(cell.column)}{cell.row}"
        return f"{self.name}第{cell.row}行"

    def texts(self) -> list[str]:
        """Its rows as lines of text."""
        return ["\t".join(cell.text for cell in line.cells if cell.text.strip()) for line in self.lines()]

    def lines(self) -> list[Line]:
        """The rows that hold anything, in order; a merged cell is in every row it covers."""
        touching: dict[int, list[Cell]] = {cell.row: [] for cell in self.cells}
        for cell in self.cells:
            touching[cell.row].append(cell)
            if cell.rows > 1:
                for row in _covered(cell, touching):
                    touching[row].append(cell)
        return [
            Line(row=row, cells=tuple(sorted(touching[row], key=_column)), short=row in self.short)
            for row in sorted(touching)
        ]


def _column(cell: Cell) -> int:
    return cell.column


def _covered(cell: Cell, rows: Iterable[int]) -> list[int]:
    """The rows below its first that a merged cell covers, of those that exist."""
    last = cell.row + cell.rows - 1
    if cell.rows > MAX_ROWS:
        return [row for row in rows if cell.row < row <= last]
    known = rows if isinstance(rows, dict) else set(rows)
    return [row for row in range(cell.row + 1, last + 1) if row in known]


def letters(column: int) -> str:
    """A column's letters: 1 → A, 28 → AB."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def column_of(name: str) -> int:
    """The column that letters name: A → 1, AB → 28."""
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file as text with places: paragraphs (str) and grids in document order, and our own mark if it bears one."""

    blocks: tuple[str | Grid, ...]
    issued: str = ""
