"""Page headers, footers and text boxes: asked for the unit, the date and the round where the text names none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from ledger.model import Field
from parsers.form.grid import Grid
from parsers.form.heads import date_of, holds_name, is_bare_label, round_of, unit_of

_LONGEST = 120
_UPPER, _LOWER = 30, 5
_SHEET_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d{1,3}|[A-Za-z])')
_PAGE = re.compile(r"[第共页/\s-]*")  # 第&P页 共&N页
_MOST_BESIDE = 3  # cells of a row that may name the round; in a task's row it is its time limit

Line = tuple[Field, ...]


def with_margins(blocks: Sequence[str | Grid], margins: Callable[[], Iterable[str]]) -> tuple[str | Grid, ...]:
    """The blocks of a file, before them the lines of its margins that say what they do not, behind them those that only
    hold a name; `margins` is called only if something is missing."""
    rows = [row for block in blocks for row in _rows(block)]
    missing = [read for read in _READS if not _says(read, rows)]
    if not missing:
        return tuple(blocks)
    lines = list(dict.fromkeys(line.strip() for line in margins() if len(line) <= _LONGEST))  # odd and even pages agree
    saying = [line for line in lines if any(_says(read, [_row(line)]) for read in missing)]
    for before, line in pairwise(lines):  # a label and its answer in two cells
        saying += [before, line] if is_bare_label(before) and holds_name(line) and before not in saying else []
    named = [line for line in lines if unit_of in missing and line not in saying and holds_name(line)]
    return (*saying, *blocks, *named)


def with_lines(blocks: Sequence[str | Grid], lines: Sequence[str]) -> tuple[str | Grid, ...]:
    """The same where the lines are at hand. Mostly they number the pages: then what may be missing is not looked for."""
    return with_margins(blocks, lambda: lines) if any(map(_tells, lines)) else tuple(blocks)


def _tells(line: str) -> bool:
    """Whether a line of a margin could say anything to `with_margins`."""
    if len(line) > _LONGEST or _PAGE.fullmatch(line):
        return False
    return holds_name(line) or any(_says(read, [_row(line)]) for read in _READS)


def lines_of_sheet(codes: str) -> list[str]:
    """The lines of a sheet's page header or footer: &L, &C, &R begin its parts, other codes are fonts and fields."""
    parts = re.split(r"&[LCR]|\n", codes) if codes else ()
    return [line for part in parts if (line := _SHEET_CODE.sub("", part.replace("&&", "＆")).strip())]


def _round_of(rows: Sequence[Line]) -> Field | None:
    return round_of(cell for row in rows if len(row) <= _MOST_BESIDE for cell in row)


_READS = (unit_of, date_of, _round_of)


def _says(read: Callable[[Sequence[Line]], Field | None], rows: Sequence[Line]) -> bool:
    """Whether lines say what a reader of head fields looks for."""
    said = read(rows)
    return said is not None and bool(said.text)


def _rows(block: str | Grid) -> Iterator[Line]:
    """A paragraph, or the upper and the lowest cells of a table by rows: a field's label and value stand side by side."""
    if isinstance(block, str):
        yield from [_row(block)] if len(block) <= _LONGEST else ()
        return
    rows: dict[int, list[Field]] = {}
    for cell in (*block.cells[:_UPPER], *block.cells[_UPPER:][-_LOWER:]):
        if len(cell.text) <= _LONGEST:
            rows.setdefault(cell.row, []).append(Field(text=cell.text))
    yield from map(tuple, rows.values())


def _row(line: str) -> Line:
    return (Field(text=line),)
