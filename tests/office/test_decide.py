"""Decisions: each a row, standings and letters following at once."""

from pathlib import Path

import pytest

from ledger.model import Decision, Standing, Verdict
from office.decide import DecisionError, decide
from office.recording import record
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
    assert "收件回执" in office.letters(office.unit.addresses[0])[0].subject
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
        (Verdict.EXTEND, {"unit": "司法局", "round": "2022Q2"}, "--until"),
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
