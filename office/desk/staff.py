"""The office's own people: known by their addresses, each with what he may decide by mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ledger.calendar import print_day
from ledger.model import SHANGHAI


class Role(StrEnum):
    """What one of the office's own people may do by mail; each may what the one before may."""

    VIEW = "view"  # is told what waits
    DECIDE = "decide"  # on what came in
    APPROVE = "approve"  # a circular, and issues it

    @property
    def rank(self) -> int:
        """How much it may."""
        return list(Role).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """One of the office's own people: known by the address, named in what was decided."""

    address: str
    name: str
    role: Role
    since: date | None = None  # of a delegate: the days on which he acts for another
    until: date | None = None

    @property
    def signed(self) -> str:
        """As decisions name who took them."""
        what = f"{self.address}，代办" if self.term else self.address
        return f"{self.name}（{what}）" if self.name else what

    @property
    def term(self) -> str:
        """The days of a delegate, "" of all others."""
        start, end = (
            f"{print_day(day)}{word}" if day else "" for day, word in ((self.since, "起"), (self.until, "止"))
        )
        return "".join((f"自{start}" if start else "", f"到{end}" if end else ""))

    def in_force(self, moment: datetime) -> bool:
        """Whether it is one of his days."""
        today = moment.astimezone(SHANGHAI).date()
        return (self.since is None or self.since <= today) and (self.until is None or today <= self.until)
