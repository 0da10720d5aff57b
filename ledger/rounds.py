"""期次: the reporting deadlines of a year, and which of them a text or a moment means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from ledger.calendar import Calendar, Roll, midnight_after
from ledger.model import SHANGHAI, Round
from ledger.text import squeeze

_QUARTER = re.compile(r"(?:(?P<year>\d{4})年?)?(?:第?(?P<word>[一二三四1-4])季度|Q(?P<letter>[1-4]))", re.IGNORECASE)
_WORDS = "一二三四"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPlan:
    """A round as the office's settings name it; what is left out follows from `due`."""

    due: date
    code: str = ""
    name: str = ""
    opens: date | None = None


def plan_rounds(plans: Sequence[RoundPlan], calendar: Calendar, roll: Roll = "next") -> tuple[Round, ...]:
    """The year's rounds in order. A round opens the day after the one before it was due, unless the
    office says otherwise. Raises CalendarError for a year without working-day data."""
    rounds: list[Round] = []
    for plan in sorted(plans, key=lambda plan: plan.due):
        opens = datetime.combine(plan.opens or date(plan.due.year, 1, 1), time(), SHANGHAI)
        if plan.opens is None and rounds:
            opens = rounds[-1].deadline
        quarter = (plan.due.month + 2) // 3
        rounds.append(
            Round(
                code=plan.code or f"{plan.due.year}Q{quarter}",
                name=plan.name or f"{plan.due.year}年第{_WORDS[quarter - 1]}季度",
                due=plan.due,
                deadline=midnight_after(calendar.effective(plan.due, roll)),
                opens=opens,
            )
        )
    return tuple(rounds)


def round_said(text: str, rounds: Iterable[Round]) -> Round | None:
    """The round a text names: 「2022年第二季度」, 「二季度」, `2022Q2`, or a round's own name or code.

    A quarter of another year names no round of ours.
    """
    plain = squeeze(text)
    for one in rounds:
        if squeeze(one.code) in plain or squeeze(one.name) in plain:
            return one
    found = _QUARTER.search(plain)
    if found is None:
        return None
    word = found["word"] or found["letter"]
    quarter = _WORDS.index(word) + 1 if word in _WORDS else int(word)
    for one in rounds:
        same_year = found["year"] is None or int(found["year"]) == one.due.year
        if same_year and (one.due.month + 2) // 3 == quarter:
            return one
    return None


def round_open_at(moment: datetime, rounds: Sequence[Round]) -> Round:
    """The round that is open at a moment: the last that has opened, or the first of the year."""
    return next((one for one in reversed(rounds) if one.opens <= moment), rounds[0])


def round_before(one: Round, rounds: Sequence[Round]) -> Round | None:
    """The round before this one in the year."""
    at = [other.code for other in rounds].index(one.code)
    return rounds[at - 1] if at else None
