"""核对清单: no number of the text without its count, no name without its mail."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest

from ledger.model import Decision, Report, Standing, Submission, Unsettled, Verdict
from ledger.roster import Roster
from office.asking.grammar import read_lines
from office.asking.table import Verb
from templates.circular import check_list, circular, sample
from templates.circular.figures import _Counts, figures, paragraphs
from tests.templates.circular.test_text import CASES


def extended() -> Report:
    report = sample.full()
    first, *rest = report.assessments
    return replace(report, assessments=(replace(first, deadline=first.deadline + timedelta(days=2)), *rest))


MORE = {
    **CASES,
    "extended": extended(),
    "alike": sample.report(before={}),
    "worse": sample.report({1: Standing.LATE, 2: Standing.MISSING}, before={}),
    "nobody": sample.report(otherwise=Standing.EXCUSED),
    "blank ones": sample.report({3: Standing.INCOMPLETE}, before={5: Standing.INCOMPLETE}, expired=((2, 9), (4, 12))),
}


@pytest.mark.parametrize("case", MORE)
def test_every_number_of_the_text_is_counted_again_and_agrees(case: str) -> None:
    report, counts = MORE[case], _Counts(MORE[case])
    found = figures(report)
    assert [one for one in found if not one.agrees] == []
    digits = "".join(re.sub(r"\D", "", counts.mask(words)) for _, words in paragraphs(circular.context(report)))
    assert digits == "".join(re.sub(r"\D", "", one.said) for one in found)


def test_every_kind_of_decision_has_its_word() -> None:
    report = sample.full()
    made = [
        Decision(number=number, kind=kind, by="张三", at=report.made_at, reason="核实", round=report.round.code)
        for number, kind in enumerate(Verdict, 1)
    ]
    book = openpyxl.load_workbook(
        io.BytesIO(check_list.render(report, submissions={}, sources={}, decisions=made, rules="1", waits=()))
    )
    assert [row[1].value for row in book["决定"].iter_rows(min_row=2)] == [kind.label for kind in Verdict]


def test_unclear_texts_stand_in_the_list_with_how_to_settle_them() -> None:
    report = sample.full()
    unit = report.assessments[0].unit
    report = replace(report, unsettled=(Unsettled(unit=unit.name, task=5, text="基本完成", words="基本完成"),))
    book = openpyxl.load_workbook(
        io.BytesIO(check_list.render(report, submissions={}, sources={}, decisions=(), rules="1", waits=()))
    )
    (row,) = book["完成情况待核"].iter_rows(min_row=2, values_only=True)
    assert row[1:3] == (unit.name, 5)
    line = str(row[6]).partition("回复：")[2].partition("（")[0]
    roster = Roster(units=tuple(one.unit for one in report.assessments), groups=())
    (read,) = read_lines(line, roster=roster, rounds=[report.round], year=2022)
    assert read.said
    assert (read.said.act, read.said.task, read.said.round) == (Verb.STATE, 5, report.round.code)
    said = [cell for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line]
    assert not any("taizhang" in str(one) for one in said)  # it is read on paper


def test_number_that_differs_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    report = sample.full()
    real = circular.context(report)
    wrong = {**real, "overall": [words.replace("逾期报送2个", "逾期报送3个") for words in real["overall"]]}  # type: ignore[attr-defined]  # a list of text
    monkeypatch.setattr("templates.circular.figures.circular.context", lambda _: wrong)
    assert [(one.said, one.counted) for one in figures(report) if not one.agrees] == [("3个", "2个")]


def test_list_leads_from_names_and_numbers_to_the_mail() -> None:
    report = sample.full()
    late = report.assessments[3]
    filed = Submission(
        number=4,
        unit=late.unit.name,
        round="2022Q2",
        received_at=report.made_at,
        file="台账.docx",
        sha256="ab" * 32,
        mail=17,
    )
    decided = Decision(
        number=9, kind=Verdict.WAIVE, by="张三", at=report.made_at, reason="核实", round="2022Q2", unit=late.unit.name
    )
    content = check_list.render(
        report,
        submissions={4: filed},
        sources={4: ("<1@keji.example>", "2022-06-13 09:12:00", "ab" * 32)},
        decisions=[decided],
        rules="2026-11",
        waits=["待处理事项第3号（民政局）"],
    )
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["数字", "单位", "来件", "待定", "决定"]
    (row,) = [
        row for row in book["单位"].iter_rows(values_only=True) if row[1] == "科技局" and row[2] == "2022年第二季度"
    ]
    assert row[3] == "逾期"
    assert "（一）未报送台账" not in str(row[5])
    assert row[6:] == ("4（采用）", "9")
    (arrival,) = [row for row in book["来件"].iter_rows(values_only=True) if row[0] == 4]
    assert arrival[1:3] == ("科技局", 17)
    assert arrival[3:] == ("2022-06-13 09:12:00", "台账.docx", "<1@keji.example>", "ab" * 32, "2026-11")
    assert {row[6] for row in book["数字"].iter_rows(min_row=2, values_only=True)} == {"一致"}
    assert [cell.value for cell in book["决定"][2]][:3] == [9, "问题不计", "科技局"]


def test_every_sheet_prints_on_a4_at_a_size_that_is_read() -> None:
    content = check_list.render(sample.full(), submissions={}, sources={}, decisions=(), rules="1", waits=("一件",))
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        assert sum(one.width for one in sheet.column_dimensions.values()) <= 182, sheet.title  # 0.8 of 10 point
        assert sheet.max_row > 1
