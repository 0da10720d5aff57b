"""Tables at random: texts as offices write them, cells merged across and down, several tables on a page."""

from __future__ import annotations

import random
from collections.abc import Iterable

from parsers.form.grid import Cell, Grid
from tests.parsers.producers import placed
from tests.parsers.shapes import Block, C, Table

_PIECES = (
    "政务公开", "工作要点", "落实台账", "（一）", "①", "2022年6月8日", "95%", "√", "☑", "□", "×", "“双随机”", "《条例》", "〔2022〕36号",
    "𠀀", "𪚥", "㐂", "、", "，", "；", "——", "……", " ", "  ", "　", "ABC", "abc-1", "0.5", "No.1", "&<>", "\"'", "\\{}", "¥", "㎡", "℃", "é", "Ω",
    "\n", "\n", "😀", "~", "银湖区", "12345", "网站更新3次", "//", "_", "#", "@",
)  # fmt: skip


def text(rng: random.Random) -> str:
    """A cell's text: often short, sometimes empty, sometimes of several lines."""
    if rng.random() < 0.15:
        return ""
    pieces = rng.choices(_PIECES, k=rng.choice((1, 2, 4, 8, 30)))
    return "\n".join(line.strip() for line in "".join(pieces).split("\n")).strip("\n 　")


def table(rng: random.Random) -> Table:
    """A table whose every row begins a cell of its own."""
    width, height = rng.randint(1, 9), rng.randint(1, 12)
    free = {(row, column) for row in range(height) for column in range(width)}
    rows: Table = []
    for row in range(height):
        cells = []
        for column in range(width):
            if (row, column) not in free:
                continue
            columns, deep = _extent(rng, free, row, column, width, height)
            free -= {(row + down, column + right) for down in range(deep) for right in range(columns)}
            cells.append(C(text(rng), columns=columns, rows=deep))
        rows.append(cells)
    return rows if all(rows) else table(rng)


def _extent(
    rng: random.Random, free: set[tuple[int, int]], row: int, column: int, width: int, height: int
) -> tuple[int, int]:
    """Columns and rows a cell may cover without touching another."""
    columns = 1
    while rng.random() < 0.2 and (row, column + columns) in free and column + columns < width:
        columns += 1
    deep = 1
    while rng.random() < 0.25 and row + deep < height:
        deep += 1
    return columns, deep


def page(rng: random.Random) -> list[Block]:
    """A title, and tables with a line between them."""
    blocks: list[Block] = ["台账"]
    for number in range(1, rng.randint(1, 3) + 1):
        blocks += [f"第{number}部分", table(rng)]
    return blocks


def meant(blocks: Iterable[Block]) -> list[list[Cell]]:
    """The cells of each table as they must be read."""
    return [
        settled(
            Cell(row=row + 1, column=column + 1, text=cell.text, rows=cell.rows, columns=cell.columns)
            for row, column, cell in placed(block)
        )
        for block in blocks
        if not isinstance(block, str)
    ]


def seen(blocks: Iterable[str | Grid]) -> list[list[Cell]]:
    """The cells of each grid."""
    return [settled(block.cells) for block in blocks if isinstance(block, Grid)]


def settled(cells: Iterable[Cell]) -> list[Cell]:
    """Cells in order, columns that no cell begins or ends at taken out: formats that tell edges know none there."""
    listed = sorted(cells)
    edges = sorted({edge for cell in listed for edge in (cell.column, cell.right)})
    place = {edge: index for index, edge in enumerate(edges, start=1)}
    return [cell._replace(column=place[cell.column], columns=place[cell.right] - place[cell.column]) for cell in listed]
