"""汇总台账.xlsx: a round in one workbook, from the matrix down to every entry and where it came from.

No text is ever a formula: strings are written as strings, with the quote prefix that keeps them so when a person
edits the cell.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from types import MappingProxyType

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ledger.model import Assessment, Report, Severity, Standing
from templates.docx_parts import repack
from templates.tally import tally
from templates.wording import clean, clock, listed, percent, until

Sources = Mapping[int, tuple[str, str, str]]
"""Submission number → (Message-ID, received time, sha256 of the file)."""
_NO_SOURCES: Sources = MappingProxyType({})

_OPEN = "×"  # a task not answered; shaded
_CELL_LIMIT = 32_767  # characters; Excel's own limit, openpyxl cuts what is beyond it
_SEVERITIES = {
    Severity.RETURN: "退回",
    Severity.CORRECT: "需补正",
    Severity.VERIFY: "核实",
    Severity.NOTE: "提示",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """A sheet as it is written: heads with widths in characters, rows, and what stays in view."""

    name: str
    heads: Sequence[tuple[str, float]]
    rows: Iterable[Sequence[object]]
    freeze: str
    wide: frozenset[int] = frozenset()  # columns (from 0) whose text wraps from the left


def render(report: Report, sources: Sources = _NO_SOURCES, rules: str = "") -> bytes:
    """The workbook as xlsx; the same report and sources give the same bytes. `rules` is the rules' version."""
    workbook = Workbook()
    default = workbook.active
    if default is not None:
        workbook.remove(default)
    for style in _styles():
        workbook.add_named_style(style)
    for sheet in (
        _matrix(report),
        _entries(report),
        _standings(report),
        _summary(report),
        _findings(report),
        _sources(report, sources, rules),
    ):
        _write(workbook.create_sheet(sheet.name), sheet, f"{report.round.name}汇总台账")
    return _bytes(workbook, report)


def _matrix(report: Report) -> _Sheet:
    """Units × tasks: √ answered, × not, blank where the unit need not answer."""
    numbers = [task.number for task in report.ledger.tasks]
    heads = [("单位", 22.0), ("类别", 8.0), ("认定情形", 10.0), ("应填", 6.0), ("已填", 6.0)]
    return _Sheet(
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
    return ["√" if number in answered else _OPEN if number in expected else "" for number in numbers]


def _unit(one: Assessment) -> tuple[str, str]:
    return one.unit.name, one.unit.category


def _entries(report: Report) -> _Sheet:
    """Every entry that counts, unit by unit."""
    tasks = {task.number: task for task in report.ledger.tasks}
    rows = [
        [
            *_unit(one),
            entry.task,
            tasks[entry.task].section if entry.task in tasks else "",
            tasks[entry.task].focus if entry.task in tasks else "",
            entry.progress,
            entry.where,
            one.submission or "",
        ]
        for one in report.assessments
        for entry in one.entries
    ]
    heads = [("单位", 22.0), ("类别", 8.0), ("任务序号", 9.0), ("板块", 20.0), ("重点工作", 24.0)]
    heads += [("进展落实情况", 70.0), ("表中位置", 14.0), ("报送件编号", 10.0)]
    return _Sheet(name="长表", heads=heads, rows=rows, freeze="D2", wide=frozenset({0, 3, 4, 5, 6}))


def _standings(report: Report) -> _Sheet:
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
    return _Sheet(name="报送情况", heads=heads, rows=rows, freeze="C2", wide=frozenset({1, 9, 11}))


def _received(one: Assessment) -> str:
    return clock(one.received_at) if one.received_at else "—"


def _open(one: Assessment) -> str:
    answered = set(one.answered)
    open_ = [str(task) for task in one.expected if task not in answered]
    if one.standing is Standing.EXCUSED or not open_:
        return ""
    return "全部" if len(open_) == len(one.expected) else listed(open_)


def _summary(report: Report) -> _Sheet:
    """The count by category and in all, as in the circular."""
    counted = tally(report.assessments)
    shown = [s for s in Standing if s is not Standing.PENDING or counted.count(s)]
    heads = [("类别", 16.0), ("应报送", 10.0), *((s.label, 10.0) for s in shown), ("按时报送率", 14.0)]
    rows = [
        [name, part.expected, *(part.count(s) for s in shown), percent(part.rate)]
        for name, part in (*counted.categories, ("合计", counted))
    ]
    return _Sheet(name="统计", heads=heads, rows=rows, freeze="B2")


def _findings(report: Report) -> _Sheet:
    heads = [("序号", 6.0), ("单位", 22.0), ("类别", 8.0), ("级别", 10.0), ("代码", 14.0)]
    heads += [("任务序号", 9.0), ("表中位置", 16.0), ("说明", 80.0)]
    found = [(one, finding) for one in report.assessments for finding in one.findings]
    rows = [
        [
            number,
            *_unit(one),
            f"{finding.severity} {_SEVERITIES[finding.severity]}",
            finding.code,
            "" if finding.task is None else finding.task,
            finding.where,
            finding.message,
        ]
        for number, (one, finding) in enumerate(found, 1)
    ]
    return _Sheet(name="问题", heads=heads, rows=rows, freeze="C2", wide=frozenset({1, 6, 7}))


def _sources(report: Report, sources: Sources, rules: str) -> _Sheet:
    """What each standing rests on: every arrival's mail, time and hash, and the version of the rules."""
    heads = [("单位", 22.0), ("类别", 8.0), ("认定情形", 10.0), ("报送件编号", 10.0), ("是否采用", 9.0)]
    heads += [("收到时间", 22.0), ("邮件标识（Message-ID）", 44.0), ("文件校验值（SHA-256）", 68.0), ("规则版本", 12.0)]
    rows = [
        [*_unit(one), one.standing.label, *arrival, rules]
        for one in report.assessments
        for arrival in _arrivals(one, sources)
    ]
    return _Sheet(name="来源", heads=heads, rows=rows, freeze="B2", wide=frozenset({0, 6, 7}))


def _arrivals(one: Assessment, sources: Sources) -> Iterable[Sequence[object]]:
    if not one.versions:
        yield "", "", "无收件记录", "", ""
    for version in one.versions:
        message_id, received, digest = sources.get(version, ("", "", ""))
        yield version, "是" if version == one.submission else "", received, message_id, digest


def _styles() -> list[NamedStyle]:
    line = Side(style="thin", color="808080")
    frame = Border(left=line, right=line, top=line, bottom=line)
    font = Font(name="宋体", size=10)
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    left = Alignment(horizontal="left", vertical="center", wrap_text=True)
    grey = PatternFill("solid", fgColor="D9D9D9")
    head = Font(name="黑体", size=10)
    return [
        NamedStyle(name="表头", font=head, border=frame, alignment=middle, fill=grey),
        NamedStyle(name="表中", font=font, border=frame, alignment=middle),
        NamedStyle(name="表缺", font=font, border=frame, alignment=middle, fill=grey),
        NamedStyle(name="表文", font=font, border=frame, alignment=left),
    ]


def _write(worksheet: Worksheet, sheet: _Sheet, title: str) -> None:
    for column, (head, width) in enumerate(sheet.heads, 1):
        _put(worksheet.cell(1, column), head, "表头")
        worksheet.column_dimensions[get_column_letter(column)].width = width
    place = 2
    for row in sheet.rows:
        for part in _parts(row):
            for column, value in enumerate(part):
                style = "表文" if column in sheet.wide else "表缺" if value == _OPEN else "表中"
                _put(worksheet.cell(place, column + 1), value, style)
            place += 1
    worksheet.freeze_panes = sheet.freeze
    worksheet.auto_filter.ref = f"A1:{get_column_letter(len(sheet.heads))}{place - 1}"
    _print_setup(worksheet, f"{title}（{sheet.name}）")


def _parts(row: Sequence[object]) -> Iterable[Sequence[object]]:
    """The row; where a text is longer than a cell can hold, rows that carry on with it."""
    texts = [clean(value) if isinstance(value, str) else value for value in row]
    longest = max((len(value) for value in texts if isinstance(value, str)), default=0)
    for start in range(0, max(longest, 1), _CELL_LIMIT):
        yield [
            value[start : start + _CELL_LIMIT]
            if isinstance(value, str) and (start == 0 or len(value) > _CELL_LIMIT)
            else value
            for value in texts
        ]


def _put(cell: Cell | MergedCell, value: object, style: str) -> None:
    cell.value = value  # type: ignore[assignment]  # rows hold text and whole numbers only
    cell.style = style
    if isinstance(value, str):
        cell.data_type = "s"  # 「=…」 stays text
        cell.quotePrefix = True


def _print_setup(worksheet: Worksheet, title: str) -> None:
    worksheet.page_setup.orientation, worksheet.page_setup.paperSize = "landscape", 9
    worksheet.page_setup.fitToWidth, worksheet.page_setup.fitToHeight = 1, 0
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    worksheet.print_title_rows = "1:1"
    worksheet.print_options.horizontalCentered = True
    worksheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.7, bottom=0.7, header=0.35, footer=0.35)
    texts = ((worksheet.oddHeader, clean(title).replace("&", "&&")), (worksheet.oddFooter, "第 &P 页 共 &N 页"))
    for place, text in texts:
        if place is not None:
            place.center.text = text


def _bytes(workbook: Workbook, report: Report) -> bytes:
    made_at = report.made_at.astimezone(UTC).replace(tzinfo=None)
    properties = workbook.properties
    properties.title = clean(f"{report.round.name}汇总台账")
    properties.creator = properties.lastModifiedBy = clean(report.office.name)
    properties.created = made_at
    buffer = io.BytesIO()
    workbook.save(buffer)
    return repack(buffer.getvalue(), modified=made_at)
