"""Reminders and overdue notices: only to those missing, each step once, in office hours."""

import parsers
from ledger.model import Decision, Verdict
from office.decide import decide
from office.remind import Reminded, remind
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
        told = [post.key for post in page.posts() if leader.address in post.recipients]
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
