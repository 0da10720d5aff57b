"""拟通报预告: each unit about to be named hears of it once, and the circular waits."""

import pytest

from ledger.model import Decision, Verdict
from office.decisions.decide import decide
from office.desk.desk import Desk
from office.duties.drafting import draft_due_circular
from office.duties.remind import remind
from office.reports.notices import give_notice
from tests.offices import Played, at


@pytest.fixture
def noticing(office: Played) -> Played:
    """An office that gives two working days' notice, with one unit each on time, late and incomplete, and one
    returned on the last day; 34 are missing."""
    path = office.root / "office.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("notice_days = 0", "notice_days = 2"), encoding="utf-8")
    office.desk = Desk(office.root)
    for name, received, without in (
        ("司法局", "2022-06-09T15:20:00", ()),
        ("教育局", "2022-06-09T15:21:00", (office.desk.tasks_of("教育局")[-1].number,)),
        ("民政局", "2022-06-10T16:00:00", None),
        ("财政局", "2022-06-11T09:15:00", ()),
    ):
        sender = office.desk.roster[name].addresses[0]
        form = office.form(name)[:5000] if without is None else office.form(name, without=without)
        office.send(received, ("台账.docx", form), sender=sender)
        office.collect(received)
    return office


def notices(office: Played, now: str) -> list[str]:
    office.collect(now)
    with office.desk.book.writing() as page:
        return [unit for _, unit, _ in give_notice(office.desk, page, at(now))]


def test_notice_goes_to_those_to_be_named_once_nobody_is_pending(noticing: Played) -> None:
    assert notices(noticing, "2022-06-14T09:00") == []  # a correction window is open until 24:00
    told = [unit for _, unit, step in remind(noticing.desk, at("2022-06-15T09:00")).steps if step == "notice"]
    assert len(told) == 37
    assert "司法局" not in told
    assert notices(noticing, "2022-06-15T14:00") == []
    (late,) = [
        letter
        for letter in noticing.letters(noticing.desk.roster["财政局"].addresses[0])
        if "拟通报预告" in letter.subject
    ]
    for words in ("“逾期”", "逾期报送，2022年6月11日9时15分收到。", "2022年6月17日24时"):
        assert words in late.text
    assert noticing.standing("2022-06-15T09:00", "教育局").standing.label == "不完整"
    last = noticing.desk.tasks_of("教育局")[-1].number
    wanting = noticing.letters(noticing.desk.roster["教育局"].addresses[0])[-1].text
    assert f"第{last}项进展情况未填写。" in wanting
    missing = noticing.letters(noticing.desk.roster["民政局"].addresses[0])[-1].text
    assert "未收到合格报送件" in missing


def test_scheduled_circular_waits_for_the_notice_and_its_days(noticing: Played) -> None:
    noticing.collect("2022-06-15T08:30")
    assert draft_due_circular(noticing.desk, at("2022-06-15T08:35")) is None  # nobody was told yet
    notices(noticing, "2022-06-15T09:00")
    for moment in ("2022-06-15T09:30", "2022-06-17T09:30"):
        assert draft_due_circular(noticing.desk, at(moment)) is None
    assert draft_due_circular(noticing.desk, at("2022-06-20T09:30")) is not None
    assert notices(noticing, "2022-06-20T10:00") == []


def test_unit_that_shows_proof_is_not_named(noticing: Played) -> None:
    notices(noticing, "2022-06-15T09:00")
    said = Decision(
        number=0,
        kind=Verdict.EXCUSE,
        by="张三",
        at=at("2022-06-16T10:00"),
        reason="有发送记录",
        unit="财政局",
        round="2022Q2",
    )
    decide(noticing.desk, said, said.at)
    drafted = draft_due_circular(noticing.desk, at("2022-06-20T09:30"))
    assert drafted
    assert "财政局" not in {problem.unit for problem in drafted.report.problems}


def test_office_that_has_set_no_days_gives_no_notice(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    office.collect("2022-06-09T15:25")
    assert notices(office, "2022-06-15T09:00") == []
    assert draft_due_circular(office.desk, at("2022-06-15T09:30")) is not None
