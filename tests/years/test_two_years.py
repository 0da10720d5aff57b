"""Two years in a row of the example office: the second is opened from the first's archive, with renames and changes."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import main
from ledger.model import CircularState, Decision, FormerName, Ledger, Problem, Report, Verdict
from ledger.roster import Roster
from office.decisions.decide import decide
from office.desk.desk import Desk
from office.keeping.check import check
from office.keeping.last_year import LastYearError
from office.keeping.succession import succeed
from office.papers.papers import Printed
from office.reports.annual import annual_of
from office.reports.archive import pack
from office.reports.report import keep, make_report
from office.standing.cases import cases_of, open_problems
from templates.circular.circular import context
from templates.circular.figures import figures
from tests.offices import Played, at
from tests.years.two_years import (
    ADDED,
    GONE,
    HANDED_OVER,
    HEIR,
    OLD_NAME,
    RENAMED,
    REPORTING,
    ROUNDS,
    ledger_of_2023,
    live_2022,
    units_of_2023,
)

DUE_2022 = {"2022年6月": "2022Q3", "2022年10月": "2022Q4", "2022年11月": "2022Q4"}
"""Time limits of the example and the round whose circular is the first to find them passed; 2022年12月 is not by then."""


@dataclass
class Years:
    """Both folders."""

    first: Played
    second: Path
    said: list[str]
    ledger: Ledger

    @property
    def desk(self) -> Desk:
        """The second year, opened anew."""
        return Desk(self.second)

    def run(self, *words: str) -> Result:
        """A command in the second year's folder."""
        return CliRunner().invoke(main, ["--office", str(self.second), *words], catch_exceptions=False)


def _files(folder: Path) -> dict[str, Path]:
    ledger, units = folder / "2023.docx", folder / "2023.xlsx"
    ledger.write_bytes(ledger_of_2023())
    units.write_bytes(units_of_2023())
    return {"ledger": ledger, "units": units}


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Years]:
    folder = tmp_path_factory.mktemp("years")
    first = Played(folder / "2022")
    first.set('phone = "0000-0000306"', 'phone = "0951-6719306" # 值班')
    (first.root / "templates" / "套红.txt").write_text("本办", encoding="utf-8")
    live_2022(first)
    ledger, said = succeed(folder / "2023", first.root, **_files(folder))
    yield Years(first, folder / "2023", said, ledger)
    first.desk.close()


def left_open(office: Played) -> list[tuple[str, str, str, int]]:
    """What 2022 leaves: unit, round, kind, how many tasks: counted from who reported and the time limits as written."""
    found = []
    for unit in office.desk.roster.units:
        silent = unit.name not in REPORTING
        tasks = [task for task in office.desk.ledger.tasks if unit.name in task.units]
        for code in ROUNDS:
            if silent and tasks:
                found.append((unit.name, code, "missing", 0))
            if unit.name == OLD_NAME:
                found.append((unit.name, code, "blank", 1))
            if silent or unit.name == OLD_NAME:
                expired = [task for task in tasks if DUE_2022.get(task.due) == code]
                found += [(unit.name, code, "expired", len(expired))] if expired else []
    return found


def counted(lines: list[Problem]) -> list[tuple[str, str, str, int]]:
    return [
        (line.unit, line.round, line.kind, 0 if line.kind == "missing" else len(line.tasks))
        for line in lines
        if not line.cleared
    ]


def test_what_changed_is_listed(years: Years) -> None:
    said = "\n".join(years.said)
    assert years.ledger.year == 2023
    assert "取消：原第1项「" in said
    assert f"新增：第42项「{ADDED[:23]}" in said
    assert "财政局牵头，责任单位2个" in said
    assert "序号变动：原第2—42项，现为第1—41项" in said
    assert f"改名：「{OLD_NAME}」改为「{RENAMED}」" in said
    assert f"名录中已无「{GONE}」；「{HEIR}」用的是同一邮箱，如系改名" in said
    assert f"新增单位「{HEIR}」（部门）" in said
    assert "责任单位减少司法局" not in said  # a unit under another name is the same unit


def test_settings_templates_and_roster_go_on_and_the_year_is_new(years: Years) -> None:
    settings = years.desk.settings
    assert settings.year == 2023
    assert settings.office.phone == "0951-6719306"
    assert [str(plan.due) for plan in settings.rounds] == ["2023-06-10", "2023-09-10", "2023-12-10"]
    assert (settings.mail.done, settings.mail.waiting) == ("2023年已处理", "2023年待处理")
    assert settings.book_id != years.first.desk.settings.book_id
    assert "# 值班" in (years.second / "office.toml").read_text(encoding="utf-8")
    assert (years.second / "templates" / "套红.txt").read_text(encoding="utf-8") == "本办"
    found = {one.code for one in check(years.desk, servers=False).findings} - {"example"}
    assert found == {"carried", "unknown_unit"}  # the unit that is gone: in last year's problems, and in the new ledger


def test_everything_left_open_is_carried(years: Years) -> None:
    left = left_open(years.first)
    assert sorted(counted(list(years.desk.carried.problems))) == sorted(left)
    known = [(RENAMED if unit == OLD_NAME else unit, *rest) for unit, *rest in left if unit != GONE]
    with years.desk.book.reading() as page:
        lines = [line for own in open_problems(years.desk, page, at("2023-01-10T09:00")).values() for line in own]
    assert sorted(counted(lines)) == sorted(known)
    assert f"结转2022年度未结问题{len(left)}项，列入“回头看”{len(known)}项" in "\n".join(years.said)


def _report(desk: Desk, code: str, now: str, *, kept: bool = False) -> Report:
    with desk.book.writing() as page:
        page.mails.write_read_through(desk.account, "INBOX", at(now))
        report = make_report(desk, page, desk.round(code), at(now))
        if kept:
            keep(page, report, Printed(content=code.encode()), state=CircularState.DRAFT, now=at(now))
    return report


def test_first_circular_looks_back_at_last_year_and_later_ones_until_it_is_cleared(years: Years) -> None:
    left = [one for one in left_open(years.first) if one[0] != GONE]
    desk = years.desk
    said = Decision(number=0, kind=Verdict.CLEAR, by="张三", at=at("2023-06-01T10:00"), reason="材料已补", unit=RENAMED)
    first = _report(desk, "2023Q2", "2023-06-14T10:00")
    assert len(first.lookback) == len(left)
    printed = context(first)
    units = len({unit for unit, *_ in left})
    assert str(printed["lookback"]).startswith(
        f"['上年度结转的问题{len(left)}项，涉及单位{units}个。经逐项核查，均未整改到位"
    )
    assert f"{GONE}已不在本年度单位名录中，其上年度未结问题不再列入。" in printed["lookback"]  # type: ignore[operator]  # a list of text
    assert printed["headings"]["lookback"] == "二、上年度问题整改“回头看”情况"  # type: ignore[index]  # headings by name
    rows = printed["lookback_rows"]
    assert any(row["description"].startswith("（2022年第三季度通报）责任时限已过") for row in rows)  # type: ignore[attr-defined]  # rows are by name
    assert [one for one in figures(first) if not one.agrees] == []

    own = [task for task in desk.carried.problems if task.unit == OLD_NAME and task.round == "2022Q4"]
    expired = next(line for line in own if line.kind == "expired")
    decide(desk, _about(said, "expired", expired.tasks[0]), at("2023-06-01T10:00"))
    second = _report(desk, "2023Q2", "2023-06-14T10:00", kept=True)
    ended = [line for line in second.lookback if line.cleared]
    assert [(line.unit, line.kind, line.tasks) for line in ended] == [(RENAMED, "expired", expired.tasks[:1])]
    third = _report(desk, "2023Q3", "2023-09-14T10:00")
    assert not [line for line in third.lookback if line.cleared]  # once, then no more
    assert sum(line.round.startswith("2022") for line in third.lookback) == len(left)
    words = str(context(third)["lookback"])
    assert GONE not in words
    assert f"上期（2023年第二季度）通报问题{len(second.problems)}项，上年度结转的问题{len(left)}项" in words
    assert [one for one in figures(third) if not one.agrees] == []


def _about(said: Decision, code: str, task: int) -> Decision:
    return replace(said, round="2022Q4", code=code, task=task)


def test_last_year_costs_no_points_again(years: Years) -> None:
    desk, now = years.desk, at("2023-12-20T10:00")
    with desk.book.writing() as page:
        page.mails.write_read_through(desk.account, "INBOX", now)
        summed = annual_of(desk, page, now)
        assert {one.round for one in summed.deductions} == {"2023Q2", "2023Q3", "2023Q4"}
        silent = len(desk.roster.units)
        assert sum(one.kind == "missing" for one in summed.deductions) == 3 * silent
        assert any(case.line.round.startswith("2022") for case in cases_of(desk, page, now))


def test_both_years_are_readable(years: Years) -> None:
    assert f"2022年度请看 taizhang --office {years.first.root}" in years.run("annual", "2022").output
    assert "2022年度请看" in years.run("status", "2022Q4").output
    old = CliRunner().invoke(main, ["--office", str(years.first.root), "status", "2022Q4", "--now", "2023-03-01"])
    assert "未报送" in old.output


def test_the_archive_alone_hands_on_the_same(years: Years, tmp_path: Path) -> None:
    archive = years.first.root / "out" / "2022年度交账.zip"
    _, said = succeed(tmp_path / "2023", archive, **_files(tmp_path))
    assert said[:-1] == years.said[:-1]
    assert Desk(tmp_path / "2023").carried == years.desk.carried


def test_what_is_open_after_two_years_is_handed_on_again(years: Years) -> None:
    desk, now = years.desk, at("2023-12-20T10:00")
    with desk.book.writing() as page:
        page.mails.write_read_through(desk.account, "INBOX", now)
    with zipfile.ZipFile(pack(desk, now)) as archive:
        assert "建账/carried.json" in archive.namelist()
        assert '"2022Q4"' in archive.read("账册/carried.json").decode()


@pytest.fixture
def lived(years: Years, tmp_path: Path) -> Played:
    """The first year once more, to be damaged."""
    shutil.copytree(years.first.root, tmp_path / "2022")
    again = Played.__new__(Played)
    again.root, again.mails, again.desk = tmp_path / "2022", 0, Desk(tmp_path / "2022")
    return again


def test_nothing_is_opened_from_a_year_that_does_not_prove_itself(lived: Played, tmp_path: Path) -> None:
    new, files = tmp_path / "2023", _files(tmp_path)
    archive = lived.root / "out" / "2022年度交账.zip"
    whole = archive.read_bytes()

    def refused() -> str:
        with pytest.raises(LastYearError) as error:
            succeed(new, lived.root, **files)
        assert not new.exists()
        return str(error.value)

    archive.write_bytes(whole[: len(whole) // 2])
    assert "没有通过核验" in refused()
    archive.unlink()
    assert "还没有交账：请先运行 taizhang" in refused()
    archive.write_bytes(whole)
    with lived.desk.book.writing() as page:
        page.mails.store(b"From: a\n\n", size=9, received_at=HANDED_OVER, at=HANDED_OVER)
    assert "来件有增减" in refused()
    said = CliRunner().invoke(main, ["init", str(new), "--from", str(lived.root), "--ledger", str(files["ledger"])])
    assert said.exit_code == 1
    assert "请重新运行 taizhang archive" in said.output


def test_the_same_year_is_no_next_year(years: Years, tmp_path: Path) -> None:
    old = years.first.desk.ledger_file
    with pytest.raises(LastYearError, match="新台账是2022年的"):
        succeed(tmp_path / "2023", years.first.root, ledger=old)


def test_what_last_year_left_is_not_forgotten_with_its_file(years: Years, tmp_path: Path) -> None:
    shutil.copytree(years.second, tmp_path / "2023")
    (tmp_path / "2023" / "carried.json").unlink()
    said = CliRunner().invoke(main, ["--office", str(tmp_path / "2023"), "check", "--offline"])
    assert "上年度结转的未结问题（carried.json）不见了" in said.output


def test_a_late_form_of_last_year_waits_and_is_not_sent_back(years: Years, tmp_path: Path) -> None:
    shutil.copytree(years.second, tmp_path / "2023")
    second = Played.__new__(Played)
    second.root, second.mails, second.desk = tmp_path / "2023", 0, Desk(tmp_path / "2023")
    sender = second.desk.roster["教育局"].addresses[0]
    file = ("台账.docx", years.first.form("教育局", round_="2022Q4", day="2022年12月30日"))
    second.send("2023-01-09T09:00:00", file, sender=sender, subject="教育局2022年第四季度台账")
    second.collect("2023-01-09T09:05")
    assert second.held() == ["last_year"]
    assert not any("退回" in one.subject for one in second.letters(sender))
    assert second.standing("2023-01-09T09:10", "教育局", "2023Q2").waiting == ()
    second.send("2023-06-05T09:00:00", file, sender=sender, subject="报送台账")  # last year's file used again
    second.collect("2023-06-05T09:05")
    assert second.held() == ["last_year", "rows_differ"]  # nothing says that it is meant for last year
    second.desk.close()


def test_problems_of_a_unit_that_another_has_taken_over_are_its_successors(years: Years) -> None:
    taken_over = FormerName(name=GONE, until=at("2023-01-01T00:00").date())
    units = [replace(one, former=(taken_over,)) if one.name == HEIR else one for one in years.desk.roster.units]
    carried, roster = years.desk.carried, Roster(tuple(units))
    assert carried.without_unit(roster) == ()
    theirs = [(one.round, one.kind, one.tasks) for one in carried.problems if one.unit == GONE]
    assert theirs == [(one.round, one.kind, one.tasks) for one in carried.problems_of(roster) if one.unit == HEIR]
