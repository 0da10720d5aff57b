"""Rows that lack cells or have one too many, so that every later text stands in the wrong column: put back by what the texts are."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from parsers.form.grid import Cell

_NUMBER = re.compile(r"[（(]?(?:第?\d{1,3}项?|第?[一二三四五六七八九十百]{1,4}项?)[)）.、]?|[①-⑳]")
_DUE = re.compile(r"长期|持续|常态|全年|20\d\d年|\d{1,2}月|季度|年底")
_RESPONSIBLE = re.compile(
    r"(?:牵头|责任|配合)(?:单位|部门)|各乡镇|各街道|各部门|各单位|(?:局|委|办|中心|街道)(?:$|[、，])"
)
_FOCUS = re.compile(r"[（(][一二三四五六七八九十]+[)）]")
_INDICATOR = re.compile(r"查看|视为|抽检|不少于|达到|完成率|指标")


def _fit(kind: str, text: str) -> int:
    """How well a text goes under a heading."""
    text = text.strip()
    if not text:
        return 0 if kind == "progress" else -1
    judge = _JUDGES.get(kind)
    return judge(text) if judge else 0


_JUDGES: dict[str, Callable[[str], int]] = {
    "number": lambda text: 6 if _NUMBER.fullmatch(text) else -6,
    "due": lambda text: 5 if len(text) <= 24 and _DUE.search(text) else -5,
    "responsible": lambda text: 4 if len(text) <= 200 and _RESPONSIBLE.search(text) else -3,
    "focus": lambda text: 4 if _FOCUS.match(text) else -1 if len(text) <= 40 else -5,
    "indicator": lambda text: 3 if _INDICATOR.search(text) else -1,
    "content": lambda text: 2 if len(text) >= 25 else -1,
}


def fit(cells: Sequence[Cell | None], kinds: Sequence[str]) -> int:
    """How well cells go under the headings they stand under."""
    return sum(_fit(kind, cell.text) for cell, kind in zip(cells, kinds, strict=True) if cell is not None)


def put_back(cells: Sequence[Cell], kinds: Sequence[str]) -> list[Cell | None]:
    """One cell or None for every column of `kinds`, the order of the cells kept."""
    cells, kinds = tuple(cells), tuple(kinds)

    @cache
    def best(cell: int, column: int) -> tuple[int, tuple[int, ...]]:
        """Score and columns of the best way to place the cells from `cell` on, from `column` on."""
        if cell == len(cells):
            return 0, ()
        ways = []
        for place in range(column, len(kinds) - (len(cells) - cell) + 1):
            score, rest = best(cell + 1, place + 1)
            ways.append((score + _fit(kinds[place], cells[cell].text), (place, *rest)))
        # of equally good ways the one that leaves the last columns free stands where the file has it
        return max(ways, key=lambda way: (way[0], tuple(-place for place in way[1])))

    placed: list[Cell | None] = [None] * len(kinds)
    if 0 < len(cells) <= len(kinds) <= 16:
        for cell, place in zip(cells, best(0, 0)[1], strict=True):
            placed[place] = cell
    return placed
