"""Tasks change in mid-year: one is added, one is struck, one gets another lead; each round is judged by what held then."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

import parsers
from cli import main
from ledger.model import Assessment, CircularState, Entry, Report, Round, Standing, Submission, Task
from office.desk.desk import Desk
from office.keeping.amending import AmendError, amend
from office.keeping.check import check
from office.papers.forms import blank_forms, send_forms
from office.papers.papers import Printed
from office.reports.annual import annual_of
from office.reports.archive import opened_with
from office.reports.report import keep, make_report
from office.standing.assessing import assess_round
from office.standing.cases import cases_of
from templates.circular.circular import context
from templates.circular.figures import figures
from tests.offices import Played, at
from tests.years.two_years import ROUNDS, edition

NOTICE = "兴政办发〔2022〕20号"
DONE = "已全部完成"
NEW = Task(
    number=43,
    section="六、强化保障",
    focus="（一）督促检查",
    content="开展政务公开满意度调查，形成调查报告并公布结果",
    indicator="调查报告1份",
    responsible="牵头单位：财政局，责任单位：教育局",
    due="2022年11月",
)
LEAD_NOW = "牵头单位：教育局，责任单位：政府办公室"
UNITS = ("政府办公室", "教育局", "司法局", "财政局")


@pytest.fixture(scope="module")
def half(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example office when Q2 has been reported on by four units, 司法局 (a lead of task 8) writing 不涉及 on it."""
    office = Played(tmp_path_factory.mktemp("half") / "office")
    for unit in UNITS:
        report(office.desk, unit, "2022Q2", {8: "不涉及"} if unit == "司法局" else None)
    circular(office.desk, "2022Q2")
    office.desk.close()
    return office.root


@pytest.fixture
def office(half: Path, tmp_path: Path) -> Played:
    shutil.copytree(half, tmp_path / "office")
    played = Played.__new__(Played)
    played.root, played.mails, played.desk = tmp_path / "office", 0, Desk(tmp_path / "office")
    return played


def report(desk: Desk, unit: str, code: str, texts: dict[int, str] | None = None, *, without: int = 0) -> None:
    """A unit's whole report of a round, straight into the book."""
    tasks = [task.number for task in desk.tasks_of(unit, desk.round(code)) if task.number != without]
    said = texts or {}
    entries = tuple(Entry(task=number, progress=said.get(number, DONE), where="表1") for number in tasks)
    received = at(ROUNDS[code]) - timedelta(days=8)
    name = f"{unit}{code}{len(entries)}"
    with desk.book.writing() as page:
        page.submissions.file(
            Submission(number=0, unit=unit, round=code, received_at=received, file=name, sha256=name, entries=entries)
        )


def circular(desk: Desk, code: str) -> Report:
    """The round's draft at its day, kept in the book."""
    now = at(ROUNDS[code])
    with desk.book.writing() as page:
        page.mails.write_read_through(desk.account, "INBOX", now)
        made = make_report(desk, page, desk.round(code), now)
        keep(page, made, Printed(content=code.encode()), state=CircularState.DRAFT, now=now)
    return made


def standings(desk: Desk, code: str) -> dict[str, Assessment]:
    with desk.book.reading() as page:
        found = assess_round(desk, page, desk.round(code), at("2022-12-20T10:00"))
    return {one.unit.name: one for one in found}


def change(office: Played, content: bytes, since: str, now: str = "2022-07-10T10:00") -> list[str]:
    file = office.root.parent / "调整.docx"
    file.write_bytes(content)
    said = amend(office.desk, file, date.fromisoformat(since), NOTICE, at(now))
    office.desk.close()
    office.desk = Desk(office.root)
    return said


def test_an_added_task_is_asked_for_from_its_day_on(office: Played) -> None:
    before = standings(office.desk, "2022Q2")
    said = change(office, edition(added=[NEW]), "2022-07-15")
    assert said[0].startswith("新增：第43项「开展政务公开满意度调查")
    assert "自2022年第三季度起按调整后的任务填报和认定，以前各期不变" in said
    assert standings(office.desk, "2022Q2") == before
    second, third = (office.desk.round(code) for code in ("2022Q2", "2022Q3"))
    whose = {unit.name for unit in office.desk.roster.units if 43 in numbers(office.desk, unit.name, third)}
    assert whose == {"财政局", "教育局"}
    assert 43 not in numbers(office.desk, "财政局", second)
    assert (in_form(office.desk, "财政局", second), in_form(office.desk, "财政局", third)) == (False, True)
    report(office.desk, "财政局", "2022Q3", without=43)
    report(office.desk, "教育局", "2022Q3")
    stood = standings(office.desk, "2022Q3")
    assert (stood["财政局"].standing, stood["教育局"].standing) == (Standing.INCOMPLETE, Standing.ON_TIME)
    assert [one.task for one in stood["财政局"].findings if one.code == "blank"] == [43]
    made = circular(office.desk, "2022Q3")
    assert len(made.ledger.tasks) == 43
    assert [one for one in figures(made) if not one.agrees] == []


def numbers(desk: Desk, unit: str, round_: Round) -> list[int]:
    return [task.number for task in desk.tasks_of(unit, round_)]


def in_form(desk: Desk, unit: str, round_: Round) -> bool:
    """Whether the added task stands in a unit's own form of a round."""
    file = blank_forms(desk, desk.roster[unit], round_, {})[0]
    (form,) = parsers.read_own(file.name, file.content)
    return any(row.content and row.content.text == NEW.content for row in form.rows)


def test_a_struck_task_is_neither_asked_for_nor_looked_back_at(office: Played) -> None:
    """Task 42 was due in June: Q3's circular finds it open; struck in October, nothing is left of it to put right."""
    open_ = "正在推进，尚未完成"
    for unit in UNITS:
        report(office.desk, unit, "2022Q3", {42: open_} if unit == "司法局" else None)
    third = circular(office.desk, "2022Q3")
    silent = len(third.assessments) - len(UNITS)
    expired = [line for line in third.problems if line.kind == "expired"]
    assert len([line for line in expired if 42 in line.tasks]) == silent - 1 + 1  # 宣传部 has no such task
    stood = standings(office.desk, "2022Q3")
    change(office, edition(without=(42,)), "2022-10-01", now="2022-09-28T10:00")
    assert standings(office.desk, "2022Q3") == stood
    for unit in UNITS:
        report(office.desk, unit, "2022Q4")
    fourth = circular(office.desk, "2022Q4")
    assert 42 not in {number for one in fourth.assessments for number in one.expected}
    assert 42 not in {
        number for line in (*fourth.problems, *fourth.lookback) for number in line.tasks if line.kind == "expired"
    }
    assert [one for one in figures(fourth) if not one.agrees] == []
    with office.desk.book.writing() as page:
        now = at("2022-12-20T10:00")
        page.mails.write_read_through(office.desk.account, "INBOX", now)
        ended = [one for one in cases_of(office.desk, page, now) if one.task == 42 and one.line.unit == "司法局"]
        summed = annual_of(office.desk, page, now)
    assert ended[0].steps[-1].words == f"自2022年10月1日起不再由该单位承担（{NOTICE}）"
    assert not [one for one in summed.deductions if one.unit == "司法局" and one.kind == "expired"]
    assert not [one for one in summed.deductions if 42 in one.tasks]


def test_another_lead_answers_and_the_old_one_is_left_alone(office: Played) -> None:
    assert standings(office.desk, "2022Q2")["司法局"].standing is Standing.INCOMPLETE
    said = change(office, edition(t8=LEAD_NOW), "2022-07-15")
    assert said[0] == "调整：第8项牵头单位由司法局改为教育局；责任单位增加教育局；责任单位减少司法局"
    second, third = (office.desk.round(code) for code in ("2022Q2", "2022Q3"))
    assert (8 in numbers(office.desk, "司法局", second), 8 in numbers(office.desk, "司法局", third)) == (True, False)
    assert (8 in numbers(office.desk, "教育局", second), 8 in numbers(office.desk, "教育局", third)) == (False, True)
    for unit in ("司法局", "政府办公室"):
        report(office.desk, unit, "2022Q3")
    report(office.desk, "教育局", "2022Q3", {8: "不涉及"})
    stood = standings(office.desk, "2022Q3")
    assert {unit: stood[unit].standing for unit in ("司法局", "政府办公室", "教育局")} == {
        "司法局": Standing.ON_TIME,
        "政府办公室": Standing.ON_TIME,
        "教育局": Standing.INCOMPLETE,  # a lead that says 不涉及
    }
    made = circular(office.desk, "2022Q3")
    assert not [line for line in made.lookback if (line.unit, line.kind) == ("司法局", "not_involved")]
    assert "司法局" not in str(context(made)["lookback"])
    assert standings(office.desk, "2022Q2")["司法局"].standing is Standing.INCOMPLETE  # that moment has passed


def test_several_notices_within_a_round_hold_together(office: Played) -> None:
    before = standings(office.desk, "2022Q2")
    change(office, edition(added=[NEW]), "2022-07-15")
    said = change(office, edition(added=[NEW], without=(42,)), "2022-08-01", now="2022-07-20T10:00")
    assert [one for one in said if one.startswith(("新增", "取消"))] == [one for one in said if "原第42项" in one]
    change(office, edition(added=[NEW], without=(42,), t8=LEAD_NOW), "2022-09-09", now="2022-08-20T10:00")
    third = office.desk.round("2022Q3")
    assert [{8, 42, 43} & set(numbers(office.desk, unit, third)) for unit in ("司法局", "教育局")] == [set(), {8, 43}]
    assert standings(office.desk, "2022Q2") == before
    for unit in UNITS:
        report(office.desk, unit, "2022Q3")
    made = circular(office.desk, "2022Q3")
    stood = {one.unit.name: one.standing for one in made.assessments}
    assert [stood[unit] for unit in UNITS] == [Standing.ON_TIME] * len(UNITS)
    assert not [line for line in (*made.problems, *made.lookback) if {42} & set(line.tasks) and line.kind == "expired"]
    assert [one for one in figures(made) if not one.agrees] == []


def test_a_lead_that_changes_after_both_have_reported_leaves_the_new_one_to_add_its_row(office: Played) -> None:
    for unit in UNITS:
        report(office.desk, unit, "2022Q3", {8: "不涉及"} if unit == "司法局" else None)
    assert standings(office.desk, "2022Q3")["司法局"].standing is Standing.INCOMPLETE  # a lead that says 不涉及
    said = change(office, edition(t8=LEAD_NOW), "2022-09-05", now="2022-09-03T10:00")
    assert said[-1] == "其中教育局本期已经报送，新增任务须补充填报，否则为不完整"
    stood = standings(office.desk, "2022Q3")
    assert (stood["司法局"].standing, stood["教育局"].standing) == (Standing.ON_TIME, Standing.INCOMPLETE)
    assert [one.task for one in stood["教育局"].findings if one.code == "blank"] == [8]
    report(office.desk, "教育局", "2022Q3")  # the correction has the row
    assert standings(office.desk, "2022Q3")["教育局"].standing is Standing.ON_TIME
    made = circular(office.desk, "2022Q3")
    assert not [line for line in made.problems if line.kind == "not_involved" and line.unit == "司法局"]
    assert [one for one in figures(made) if not one.agrees] == []


def test_a_form_of_before_is_read_by_the_words_it_went_out_with(office: Played) -> None:
    old = office.form("司法局", day="2022年6月8日")
    change(office, edition(without=(42,), t8=LEAD_NOW), "2022-07-15")
    (form,) = [form for form in parsers.read("台账.docx", old) if form.rows]
    reading = office.desk.read(form)
    assert 42 in {entry.task for entry in reading.entries}
    assert not [one for one in reading.findings if one.code in ("unknown_row", "content_changed", "number_odd")]


def test_units_whose_tasks_changed_get_their_form_once_more_with_the_reason(office: Played) -> None:
    third = office.desk.round("2022Q3")
    send_forms(office.desk, third, at("2022-07-01T09:00"))
    change(office, edition(added=[NEW]), "2022-07-15")
    send_forms(office.desk, office.desk.round("2022Q3"), at("2022-07-15T09:00"))
    letters = {name: office.letters(office.desk.roster[name].addresses[0]) for name in ("财政局", "教育局", "司法局")}
    assert {name: len(some) for name, some in letters.items()} == {"财政局": 2, "教育局": 2, "司法局": 1}
    assert f"按{NOTICE}，自本期起你单位承担的任务有变化：新增第43项" in letters["财政局"][-1].text
    assert "任务有变化" not in letters["司法局"][-1].text


@pytest.mark.parametrize(
    ("changed", "since", "words"),
    [
        (edition, "2022-07-15", "没有不同"),
        (lambda: edition(added=[NEW]), "2022-12-20", "以后没有要报送的期次"),
        (lambda: edition(without=(42,), added=[replace(NEW, number=42)]), "2022-07-15", "第42项已是另一项任务的序号"),
        (lambda: edition(without=(42,), moved={41: 42}), "2022-07-15", "第42项原为第41项"),
        (lambda: edition(t8="牵头单位：不存在局"), "2022-07-15", "不存在局"),
    ],
    ids=["the same", "too late", "a number used again", "a number moved", "nobody's"],
)
def test_what_cannot_be_is_refused_in_words(
    office: Played, changed: Callable[[], bytes], since: str, words: str
) -> None:
    with pytest.raises(AmendError, match=words):
        change(office, changed(), since)
    assert not (office.root / "editions").exists()
    assert len(Desk(office.root).editions) == 1


def test_a_signed_circular_is_not_judged_anew(office: Played) -> None:
    with office.desk.book.writing() as page:
        made = page.circulars.newest("2022Q2")
        assert made
        page.circulars.advance(made.number, CircularState.ISSUED)
    with pytest.raises(AmendError, match="2022年第二季度的通报已经审定或印发"):
        change(office, edition(added=[NEW]), "2022-05-01")


def test_command_says_what_changes_and_everything_keeps_it(office: Played) -> None:
    file = office.root.parent / "调整.docx"
    file.write_bytes(edition(added=[NEW], without=(41,)))
    command = ["--office", str(office.root), "amend", str(file), "--from", "2022-07-15", "--notice", NOTICE]
    said = CliRunner().invoke(main, [*command, "--now", "2022-07-10"], catch_exceptions=False)
    assert said.exit_code == 0
    assert "取消：原第41项" in said.output
    tasks = CliRunner().invoke(main, ["--office", str(office.root), "tasks"], catch_exceptions=False).output
    assert " 43. " in tasks
    assert " 41. " not in tasks
    assert office.root / "editions" / "2022-07-15.docx" in opened_with(office.root)
    assert "editions" not in {one.code for one in check(Desk(office.root), servers=False).findings}
    (office.root / "editions" / "2022-07-15.docx").unlink()
    assert any(
        "没有找到自2022-07-15起执行的台账" in one.message for one in check(Desk(office.root), servers=False).blocking
    )


def test_a_unit_that_comes_or_goes_within_the_year_owes_nothing_outside_its_days(office: Played) -> None:
    before = standings(office.desk, "2022Q2")
    path = office.root / "units.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["单位名录"]
    heads = [str(cell.value) for cell in sheet[1]]
    since, until = len(heads) + 1, len(heads) + 2
    sheet.cell(1, since, "启用日期")
    sheet.cell(1, until, "停用日期")
    name = heads.index("单位名称")
    rows = {str(row[name]): place for place, row in enumerate(sheet.iter_rows(values_only=True), 1)}
    sheet.cell(rows["审计局"], since, "2022-07-15")
    sheet.cell(rows["民政局"], until, "2022年7月15日")
    book.save(path)
    desk = office.desk = Desk(office.root)
    reports = {code: set(standings(desk, code)) for code in ("2022Q2", "2022Q3")}
    assert reports == {"2022Q2": before.keys() - {"审计局"}, "2022Q3": before.keys() - {"民政局"}}
    assert blank_forms(desk, desk.roster["民政局"], desk.round("2022Q3"), {}) == ()
    assert {one.unit for one in circular(desk, "2022Q3").problems} >= {"审计局"}
    sheet.cell(rows["审计局"], since, "下半年")
    book.save(path)
    assert any("启用日期「下半年」看不懂" in one.message for one in check(Desk(office.root), servers=False).blocking)
