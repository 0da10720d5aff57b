"""Draft, approved, issued: every version kept, each step a decision, what was approved is what goes out."""

import json
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook

from ledger.model import CircularState, Decision, Verdict
from office.decide import DecisionError, decide
from office.freezing import stated_report
from office.report import SettledError, draft_circular, draft_due_circular
from tests.offices import Played, at

NUMBER = "兴政办发〔2022〕36号"


def draft(office: Played, now: str = "2022-06-15T10:00") -> int:
    return draft_circular(office.desk, office.desk.round("2022Q2"), at(now)).version


def say(office: Played, kind: Verdict, now: str, **more: str) -> str:
    values = {"round": "2022Q2", "by": "张三", "reason": "经领导审定", **more}
    return decide(office.desk, Decision(number=0, kind=kind, at=at(now), **values), at(now))  # type: ignore[arg-type]  # all text


def words(office: Played) -> str:
    (path,) = office.desk.out.glob("关于*通报.docx")
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(path.read_bytes())).paragraphs)


def test_drafts_are_kept_one_after_another_until_one_is_approved(office: Played) -> None:
    assert [draft(office), draft(office, "2022-06-16T10:00")] == [1, 2]
    say(office, Verdict.APPROVE, "2022-06-16T11:00")
    with pytest.raises(SettledError, match="已审定"):
        draft(office, "2022-06-17T10:00")
    say(office, Verdict.VOID, "2022-06-17T11:00")
    assert draft(office, "2022-06-17T12:00") == 3
    with office.desk.book.reading() as page:
        assert [one.state for one in page.circulars("2022Q2")] == [CircularState.DRAFT] * 3
        assert [one.kind for one in page.decisions("2022Q2")] == [Verdict.APPROVE, Verdict.VOID]
        assert all(page.raw(one.sha256).startswith(b"PK") for one in page.circulars())
    assert "　　　〔2022〕　　号" in words(office)


def test_what_was_approved_is_issued_under_its_number(office: Played) -> None:
    draft(office)
    say(office, Verdict.APPROVE, "2022-06-16T11:00")
    late = office.form()
    office.send("2022-06-16T15:00:00", ("台账.docx", late))
    office.collect("2022-06-16T15:05")
    done = say(office, Verdict.ISSUE, "2022-06-17T09:00", code="兴政办发[2022]36号")
    assert NUMBER in done
    text = words(office)
    assert NUMBER in text
    assert "2022年6月17日" in text
    assert "统计时间截至2022年6月15日10时" in text
    assert "未报送的单位38个" in text or "应报送的38个单位均未报送" in text
    with office.desk.book.reading() as page:
        approved, issued = page.circulars("2022Q2")
        assert (approved.state, issued.state, issued.reference) == (
            CircularState.APPROVED,
            CircularState.ISSUED,
            NUMBER,
        )
        before, after = stated_report(approved.snapshot), stated_report(issued.snapshot)
        assert before
        assert after
        assert before.assessments == after.assessments
        assert [one.code for one in page.decisions("2022Q2")] == ["", NUMBER]
        assert json.loads(issued.snapshot)["decisions"] == [1, 2]
    with pytest.raises(SettledError, match="更正"):
        draft(office, "2022-06-18T10:00")
    assert draft_due_circular(office.desk, at("2022-06-20T09:30")) is None


def test_number_is_asked_for_and_used_once(office: Played) -> None:
    draft(office)
    with pytest.raises(DecisionError, match="尚未审定"):
        say(office, Verdict.ISSUE, "2022-06-16T10:30", code=NUMBER)
    say(office, Verdict.APPROVE, "2022-06-16T11:00")
    for wrong in ("", "36号", "兴政办发〔2022〕036号", "兴政办发〔2022〕第36号"):
        with pytest.raises(DecisionError, match="不合规范"):
            say(office, Verdict.ISSUE, "2022-06-17T09:00", code=wrong)
    with pytest.raises(DecisionError, match="整改期限"):
        say(office, Verdict.ISSUE, "2022-06-30T09:00", code=NUMBER)
    say(office, Verdict.ISSUE, "2022-06-17T09:00", code=NUMBER)
    with pytest.raises(DecisionError, match="已印发"):
        say(office, Verdict.ISSUE, "2022-06-17T09:00", code=NUMBER)


def test_nothing_is_approved_before_there_is_a_draft(office: Played) -> None:
    with pytest.raises(DecisionError, match="taizhang circular 2022Q2"):
        say(office, Verdict.APPROVE, "2022-06-16T11:00")


def test_check_list_lies_beside_the_draft_and_goes_with_it(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    office.collect("2022-06-09T15:25")
    draft(office)
    (cover,) = office.letters("jingban@xingqing.example")
    (listing,) = [file for file in cover.attachments if "核对清单" in file.name]
    book = load_workbook(BytesIO(listing.content))
    (row,) = [row for row in book["单位"].iter_rows(values_only=True) if row[1] == "司法局"]
    assert row[8] == "<test-1@units.example>"
    assert row[7] == 1
    assert len(str(row[11])) == 64
    assert {row[6] for row in book["数字"].iter_rows(min_row=2, values_only=True)} == {"一致"}
