"""Rows that tell a part of the task above them: （1）、（2） or 1.1、1.2 under a task whose own number is written otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ledger.model import Field, Finding, Row, Severity, Task
from ledger.text import is_blank, tidy

_FIGURES, _WORDS = re.compile(r"\d+"), re.compile("[一二三四五六七八九十]+")

Told = tuple[Row, tuple[Task, ...], bool | None]
"""A row, the tasks it is about, and whether its 主要内容 is theirs (None: it has none)."""


def with_sub_rows(told: Sequence[Told]) -> tuple[dict[int, Row], list[Finding]]:
    """The rows that stay, by their place, with what their sub rows tell; and what the office should know of these."""
    certain = [(row, tasks) for row, tasks, alike in told if alike and tasks]
    styles, known = {_style(row) for row, _ in certain}, {task.number for _, tasks in certain for task in tasks}
    kept: dict[int, Row] = {}
    findings: list[Finding] = []
    above: int | None = None
    for place, (row, tasks, alike) in enumerate(told):
        other = above is not None and tasks != told[above][1] and known.issuperset(task.number for task in tasks)
        if above is not None and other and not alike and tasks and _style(row) not in styles and _says(row):
            kept[above] = _with(kept[above], row)
            findings.append(_finding(row, told[above][1]))
        else:
            kept[place] = row
            above = place if alike and tasks else above
    return kept, findings


def _says(row: Row) -> bool:
    return not is_blank(_progress(row).text)


def _style(row: Row) -> str:
    """How a number is written, whatever it is: （1）, 1.1, 一、"""
    return _FIGURES.sub("1", _WORDS.sub("一", "".join(row.number.text.split())))


def _progress(row: Row) -> Field:
    return row.progress or Field(text="", where=row.number.where)


def _with(above: Row, row: Row) -> Row:
    """A row with the text of one below it, which keeps its number and its own words."""
    own = row.content.text.strip() if row.content else ""
    said = f"{row.number.text.strip()}{own and f'{own}：'}{_progress(row).text.strip()}"
    before = _progress(above)
    text = said if is_blank(before.text) else f"{before.text}\n{said}"
    return replace(above, progress=replace(before, text=text))


def _finding(row: Row, tasks: Sequence[Task]) -> Finding:
    label = "、".join(task.label for task in tasks)
    message = f"{row.number.where}「{tidy(row.number.text)}」的「主要内容」不是台账的任务，已作为第{label}项的分项登记，请核实。"
    return Finding(
        code="sub_row", severity=Severity.VERIFY, message=message, where=row.number.where, task=tasks[0].number
    )
