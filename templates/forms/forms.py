"""A unit's own form (填报版): the tasks it answers, the given columns closed, the last one open.

The same form serves three times: blank at a round's start, with last round's texts for reference,
and returned with the unit's own texts in place where something is to be put right.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypedDict, Unpack

from ledger.model import Ledger, Office, Round, Unit
from ledger.naming import short_of
from templates.common.phrases import stated
from templates.common.wording import clean
from templates.forms import excel as form_excel
from templates.forms import grid
from templates.forms import word as form_word
from templates.forms.grid import FormTable


class Filled(TypedDict, total=False):
    """What stands in a unit's rows, by task number."""

    previous: Mapping[int, str]  # last round's text
    filled: Mapping[int, str]  # the unit's own of this round
    beside: Mapping[int, Mapping[str, str]]  # what it tells in other columns
    marks: Mapping[int, str]  # what is to be put right in its cell
    choose: bool  # whether 完成状态 is asked for beside it


class Particulars(Filled, total=False):
    """What a form may have of its own."""

    office: Office  # where it is to be sent
    deadline: datetime  # the unit's own, where it is not the round's


def docx(ledger: Ledger, unit: Unit, round: Round, *, version: str, **more: Unpack[Particulars]) -> bytes:  # noqa: A002 - the trade's word
    """The form in Word."""
    return form_word.write(_sheet(ledger, unit, round, version, **more))


def xlsx(ledger: Ledger, unit: Unit, round: Round, *, version: str, **more: Unpack[Particulars]) -> bytes:  # noqa: A002 - the trade's word
    """The form in Excel."""
    return form_excel.write(_sheet(ledger, unit, round, version, **more))


def file_name(ledger: Ledger, unit: Unit, round: Round, suffix: str) -> str:  # noqa: A002 - the trade's word
    """发改局-2022年第二季度任务落实台账（填报版）.docx, 财政局-2025年5月督查台账（填报版）.docx"""
    period = round.name if str(ledger.year) in round.name else f"{ledger.year}年{round.name}"
    return f"{unit.name}-{period}{short_of(ledger)}（填报版）.{suffix.lstrip('.')}"


def _sheet(
    ledger: Ledger,
    unit: Unit,
    round_: Round,
    version: str,
    *,
    office: Office | None = None,
    deadline: datetime | None = None,
    **filled: Unpack[Filled],
) -> FormTable:
    tasks = tuple(task for task in ledger.tasks if unit.name in task.units)
    return FormTable(
        title=clean(ledger.title),
        subtitle=f"（{round_.name}填报版）",
        preface=clean(ledger.preface),
        unit=clean(unit.name),
        layout=grid.of_round(grid.layout(ledger), round_.name),
        tasks=tasks,
        leads=frozenset(task.number for task in tasks if unit.name in task.leads),
        sending=clean(_sending(office, round_, deadline or round_.deadline)) if office else "",
        issued=f"{clean(unit.name)}|{round_.code}|{version}",
        **filled,
    )


def _sending(office: Office, round_: Round, deadline: datetime) -> str:
    """报送截止：2022年6月10日24时；报送邮箱：…；咨询电话：…"""
    until = stated(deadline, round_.due, deadline != round_.deadline)
    said = {"报送截止": until, "报送邮箱": office.address, "送达地点": office.room and f"{office.name}{office.room}"}
    asked = "，".join(filter(None, (office.contact, office.phone)))
    return "；".join(f"{word}：{text}" for word, text in {**said, "咨询": asked}.items() if text) + "。"
