"""完成状态: what a unit's newest text says of a task, where no person has decided it (rules.md, Done, open, unclear)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from types import MappingProxyType

from ledger.calendar import last_day
from ledger.model import Assessment, Round, Ruling, Standing, Task, Unsettled
from ledger.progress_text import Reading, Status, may_be_no_answer, read
from ledger.text import is_blank, squeeze, tidy

STATES = {"done": Status.DONE, "open": Status.UNDER_WAY}
"""What a person can set a task's state to, by the code of the decision."""

_LONGEST = 24  # characters of a unit's words in a list


Texts = Mapping[str, Mapping[int, str]]
"""Each unit's newest text by task."""
Rulings = Mapping[str, Mapping[int, Ruling]]
"""What people decided, by unit and task."""
NOTHING_RULED: Rulings = MappingProxyType({})


def state_of(task: Task, unit: str, texts: Texts, rulings: Rulings) -> Reading:
    """How a task stands with a unit: as decided, else as its newest text reads; a blank says that it is open."""
    text = texts.get(unit, {}).get(task.number, "")
    if ruling := ruling_of(task, unit, texts, rulings):
        return Reading(status=ruling.status, words="经人工认定未完成" if ruling.status.is_open else "经人工认定已完成")
    if is_blank(text):
        return Reading(status=Status.NOT_STARTED, words="未填写")
    return read_entry(task, text)


def ruling_of(task: Task, unit: str, texts: Texts, rulings: Rulings) -> Ruling | None:
    """What a person decided of a task, while the unit's text is the one it was decided on."""
    text = texts.get(unit, {}).get(task.number, "")
    ruling = rulings.get(unit, {}).get(task.number)
    return ruling if ruling and squeeze(ruling.text) == squeeze(text) else None


def read_entry(task: Task, text: str, written: date | None = None) -> Reading:
    """What a text says of a task, its own words and indicator known."""
    return read(text, task=_words(task), written=written)


def may_be_none(task: Task, text: str) -> bool:
    """Whether a text may be no answer to a task, or say that the task is not the unit's."""
    return may_be_no_answer(text, _words(task))


def _words(task: Task) -> str:
    return f"{task.content}\n{task.indicator}"


def has_expired(task: Task, on: date) -> bool:
    """Whether a task's time limit has passed."""
    return task.expires is not None and task.expires < on


def expired_by(code: str, tasks: Sequence[Task], rounds: Sequence[Round]) -> set[int]:
    """The tasks whose time limit had passed when a round was due."""
    due = next((one.deadline for one in rounds if one.code == code), None)
    return {task.number for task in tasks if due and has_expired(task, last_day(due))}


def quoted(reading: Reading) -> str:
    """The words a state was read from, short enough for a list."""
    words = tidy(reading.words)
    return f"「{words if len(words) <= _LONGEST else words[: _LONGEST - 1] + '…'}」"


def find_unsettled(
    assessments: Sequence[Assessment],
    tasks: Sequence[Task],
    texts: Texts,
    rulings: Rulings,
    *,
    on: date,
    struck: Mapping[str, AbstractSet[int]] = MappingProxyType({}),
) -> tuple[Unsettled, ...]:
    """完成情况待核: past its time limit, and the text says neither that it is done nor that it is not."""
    return tuple(
        Unsettled(unit=one.unit.name, task=task.number, text=texts[one.unit.name][task.number], words=reading.words)
        for one in assessments
        if one.standing is not Standing.EXCUSED
        for task in tasks
        if one.unit.name in task.units and has_expired(task, on)
        if task.number not in struck.get(one.unit.name, ())
        for reading in [state_of(task, one.unit.name, texts, rulings)]
        if reading.status in (Status.UNCLEAR, Status.NO_CONTENT)
    )
