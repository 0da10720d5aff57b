"""问题的一生: what a year's circulars list, each problem followed from the round that opens it until it is struck off.

A problem is one per unit, kind and task (rules.md, Problems). The circulars in force are folded, oldest first: what
they listed and how they looked back at it; what people decided and units wrote since then ends it or does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time

from ledger.calendar import print_day, print_moment
from ledger.editions import Edition, Relief
from ledger.model import SHANGHAI, Assessment, Case, Decision, Problem, Round, Step, Submission, Task, Verdict
from ledger.progress_text import Status
from ledger.states import Rulings, Texts, expired_by, read_entry, ruling_of, state_of
from ledger.text import is_blank

_WHOLE = ("missing", "late", "returned")
"""Kinds that are about the report, not about tasks: one case each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a round's circular in force says of problems."""

    at: datetime
    cited: str  # 兴政办发〔2022〕36号
    listed: tuple[Problem, ...]
    looked_back: tuple[Problem, ...] = ()
    of_last_year: bool = False  # what an earlier year left: its tasks are not those of this one


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What may have ended a problem since: how units stand by now, what they wrote, what people decided."""

    tasks: Sequence[Task]
    rounds: Sequence[Round]
    then: Mapping[tuple[str, str], Assessment] = field(default_factory=dict)  # by round and unit
    newest: Texts = field(default_factory=dict)
    sources: Mapping[str, Mapping[int, Submission]] = field(default_factory=dict)  # of the newest texts
    decisions: Sequence[Decision] = ()
    rulings: Rulings = field(default_factory=dict)
    relieved: Relief = field(default_factory=dict)  # whose task is no longer the unit's, by which edition
    no_more_leading: Relief = field(default_factory=dict)


def fold(stated: Iterable[Statement]) -> tuple[Case, ...]:
    """The cases of the rounds that have a circular, as far as the circulars say, in the order in which they were opened.

    A task still past its time limit is the case it was before, not a second one. What a later circular looked back at
    and a correction has withdrawn since is none.
    """
    cases: dict[tuple[str, str, str, int | None], Case] = {}
    older: set[tuple[str, str, str, int | None]] = set()
    for one in stated:
        for seen in _each(one.looked_back):
            if (known := cases.get(seen.key)) and not known.ended:
                words = f"{one.cited}回头看：{'已销号' if seen.line.cleared else '未销号'}"
                cases[seen.key] = _went_on(known, Step(at=one.at, words=words, ends=seen.line.cleared))
        same_year = [case for key, case in cases.items() if key not in older and not case.ended]
        still = {(case.line.unit, case.task): case for case in same_year if case.line.kind == "expired"}
        for new in _each(one.listed):
            before = still.get((new.line.unit, new.task)) if new.line.kind == "expired" else None
            case = before or new
            if before and _is_told(before.steps[-1], one):
                continue
            cases[case.key] = _went_on(case, Step(at=one.at, words=f"{one.cited}{'再次' if before else ''}列入"))
            older |= {case.key} if one.of_last_year else set()
    return tuple(cases.values())


def _each(lines: Iterable[Problem]) -> Iterator[Case]:
    for line in lines:
        whole = line.kind in _WHOLE or not line.tasks
        yield from (Case(line=line, task=task) for task in ((None,) if whole else line.tasks))


def _is_told(step: Step, stated: Statement) -> bool:
    """Whether a step says the same: the rounds without a circular are stated together, at the year's end."""
    return step.at == stated.at and step.words.startswith(stated.cited) and step.words.endswith("列入")


def _went_on(case: Case, step: Step) -> Case:
    return replace(case, steps=(*case.steps, step))


def is_new(line: Problem, before: Iterable[Problem]) -> bool:
    """Whether a line names a problem that none of the lines before did; fewer tasks are no new problem."""
    known = {(one.line.unit, one.line.kind, one.task) for one in _each(before)}
    return any((one.line.unit, one.line.kind, one.task) not in known for one in _each([line]))


def settle(cases: Iterable[Case], evidence: Evidence) -> tuple[Case, ...]:
    """The cases as they stand on the evidence: what has ended since the last circular ends with who or what ended it."""
    return tuple(
        _went_on(case, step) if not case.ended and (step := _ending(case, evidence)) else case for case in cases
    )


def open_cases(cases: Iterable[Case]) -> list[Case]:
    """Those not struck off."""
    return [case for case in cases if not case.ended]


def as_lines(cases: Iterable[Case]) -> tuple[Problem, ...]:
    """The cases as lines of a list: a line's tasks that share a fate stand together, what is struck off first."""
    fates: dict[Problem, dict[bool, list[int]]] = {}
    for case in cases:
        tasks = fates.setdefault(case.line, {}).setdefault(case.ended, [])
        if case.task is not None:
            tasks.append(case.task)
    return tuple(
        replace(_narrowed(line, parts[ended]), cleared=ended)
        for line, parts in fates.items()
        for ended in (True, False)
        if ended in parts
    )


def _narrowed(line: Problem, tasks: Sequence[int]) -> Problem:
    """The line for some of its tasks. What it quotes of the others goes with them."""
    if not tasks or tuple(tasks) == line.tasks:
        return line
    return replace(line, tasks=tuple(tasks), description=line.description.partition("：")[0])


def _ending(case: Case, evidence: Evidence) -> Step | None:
    """What has ended a case, a person first; None while nothing has."""
    if cleared := next((one for one in evidence.decisions if _clears(one, case, evidence)), None):
        rests = f"，依据第{cleared.held}号来件" if cleared.held else ""
        words = f"{cleared.by}销号：{cleared.reason}（第{cleared.number}号决定{rests}）"
        return Step(at=cleared.at, words=words, ends=True, decision=cleared.number)
    if case.line.round not in {one.code for one in evidence.rounds}:
        return None  # of an earlier year, whose forms come in no more
    if edition := relief(case, evidence):
        words = f"自{print_day(edition.since)}起不再由该单位{'牵头' if case.line.kind == 'not_involved' else '承担'}"
        at = datetime.combine(edition.since, time(), SHANGHAI)
        return Step(at=at, words=f"{words}（{edition.notice}）" if edition.notice else words, ends=True)
    if case.task is None:
        return _report_is_mended(case, evidence.then.get((case.line.round, case.line.unit)))
    return _task_is_mended(case.line, case.task, evidence)


def relief(case: Case, evidence: Evidence) -> Edition | None:
    """The edition that has taken the task from the unit, so that nothing is left to be put right; None without one."""
    if case.task is None or case.line.round not in {one.code for one in evidence.rounds}:
        return None
    known = evidence.no_more_leading if case.line.kind == "not_involved" else evidence.relieved
    return known.get((case.line.unit, case.task))


def _clears(one: Decision, case: Case, evidence: Evidence) -> bool:
    """Whether a person has cleared this problem of this round, this task of it; 到期未完成 is one whatever the round."""
    line = case.line
    if one.kind is not Verdict.CLEAR or one.unit != line.unit or one.code not in ("", line.kind):
        return False
    if line.kind == "expired" and line.round in {each.code for each in evidence.rounds}:
        return one.task in (None, case.task) and case.task in expired_by(one.round, evidence.tasks, evidence.rounds)
    return one.round == line.round and one.task in (None, case.task)


def _report_is_mended(case: Case, then: Assessment | None) -> Step | None:
    """未报送: a form of that round has come. 退回: nothing of it stands returned. 逾期: never by itself, a person ticks
    that the written explanation is in."""
    kind = case.line.kind
    if then is None or then.submission is None or then.received_at is None or kind == "late":
        return None
    if kind == "returned" and any(finding.code == "returned" for finding in then.findings):
        return None
    words = f"第{then.submission}号报送件{'补报' if kind == 'missing' else '已补正'}"
    if kind == "missing":
        words += f"（{print_moment(then.received_at)}收到）"
    return Step(at=then.received_at, words=words, ends=True, submission=then.submission)


def _task_is_mended(line: Problem, task: int, evidence: Evidence) -> Step | None:
    """到期未完成: reads done. 不涉及 by a lead: says something else. 未填写: has a text."""
    known = next((one for one in evidence.tasks if one.number == task), None)
    if known is None or not _says_otherwise(line, known, evidence):
        return None
    if line.kind == "expired" and (ruled := ruling_of(known, line.unit, evidence.newest, evidence.rulings)):
        return Step(at=ruled.at, words=f"经人工认定已完成（第{ruled.number}号决定）", ends=True, decision=ruled.number)
    source = evidence.sources[line.unit][task]
    words = f"第{source.number}号报送件已{'完成' if line.kind == 'expired' else '补填'}"
    return Step(at=source.received_at, words=words, ends=True, submission=source.number)


def _says_otherwise(line: Problem, task: Task, evidence: Evidence) -> bool:
    if line.kind == "expired":
        return state_of(task, line.unit, evidence.newest, evidence.rulings).status is Status.DONE
    text = evidence.newest.get(line.unit, {}).get(task.number, "")
    if is_blank(text):
        return False
    return line.kind != "not_involved" or read_entry(task, text).status is not Status.NOT_INVOLVED
