"""Lines as this office would write them: the examples of the table with its own units, rounds and year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from ledger.model import Round
from ledger.roster import Roster
from office.asking.table import ExampleWords

_LATER = 5  # days after a round's own, to ask for


def words_of(roster: Roster, rounds: Sequence[Round], year: int, code: str = "") -> ExampleWords:
    """The words of examples in an office: of the round of that code, else of its first."""
    round_ = next((one for one in rounds if one.code == code), rounds[0] if rounds else None)
    usual = ExampleWords(document=f"×政办发〔{year}〕36号")
    return ExampleWords(
        unit=roster.units[0].name if roster.units and usual.unit not in roster else usual.unit,
        round=within_year(round_) if round_ else usual.round,
        day=_day(round_.due + timedelta(days=_LATER)) if round_ else usual.day,
        document=usual.document,
    )


def within_year(round_: Round) -> str:
    """A round as people call it within its year: 第二季度, 5月."""
    return round_.name.partition("年")[2] or round_.name


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
