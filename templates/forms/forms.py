"""A unit's own form (填报版): the tasks it answers, the given columns closed, the last one open.

The same form serves three times: blank at a round's start, with last round's texts for reference,
and returned with the unit's own texts in place where something is to be put right.
"""

from __future__ import annotations

from collections.abc import Mapping

from ledger.model import Ledger, Round, Unit
from ledger.naming import short_of
from templates.common.wording import clean
from templates.forms import excel as form_excel
from templates.forms import grid
from templates.forms import word as form_word
from templates.forms.grid import Sheet

_NOTHING: Mapping[int, str] = {}
_NONE_BESIDE: Mapping[int, Mapping[str, str]] = {}


def docx(
    ledger: Ledger,
    unit: Unit,
    round: Round,  # noqa: A002 - the trade's word
    *,
    version: str,
    previous: Mapping[int, str] = _NOTHING,
    filled: Mapping[int, str] = _NOTHING,
    beside: Mapping[int, Mapping[str, str]] = _NONE_BESIDE,
    marks: Mapping[int, str] = _NOTHING,
    choose: bool = False,
) -> bytes:
    """The form in Word. By task number: `previous` is last round's text, `filled` the unit's own of
    this round, `beside` what it tells in other columns, `marks` what is to be put right in its cell; `choose` asks for 完成状态 beside it."""
    return form_word.write(
        _sheet(
            ledger,
            unit,
            round,
            version=version,
            previous=previous,
            filled=filled,
            beside=beside,
            marks=marks,
            choose=choose,
        )
    )


def xlsx(
    ledger: Ledger,
    unit: Unit,
    round: Round,  # noqa: A002 - the trade's word
    *,
    version: str,
    previous: Mapping[int, str] = _NOTHING,
    filled: Mapping[int, str] = _NOTHING,
    beside: Mapping[int, Mapping[str, str]] = _NONE_BESIDE,
    marks: Mapping[int, str] = _NOTHING,
    choose: bool = False,
) -> bytes:
    """The form in Excel; arguments as for Word."""
    return form_excel.write(
        _sheet(
            ledger,
            unit,
            round,
            version=version,
            previous=previous,
            filled=filled,
            beside=beside,
            marks=marks,
            choose=choose,
        )
    )


def file_name(ledger: Ledger, unit: Unit, round: Round, suffix: str) -> str:  # noqa: A002 - the trade's word
    """发改局-2022年第二季度任务落实台账（填报版）.docx, 财政局-2025年5月督查台账（填报版）.docx"""
    period = round.name if str(ledger.year) in round.name else f"{ledger.year}年{round.name}"
    return f"{unit.name}-{period}{short_of(ledger)}（填报版）.{suffix.lstrip('.')}"


def _sheet(
    ledger: Ledger,
    unit: Unit,
    round: Round,  # noqa: A002 - the trade's word
    *,
    version: str,
    previous: Mapping[int, str],
    filled: Mapping[int, str],
    beside: Mapping[int, Mapping[str, str]],
    marks: Mapping[int, str],
    choose: bool,
) -> Sheet:
    return Sheet(
        title=clean(ledger.title),
        subtitle=f"（{round.name}填报版）",
        preface=clean(ledger.preface),
        unit=clean(unit.name),
        layout=grid.of_round(grid.layout(ledger), round.name),
        tasks=tuple(task for task in ledger.tasks if unit.name in task.units),
        issued=f"{clean(unit.name)}|{round.code}|{version}",
        previous=previous,
        filled=filled,
        beside=beside,
        marks=marks,
        choose=choose,
    )
