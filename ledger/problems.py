"""问题清单: what the units of a round have to put right, and 回头看: what of the last round they have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from ledger.calendar import last_day, print_deadline, print_moment
from ledger.model import Assessment, Decision, Problem, Severity, Standing, Task, Verdict
from ledger.progress_text import Status
from ledger.states import NOTHING_RULED, Rulings, has_expired, quoted, state_of
from ledger.text import is_blank

_WANTING = {
    "blank": ("“进展落实情况”栏未填写", "补充填写进展情况，附可核查的文件或网页链接"),
    "not_involved": ("作为牵头单位填写“不涉及”", "按牵头职责填写实际进展"),
    "returned": ("经审核退回，尚未补正", "按退回意见补正后重新报送"),
}


def find_problems(
    assessments: Iterable[Assessment],
    tasks: Sequence[Task],
    newest: Mapping[str, Mapping[int, str]],
    *,
    rectify_by: date,
    rulings: Rulings = NOTHING_RULED,
) -> tuple[Problem, ...]:
    """Every problem of a round, by unit in official order.

    `newest` is each unit's newest text by task, of this round or any before it: what a time limit that
    has passed is judged by, unless `rulings` say how it stands.
    """
    return tuple(
        problem
        for one in assessments
        if one.standing not in (Standing.EXCUSED, Standing.UNDECIDED)
        for problem in (
            *_reporting(one, rectify_by),
            *_wanting(one, rectify_by),
            *_expired(one, tasks, newest, rulings, rectify_by),
        )
    )


def _reporting(one: Assessment, rectify_by: date) -> list[Problem]:
    if one.standing is Standing.MISSING:
        description, requirement = f"截至{print_deadline(one.deadline)}未报送任务落实台账", "立即补报，并书面说明原因"
    elif one.standing is Standing.LATE and one.received_at:
        description, requirement = f"逾期报送，{print_moment(one.received_at)}收到", "书面说明逾期原因，今后按时报送"
    else:
        return []
    return [
        Problem(
            unit=one.unit.name,
            kind=one.standing.value,
            tasks=one.expected if one.standing is Standing.MISSING else (),
            description=description,
            requirement=requirement,
            rectify_by=rectify_by,
        )
    ]


def _wanting(one: Assessment, rectify_by: date) -> list[Problem]:
    if one.submission is None:
        return []
    problems = []
    for code, (description, requirement) in _WANTING.items():
        found = [f for f in one.findings if f.code == code and f.severity is Severity.CORRECT]
        if found:
            tasks = tuple(f.task for f in found if f.task is not None)
            detail = found[0].message.removesuffix("。") if code == "returned" else description
            problems.append(
                Problem(
                    unit=one.unit.name,
                    kind=code,
                    tasks=tasks,
                    description=detail,
                    requirement=requirement,
                    rectify_by=rectify_by,
                )
            )
    return problems


def _expired(
    one: Assessment,
    tasks: Sequence[Task],
    newest: Mapping[str, Mapping[int, str]],
    rulings: Rulings,
    rectify_by: date,
) -> list[Problem]:
    """到期未完成: past a task's time limit the unit's newest text says that it is open, or there is none."""
    on = last_day(one.round.deadline)
    mine = [task for task in tasks if one.unit.name in task.units and has_expired(task, on)]
    read = {task.number: state_of(task, one.unit.name, newest, rulings) for task in mine}
    open_ = {number: reading for number, reading in read.items() if reading.status.is_open}
    if not open_:
        return []
    said = "；".join(f"第{number}项{quoted(reading)}" for number, reading in open_.items())
    return [
        Problem(
            unit=one.unit.name,
            kind="expired",
            tasks=tuple(open_),
            description=f"责任时限已过，到期未完成：{said}",
            requirement="抓紧完成并报送完成情况和佐证材料，申请销号",
            rectify_by=rectify_by,
        )
    ]


def look_back(
    problems: Iterable[Problem],
    *,
    then: Mapping[str, Assessment],
    newest: Mapping[str, Mapping[int, str]],
    decisions: Sequence[Decision],
    tasks: Sequence[Task] = (),
    rulings: Rulings = NOTHING_RULED,
) -> tuple[Problem, ...]:
    """Last round's problems, each cleared or not by what has come in since.

    `then` is last round as it stands now, by unit; `newest` each unit's newest text by task.
    """
    known = {task.number: task for task in tasks}
    return tuple(
        replace(
            problem,
            cleared=_struck(problem, decisions)
            or (
                _reads_done(problem, known, newest, rulings)
                if problem.kind == "expired"
                else _cleared(problem, then.get(problem.unit), newest)
            ),
        )
        for problem in problems
    )


def _reads_done(
    problem: Problem, known: Mapping[int, Task], newest: Mapping[str, Mapping[int, str]], rulings: Rulings
) -> bool:
    """Whether every task of it reads done by now, or is decided so."""
    return all(
        task in known and state_of(known[task], problem.unit, newest, rulings).status is Status.DONE
        for task in problem.tasks
    )


def _struck(problem: Problem, decisions: Sequence[Decision]) -> bool:
    """Whether a person has cleared it (销号)."""
    return any(
        d.kind is Verdict.CLEAR
        and d.unit == problem.unit
        and d.code in ("", problem.kind)
        and (d.task is None or d.task in problem.tasks)
        for d in decisions
    )


def _cleared(problem: Problem, then: Assessment | None, newest: Mapping[str, Mapping[int, str]]) -> bool:
    texts = newest.get(problem.unit, {})
    if problem.kind == "missing":
        return then is not None and then.submission is not None
    if problem.kind == "late":
        return True
    if problem.kind == "returned":
        return then is not None and not any(f.code == "returned" for f in then.findings)
    return all(not is_blank(texts.get(task, "")) for task in problem.tasks)
