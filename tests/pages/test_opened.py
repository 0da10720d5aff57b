"""What is kept of an office is never older than its book, its files and the clock."""

from datetime import timedelta
from pathlib import Path

from ledger.model import Decision, Verdict
from office.decisions.decide import decide
from office.intake.recording import record
from office.standing.assessing import assess_round
from pages.opened import SharedDesk
from tests.offices import Played, at


def agree(opened: SharedDesk, now: str) -> list[str]:
    """The standings as pages show them, which are those made anew; how the unit stands."""
    desk = opened.desk()
    with desk.book.reading() as page:
        kept = opened.standings(desk, page, desk.round("2022Q2"), at(now))
        again = opened.standings(desk, page, desk.round("2022Q2"), at(now))
        made = assess_round(desk, page, desk.round("2022Q2"), at(now), compared=False)
    assert [(one.unit, one.standing, one.reason, one.deadline, one.waiting) for one in kept] == [
        (one.unit, one.standing, one.reason, one.deadline, one.waiting) for one in made
    ]
    assert again is kept
    return [one.standing.label for one in kept if one.unit.name in ("司法局", "教育局")]


def test_standings_follow_whatever_happens(tmp_path: Path) -> None:
    office = Played(tmp_path / "office")
    opened = SharedDesk(office.root)
    assert agree(opened, "2022-06-08T09:00") == ["未到期", "未到期"]
    office.send("2022-06-08T10:00:00", ("台账.docx", office.form(without=(1,))))
    office.collect("2022-06-08T10:05")
    assert agree(opened, "2022-06-08T10:06") == ["未到期", "不完整"]
    office.collect("2022-06-11T00:01")
    assert agree(opened, "2022-06-10T23:59") == ["未到期", "不完整"]
    assert agree(opened, "2022-06-11T00:02") == ["未报送", "不完整"]
    until = at("2022-06-20T00:00")
    extension = Decision(
        number=0, kind=Verdict.EXTEND, by="张三", at=at("2022-06-11T08:00"), reason="防汛", unit="教育局", round="2022Q2", until=until
    )  # fmt: skip
    decide(office.desk, extension, at("2022-06-11T08:00"))
    assert agree(opened, "2022-06-11T08:01") == ["未到期", "不完整"]
    office.collect("2022-06-20T00:05")
    assert agree(opened, "2022-06-20T00:06") == ["未报送", "不完整"]
    paper = tmp_path / "台账.docx"
    paper.write_bytes(office.form("教育局"))
    record(office.desk, paper, office.desk.roster["教育局"], at("2022-06-19T09:00"), at("2022-06-20T09:00"))
    assert agree(opened, "2022-06-20T09:01") == ["按时", "不完整"]
    opened.close()
    office.desk.close()


def test_files_of_the_office_are_read_anew_when_somebody_has_changed_them(tmp_path: Path) -> None:
    office = Played(tmp_path / "office")
    opened = SharedDesk(office.root)
    first = opened.desk()
    assert opened.desk() is first
    office.set("correction_days = 2", "correction_days = 4")
    assert opened.desk().settings.correction_days == 4
    opened.make_ready(at("2022-06-08T09:00") + timedelta(hours=1))
    opened.close()
    office.desk.close()
