"""Turns of phrase the letters need besides wording: spans of time, margins to a deadline, week days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from ledger.calendar import days_late
from ledger.model import SHANGHAI, Problem
from ledger.problems import LABELS
from templates.common.wording import day, tasks, until

_WEEK = "一二三四五六日"


def minute(moment: datetime) -> str:
    """2022年6月9日15时20分: always to the minute."""
    local = moment.astimezone(SHANGHAI)
    return f"{day(local)}{local.hour}时{local.minute:02}分"


def last_day(deadline: datetime) -> date:
    """The last day that counts: of 11 June 0:00 it is 10 June."""
    return (deadline.astimezone(SHANGHAI) - timedelta(microseconds=1)).date()


def weekday(one: date) -> str:
    """星期五"""
    return f"星期{_WEEK[one.weekday()]}"


def margin(received: datetime, deadline: datetime) -> str:
    """提前2天, 提前3小时, 提前5分钟: the greatest unit, rounded down; from the deadline's own moment on 逾期1天."""
    if received >= deadline:
        return f"逾期{days_late(received, deadline)}天"
    minutes = int((deadline - received).total_seconds()) // 60
    counted = ((minutes // 1440, "天"), (minutes // 60, "小时"), (minutes, "分钟"))
    return next((f"提前{number}{unit}" for number, unit in counted if number), "提前不足1分钟")


def stated(deadline: datetime, due: date, extended: bool = False) -> str:  # noqa: FBT001, FBT002 - a template's argument
    """The effective deadline with the reason where it is not the day the office wrote."""
    day_counted, said = last_day(deadline), until(deadline)
    if extended:
        return f"{said}（经批准延期）"
    if day_counted != due:
        return f"{said}（原定{day(due)}为休息日，顺延至{day(day_counted)}）"
    return said


def counted(numbers: Sequence[int]) -> str:
    """第5、8项（共2项）, or 无."""
    return f"{tasks(numbers)}（共{len(numbers)}项）" if numbers else "无"


def problem(line: Problem, named: str) -> str:
    """第5、7项未填写（2022年第二季度通报，整改时限2022年6月24日）: a problem in a list, with the circular that named it."""
    which = "" if line.kind == "missing" else tasks(line.tasks)
    return f"{which}{LABELS[line.kind]}（{named}通报，整改时限{day(line.rectify_by)}）"
