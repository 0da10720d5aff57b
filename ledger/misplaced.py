"""A unit's own words in the place of a text that we gave: they may be its progress, typed in the wrong column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from ledger.layout import heading_of
from ledger.limits import read_due
from ledger.model import Field, Finding, Ledger, Row, Severity, Task
from ledger.progress_text import Status, read
from ledger.text import is_blank, squeeze, tidy

_RELATED = 60  # of 100: an abridged or edited 主要内容 beside the right number
_ALIKE = 80  # of 100: one is a part of the other
_GIVEN = ("due", "responsible", "indicator", "focus", "content")
_TOLD = (Status.DONE, Status.UNDER_WAY, Status.NOT_STARTED, Status.NOT_INVOLVED)
_SHORTEST, _SHORTEST_DUE = 6, 3  # of a text that tells progress in the place of another: 已完成 is no time limit
_LONGEST_DUE = 24  # what is longer is no time limit
_FAR = 8  # times as long
_SHOWN = 20


def misplaced(row: Row, tasks: Sequence[Task], ledger: Ledger) -> Finding | None:
    """What looks like progress in a column of ours."""
    if len(tasks) != 1:
        return None
    (task,) = tasks
    blank = row.progress is not None and is_blank(row.progress.text)
    for kind in _GIVEN:
        said = getattr(row, kind)
        own = _own(said.text, getattr(task, kind), beside=blank) if said else ""
        if len(own) >= (_SHORTEST_DUE if kind == "due" else _SHORTEST) and _tells(own, kind, ledger.year):
            return _finding(replace(said, text=own), kind, task, ledger)
    return None


def _own(text: str, ours: str, *, beside: bool) -> str:
    """What a unit wrote over a text of ours, or, `beside`, behind it."""
    text, ours = squeeze(text), squeeze(ours)
    if beside and ours and text != ours and text.startswith(ours):
        return text.removeprefix(ours)
    far = len(text) > _FAR * (len(ours) + 1)  # no text of ours, however edited
    return "" if not ours or text == ours or (not far and related(text, ours)) else text


def _tells(text: str, kind: str, year: int) -> bool:
    if kind == "due" and (len(squeeze(text)) > _LONGEST_DUE or read_due(text, year=year)[1]):
        return len(squeeze(text)) > _LONGEST_DUE
    return read(text).status in _TOLD


def _finding(said: Field, kind: str, task: Task, ledger: Ledger) -> Finding:
    place, own = heading_of(ledger, kind), heading_of(ledger, "progress")
    message = (
        f"第{task.label}项（{said.where}）「{place}」栏写的是「{tidy(said.text)[:_SHOWN]}」，像是进展情况，未按进展登记，请核实；"
        f"如系进展，请填入「{own}」栏后重新报送。"
    )
    return Finding(code="misplaced", severity=Severity.VERIFY, message=message, where=said.where, task=task.number)


def related(content: str, ours: str) -> bool:
    """Whether a text is ours, or ours abridged or edited."""
    return (
        content == ours
        or fuzz.ratio(content, ours) >= _RELATED
        or (len(content) >= 8 and fuzz.partial_ratio(content, ours) >= _ALIKE)
    )
