"""Decisions: each a row, standings and letters following at once."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from ledger.model import Decision, Standing, Verdict
from office.decisions.decide import DecisionError, decide
from office.intake.recording import record
from office.reports.report import make_report
from tests.offices import Played, at

LATER = "2022-06-20T09:00"
NOW = "2022-06-16T10:00"


def act(office: Played, kind: Verdict, **more: object) -> str:
    decision = Decision(number=0, kind=kind, by="张三", at=at(NOW), reason="电话核实", **more)  # type: ignore[arg-type]  # fields of Decision
    return decide(office.desk, decision, at(NOW))


def test_held_form_assigned_to_a_unit_keeps_its_time_of_receipt(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()), sender="helper@elsewhere.example")
    office.collect("2022-06-09T15:25")
    act(office, Verdict.ASSIGN, held=1, unit="司法局")
    one = office.standing(LATER)
    assert one.standing is Standing.ON_TIME
    assert one.received_at == at("2022-06-09T15:20:00")
    assert office.held() == []
    asked, receipt = office.letters(office.unit.addresses[0])
    assert "【请答复】" in asked.subject
    assert "收件回执" in receipt.subject
    assert not [letter for letter in office.letters("helper@elsewhere.example") if "收件回执" in letter.subject]


def test_return_by_the_office_keeps_the_timeliness_and_tells_the_unit(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    office.collect("2022-06-09T15:25")
    act(office, Verdict.RETURN, submission=1)
    assert office.standing(LATER).standing is Standing.INCOMPLETE
    assert "电话核实" in office.letters()[-1].text
    office.send("2022-06-17T15:20:00", ("改.docx", office.form(text="已改{n}次")))
    office.collect("2022-06-17T15:25")
    assert office.standing(LATER).standing is Standing.ON_TIME


def test_what_a_person_decides_on_a_task_stands_until_the_unit_writes_anew(office: Played) -> None:
    task = next(one for one in office.desk.tasks_of("司法局") if one.expires == date(2022, 10, 31))
    deadline = office.desk.round("2022Q4").deadline

    def stands() -> tuple[bool, bool]:
        with office.desk.book.reading() as page:
            report = make_report(office.desk, page, office.desk.round("2022Q4"), deadline + timedelta(days=9))
        named = any(
            one.unit == "司法局" and one.kind == "expired" and task.number in one.tasks for one in report.problems
        )
        asked = any(one.unit == "司法局" and one.task == task.number for one in report.unsettled)
        return named, asked

    def write(text: str, received: str) -> None:
        form = office.form(round_="2022Q4", day="2022年12月5日", text=f"第{{n}}项{text}")
        office.send(f"2022-12-0{received}", ("台账.docx", form))
        office.collect("2022-12-08T09:00")

    write("正在推进，预计明年完成", "5T10:00:00")
    assert stands() == (True, False)
    write("基本完成", "6T10:00:00")
    assert stands() == (False, True)
    for code, said in (("open", (True, False)), ("done", (False, False))):
        decision = Decision(
            number=0,
            kind=Verdict.STATE,
            by="张三",
            at=at("2022-12-08T10:00"),
            reason="现场核实",
            code=code,
            unit="司法局",
            round="2022Q4",
            task=task.number,
        )
        decide(office.desk, decision, at("2022-12-08T10:00"))
        assert stands() == said
    form = office.form(round_="2022Q4", day="2022年12月9日", text="第{n}项大体完成")
    office.send("2022-12-09T10:00:00", ("台账.docx", form))
    office.collect("2022-12-09T10:05")
    assert stands() == (False, True)


def test_state_of_a_task_needs_a_task_of_the_unit_and_a_result(office: Played) -> None:
    with pytest.raises(DecisionError, match="“已完成”还是“未完成”"):
        act(office, Verdict.STATE, unit="司法局", round="2022Q2", task=1)
    with pytest.raises(DecisionError, match="司法局承担的任务"):
        act(office, Verdict.STATE, unit="司法局", round="2022Q2", task=999, code="done")


def test_void_waive_excuse_and_dismiss(office: Played) -> None:
    last = office.desk.tasks_of("司法局")[-1].number
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form(without=(last,))))
    office.send("2022-06-09T15:21:00", sender="x@elsewhere.example")
    office.collect("2022-06-09T15:25")
    act(office, Verdict.WAIVE, submission=1, code="blank", task=last)
    assert office.standing(LATER).standing is Standing.ON_TIME
    act(office, Verdict.VOID, submission=1)
    assert office.standing(LATER).standing is Standing.PENDING  # nobody has looked since
    office.collect(LATER)
    assert office.standing(LATER).standing is Standing.MISSING
    act(office, Verdict.EXCUSE, unit="司法局", round="2022Q2")
    assert office.standing(LATER).standing is Standing.EXCUSED
    act(office, Verdict.DISMISS, held=1)
    assert office.held() == []


@pytest.mark.parametrize(
    ("kind", "more", "words"),
    [
        (Verdict.ASSIGN, {"held": 7, "unit": "司法局"}, "待处理事项"),
        (Verdict.VOID, {"submission": 7}, "没有第7号"),
        (Verdict.EXTEND, {"unit": "司法局", "round": "2022Q2"}, "新期限"),
        (Verdict.EXCUSE, {"unit": "天文局", "round": "2022Q2"}, "没有「天文局」"),
        (Verdict.EXCUSE, {"unit": "司法局", "round": "2022Q9"}, "2022Q2、2022Q3、2022Q4"),
    ],
)
def test_decision_that_fits_nothing_is_refused_with_what_to_do(
    office: Played, kind: Verdict, more: dict[str, object], words: str
) -> None:
    with pytest.raises(DecisionError, match=words):
        act(office, kind, **more)


def test_form_handed_in_counts_from_the_time_staff_enter(office: Played, tmp_path: Path) -> None:
    path = tmp_path / "司法局.docx"
    path.write_bytes(office.form())
    filed = record(office.desk, path, office.unit, at("2022-06-10T17:00"), at("2022-06-13T09:00"))
    assert filed.mail is None
    assert office.standing(LATER).standing is Standing.ON_TIME


@pytest.mark.parametrize(
    ("kind", "on"),
    [
        (Verdict.EXTEND, {"unit": "教育局", "round": "2022Q2", "until": at("2022-06-25T00:00")}),
        (Verdict.EXCUSE, {"unit": "教育局", "round": "2022Q2"}),
        (Verdict.STATE, {"unit": "司法局", "round": "2022Q2", "task": 1, "code": "open"}),
        (Verdict.RETURN, {"submission": 1}),
        (Verdict.VOID, {"submission": 1}),
        (Verdict.WAIVE, {"submission": 1, "code": "blank", "task": 1}),
    ],
)
def test_the_same_decision_again_is_refused_as_by_mail(office: Played, kind: Verdict, on: dict[str, object]) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form(without=(1,))))
    office.collect("2022-06-09T15:25")
    act(office, kind, **on)
    before = len(office.letters())
    with pytest.raises(DecisionError, match="张三已于2022年6月16日10时00分作出同样的决定"):
        act(office, kind, **on)
    assert len(office.letters()) == before
    if kind is Verdict.EXTEND:  # another day is another decision
        assert "26日24时" in act(office, kind, **{**on, "until": at("2022-06-27T00:00")})
