"""A workbook of the office's own as lists: each sheet's rows under its headings, above which a title may stand."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from ledger.model import Field
from parsers.form.grid import Grid, Line, letters
from parsers.formats import xlsx
from parsers.formats.package import Package

_LINE_NUMBER = re.compile(r"\s*\d{0,4}\s*")
_TITLES = 4  # lines among which the headings are looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """A sheet: its headings and, row by row, what stands under each; an empty cell has its place too."""

    headings: tuple[str, ...]
    nameless: tuple[str, ...]  # columns that hold something and have no heading
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
    head = next((place for place, line in enumerate(lines[:_TITLES]) if len(_texts(line)) > 1), 0)
    headings = _texts(lines[head]) if lines else {}
    below = lines[head + 1 :]
    rows = tuple({heading: _field(grid, line, column) for heading, column in headings.items()} for line in below)
    return List(headings=tuple(headings), nameless=_nameless(below, set(headings.values())), rows=rows)


def _nameless(below: list[Line], named: set[int]) -> tuple[str, ...]:
    """Columns under no heading in which most lines hold something, and more than a number of the line."""
    held = Counter(cell.column for line in below for cell in line.cells if not _LINE_NUMBER.fullmatch(cell.text))
    return tuple(
        letters(column) for column, count in sorted(held.items()) if column not in named and 2 * count > len(below)
    )


def _texts(line: Line) -> dict[str, int]:
    """What stands in a line, and in which column. A title merged over the columns stands in one."""
    return {cell.text.strip(): cell.column for cell in line.cells if cell.text.strip()}


def _field(grid: Grid, line: Line, column: int) -> Field:
    cell = line.at(column)
    return Field(text=cell.text if cell else "", where=f"{grid.name}!{letters(column)}{line.row}")
