"""建账: the master ledger as a form → the year's ledger, its oddities reported, none hidden."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ledger.dates import read_years
from ledger.layout import Explained, by_columns, understood
from ledger.left_open import left_open
from ledger.limits import read_due
from ledger.model import Field, Finding, Form, Ledger, LedgerColumn, Row, Severity, Task
from ledger.numbering import number_tasks
from ledger.numerals import task_label
from ledger.responsibility import has_helpers, read_responsibility
from ledger.rhythm import Rhythm, read_rhythm
from ledger.roster import Roster
from ledger.text import is_blank, squeeze

_NOTHING_SAID = Explained()
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_FIRST_LEADS = re.compile(
    r"(?:第一|首位|首个|首列|排名?在?前|列前)[^。；，,]{0,12}(?:牵头|主办|主责)|牵头[^。；，,]{0,8}(?:排|列)(?:在|名)?(?:第一|首位|前)"
)
_COUNTS = re.compile(r"(?P<sections>\d+)个板块(?P<tasks>\d+)项")
_ORDINAL = re.compile(r"[(（][一二三四五六七八九十]+[)）]")
_EVERY_QUARTER = re.compile(r"每季度末月(?P<day>\d{1,2})日")
_QUARTER_ENDS = (3, 6, 9, 12)


class LedgerError(ValueError):
    """The file is no ledger at all: there is nothing to open a year with."""


def open_year(form: Form, roster: Roster, said: Explained = _NOTHING_SAID) -> Ledger:
    """The ledger a master form means, with what a person has said of it. Raises LedgerError if it names no year or
    holds no task."""
    _refuse_no_ledger(form)
    year = year_of(form)
    columns = understood(form, said)
    over = bool(said.columns) or _told_in(columns) != [heading for heading, kind in form.columns if kind == "content"]
    rows = [by_columns(row, columns, over=True) if over or row.content is None else row for row in form.rows]
    numbers, findings = number_tasks(rows)
    findings = [
        *(one for one in form.findings if one.code != "beside"),
        *findings,
        *left_open(form, columns, said, roster=roster, year=year),
    ]
    written = Counter(squeeze(row.number.text) for row in rows)
    opening = _Opening(
        roster=roster,
        year=year,
        said=said,
        columns=columns,
        first_leads=_first_leads(form, columns, said),
        helped=has_helpers([one.heading.removeprefix("整改") for one in columns if one.kind == "responsible"]),
        repeated=frozenset(text for text, count in written.items() if count > 1 or not text),
    )
    tasks: list[Task] = []
    for number, row in zip(numbers, rows, strict=True):
        task, odd = opening.task(row, number)
        tasks.append(task)
        findings += odd
    rhythm = read_rhythm(form.preface, year=year)
    findings += [
        *_counts(form.preface, tasks),
        *_ordinals(tasks),
        *_quarters(tasks, tuple(plan.due for plan in rhythm.plans)),
        *_unclear(rhythm),
        *_year_doubt(form, year),
    ]
    if all(one.kind != "responsible" for one in columns):  # said of the column, once
        findings = [one for one in findings if one.code != "no_units"]
    return Ledger(
        title=form.title,
        preface=form.preface,
        year=year,
        tasks=tuple(tasks),
        columns=columns,
        rhythm=rhythm.plans,
        findings=_gathered(findings),
    )


def _told_in(columns: Sequence[LedgerColumn]) -> list[str]:
    """The headings under which the tasks are told."""
    return [one.heading for one in columns if one.kind == "content"]


def _refuse_no_ledger(form: Form) -> None:
    """Say what the file is instead of a ledger. Raises LedgerError."""
    if form.issued:
        raise LedgerError(f"{form.file} 是发给「{form.issued[0]}」的填报表，不是全年台账；请放入全年的任务台账")
    if form.rows:
        return
    refused = [one.message.partition("。")[0] for one in form.findings if one.severity is Severity.RETURN]
    why = f"（{refused[0]}）" if refused else ""
    raise LedgerError(
        f"台账文件 {form.file} 中没有读到任何任务行{why}；应是 Word（docx）或 Excel（xlsx）文件，"
        "表格第一行写栏名，至少有「主要内容」和「责任单位」两栏"
    )


def year_of(form: Form) -> int:
    """The year of a ledger: of several that the title names the latest. Raises LedgerError if none is named."""
    years = read_years(form.title) or read_years(" ".join(form.hints)) or read_years(form.preface)[:1]
    if not years and len(of_rows := _years_of_rows(form)) == 1:
        years = of_rows
    if not years:
        raise LedgerError(f"{form.file} 的标题中没有年份，无法确定是哪一年的台账；请把标题写成「2022年……任务落实台账」")
    return max(years)


def _years_of_rows(form: Form) -> tuple[int, ...]:
    """The years that time limits and numbers name: 2025-06-30, 督〔2025〕1号."""
    said = (field.text for row in form.rows for field in (row.due, row.number) if field)
    return tuple(sorted({int(year) for text in said for year in _YEAR.findall(text)}))


def _first_leads(form: Form, columns: Sequence[LedgerColumn], said: Explained) -> bool:
    """Whether the first unit named is the lead, because the ledger or a person says so."""
    headings = "".join(one.heading for one in columns if one.kind == "responsible")
    return said.first_leads or _FIRST_LEADS.search(squeeze(f"{form.preface}。{headings}")) is not None


def _text(field: Field | None) -> str:
    return field.text.strip() if field else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opening:
    """What every row is read with."""

    roster: Roster
    year: int
    said: Explained
    columns: tuple[LedgerColumn, ...]
    first_leads: bool
    helped: bool  # 配合单位 has a column of its own beside 责任单位
    repeated: frozenset[str]  # numbers that stand at several tasks

    def task(self, row: Row, number: int) -> tuple[Task, list[Finding]]:
        """The task of a row, and what is odd or not understood in it."""
        place = row.responsible.where if row.responsible else row.number.where
        read = read_responsibility(
            _text(row.responsible),
            self.roster,
            task=number,
            first_leads=self.first_leads,
            helped=self.helped,
            nobody=self.said.nobody,
        )
        expires, odd = self._limit(row, number, read.limit)
        findings = [*(_placed(one, place) for one in read.findings), *odd, *_blank(row, number)]
        if not read.units:
            named = all(
                squeeze(one) in self.said.nobody for one in re.split("[、，,;；]", _text(row.responsible)) if one
            )
            severity = Severity.VERIFY if named and _text(row.responsible) else Severity.CORRECT
            message = f"第{task_label(number)}项没有可识别的责任单位，不会分派给任何单位；请补充责任单位。"
            findings.append(_odd("no_units", number, severity, message, place))
        task = Task(
            number=number,
            section=row.section,
            focus=_text(row.focus),
            content=_text(row.content),
            indicator=_text(row.indicator),
            responsible=_text(row.responsible),
            due=_text(row.due),
            leads=read.leads,
            units=read.units,
            expires=expires,
            cells=self._cells(row, number),
        )
        return task, findings

    def _cells(self, row: Row, number: int) -> tuple[str, ...]:
        """The row as the ledger has it, what units fill in left blank; a number that does not tell it apart as ours."""
        return tuple("" if one.asked else self._cell(row, number, one) for one in self.columns)

    def _cell(self, row: Row, number: int, column: LedgerColumn) -> str:
        text = _text(row.under(column.heading))
        return task_label(number) if column.kind == "number" and squeeze(text) in self.repeated else text

    def _limit(self, row: Row, number: int, other: str) -> tuple[date | None, list[Finding]]:
        """A task's last day, and what is unclear about it."""
        due, label = _text(row.due), task_label(number)
        if row.due is None and not other:
            return None, []  # a ledger without time limits
        expires, is_clear = self._day(due or other)
        findings = []
        if other and due and self._day(other)[0] != expires:
            message = f"第{label}项有两个责任时限：责任单位栏内写「{other}」，责任时限栏写「{due}」；已按责任时限栏计算，请核定。"
            findings.append(_odd("two_limits", number, Severity.VERIFY, message))
        if not is_clear:
            message = (
                f"第{label}项责任时限「{due}」看不出日期，到期不会提示；请在台账中改写，"
                f'或在 office.toml [ledger.due] 中写明，如 "{due or "（空）"}" = "长期坚持"。'
            )
            findings.append(_odd("limit_unclear", number, Severity.CORRECT, message, row.due.where if row.due else ""))
        return expires, findings

    def _day(self, text: str) -> tuple[date | None, bool]:
        key = squeeze(text) or "（空）"
        return (self.said.due[key], True) if key in self.said.due else read_due(text, year=self.year)


def _placed(finding: Finding, place: str) -> Finding:
    """A finding with its cell; a name that is no unit's stops the check until a person has said whose it is."""
    severity = Severity.CORRECT if finding.code == "unknown_unit" else finding.severity
    return replace(finding, where=place, severity=severity)


def _blank(row: Row, number: int) -> list[Finding]:
    """A row without its task."""
    if row.content is None or row.content.text.strip() or _text(row.focus):
        return []
    message = f"第{task_label(number)}项的任务内容为空；请补写。"
    return [_odd("no_content", number, Severity.CORRECT, message, row.content.where)]


def _year_doubt(form: Form, year: int) -> list[Finding]:
    if read_years(f"{form.title}{' '.join(form.hints)}{form.preface}"):
        return []
    message = f"标题中没有年份，已按各项时限和编号定为{year}年，请核对。"
    return [Finding(code="year_unsaid", severity=Severity.VERIFY, message=message, where="标题")]


def _unclear(rhythm: Rhythm) -> list[Finding]:
    if rhythm.plans:
        return [_wanting(name) for name in rhythm.wanting]
    why = f"「{rhythm.unclear}」看不出每期的报送日期" if rhythm.unclear else "没有写明报送时间"
    message = f"前言{why}，没有设期次；请在 office.toml 中逐期填写 [[rounds]]（due = 报送截止日，name = 期次名称）。"
    return [Finding(code="rounds_unclear", severity=Severity.CORRECT, message=message, where="前言")]


def _wanting(name: str) -> Finding:
    """A round whose day cannot be counted yet."""
    message = f"{name}的截止日按工作日计算，来年放假通知公布以前算不出，没有设期次；公布后请在 office.toml 中补填 [[rounds]]（due、name）。"
    return Finding(code="round_wanting", severity=Severity.VERIFY, message=message, where=name)


def _odd(code: str, task: int, severity: Severity, message: str, where: str = "") -> Finding:
    return Finding(code=code, severity=severity, message=message, task=task, where=where or f"第{task_label(task)}项")


def _gathered(findings: list[Finding]) -> tuple[Finding, ...]:
    """One finding for all the tasks it says the same of, with their cells: they share a merged cell."""
    said: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        head = f"第{task_label(finding.task)}项" if finding.task is not None else ""
        said.setdefault((finding.code, finding.message.removeprefix(head)), []).append(finding)
    return tuple(_as_one(rest, same) for (_, rest), same in said.items())


def _as_one(rest: str, same: Sequence[Finding]) -> Finding:
    places = "、".join(dict.fromkeys(one.where for one in same if not one.where.startswith("第")))
    numbers = dict.fromkeys(one.task for one in same if one.task is not None)
    head = f"第{'、'.join(map(task_label, numbers))}项" if numbers and same[0].message != rest else ""
    cells = f"（{places}）" if places and same[0].severity is Severity.CORRECT and numbers else ""
    return replace(same[0], message=f"{head}{rest.rstrip('。')}{cells}{'。' if rest.endswith('。') else ''}")


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
    if not bare or len(bare) == sum(not is_blank(task.focus) for task in tasks):
        return []
    numbers = "、".join(map(task_label, bare))
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
            f"前言规定的报送时间为{named}，第{task.label}项却要求「{said[0]}前」报送（一年四次）；已按前言设期次，请核定。",
        )
        for task in tasks
        if (said := _EVERY_QUARTER.search(squeeze(task.content)))
    ]
