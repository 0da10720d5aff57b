"""Where the progress stands: in its own column, or beside it, under 备注 or in a column that the unit added."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ledger.progress_text import Status, read
from ledger.rounds import months_of, period_in, same_period
from ledger.text import is_blank
from parsers.form.columns import Column, Header, progress_columns, under
from parsers.form.grid import Cell, Line

_GIVEN_BY_US = re.compile(
    r"上期|上季|上次|去年|上年|供参考|责任人|联系|电话|负责|领导|填报|填表|是否|下一?步|问题|时间|日期|佐证|附件|材料|链接"
)
_ASIDE = re.compile(r"备注|说明")
_REMARKS = re.compile(r"备注|说明|情况")
_SHORTEST_TEXT = 4
_NEAR = 2  # columns right of the headings that belong to the row; farther away lie the entries of lists and the like
_ALSO = re.compile(r"进展|情况|结果|成效")
_NOT_NOW = re.compile(r"计划|打算|预计|目标|要求|安排|20\d\d年|前期|上年|去年")
_COUNTED = re.compile(r"\d\s*(?:[条次件个场项份期人篇家户%％]|余[条次件个场人])")
_TICK, _LONGEST_OPTION = re.compile(r"\s*[√✓✔☑]\s*"), 6
_LONGEST_NOTHING = 12
_PADDING = re.compile(r"\s*(?:[√✓✔☑]|无)\s*")
_SAID = (Status.DONE, Status.UNDER_WAY, Status.NOT_STARTED, Status.NOT_INVOLVED)
UNNAMED = "表右侧没有栏名的一栏"


@dataclass(frozen=True, slots=True, kw_only=True)
class Besides:
    """The columns beside the progress that may hold some: others for progress, and those a unit uses for remarks."""

    progress: tuple[Column, ...] = ()
    remarks: tuple[Column, ...] = ()
    parts: tuple[Column, ...] = ()  # each of a part of the round

    def of(self, line: Line, progress: str) -> Iterator[tuple[str, Cell]]:
        """What a row says beside its progress, in remarks only if that says nothing: the cell and its heading, "" where that
        is as good."""
        yield from (("", cell) for _, cell in _texts(line, self.parts))
        yield from _texts(line, self.progress)
        remarks = list(_texts(line, self.remarks))
        if remarks and _says_nothing(progress):
            yield from ((heading, cell) for heading, cell in remarks if tells(cell.text))


def _says_nothing(progress: str) -> bool:
    """Whether a cell for the progress is blank, or says no more than √ or 见备注."""
    return is_blank(progress) or (len(progress) <= _LONGEST_NOTHING and read(progress).status is Status.NO_CONTENT)


def _texts(line: Line, columns: Sequence[Column]) -> Iterator[tuple[str, Cell]]:
    for column in columns:
        for cell in under(line, (column,)):
            if cell.row == line.row and cell.columns <= column.right - column.left and cell.text.strip():
                said = as_chosen(cell.text, column)
                yield column.heading or UNNAMED if said == cell.text else "", cell._replace(text=said)


def as_chosen(text: str, column: Column) -> str:
    """A tick under an option as the option: √ under 已完成 is ☑已完成."""
    chosen = _TICK.fullmatch(text) and len(column.title) <= _LONGEST_OPTION and read(column.title).status in _SAID
    return f"☑{column.title}" if chosen else text


def tells(text: str) -> bool:
    """Whether a text in another column tells progress: it says how far something is, or counts what was done."""
    return read(text).status in _SAID or _COUNTED.search(text) is not None


def is_padding(text: str) -> bool:
    """Whether a text only fills its cell: blank, strokes, a tick, 无."""
    return is_blank(text) or _PADDING.fullmatch(text) is not None


def parts_of(header: Header, round_text: str) -> tuple[Column, ...]:
    """The columns that each tell of a part of the round: 4月, 5月, 6月 of the second quarter; where the form names no round,
    the months of one quarter if there are no others."""
    told = [one for one in header.of("progress") if months_of(period_in(one.heading))]
    months = [months_of(period_in(one.heading)) for one in told]
    whole = months_of(period_in(round_text))
    if not whole and len(months) > 1 and all(len(one) == 1 for one in months):
        quarter = (months[0][0] - 1) // 3
        whole = (
            range(3 * quarter + 1, 3 * quarter + 4) if all((one[0] - 1) // 3 == quarter for one in months) else whole
        )
    parts = [one for one, own in zip(told, months, strict=True) if len(own) < len(whole) and set(own) <= set(whole)]
    return tuple(parts) if len(parts) > 1 else ()


def besides(header: Header, progress: Column | None, round_text: str = "") -> Besides:
    """The columns to look into beside the progress of a form."""
    if progress is None:
        return Besides()
    if progress in (parts := parts_of(header, round_text)):
        return Besides(parts=tuple(one for one in parts if one is not progress))
    more = [one for one in header.of("progress") if one.left != progress.left and _tells_now(one.heading)]
    unnamed = (*_unnamed(header), _behind(header))
    remarks = [one for one in unnamed if one.left != progress.left and _may_hold(one, header)]
    return Besides(progress=() if period_in(progress.heading) else tuple(more), remarks=tuple(remarks))


def _tells_now(heading: str) -> bool:
    """Whether another column of progress tells of this round, by no other period's name and by no plan's."""
    return _ALSO.search(heading) is not None and not (period_in(heading) or _NOT_NOW.search(heading))


def _behind(header: Header) -> Column:
    """What lies right of the last heading."""
    return Column(kind="", heading="", left=header.width, right=header.width + _NEAR)


def _unnamed(header: Header) -> list[Column]:
    """The columns that are none of ours."""
    return [one for one in header.columns if not one.kind and not _GIVEN_BY_US.search(one.heading)]


def _may_hold(column: Column, header: Header) -> bool:
    """Whether a column may hold progress: called 备注 or the like, or right of all that we have given."""
    given = max((one.left for one in header.columns if one.kind), default=0)
    return _REMARKS.search(column.heading) is not None or column.left > given


def chosen_progress(header: Header, lines: Sequence[Line], round_text: str) -> Column | None:
    """The progress column of this form: that of its round if there are several, else the likeliest that is filled."""
    columns = progress_columns(header)
    if len(columns) < 2:
        return columns[0] if columns else None
    named = [one for one in columns if same_period(one.heading, round_text)]
    if named or (named := list(parts_of(header, round_text))):
        return named[0]
    return next((one for one in columns if _is_filled(one, lines[header.after :])), columns[0])


def beside(header: Header, lines: Sequence[Line], progress: Column | None) -> Column | None:
    """The column that holds the progress where its own is left blank in every row; None if there is no such, or more
    than one."""
    told = lines[header.after :]
    if progress is None or _is_filled(progress, told):
        return None
    others = [one for one in (*_unnamed(header), _behind(header)) if _may_hold(one, header)]
    filled = [one for one in others if _filled_rows(one, told) * 2 >= sum(_is_task(line) for line in told)]
    return replace(filled[0], kind="progress") if len(filled) == 1 else None


def under_another_name(header: Header, lines: Sequence[Line]) -> Column | None:
    """The column that must be the progress of a form none of whose headings is: the only one of the unit's own behind ours
    that tells progress in most rows."""
    told = lines[header.after :]
    likely = [
        one
        for one in (*_unnamed(header), _behind(header))
        if not _ASIDE.search(one.heading)
        and _may_hold(one, header)
        and _telling_rows(one, told) * 2 > _filled_rows(one, told, 1) > 0
    ]
    return replace(likely[0], kind="progress") if len(likely) == 1 else None


def _telling_rows(column: Column, lines: Sequence[Line]) -> int:
    return sum(tells(cell.text) for line in lines for cell in under(line, (column,)) if cell.row == line.row)


def _is_task(line: Line) -> bool:
    """Whether a line has texts in several cells of its own, as a task's row has."""
    return sum(cell.row == line.row and bool(cell.text.strip()) for cell in line.cells) > 1


def _filled_rows(column: Column, lines: Sequence[Line], shortest: int = _SHORTEST_TEXT) -> int:
    """In how many rows a column has a text that could tell progress."""
    texts = (
        cell.text.strip()
        for line in lines
        for cell in under(line, (column,))
        if cell.columns <= column.right - column.left
    )
    return sum(len(text) >= shortest for text in texts)


def _is_filled(column: Column, lines: Sequence[Line]) -> bool:
    return any(
        not is_blank(cell.text)
        for line in lines
        for cell in under(line, (column,))
        if cell.columns <= column.right - column.left
    )
