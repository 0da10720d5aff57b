"""问题清单: what the units of a round have to put right (rules.md, Problems); `ledger.cases` follows it from there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from ledger.calendar import last_day, print_deadline, print_moment
from ledger.model import Assessment, Decision, Problem, Round, Severity, Standing, Task, Verdict
from ledger.numerals import task_label
from ledger.states import NOTHING_RULED, Rulings, Texts, expired_by, has_expired, quoted, state_of

_WANTING = {
    "blank": ("进展情况未填写", "补充填写进展情况，附可核查的文件或网页链接"),
    "not_involved": ("作为牵头单位填写“不涉及”", "按牵头职责填写实际进展"),
    "returned": ("经审核退回，尚未补正", "按退回意见补正后重新报送"),
}

LABELS = {
    "missing": "未报送",
    "late": "逾期报送",
    "blank": "未填写",
    "not_involved": "牵头单位填写“不涉及”",
    "returned": "退回未补正",
    "expired": "到期未完成",
}
"""Every kind of problem, in a word."""

Struck = Mapping[str, AbstractSet[int]]
"""The tasks past their time limit that a person has cleared (销号), by unit."""
NOTHING_STRUCK: Struck = MappingProxyType({})


def struck_tasks(decisions: Iterable[Decision], tasks: Sequence[Task], rounds: Sequence[Round]) -> Struck:
    """What people have cleared of 到期未完成: each the task it names, or all that had expired by the round it names."""
    found: dict[str, set[int]] = {}
    for one in decisions:
        if one.kind is Verdict.CLEAR and one.code in ("", "expired"):
            expired = expired_by(one.round, tasks, rounds)
            found.setdefault(one.unit, set()).update(n for n in expired if one.task in (None, n))
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
    said = "；".join(f"第{task_label(number)}项{quoted(reading)}" for number, reading in open_.items())
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
