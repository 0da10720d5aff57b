"""Rows of boxes that know only their edges (doc, rtf) → a grid with columns."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.form.grid import Cell, Grid

_SAME = 30  # twips: edges closer than that are one


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A cell of one row: its text, its edges, and "restart" or "continue" if it is merged with those above or below."""

    text: str
    left: int
    right: int
    merge: str = ""


def grid_of_boxes(name: str, rows: Sequence[Sequence[Box]]) -> Grid:
    """The grid of a table whose rows are given as boxes."""
    edges = _columns(rows)
    cells: list[Cell] = []
    above: dict[int, int] = {}  # column → index of the cell that may be continued there
    ends = []
    for number, row in enumerate(rows, start=1):
        here: dict[int, int] = {}
        right = 1
        for box in row:
            left, right = _column(edges, box.left), max(_column(edges, box.right), _column(edges, box.left) + 1)
            index = above.get(left) if box.merge == "continue" else None
            if index is not None and cells[index].columns == right - left:
                grown = cells[index]
                cells[index] = Cell(
                    row=grown.row, column=left, text=grown.text, rows=grown.rows + 1, columns=grown.columns
                )
            else:
                index = len(cells)
                cells.append(Cell(row=number, column=left, text=box.text, columns=right - left))
            here[left] = index
        above = here
        ends.append(right)
    usual = max(set(ends), key=lambda end: (ends.count(end), end), default=0)
    short = frozenset(number for number, end in enumerate(ends, start=1) if end < usual)
    return Grid(name=name, cells=tuple(cells), short=short)


def _columns(rows: Sequence[Sequence[Box]]) -> list[int]:
    """The distinct edges of a table, those that nearly meet as one."""
    edges: list[int] = []
    for edge in sorted({edge for row in rows for box in row for edge in (box.left, box.right)}):
        if not edges or edge - edges[-1] > _SAME:
            edges.append(edge)
    return edges


def _column(edges: Sequence[int], edge: int) -> int:
    return bisect.bisect_right(edges, edge)
