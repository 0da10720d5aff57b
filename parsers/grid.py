"""What every format becomes: blocks in document order, each a line of text or a table with its places."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.model import Field

MAX_ROWS = 5000
MAX_COLUMNS = 64
MAX_CELLS = 200_000


class UnreadableError(Exception):
    """The file cannot be read; the message says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table. A merged cell is one object wherever it reaches."""

    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as a full matrix: every row has the same number of columns, merged cells repeated.

    `fresh` marks a table that begins anew, as one does after a page is cut.
    """

    rows: tuple[tuple[Cell, ...], ...]


Block = Field | Grid


@dataclass(frozen=True, slots=True)
class Document:
    """A file as blocks, with our own mark (custom property `taizhang`) if it carries one."""

    blocks: tuple[Block, ...]
    issued: str = ""


def filled(cells: dict[tuple[int, int], Cell], blank: str) -> Grid:
    """A full matrix from the cells there are; gaps are empty cells named after `blank` and their row."""
    if not cells:
        return Grid(())
    height, width = max(row for row, _ in cells) + 1, max(column for _, column in cells) + 1
    if height > MAX_ROWS or height * width > MAX_CELLS:
        raise UnreadableError(f"表格过大（{height}行{width}列）")
    return Grid(
        tuple(
            tuple(cells.get((row, column)) or Cell("", f"{blank}第{row + 1}行") for column in range(width))
            for row in range(height)
        )
    )
