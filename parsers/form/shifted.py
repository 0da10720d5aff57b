"""Rows whose texts stand in the wrong column, as cells are lacking, too many or moved: put back by what the texts are."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import combinations
from math import comb

from ledger.text import is_blank
from parsers.form.beside import is_padding, tells
from parsers.form.columns import Column, Header, under
from parsers.form.grid import Cell, Line

_NUMBER = re.compile(r"[（(]?(?:第?\d{1,3}项?|第?[一二三四五六七八九十百]{1,4}项?)[)）.、]?|[①-⑳]")
_DUE = re.compile(r"长期|持续|常态|全年|20\d\d年|\d{1,2}月|季度|年底")
_RESPONSIBLE = re.compile(
    r"(?:牵头|责任|配合)(?:单位|部门)|各乡镇|各街道|各部门|各单位|(?:局|委|办|中心|街道)(?:$|[、，（(])"
)
_FOCUS = re.compile(r"[（(][一二三四五六七八九十]+[)）]")
_DUE_ALONE = re.compile(r"(?:长期|持续|常态|全年)[一-鿿]{0,4}|20\d\d年(?:\d{1,2}月)?[底前末]*|\d{1,2}月[底前末]*")
_RESPONSIBLE_ALONE = re.compile(r"(?:牵头|责任|配合)(?:单位|部门)[：:]")
_SAYS = re.compile(r"[已。；]|正在|\d\s*[条次件个场份期篇]")  # what no time limit does
_MOST_COLUMNS = 16  # of a form; the ways to put cells back grow fast
_CLEARLY = 5  # by so much a row must fit better than it stands
_MOST_WAYS = 60
_TELLS, _POOR = 4, -3
_INDICATOR = re.compile(r"查看|视为|抽检|不少于|达到|完成率|指标")


@lru_cache(maxsize=2048)
def _fit(kind: str, text: str) -> int:
    """How well a text goes under a heading."""
    text = text.strip()
    if not text:
        return 0 if kind == "progress" else -1
    judge = _JUDGES.get(kind)
    return judge(text) if judge else 0


_JUDGES: dict[str, Callable[[str], int]] = {
    "number": lambda text: 6 if _NUMBER.fullmatch(text) else -6,
    "due": lambda text: 5 if len(text) <= 24 and _DUE.search(text) and not _SAYS.search(text) else -5,
    "responsible": lambda text: 4 if len(text) <= 200 and _RESPONSIBLE.search(text) else -3,
    "focus": lambda text: 4 if _FOCUS.match(text) else -1 if len(text) <= 40 else -5,
    "progress": lambda text: -3 if _DUE_ALONE.fullmatch(text) or _RESPONSIBLE_ALONE.match(text) else 0,
    "indicator": lambda text: 3 if _INDICATOR.search(text) else -1,
    "content": lambda text: 2 if len(text) >= 25 else -1,
}


Placed = dict[Column, Cell]


def slipped_back(line: Line, header: Header) -> Placed | None:
    """The cells of a row that lacks some, or has blank ones too many, each under the heading it belongs to; None for a row
    as it should be."""
    columns = [column for column in header.columns if line.short or column.heading]
    own = [cell for cell in line.cells if cell.row == line.row]
    kinds = [column.kind for column in columns]
    as_is: list[Cell | None] | None = None
    if 3 <= len(own) < len(kinds) and line.short:
        placed = put_back(own, kinds)
    elif 3 <= len(own) < len(kinds) and len(own) == len(line.cells) and own[-1].columns > 1:
        # what the row lacks made its last cell wide
        as_is = [next((cell for cell in own if cell.column == column.left), None) for column in columns]
        placed = put_back(own, kinds)
    elif _too_many(own, header, kinds) and (ways := _without_padding(own, len(kinds))):
        as_is = [next(iter(under(line, (column,))), None) for column in columns]
        placed = max(ways, key=lambda way: fit(way, kinds))
    else:
        return None
    outside = any(cell.column >= header.width and cell.text.strip() for cell in own)
    if as_is is not None and fit(placed, kinds) <= fit(as_is, kinds) - outside:
        return None
    return {column: cell for column, cell in zip(columns, placed, strict=True) if cell is not None}


def shifted_back(line: Line, header: Header, progress: Column | None) -> Placed | None:
    """The cells of a row in which those from one on stand a column too far left or right, each under the heading it belongs
    to; None for a row as it should be, or where it is not clear."""
    if progress is None or len(header.columns) > _MOST_COLUMNS or not _is_odd(line, header, progress):
        return None
    columns = header.columns
    stands: dict[int, Cell] = {}
    for cell in line.cells:
        if cell.row == line.row and cell.text.strip():
            place = next(
                (at for at, one in enumerate(columns) if one.left <= cell.column < one.right),
                len(columns) + cell.column - header.width,
            )
            if place in stands or place < 0 or (place < len(columns) and cell.right > columns[place].right):
                return None
            stands[place] = cell
    kinds = ["" if one.kind == "progress" and one is not progress else one.kind for one in columns]
    if len(stands) < 3 or "progress" not in kinds:
        return None
    above = {at: own for at, one in enumerate(columns) if (own := line.at(one.left)) and own.row != line.row}
    moved = _moved_back(stands, kinds, above)
    return None if moved is None else {columns[at]: cell for at, cell in {**above, **moved}.items()}


def _too_many(own: Sequence[Cell], header: Header, kinds: Sequence[str]) -> bool:
    """Whether a row has more cells than there are headings, and not just one for each part of a heading over several."""
    parts = sum(column.right - column.left for column in header.columns if column.heading)
    return len(own) > len(kinds) and not (len(own) == parts > len(kinds) and own[-1].right == header.width)


def _is_odd(line: Line, header: Header, progress: Column) -> bool:
    """Whether something of a row strikes: no number or none that is one, no time limit or none that is one, a text beyond
    the headings; where no limits are given, no progress."""
    if line.cells[-1].column >= header.width:
        return True
    said = {cell.column: cell.text for cell in line.cells}
    judged = [one for one in header.columns if one.kind in ("due", "number")]
    if all(one.kind != "due" for one in judged) and is_blank(said.get(progress.left, "")):
        return True
    return any(_fit(one.kind, said.get(one.left, "")) < 0 for one in judged)


def _without_padding(cells: Sequence[Cell], most: int) -> list[list[Cell | None]]:
    """The ways to leave out of a row that has too many cells as many as are too many, of those that only fill their place;
    blank ones first."""
    extra = len(cells) - most
    for fillers in (
        [cell for cell in cells if not cell.text.strip()],
        [cell for cell in cells if is_padding(cell.text)],
    ):
        if extra <= len(fillers) and comb(len(fillers), extra) <= _MOST_WAYS:
            return [[cell for cell in cells if cell not in gone] for gone in combinations(fillers, extra)]
    return []


def _moved_back(stands: dict[int, Cell], kinds: Sequence[str], above: Collection[int]) -> dict[int, Cell] | None:
    """The cells where they clearly fit better than they stand; `above`: columns that a cell from above covers. Another cell
    than the progress must then stand well that did not, except where the progress alone was typed over a text of ours."""
    told = kinds.index("progress")
    ways = [moved for moved in _moves(stands, kinds) if not any(at in above for at in moved)]
    best = max(ways, key=lambda way: _score(way, kinds), default=stands)
    if _score(best, kinds) - _score(stands, kinds) < _CLEARLY:
        return None
    moved = {at: cell for at, cell in best.items() if stands.get(at) != cell}
    alone = list(moved) == [told] and (told not in stands or is_blank(stands[told].text))
    return best if alone or any(_fit(kinds[at], cell.text) > 0 for at, cell in moved.items()) else None


def _moves(stands: Mapping[int, Cell], kinds: Sequence[str]) -> Iterator[dict[int, Cell]]:
    """The ways to move all cells from one on by a column, the fewest first: none to where it cannot stand, the last alone
    only if it says where it belongs. What only fills its cell makes room."""
    width = len(kinds)
    padding = {column: cell for column, cell in stands.items() if is_padding(cell.text)}
    columns = sorted(stands.keys() - padding.keys())
    for first in reversed(columns):
        for step in (1, -1):
            moved = {column + step if column >= first else column: stands[column] for column in columns}
            alone = first == columns[-1] and first < width and not _says_where(stands[first].text, kinds, first + step)
            within = len(moved) == len(columns) and min(moved) >= 0 and max(moved) < width
            if within and not alone and all(_may_stand(cell, kinds[at], stands.get(at)) for at, cell in moved.items()):
                along = {column + step if column >= first else column: cell for column, cell in padding.items()}
                yield {column: cell for column, cell in {**along, **moved}.items() if 0 <= column < width}


def _says_where(text: str, kinds: Sequence[str], column: int) -> bool:
    """Whether a text by itself says under which heading it belongs: it tells progress, or a time limit and the like."""
    kind = kinds[column] if 0 <= column < len(kinds) else ""
    return tells(text) if kind == "progress" else bool(kind) and _fit(kind, text) > 0


def _may_stand(cell: Cell, kind: str, before: Cell | None) -> bool:
    """Whether a cell does not stand out under a heading, or stood there before."""
    return cell == before or _fit(kind, cell.text) >= _POOR


def _score(cells: Mapping[int, Cell], kinds: Sequence[str]) -> int:
    """How well cells fit by column, of which the progress does best where it tells some."""
    told = cells.get(kinds.index("progress"))
    fits = sum(_fit(kinds[column], cell.text) for column, cell in cells.items() if column < len(kinds))
    return fits + (_TELLS if told and tells(told.text) else 0)


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
    if 0 < len(cells) <= len(kinds) <= _MOST_COLUMNS:
        for cell, place in zip(cells, best(0, 0)[1], strict=True):
            placed[place] = cell
    return placed
