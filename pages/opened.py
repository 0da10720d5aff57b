"""The office as the pages see it: opened once, opened anew when somebody has changed one of its files."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from threading import Lock

from ledger.book import Page
from ledger.model import SHANGHAI, Assessment, Round
from office.desk.desk import Desk
from office.standing.assessing import assess_round
from office.standing.knowing import read_through

_FILES = ("office.toml", "units.xlsx")


@dataclass(slots=True)
class _Kept:
    """The standings of a round, what they rest on, and when they were made."""

    rest_on: Hashable
    made_at: datetime
    standings: tuple[Assessment, ...]


@dataclass
class SharedDesk:
    """One office folder, for all who visit it."""

    root: Path
    _desk: Desk | None = None
    _written: object = None
    _kept: dict[str, _Kept] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _making: Lock = field(default_factory=Lock)

    def desk(self) -> Desk:
        """The office with its files as they are now. Raises every error of `Desk`."""
        with self._lock:
            written = _written(self.root)
            if self._desk is None or written != self._written:
                self.close()
                desk = Desk(self.root)
                _ = desk.settings, desk.roster, desk.ledger, desk.rounds, desk.book  # before two visits open it at once
                self._desk, self._written = desk, written
            return self._desk

    def close(self) -> None:
        """Leave the office."""
        if self._desk:
            self._desk.close()
        self._desk, self._kept = None, {}

    def make_ready(self, now: datetime) -> None:
        """Make the standings that a visitor would wait for. Raises every error of `Desk`."""
        desk = self.desk()
        with desk.book.reading() as page:
            for round_ in desk.rounds:
                if round_.opens <= now:
                    self.standings(desk, page, round_, now)

    def standings(self, desk: Desk, page: Page, round_: Round, now: datetime) -> tuple[Assessment, ...]:
        """Every unit's standing: as it was made, as long as nothing has come in and no deadline has passed since. What is
        found by comparing the texts of units with each other is not among the findings."""
        rest_on, kept = _rests_on(desk, page), self._kept.get(round_.code)
        if kept and kept.rest_on == rest_on and not _overtaken(kept, round_, now):
            return kept.standings
        with self._making:
            kept = self._kept.get(round_.code)
            if kept and kept.rest_on == rest_on and not _overtaken(kept, round_, now):  # another visit made it
                return kept.standings
            made = assess_round(desk, page, round_, now, compared=False)
            self._kept[round_.code] = _Kept(rest_on, now, made)
        return made


def _written(root: Path) -> object:
    """When the files were written that an office is known by."""
    files = [*(root / name for name in _FILES), *sorted(root.glob("ledger.*"))]
    return [(path.name, path.stat().st_mtime_ns) for path in files if path.exists()]


def _rests_on(desk: Desk, page: Page) -> Hashable:
    """All that standings rest on but the clock: any change of the book that matters to them changes it."""
    counted = (page.mails.tally(), page.letters.tally())
    numbers = (page.decisions.newest(), page.submissions.newest(), *(one.number for one in page.held.listed()))
    return (id(desk), read_through(desk), numbers, *(tuple(sorted(one.items())) for one in counted))


def _overtaken(kept: _Kept, round_: Round, now: datetime) -> bool:
    """Whether a moment on which a standing turns lies between then and now; a day is one: tasks fall due."""
    turns = {round_.deadline, *(one.deadline for one in kept.standings)}
    turns |= {one.correct_by for one in kept.standings if one.correct_by}
    return _day(now) != _day(kept.made_at) or any(kept.made_at < one <= now for one in turns) or now < kept.made_at


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()
