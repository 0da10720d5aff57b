"""结转: what a year leaves to the next: its rounds, and the problems that nobody has put right by its end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from ledger.model import Problem, Round
from ledger.roster import Roster


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What was open when a year was handed over; `seal` is the digest of the archive that proves it."""

    year: int = 0  # 0: an office's first year
    made_at: datetime | None = None
    seal: str = ""
    rounds: tuple[Round, ...] = ()  # of that year, and of earlier ones of which something is still open
    problems: tuple[Problem, ...] = ()  # under the units' names of then

    def round(self, code: str) -> Round | None:
        """The round of that code or name."""
        return next((one for one in self.rounds if code and code.upper() in (one.code.upper(), one.name.upper())), None)

    def problems_of(self, roster: Roster) -> tuple[Problem, ...]:
        """The problems under the units' names of today. Of a unit that is in the roster no more there are none."""
        known = ((one, roster.known_as(one.unit)) for one in self.problems)
        return tuple(replace(one, unit=unit.name) for one, unit in known if unit)

    def without_unit(self, roster: Roster) -> tuple[str, ...]:
        """The units of problems that a roster does not know under any name."""
        return tuple(dict.fromkeys(one.unit for one in self.problems if not roster.known_as(one.unit)))


NOTHING_CARRIED = Carried()


def leave(
    carried: Carried, rounds: Iterable[Round], problems: Iterable[Problem], *, year: int, at: datetime
) -> Carried:
    """What a year leaves, with what was left to it and is open still."""
    open_ = tuple(problems)
    named = {one.round for one in open_}
    before = [one for one in carried.rounds if one.code in named]
    return Carried(year=year, made_at=at, rounds=(*before, *rounds), problems=open_)
