"""建账: the master ledger as a form → the year's ledger, its oddities reported, none hidden."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date

from ledger.dates import plain_digits, read_dates, read_due, read_year
from ledger.model import Field, Finding, Form, Ledger, Row, Severity, Task
from ledger.responsibility import read_responsibility
from ledger.roster import Roster
from ledger.text import is_blank, squeeze

_NUMBER = re.compile(r"\d+")
_COUNTS = re.compile(r"(?P<sections>\d+)个板块(?P<tasks>\d+)项")
_ORDINAL = re.compile(r"[(（][一二三四五六七八九十]+[)）]")
_EVERY_QUARTER = re.compile(r"每季度末月(?P<day>\d{1,2})日")
_QUARTER_ENDS = (3, 6, 9, 12)


class LedgerError(ValueError):
    """The file is no ledger at all: there is nothing to open a year with."""


def open_year(form: Form, roster: Roster) -> Ledger:
    """The ledger a master form means. Raises LedgerError if it names no year or holds no task."""
    year = read_year(form.title) or read_year(form.preface)
    if year is None:
        raise LedgerError(f"{form.file} 的标题中没有年份，无法确定是哪一年的台账；请把标题写成「2022年……任务落实台账」")
    tasks: list[Task] = []
    findings: list[Finding] = list(form.findings)
    for row in form.rows:
        task, odd = _task(row, roster, year=year, position=len(tasks) + 1)
        tasks.append(task)
        findings += odd
    if not tasks:
        raise LedgerError(
            f"{form.file} 中没有读到任何任务行；请检查表格是否有「序号、主要内容、责任单位、责任时限」各列"
        )
    deadlines = _deadlines(form.preface, year)
    findings += [
        *_numbering(tasks),
        *_counts(form.preface, tasks),
        *_ordinals(tasks),
        *_quarters(tasks, deadlines),
    ]
    return Ledger(
        title=form.title,
        preface=form.preface,
        year=year,
        tasks=tuple(tasks),
        deadlines=deadlines,
        findings=_gathered(findings),
    )


def _text(field: Field | None) -> str:
    return field.text.strip() if field else ""


def _task(row: Row, roster: Roster, *, year: int, position: int) -> tuple[Task, list[Finding]]:
    found = _NUMBER.search(plain_digits(row.number.text))
    number = int(found[0]) if found else position
    due = _text(row.due)
    said = read_responsibility(_text(row.responsible), roster, task=number)
    findings = list(said.findings)
    expires, understood = read_due(due or said.limit, year=year)
    if said.limit and due and read_due(said.limit, year=year)[0] != expires:
        findings.append(
            _odd(
                "two_limits",
                number,
                Severity.VERIFY,
                f"第{number}项有两个责任时限：责任单位栏内写「{said.limit}」，责任时限栏写「{due}」；已按责任时限栏计算，请核定。",
            )
        )
    if not understood:
        findings.append(
            _odd(
                "limit_unclear",
                number,
                Severity.VERIFY,
                f"第{number}项责任时限「{due}」既不是「长期坚持」也不是年月，到期不会提示；请改写。",
            )
        )
    if not said.units:
        findings.append(
            _odd(
                "no_units",
                number,
                Severity.VERIFY,
                f"第{number}项没有可识别的责任单位，不会分派给任何单位；请补充责任单位。",
            )
        )
    task = Task(
        number=number,
        section=row.section,
        focus=_text(row.focus),
        content=_text(row.content),
        indicator=_text(row.indicator),
        responsible=_text(row.responsible),
        due=due,
        leads=said.leads,
        units=said.units,
        expires=expires,
    )
    return task, findings


def _odd(code: str, task: int, severity: Severity, message: str) -> Finding:
    return Finding(code=code, severity=severity, message=message, task=task, where=f"第{task}项")


def _gathered(findings: list[Finding]) -> tuple[Finding, ...]:
    """One finding for all the tasks it says the same of: they share a merged cell."""
    said: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        said.setdefault((finding.code, finding.message.removeprefix(f"第{finding.task}项")), []).append(finding)
    return tuple(
        replace(same[0], message=f"第{'、'.join(str(finding.task) for finding in same)}项{rest}")
        if len(same) > 1
        else same[0]
        for (_, rest), same in said.items()
    )


def _deadlines(preface: str, year: int) -> tuple[date, ...]:
    """The days in the sentence that asks for reports: 「分别于2022年6月10日、9月10日、12月10日前报送」."""
    for sentence in re.split(r"[。；]", preface):
        if "报送" in sentence and (days := read_dates(sentence, year=year)):
            return days
    return ()


def _numbering(tasks: list[Task]) -> list[Finding]:
    twice = [str(number) for number, count in Counter(task.number for task in tasks).items() if count > 1]
    if twice:
        return [
            Finding(
                code="number_twice",
                severity=Severity.CORRECT,
                message=f"序号{'、'.join(twice)}出现不止一次；填报表按序号对应任务，请改正。",
            )
        ]
    if [task.number for task in tasks] != list(range(1, len(tasks) + 1)):
        return [
            Finding(
                code="number_gap",
                severity=Severity.NOTE,
                message="任务序号不是从1起连续编排，请核对是否有漏项。",
            )
        ]
    return []


def _counts(preface: str, tasks: list[Task]) -> list[Finding]:
    said = _COUNTS.search(squeeze(preface))
    sections = len({task.section for task in tasks if task.section})
    if said is None or (int(said["sections"]), int(said["tasks"])) == (sections, len(tasks)):
        return []
    return [
        Finding(
            code="count",
            severity=Severity.VERIFY,
            message=f"前言写{said['sections']}个板块{said['tasks']}项任务，表中读到{sections}个板块{len(tasks)}项，请核对。",
        )
    ]


def _ordinals(tasks: list[Task]) -> list[Finding]:
    bare = [task.number for task in tasks if not is_blank(task.focus) and not _ORDINAL.match(task.focus)]
    if not bare or len(bare) == len(tasks):
        return []
    numbers = "、".join(map(str, bare))
    return [
        Finding(
            code="bare_focus",
            severity=Severity.NOTE,
            message=f"第{numbers}项的重点工作没有「（一）」一类编号，与其余各项体例不一致，请核对。",
            task=bare[0],
        )
    ]


def _quarters(tasks: list[Task], deadlines: tuple[date, ...]) -> list[Finding]:
    """A task that asks for a report every quarter against a preface that names fewer days."""
    if not deadlines or {day.month for day in deadlines} == set(_QUARTER_ENDS):
        return []
    named = "、".join(f"{day.month}月{day.day}日" for day in deadlines)
    return [
        _odd(
            "deadlines_differ",
            task.number,
            Severity.VERIFY,
            f"前言规定的报送时间为{named}，第{task.number}项却要求「{said[0]}前」报送（一年四次）；已按前言设期次，请核定。",
        )
        for task in tasks
        if (said := _EVERY_QUARTER.search(squeeze(task.content)))
    ]
