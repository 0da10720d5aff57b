"""`taizhang duties`, `taizhang report`, `taizhang publish`: 建账, 查账 and what units publish."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from cli.common import find_unit, now_option, say, with_desk

if TYPE_CHECKING:
    from office.desk.desk import Desk


@click.command()
@now_option
@with_desk
def duties(desk: Desk, now: datetime) -> None:
    """建账：生成任务责任清单，每个单位承担、牵头哪些任务。"""
    from office.reports.middle import write_duties

    for path in write_duties(desk, now):
        say(f"任务责任清单：{path}")


@click.command()
@now_option
@with_desk
def report(desk: Desk, now: datetime) -> None:
    """查账：生成查账报告，任务落实状态、近期到期任务、从未报送的单位。"""
    from office.reports.middle import write_middle

    say(f"查账报告：{write_middle(desk, now)}")


@click.command()
@click.argument("unit", metavar="单位")
@now_option
@with_desk
def publish(desk: Desk, unit: str, now: datetime) -> None:
    """生成某单位的台账公开版和年度报告段落。"""
    from office.reports.middle import publish as write

    ledger, summary = write(desk, desk.roster[find_unit(desk, unit)], now)
    say(f"台账公开版：{ledger}")
    say(f"年度报告段落：{summary}")
    say("公开前请单位按规定审查，不得含有不宜公开的内容")
