"""Sample reports: what a template is tried with before it is trusted, and what tests and benchmarks count on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from ledger.model import (
    SHANGHAI,
    Annual,
    Assessment,
    Deduction,
    Entry,
    Finding,
    Ledger,
    Office,
    Problem,
    Report,
    Round,
    Scale,
    Severity,
    Standing,
    Task,
    Unit,
)
from ledger.year import score

OFFICE = Office(
    name="清源市东陂区人民政府办公室",
    district="东陂区",
    address="zwgk@dongpi.example",
    room="306室",
    phone="0000—0000000",
    contact="×××",
)
NAMES = {
    "部门": "政府办公室 发改局 教育局 科技局 民政局 司法局 财政局 人社局 自然资源局 住建局 交通局 农水局 商务局 文旅局 卫健局 "
    "退役军人局 应急局 审计局 市场监管局 统计局 医保局 审批局 综合执法局",
    "乡镇": "东陂镇 柳堤镇 白石乡 河湾乡",
    "街道": "解放街街道 文化街街道 北门街街道 南关街道 前进街街道 胜利街街道 新华街街道 富水街道 丽景街道 凤凰街道 玉泉街道",
}
_WORKS = (
    "强化政务信息管理",
    "做实法定主动公开",
    "公开涉企政策信息",
    "办好依申请公开",
    "加强政策解读回应",
    "夯实基础保障",
)


def units(count: int = 38) -> tuple[Unit, ...]:
    """The units of the sample district; beyond 38 they repeat with a number."""
    named = [(name, category) for category, names in NAMES.items() for name in names.split()]
    many = [(f"{name}{turn or ''}", category) for turn in range(count // len(named) + 1) for name, category in named]
    order = list(NAMES)
    chosen = sorted(many[:count], key=lambda pair: order.index(pair[1]))
    return tuple(Unit(name=name, category=category) for name, category in chosen)


def ledger(members: Sequence[Unit], tasks: int = 42) -> Ledger:
    """A ledger whose tasks all units answer; two lead each; every third has a time limit."""
    names = tuple(unit.name for unit in members)
    return Ledger(
        title="2022年清源市东陂区政务公开工作要点任务落实台账",
        preface="请各责任单位落实“AB岗”制度，按时报送进展情况；未按时完成的计入年度扣分，并不得参加本年度表彰奖励。",
        year=2022,
        tasks=tuple(_task(number, names) for number in range(1, tasks + 1)),
    )


def _task(number: int, names: tuple[str, ...]) -> Task:
    leads = tuple(dict.fromkeys((names[0], names[number % len(names)])))
    limited = number % 3 == 0
    return Task(
        number=number,
        section="一、重点任务",
        focus=f"（{'一二三四五六'[number % 6]}）{_WORKS[number % 6]}",
        content=f"按要求完成第{number}项重点任务，及时更新公开内容，做到底数清、责任明、可核查。",
        indicator="查看专栏更新情况。",
        responsible="牵头单位：政府办公室，责任单位：各乡镇（街道）、政府各部门",
        due="2022年5月" if limited else "长期坚持",
        leads=leads,
        units=names,
        expires=date(2022, 5, 31) if limited else None,
    )


def round_(quarter: int = 2) -> Round:
    """A quarter's round, due on the 10th of its last month."""
    due = date(2022, quarter * 3, 10)
    return Round(
        code=f"2022Q{quarter}",
        name=f"2022年第{'一二三四'[quarter - 1]}季度",
        due=due,
        deadline=datetime(2022, quarter * 3, 11, tzinfo=SHANGHAI),
        opens=datetime(2022, quarter * 3 - 2, 1, tzinfo=SHANGHAI),
    )


def assessment(unit: Unit, standing: Standing, this: Round, tasks: Sequence[int], number: int) -> Assessment:
    """One unit's assessment that fits its standing; an incomplete one leaves out every tenth task."""
    filed = standing not in (Standing.MISSING, Standing.EXCUSED, Standing.PENDING)
    late = timedelta(days=2, hours=9, minutes=12)
    received = this.deadline + (late if standing is Standing.LATE else -timedelta(hours=30, minutes=number % 60))
    blank = {task for task in tasks if standing is Standing.INCOMPLETE and task % 10 == 0}
    answered = tuple(task for task in tasks if filed and task not in blank)
    return Assessment(
        unit=unit,
        round=this,
        standing=standing,
        deadline=this.deadline,
        received_at=received if filed else None,
        expected=tuple(tasks),
        answered=answered,
        entries=tuple(
            Entry(task=task, progress=f"第{task}项已完成，更新专栏{task}条。", where=f"表1第{task + 2}行")
            for task in answered
        ),
        findings=tuple(_blank(task) for task in sorted(blank)),
        submission=number if filed else None,
        versions=(number,) if filed else (),
    )


def _blank(task: int) -> Finding:
    message = f"第{task}项“进展落实情况”未填写，请补充填写后重新报送。"
    return Finding(code="blank", severity=Severity.CORRECT, message=message, where=f"表1第{task + 2}行", task=task)


def report(
    standings: Mapping[int, Standing] = {},
    *,
    count: int = 38,
    otherwise: Standing = Standing.ON_TIME,
    before: Mapping[int, Standing] | None = None,
    expired: Sequence[tuple[int, int]] = (),
) -> Report:
    """A second quarter's report: the standing of units by their place, all `otherwise`.

    `before` are the standings of the round before (None: there was none), `expired` are (unit, task)
    of tasks past their time limit and not completed.
    """
    members = units(count)
    book = ledger(members)
    this, previous = round_(2), round_(1) if before is not None else None
    assessed = _assess(members, standings, otherwise, this, book)
    rectify_by = date(2022, 6, 24)
    return Report(
        office=OFFICE,
        ledger=book,
        round=this,
        made_at=datetime(2022, 6, 15, 9, 0, tzinfo=SHANGHAI),
        assessments=assessed,
        problems=(
            *problems(assessed, rectify_by),
            *(_expired(members[unit], task, rectify_by) for unit, task in expired),
        ),
        rectify_by=rectify_by,
        previous=previous,
        previous_assessments=_assess(members, before or {}, Standing.ON_TIME, previous, book) if previous else (),
        lookback=_lookback(members, before or {}, previous, book) if previous else (),
    )


def _assess(
    members: Sequence[Unit], standings: Mapping[int, Standing], otherwise: Standing, this: Round, book: Ledger
) -> tuple[Assessment, ...]:
    tasks = tuple(task.number for task in book.tasks)
    return tuple(
        assessment(unit, standings.get(place, otherwise), this, tasks, place + 1) for place, unit in enumerate(members)
    )


def _lookback(
    members: Sequence[Unit], before: Mapping[int, Standing], previous: Round, book: Ledger
) -> tuple[Problem, ...]:
    """Last round's problems, every other one cleared."""
    lines = problems(_assess(members, before, Standing.ON_TIME, previous, book), date(2022, 3, 24))
    return tuple(
        Problem(
            unit=line.unit,
            kind=line.kind,
            tasks=line.tasks,
            description=line.description,
            requirement=line.requirement,
            rectify_by=line.rectify_by,
            cleared=index % 2 == 0,
        )
        for index, line in enumerate(lines)
    )


def problems(assessed: Sequence[Assessment], rectify_by: date) -> tuple[Problem, ...]:
    """One line for each unit that is missing, late or incomplete."""
    lines = []
    for one in assessed:
        if one.standing in _WORDS:
            description, requirement = _WORDS[one.standing]
            lacking = tuple(sorted(set(one.expected) - set(one.answered)))
            lines.append(
                Problem(
                    unit=one.unit.name,
                    kind=_KINDS[one.standing],
                    tasks=lacking if one.standing is Standing.INCOMPLETE else (),
                    description=description,
                    requirement=requirement,
                    rectify_by=rectify_by,
                )
            )
    return tuple(lines)


_KINDS = {Standing.MISSING: "missing", Standing.LATE: "late", Standing.INCOMPLETE: "blank"}
_WORDS = {
    Standing.MISSING: ("未报送任务落实台账，经催报仍未报送。", "立即报送台账，并书面说明原因。"),
    Standing.LATE: ("未在规定时限内报送任务落实台账。", "书面说明逾期原因，下一期按时报送。"),
    Standing.INCOMPLETE: ("“进展落实情况”栏未填写。", "补充填写进展落实情况，重新报送。"),
}


def _expired(unit: Unit, task: int, rectify_by: date) -> Problem:
    return Problem(
        unit=unit.name,
        kind="expired",
        tasks=(task,),
        description=f"第{task}项责任时限为2022年5月，进展情况未体现完成。",
        requirement="报送完成情况；确未完成的，报送整改计划。",
        rectify_by=rectify_by,
    )


def full() -> Report:
    """A round with everything in it."""
    states = {3: Standing.LATE, 9: Standing.MISSING, 12: Standing.INCOMPLETE, 20: Standing.EXCUSED, 25: Standing.LATE}
    return report(
        {**states, 30: Standing.MISSING, 33: Standing.INCOMPLETE},
        before={
            3: Standing.MISSING,
            12: Standing.INCOMPLETE,
            15: Standing.LATE,
            28: Standing.LATE,
            30: Standing.MISSING,
        },
        expired=((5, 9), (25, 9), (33, 42)),
    )


def empty() -> Report:
    """A first round in which nothing is wrong."""
    return report()


def annual(points: Decimal | None = Decimal("2.0")) -> Annual:
    """A year of two rounds: 教育局 late in one, 科技局 missing in both, 民政局 incomplete without consequence."""
    this = report({2: Standing.LATE, 3: Standing.MISSING}, before={3: Standing.MISSING})
    first, second = "清政办发〔2022〕8号", "清政办发〔2022〕36号"
    deductions = (
        _deduction("教育局", "late", "2022Q2", "逾期报送", second, points),
        _deduction("科技局", "missing", "2022Q1", "未报送", first, points),
        _deduction("科技局", "missing", "2022Q2", "未报送", second, points and Decimal("0.5")),
        _deduction("民政局", "incomplete", "2022Q2", "报送不完整", second, points),
    )
    return Annual(
        office=OFFICE,
        ledger=this.ledger,
        made_at=this.made_at,
        units=tuple(one.unit for one in this.assessments),
        rounds=(round_(1), round_(2)),
        assessments=(*this.previous_assessments, *this.assessments),
        deductions=deductions,
        objections_by=date(2022, 12, 30),
        scores=tuple(score(one.unit.name, deductions, (), Scale()) for one in this.assessments),
    )


def _deduction(unit: str, kind: str, round_: str, ground: str, basis: str, points: Decimal | None) -> Deduction:
    return Deduction(
        unit=unit,
        kind=kind,
        round=round_,
        ground=ground,
        basis=basis,
        points=points,
        excludes=kind in ("late", "missing"),
    )


def bare_annual() -> Annual:
    """A year in which nothing was wrong."""
    year = annual()
    return replace(year, deductions=(), scores=tuple(score(one.name, (), (), Scale()) for one in year.units))
