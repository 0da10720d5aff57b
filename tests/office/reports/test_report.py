"""The circular: waits for open windows, does its work once, its numbers are the standings."""

import json
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook

from ledger.model import Standing
from office.duties.drafting import Drafted, TooEarlyError, draft_circular, draft_due_circular
from tests.offices import Played, at

EVENING = "2022-06-15T10:00"


def issue(office: Played, now: str, round_: str = "2022Q2") -> Drafted:
    return draft_circular(office.desk, office.desk.round(round_), at(now))


def words(issued: Drafted) -> str:
    document = Document(BytesIO(issued.document.read_bytes()))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def test_circular_waits_for_the_deadline_and_for_open_windows(office: Played) -> None:
    office.send("2022-06-10T16:00:00", ("台账.docx", office.form()[:5000]))
    office.collect("2022-06-10T16:05")
    for moment in ("2022-06-10T23:00", "2022-06-14T09:30"):
        with pytest.raises(TooEarlyError):
            issue(office, moment)
    assert draft_due_circular(office.desk, at("2022-06-14T09:30")) is None
    assert draft_due_circular(office.desk, at("2022-06-15T09:30")) is not None


def test_due_circular_is_issued_once_and_on_a_working_day(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    office.collect("2022-06-09T15:25")
    assert draft_due_circular(office.desk, at("2022-06-11T09:30")) is None  # a Saturday
    assert draft_due_circular(office.desk, at("2022-06-13T09:30")) is not None
    assert draft_due_circular(office.desk, at("2022-06-14T09:30")) is None


def test_office_that_begins_in_mid_year_gets_no_circular_of_rounds_it_did_not_live(office: Played) -> None:
    assert draft_due_circular(office.desk, at("2022-09-20T09:30")) is None


def test_circular_names_who_is_missing_late_and_incomplete_and_is_mailed_to_the_office(office: Played) -> None:
    last = office.desk.tasks_of("司法局")[-1].number
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form(without=(last,))))
    finance = office.desk.roster["财政局"]
    office.send("2022-06-13T09:00:00", ("台账.docx", office.form("财政局")), sender=finance.addresses[0])
    office.collect("2022-06-13T09:05")
    issued = issue(office, EVENING)
    text = words(issued)
    assert "通报" in issued.document.name
    assert "应报送单位38个" in text
    assert "未报送的单位36个" in text or "未报送36个" in text
    assert "司法局" in text
    assert "财政局" in text
    (cover,) = [one for one in office.letters("jingban@xingqing.example") if "【通报稿】" in one.subject]
    assert [file.name for file in cover.attachments] == [
        issued.document.name,
        issued.workbook.name,
        issued.check_list.name,
    ]


def test_workbook_has_the_matrix_the_long_list_and_the_findings(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form(text="=HYPERLINK({n})")))
    office.collect("2022-06-09T15:25")
    book = load_workbook(BytesIO(issue(office, EVENING).workbook.read_bytes()))
    assert len(book.sheetnames) >= 4
    values = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert any("=HYPERLINK(" in str(value) for value in values)
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_snapshot_traces_every_standing_to_its_mail(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    office.collect("2022-06-09T15:25")
    issue(office, EVENING)
    with office.desk.book.reading() as page:
        frozen = json.loads(page.circulars.snapshot("2022Q2") or "")
    assert frozen["submissions"][0]["message_id"] == "<test-1@units.example>"
    assert len(frozen["submissions"][0]["sha256"]) == 64
    assert {one["standing"] for one in frozen["standings"]} == {"on_time", "missing"}


def test_next_round_looks_back_at_what_was_open(office: Played) -> None:
    last = office.desk.tasks_of("司法局")[-1].number
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form(without=(last,))))
    office.collect("2022-06-09T15:25")
    issue(office, EVENING)
    third = office.form(round_="2022Q3", day="2022年9月8日", text="三季度{n}次，已完成")
    office.send("2022-09-08T10:00:00", ("台账.docx", third))
    office.collect("2022-09-08T10:05")
    report = issue(office, "2022-09-20T10:00", "2022Q3").report
    cleared = {(problem.unit, problem.kind): problem.cleared for problem in report.lookback}
    assert cleared["司法局", "blank"]
    assert not cleared["财政局", "missing"]
    assert report.previous
    assert [one.standing for one in report.previous_assessments if one.unit.name == "司法局"] == [Standing.INCOMPLETE]
