"""The header of a form's table: which column holds what, under whatever name the unit's copy gives it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from ledger.layout import progress_rank
from ledger.rounds import period_in
from parsers.form.grid import Cell, Line
from parsers.form.notes import without_notes

_SPACE = re.compile(r"\s+")
_OTHER = re.compile(
    r"^(?:上期|上次|上季|上一|上半(?!年(?:度|工作|任务|整改)?(?:进展|完成|落实|推进|办理|整改))|前期|去年|以往|往期)|供参考|下一?步|存在.{0,4}问题|^问题(?!描述|表现|内容|清单|隐患)|备注|佐证|^附件|是否|责任人|责任领导|联系"
    r"|分管|负责人|^填报|^填表|^报送"
)
_KINDS = (
    ("number", re.compile(r"^(?:序号|编号|序|号|项次|任务号|项目号|案号|no\.?|[^时日]{2,4}(?:编号|序号|案号))$")),
    ("due", re.compile(r"时间进度|时序进度|进度(?:安排|要求|时限)")),  # given, though it is called progress
    ("state", re.compile(r"^(?:任务|工作|目前)?(?:完成|落实|办理|办结|进展|推进|工作|整改|销号)?状态(?:\(.*\))?$")),
    (
        "progress",
        re.compile(
            r"进展|(?:落实|完成|开展|推进|办理|工作|执行|实施|整改|化解|达标|创建|治理|处置|处理|解决|自查|履职)情况|进度|(?:落实|办理|化解|整改)结果|(?<!预期)(?<!目标)成效"
        ),
    ),
    ("due", re.compile(r"时限|期限|(?:完成|办结|截止|落实|完工|竣工)(?:时间|日期|时点)|时间(?:节点|要求|安排)")),
    (
        "responsible",
        re.compile(
            r"(?:责任|牵头|承办|负责|配合|主办|会办|协办|协同|落实|参与|参加|包案|实施|主管)(?:单位|部门|科室|主体)|^(?:牵头|主办|主责|承办|责任|配合|会办|协办)$"
        ),
    ),
    (
        "indicator",
        re.compile(r"指标|(?:考核|评价|评估|测评|工作|量化)标准|目标要求|量化|(?:年度|整改|工作)目标$|^目标值?$"),
    ),
    (
        "content",
        re.compile(
            r"(?:主要|工作|任务|具体|要点|重点|建设|实施|考核|测评|创建|检查)(?:工作)?内容|^案由$|(?:主要|具体)(?:任务|工作|举措|措施|要求)|任务事项|(?:工作|改革|推进)(?:举措|措施|要求)"
            r"|^具体(?:表现|问题)|诉求|(?:问题|隐患)(?:描述|表现|内容|清单)"
        ),
    ),
    (
        "focus",
        re.compile(
            r"重点|(?:工作|任务)(?:任务|事项|要点|项目)|(?:工作|任务|项目|实事|事项)名称|^(?:任务|事项|项目|工作|(?:任务|工作|问题|实事)?类别)$|(?:目标|整改|工作)任务$"
            r"|(?:议定|督查|督办|交办|信访|改革|实事|承诺)(?:事项|项目|内容)"
            r"|(?:反馈|发现|督察|巡察|巡视|审计|查出|移交|整改|指出|检视|查摆|对照|排查|反映)的?(?:主要|具体|突出)?(?:问题|意见)(?!.*(?:措施|情况|时限))"
        ),
    ),
)
_ANSWERED = re.compile(r"[^(:]*:.")  # no heading, but a label with its answer: 进展情况：已完成
_LONGEST = 24
_DEEPEST = 3


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A heading without white space, full-width forms made plain, in lower case."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", without_notes(text))).lower()


def kind_of(text: str) -> str:
    """What a heading announces: a field of `Row`, or "" for anything else."""
    heading = plain(text)
    if not heading or len(heading) > _LONGEST or _OTHER.search(heading) or _ANSWERED.match(heading):
        return ""
    return next((kind for kind, pattern in _KINDS if pattern.search(heading)), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column under one heading: the grid columns from `left` up to, not including, `right`."""

    kind: str
    heading: str
    left: int
    right: int
    title: str = ""  # the heading as the ledger would print it in one cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The heading rows of a table and the columns under them."""

    first: int  # index of the first heading line
    after: int  # index of the first line below
    columns: tuple[Column, ...]

    @property
    def width(self) -> int:
        """The first grid column right of the table."""
        return max(column.right for column in self.columns)

    def of(self, kind: str) -> tuple[Column, ...]:
        """The columns of one kind."""
        return tuple(column for column in self.columns if column.kind == kind)

    def shown(self, unseen: frozenset[int]) -> Header:
        """The header without hidden columns of progress, where one is shown: last quarter's is hidden, not deleted."""
        hidden = [one for one in self.of("progress") if unseen.issuperset(range(one.left, one.right))]
        if not hidden or len(hidden) == len(self.of("progress")):
            return self
        columns = (replace(one, kind="unseen") if one in hidden else one for one in self.columns)
        return replace(self, columns=tuple(columns))

    def is_repeated(self, line: Line) -> bool:
        """Whether a line below is the header over again, as at the top of a page."""
        named = [column for column in self.columns if column.kind]
        same = others = 0
        for column in named:
            cell = line.at(column.left)
            text = plain(cell.text) if cell and len(cell.text) <= _LONGEST * 2 else ""
            if text and text in column.heading:
                same += 1
            elif (others := others + 1) > 1:
                return False
        return same >= 2


def find_header(lines: Sequence[Line], *, among: int = 80) -> Header | None:
    """The first header among the upper lines of a grid, None if it has none."""
    for index, line in enumerate(lines[:among]):
        own = [cell for cell in line.cells if cell.row == line.row and cell.text.strip()]
        if len(own) < 2 or not any(kind_of(cell.text) for cell in own):
            continue
        after = _end(lines, index, own)
        columns = _columns(lines[index:after])
        kinds = {column.kind for column in columns}
        if _is_header(kinds):
            return Header(first=index, after=after, columns=_settled(columns))
    return None


def _is_header(kinds: set[str]) -> bool:
    told = kinds & {"content", "focus"}
    given = kinds & {"number", "indicator", "responsible", "due"}
    return ("progress" in kinds and bool(told or "number" in kinds)) or (bool(told) and len(given) >= 2)


def _end(lines: Sequence[Line], index: int, own: Sequence[Cell]) -> int:
    """The index of the first line below a header that begins at `index`."""
    deepest = max((cell.rows for cell in own if cell.rows <= _DEEPEST), default=1)
    last = lines[index].row + deepest - 1
    after = index + 1
    while after < len(lines) and lines[after].row <= last:
        after += 1
    if after == index + 1 < len(lines) and _is_second(lines[after], own):
        after += 1
    return after


def _is_second(line: Line, own: Sequence[Cell]) -> bool:
    """Whether a line is the second heading row, below headings that are spread but not merged downwards."""
    below = [cell for cell in line.cells if cell.row == line.row and cell.text.strip()]
    wide = [cell for cell in own if cell.columns > 1]
    return bool(below and wide) and all(
        len(plain(cell.text)) <= _LONGEST
        and any(cell.column >= top.column and cell.right <= top.right for top in wide)
        and (kind_of(cell.text) or period_in(plain(cell.text)))
        for cell in below
    )


def _columns(lines: Sequence[Line]) -> list[Column]:
    """One column per lowest heading cell."""
    edges = sorted({edge for line in lines for cell in line.cells for edge in (cell.column, cell.right)})
    columns: list[Column] = []
    for left, right in pairwise(edges):
        stack = _stack(lines, left)
        heading = "".join(plain(text) for text in stack)
        kind = next((kind for text in reversed(stack) if (kind := kind_of(text)) or _is_other(text)), "")
        before = columns[-1] if columns else None
        if before and before.heading == heading and heading and _lowest(lines, left) is _lowest(lines, before.left):
            columns[-1] = replace(before, kind=kind, right=right)
        else:
            columns.append(Column(kind=kind, heading=heading, left=left, right=right, title=_title(stack, kind)))
    return columns


def _title(stack: Sequence[str], kind: str) -> str:
    """The lowest heading, with the one above it where it says too little by itself: 推进计划（上半年）."""
    said = ["".join(without_notes(text).split()) for text in stack]
    if len(said) < 2:
        return said[-1] if said else ""
    tells = kind or _OTHER.search(plain(stack[-1]))
    return said[-1] if tells and not period_in(said[-1]) else f"{said[-2]}（{said[-1]}）"


def _is_other(text: str) -> bool:
    """Whether a heading is none of ours; a bare period says which, not what: 上半年 below 进展情况."""
    heading = plain(text)
    return _OTHER.search(heading) is not None and period_in(heading) != heading


def _stack(lines: Sequence[Line], column: int) -> list[str]:
    """The headings above a column, from top to bottom, each once."""
    stack: list[Cell] = []
    for line in lines:
        cell = line.at(column)
        if cell and cell.text.strip() and cell not in stack:
            stack.append(cell)
    return [cell.text for cell in stack]


def _lowest(lines: Sequence[Line], column: int) -> Cell | None:
    cells = [cell for line in lines if (cell := line.at(column)) and cell.text.strip()]
    return cells[-1] if cells else None


def _settled(columns: Sequence[Column]) -> tuple[Column, ...]:
    """A table that tells its tasks in one column only tells them there, whatever it is called; one without a column for
    progress tells it under its periods: 一季度, 二季度 …"""
    kinds = {column.kind for column in columns}
    if "progress" not in kinds:
        columns = [replace(one, kind="progress") if _is_period(one) else one for one in columns]
    if "content" in kinds or "focus" not in kinds:
        return tuple(columns)
    last = [column for column in columns if column.kind == "focus"][-1]
    return tuple(replace(column, kind="content") if column is last else column for column in columns)


def _is_period(column: Column) -> bool:
    return not column.kind and bool(column.heading) and plain(period_in(column.heading)) == column.heading


def progress_columns(header: Header) -> list[Column]:
    """The columns that may hold the progress, the likeliest first; of equals the rightmost, as quarters are added there."""
    return sorted(header.of("progress"), key=lambda column: (progress_rank(column.heading), -column.left))


def under(line: Line, places: Iterable[Column]) -> list[Cell]:
    """The cells under some headings, each once."""
    found: list[Cell] = []
    for place in places:
        found += [
            cell for cell in line.cells if cell.column < place.right and cell.right > place.left and cell not in found
        ]
    return found
