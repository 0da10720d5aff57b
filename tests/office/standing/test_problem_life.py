"""A problem from its round to its end, through every paper that prints it: circular, look-back, annual sheet, 查账."""

import json
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document

from examples.filling import fill
from ledger.model import Annual, Decision, Report, Standing, Verdict
from office.decisions.decide import decide
from office.duties.drafting import draft_circular
from office.papers.forms import blank_forms, send_forms
from office.reports.annual import sum_up
from office.reports.archive import pack
from office.reports.middle import write_middle
from office.reports.report import write_board
from office.standing.cases import cases_of, in_words, open_problems
from office.standing.status import held_json, open_lines, status, status_json
from templates.circular import annual
from templates.circular import tables as circular_tables
from templates.circular.figures import figures
from templates.circular.text import lookback, overall
from tests.offices import Played, at

DAYS = {"2022Q2": "2022年6月8日", "2022Q3": "2022年9月8日", "2022Q4": "2022年12月8日"}


def mail(
    office: Played,
    unit: str,
    moment: str,
    round_: str,
    text: str,
    *,
    without: tuple[int, ...] = (),
    collect: bool = True,
) -> None:
    form = office.form(unit, round_=round_, day=DAYS[round_], text=f"{round_}{text}", without=without)
    office.send(moment, ("台账.docx", form), sender=office.desk.roster[unit].addresses[0])
    if collect:
        office.collect((at(moment) + timedelta(minutes=5)).replace(tzinfo=None).isoformat())


def say(office: Played, kind: Verdict, now: str, **more: object) -> str:
    values = {"by": "张三", "reason": "现场核查", **more}
    return decide(office.desk, Decision(number=0, kind=kind, at=at(now), **values), at(now))  # type: ignore[arg-type]  # fields of Decision


def drafted(office: Played, round_: str, now: str) -> Report:
    office.collect(now)
    return draft_circular(office.desk, office.desk.round(round_), at(now)).report


def issue(office: Played, round_: str, now: str, number: int) -> None:
    say(office, Verdict.APPROVE, now, round=round_)
    say(office, Verdict.ISSUE, now, round=round_, code=f"兴政办发〔2022〕{number}号")


def lines(report: Report, unit: str) -> list[tuple[str, str, tuple[int, ...], bool]]:
    return [(one.round, one.kind, one.tasks, one.cleared) for one in report.lookback if one.unit == unit]


def expired(report: Report, unit: str) -> list[tuple[int, ...]]:
    return [one.tasks for one in report.problems if (one.unit, one.kind) == (unit, "expired")]


def grounds(annual: Annual, unit: str) -> list[tuple[str, str]]:
    return [(one.round, one.ground) for one in annual.deductions if one.unit == unit]


def test_year_of_problems(office: Played) -> None:
    """司法局 leaves 3, 5, 7 blank; 财政局 leaves 42 open and has it cleared; 民政局 ends it in Q4; 审计局 never does;
    教育局 never reports, 人社局 is late once."""
    mail(office, "司法局", "2022-06-08T10:00", "2022Q2", "已完成{n}次", without=(3, 5, 7))
    for unit, received in (
        ("财政局", "2022-06-08T10:10"),
        ("民政局", "2022-06-08T10:20"),
        ("审计局", "2022-06-08T10:30"),
    ):
        mail(office, unit, received, "2022Q2", "已完成{n}次")
    mail(office, "人社局", "2022-06-13T10:00", "2022Q2", "已完成{n}次")
    drafted(office, "2022Q2", "2022-06-15T10:00")
    issue(office, "2022Q2", "2022-06-17T10:00", 36)
    say(office, Verdict.CLEAR, "2022-07-01T10:00", unit="司法局", round="2022Q2", code="blank", task=3)

    mail(office, "司法局", "2022-09-07T10:00", "2022Q3", "正在推进第{n}项，尚未完成", without=(3, 5, 7))
    mail(office, "司法局", "2022-09-08T10:00", "2022Q3", "第{n}项已完成", without=(3, 5, 7))
    with office.desk.book.reading() as page:
        number = page.submissions.all("2022Q3", unit="司法局")[-1].number
    say(office, Verdict.VOID, "2022-09-09T10:00", submission=number)
    told = office.letters(office.unit.addresses[0])[-1]
    assert f"第{number}号报送件不再计入" in told.subject
    assert f"你单位本期另有第{number - 1}号报送件，按其认定" in told.text
    for unit, hour in (("财政局", 11), ("民政局", 12), ("审计局", 13), ("人社局", 14)):
        text = "第{n}项已完成" if unit == "人社局" else "第{n}项尚未完成，正在推进"
        mail(office, unit, f"2022-09-08T{hour}:00", "2022Q3", text)
    third = drafted(office, "2022Q3", "2022-09-20T10:00")
    assert lines(third, "司法局") == [("2022Q2", "blank", (3,), True), ("2022Q2", "blank", (5, 7), False)]
    assert lines(third, "人社局") == [("2022Q2", "late", (), False)]
    assert expired(third, "司法局") == [(42,)]  # the voided form said that it was done
    assert [expired(third, unit) for unit in ("财政局", "民政局", "审计局", "教育局")] == [[(42,)]] * 4
    assert expired(third, "人社局") == []
    issue(office, "2022Q3", "2022-09-21T10:00", 40)
    say(office, Verdict.CLEAR, "2022-10-08T10:00", unit="财政局", round="2022Q3", code="expired", task=42)
    say(office, Verdict.CLEAR, "2022-10-08T10:00", unit="人社局", round="2022Q2", code="late")

    for unit, hour in (("司法局", 10), ("民政局", 12), ("人社局", 14)):
        mail(office, unit, f"2022-12-08T{hour}:00", "2022Q4", "第{n}项已全部完成")
    mail(office, "财政局", "2022-12-08T11:00", "2022Q4", "第{n}项尚未完成，仍在推进")
    mail(office, "审计局", "2022-12-08T13:00", "2022Q4", "第{n}项已全部完成", without=(42,))
    fourth = drafted(office, "2022Q4", "2022-12-20T10:00")
    assert all(cleared for *_, cleared in lines(fourth, "司法局"))
    assert ("2022Q3", "expired", (42,), True) in lines(fourth, "财政局")
    assert 42 not in {task for tasks in expired(fourth, "财政局") for task in tasks}  # cleared: not listed again
    assert ("2022Q3", "expired", (42,), True) in lines(fourth, "民政局")
    assert ("2022Q3", "expired", (42,), False) in lines(fourth, "审计局")  # a blank is no better than a word
    assert expired(fourth, "审计局") == [(42,)]
    assert lines(fourth, "人社局") == [("2022Q2", "late", (), True)]  # by the tick alone
    missing = [line for line in lines(fourth, "教育局") if line[1] == "missing"]
    assert [(round_, cleared) for round_, _, _, cleared in missing] == [("2022Q2", False), ("2022Q3", False)]
    assert all(one.agrees for one in figures(fourth)), [one for one in figures(fourth) if not one.agrees]

    made = sum_up(office.desk, at("2022-12-21T10:00")).annual
    assert grounds(made, "民政局") == []
    assert all(round_ != "2022Q3" for round_, _ in grounds(made, "财政局"))
    assert grounds(made, "审计局") == [
        ("2022Q4", "报送不完整"),
        ("2022Q3", "第42项到期未完成"),
    ]
    document = Document(BytesIO(write_middle(office.desk, at("2022-12-21T10:00")).read_bytes()))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "均已报送过" not in text
    assert "教育局" in text.partition("从未报送的单位")[2]


def test_rectifying_runs_from_issue_and_a_correction_judges_at_its_own_moment(office: Played) -> None:
    mail(office, "司法局", "2022-06-08T10:00", "2022Q2", "已完成{n}次")
    draft = drafted(office, "2022Q2", "2022-06-15T10:00")
    issue(office, "2022Q2", "2022-06-17T10:00", 36)
    with office.desk.book.reading() as page:
        stated = page.circulars.snapshot("2022Q2")
    assert stated
    assert str(draft.rectify_by) not in stated
    assert '"rectify_by": "2022-06-24"' in stated  # five working days from the 17th

    until = at("2022-06-25T00:00")
    for unit in ("教育局", "民政局"):
        say(office, Verdict.EXTEND, "2022-06-20T10:00", unit=unit, round="2022Q2", until=until)
    mail(office, "民政局", "2022-06-24T10:00", "2022Q2", "已完成{n}次")
    mail(office, "财政局", "2022-06-24T11:00", "2022Q2", "已完成{n}次")  # had no more time: the next look-back's
    office.collect("2022-06-26T10:00")
    say(office, Verdict.CORRECT, "2022-06-26T10:00", round="2022Q2", code="兴政办发〔2022〕38号")
    (path,) = office.desk.out.glob("关于更正*.docx")
    document = Document(BytesIO(path.read_bytes()))
    rows = {row.cells[1].text: [cell.text for cell in row.cells] for row in document.tables[0].rows}
    assert set(rows) - {"单位"} == {"民政局"}  # 教育局 has let its new time pass: still 未报送
    assert rows["民政局"][2:4] == ["未报送", "按时报送"]
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "部门按时报送单位由1个更正为2个" in text
    justice, civil = (len(office.desk.tasks_of(unit)) for unit in ("司法局", "民政局"))
    assert f"已填报任务由{justice}项次更正为{justice + civil}项次" in text
    assert "财政局" not in text


def test_extension_that_a_correction_granted_is_judged_when_it_has_passed(office: Played) -> None:
    mail(office, "司法局", "2022-06-08T10:00", "2022Q2", "已完成{n}次")
    drafted(office, "2022Q2", "2022-06-15T10:00")
    issue(office, "2022Q2", "2022-06-17T10:00", 36)
    say(office, Verdict.EXTEND, "2022-06-20T10:00", unit="教育局", round="2022Q2", until=at("2022-06-25T00:00"))
    say(office, Verdict.CORRECT, "2022-06-21T10:00", round="2022Q2", code="兴政办发〔2022〕38号")
    office.collect("2022-12-20T10:00")
    made = sum_up(office.desk, at("2022-12-21T10:00")).annual
    stood = [one.standing for one in made.assessments if (one.unit.name, one.round.code) == ("教育局", "2022Q2")]
    assert stood == [Standing.MISSING]
    basis = next(one.basis for one in made.deductions if (one.unit, one.round) == ("教育局", "2022Q2"))
    assert basis == "兴政办发〔2022〕36号（经兴政办发〔2022〕38号更正）"


def papers(office: Played, unit: str, moment: str) -> dict[str, str]:
    """What the board, the status and the next forms say of a unit's open problems."""
    page = write_board(office.desk, office.desk.round("2022Q3"), at(moment)).read_text(encoding="utf-8")
    section = page.partition('id="problems"')[2].partition("</section>")[0]
    with office.desk.book.reading() as book:
        told = in_words(office.desk, open_problems(office.desk, book, at(moment)).get(unit, ()))
    return {"board": " ".join(row for row in section.split("<tr>") if f">{unit}</th>" in row), "told": "；".join(told)}


def test_open_problems_stand_in_status_board_letters_and_archive(office: Played) -> None:
    mail(office, "司法局", "2022-06-08T10:00", "2022Q2", "已完成{n}次", without=(3, 5))
    drafted(office, "2022Q2", "2022-06-15T10:00")
    issue(office, "2022Q2", "2022-06-17T10:00", 36)
    say(office, Verdict.CLEAR, "2022-07-01T10:00", unit="司法局", round="2022Q2", code="blank", task=3)
    office.collect("2022-07-04T10:00")
    seen = papers(office, "司法局", "2022-07-04T10:05")
    assert seen["told"] == "第5项未填写（2022年第二季度通报，整改时限2022年6月24日）"
    assert "<td>5</td>" in seen["board"]
    assessments = status(office.desk, office.desk.round("2022Q3"), at("2022-07-04T10:05"))
    told = status_json(office.desk.round("2022Q3"), assessments, None, open_lines(office.desk, at("2022-07-04T10:05")))
    (justice,) = [one for one in told["units"] if one["unit"] == "司法局"]  # type: ignore[attr-defined]
    assert justice["problems"] == [
        {
            "round": "2022Q2",
            "kind": "blank",
            "tasks": [5],
            "description": "进展情况未填写",
            "rectify_by": "2022-06-24",
        }
    ]
    send_forms(office.desk, office.desk.round("2022Q3"), at("2022-07-04T10:10"))
    letter = office.letters(office.unit.addresses[0])[-1]
    assert "以前通报、尚未销号的问题" in letter.text
    assert "第5项未填写" in letter.text
    office.send("2022-07-05T10:00", subject="查询", text="查询")
    office.collect("2022-07-05T10:05")
    assert "第5项未填写" in office.letters(office.unit.addresses[0])[-1].text
    with ZipFile(pack(office.desk, at("2022-07-06T10:00"))) as archive:
        rows = [json.loads(line) for line in archive.read("账册/problems.jsonl").splitlines()]
    own = {(row["kind"], row["task"]): row for row in rows if row["unit"] == "司法局"}
    assert set(own) == {("blank", 3), ("blank", 5)}
    assert own["blank", 3]["ended"]
    assert own["blank", 3]["history"].startswith("兴政办发〔2022〕36号列入（2022-06-17")
    assert "张三销号：现场核查（第" in own["blank", 3]["history"]
    assert not own["blank", 5]["ended"]


def test_no_unit_is_told_what_only_a_draft_says(office: Played) -> None:
    mail(office, "司法局", "2022-06-08T10:00", "2022Q2", "已完成{n}次", without=(3, 5))
    drafted(office, "2022Q2", "2022-06-15T10:00")
    for number, now in ((0, "2022-06-15T11:00"), (36, "2022-06-17T10:00")):
        if number:
            issue(office, "2022Q2", now, number)
        office.send(now, subject="查询", text="查询第三季度")
        office.collect(f"{now[:-2]}05")
        told = office.letters(office.unit.addresses[0])[-1].text
        assert ("尚未销号" in told) is bool(number), told
    with office.desk.book.reading() as page:
        assert open_problems(office.desk, page, at("2022-06-15T12:00"))["司法局"]


def test_correction_is_told_to_the_units_it_is_about_and_withdraws_what_it_corrects(office: Played) -> None:
    for unit, received in (
        ("司法局", "2022-06-08T10:00"),
        ("财政局", "2022-06-08T11:00"),
        ("科技局", "2022-06-08T12:00"),
    ):
        mail(office, unit, received, "2022Q2", "已完成{n}次", without=(3,) if unit == "财政局" else ())
    drafted(office, "2022Q2", "2022-06-15T10:00")
    issue(office, "2022Q2", "2022-06-17T10:00", 36)
    with office.desk.book.reading() as page:
        number = page.submissions.all("2022Q2", unit="科技局")[0].number
        wanting = page.submissions.all("2022Q2", unit="财政局")[0].number
    say(office, Verdict.VOID, "2022-06-20T10:00", submission=number)
    say(office, Verdict.WAIVE, "2022-06-20T10:10", submission=wanting, code="blank", task=3)
    say(office, Verdict.EXCUSE, "2022-06-20T10:20", unit="教育局", round="2022Q2")
    say(office, Verdict.CORRECT, "2022-06-22T10:00", round="2022Q2", code="兴政办发〔2022〕40号")
    office.collect("2022-06-22T10:05")
    said = {unit: office.letters(office.desk.roster[unit].addresses[0])[-1] for unit in ("科技局", "财政局", "教育局")}
    assert all("【通报更正】" in letter.subject for letter in said.values())
    assert "原通报：按时报送" in said["科技局"].text
    assert "更正为：未报送" in said["科技局"].text
    assert "于2022年6月29日前整改到位" in said["科技局"].text
    assert "更正为：按时报送" in said["财政局"].text
    assert "前整改到位" not in said["财政局"].text
    assert "更正为：经批准免报" in said["教育局"].text
    assert "【通报更正】" not in office.letters(office.unit.addresses[0])[-1].subject
    for unit, hour in (("司法局", 10), ("财政局", 11), ("科技局", 12), ("教育局", 13)):
        mail(office, unit, f"2022-09-08T{hour}:00", "2022Q3", "第{n}项已完成")
    third = drafted(office, "2022Q3", "2022-09-20T10:00")
    assert lines(third, "财政局") == lines(third, "教育局") == lines(third, "司法局") == []
    assert [line[1:] for line in lines(third, "科技局")] == [("missing", lines(third, "科技局")[0][2], False)]
    office.collect("2022-12-20T10:00")
    made = sum_up(office.desk, at("2022-12-21T10:00")).annual
    assert ("2022Q2", "未报送") in grounds(made, "科技局")
    assert not [one for one in grounds(made, "财政局") + grounds(made, "教育局") if one[0] == "2022Q2"]
    page_ = annual.check_context(made, "科技局")["notes"]
    assert any("作废，现场核查（张三，2022年6月20日，第" in str(note) for note in page_)  # type: ignore[attr-defined]


@pytest.mark.parametrize("at_work", [True, False])
def test_round_without_a_circular_named_nothing(office: Played, at_work: bool) -> None:
    if at_work:
        mail(office, "司法局", "2022-06-08T10:00", "2022Q2", "已完成{n}次")
    mail(office, "司法局", "2022-09-08T10:00", "2022Q3", "第{n}项已完成")
    third = drafted(office, "2022Q3", "2022-09-20T10:00")
    assert third.lookback == ()
    assert lookback(third, "附件4") == (["上期未作通报，没有可逐项核查的问题清单。"] if at_work else [])
    assert ("与上期相比" in "".join(overall(third, "附件1"))) is at_work


def test_lead_that_writes_not_involved_has_not_reported_the_task(office: Played) -> None:
    task = next(task for task in office.desk.tasks_of("司法局") if "司法局" in task.leads)
    mail(office, "司法局", "2022-06-08T10:00", "2022Q2", "已完成{n}次")
    texts = {
        one.number: "不涉及" if one is task else f"第{one.number}项已完成" for one in office.desk.tasks_of("司法局")
    }
    form = fill(
        blank_forms(office.desk, office.unit, office.desk.round("2022Q2"), {})[0].content, texts, day="2022年6月9日"
    )
    office.send("2022-06-09T10:00", ("台账.docx", form))
    report = drafted(office, "2022Q2", "2022-06-15T10:00")
    row = next(row for row in circular_tables.progress(report) if row["task"] == task.number)
    assert "司法局（填“不涉及”）" in str(row["leads"])
    assert any(line.kind == "not_involved" and task.number in line.tasks for line in report.problems)


def test_unit_mails_its_explanation_and_the_late_form_is_struck_off_by_it(office: Played) -> None:
    sender = office.desk.roster["人社局"].addresses[0]
    mail(office, "人社局", "2022-06-13T10:00", "2022Q2", "已完成{n}次")
    office.send("2022-06-09T10:00", subject="情况说明", text="请查收情况说明。")  # 司法局 has nothing to explain
    drafted_first(office)
    office.send("2022-06-20T10:00", subject="关于逾期报送的情况说明", text="因经办人出差，迟报3天。", sender=sender)
    office.collect("2022-06-20T10:05")
    (waits,) = [one for one in held_json(office.desk) if one["kind"] == "explanation"]
    assert (waits["unit"], waits["round"]) == ("人社局", "2022Q2")
    told = office.letters(sender)[-1]
    assert "【说明收悉】" in told.subject
    assert "待工作人员核实后办理销号" in told.text
    assert "申请" not in told.text
    say(office, Verdict.CLEAR, "2022-06-21T10:00", held=waits["number"], reason="说明属实")
    with office.desk.book.reading() as page:
        (late,) = [case for case in cases_of(office.desk, page, at("2022-06-22T10:00")) if case.line.unit == "人社局"]
    assert late.line.kind == "late"
    assert (
        late.steps[-1].words
        == f"张三销号：说明属实（第{late.steps[-1].decision}号决定，依据第{waits['number']}号来件）"
    )
    assert [one["kind"] for one in held_json(office.desk) if one["unit"] == "人社局"] == []


def drafted_first(office: Played) -> None:
    """The second quarter's circular, with whatever waits of nobody's matter dismissed."""
    office.collect("2022-06-15T10:00")
    for one in held_json(office.desk):
        say(office, Verdict.DISMISS, "2022-06-15T10:01", held=one["number"])
    drafted(office, "2022Q2", "2022-06-15T10:05")
    issue(office, "2022Q2", "2022-06-17T10:00", 36)
