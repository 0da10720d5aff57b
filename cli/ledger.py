"""`taizhang tasks`, `taizhang units`: the ledger and the units as understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.common import json_option, say, say_json, with_desk

if TYPE_CHECKING:
    from office.desk.desk import Desk


@click.command()
@json_option
@with_desk
def tasks(desk: Desk, as_json: bool) -> None:  # noqa: FBT001  click passes flags by name
    """列出台账中的任务。"""
    if as_json:
        names = ("number", "section", "focus", "content", "indicator", "responsible", "due")
        say_json(
            [
                {
                    **{name: getattr(task, name) for name in names},
                    "leads": list(task.leads),
                    "units": list(task.units),
                    "label": task.label,
                    "expires": task.expires and task.expires.isoformat(),
                }
                for task in desk.editions[-1].ledger.tasks
            ]
        )
        return
    section = ""
    for task in desk.editions[-1].ledger.tasks:
        if task.section != section:
            section = task.section
            say(section)
        leads = "、".join(task.leads) or "（无）"
        say(f"  {task.label:>3}. {task.content[:32]}…  牵头：{leads}  共{len(task.units)}个单位  {task.due}")


@click.command()
@json_option
@with_desk
def units(desk: Desk, as_json: bool) -> None:  # noqa: FBT001  click passes flags by name
    """列出填报单位。"""
    listing = [
        {
            "name": unit.name,
            "aliases": list(unit.aliases),
            "category": unit.category,
            "addresses": list(unit.addresses),
            "leads": [task.number for task in desk.tasks_of(unit.name) if unit.name in task.leads],
            "tasks": [task.number for task in desk.tasks_of(unit.name)],
        }
        for unit in desk.roster.units
    ]
    if as_json:
        say_json(listing)
        return
    for unit, row in zip(desk.roster.units, listing, strict=True):
        say(
            f"{unit.category} {unit.name}：任务{len(desk.tasks_of(unit.name))}项，牵头{len(row['leads'])}项；{'、'.join(unit.addresses)}"
        )
