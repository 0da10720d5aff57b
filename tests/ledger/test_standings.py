"""认定: every sentence of rules.md, Standing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import pytest

from ledger.calendar import Calendar
from ledger.held_kinds import HeldKind
from ledger.model import (
    SHANGHAI,
    Assessment,
    Decision,
    Entry,
    Finding,
    Known,
    Promise,
    RoundPlan,
    Severity,
    Standing,
    Submission,
    Task,
    Unit,
    Verdict,
    Waiting,
)
from ledger.rounds import plan_rounds
from ledger.standings import assess

CALENDAR = Calendar()
ROUND = plan_rounds([RoundPlan(due=date(2022, 6, 10))], CALENDAR)[0]
UNIT = Unit(name="司法局", category="部门")


def _task(number: int, leads: tuple[str, ...] = ()) -> Task:
    return Task(
        number=number,
        section="一",
        focus="（一）",
        content=f"任务{number}",
        indicator="",
        responsible="",
        due="长期坚持",
        leads=leads,
        units=("司法局",),
    )


TASKS = (_task(1, ("司法局",)), _task(2), _task(3))
A = Finding(code="unreadable", severity=Severity.RETURN, message="文件无法读取")
EMPTY = Finding(code="empty", severity=Severity.RETURN, message="全部为空")
LATER = "2022-06-20T09:00"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def sent(moment: str, *, number: int = 1, texts: dict[int, str] | None = None, **more: object) -> Submission:
    said = {1: "已完成3次培训", 2: "已完成2次", 3: "发布信息5条"} if texts is None else texts
    entries = tuple(Entry(task=task, progress=text, where=f"表1第{task + 1}行") for task, text in said.items())
    base = Submission(
        number=number,
        unit="司法局",
        round="2022Q2",
        received_at=at(moment),
        file="a.docx",
        sha256=f"{number:064d}",
        entries=entries,
    )
    return replace(base, **more)  # type: ignore[arg-type]  # fields of Submission


def returned(moment: str, *, on: str | None, number: int = 1, finding: Finding = A) -> Submission:
    return sent(moment, number=number, texts={}, findings=(finding,), returned_at=at(on) if on else None)


def decided(kind: Verdict, **more: object) -> Decision:
    return Decision(
        number=1,
        kind=kind,
        by="张三",
        at=at("2022-06-08T09:00"),
        reason="领导批准",
        unit="司法局",
        round="2022Q2",
        **more,  # type: ignore[arg-type]  # fields of Decision
    )


def judged(
    *submissions: Submission,
    now: str = LATER,
    decisions: Sequence[Decision] = (),
    read_through: str | None = LATER,
    waiting: Sequence[Waiting] = (),
) -> Assessment:
    return assess(
        UNIT,
        ROUND,
        TASKS,
        submissions=submissions,
        decisions=decisions,
        known=Known(read_through=at(read_through) if read_through else None, waiting=tuple(waiting)),
        now=at(now),
        calendar=CALENDAR,
    )


def test_nothing_received_is_pending_until_the_deadline_then_missing() -> None:
    assert judged(now="2022-06-10T23:59:59").standing is Standing.PENDING
    assert judged(now="2022-06-11T00:00:00").standing is Standing.MISSING


def test_one_second_decides_between_on_time_and_late() -> None:
    assert judged(sent("2022-06-10T23:59:59")).standing is Standing.ON_TIME
    assert judged(sent("2022-06-11T00:00:00")).standing is Standing.LATE


def test_blank_task_makes_it_incomplete_and_names_the_place() -> None:
    one = judged(sent("2022-06-08T09:00", texts={1: "已开展2次", 2: " — ", 3: "发布5条"}))
    assert one.standing is Standing.INCOMPLETE
    assert one.answered == (1, 3)
    assert "第2项（表1第3行）进展情况未填写" in one.findings[0].message


def test_row_left_out_without_an_earlier_version_is_blank() -> None:
    assert judged(sent("2022-06-08T09:00", texts={1: "已开展2次", 2: "发布1条"})).standing is Standing.INCOMPLETE


def test_partial_correction_keeps_the_other_rows() -> None:
    first = sent("2022-06-08T09:00", texts={1: "已开展2次", 2: "", 3: "发布5条"})
    second = sent("2022-06-09T09:00", number=2, texts={2: "发布3条"})
    one = judged(first, second)
    assert one.standing is Standing.ON_TIME
    assert {entry.task: entry.progress for entry in one.entries} == {1: "已开展2次", 2: "发布3条", 3: "发布5条"}
    assert one.versions == (1, 2)
    assert one.submission == 2


def test_row_there_but_blank_blanks_the_text_before() -> None:
    second = sent("2022-06-09T09:00", number=2, texts={1: ""})
    assert judged(sent("2022-06-08T09:00"), second).standing is Standing.INCOMPLETE


def test_correction_after_the_deadline_does_not_make_it_late() -> None:
    first = sent("2022-06-08T09:00", texts={1: "已开展2次", 2: "", 3: "发布5条"})
    one = judged(first, sent("2022-06-16T09:00", number=2))
    assert one.standing is Standing.ON_TIME
    assert one.received_at == at("2022-06-08T09:00")


def test_lead_unit_must_not_write_not_involved() -> None:
    one = judged(sent("2022-06-08T09:00", texts={1: "不涉及。", 2: "不涉及", 3: "发布5条"}))
    assert one.standing is Standing.INCOMPLETE
    assert [(finding.code, finding.task) for finding in one.findings if finding.severity is Severity.CORRECT] == [
        ("not_involved", 1)
    ]


def test_filler_is_text_with_a_c_finding() -> None:
    one = judged(sent("2022-06-08T09:00", texts={1: "已开展2次", 2: "无", 3: "同上"}))
    assert one.standing is Standing.ON_TIME
    assert [finding.code for finding in one.findings] == ["filler", "filler"]


def test_returned_form_opens_a_window_to_the_second_working_day_after_its_letter() -> None:
    first = returned("2022-06-10T10:00", on="2022-06-10T10:05")
    assert judged(first, now="2022-06-14T23:59:59").standing is Standing.PENDING
    assert judged(first, now="2022-06-15T00:00:00").standing is Standing.MISSING
    inside = judged(first, sent("2022-06-14T23:59:59", number=2))
    assert inside.standing is Standing.ON_TIME
    assert inside.received_at == at("2022-06-10T10:00")
    assert judged(first, sent("2022-06-15T00:00:00", number=2)).standing is Standing.LATE


def test_window_is_open_while_the_return_letter_has_not_gone_out() -> None:
    assert judged(returned("2022-06-10T10:00", on=None)).standing is Standing.PENDING


def test_each_returned_form_opens_its_own_window() -> None:
    first, second = (
        returned("2022-06-07T10:00", on="2022-06-07T11:00"),
        returned("2022-06-10T10:00", on="2022-06-13T09:00", number=2),
    )
    assert judged(first, second, sent("2022-06-15T20:00", number=3)).standing is Standing.ON_TIME


@pytest.mark.parametrize(
    "first",
    [
        returned("2022-06-10T10:00", on="2022-06-10T10:05", finding=EMPTY),
        returned("2022-06-11T10:00", on="2022-06-11T10:05"),
    ],
    ids=["empty", "after the deadline"],
)
def test_empty_form_and_late_form_open_no_window(first: Submission) -> None:
    assert judged(first, now="2022-06-13T09:00").standing is Standing.MISSING
    assert judged(first, sent("2022-06-13T09:00", number=2)).standing is Standing.LATE


def test_copies_change_nothing_and_the_earliest_counts() -> None:
    copy = sent("2022-06-12T09:00", number=2, sha256=f"{1:064d}")
    one = judged(copy, sent("2022-06-08T09:00"))
    assert one.standing is Standing.ON_TIME
    assert one.versions == (1,)


def test_same_bytes_after_a_correction_do_not_bring_the_old_text_back() -> None:
    first = sent("2022-06-07T09:00", texts={1: "旧", 2: "旧", 3: "旧"})
    second = sent("2022-06-08T09:00", number=2)
    again = sent("2022-06-09T09:00", number=3, texts={1: "旧", 2: "旧", 3: "旧"}, sha256=first.sha256)
    one = judged(first, second, again)
    assert one.submission == 2
    assert one.entries[0].progress == "已完成3次培训"


def test_blocked_successor_changes_nothing() -> None:
    one = judged(sent("2022-06-08T09:00"), returned("2022-06-09T09:00", on="2022-06-09T09:05", number=2))
    assert one.standing is Standing.ON_TIME
    assert one.submission == 1


def test_excused_goes_before_everything() -> None:
    assert judged(decisions=[decided(Verdict.EXCUSE)]).standing is Standing.EXCUSED


def test_extension_moves_the_units_own_deadline() -> None:
    extended = [decided(Verdict.EXTEND, until=at("2022-06-18T00:00"))]
    one = judged(sent("2022-06-17T10:00"), decisions=extended)
    assert one.standing is Standing.ON_TIME
    assert one.deadline == at("2022-06-18T00:00")


def test_void_submission_does_not_count() -> None:
    assert (
        judged(sent("2022-06-08T09:00"), decisions=[decided(Verdict.VOID, submission=1)]).standing is Standing.MISSING
    )


def test_return_by_the_office_makes_that_version_incomplete_not_late() -> None:
    back = [decided(Verdict.RETURN, submission=1)]
    assert judged(sent("2022-06-08T09:00"), decisions=back).standing is Standing.INCOMPLETE
    assert (
        judged(
            sent("2022-06-08T09:00"), sent("2022-06-16T09:00", number=2, texts={1: "补充：培训4次"}), decisions=back
        ).standing
        is Standing.ON_TIME
    )


def test_waived_finding_does_not_count() -> None:
    blank = sent("2022-06-08T09:00", texts={1: "已开展2次", 2: "", 3: "发布5条"})
    assert (
        judged(blank, decisions=[decided(Verdict.WAIVE, submission=1, code="blank", task=2)]).standing
        is Standing.ON_TIME
    )
    assert (
        judged(blank, decisions=[decided(Verdict.WAIVE, submission=1, code="blank", task=3)]).standing
        is Standing.INCOMPLETE
    )


def test_accepted_form_counts_in_spite_of_its_a_finding() -> None:
    scan = replace(sent("2022-06-08T09:00"), findings=(A,), returned_at=at("2022-06-08T09:05"))
    assert judged(scan).standing is Standing.MISSING
    assert judged(scan, decisions=[decided(Verdict.ACCEPT, submission=1)]).standing is Standing.ON_TIME


def waits(moment: str, promise: Promise = Promise.FORM, **more: object) -> Waiting:
    base = Waiting(
        held=7,
        mail=9,
        kind=HeldKind.UNKNOWN_UNIT,
        promise=promise,
        received_at=at(moment),
        units=("司法局",),
        rounds=("2022Q2",),
    )
    return replace(base, **more)  # type: ignore[arg-type]  # fields of Waiting


@pytest.mark.parametrize(
    ("read_through", "standing"),
    [
        (None, Standing.PENDING),
        ("2022-06-08T09:00", Standing.PENDING),
        ("2022-06-10T23:59:59", Standing.PENDING),
        ("2022-06-11T00:00:00", Standing.MISSING),
    ],
)
def test_missing_is_said_only_once_the_mailbox_was_read_through_the_deadline(
    read_through: str | None, standing: Standing
) -> None:
    one = judged(read_through=read_through)
    assert one.standing is standing
    assert "收件截至2022年6月" in one.reason or "尚未读全过" in one.reason


def test_missing_waits_until_the_mailbox_was_read_through_the_correction_window() -> None:
    back = returned("2022-06-09T09:00", on="2022-06-09T10:00")  # until 13 June, 24:00
    assert judged(back, read_through="2022-06-13T23:00").standing is Standing.PENDING
    assert judged(back, read_through="2022-06-14T00:00").standing is Standing.MISSING


@pytest.mark.parametrize(
    ("filed", "waiting", "standing"),
    [
        ((), waits("2022-06-09T09:00"), Standing.UNDECIDED),
        ((), waits("2022-06-19T09:00"), Standing.UNDECIDED),  # late is not missing
        ((), waits("2022-06-09T09:00", Promise.WORDS), Standing.UNDECIDED),
        ((), waits("2022-06-09T09:00", Promise.WISH), Standing.MISSING),
        ((), waits("2022-06-09T09:00", units=("民政局",)), Standing.MISSING),
        ((), waits("2022-06-09T09:00", units=()), Standing.MISSING),
        ((), waits("2022-06-09T09:00", rounds=("2022Q3",)), Standing.MISSING),
        ((sent("2022-06-08T09:00"),), waits("2022-06-09T09:00"), Standing.UNDECIDED),  # a newer version
        ((sent("2022-06-08T09:00"),), waits("2022-06-07T09:00"), Standing.ON_TIME),
        ((sent("2022-06-08T09:00"),), waits("2022-06-07T09:00", timed=False), Standing.UNDECIDED),
        ((sent("2022-06-08T09:00"),), waits("2022-06-09T09:00", Promise.WORDS), Standing.ON_TIME),
        ((sent("2022-06-08T09:00"),), waits("2022-06-09T09:00", Promise.WISH), Standing.ON_TIME),
        ((sent("2022-06-12T09:00"),), waits("2022-06-09T09:00"), Standing.UNDECIDED),
        ((sent("2022-06-12T09:00"),), waits("2022-06-13T09:00"), Standing.LATE),
        ((sent("2022-06-12T09:00"),), waits("2022-06-09T09:00", Promise.WISH), Standing.LATE),
        ((sent("2022-06-08T09:00", texts={1: "已办3件", 2: ""}),), waits("2022-06-07T09:00"), Standing.UNDECIDED),
    ],
)
def test_undecided_is_whom_something_that_waits_could_change(
    filed: tuple[Submission, ...], waiting: Waiting, standing: Standing
) -> None:
    one = judged(*filed, waiting=[waiting])
    assert one.standing is standing
    assert [each.held for each in one.waiting] == ([7] if standing is Standing.UNDECIDED else [])


def test_what_waits_before_the_deadline_leaves_a_unit_its_time() -> None:
    one = judged(waiting=[waits("2022-06-07T09:00")], now="2022-06-09T09:00")
    assert one.standing is Standing.PENDING
    assert "第7号" in one.reason


def test_an_excused_unit_is_excused_whatever_waits() -> None:
    excused = decided(Verdict.EXCUSE)
    assert judged(waiting=[waits("2022-06-09T09:00")], decisions=[excused]).standing is Standing.EXCUSED
