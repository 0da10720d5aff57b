"""The circular's attachments as plain rows, from the same assessments as its text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import count

from ledger.calendar import days_late
from ledger.model import Assessment, Ledger, Problem, Report, Standing, Task
from ledger.naming import heading_of, told_by
from ledger.numerals import in_cell, ranges
from templates.common.chart import Chart, Series
from templates.common.tally import Tally, is_of_last_year, is_older, lacking, tally
from templates.common.wording import day, in_lines, listed, percent, short_clock, until

Rows = list[dict[str, object]]

_SHADES = {Standing.MISSING: "A6A6A6", Standing.LATE: "D0CECE", Standing.INCOMPLETE: "E7E6E6"}
_ROUNDS_SHOWN = 4
_TASKS_WIDTH, _NOTE_WIDTH = 6, 9  # Han characters in the columns of task numbers and of notes


def groups(report: Report) -> list[tuple[str, Rows]]:
    """附件1 by category, units in official order, numbered through."""
    short = lacking(report.problems)
    numbers = count(1)
    return [
        (name, [_unit(next(numbers), one, short.get(one.unit.name, ())) for one in part.all])
        for name, part in tally(report.assessments).categories
    ]


def _unit(number: int, one: Assessment, short: Sequence[int]) -> dict[str, object]:
    excused, counted = one.standing is Standing.EXCUSED, one.is_counted
    return {
        "number": number,
        "name": one.unit.name,
        "standing": one.standing.label if excused else f"{one.standing.symbol} {one.standing.label}",
        "received": _received(one),
        "deadline": until(one.deadline),
        "answered": "—" if not counted else f"{len(one.answered)}/{len(one.expected)}",
        "note": "；".join(_notes(one, short)),
    }


def _received(one: Assessment) -> str:
    return short_clock(one.received_at) if one.received_at else "—"


def _notes(one: Assessment, short: Sequence[int]) -> list[str]:
    if one.standing is Standing.EXCUSED:
        return ["经批准免报"]
    notes = ["来件待核实"] if one.standing is Standing.UNDECIDED else []
    if one.deadline > one.round.deadline:
        notes.append(f"经批准延至{until(one.deadline)}")
    if one.standing is Standing.LATE and one.received_at:
        notes.append(f"逾期{days_late(one.received_at, one.deadline)}天")
    if one.standing in (Standing.LATE, Standing.INCOMPLETE):
        short = short or sorted(set(one.expected) - set(one.answered))
        notes += [f"需补正任务：\n{in_lines(ranges(short), _NOTE_WIDTH)}"] if short else []
    return notes


def summary(report: Report) -> Rows:
    """The count by category and in all."""
    counted = tally(report.assessments)
    parts = counted.categories
    return [_count(name, part) for name, part in parts] + ([_count("合计", counted)] if len(parts) > 1 else [])


def _count(name: str, part: Tally) -> dict[str, object]:
    return {
        "name": name,
        "expected": part.expected,
        "on_time": part.on_time,
        "late": part.count(Standing.LATE),
        "incomplete": part.count(Standing.INCOMPLETE),
        "missing": part.count(Standing.MISSING),
        "excused": part.count(Standing.EXCUSED),
        "pending": part.count(Standing.PENDING),
        "undecided": part.count(Standing.UNDECIDED),
        "rate": percent(part.rate),
    }


def rates(report: Report) -> Chart:
    """On-time rates by category, beside those of the round before where there was one."""
    rounds = [(report.previous.name, tally(report.previous_assessments))] if report.previous else []
    rounds.append((report.round.name, tally(report.assessments)))
    names = tuple(name for name, _ in rounds[-1][1].categories)
    bars = [(name, dict(counted.categories)) for name, counted in rounds]
    return Chart(
        title="各类单位按时报送率（%）",
        categories=names,
        series=tuple(
            Series(name=name, values=tuple(parts[one].rate if one in parts else None for one in names))
            for name, parts in bars
        ),
    )


def problems(lines: Iterable[Problem]) -> Rows:
    """问题清单, and last round's list with what became of it."""
    return [
        {
            "number": number,
            "unit": line.unit,
            "tasks": _which(line),
            "description": line.description,
            "requirement": line.requirement,
            "rectify_by": day(line.rectify_by),
            "cleared": "已销号" if line.cleared else "未销号",
        }
        for number, line in enumerate(lines, 1)
    ]


def looked_back(report: Report) -> Rows:
    """“回头看”情况表: a problem opened before the last round says which circular named it."""
    names = {**{one.round.code: one.round.name for one in report.earlier}, **report.last_year}
    opened = [names.get(line.round, line.round) if is_older(line, report) else "" for line in report.lookback]
    return [
        {
            **row,
            "opened": name,
            "description": f"（{name}通报）{row['description']}" if name else row["description"],
            "of_last_year": is_of_last_year(line, report),
        }
        for row, name, line in zip(problems(report.lookback), opened, report.lookback, strict=True)
    ]


def _which(line: Problem) -> str:
    if line.kind == "missing" and line.tasks:
        return f"全部（{len(line.tasks)}项）"
    return in_lines(ranges(line.tasks), _TASKS_WIDTH) or "—"


def expired(report: Report) -> Rows:
    """到期未完成事项 by task."""
    units: dict[int, list[str]] = {}
    for problem in report.problems:
        if problem.kind == "expired":
            for task in problem.tasks:
                units.setdefault(task, []).append(problem.unit)
    _, more = told_by(report.ledger)
    return [
        {
            **_task(task, report.ledger),
            "content": getattr(task, more),
            "units": listed(dict.fromkeys(units[task.number])),
        }
        for task in report.ledger.tasks
        if task.number in units
    ]


def task_heads(ledger: Ledger) -> dict[str, str]:
    """What the ledger itself calls what `_task` tells."""
    name, more = told_by(ledger)
    return {"name": heading_of(ledger, name), "more": heading_of(ledger, more), "due": heading_of(ledger, "due")}


def _task(task: Task, ledger: Ledger) -> dict[str, object]:
    name, _ = told_by(ledger)
    return {"task": in_cell(task.number), "focus": getattr(task, name), "due": task.due}


def progress(report: Report) -> Rows:
    """任务进展汇总: lead and responsible units apart."""
    answered: dict[int, dict[str, bool]] = {}
    for one in report.assessments:
        if one.is_counted:
            done = set(one.answered)
            for task in one.expected:
                answered.setdefault(task, {})[one.unit.name] = task in done
    refused = {(one.unit, task) for one in report.problems if one.kind == "not_involved" for task in one.tasks}
    return [
        _progress(
            task,
            report.ledger,
            answered.get(task.number, {}),
            refused={unit for unit, number in refused if number == task.number},
        )
        for task in report.ledger.tasks
    ]


def _progress(
    task: Task, ledger: Ledger, answered: Mapping[str, bool], *, refused: AbstractSet[str]
) -> dict[str, object]:
    leads = [name for name in task.leads if name in answered]
    others = {name: done for name, done in answered.items() if name not in task.leads}
    lead_words = listed(
        f"{name}（{'填“不涉及”' if name in refused else '已报' if answered[name] else '未报'}）" for name in leads
    )
    return {
        **_task(task, ledger),
        "leads": lead_words or "—",
        "units": f"{sum(others.values())}/{len(others)}" if others else "—",
        "open": _open([name for name, done in others.items() if not done], len(others)),
    }


def _open(names: Sequence[str], whole: int) -> str:
    if not names:
        return "无" if whole else "—"
    return "均未填报" if len(names) == whole > 1 else listed(names)


def matrix(report: Report) -> tuple[list[str], Rows]:
    """Unit × round: the names of the rounds and, for each unit, its symbols; nothing of a single round."""
    earlier = report.earlier or report.previous_assessments
    rounds = {one.round.code: one.round.name for one in (*earlier, *report.assessments)}
    shown = list(rounds)[-_ROUNDS_SHOWN:]
    if len(shown) < 2:
        return [], []
    standings = {(one.unit.name, one.round.code): one.standing for one in (*earlier, *report.assessments)}
    rows: Rows = [
        {
            "number": number,
            "name": one.unit.name,
            "category": one.unit.category,
            "marks": [_mark(standings.get((one.unit.name, code))) for code in shown],
        }
        for number, one in enumerate(report.assessments, 1)
    ]
    return [rounds[code] for code in shown], rows


def _mark(standing: Standing | None) -> dict[str, str]:
    if standing is None:
        return {"symbol": "", "shade": "FFFFFF"}
    return {"symbol": standing.symbol, "shade": _SHADES.get(standing, "FFFFFF")}


LEGEND = "符号：√按时，△逾期，○不完整，×未报送，免为经批准免报，—未到期，核为待定。"


def legend(report: Report) -> str:
    """The note under 附件1: what the signs mean and how the rate is made."""
    return (
        f"注：报送截止时间为{until(report.round.deadline)}，以收件登记时间为准。“不完整”指在时限内报送但填报不完整。"
        f"按时报送率＝按时报送单位数÷应报送单位数×100%，应报送单位数不含免报单位。"
    )
