"""Reminders and overdue notices: only to those missing, each step once, in office hours."""

import pytest

import parsers
from ledger.model import Decision, Verdict
from office.decisions.decide import DecisionError, decide
from office.duties.remind import Reminded, remind
from tests.offices import Played, at


def run(office: Played, now: str) -> Reminded:
    return remind(office.desk, at(now))


def units(done: Reminded) -> set[str]:
    return {unit for _, unit, _ in done.steps}


def test_reminder_goes_to_those_missing_only(office: Played) -> None:
    office.send("2022-05-26T15:20:00", ("台账.docx", office.form(day="2022年5月26日")))
    office.collect("2022-05-26T15:25")
    done = run(office, "2022-05-31T09:00")
    assert len(done.steps) == 37
    assert "司法局" not in units(done)
    assert {step for _, _, step in done.steps} == {"before-7"}


def test_reminder_brings_the_units_own_form_with_last_rounds_text(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    office.collect("2022-06-09T15:25")
    run(office, "2022-09-05T09:00")
    letter = office.letters(office.unit.addresses[0])[-1]
    assert "附件为你单位本期填报表" in letter.text
    assert [file.name for file in letter.attachments] == [
        "司法局-2022年第三季度任务落实台账（填报版）.docx",
        "司法局-2022年第三季度任务落实台账（填报版）.xlsx",
    ]
    (form,) = parsers.read(letter.attachments[0].name, letter.attachments[0].content)
    assert not any(row.progress and row.progress.text.strip() for row in form.rows)


def test_unit_whose_form_was_returned_is_reminded_of_that(office: Played) -> None:
    office.send("2022-06-06T15:20:00", ("台账.docx", office.form()[:5000]))
    office.collect("2022-06-06T15:25")
    run(office, "2022-06-09T09:00")
    finance = office.desk.roster["财政局"].addresses[0]
    assert "已退回补正，尚未收到补正件" in office.letters(office.unit.addresses[0])[-1].text
    assert "尚未收到你单位台账" in office.letters(finance)[-1].text


def test_step_is_sent_once_and_a_missed_run_catches_up_once(office: Played) -> None:
    assert len(run(office, "2022-06-08T09:00").steps) == 38  # nobody was reminded at 7 days
    assert run(office, "2022-06-08T10:00").steps == ()
    assert {step for _, _, step in run(office, "2022-06-09T09:00").steps} == {"before-1"}


def test_nothing_goes_out_outside_office_hours(office: Played) -> None:
    for moment in ("2022-06-09T08:29", "2022-06-09T17:30", "2022-06-11T10:00", "2022-06-03T10:00"):
        assert run(office, moment).quiet
    assert office.letters() == []


def test_last_overdue_notice_goes_to_the_leader_too_and_then_the_office_hears(office: Played) -> None:
    run(office, "2022-06-13T09:00")
    run(office, "2022-06-15T09:00")
    leader = office.unit.leader
    assert leader
    with office.desk.book.reading() as page:
        told = [post.key for post in page.letters.all() if leader.address in post.recipients]
    assert told == ["overdue-3:2022Q2:司法局"]
    notice = office.letters(office.unit.addresses[0])[-1]
    assert f"抄送你单位负责同志（{leader.name}）" in notice.text
    done = run(office, "2022-06-17T09:00")
    assert done.steps == (("2022Q2", "", "escalate"),)
    (report,) = office.letters("zhuren@xingqing.example")
    assert "38个单位" in report.subject


def test_report_to_the_leader_says_who_asked_for_more_time(office: Played) -> None:
    office.send("2022-06-09T15:20:00", subject="申请", text="因防汛，申请延期报送。")
    office.collect("2022-06-09T15:25")
    run(office, "2022-06-17T09:00")
    (report,) = office.letters("zhuren@xingqing.example")
    assert report.text.count("6月9日申请延期，未批复") == 1


def test_extension_and_excuse_are_respected(office: Played) -> None:
    for kind, unit, until in (
        (Verdict.EXTEND, "司法局", at("2022-06-18T00:00")),
        (Verdict.EXCUSE, "财政局", None),
    ):
        said = Decision(
            number=0,
            kind=kind,
            by="张三",
            at=at("2022-06-09T10:00"),
            reason="领导批准",
            unit=unit,
            round="2022Q2",
            until=until,
        )
        decide(office.desk, said, at("2022-06-09T10:00"))
    done = run(office, "2022-06-13T09:00")
    assert ("2022Q2", "司法局", "overdue-1") not in done.steps
    assert not {"财政局"} & units(done)
    assert len([step for _, _, step in done.steps if step == "overdue-1"]) == 36


def extend(office: Played, until: str, now: str, unit: str = "司法局") -> str:
    said = Decision(
        number=0,
        kind=Verdict.EXTEND,
        by="张三",
        at=at(now),
        reason="领导批准",
        unit=unit,
        round="2022Q2",
        until=at(until),
    )
    return decide(office.desk, said, at(now))


def own(office: Played) -> list[str]:
    """Subjects of what the unit was sent."""
    return [letter.subject for letter in office.letters(office.unit.addresses[0])]


def test_extension_begins_the_reminders_of_the_new_deadline_anew(office: Played) -> None:
    run(office, "2022-06-09T09:00")  # the step of one working day before
    said = extend(office, "2022-06-16T00:00", "2022-06-09T10:00")
    assert "已延期至2022年6月15日24时，并通知单位" in said
    friday = run(office, "2022-06-10T15:00").steps  # the last afternoon of all others
    assert ("2022Q2", "司法局", "before-3") in friday
    assert ("2022Q2", "司法局", "last") not in friday
    steps = [
        step for now in ("2022-06-14T09:00", "2022-06-15T15:00", "2022-06-16T09:00") for step in run(office, now).steps
    ]
    assert [step for _, unit, step in steps if unit == "司法局"] == ["before-1", "last", "overdue-1"]
    extend(office, "2022-06-21T00:00", "2022-06-16T10:00")
    assert ("2022Q2", "司法局", "before-1") in run(office, "2022-06-17T09:00").steps


def test_extension_that_has_passed_is_refused_but_for_a_unit_that_kept_it(office: Played) -> None:
    with pytest.raises(DecisionError, match="已经过去"):
        extend(office, "2022-06-16T00:00", "2022-06-17T09:00")
    office.send("2022-06-15T20:00:00", ("台账.docx", office.form()))
    office.collect("2022-06-16T09:00")
    assert "2022年6月15日24时" in extend(office, "2022-06-16T00:00", "2022-06-17T09:00")
    assert office.standing("2022-06-20T09:00").standing.label == "按时"


def test_reminder_that_catches_up_prints_the_real_distance(office: Played) -> None:
    run(office, "2022-06-08T15:00")  # the step of three working days before, late by one
    assert "距截止还有2个工作日" in office.letters(office.unit.addresses[0])[-1].text
    run(office, "2022-06-14T09:00")  # the step of one working day after, late by one
    assert "已逾期4天" in own(office)[-1]


def test_unit_in_its_correction_window_is_not_told_that_today_is_the_last_day(office: Played) -> None:
    office.send("2022-06-10T09:00:00", ("台账.docx", office.form()[:5000]))
    office.collect("2022-06-10T09:05")
    assert not {"司法局"} & units(run(office, "2022-06-10T15:00"))
    assert "2022年6月14日24时" in office.letters(office.unit.addresses[0])[-1].text


def test_reminders_before_a_deadline_need_no_days_of_the_next_year(office: Played) -> None:
    office.set("year = 2022", "year = 2026")
    path = office.root / "office.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("due = 2022-12-10", "due = 2026-12-31"), encoding="utf-8")
    office.set("due = 2022-0", "due = 2026-0")
    office.collect("2026-12-28T09:00")
    assert len([step for _, _, step in run(office, "2026-12-30T09:00").steps if step == "before-1"]) == 38


def test_form_whose_window_runs_into_a_year_without_data_is_returned_without_a_guessed_date(office: Played) -> None:
    office.set("year = 2022", "year = 2026")
    path = office.root / "office.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("due = 2022-12-10", "due = 2026-12-31"), encoding="utf-8")
    office.set("due = 2022-0", "due = 2026-0")
    office.send("2026-12-31T09:00:00", ("台账.docx", office.form(round_="2026Q4", day="2026年12月30日")[:5000]))
    done = office.collect("2026-12-31T09:05")
    assert [state.value for state in done.filed.states] == ["filed"]
    assert "请于收到本邮件后2个工作日内补正" in office.letters(office.unit.addresses[0])[-1].text
    assert office.standing("2026-12-31T23:00", round_="2026Q4").standing.label == "未到期"
