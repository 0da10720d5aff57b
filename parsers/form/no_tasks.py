"""Lines under a header that are no tasks: sections, labels of unit and date, sums, the numbers of columns, signatures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ledger.numerals import is_number
from parsers.form.columns import Header
from parsers.form.grid import Cell, Line
from parsers.form.heads import (
    HINT,
    SENTENCE,
    begins_with_label,
    is_bare_label,
    is_date,
    is_label,
    is_person,
    signature_of,
)
from parsers.form.notes import without_notes

_SECTION = re.compile(r"\s*(?:第?[一二三四五六七八九十]{1,3}(?:[、.．,，]|部分|板块)|板块[一二三四五六七八九十])")
_ORDINAL = re.compile(r"\s*[一二三四五六七八九十]{1,3}\s*[、.．]?\s*")
_COUNTED = re.compile(r"\s*[（(]?(?:\d{1,2}|[甲乙丙丁戊己庚辛壬癸]|[A-Z])[)）]?\s*")
_SOME = 4  # cells that all hold a number of their column
_TOTAL = re.compile(r"\s*(?:合|总|小)\s*计\s*[:：]?\s*")
_LONGEST_SECTION = 80
_LONGEST_LABEL = 60


def without_signature(lines: Sequence[Line]) -> tuple[Sequence[Line], list[Cell]]:
    """The lines of a table without those of a signature at its end, and what that says: a unit's name, a date."""
    signed: list[Cell] = []
    for line in reversed(lines):
        own = [cell for cell in line.cells if cell.text.strip()]
        if len(own) != 1 or own[0].row != line.row or not signature_of(own[0].text):
            break
        signed.insert(0, own[0])
    if not any(is_date(signature_of(cell.text)[-1]) for cell in signed):
        return lines, []
    return lines[: len(lines) - len(signed)], signed


def is_of_table(own: Sequence[Cell], header: Header) -> bool:
    """Whether a line belongs to the table and to no task of anybody's: a sum, or the numbers of the columns."""
    if len(own) >= _SOME and all(_COUNTED.fullmatch(cell.text) for cell in own):
        return True
    before = own[0].column < header.columns[-1].left and not _tells_task(own, header)
    return before and _TOTAL.fullmatch(own[0].text) is not None


def _tells_task(own: Sequence[Cell], header: Header) -> bool:
    """Whether a cell behind the first of a line says what a task is."""
    told = header.of("content")
    return any(one.left <= cell.column < one.right and cell.text.strip() for cell in own[1:] for one in told)


def section_of(own: Sequence[Cell], line: Line, header: Header) -> str:
    """The section a line announces, "" for a line that is none."""
    first = own[0]
    width = header.width - header.columns[0].left
    text = " ".join(without_notes(first.text).split())
    told = next((column.left for column in header.of("progress")), header.width)
    if _is_number(first, header) or (first.column >= told and first.columns < width):
        return ""
    if len(own) == 2 and _ORDINAL.fullmatch(text) and own[1].columns * 2 >= width and own[1].columns > 1:
        return text.rstrip("、.． ") + "、" + " ".join(own[1].text.split())
    if any(cell.text != first.text for cell in own) or len(text) > _LONGEST_SECTION:
        return ""
    if re.fullmatch(r"[\d\s.、（）()]+", text) or any(
        cell.row != line.row and cell.text.strip() for cell in line.cells
    ):
        return ""
    wide = first.columns > 1 and first.columns >= width - 1 and first.column <= header.columns[0].left
    if wide or _SECTION.match(text) or len(own) == len(header.columns):
        return text
    return text if len(line.cells) == 1 and first.column < header.columns[0].right else ""


def names_fields(own: Sequence[Cell]) -> bool:
    """Whether a line tells unit, date or people and nothing else; in a task's row such a label is only a phrase."""
    texts = [cell.text for cell in own]
    if len(own) == 1:
        return len(texts[0]) <= _LONGEST_LABEL and (is_label(texts[0]) or is_person(texts[0]))
    return _is_field(texts[0]) and all(
        _is_field(text) or is_date(text) or (is_bare_label(before) and _is_answer(text))
        for before, text in pairwise(texts)
    )


def _is_field(text: str) -> bool:
    return len(text) <= _LONGEST_LABEL and (begins_with_label(text) or is_person(text))


def _is_answer(text: str) -> bool:
    return len(text) <= HINT and SENTENCE.search(text) is None


def _is_number(cell: Cell, header: Header) -> bool:
    """Whether a cell is the 序号 of a row otherwise blank: a number of its own in a column of numbers."""
    column = next(iter(header.of("number")), None)
    alone = column is not None and column.left <= cell.column and cell.right <= column.right
    return alone and is_number(cell.text)
