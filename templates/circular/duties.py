"""任务责任清单: at the year's start, which unit answers which tasks, and which it leads; to sign, and to sort."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path

from ledger.model import Ledger, Office, Task, Unit
from ledger.numerals import in_cell, ranges
from templates.common.docx_parts import fill, open_template, save
from templates.common.wording import day, in_lines
from templates.workbook.sheets import Sheet, write_workbook

_TEMPLATE = Path(__file__).with_name("documents") / "duties.docx"
_LED_WIDTH, _OTHERS_WIDTH = 11, 23  # Han characters in the columns of task numbers


def file_name(ledger: Ledger, suffix: str) -> str:
    """2022年任务责任清单.docx"""
    return f"{_title(ledger)}.{suffix}"


def _title(ledger: Ledger) -> str:
    return f"{ledger.year}年任务责任清单"


def docx(ledger: Ledger, units: Sequence[Unit], *, office: Office, made_at: datetime) -> bytes:
    """The list as docx: unit by unit, then task by task under its section."""
    document = open_template(_TEMPLATE.read_bytes())
    fill(document, context(ledger, units, made_at))
    return save(document, title=_title(ledger), author=office.name, made_at=made_at)


def context(ledger: Ledger, units: Sequence[Unit], made_at: datetime) -> dict[str, object]:
    """The list as plain data."""
    return {
        "title": _title(ledger),
        "basis": f"依据：《{ledger.title}》",
        "sections": [
            {"name": name or "全部任务", "rows": [_task(task) for task in tasks]}
            for name, tasks in groupby(ledger.tasks, key=lambda task: task.section)
        ],
        "units": [_unit(place, unit, ledger) for place, unit in enumerate(units, 1)],
        "note": f"注：任务数含牵头任务；单位和任务以{day(made_at)}的名录和台账为准。",
    }


def _task(task: Task) -> dict[str, object]:
    return {
        "number": in_cell(task.number),
        "focus": task.focus,
        "content": task.content,
        "indicator": task.indicator or "—",
        "due": task.due,
        "responsible": task.responsible,
    }


def _unit(place: int, unit: Unit, ledger: Ledger) -> dict[str, object]:
    own = [task for task in ledger.tasks if unit.name in task.units]
    led = [task.number for task in own if unit.name in task.leads]
    others = [task.number for task in own if task.number not in led]
    return {
        "place": place,
        "unit": unit.name,
        "category": unit.category,
        "count": len(own),
        "led": in_lines(ranges(led), _LED_WIDTH) or "—",
        "others": in_lines(ranges(others), _OTHERS_WIDTH) or "—",
    }


def xlsx(ledger: Ledger, units: Sequence[Unit], *, office: Office, made_at: datetime) -> bytes:
    """The list as xlsx: counts by unit, then every duty."""
    sheets = (_counts(ledger, units), _duties(ledger, units))
    return write_workbook(sheets, title=_title(ledger), author=office.name, made_at=made_at)


def _counts(ledger: Ledger, units: Sequence[Unit]) -> Sheet:
    heads = [("序号", 6.0), ("单位", 22.0), ("类别", 8.0), ("承担任务", 10.0), ("其中牵头", 10.0), ("有时限的", 10.0)]
    rows = []
    for place, unit in enumerate(units, 1):
        own = [task for task in ledger.tasks if unit.name in task.units]
        led = sum(unit.name in task.leads for task in own)
        rows.append([place, unit.name, unit.category, len(own), led, sum(task.expires is not None for task in own)])
    return Sheet(name="汇总", heads=heads, rows=rows, freeze="C2", wide=frozenset({1}))


def _duties(ledger: Ledger, units: Sequence[Unit]) -> Sheet:
    heads = [("单位", 22.0), ("任务序号", 9.0), ("责任", 8.0), ("板块", 22.0), ("重点工作", 26.0)]
    heads += [("主要内容", 70.0), ("量化指标", 30.0), ("责任时限", 14.0), ("牵头单位", 22.0)]
    rows = [
        [
            unit.name,
            in_cell(task.number),
            "牵头" if unit.name in task.leads else "责任",
            task.section,
            task.focus,
            task.content,
            task.indicator,
            task.due,
            "、".join(task.leads),
        ]
        for unit in units
        for task in ledger.tasks
        if unit.name in task.units
    ]
    return Sheet(name="责任清单", heads=heads, rows=rows, freeze="C2", wide=frozenset({0, 3, 4, 5, 6, 8}))
