"""Forms that units laid out anew: tasks as columns, a card per task, the heading row gone, two halves side by side.

Tried only where a file shows no form as it was sent out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from parsers.form.columns import Header, kind_of
from parsers.form.grid import Cell, Document, Grid, Line

_USUAL = ("序号", "重点工作", "主要内容", "量化指标", "责任单位", "责任时限", "进展落实情况")
_DUE = re.compile(r"长期|年|月|季度|[日天底]前|按时|及时")
_NUMBER = re.compile(r"\s*(?:\d{1,3}|[（(]?第?[一二三四五六七八九十百]{1,4}项?[)）]?|[①-⑳])\s*[.、．]?\s*")
_MOST_ROWS = 200  # and columns; a form turned, or one without headings, has a few dozen


def other_ways(document: Document) -> Iterator[Document]:
    """The document with its tables turned, then with the usual headings put back."""
    for way in (_turned, _headed):
        blocks = (way(one) if isinstance(one, Grid) and _is_small(one) else [one] for one in document.blocks)
        yield replace(document, blocks=tuple(chain.from_iterable(blocks)))


def _is_small(grid: Grid) -> bool:
    """Whether a table is no larger than a form laid out anew may be."""
    return all(cell.row + cell.rows <= _MOST_ROWS and cell.right <= _MOST_ROWS for cell in grid.cells)


def halves(lines: Sequence[Line], header: Header) -> list[Sequence[Line]]:
    """The lines of a table that tells its tasks in two or more columns of tasks, one set for each."""
    starts = [column.left for column in header.of("number")]
    ends = [*starts[1:], header.width]
    told = [column.left for column in header.of("progress")]
    if any(sum(start < left < end for left in told) != 1 for start, end in zip(starts, ends, strict=True)):
        return [lines]  # another kind of number beside the first, or a column per quarter
    first, *rest = [[_part(line, start, end) for line in lines] for start, end in zip(starts, ends, strict=True)]
    above = list(lines[: header.first])  # the title goes over the whole width
    return [[*above, *first[header.first :]], *(part[header.first :] for part in rest)]


def _part(line: Line, start: int, end: int) -> Line:
    """The cells of a line between two columns; those that reach over are cut."""
    within = [cell for cell in line.cells if cell.column < end and cell.right > start]
    return replace(line, cells=tuple(_cut(cell, start, end) for cell in within))


def _cut(cell: Cell, start: int, end: int) -> Cell:
    left, right = max(cell.column, start), min(cell.right, end)
    return cell._replace(column=left, columns=right - left)


def _turned(grid: Grid) -> list[Grid]:
    """What stands above the first row that begins with a heading, and the rows from there as columns."""
    lines = [line for line in grid.lines() if len(line.cells) > 1 and kind_of(line.cells[0].text)]
    if not lines:
        return [grid]
    first = lines[0].row
    cells = sorted(
        Cell(row=cell.column, column=cell.row, text=cell.text, rows=cell.columns, columns=cell.rows)
        for cell in grid.cells
        if cell.row >= first
    )
    turned = replace(grid, cells=tuple(cells), turned=True, short=frozenset())
    return _with_head(grid, first, turned)


def _headed(grid: Grid) -> list[Grid]:
    """A table of seven columns whose rows read like a form's: numbered, with a text and a time limit."""
    rows = [[cell for cell in line.cells if cell.columns == 1] for line in grid.lines()]
    tasks = [row for row in rows if len(row) == len(_USUAL) and _NUMBER.fullmatch(row[0].text)]
    likely = [row for row in tasks if len(row[2].text) >= 8 and _DUE.search(row[5].text)]
    if not likely or len(likely) * 2 < len(tasks):
        return [grid]
    first = tasks[0][0].row
    headings = [Cell(row=first - 1, column=column, text=text) for column, text in enumerate(_USUAL, start=1)]
    return _with_head(
        grid, first, replace(grid, cells=(*headings, *(cell for cell in grid.cells if cell.row >= first)))
    )


def _with_head(grid: Grid, first: int, form: Grid) -> list[Grid]:
    """A form laid out anew behind what stands above its first row: it belongs to the form, as nothing of another sheet does."""
    above = tuple(cell for cell in grid.cells if cell.row < first)
    return [replace(grid, cells=above, sheet=False), form] if above else [form]
