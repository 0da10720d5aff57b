"""Blocks → forms: which table is a form, which column is what, where its head says who and when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ledger.model import Field, Finding, Form, Row, Severity
from ledger.text import is_blank, squeeze, tidy
from parsers.grid import Block, Cell, Document, Grid

_COLUMNS = {
    "progress": re.compile(r"(?!.*(?:上期|上季度|参考))(?:.*(?:进展|落实|完成|推进)(?:落实)?情况.*|工作进展.*|进展)"),
    "number": re.compile(r"序号|编号|任务序号|任务编号"),
    "focus": re.compile(r"重点工作|重点任务|工作重点"),
    "content": re.compile(r"主要内容|任务内容|工作内容|具体内容|主要任务|工作任务|具体任务"),
    "indicator": re.compile(r"(?:量化|考核|工作)?指标"),
    "responsible": re.compile(r"责任单位.*|责任部门|牵头单位"),
    "due": re.compile(r".*时限|完成时间"),
}
_ASIDE = r"\s*(?:[（(][^）)]*[）)])?\s*[:：]\s*"
_NEXT = r"(?=\s*(?:填报|报送|填表|联系|审核|审签|分管|负责|电话)[一-鿿]{1,4}[（(]?[^：:]{0,6}[:：]|$)"
_UNIT = re.compile(rf"(?:填报单位|填报部门|报送单位|单位名称){_ASIDE}(?P<value>.*?){_NEXT}")
_DAY = re.compile(rf"(?:填报时间|填报日期|报送时间|报送日期|填表时间|填表日期){_ASIDE}(?P<value>.*?){_NEXT}")
_LABEL = re.compile(
    r"(?P<unit>填报单位|填报部门|报送单位|单位名称)|(?P<day>填报时间|填报日期|报送时间|报送日期|填表时间|填表日期)"
)
_SEAL = re.compile(r"[（(【\[]\s*(?:单位|加)?(?:盖|公)?章\s*[）)】\]]")
_ROUND = re.compile(r"(?:\d{4}\s*年?\s*)?(?:第\s*)?[一二三四1-4]\s*季度|\d{4}\s*Q\s*[1-4]", re.IGNORECASE)
_SHORT = 60  # characters; longer lines of the head are the preface
_TITLE = re.compile(r"台账|[表账]$|情况")


@dataclass(slots=True)
class _Draft:
    """A form in the making."""

    head: list[Field] = field(default_factory=list)
    cells: list[tuple[Cell, Cell | None]] = field(default_factory=list)  # head cells with their right neighbours
    rows: list[Row] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)
    section: str = ""


def forms(file: str, document: Document) -> tuple[Form, ...]:
    """The forms of a document; one without rows and with a finding if there is none."""
    found = [_form(file, draft, document.issued) for draft in _drafts(document.blocks) if draft.rows]
    filled = [form for form in found if any(row.progress and not is_blank(row.progress.text) for row in form.rows)]
    if found:
        return tuple(filled if filled and len(filled) < len(found) else found)
    message = f"附件「{file}」中没有找到填报表：没有同时带「主要内容」和「进展落实情况」的表格；请使用下发的填报版填写后重新发送。"
    finding = Finding(code="not_a_form", severity=Severity.RETURN, message=message)
    return (Form(file=file, findings=(finding,)),)


def _drafts(blocks: Sequence[Block]) -> Iterator[_Draft]:
    """Blocks dealt out to forms: a table with a heading row begins one, what follows without belongs to it."""
    draft = _Draft()
    for block in blocks:
        if isinstance(block, Field):
            if draft.rows and _UNIT.search(block.text) and any(_UNIT.search(line.text) for line in draft.head):
                yield draft
                draft = _Draft()
            draft.head.append(block)
            continue
        at = _heading(block)
        if at is not None and draft.rows and at > 0:
            yield draft
            draft = _Draft()
        _read_table(draft, block, at)
    yield draft


def _heading(grid: Grid) -> int | None:
    """The row of a table that names its columns."""
    for number, row in enumerate(grid.rows[:40]):
        columns = _columns(row)
        if "content" in columns and ("progress" in columns or "number" in columns):
            return number
    return None


def _columns(row: Sequence[Cell]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for position, cell in enumerate(row):
        text = squeeze(cell.text)
        for name, pattern in _COLUMNS.items():
            if len(text) <= 20 and pattern.fullmatch(text):
                columns.setdefault(name, position)
                break
    return columns


def _read_table(draft: _Draft, grid: Grid, at: int | None) -> None:
    if at is None and (not draft.columns or not grid.rows or len(grid.rows[0]) <= max(draft.columns.values())):
        for row in grid.rows:
            _head_cells(draft, row)
        return
    start = 0
    if at is not None:
        for row in grid.rows[:at]:
            _head_cells(draft, row)
        draft.columns = _columns(grid.rows[at])
        start = at + 1
    for position, row in enumerate(grid.rows[start:]):
        _read_row(draft, row, resumed=at is None and position == 0)


def _head_cells(draft: _Draft, row: Sequence[Cell]) -> None:
    distinct = list(dict.fromkeys(row))
    for cell, right in zip(distinct, [*distinct[1:], None], strict=True):
        if not is_blank(cell.text):
            draft.cells.append((cell, right))
            draft.head += [Field(text=line, where=cell.where) for line in cell.text.split("\n") if line.strip()]


def _read_row(draft: _Draft, cells: Sequence[Cell], *, resumed: bool) -> None:
    texts = {squeeze(cell.text) for cell in cells}
    if texts <= {""} or len(_columns(cells)) >= 2:
        return
    if len({id(cell) for cell in cells if squeeze(cell.text)}) == 1 and len({id(cell) for cell in cells}) <= 2:
        _alone(draft, cells)
        return
    row = _row(draft, cells)
    number = squeeze(row.number.text)
    if draft.rows and not number and (resumed or row.content is None or is_blank(row.content.text)):
        draft.rows[-1] = _joined(draft.rows[-1], row)
    elif row.content is not None and (number or not is_blank(row.content.text)):
        draft.rows.append(row)


def _alone(draft: _Draft, cells: Sequence[Cell]) -> None:
    """A row of one merged cell: a section, or a line of the head below the table."""
    cell = next(cell for cell in cells if squeeze(cell.text))
    if _LABEL.search(cell.text):
        _head_cells(draft, cells)
    else:
        draft.section = tidy(cell.text)


def _row(draft: _Draft, cells: Sequence[Cell]) -> Row:
    def at(name: str) -> Field | None:
        position = draft.columns.get(name)
        return Field(text=cells[position].text.strip(), where=cells[position].where) if position is not None else None

    number = at("number")
    place = number or at("content") or Field(text="")
    return Row(
        number=number or Field(text="", where=place.where),
        section=draft.section,
        focus=at("focus"),
        content=at("content"),
        indicator=at("indicator"),
        responsible=at("responsible"),
        due=at("due"),
        progress=at("progress"),
    )


def _joined(before: Row, rest: Row) -> Row:
    """A row cut by the end of a page: what stands after the cut goes on where it broke off."""

    def join(first: Field | None, second: Field | None) -> Field | None:
        if first is None or second is None or is_blank(second.text) or second.text == first.text:
            return first
        return replace(first, text=first.text + second.text)

    return replace(
        before,
        focus=join(before.focus, rest.focus),
        content=join(before.content, rest.content),
        indicator=join(before.indicator, rest.indicator),
        responsible=join(before.responsible, rest.responsible),
        due=join(before.due, rest.due),
        progress=join(before.progress, rest.progress),
    )


def _form(file: str, draft: _Draft, issued: str) -> Form:
    title = _title(draft.head)
    preface = "\n".join(
        line.text.strip()
        for line in draft.head
        if line.text.strip() != title and not _LABEL.search(line.text) and len(line.text) > _SHORT
    )
    mark = issued.split("|")
    return Form(
        file=file,
        title=title,
        preface=preface,
        unit=_said(draft, _UNIT, "unit"),
        reported_on=_said(draft, _DAY, "day"),
        round=_round(draft.head),
        issued=(mark[0], mark[1], mark[2]) if len(mark) == 3 else None,
        rows=tuple(draft.rows),
        findings=_without_progress(file, draft),
    )


def _without_progress(file: str, draft: _Draft) -> tuple[Finding, ...]:
    if "progress" in draft.columns:
        return ()
    message = f"附件「{file}」的表格没有「进展落实情况」一栏，不是填报版；请使用下发的填报版填写后重新发送。"
    return (Finding(code="not_a_form", severity=Severity.RETURN, message=message, where=draft.rows[0].number.where),)


def _title(head: Sequence[Field]) -> str:
    lines = [line.text.strip() for line in head if not _LABEL.search(line.text) and len(line.text) <= _SHORT]
    return tidy(next((line for line in lines if _TITLE.search(line)), lines[0] if lines else ""))


def _round(head: Sequence[Field]) -> Field | None:
    for line in head:
        if len(line.text) <= _SHORT and (found := _ROUND.search(line.text)):
            return Field(text=squeeze(found[0]), where=line.where)
    return None


def _said(draft: _Draft, pattern: re.Pattern[str], label: str) -> Field | None:
    """What stands behind a label: on its line, or in the cell to its right."""
    blank: Field | None = None
    for line in draft.head:
        if found := pattern.search(line.text):
            value = _SEAL.sub("", found["value"]).strip()
            if not is_blank(value):
                return Field(text=value, where=line.where)
            blank = blank or Field(text="", where=line.where)
    for cell, right in draft.cells:
        labelled = _LABEL.search(squeeze(cell.text))
        if labelled and labelled.lastgroup == label and right and not _LABEL.search(squeeze(right.text)):
            value = _SEAL.sub("", right.text).strip()
            if not is_blank(value):
                return Field(text=value, where=right.where)
    return blank
