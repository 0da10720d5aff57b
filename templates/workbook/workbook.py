"""汇总台账.xlsx: a round in one workbook, from the matrix down to every entry and where it came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from ledger.layout import progress_heading
from ledger.model import Assessment, Report, Severity, Standing
from ledger.naming import heading_of, told_by
from ledger.numerals import in_cell, task_label
from templates.common.tally import tally
from templates.common.wording import clock, listed, percent, until
from templates.workbook.sheets import OPEN, Sheet, write_workbook

Sources = Mapping[int, tuple[str, str, str]]
"""Submission number → (Message-ID, received time, sha256 of the file)."""
_NO_SOURCES: Sources = MappingProxyType({})

_SEVERITIES = {
    Severity.RETURN: "退回",
    Severity.CORRECT: "需补正",
    Severity.VERIFY: "核实",
    Severity.NOTE: "提示",
}


def render(report: Report, sources: Sources = _NO_SOURCES, rules: str = "") -> bytes:
    """The workbook as xlsx; the same report and sources give the same bytes. `rules` is the rules' version."""
    sheets = (
        _matrix(report),
        _entries(report),
        _standings(report),
        _summary(report),
        _findings(report),
        _sources(report, sources, rules),
    )
    title = f"{report.round.name}汇总台账"
    return write_workbook(sheets, title=title, author=report.office.name, made_at=report.made_at)


def _matrix(report: Report) -> Sheet:
    """Units × tasks: √ answered, × not, blank where the unit need not answer."""
    numbers = [task.number for task in report.ledger.tasks]
    heads = [("单位", 22.0), ("类别", 8.0), ("认定情形", 10.0), ("应填", 6.0), ("已填", 6.0)]
    return Sheet(
        name="矩阵",
        heads=[*heads, *((str(number), 4.5) for number in numbers)],
        rows=[
            [*_unit(one), one.standing.label, len(one.expected), len(one.answered), *_marks(one, numbers)]
            for one in report.assessments
        ],
        freeze="D2",
        wide=frozenset({0}),
    )


def _marks(one: Assessment, numbers: Sequence[int]) -> list[str]:
    if one.standing is Standing.EXCUSED:
        return [one.standing.symbol if number in one.expected else "" for number in numbers]
    expected, answered = set(one.expected), set(one.answered)
    return ["√" if number in answered else OPEN if number in expected else "" for number in numbers]


def _unit(one: Assessment) -> tuple[str, str]:
    return one.unit.name, one.unit.category


def _entries(report: Report) -> Sheet:
    """Every entry that counts, unit by unit."""
    tasks = {task.number: task for task in report.ledger.tasks}
    more, (name, _) = report.ledger.more, told_by(report.ledger)
    rows = [
        [
            *_unit(one),
            in_cell(entry.task),
            tasks[entry.task].section if entry.task in tasks else "",
            getattr(tasks[entry.task], name) if entry.task in tasks else "",
            entry.progress,
            *(dict(entry.more).get(heading, "") for heading in more),
            entry.where,
            one.submission or "",
        ]
        for one in report.assessments
        for entry in one.entries
    ]
    heads = [("单位", 22.0), ("类别", 8.0), ("任务序号", 9.0), ("板块", 20.0)]
    heads += [(heading_of(report.ledger, name), 24.0)]
    heads += [
        (progress_heading(report.ledger), 70.0),
        *((heading, 40.0) for heading in more),
        ("表中位置", 14.0),
        ("报送件编号", 10.0),
    ]
    wide = frozenset({0, 3, 4, *range(5, 7 + len(more))})
    return Sheet(name="长表", heads=heads, rows=rows, freeze="D2", wide=wide)


def _standings(report: Report) -> Sheet:
    heads = [("序号", 6.0), ("单位", 22.0), ("类别", 8.0), ("符号", 6.0), ("认定情形", 10.0)]
    heads += [("报送截止时间", 20.0), ("报送时间", 20.0), ("应填", 6.0), ("已填", 6.0)]
    heads += [("未填任务", 24.0), ("收件次数", 9.0), ("认定依据", 50.0)]
    rows = [
        [
            number,
            *_unit(one),
            one.standing.symbol,
            one.standing.label,
            until(one.deadline),
            _received(one),
            len(one.expected),
            len(one.answered),
            _open(one),
            len(one.versions),
            one.reason,
        ]
        for number, one in enumerate(report.assessments, 1)
    ]
    return Sheet(name="报送情况", heads=heads, rows=rows, freeze="C2", wide=frozenset({1, 9, 11}))


def _received(one: Assessment) -> str:
    return clock(one.received_at) if one.received_at else "—"


def _open(one: Assessment) -> str:
    answered = set(one.answered)
    open_ = [task_label(task) for task in one.expected if task not in answered]
    if one.standing is Standing.EXCUSED or not open_:
        return ""
    return "全部" if len(open_) == len(one.expected) else listed(open_)


def _summary(report: Report) -> Sheet:
    """The count by category and in all, as in the circular."""
    counted = tally(report.assessments)
    shown = [s for s in Standing if s not in (Standing.PENDING, Standing.UNDECIDED) or counted.count(s)]
    heads = [("类别", 16.0), ("应报送", 10.0), *((s.label, 10.0) for s in shown), ("按时报送率", 14.0)]
    rows = [
        [name, part.expected, *(part.count(s) for s in shown), percent(part.rate)]
        for name, part in (*counted.categories, ("合计", counted))
    ]
    return Sheet(name="统计", heads=heads, rows=rows, freeze="B2")


def _findings(report: Report) -> Sheet:
    heads = [("序号", 6.0), ("单位", 22.0), ("类别", 8.0), ("级别", 10.0), ("代码", 14.0)]
    heads += [("任务序号", 9.0), ("表中位置", 16.0), ("说明", 80.0)]
    found = [(one, finding) for one in report.assessments for finding in one.findings]
    rows = [
        [
            number,
            *_unit(one),
            f"{finding.severity} {_SEVERITIES[finding.severity]}",
            finding.code,
            "" if finding.task is None else in_cell(finding.task),
            finding.where,
            finding.message,
        ]
        for number, (one, finding) in enumerate(found, 1)
    ]
    return Sheet(name="问题", heads=heads, rows=rows, freeze="C2", wide=frozenset({1, 6, 7}))


def _sources(report: Report, sources: Sources, rules: str) -> Sheet:
    """What each standing rests on: every arrival's mail, time and hash, and the version of the rules."""
    heads = [("单位", 22.0), ("类别", 8.0), ("认定情形", 10.0), ("报送件编号", 10.0), ("是否采用", 9.0)]
    heads += [("收到时间", 22.0), ("邮件标识（Message-ID）", 44.0), ("文件校验值（SHA-256）", 68.0), ("规则版本", 12.0)]
    rows = [
        [*_unit(one), one.standing.label, *arrival, rules]
        for one in report.assessments
        for arrival in _arrivals(one, sources)
    ]
    return Sheet(name="来源", heads=heads, rows=rows, freeze="B2", wide=frozenset({0, 6, 7}))


def _arrivals(one: Assessment, sources: Sources) -> Iterable[Sequence[object]]:
    if not one.versions:
        yield "", "", "无收件记录", "", ""
    for version in one.versions:
        message_id, received, digest = sources.get(version, ("", "", ""))
        yield version, "是" if version == one.submission else "", received, message_id, digest
