"""Of which round a form is (rules.md, Which unit and round): what says so, in order, and what contradicts."""

from __future__ import annotations

import io
from typing import NamedTuple

import docx
import pytest

from ledger.model import Unit
from tests.offices import Played

PLAIN = "政务公开工作要点任务落实台账"
HEADS = ("序号", "主要内容", "责任时限", "进展落实情况")


class Case(NamedTuple):
    """What a form and its mail say; the round it is filed in, and whether a C finding says that they disagree."""

    received: str
    round: str
    title: str = PLAIN
    subject: str = "报送台账"
    day: str = ""
    answers: bool = False  # our receipt for the second quarter
    differs: bool = False


CASES = {
    "the form itself": Case("2022-06-20", "2022Q2", title=f"2022年第二季度{PLAIN}"),
    "the form before the subject": Case(
        "2022-06-08", "2022Q2", title=f"2022年第二季度{PLAIN}", subject="三季度台账", differs=True
    ),
    "our letter before the subject": Case("2022-06-20", "2022Q2", subject="三季度台账", answers=True, differs=True),
    "our letter": Case("2022-06-20", "2022Q2", answers=True),
    "the subject before the date": Case("2022-06-20", "2022Q3", subject="三季度台账", day="2022年6月9日"),
    "the subject": Case("2022-06-20", "2022Q2", subject="二季度台账"),
    "a fresh date": Case("2022-06-20", "2022Q2", day="2022年6月9日"),
    "the time of receipt, not a stale date": Case("2022-06-20", "2022Q3", day="2022年5月10日"),
    "the time of receipt": Case("2022-06-20", "2022Q3"),
    "a form a month late": Case("2022-07-11", "2022Q2", title=f"2022年第二季度{PLAIN}"),
    "a form more than a month late": Case("2022-07-12", "2022Q2", title=f"2022年第二季度{PLAIN}", differs=True),
    "a form before its round": Case("2022-06-08", "2022Q3", title=f"2022年第三季度{PLAIN}", differs=True),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, bool]]:
    """Of each case, sent by a unit of its own: the round filed in, and whether something disagrees."""
    office = Played(tmp_path_factory.mktemp("rounds") / "office")
    senders = dict(zip(CASES, office.desk.roster.units, strict=False))
    for name, case in CASES.items():
        if case.answers:
            office.send(
                "2022-06-07T10:00:00", ("台账.docx", office.form(senders[name].name)), sender=mailbox(senders[name])
            )
    office.collect("2022-06-07T10:05")
    for name, case in CASES.items():
        send(office, senders[name], case)
    office.collect("2022-07-20T10:00")
    with office.desk.book.reading() as page:
        last = {one.unit: one for one in page.submissions.all()}
    return {
        name: (one.round, any(finding.code == "round_differs" for finding in one.findings))
        for name, unit in senders.items()
        for one in [last[unit.name]]
    }


def mailbox(unit: Unit) -> str:
    return unit.addresses[0]


def send(office: Played, unit: Unit, case: Case) -> None:
    headers = {"References": office.letters(mailbox(unit))[-1].message_id} if case.answers else {}
    file = ("台账.docx", form(office, unit, case))
    office.send(f"{case.received}T15:00:00", file, sender=mailbox(unit), subject=case.subject, headers=headers)


def form(office: Played, unit: Unit, case: Case) -> bytes:
    document = docx.Document()
    document.add_paragraph(case.title)
    document.add_paragraph(f"填报单位：{unit.name}")
    document.add_paragraph(f"填报时间：{case.day}")
    table = document.add_table(rows=0, cols=len(HEADS))
    tasks = (
        (str(one.number), one.content, one.due, f"{unit.name}发布{one.number}条")
        for one in office.desk.tasks_of(unit.name)
    )
    for line in (HEADS, *tasks):
        for cell, text in zip(table.add_row().cells, line, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", CASES)
def test_round_is_read_in_order_and_what_contradicts_is_said(found: dict[str, tuple[str, bool]], name: str) -> None:
    assert found[name] == (CASES[name].round, CASES[name].differs)


def test_a_round_told_by_its_place_alone_is_asked_about_where_it_is_not_the_open_one(office: Played) -> None:
    send(office, office.unit, Case("2022-06-08", "", title=f"{PLAIN}（第二期）"))
    office.collect("2022-06-08T15:05")
    assert office.held() == ["which_round"]


def test_a_round_told_by_its_place_is_filed_where_it_is_the_open_one(office: Played) -> None:
    send(office, office.unit, Case("2022-06-08", "", title=f"{PLAIN}（第一期）"))
    office.collect("2022-06-08T15:05")
    assert office.held() == []
