"""经办人手册 tells enough to work a round, and what it tells is there: every name in bold can be pressed, every act is named,
every picture is one of the way."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from ledger.held_kinds import HeldKind
from ledger.model import CircularState, Standing
from pages.choices import OF_UNIT, OFFERED, of_submission
from tests.offices import at
from tests.pages.journey import Journey
from tests.pages.served import Served

HANDBOOK = Path(__file__).parents[2] / "docs" / "handbook"
CLERKS = HANDBOOK / "经办人手册.md"
_COMMAND = re.compile(r"taizhang \w|--[a-z]|office\.toml")


@pytest.fixture
def journey(served: Served, tmp_path: Path) -> Journey:
    """A round whose deadline has passed: a form, one from a stranger, an application, silence."""
    office = served.office
    office.send("2022-06-08T09:00:00", ("台账.docx", office.form()))
    office.send("2022-06-08T09:30:00", ("台账.docx", office.form("教育局")), sender="x@elsewhere.example")
    office.send("2022-06-08T09:40:00", text="因防汛，申请延期至6月13日报送。", subject="关于延期的申请")
    office.collect("2022-06-08T10:00")
    office.collect("2022-06-15T09:40")
    served.now = at("2022-06-15T10:00")
    form = tmp_path / "民政局台账.docx"
    form.write_bytes(office.form("民政局"))
    return Journey(served, lambda _name, _page: None, form, "民政局", "2022-06-09T15:20")


def offered() -> set[str]:
    """What can be pressed beside what the way came by: every decision, and what stands in the pages of letters."""
    choices = (*(one for kind in OFFERED.values() for one in kind), *OF_UNIT)
    of_forms = (one for blocked in (True, False) for one in of_submission(blocked=blocked, findings=True))
    letters = files("pages").joinpath("held_all.html.j2").read_text(encoding="utf-8")
    return {one.name for one in (*choices, *of_forms)} | set(re.findall(r'"([^"]+)"\)[,\]]', letters))


def test_a_round_is_worked_by_the_handbook(journey: Journey) -> None:
    seen: list[str] = []
    journey.shoot = lambda name, _page: seen.append(name)
    journey.walk()
    office = journey.served.office
    with office.desk.book.reading() as book:
        assert [one.state for one in book.circulars.all("2022Q2")][-1] is CircularState.ISSUED
        assert book.held.listed() == []
    written = CLERKS.read_text(encoding="utf-8")
    units = {one.name for one in office.desk.roster.units}
    acts = {name for name in journey.names - units if name and not re.search(r"[\d（〔.]", name)}
    assert set(re.findall(r"\*\*(.+?)\*\*", written)) - journey.names - offered() == set()
    assert {name for name in acts if name not in written} == set()
    shown = re.findall(r"!\[[^]]*\]\(pictures/(.+?)\.png\)", written)
    assert set(shown) <= set(seen)
    assert sorted(path.stem for path in (HANDBOOK / "pictures").glob("*.png")) == sorted(shown)
    assert journey.served.complaints == []


def test_the_clerks_handbook_names_whatever_waits_and_however_units_stand() -> None:
    written = CLERKS.read_text(encoding="utf-8")
    assert [one.label for one in HeldKind if one.label not in written] == []
    assert [one for one in Standing if f"{one.symbol} {one.label}" not in written] == []


def test_the_clerks_handbook_has_no_command() -> None:
    assert _COMMAND.findall(CLERKS.read_text(encoding="utf-8")) == []
