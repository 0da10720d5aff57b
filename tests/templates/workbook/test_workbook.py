"""The round's workbook: sheets, sums, and text that is never a formula."""

from __future__ import annotations

import io
import time
import zipfile
from dataclasses import replace

import openpyxl
from openpyxl import Workbook

from ledger.model import Entry, Report, Standing, Unit
from templates.circular import sample
from templates.workbook import workbook

SOURCES = {4: ("<20220613@keji.example>", "2022年6月13日9时12分", "ab" * 32)}


def opened(report: Report) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook.render(report, SOURCES, "2022.1")))


def rows(book: Workbook, sheet: str) -> list[tuple[object, ...]]:
    return list(book[sheet].iter_rows(values_only=True))


def test_workbook_has_the_sheets_of_a_round() -> None:
    assert opened(sample.full()).sheetnames == ["矩阵", "长表", "报送情况", "统计", "问题", "来源"]


def test_matrix_shows_answered_open_and_excused() -> None:
    head, *lines = rows(opened(sample.full()), "矩阵")
    assert head[5:] == tuple(str(number) for number in range(1, 43))
    by_unit = {line[0]: line for line in lines}
    assert set(by_unit["发改局"][5:]) == {"√"}
    assert set(by_unit["住建局"][5:]) == {"×"}
    assert set(by_unit["医保局"][5:]) == {"免"}
    assert by_unit["商务局"][5 + 9] == "×"


def test_long_sheet_has_every_entry() -> None:
    report = sample.full()
    assert len(rows(opened(report), "长表")) - 1 == sum(len(one.entries) for one in report.assessments)


def test_counts_agree_with_standings() -> None:
    book = opened(sample.full())
    labels = [row[4] for row in rows(book, "报送情况")[1:]]
    head, *_, total = rows(book, "统计")
    for label in ("按时", "逾期", "不完整", "未报送", "免报"):
        assert total[head.index(label)] == labels.count(label)


def test_sources_lead_to_the_mail_and_the_file() -> None:
    lines = {row[0]: row for row in rows(opened(sample.full()), "来源")}
    assert lines["科技局"][2:] == (
        "逾期",
        4,
        "是",
        "2022年6月13日9时12分",
        "<20220613@keji.example>",
        "ab" * 32,
        "2022.1",
    )
    assert lines["住建局"][2:6] == ("未报送", None, None, "无收件记录")
    assert len(lines) == 1 + 38


HOSTILE = ('=HYPERLINK("http://x.example","点")', "+1+1", "@SUM(A1)", "-2", "#N/A", "a<b & {{ 7*7 }}", "甲" * 40_000)


def test_no_text_is_a_formula() -> None:
    report = sample.report(dict.fromkeys(range(3, 3 + len(HOSTILE)), Standing.INCOMPLETE))
    hostile = [
        replace(one, unit=Unit(name=text, category=text), reason=text, entries=(Entry(task=1, progress=text),))
        for one, text in zip(report.assessments[3:], HOSTILE, strict=False)
    ]
    book = opened(
        replace(report, assessments=(*report.assessments[:3], *hostile, *report.assessments[3 + len(hostile) :]))
    )
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type in "fe"]
    texts = [cell for sheet in book for row in sheet for cell in row if cell.data_type == "s"]
    assert all(cell.quotePrefix for cell in texts)
    column = "".join(str(row[5] or "") for row in rows(book, "长表"))
    assert [text for text in HOSTILE if text not in column] == []


def test_sheets_are_ready_to_print() -> None:
    for sheet in opened(sample.full()):
        assert sheet.freeze_panes is not None
        assert sheet.auto_filter.ref == sheet.dimensions
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
        assert sheet.print_title_rows == "$1:$1"


def test_same_report_gives_the_same_bytes() -> None:
    first = workbook.render(sample.full(), SOURCES)
    time.sleep(2.1)  # zip time stamps count in twos
    assert workbook.render(sample.full(), SOURCES) == first


def test_workbook_is_whole() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook.render(sample.empty()))) as archive:
        assert archive.testzip() is None
        assert "xl/workbook.xml" in archive.namelist()
