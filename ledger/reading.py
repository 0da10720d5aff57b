"""A form → what it says about our ledger: entries by task, unit, round, date, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, process

from ledger.dates import plain_digits, read_date, read_year
from ledger.model import Entry, Finding, Form, Ledger, Round, Row, Severity, Task, Unit
from ledger.roster import Roster, plain_name
from ledger.rounds import round_said
from ledger.text import is_blank, squeeze, tidy

_NUMBER = re.compile(r"\d+")
_ALIKE = 80  # of 100: a row's 主要内容 is this task's
_RELATED = 60  # of 100: an abridged or edited 主要内容 beside the right number


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A form understood as far as it says so itself."""

    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]
    unit_text: str
    unit: Unit | None
    round: Round | None
    reported_on: date | None

    @property
    def blocked(self) -> bool:
        """Whether an A finding stands against it."""
        return any(finding.severity is Severity.RETURN for finding in self.findings)


def reported_on(form: Form) -> date | None:
    """填报时间 as a full, possible date; the title lends its year to 「6月8日」."""
    return read_date(form.reported_on.text, year=read_year(form.title)) if form.reported_on else None


def read_form(form: Form, *, ledger: Ledger, roster: Roster, rounds: Sequence[Round]) -> Reading:
    """Everything a form says, and every A and D finding it earns by itself."""
    findings = list(form.findings)
    entries: tuple[Entry, ...] = ()
    if not any(finding.severity is Severity.RETURN for finding in findings):
        findings += _year(form, ledger)
        entries, odd = _entries(form, ledger.tasks)
        findings += odd
    unit_text = tidy(form.unit.text) if form.unit else ""
    issued_to = form.issued[0] if form.issued else ""
    said = " ".join(
        text for text in (form.issued[1] if form.issued else "", form.round.text if form.round else "") if text
    )
    return Reading(
        entries=entries,
        findings=tuple(findings),
        unit_text=unit_text or issued_to,
        unit=roster.find(unit_text or issued_to) if plain_name(unit_text or issued_to) else None,
        round=round_said(form.round.text if form.round else "", rounds) or round_said(said, rounds),
        reported_on=reported_on(form),
    )


def _year(form: Form, ledger: Ledger) -> list[Finding]:
    year = read_year(form.title) or (read_year(form.round.text) if form.round else None)
    if year is None or year == ledger.year:
        return []
    message = f"表题为「{tidy(form.title)}」，是{year}年的表，不是{ledger.year}年任务落实台账；请使用{ledger.year}年填报版重新报送。"
    return [Finding(code="wrong_year", severity=Severity.RETURN, message=message, where="标题")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Match:
    task: Task | None
    alike: bool | None  # whether 主要内容 is the task's; None where the form does not repeat it
    finding: Finding | None = None


def _entries(form: Form, tasks: Sequence[Task]) -> tuple[tuple[Entry, ...], list[Finding]]:
    matches = [(row, _match(row, tasks)) for row in form.rows]
    judged = [match.alike for _, match in matches if match.alike is not None]
    if judged and sum(judged) * 2 < len(judged):
        message = "表中「主要内容」与本年度任务落实台账不一致，不是本办下发的填报表；请使用本年度填报版重新报送。"
        return (), [
            Finding(
                code="other_ledger",
                severity=Severity.RETURN,
                message=message,
                where=form.rows[0].number.where,
            )
        ]
    findings = [match.finding for _, match in matches if match.finding]
    entries: dict[int, Entry] = {}
    for row, match in matches:
        if match.task is None or row.progress is None:
            continue
        entry = Entry(task=match.task.number, progress=row.progress.text.strip(), where=row.progress.where)
        if (before := entries.get(entry.task)) and not is_blank(before.progress):
            entry, odd = _joined(before, entry)
            findings += odd
        entries[entry.task] = entry
    if not entries:
        message = "表中没有读到本年度台账的任何任务行，请核对是否为本期填报表，并使用本年度填报版重新报送。"
        return (), [*findings, Finding(code="no_tasks", severity=Severity.RETURN, message=message)]
    if all(is_blank(entry.progress) for entry in entries.values()):
        message = "「进展落实情况」一栏全部为空，未填写任何内容；请填写后重新报送。"
        findings.append(
            Finding(code="empty", severity=Severity.RETURN, message=message, where=form.rows[0].number.where)
        )
    return tuple(entries[number] for number in sorted(entries)), findings


def _joined(before: Entry, entry: Entry) -> tuple[Entry, list[Finding]]:
    """The same task in two rows: both texts are kept."""
    if is_blank(entry.progress) or squeeze(entry.progress) == squeeze(before.progress):
        return before, []
    message = f"第{entry.task}项在表中出现两次（{before.where}、{entry.where}），内容已合并；如不应合并，请删去一处后重新报送。"
    odd = Finding(code="row_twice", severity=Severity.NOTE, message=message, where=entry.where, task=entry.task)
    return Entry(task=entry.task, progress=f"{before.progress}\n{entry.progress}", where=before.where), [odd]


def _match(row: Row, tasks: Sequence[Task]) -> _Match:
    """The task a row is about: by number if its 主要内容 does not contradict, else by 主要内容."""
    found = _NUMBER.search(plain_digits(row.number.text))
    number = int(found[0]) if found else None
    named = next((task for task in tasks if task.number == number), None)
    content = squeeze(row.content.text) if row.content else ""
    if not content:
        return _Match(task=named, alike=None, finding=None if named else _unknown(row))
    if named and _related(content, squeeze(named.content)):
        return _Match(task=named, alike=True)
    best = process.extractOne(
        content,
        {task.number: squeeze(task.content) for task in tasks},
        scorer=fuzz.ratio,
        score_cutoff=_ALIKE,
    )
    if best is None:
        return _Match(task=named, alike=False, finding=_changed(row, named) if named else _unknown(row))
    task = next(task for task in tasks if task.number == best[2])
    return _Match(task=task, alike=True, finding=_renumbered(row, task) if number is not None else None)


def _related(content: str, ours: str) -> bool:
    return (
        content == ours
        or fuzz.ratio(content, ours) >= _RELATED
        or (len(content) >= 8 and fuzz.partial_ratio(content, ours) >= _ALIKE)
    )


def _unknown(row: Row) -> Finding:
    text = tidy(row.content.text)[:20] if row.content else row.number.text
    return Finding(
        code="unknown_row",
        severity=Severity.NOTE,
        message=f"{row.number.where}「{text}」不是本年度台账中的任务，未予登记；如系序号或「主要内容」写错，请改正后重新报送。",
        where=row.number.where,
    )


def _changed(row: Row, task: Task) -> Finding:
    message = f"第{task.number}项（{row.number.where}）的「主要内容」与下发台账不一致，已按序号登记；请核对序号，勿改动下发内容。"
    return Finding(
        code="content_changed",
        severity=Severity.NOTE,
        message=message,
        where=row.number.where,
        task=task.number,
    )


def _renumbered(row: Row, task: Task) -> Finding:
    message = f"{row.number.where}序号写作「{tidy(row.number.text)}」，「主要内容」是第{task.number}项，已按第{task.number}项登记。"
    return Finding(code="number_odd", severity=Severity.NOTE, message=message, where=row.number.where, task=task.number)
