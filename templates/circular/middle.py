"""查账报告: the year so far, by task and lead unit; what expires soon; who has never reported."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from ledger.model import SHANGHAI, Inspection, Standing, Task
from ledger.naming import placeless_of
from ledger.numerals import in_cell
from ledger.progress import Progress, progress_of, text_of
from templates.common.docx_parts import fill, open_template, save
from templates.common.tally import tally
from templates.common.wording import clock, day, listed, percent

_TEMPLATE = Path(__file__).with_name("documents") / "middle.docx"


def render(inspection: Inspection) -> bytes:
    """The report as docx."""
    document = open_template(_TEMPLATE.read_bytes())
    fill(document, context(inspection))
    return save(document, title=_title(inspection), author=inspection.office.name, made_at=inspection.made_at)


def file_name(inspection: Inspection) -> str:
    """2022年政务公开任务落实台账查账报告.docx"""
    return f"{_title(inspection)}.docx"


def _title(inspection: Inspection) -> str:
    return f"{inspection.ledger.year}年{placeless_of(inspection.ledger, inspection.office.district)}查账报告"


def context(inspection: Inspection) -> dict[str, object]:
    """The report as plain data."""
    return {
        "title": _title(inspection),
        "lead": f"根据《{inspection.ledger.title}》要求，我办对台账落实情况进行了查账，统计时间截至{clock(inspection.made_at)}。"
        "现将有关情况报告如下。",
        "reported": _reported(inspection),
        "rounds": [_round(inspection, one.code, one.name) for one in inspection.rounds],
        "tasks": _counted(inspection),
        "measure": "量化指标" if _has_indicators(inspection) else "主要内容",
        "rows": [_row(inspection, task) for task in _by_lead(inspection)],
        "expiring": _expiring(inspection),
        "silent": _silent(inspection),
        "note": "注：“落实状态”按牵头单位最近一次填报内容认定；“责任单位已报”为已填报单位数/应填报单位数，含牵头单位。",
        "office": inspection.office.name,
        "date": day(inspection.made_at),
    }


def _reported(inspection: Inspection) -> str:
    if not inspection.rounds:
        return "截至目前，尚无期次到期。"
    spared = "来件待核实的单位暂不作认定，" if _undecided(inspection) else ""
    return f"截至目前已到期{len(inspection.rounds)}期，填报单位{len(inspection.units)}个，{spared}各期情况如下："


def _undecided(inspection: Inspection) -> set[str]:
    """Units of which something waits: nothing is said of what they have not done."""
    return {one.unit.name for one in inspection.assessments if one.standing is Standing.UNDECIDED}


def _has_indicators(inspection: Inspection) -> bool:
    return any(task.indicator for task in inspection.ledger.tasks)


def _state(inspection: Inspection, task: Task) -> Progress:
    """落实状态, which is open while a unit that answers for the task is undecided."""
    state = progress_of(task, inspection.texts, _today(inspection), inspection.rulings)
    unsaid = state in (Progress.OVERDUE, Progress.SILENT) and _undecided(inspection) & {*(task.leads or task.units)}
    return Progress.UNSETTLED if unsaid else state


def _round(inspection: Inspection, code: str, name: str) -> dict[str, object]:
    counted = tally(one for one in inspection.assessments if one.round.code == code)
    by = Counter(one.standing.value for one in counted.all)
    return {
        "round": name,
        "expected": counted.expected,
        "on_time": counted.on_time,
        "late": by["late"],
        "incomplete": by["incomplete"],
        "missing": by["missing"],
        "rate": percent(counted.rate),
    }


def _today(inspection: Inspection) -> date:
    return inspection.made_at.astimezone(SHANGHAI).date()


def _counted(inspection: Inspection) -> str:
    states = Counter(_state(inspection, task) for task in inspection.ledger.tasks)
    parts = [f"{state.value}{states[state]}项" for state in Progress if states[state]]
    return f"台账共有任务{len(inspection.ledger.tasks)}项，其中{'，'.join(parts)}。" if parts else "台账没有任务。"


def _by_lead(inspection: Inspection) -> list[Task]:
    """The tasks by their first lead unit in official order; those without one last."""
    order = {unit.name: place for place, unit in enumerate(inspection.units)}
    last = len(order)
    return sorted(
        inspection.ledger.tasks,
        key=lambda task: (min((order.get(lead, last) for lead in task.leads[:1]), default=last), task.number),
    )


def _row(inspection: Inspection, task: Task) -> dict[str, object]:
    told = sum(bool(text_of(inspection.texts, unit, task)) for unit in task.units)
    return {
        "leads": listed(task.leads) or "—",
        "number": in_cell(task.number),
        "focus": task.focus,
        "measure": task.indicator if _has_indicators(inspection) else task.content,
        "due": task.due,
        "state": _state(inspection, task).value,
        "units": f"{told}/{len(task.units)}",
    }


def _expiring(inspection: Inspection) -> list[str]:
    """Tasks whose time limit falls between now and the end of the next quarter."""
    today = _today(inspection)
    last = end_of_next_quarter(today)
    due = [task for task in inspection.ledger.tasks if task.expires and today <= task.expires <= last]
    year = f"{last.year}年" if last.year != today.year else ""
    span = f"{day(inspection.made_at)}至{year}{last.month}月底"
    if not due:
        return [f"{span}没有到期的任务。"]
    left = [task for task in due if _state(inspection, task) is not Progress.DONE]
    done = len(due) - len(left)
    if not left:
        return [f"{span}到期的任务{done}项，均已完成。"]
    lines = [f"{span}到期的任务{len(due)}项，{f'其中已完成{done}项，其余' if done else ''}请牵头单位抓紧落实："]
    for task in left:
        focus = re.sub(r"^（.+?）|^\(.+?\)\s*", "", task.focus)
        who = f"，牵头单位：{listed(task.leads)}" if task.leads else ""
        named = f"“{focus}”" if focus else ""
        lines.append(f"第{task.label}项{named}，责任时限{task.due}{who}，目前{_state(inspection, task).value}。")
    return lines


def end_of_next_quarter(today: date) -> date:
    """The last day of the quarter after the one a day lies in."""
    after = today.year * 4 + (today.month - 1) // 3 + 2
    return date(after // 4, after % 4 * 3 + 1, 1) - timedelta(days=1)


def _silent(inspection: Inspection) -> str:
    if not inspection.rounds:
        return "截至目前，尚无期次到期。"
    heard = {one.unit.name for one in inspection.assessments if one.submission is not None}
    asked = {one.unit.name for one in inspection.assessments if one.standing is not Standing.EXCUSED}
    unsure = _undecided(inspection) - heard
    quiet = [unit.name for unit in inspection.units if unit.name not in heard | unsure]
    silent, excused = [name for name in quiet if name in asked], [name for name in quiet if name not in asked]
    spared = f"经批准免报、尚未报送过台账的单位{len(excused)}个：{listed(excused)}。" if excused else ""
    spared += f"来件待核实的单位{len(unsure)}个，暂不作认定。" if unsure else ""
    if silent:
        return f"已到期的各期均未报送的单位{len(silent)}个：{listed(silent)}。{spared}"
    return f"{'其他' if spared else '各'}单位均已报送过台账。{spared}"
