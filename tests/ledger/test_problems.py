"""问题 and 回头看: every sentence of rules.md, Problems."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

import pytest

from ledger.calendar import Calendar
from ledger.cases import Evidence, Statement, as_lines, fold, open_cases, settle
from ledger.model import (
    SHANGHAI,
    Assessment,
    Decision,
    Finding,
    Problem,
    RoundPlan,
    Severity,
    Standing,
    Submission,
    Task,
    Unit,
    Verdict,
)
from ledger.problems import find_problems, struck_tasks
from ledger.rounds import plan_rounds

ROUNDS = plan_rounds([RoundPlan(due=date(2022, month, 10)) for month in (6, 9, 12)], Calendar())
SECOND, THIRD, FOURTH = ROUNDS
MOMENT = datetime(2022, 6, 17, 10, tzinfo=SHANGHAI)
SUBMISSION = Submission(number=8, unit="司法局", round="2022Q3", received_at=MOMENT, file="台账.docx", sha256="")
UNIT = Unit(name="司法局", category="部门")


def _task(number: int, expires: date | None = None) -> Task:
    return Task(
        number=number,
        section="一",
        focus="（一）",
        content=f"开展第{number}项工作",
        indicator="",
        responsible="",
        due="2022年6月" if expires else "长期坚持",
        expires=expires,
        leads=("司法局",),
        units=("司法局",),
    )


TASKS = (*(_task(n) for n in (3, 5, 7, 9)), _task(41, date(2022, 6, 30)), _task(42, date(2022, 6, 30)))


def problem(kind: str, tasks: tuple[int, ...] = (), round_: str = "2022Q2", **more: object) -> Problem:
    made = Problem(
        unit="司法局",
        kind=kind,
        tasks=tasks,
        description="说明",
        requirement="要求",
        rectify_by=date(2022, 6, 24),
        round=round_,
    )
    return replace(made, **more)  # type: ignore[arg-type]  # fields of Problem


def cleared(code: str = "", task: int | None = None, round_: str = "2022Q2") -> Decision:
    at = datetime(2022, 7, 1, 9, tzinfo=SHANGHAI)
    return Decision(
        number=1, kind=Verdict.CLEAR, by="王", at=at, reason="已查", unit="司法局", round=round_, code=code, task=task
    )


def stands(standing: Standing, *, submission: int | None = None, findings: tuple[Finding, ...] = ()) -> Assessment:
    return Assessment(
        unit=UNIT,
        round=SECOND,
        standing=standing,
        deadline=SECOND.deadline,
        received_at=SECOND.deadline if submission else None,
        expected=(),
        answered=(),
        findings=findings,
        submission=submission,
        versions=(),
        reason="",
    )


def looked_back(
    *problems: Problem,
    texts: Mapping[int, str] | None = None,
    decisions: tuple[Decision, ...] = (),
    then: Assessment | None = None,
) -> list[tuple[str, tuple[int, ...], bool]]:
    cases = settle(fold([said(listed=problems)]), evidence(texts, decisions, then))
    return [(line.kind, line.tasks, line.cleared) for line in as_lines(cases)]


def said(*looked_back: Problem, listed: tuple[Problem, ...] = (), cited: str = "36号") -> Statement:
    return Statement(at=MOMENT, cited=cited, listed=listed, looked_back=looked_back)


def evidence(
    texts: Mapping[int, str] | None = None, decisions: tuple[Decision, ...] = (), then: Assessment | None = None
) -> Evidence:
    return Evidence(
        tasks=TASKS,
        rounds=ROUNDS,
        then={(SECOND.code, "司法局"): then} if then else {},
        newest={"司法局": texts or {}},
        sources={"司法局": dict.fromkeys(texts or {}, SUBMISSION)},
        decisions=decisions,
    )


def test_clearing_a_task_clears_that_task() -> None:
    blank = problem("blank", (3, 5, 7))
    assert looked_back(blank, decisions=(cleared("blank", 3),)) == [
        ("blank", (3,), True),
        ("blank", (5, 7), False),
    ]
    assert looked_back(blank, decisions=(cleared("blank"),)) == [("blank", (3, 5, 7), True)]


@pytest.mark.parametrize(
    "decision",
    [
        cleared("blank", 3, "2022Q3"),
        cleared("late", 3),
        cleared("blank", 4),
        replace(cleared("blank", 3), unit="教育局"),
        replace(cleared("blank", 3), kind=Verdict.STATE),
    ],
    ids=["other round", "other kind", "other task", "other unit", "no clearing"],
)
def test_clearing_another_problem_clears_nothing(decision: Decision) -> None:
    assert looked_back(problem("blank", (3,)), decisions=(decision,)) == [("blank", (3,), False)]


def test_task_of_a_report_is_not_cleared_for_the_report() -> None:
    assert not looked_back(problem("missing", (3, 5)), decisions=(cleared("", 3),))[0][2]
    assert looked_back(problem("missing", (3, 5)), decisions=(cleared("missing"),))[0][2]


def test_blank_is_cleared_task_by_task_by_a_text() -> None:
    assert looked_back(problem("blank", (3, 5)), texts={3: "已完成", 5: " "}) == [
        ("blank", (3,), True),
        ("blank", (5,), False),
    ]


@pytest.mark.parametrize(
    ("text", "ended"), [("不涉及", False), ("本单位不涉及此项工作。", False), ("", False), ("已完成。", True)]
)
def test_not_involved_is_cleared_by_what_is_not_that(text: str, ended: bool) -> None:
    assert looked_back(problem("not_involved", (9,)), texts={9: text}) == [("not_involved", (9,), ended)]


def test_late_is_cleared_by_a_person_alone() -> None:
    then = stands(Standing.LATE, submission=1)
    assert not looked_back(problem("late"), then=then)[0][2]
    assert looked_back(problem("late"), then=then, decisions=(cleared("late"),))[0][2]


def test_missing_is_cleared_by_a_form_of_its_own_round() -> None:
    assert not looked_back(problem("missing", (3,)), then=stands(Standing.MISSING))[0][2]
    assert looked_back(problem("missing", (3,)), then=stands(Standing.LATE, submission=4))[0][2]
    other = problem("missing", (3,), "2022Q3")
    assert not looked_back(other, then=stands(Standing.LATE, submission=4))[0][2]


def test_returned_is_cleared_by_its_successor() -> None:
    finding = Finding(code="returned", severity=Severity.CORRECT, message="退回")
    assert not looked_back(problem("returned"), then=stands(Standing.INCOMPLETE, submission=1, findings=(finding,)))[0][
        2
    ]
    assert looked_back(problem("returned"), then=stands(Standing.ON_TIME, submission=2))[0][2]
    assert not looked_back(problem("returned"), then=stands(Standing.MISSING))[0][2]


def test_expired_is_cleared_by_a_text_that_reads_done_or_by_a_person() -> None:
    line = problem("expired", (41, 42), description="责任时限已过，到期未完成：第41项「推进中」；第42项「未填写」")
    assert looked_back(line, texts={41: "已完成。", 42: "尚未完成。"}) == [
        ("expired", (41,), True),
        ("expired", (42,), False),
    ]
    assert looked_back(line, decisions=(cleared("expired", 42, "2022Q3"),)) == [
        ("expired", (42,), True),
        ("expired", (41,), False),
    ]


def _found(texts: Mapping[int, str], *decisions: Decision, round_: str = "2022Q3") -> list[tuple[int, ...]]:
    one = replace(stands(Standing.ON_TIME, submission=1), round=next(each for each in ROUNDS if each.code == round_))
    found = find_problems(
        [one],
        TASKS,
        {"司法局": texts},
        rectify_by=date(2022, 9, 20),
        struck=struck_tasks(decisions, TASKS, ROUNDS),
    )
    assert all(line.round == round_ for line in found)
    return [line.tasks for line in found if line.kind == "expired"]


def test_what_a_person_cleared_is_not_listed_again() -> None:
    assert _found({41: "已完成。", 42: "尚未完成。"}) == [(42,)]
    assert _found({41: "已完成。", 42: "尚未完成。"}, cleared("expired", 42, "2022Q3")) == []
    assert _found({41: "已完成。", 42: "尚未完成。"}, cleared("expired", 42, "2022Q3"), round_="2022Q4") == []
    assert _found({41: "未完成。", 42: "尚未完成。"}, cleared("expired", 42, "2022Q3")) == [(41,)]
    assert _found({41: "未完成。", 42: "尚未完成。"}, cleared("", None, "2022Q2")) == [(41, 42)]  # not yet expired then
    assert _found({41: "未完成。", 42: "尚未完成。"}, cleared("", None, "2022Q3")) == []


def test_blank_is_open_like_an_honest_word() -> None:
    assert _found({41: "已完成。"}) == [(42,)]


def lives(*stated: Statement) -> list[tuple[str, str, int | None, bool]]:
    return [(case.line.round, case.line.kind, case.task, case.ended) for case in fold(stated)]


def test_what_is_open_is_carried_on_and_what_a_circular_struck_off_is_not() -> None:
    old, gone = problem("missing", (3,)), problem("blank", (5,))
    second, third = said(listed=(old, gone)), said(old, replace(gone, cleared=True), cited="40号")
    assert lives(second, third) == [("2022Q2", "missing", None, False), ("2022Q2", "blank", 5, True)]
    assert [case.key for case in open_cases(fold([second, third]))] == [("2022Q2", "司法局", "missing", None)]


def test_expired_task_is_one_problem_whatever_rounds_list_it() -> None:
    third, fourth = problem("expired", (41,), "2022Q3"), problem("expired", (41, 42), "2022Q4")
    assert lives(said(listed=(third,)), said(third, listed=(fourth,))) == [
        ("2022Q3", "expired", 41, False),
        ("2022Q4", "expired", 42, False),
    ]
    (case, _) = fold([said(listed=(third,)), said(third, listed=(fourth,), cited="40号")])
    assert [step.words for step in case.steps] == ["36号列入", "40号回头看：未销号", "40号再次列入"]
    together = [said(listed=(one,), cited="年度核查") for one in (third, problem("expired", (41,), "2022Q4"))]
    (case,) = fold(together)
    assert [step.words for step in case.steps] == ["年度核查列入"]


def test_like_failing_of_a_later_round_is_a_new_problem() -> None:
    second, third = problem("blank", (3,)), problem("blank", (3,), "2022Q3")
    assert lives(said(listed=(second,)), said(second, listed=(third,))) == [
        ("2022Q2", "blank", 3, False),
        ("2022Q3", "blank", 3, False),
    ]


def test_what_a_correction_withdrew_is_no_problem_though_a_later_circular_looked_back_at_it() -> None:
    assert lives(said(), said(problem("missing", (3,)))) == []


def test_history_says_who_or_what_ended_it() -> None:
    (person,) = settle(fold([said(listed=(problem("late"),))]), evidence(decisions=(cleared("late"),)))
    assert [step.words for step in person.steps] == ["36号列入", "王销号：已查（第1号决定）"]
    (form,) = settle(fold([said(listed=(problem("blank", (3,)),))]), evidence({3: "已补充。"}))
    assert (form.steps[-1].words, form.steps[-1].submission) == ("第8号报送件已补填", 8)
