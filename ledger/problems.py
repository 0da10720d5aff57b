"""问题清单: what the units of a round have to put right; 回头看: what of the rounds before it they have by now.

A problem is one per unit, kind and task: the round that finds it opens it, every later circular carries it until it is
cleared (rules.md, Consequences). A line of the list gathers the tasks of one unit and kind that share a fate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from ledger.calendar import last_day, print_deadline, print_moment
from ledger.model import Assessment, Decision, Problem, Round, Severity, Standing, Task, Verdict
from ledger.progress_text import Status
from ledger.states import NOTHING_RULED, Rulings, Texts, has_expired, quoted, read_entry, state_of
from ledger.text import is_blank

_WANTING = {
    "blank": ("“进展落实情况”栏未填写", "补充填写进展情况，附可核查的文件或网页链接"),
    "not_involved": ("作为牵头单位填写“不涉及”", "按牵头职责填写实际进展"),
    "returned": ("经审核退回，尚未补正", "按退回意见补正后重新报送"),
}

_WHOLE = ("missing", "late", "returned")
"""Kinds that are about the report, not about tasks: cleared as a whole."""

Struck = Mapping[str, AbstractSet[int]]
"""The tasks past their time limit that a person has cleared (销号), by unit."""
NOTHING_STRUCK: Struck = MappingProxyType({})


def struck_tasks(decisions: Iterable[Decision], tasks: Sequence[Task], rounds: Sequence[Round]) -> Struck:
    """What people have cleared of 到期未完成: each the task it names, or all that had expired by the round it names."""
    expired = {one.code: [task.number for task in tasks if has_expired(task, last_day(one.deadline))] for one in rounds}
    found: dict[str, set[int]] = {}
    for one in decisions:
        if one.kind is Verdict.CLEAR and one.code in ("", "expired"):
            found.setdefault(one.unit, set()).update(n for n in expired.get(one.round, ()) if one.task in (None, n))
    return found


def find_problems(
    assessments: Iterable[Assessment],
    tasks: Sequence[Task],
    newest: Texts,
    *,
    rectify_by: date,
    rulings: Rulings = NOTHING_RULED,
    struck: Struck = NOTHING_STRUCK,
) -> tuple[Problem, ...]:
    """Every problem of a round, by unit in official order.

    `newest` is each unit's newest text by task, of this round or any before it: what a time limit that
    has passed is judged by, unless `rulings` say how it stands or the task is `struck` off.
    """
    return tuple(
        replace(problem, round=one.round.code)
        for one in assessments
        if one.standing not in (Standing.EXCUSED, Standing.UNDECIDED)
        for problem in (
            *_reporting(one, rectify_by),
            *_wanting(one, rectify_by),
            *_expired(one, tasks, newest, rulings, struck.get(one.unit.name, frozenset()), rectify_by),
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
    newest: Texts,
    rulings: Rulings,
    struck: AbstractSet[int],
    rectify_by: date,
) -> list[Problem]:
    """到期未完成: past a task's time limit the unit's newest text says that it is open, or there is none."""
    on = last_day(one.round.deadline)
    mine = [
        task for task in tasks if one.unit.name in task.units and has_expired(task, on) and task.number not in struck
    ]
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


def carry(listed: Iterable[Problem], looked_back: Iterable[Problem]) -> tuple[Problem, ...]:
    """What the next round looks back at: the problems that a circular listed, and those of earlier rounds that its own
    look-back left open. A task still past its time limit is the problem it was before, not a second one."""
    open_ = [one for one in looked_back if not one.cleared]
    known = {(one.unit, task) for one in open_ if one.kind == "expired" for task in one.tasks}
    new = [
        one if one.kind != "expired" else _narrowed(one, [task for task in one.tasks if (one.unit, task) not in known])
        for one in listed
    ]
    return (*open_, *(one for one in new if one.tasks or one.kind != "expired"))


def first_found(rounds: Iterable[Iterable[Problem]]) -> tuple[Problem, ...]:
    """到期未完成 of a year, round by round: each task with the round that found it first."""
    known: tuple[Problem, ...] = ()
    for problems in rounds:
        known = carry([one for one in problems if one.kind == "expired"], known)
    return known


def look_back(
    problems: Iterable[Problem],
    *,
    then: Mapping[tuple[str, str], Assessment],
    newest: Texts,
    decisions: Sequence[Decision],
    tasks: Sequence[Task],
    rulings: Rulings = NOTHING_RULED,
    struck: Struck = NOTHING_STRUCK,
) -> tuple[Problem, ...]:
    """Earlier rounds' problems, each cleared or not by what has come in since; a line whose tasks share no fate is two.

    `then` is how units stand by now in the rounds that opened the problems, by round and unit.
    """
    known = {task.number: task for task in tasks}

    def ended(problem: Problem, task: int | None) -> bool:
        if _is_struck(problem, task, decisions, struck):
            return True
        if task is None:
            return _report_is_mended(problem, then.get((problem.round, problem.unit)))
        return task in known and _task_is_mended(problem, known[task], newest, rulings)

    return tuple(part for one in problems for part in _parts(one, ended))


def _parts(problem: Problem, ended: Callable[[Problem, int | None], bool]) -> list[Problem]:
    """A line, or its cleared and its open part."""
    if problem.kind in _WHOLE or not problem.tasks:
        return [replace(problem, cleared=ended(problem, None))]
    fates = {task: ended(problem, task) for task in problem.tasks}
    return [
        replace(_narrowed(problem, [task for task in problem.tasks if fates[task] is fate]), cleared=fate)
        for fate in (True, False)
        if fate in fates.values()
    ]


def _narrowed(problem: Problem, tasks: Sequence[int]) -> Problem:
    """The line for some of its tasks. What it quotes of the others goes with them."""
    if tuple(tasks) == problem.tasks:
        return problem
    return replace(problem, tasks=tuple(tasks), description=problem.description.partition("：")[0])


def _is_struck(problem: Problem, task: int | None, decisions: Sequence[Decision], struck: Struck) -> bool:
    """Whether a person has cleared it (销号): this problem of this round, this task of it."""
    if problem.kind == "expired":
        return task in struck.get(problem.unit, ())
    return any(
        one.kind is Verdict.CLEAR
        and (one.unit, one.round) == (problem.unit, problem.round)
        and one.code in ("", problem.kind)
        and one.task in (None, task)
        for one in decisions
    )


def _report_is_mended(problem: Problem, then: Assessment | None) -> bool:
    """未报送: a form of that round has come. 退回: nothing of it stands returned. 逾期: never by itself, a person ticks
    that the written explanation is in."""
    if then is None or then.submission is None or problem.kind == "late":
        return False
    return problem.kind == "missing" or not any(finding.code == "returned" for finding in then.findings)


def _task_is_mended(problem: Problem, task: Task, newest: Texts, rulings: Rulings) -> bool:
    """到期未完成: reads done. 不涉及 by a lead: says something else. 未填写: has a text."""
    if problem.kind == "expired":
        return state_of(task, problem.unit, newest, rulings).status is Status.DONE
    text = newest.get(problem.unit, {}).get(task.number, "")
    if is_blank(text):
        return False
    return problem.kind != "not_involved" or read_entry(task, text).status is not Status.NOT_INVOLVED
