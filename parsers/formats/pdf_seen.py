"""What of a page's characters is seen: none that is struck out or a watermark; a page whose texts lie over each other is not read.

A cell too small for its text shows a part of it, but a PDF holds all of it, over the cells around: what belongs to which
cell then cannot be known.
"""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from parsers.form.refusal import RefusalError

_SQUARE = 8.0  # points: characters that overlap lie in neighbouring squares
_COVERED = 0.25  # of the smaller of two characters
_MOST_OVERLAPS = 5
_THIN = 1.6  # points: a rule, and no box
_STRUCK = (0.2, 0.65)  # how high over its lower edge a rule strikes a character out; one that underlines lies lower
_EDGE = 1.0  # points: so near to a table's line a rule is the line
_FEW = 5  # one part in so many: text that stands aslant among more that does not is a watermark

Page = Any
Table = Any
Char = dict[str, Any]
Box = tuple[float, float, float, float]
Rule = tuple[float, float, float]
"""How far down a rule lies, and from where to where it goes."""


def seen(page: Page, tables: Sequence[Table]) -> Page:
    """The page with the characters that are seen. Raises RefusalError where texts in a table lie over each other."""
    chars = [char for char in page.chars if char["text"].strip()]
    slanted = [char for char in chars if not char.get("upright", True)]
    watermark = len(slanted) * _FEW < len(chars)
    rules = sorted(_rules(page, tables))
    gone = {id(char) for char in slanted} if watermark else set()
    gone |= {id(char) for char in chars if rules and _is_struck(char, rules)}
    boxes = [table.bbox for table in tables]
    if _overlaps([char for char in chars if id(char) not in gone and is_in(char, boxes)]) > _MOST_OVERLAPS:
        raise RefusalError("scan", "文字互相重叠、没有显示完整的 PDF")
    if not gone:
        return page
    places = {_place(char) for char in chars if id(char) in gone}
    return page.filter(lambda thing: thing["object_type"] != "char" or _place(thing) not in places)


def is_in(thing: Char, boxes: Sequence[Box]) -> bool:
    """Whether the middle of a thing lies in one of some boxes."""
    x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
    return any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)


def _place(char: Char) -> tuple[float, float, str]:
    return char["x0"], char["top"], char["text"]


def _rules(page: Page, tables: Sequence[Table]) -> Iterator[Rule]:
    """The thin level rules of a page that are no line of a table."""
    edges = sorted({edge for table in tables for row in table.rows for edge in (row.bbox[1], row.bbox[3])})
    for thing in (*page.lines, *page.rects):
        middle = (thing["top"] + thing["bottom"]) / 2
        at = bisect.bisect_left(edges, middle - _EDGE)
        if thing["bottom"] - thing["top"] <= _THIN and (at == len(edges) or edges[at] > middle + _EDGE):
            yield middle, thing["x0"], thing["x1"]


def _is_struck(char: Char, rules: Sequence[Rule]) -> bool:
    height, middle = char["bottom"] - char["top"], (char["x0"] + char["x1"]) / 2
    low, high = (char["bottom"] - share * height for share in _STRUCK)
    first, last = bisect.bisect_left(rules, (high,)), bisect.bisect_right(rules, (low,))
    return any(left <= middle <= right for _, left, right in rules[first:last])


def _overlaps(chars: Sequence[Char]) -> int:
    """How many characters lie over others; the same one twice is how some programs print bold."""
    squares: defaultdict[tuple[int, int], list[Char]] = defaultdict(list)
    found = 0
    for char in chars:
        column, row = int(char["x0"] // _SQUARE), int(char["top"] // _SQUARE)
        near = (one for x in (-1, 0, 1) for y in (-1, 0, 1) for one in squares.get((column + x, row + y), ()))
        found += any(_covers(char, one) for one in near)
        squares[column, row].append(char)
    return found


def _covers(one: Char, other: Char) -> bool:
    wide = min(one["x1"], other["x1"]) - max(one["x0"], other["x0"])
    high = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    if wide <= 0 or high <= 0 or one["text"] == other["text"]:
        return False
    return bool(wide * high > _COVERED * min(_area(one), _area(other)))


def _area(char: Char) -> float:
    return float((char["x1"] - char["x0"]) * (char["bottom"] - char["top"]))
