"""What the pages list, as Excel: units with their contacts, tasks, a round's standings, letters with their fate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from ledger.layout import heading_of
from ledger.model import Assessment, Contact, Ledger, Post, PostState, Severity, Task, Unit
from ledger.numerals import in_cell
from templates.common.wording import clock
from templates.workbook.sheets import Sheet

_PERSON = (("岗位", 8.0), ("姓名", 10.0), ("邮箱", 28.0), ("电话", 16.0))


def units(listed: Iterable[Unit], counts: Mapping[str, tuple[int, int]]) -> Sheet:
    """A line for each of a unit's people; `counts`: how many tasks it answers, how many it leads."""
    heads = [("单位", 22.0), ("类别", 8.0), ("承担任务", 8.0), ("牵头任务", 8.0), *_PERSON]
    rows = [[one.name, one.category, *counts[one.name], *_person(each)] for one in listed for each in _people(one)]
    return Sheet(name="单位", heads=heads, rows=rows, freeze="B2", wide=frozenset({0, 6}))


def _people(unit: Unit) -> Sequence[Contact | None]:
    return [*unit.contacts, *([unit.leader] if unit.leader else [])] or [None]


def _person(one: Contact | None) -> list[str]:
    return [one.post, one.name, one.address, one.phone] if one else ["", "", "", ""]


_OF_TASK = (("number", 6.0), ("section", 12.0), ("focus", 18.0), ("content", 50.0), ("indicator", 30.0), ("due", 12.0))


def tasks(ledger: Ledger, filled: Mapping[int, int]) -> Sheet:
    """A line for each task, under the ledger's own headings; `filled`: how many units have written on it."""
    heads = [("板块" if kind == "section" else heading_of(ledger, kind), width) for kind, width in _OF_TASK]
    heads += [("牵头单位", 18.0), (heading_of(ledger, "responsible"), 30.0), ("应填单位数", 9.0), ("已填单位数", 9.0)]
    rows = [[in_cell(one.number), one.section, one.focus, one.content, one.indicator, one.due, *_who(one), filled[one.number]] for one in ledger.tasks]  # fmt: skip
    return Sheet(name="任务", heads=heads, rows=rows, freeze="B2", wide=frozenset({2, 3, 4, 6, 7}))


def _who(task: Task) -> list[object]:
    return ["、".join(task.leads), task.responsible, len(task.units)]


def standings(listed: Iterable[Assessment]) -> Sheet:
    """A line for each unit of a round."""
    heads = [
        ("单位", 22.0),
        ("类别", 8.0),
        ("认定", 10.0),
        ("报送时间", 20.0),
        ("截止时间", 20.0),
        ("应填", 6.0),
        ("已填", 6.0),
    ]
    heads += [("需补正", 7.0), ("说明", 50.0)]
    rows = [
        [one.unit.name, one.unit.category, one.standing.label, *_when(one), *_how_much(one), one.reason]
        for one in listed
    ]
    return Sheet(name="认定", heads=heads, rows=rows, freeze="B2", wide=frozenset({0, 8}))


def _when(one: Assessment) -> list[str]:
    return [clock(one.received_at) if one.received_at else "", clock(one.deadline)]


def _how_much(one: Assessment) -> list[int]:
    wanting = sum(finding.severity is Severity.CORRECT for finding in one.findings)
    return [len(one.expected), len(one.answered), wanting]


def letters(listed: Iterable[Post], fates: Mapping[PostState, str], rounds: Callable[[str], str]) -> Sheet:
    """A line for each letter to a unit; `fates`: what became of it, `rounds`: what a round is called."""
    heads = [
        ("编号", 6.0),
        ("单位", 22.0),
        ("期次", 16.0),
        ("主题", 50.0),
        ("收信人", 30.0),
        ("结果", 10.0),
        ("说明", 24.0),
        ("时间", 20.0),
    ]
    rows = [[one.number, one.unit, rounds(one.round), one.subject, "、".join(one.recipients), fates[one.state], one.detail, clock(_moment(one))] for one in listed]  # fmt: skip
    return Sheet(name="信件", heads=heads, rows=rows, freeze="B2", wide=frozenset({1, 3, 4, 6}))


def _moment(one: Post) -> datetime:
    return one.sent_at or one.queued_at
