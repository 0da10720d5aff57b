"""A workbook of the office's own as lists: each sheet's rows under the headings of its first row."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.model import Field
from parsers import xlsx
from parsers.grid import Grid, Line, letters
from parsers.package import Package


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """A sheet: its headings and, row by row, what stands under each; an empty cell has its place too."""

    headings: tuple[str, ...]
    rows: tuple[dict[str, Field], ...]


def read_lists(content: bytes) -> dict[str, List]:
    """The sheets of an xlsx workbook by name. Raises RefusalError.

    Read in this process: the office is no stranger to itself, and a child would cost more than the reading.
    """
    package = Package(content)
    main = package.main_part()
    document = xlsx.read(package, main, package.xml(main))
    return {grid.name: _list(grid) for grid in document.blocks if isinstance(grid, Grid)}


def _list(grid: Grid) -> List:
    lines = grid.lines()
    headings = {cell.text.strip(): cell.column for cell in lines[0].cells if cell.text.strip()} if lines else {}
    rows = tuple({heading: _field(grid, line, column) for heading, column in headings.items()} for line in lines[1:])
    return List(headings=tuple(headings), rows=rows)


def _field(grid: Grid, line: Line, column: int) -> Field:
    cell = line.at(column)
    return Field(text=cell.text if cell else "", where=f"{grid.name}!{letters(column)}{line.row}")
