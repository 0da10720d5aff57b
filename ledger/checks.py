"""What the content of a submission earns: B for tasks left open, C for the office to look at."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from ledger.calendar import print_day
from ledger.copies import find_copies
from ledger.model import Entry, Finding, Severity, Task
from ledger.progress_text import Reading, Status
from ledger.progress_text.chosen import split_choice, status_of
from ledger.progress_text.indicators import below_indicator
from ledger.states import has_expired, may_be_none, quoted, read_entry
from ledger.text import has_fact, is_blank, squeeze, tidy

_SHOWN = 20  # characters of a text in a finding
_NO_TEXT = re.compile(
    r"\s*(?:(?:［(?:图片|嵌入对象|公式无结果|列表框)］|#(?:REF!|NAME\?|VALUE!|N/A|DIV/0!|NULL!|NUM!)|Err:\d{3})\s*)+"
)
"""What readers write for a cell that holds something else than text."""
_CLOSED = (Status.DONE, Status.NOT_INVOLVED)


def check_content(
    tasks: Sequence[Task],
    entries: Mapping[int, Entry],
    *,
    unit: str,
    on: date,
    previous: Mapping[int, str],
    others: Mapping[int, Mapping[str, str]],
    settled: Collection[int] = (),
) -> tuple[Finding, ...]:
    """Findings on the tasks a unit answers. `previous` is its own text of last round by task, `others`
    the texts of other units by task and unit, squeezed (`ledger.text`); `settled` the tasks whose state a person
    has decided."""
    findings: list[Finding] = []
    for task in tasks:
        entry = entries.get(task.number)
        if entry is None or is_blank(entry.progress):
            findings.append(_blank(task, entry))
            continue
        text = entry.progress
        if task.number in previous and _alone(previous[task.number]) == _alone(text):
            findings.append(_verify("unchanged", task, entry, "与上期填报内容完全相同，请核实本期有无新进展"))
        expired = has_expired(task, on) and task.number not in settled
        needs = split_choice(text)[0] or not has_fact(text) or may_be_none(task, text) or _NO_TEXT.fullmatch(text)
        if expired or needs:
            reading = read_entry(task, text, written=on)
            findings += _substance(task, entry, reading, lead=unit in task.leads)
            findings += _against_choice(task, entry, reading)
            findings += _progress(task, entry, reading, expired=expired)
        findings += _indicator(task, entry)
    return (*findings, *find_copies(tasks, entries, others, unit=unit))


def _place(task: Task, entry: Entry) -> str:
    return f"第{task.label}项（{entry.where}）" if entry.where else f"第{task.label}项"


def _verify(code: str, task: Task, entry: Entry, message: str) -> Finding:
    return Finding(
        code=code,
        severity=Severity.VERIFY,
        message=f"{_place(task, entry)}{message}。",
        where=entry.where,
        task=task.number,
    )


def _blank(task: Task, entry: Entry | None) -> Finding:
    message = f"{_place(task, entry)}进展情况未填写" if entry else f"第{task.label}项未填报（表中没有该项）"
    return Finding(
        code="blank",
        severity=Severity.CORRECT,
        message=f"{message}，请补充填写。",
        where=entry.where if entry else "",
        task=task.number,
    )


def _substance(task: Task, entry: Entry, reading: Reading, *, lead: bool) -> list[Finding]:
    if _NO_TEXT.fullmatch(entry.progress):
        message = f"填写的是{entry.progress.strip()}，没有文字，系统不能读取，请核实或改填文字"
        return [_verify("filler", task, entry, message)]
    if lead and reading.status is Status.NOT_INVOLVED:
        message = f"{_place(task, entry)}你单位为牵头单位，不能填写「不涉及」，请填写实际进展。"
        return [
            Finding(
                code="not_involved",
                severity=Severity.CORRECT,
                message=message,
                where=entry.where,
                task=task.number,
            )
        ]
    if reading.status is Status.NO_CONTENT:
        said = tidy(entry.progress)
        shown = said if len(said) <= _SHOWN else f"{said[:_SHOWN]}…"
        return [_verify("filler", task, entry, f"仅填写「{shown}」，没有实际内容，请核实")]
    return []


def _alone(text: str) -> str:
    """A text without what was chosen beside it, to be compared."""
    return squeeze(split_choice(text)[1])


def _against_choice(task: Task, entry: Entry, reading: Reading) -> list[Finding]:
    """What was chosen under 完成状态 decides; a text that says otherwise is for the office to look at."""
    chosen, text = split_choice(entry.progress)
    if status_of(chosen) is None or is_blank(text):
        return []
    said = read_entry(task, text)
    contrary = said.status.is_open if reading.status is Status.DONE else said.status is Status.DONE
    if not contrary:
        return []
    message = f"完成状态为「{chosen}」，进展情况却反映{said.status.label}{quoted(said)}，请核实"
    return [_verify("state_differs", task, entry, message)]


def _progress(task: Task, entry: Entry, reading: Reading, *, expired: bool) -> list[Finding]:
    findings = []
    if reading.status is Status.DONE and not has_fact(entry.progress):
        findings.append(_verify("no_fact", task, entry, "称已完成，但没有数据、文件或链接等可核查的事实，请核实"))
    if task.expires and expired and reading.status not in _CLOSED:
        seen = f"填报内容反映未完成{quoted(reading)}" if reading.status.is_open else "完成情况不明"
        findings.append(_verify("expired", task, entry, f"责任时限为{print_day(task.expires)}，已到期，{seen}，请核实"))
    return findings


def _indicator(task: Task, entry: Entry) -> list[Finding]:
    low = below_indicator(entry.progress, task.indicator)
    if not low:
        return []
    message = f"{low.what}填报为{low.said}，低于量化指标要求的{low.wanted}，请核实"
    return [_verify("below_indicator", task, entry, message)]
