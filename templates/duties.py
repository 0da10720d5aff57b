"""任务责任清单.xlsx: at the year's start, which unit answers which tasks, and which it leads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ledger.model import Ledger, Office, Unit
from templates.sheets import Sheet, write_workbook


def file_name(ledger: Ledger) -> str:
    """2022年任务责任清单.xlsx"""
    return f"{ledger.year}年任务责任清单.xlsx"


def render(ledger: Ledger, units: Sequence[Unit], *, office: Office, made_at: datetime) -> bytes:
    """The list as xlsx: counts by unit, then every duty."""
    title = f"{ledger.year}年任务责任清单"
    return write_workbook(
        (_counts(ledger, units), _duties(ledger, units)), title=title, author=office.name, made_at=made_at
    )


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
            task.number,
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
