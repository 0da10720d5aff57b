"""The last weeks of a year whose successor nobody has entered the days of: told in time, and mail is taken all the same."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.calendar import Calendar, step_due
from ledger.model import MailState, Severity, Standing
from office.desk.desk import Desk
from office.duties.remind import remind
from office.keeping.check import check
from office.keeping.opening import init
from office.standing.status import status
from tests.offices import Played, at
from tests.years.two_years import ledger_of

UNKNOWN = "没有2027年的工作日数据"
"""2027 is the first year that the library does not know; once it does, the next one is to be taken."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office of 2026 with a round due on the last day of the year and one in the next."""
    root = tmp_path_factory.mktemp("ahead")
    (root / "ledger.docx").write_bytes(ledger_of(2026, "10月10日前、12月31日前、次年1月5日前"))
    init(root / "office", ledger=root / "ledger.docx")
    return root / "office"


@pytest.fixture
def ahead(folder: Path, tmp_path: Path) -> Played:
    office = Played.__new__(Played)
    shutil.copytree(folder, tmp_path / "office")
    office.root, office.mails, office.desk = tmp_path / "office", 0, Desk(tmp_path / "office")
    return office


def told(office: Played, now: str) -> list[str]:
    return [one.message for one in check(office.desk, at(now), servers=False).findings if one.code == "calendar"]


def test_it_is_told_from_october_on_and_stops_nothing(ahead: Played) -> None:
    assert told(ahead, "2026-09-30T09:00") == []
    (message,) = told(ahead, "2026-10-08T09:00")
    assert "还没有2027年的工作日数据" in message
    assert f"{ahead.desk.rounds[-1].name}照常收件，截止日是否顺延未定" in message
    checked = check(ahead.desk, at("2026-10-08T09:00"), servers=False)
    assert "calendar" not in {one.code for one in checked.blocking}
    ahead.set("years = []", "years = [2027]")
    assert told(ahead, "2026-10-08T09:00") == []


def test_the_year_that_is_on_stops_the_check(ahead: Played) -> None:
    ahead.set("due = 2026-10-10", "due = 2027-03-10")
    ahead.set("year = 2026", "year = 2027")
    found = [one for one in check(ahead.desk, servers=False).findings if one.code == "calendar"]
    assert [one.severity for one in found] == [Severity.RETURN]


def test_digest_tells_it_once_a_month_by_itself(ahead: Played) -> None:
    for day in ("2026-09-29", "2026-10-26", "2026-10-27", "2026-11-02", "2026-11-03"):
        ahead.collect(f"{day}T09:00")
    said = [letter.text for letter in ahead.letters(ahead.desk.settings.notify[0])]
    assert ["还没有2027年的工作日数据" in one for one in said] == [True, True]


@pytest.mark.parametrize(
    ("moment", "code"),
    [("2026-12-30T10:00:00", 0), ("2026-12-31T23:30:00", 1), ("2027-01-04T10:00:00", 1), ("2027-01-08T10:00:00", 2)],
)
def test_no_form_ends_unread(ahead: Played, moment: str, code: int) -> None:
    """Whole, with a blank row, empty (A), torn (A): each is taken and answered, whichever round it is of."""
    round_ = ahead.desk.rounds[code].code
    day = "2026年12月30日"
    forms = [
        ahead.form(round_=round_, day=day),
        ahead.form(round_=round_, day=day, without=(2,)),
        ahead.form(round_=round_, day=day, without=tuple(range(1, 43))),
        ahead.form(round_=round_, day=day)[:9000],
    ]
    for number, form in enumerate(forms):
        ahead.send(moment, (f"司法局台账{number}.docx", form), subject=f"{ahead.desk.rounds[code].name}台账")
    done = ahead.collect(moment.replace(":00:00", ":20:00").replace("23:30:00", "23:50:00"))
    assert MailState.FAILED not in done.filed.states
    assert "unreadable" not in ahead.held()
    assert done.balanced
    assert len(ahead.letters(ahead.unit.addresses[0])) == len(forms)


def test_nobody_is_late_by_a_day_that_may_yet_move(ahead: Played) -> None:
    last = ahead.desk.rounds[-1]
    assert not last.sure
    ahead.send("2027-01-06T09:00:00", ("台账.docx", ahead.form(round_=last.code, day="2027年1月6日")))
    ahead.collect("2027-01-06T10:00")
    now = at("2027-01-20T10:00")
    ahead.collect("2027-01-20T09:59")
    found = {one.unit.name: one for one in status(ahead.desk, last, now)}
    assert {one.standing for one in found.values()} == {Standing.PENDING}
    assert all(UNKNOWN in one.reason for one in found.values())
    ahead.set("years = []", "years = [2027]")
    found = {one.unit.name: one for one in status(ahead.desk, ahead.desk.rounds[-1], now)}
    assert found.pop("司法局").standing is Standing.LATE
    assert {one.standing for one in found.values()} == {Standing.MISSING}


def test_steps_that_need_no_day_of_the_next_year_are_taken(ahead: Played) -> None:
    done = remind(ahead.desk, at("2026-12-28T09:00"))
    assert {(code, step) for code, _, step in done.steps} == {(ahead.desk.rounds[1].code, "before-3")}
    calendar, deadline = Calendar(), at("2026-12-30T00:00")
    assert step_due(calendar, deadline, at("2026-12-30T09:00")) == "overdue-1"
    assert step_due(calendar, deadline, at("2026-12-31T09:00")) == "overdue-1"  # the second day; the third is not known
    assert step_due(replace(calendar, years=frozenset({2027})), deadline, at("2027-01-04T09:00")) == "overdue-3"
