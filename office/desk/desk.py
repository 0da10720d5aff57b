"""One office at work: its folder, and what lies in it, opened when it is first needed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import mailboxes
import parsers
from ledger.carried import NOTHING_CARRIED, Carried
from ledger.editions import Edition, held_on, whole
from ledger.frozen import thaw
from ledger.model import SHANGHAI, Form, Ledger, Round, Task
from ledger.opening import LedgerError, open_year
from ledger.roster import Roster, plain_name
from ledger.rounds import plan_rounds
from office.desk.passwords import secret
from office.desk.settings import Settings, SettingsError, load_settings
from office.desk.units import UnitsError, read_roster

if TYPE_CHECKING:
    from ledger.book import Book
    from ledger.reading import FormReading

T = TypeVar("T")
CARRIED = "carried.json"
"""The file with what last year left."""
SHORTEST_NAME = 3
"""Characters; shorter names stand in subjects by chance."""


class Watch(Protocol):
    """Who looks on while many things are done: a bar on a terminal."""

    def __call__(self, items: Iterable[T], what: str, count: int, /) -> Iterable[T]:
        """The items, `count` of them, passed on one by one."""
        ...


def _unwatched(items: Iterable[T], _what: str, _count: int, /) -> Iterable[T]:
    return items


class Desk:
    """The office folder. Each property raises its own error with every problem it found."""

    def __init__(self, root: Path, *, watch: Watch = _unwatched) -> None:
        self.root = root
        self.watch = watch

    @cached_property
    def settings(self) -> Settings:
        """office.toml. Raises SettingsError."""
        return load_settings(self.root / "office.toml")

    @cached_property
    def roster(self) -> Roster:
        """units.xlsx. Raises UnitsError."""
        path = self.root / "units.xlsx"
        if not path.exists():
            raise UnitsError.missing(path)
        return read_roster(path.read_bytes(), place=self.settings.office.district)

    @cached_property
    def own_names(self) -> tuple[str, ...]:
        """What people call the office itself in a subject, the longest first: 报政府办, 报送兴庆区政府办公室."""
        office = plain_name(self.settings.office.name)
        ours = self.roster.find(office)
        names = {office, *(plain_name(name) for name in ((ours.name, *ours.aliases) if ours else ()))}
        names |= {name for name, unit in self.roster.plain_names if office.endswith(name)}
        names |= {name.removesuffix("公室") for name in names if name.endswith("办公室")}
        names |= {name.replace("人民政府", "政府") for name in names}
        return tuple(sorted((name for name in names if len(name) >= SHORTEST_NAME), key=len, reverse=True))

    @property
    def ledger_file(self) -> Path:
        """The master ledger. Raises LedgerError if there is none."""
        found = self._ledgers()
        if not found:
            raise LedgerError(f"{self.root} 中没有台账文件 ledger.docx，请放入后再试")
        return found[0]

    @property
    def other_ledgers(self) -> tuple[str, ...]:
        """Files beside the master ledger that could be taken for it."""
        return tuple(path.name for path in self._ledgers()[1:])

    def _ledgers(self) -> list[Path]:
        return sorted(path for path in self.root.glob("ledger.*") if not path.name.endswith((".lock", ".tmp")))

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """The ledger as the year began with it, and as notices have changed it since, in order. Raises LedgerError."""
        master = self.ledger_file
        return editions_of(self.settings, self.roster, master.name, lambda name: (self.root / name).read_bytes())

    @cached_property
    def ledger(self) -> Ledger:
        """The year's ledger: every task of the year, also one that was struck, as it was last worded. Raises LedgerError."""
        return whole(self.editions, self.editions[-1].ledger)

    def edition_of(self, round_: Round) -> Edition:
        """The edition by which a round is judged: the one that holds when it is due."""
        return held_on(self.editions, round_.due)

    def edition_on(self, now: datetime) -> Edition:
        """The edition that holds at a moment."""
        return held_on(self.editions, now.astimezone(SHANGHAI).date())

    def read(self, form: Form) -> FormReading:
        """A form understood, by the words of the edition that its round has."""
        from ledger.reading import read_form  # noqa: PLC0415  it compares texts, which most commands do not

        reading = read_form(form, ledger=self.ledger, roster=self.roster, rounds=self.rounds)
        if len(self.editions) == 1 or reading.round is None:
            return reading
        ledger = whole(self.editions, self.edition_of(reading.round).ledger)
        return read_form(form, ledger=ledger, roster=self.roster, rounds=self.rounds)

    @cached_property
    def rounds(self) -> tuple[Round, ...]:
        """The year's rounds. Raises CalendarError, SettingsError where none is set."""
        if not self.settings.rounds:
            raise SettingsError.without_rounds()
        return plan_rounds(self.settings.rounds, self.settings.calendar, self.settings.holiday)

    def round(self, code: str) -> Round:
        """The round of that code or name. Raises KeyError."""
        found = next((one for one in self.rounds if code.upper() == one.code.upper() or code == one.name), None)
        if found is None:
            raise KeyError(code)
        return found

    @cached_property
    def carried(self) -> Carried:
        """What last year left to this one. Raises SettingsError where it is lost."""
        if not self.settings.last_year:
            return NOTHING_CARRIED
        try:
            return thaw(Carried, json.loads((self.root / CARRIED).read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise SettingsError.without_carried("不见了") from None
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            raise SettingsError.without_carried("已损坏") from error

    def any_round(self, code: str) -> Round:
        """The round of that code or name, of this year or of one that left something open. Raises KeyError."""
        if found := self.carried.round(code):
            return found
        return self.round(code)

    @cached_property
    def book(self) -> Book:
        """The book. Raises BookError."""
        from ledger.book import Book  # noqa: PLC0415  0.3 s of SQLAlchemy that tasks and units need not pay

        book = Book.open(self.book_url, self.settings.book_id)
        book.names = lambda: self.roster.names
        return book

    @property
    def book_url(self) -> str:
        """Where the book is."""
        return self.settings.book or f"sqlite:///{self.root / 'book.sqlite'}"

    def close(self) -> None:
        """Leave the desk: the book is closed, if it was opened."""
        if book := self.__dict__.pop("book", None):
            book.close()

    def tasks_of(self, unit: str, round_: Round | None = None) -> tuple[Task, ...]:
        """The tasks a unit answers in a round, in the ledger's order; by default those of the newest edition. None in a
        round that was due before the unit was there, or after it was."""
        if round_ is None:
            return self.editions[-1].tasks_of(unit)
        known = self.roster.known_as(unit)
        return self.edition_of(round_).tasks_of(unit) if known is None or known.reports_by(round_.due) else ()

    @property
    def out(self) -> Path:
        """Where documents for people go; made when first asked for."""
        path = self.root / "out"
        path.mkdir(exist_ok=True)
        return path

    @property
    def letters(self) -> Path:
        """The office's own letters, which win over the shipped ones."""
        return self.root / "templates" / "letters"

    @property
    def account(self) -> str:
        """How the book names the office's mailbox."""
        return mailboxes.connect(self.settings.mail.inbox, root=self.root).account

    def inbox(self) -> mailboxes.Mailbox:
        """The office's mailbox, not yet connected."""
        return mailboxes.connect(self.settings.mail.inbox, root=self.root, secret=secret("INBOX"))

    def outbox(self) -> mailboxes.Outbox:
        """The way out, not yet connected."""
        return mailboxes.outbox(self.settings.mail.outbox, root=self.root, secret=secret("OUTBOX"))


def editions_of(
    settings: Settings, roster: Roster, master: str, content: Callable[[str], bytes]
) -> tuple[Edition, ...]:
    """The master ledger and its later editions; `content` gives a file of the office folder. Raises LedgerError."""
    found = [_edition(master, content, roster, settings)]
    for one in settings.editions:
        try:
            made = _edition(one.file, content, roster, settings)
        except (OSError, KeyError) as error:
            raise LedgerError(f"没有找到自{one.since}起执行的台账 {one.file}（office.toml [[editions]]）") from error
        found.append(replace(made, since=one.since, notice=one.notice))
    return tuple(found)


def _edition(name: str, content: Callable[[str], bytes], roster: Roster, settings: Settings) -> Edition:
    file = content(name)
    form = master_form(parsers.read_own(Path(name).name, file))
    return Edition(ledger=open_year(form, roster, settings.said), version=hashlib.sha256(file).hexdigest()[:8])


def master_form(forms: Sequence[Form]) -> Form:
    """The master ledger: of the forms in its file the one with the most rows."""
    return max(forms, key=lambda form: len(form.rows))
