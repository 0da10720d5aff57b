"""Draft, approved, issued: every version kept, each step a decision, what was approved is what goes out."""

import json
from datetime import date
from io import BytesIO

import pdfplumber
import pytest
from docx import Document
from openpyxl import load_workbook

from ledger.model import CircularState, Decision, Verdict
from office.decisions.decide import DecisionError, decide
from office.duties.drafting import SettledError, draft_circular, draft_due_circular
from office.keeping.check import check
from office.standing.freezing import stated_report
from templates.circular import circular
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
        assert [one.state for one in page.circulars.all("2022Q2")] == [CircularState.DRAFT] * 3
        assert [one.kind for one in page.decisions.all("2022Q2")] == [Verdict.APPROVE, Verdict.VOID]
        assert all(page.mails.raw(one.sha256).startswith(b"PK") for one in page.circulars.all())
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
    assert "收件截至2022年6月15日10时" in text
    assert "未报送的单位38个" in text or "应报送的38个单位均未报送" in text
    with office.desk.book.reading() as page:
        approved, issued = page.circulars.all("2022Q2")
        assert (approved.state, issued.state, issued.reference) == (
            CircularState.APPROVED,
            CircularState.ISSUED,
            NUMBER,
        )
        before, after = stated_report(approved.snapshot), stated_report(issued.snapshot)
        assert before
        assert after
        assert before.assessments == after.assessments
        assert [one.code for one in page.decisions.all("2022Q2")] == ["", NUMBER]
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
    say(office, Verdict.ISSUE, "2022-06-17T09:00", code=NUMBER)
    with pytest.raises(DecisionError, match="已印发"):
        say(office, Verdict.ISSUE, "2022-06-17T09:00", code=NUMBER)


def test_time_to_put_right_runs_from_the_day_of_issue(office: Played) -> None:
    draft(office)
    say(office, Verdict.APPROVE, "2022-06-16T11:00")
    say(office, Verdict.ISSUE, "2022-07-20T09:00", code=NUMBER)
    with office.desk.book.reading() as page:
        kept = page.circulars.all("2022Q2")[-1].snapshot
    report = stated_report(kept)
    assert report
    assert report.rectify_by == office.desk.settings.calendar.shift(date(2022, 7, 20), 5)
    assert {one.rectify_by for one in report.problems} == {report.rectify_by}


def test_nothing_is_approved_before_there_is_a_draft(office: Played) -> None:
    with pytest.raises(DecisionError, match="请先生成草稿"):
        say(office, Verdict.APPROVE, "2022-06-16T11:00")


def test_check_list_lies_beside_the_draft_and_goes_with_it(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    office.collect("2022-06-09T15:25")
    draft(office)
    (cover,) = [one for one in office.letters("jingban@xingqing.example") if "【通报稿】" in one.subject]
    (listing,) = [file for file in cover.attachments if "核对清单" in file.name]
    book = load_workbook(BytesIO(listing.content))
    (row,) = [row for row in book["单位"].iter_rows(values_only=True) if row[1] == "司法局"]
    (arrival,) = [row for row in book["来件"].iter_rows(values_only=True) if row[1] == "司法局"]
    assert row[6] == f"{arrival[0]}（采用）"
    assert arrival[2] == 1
    assert arrival[5] == "<test-1@units.example>"
    assert len(str(arrival[6])) == 64
    assert {row[6] for row in book["数字"].iter_rows(min_row=2, values_only=True)} == {"一致"}


def issued(office: Played) -> None:
    last = office.desk.tasks_of("司法局")[-1].number
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form(without=(last,))))
    office.collect("2022-06-09T15:25")
    draft(office)
    say(office, Verdict.APPROVE, "2022-06-16T11:00")
    say(office, Verdict.ISSUE, "2022-06-17T09:00", code=NUMBER)


def test_correction_says_what_was_stated_what_is_right_and_why(office: Played) -> None:
    issued(office)
    say(office, Verdict.WAIVE, "2022-06-20T09:00", round="", submission=1, code="blank", reason="该项不由其承办")  # type: ignore[arg-type]  # a number
    say(office, Verdict.EXCUSE, "2022-06-20T09:00", unit="财政局", reason="机构改革")
    done = say(office, Verdict.CORRECT, "2022-06-21T09:00", reason="核查发现有误")
    assert "涉及单位2个：财政局、司法局" in done or "涉及单位2个：司法局、财政局" in done
    (path,) = office.desk.out.glob("关于更正*.docx")
    document = Document(BytesIO(path.read_bytes()))
    rows = {row.cells[1].text: [cell.text for cell in row.cells] for row in document.tables[0].rows}
    assert rows["司法局"][2].startswith("填报不完整（第")
    assert rows["司法局"][3] == "按时报送"
    assert "该项不由其承办" in rows["司法局"][4]
    assert rows["财政局"][2:4] == ["未报送", "经批准免报"]
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert f"（{NUMBER}）印发后" in text
    assert "应报送单位由38个更正为37个" in text
    assert "按时报送率由0.0%更正为2.7%" in text
    with office.desk.book.reading() as page:
        assert [one.state.value for one in page.circulars.all("2022Q2")] == ["approved", "issued", "corrected"]
    assert "没有需要更正" in say(office, Verdict.CORRECT, "2022-06-22T09:00")


def test_what_came_after_the_count_is_no_correction(office: Played) -> None:
    issued(office)
    finance = office.desk.roster["财政局"].addresses[0]
    office.send("2022-06-18T10:00:00", ("台账.docx", office.form("财政局")), sender=finance)
    office.collect("2022-06-18T10:05")
    assert "未生成更正" in say(office, Verdict.CORRECT, "2022-06-21T09:00")
    with office.desk.book.reading() as page:
        assert len(page.circulars.all("2022Q2")) == 2
        assert all(one.kind is not Verdict.CORRECT for one in page.decisions.all())


def test_circular_that_has_not_gone_out_is_drafted_again_not_corrected(office: Played) -> None:
    draft(office)
    with pytest.raises(DecisionError, match="尚未印发"):
        say(office, Verdict.CORRECT, "2022-06-21T09:00")


def own_template(office: Played, *, note: str = "", without: str = "") -> None:
    """The office's own circular.docx: the shipped one with a word more, or with a tag mistyped."""
    document = Document(str(circular.SHIPPED))
    for paragraph in document.paragraphs:
        if note and "{{ addressees }}" in paragraph.text:
            paragraph.text = f"{note}{paragraph.text}"
        if without and without in paragraph.text:
            paragraph.text = paragraph.text.replace(without, "{{ nmae }}")
    document.save(str(office.root / "templates" / "circular.docx"))


def test_bad_template_does_not_hold_up_the_circular_and_the_last_good_one_stands_in(office: Played) -> None:
    now = at("2022-06-15T10:00")
    own_template(office, note="本办版式：")
    first = draft_circular(office.desk, office.desk.round("2022Q2"), now)
    assert (first.warning, "本办版式：" in words(office)) == ("", True)
    own_template(office, without="{{ addressees }}")
    second = draft_circular(office.desk, office.desk.round("2022Q2"), now)
    assert "本办版式：" in words(office)
    assert "上一次合格的模板" in second.warning
    (cover,) = [letter for letter in office.letters("jingban@xingqing.example") if "nmae" in letter.text]
    assert "请注意：本办的模板 templates/circular.docx 不能使用" in cover.text


def test_bad_template_with_nothing_before_it_gives_way_to_the_shipped_one(office: Played) -> None:
    own_template(office, without="{{ addressees }}")
    drafted = draft_circular(office.desk, office.desk.round("2022Q2"), at("2022-06-15T10:00"))
    assert "系统自带的模板" in drafted.warning
    assert "本办版式：" not in words(office)


def test_template_that_check_passed_is_remembered(office: Played) -> None:
    own_template(office, note="本办版式：")
    assert not [one for one in check(office.desk, servers=False).findings if "circular" in one.where]
    own_template(office, without="{{ addressees }}")
    draft(office)
    assert "本办版式：" in words(office)


def test_circular_is_issued_on_the_template_it_was_approved_on_and_mailed_to_the_office(office: Played) -> None:
    own_template(office, note="本办版式：")
    draft(office)
    say(office, Verdict.APPROVE, "2022-06-16T11:00")
    own_template(office, without="{{ addressees }}")
    say(office, Verdict.ISSUE, "2022-06-17T09:00", code=NUMBER)
    assert "本办版式：" in words(office)
    (letter,) = [one for one in office.letters("jingban@xingqing.example") if "【印发】" in one.subject]
    (path,) = office.desk.out.glob("关于*通报.docx")
    assert letter.attachments[0].content == path.read_bytes()
    assert [
        file.name.endswith(suffix) for file, suffix in zip(letter.attachments, (".docx", "核对清单.xlsx"), strict=True)
    ] == [True, True]


def test_what_is_issued_goes_out_as_pdf_too_where_the_office_wants_it(office: Played) -> None:
    office.set("pdf = false", "pdf = true")
    draft(office)
    say(office, Verdict.APPROVE, "2022-06-16T11:00")
    say(office, Verdict.ISSUE, "2022-06-17T09:00", code=NUMBER)
    (letter,) = [one for one in office.letters("jingban@xingqing.example") if "【印发】" in one.subject]
    assert [file.name.rpartition(".")[2] for file in letter.attachments] == ["docx", "pdf", "xlsx"]
    assert f"{letter.attachments[1].name}" in letter.text
    with pdfplumber.open(BytesIO(letter.attachments[1].content)) as pdf:
        assert NUMBER in pdf.pages[0].extract_text().replace(" ", "")
        assert "抄送" in pdf.pages[-1].extract_text()
        assert len(pdf.pages) % 2 == 0


def test_correction_is_mailed_to_the_office(office: Played) -> None:
    office.send("2022-06-13T10:00:00", ("台账.docx", office.form()))
    office.collect("2022-06-13T10:05")
    draft(office)
    say(office, Verdict.APPROVE, "2022-06-16T11:00")
    say(office, Verdict.ISSUE, "2022-06-17T09:00", code=NUMBER)
    until = at("2022-06-14T00:00")
    decision = Decision(
        number=0,
        kind=Verdict.EXTEND,
        at=until,
        by="张三",
        reason="已同意延期",
        unit="司法局",
        round="2022Q2",
        until=until,
    )
    decide(office.desk, decision, at("2022-06-20T09:00"))
    say(office, Verdict.CORRECT, "2022-06-20T10:00")
    (letter,) = [one for one in office.letters("jingban@xingqing.example") if "【更正】" in one.subject]
    assert "涉及司法局（共1个单位）" in letter.text
    assert letter.attachments[0].name.endswith(".docx")
