"""A form beside what was understood of it, cell by cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.model import Entry, Finding, Form, Row, Task
from ledger.reading import FormReading
from ledger.text import squeeze
from office.desk.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A task that a row was read as, and the text that counts for it."""

    task: Task
    progress: str
    more: tuple[tuple[str, str], ...]  # under the ledger's other headings
    same_content: bool  # whether 主要内容 is the ledger's
    same_progress: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalRow:
    """A row of the form as written, and what was understood of it."""

    row: Row
    understood: tuple[Understood, ...]
    findings: tuple[Finding, ...]

    @property
    def where(self) -> str:
        """Where it stands."""
        return (self.row.progress or self.row.number).where


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A form and its reading."""

    form: Form
    reading: FormReading
    lines: tuple[OriginalRow, ...]
    findings: tuple[Finding, ...]  # of no row


def compare(desk: Desk, form: Form) -> Compared:
    """Each row with what was made of it."""
    reading = desk.read(form)
    tasks, entries = {one.number: one for one in desk.ledger.tasks}, defaultdict(list)
    for entry in reading.entries:
        entries[entry.where].append(entry)
    lines = tuple(_line(row, tasks, entries, reading.findings) for row in form.rows)
    told = {id(finding) for line in lines for finding in line.findings}
    return Compared(
        form=form,
        reading=reading,
        lines=lines,
        findings=tuple(one for one in reading.findings if id(one) not in told),
    )


def _line(
    row: Row, tasks: dict[int, Task], entries: dict[str, list[Entry]], findings: Sequence[Finding]
) -> OriginalRow:  # fmt: skip
    places = {row.number.where, *([row.progress.where] if row.progress else [])} - {""}
    found = entries.get(row.progress.where, []) if row.progress else []
    return OriginalRow(
        row=row,
        understood=tuple(_understood(row, tasks[one.task], one) for one in found),
        findings=tuple(one for one in findings if one.where in places),
    )


def _understood(row: Row, task: Task, entry: Entry) -> Understood:
    return Understood(
        task=task,
        progress=entry.progress,
        more=entry.more,
        same_content=row.content is None or squeeze(row.content.text) == squeeze(task.content),
        same_progress=row.progress is not None and squeeze(row.progress.text) == squeeze(entry.progress),
    )
