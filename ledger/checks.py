"""What the content of a submission earns: B for tasks left open, C for the office to look at."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from rapidfuzz import fuzz

from ledger.calendar import print_day
from ledger.model import Entry, Finding, Severity, Task
from ledger.text import has_fact, is_blank, is_filler, is_not_involved, reads_completed, squeeze

_COPIED = 95  # of 100: nearly the same text as another unit's
_LONG_ENOUGH = 20  # characters; shorter texts are alike by chance
_PERCENT = r"(?P<n>\d+(?:\.\d+)?)%"
_FLOOR = re.compile(r"(?P<what>[一-鿿]{2,12}?)(?:达到|不得低于|不低于|不少于|应达)(?P<n>\d+(?:\.\d+)?)%")


def check_content(
    tasks: Sequence[Task],
    entries: Mapping[int, Entry],
    *,
    unit: str,
    on: date,
    previous: Mapping[int, str],
    others: Mapping[int, Mapping[str, str]],
) -> tuple[Finding, ...]:
    """Findings on the tasks a unit answers. `previous` is its own text of last round by task, `others`
    the texts of other units by task and unit, squeezed (`ledger.text`)."""
    findings: list[Finding] = []
    for task in tasks:
        entry = entries.get(task.number)
        if entry is None or is_blank(entry.progress):
            findings.append(_blank(task, entry))
            continue
        text = entry.progress
        if task.number in previous and squeeze(previous[task.number]) == squeeze(text):
            findings.append(_verify("unchanged", task, entry, "与上期填报内容完全相同，请核实本期有无新进展"))
        findings += _substance(task, entry, lead=unit in task.leads)
        findings += _progress(task, entry, on=on)
        findings += _copied(
            task,
            entry,
            {other: theirs for other, theirs in others.get(task.number, {}).items() if other != unit},
        )
    return tuple(findings)


def _place(task: Task, entry: Entry) -> str:
    return f"第{task.number}项（{entry.where}）" if entry.where else f"第{task.number}项"


def _verify(code: str, task: Task, entry: Entry, message: str) -> Finding:
    return Finding(
        code=code,
        severity=Severity.VERIFY,
        message=f"{_place(task, entry)}{message}。",
        where=entry.where,
        task=task.number,
    )


def _blank(task: Task, entry: Entry | None) -> Finding:
    message = f"{_place(task, entry)}进展落实情况未填写" if entry else f"第{task.number}项未填报（表中没有该项）"
    return Finding(
        code="blank",
        severity=Severity.CORRECT,
        message=f"{message}，请补充填写。",
        where=entry.where if entry else "",
        task=task.number,
    )


def _substance(task: Task, entry: Entry, *, lead: bool) -> list[Finding]:
    if lead and is_not_involved(entry.progress):
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
    if is_filler(entry.progress):
        return [_verify("filler", task, entry, f"仅填写「{squeeze(entry.progress)}」，没有实际内容，请核实")]
    return []


def _progress(task: Task, entry: Entry, *, on: date) -> list[Finding]:
    text = squeeze(entry.progress)
    findings = []
    if reads_completed(text) and not has_fact(text):
        findings.append(_verify("no_fact", task, entry, "称已完成，但没有数据、文件或链接等可核查的事实，请核实"))
    if task.expires and on > task.expires and not reads_completed(text):
        findings.append(
            _verify("expired", task, entry, f"责任时限为{print_day(task.expires)}，已到期但未见完成情况，请核实")
        )
    if low := _below_indicator(text, squeeze(task.indicator)):
        findings.append(
            _verify(
                "below_indicator",
                task,
                entry,
                f"{low[0]}填报为{low[1]}%，低于量化指标要求的{low[2]}%，请核实",
            )
        )
    return findings


def _below_indicator(text: str, indicator: str) -> tuple[str, str, str] | None:
    """(what, reported, required) of the first figure that is under its indicator."""
    for floor in _FLOOR.finditer(indicator):
        for said in re.finditer(rf"{re.escape(floor['what'][-4:])}[^，。；%\d]{{0,8}}{_PERCENT}", text):
            if float(said["n"]) < float(floor["n"]):
                return floor["what"], said["n"], floor["n"]
    return None


def _copied(task: Task, entry: Entry, others: Mapping[str, str]) -> list[Finding]:
    text = squeeze(entry.progress)
    if len(text) < _LONG_ENOUGH:
        return []
    alike = [unit for unit, theirs in others.items() if fuzz.ratio(text, theirs, score_cutoff=_COPIED)]
    return [_verify("copied", task, entry, f"与{'、'.join(alike)}填报内容几乎相同，请核实")] if alike else []
