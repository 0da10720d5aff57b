"""How far a task has come, from what its lead units last wrote."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from ledger.model import Task
from ledger.progress_text import Reading, Status
from ledger.states import NOTHING_RULED, Rulings, Texts, has_expired, state_of
from ledger.text import is_blank


class Progress(StrEnum):
    """落实状态, in the words users see."""

    DONE = "已完成"
    UNDER_WAY = "推进中"
    OVERDUE = "到期未完成"
    UNSETTLED = "完成情况待核"
    SILENT = "未报进展"


def progress_of(task: Task, texts: Texts, on: date, rulings: Rulings = NOTHING_RULED) -> Progress:
    """A task is done when every lead unit reads so; past its time limit it is overdue where one says that it is
    open, or says nothing."""
    return _state(task, task.leads or task.units, texts, on, rulings)


def unit_progress(task: Task, unit: str, texts: Texts, on: date, rulings: Rulings = NOTHING_RULED) -> Progress:
    """The same of one unit's own part in a task."""
    return _state(task, (unit,), texts, on, rulings)


def text_of(texts: Texts, unit: str, task: Task) -> str:
    """What a unit last wrote on a task; nothing where that is blank."""
    text = texts.get(unit, {}).get(task.number, "")
    return "" if is_blank(text) else text


def _state(task: Task, units: Sequence[str], texts: Texts, on: date, rulings: Rulings) -> Progress:
    read = [state_of(task, unit, texts, rulings) for unit in units]
    if _all_done(read):
        return Progress.DONE
    if has_expired(task, on):
        open_ = not read or any(one.status.is_open for one in read)
        return Progress.OVERDUE if open_ else Progress.UNSETTLED
    return Progress.UNDER_WAY if any(text_of(texts, unit, task) for unit in units) else Progress.SILENT


def _all_done(read: Sequence[Reading]) -> bool:
    """Every unit that has to do with it is done."""
    involved = [one.status for one in read if one.status is not Status.NOT_INVOLVED]
    return bool(involved) and all(status is Status.DONE for status in involved)
