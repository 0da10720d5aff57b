"""A workbook carried on from quarter to quarter: each sheet goes to its round, of closed ones only what is new is asked about."""

from __future__ import annotations

import io

import openpyxl

from ledger.model import Decision, Verdict
from office.decisions.decide import decide
from office.standing.status import held_json
from tests.offices import Played, at

FIRST, SECOND, THIRD = "一季度完成{n}次", "二季度完成{n}次，发布{n}条", "三季度完成{n}次，新发{n}条"


def workbook(office: Played, *sheets: str) -> tuple[str, bytes]:
    """A sheet for each quarter, blank where there is no text for it."""
    book = openpyxl.Workbook()
    for name, text in zip(("第一季度", "第二季度", "第三季度", "第四季度"), (*sheets, "", ""), strict=False):
        page = book.create_sheet(name)
        page.append([f"2022年{name}政务公开任务落实台账"])
        page.append(["填报单位：司法局"])
        page.append(["序号", "主要内容", "责任时限", "进展落实情况"])
        for task in office.desk.tasks_of("司法局"):
            page.append([task.number, task.content, task.due, text.format(n=task.number) or None])
    del book["Sheet"]
    buffer = io.BytesIO()
    book.save(buffer)
    return "台账.xlsx", buffer.getvalue()


def filed(office: Played) -> list[tuple[str, str]]:
    with office.desk.book.reading() as page:
        return [(one.round, one.entries[0].progress) for one in page.submissions.all()]


def test_closed_rounds_sheet_that_says_nothing_new_is_no_arrival(office: Played) -> None:
    office.send("2022-06-08T10:00:00", workbook(office, FIRST, SECOND))
    office.collect("2022-06-08T10:05")
    office.send("2022-09-07T10:00:00", workbook(office, FIRST, SECOND, THIRD))
    office.collect("2022-09-07T10:05")
    assert filed(office) == [("2022Q2", "二季度完成1次，发布1条"), ("2022Q3", "三季度完成1次，新发1条")]
    assert office.held() == []
    assert "2022年第三季度" in office.letters(office.unit.addresses[0])[-1].subject


def test_what_is_new_in_a_closed_rounds_sheet_is_for_a_person(office: Played) -> None:
    office.send("2022-06-08T10:00:00", workbook(office, FIRST, SECOND))
    office.collect("2022-06-08T10:05")
    office.send("2022-09-07T10:00:00", workbook(office, FIRST, SECOND.replace("次", "场"), THIRD))
    office.collect("2022-09-07T10:05")
    assert [round_ for round_, _ in filed(office)] == ["2022Q2", "2022Q3"]  # nothing on file is overwritten
    (held,) = held_json(office.desk)
    assert (held["kind"], held["unit"], held["round"]) == ("closed_round", "司法局", "2022Q2")
    assert "与已登记的不同" in str(held["reason"])
    said = Decision(
        number=0,
        kind=Verdict.ASSIGN,
        by="张三",
        at=at("2022-09-08T10:00"),
        reason="补正",
        held=int(str(held["number"])),
    )
    assert "司法局2022年第二季度" in decide(office.desk, said, at("2022-09-08T10:00"))
    assert set(filed(office)) == {
        ("2022Q2", "二季度完成1次，发布1条"),
        ("2022Q2", "二季度完成1场，发布1条"),
        ("2022Q3", "三季度完成1次，新发1条"),
    }


def test_sheet_of_a_closed_round_of_which_nothing_came_is_a_late_arrival(office: Played) -> None:
    office.send("2022-09-07T10:00:00", workbook(office, "", SECOND, THIRD))
    office.collect("2022-09-07T10:05")
    assert sorted(round_ for round_, _ in filed(office)) == ["2022Q2", "2022Q3"]
    assert office.standing("2022-09-20T10:00").standing.value == "late"
