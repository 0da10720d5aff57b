"""How far a task has come, from what its lead units last wrote."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from ledger.model import Task
from ledger.text import is_blank, reads_completed

Texts = Mapping[str, Mapping[int, str]]
"""Each unit's newest text by task."""


class Progress(StrEnum):
    """落实状态, in the words users see."""

    DONE = "已完成"
    UNDER_WAY = "推进中"
    OVERDUE = "到期未完成"
    SILENT = "未报进展"


def progress_of(task: Task, texts: Texts, on: date) -> Progress:
    """A task is done when every lead unit reads so; past its time limit and not done it is overdue."""
    return _state(task, [text_of(texts, unit, task) for unit in task.leads or task.units], on)


def unit_progress(task: Task, unit: str, texts: Texts, on: date) -> Progress:
    """The same of one unit's own part in a task."""
    return _state(task, [text_of(texts, unit, task)], on)


def text_of(texts: Texts, unit: str, task: Task) -> str:
    """What a unit last wrote on a task; nothing where that is blank."""
    text = texts.get(unit, {}).get(task.number, "")
    return "" if is_blank(text) else text


def _state(task: Task, written: list[str], on: date) -> Progress:
    if written and all(written) and all(reads_completed(text) for text in written):
        return Progress.DONE
    if task.expires and task.expires < on:
        return Progress.OVERDUE
    return Progress.UNDER_WAY if any(written) else Progress.SILENT
