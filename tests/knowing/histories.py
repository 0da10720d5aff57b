"""Random histories of a round with outages, held arrivals and a rename, beside an oracle that knows no code of ours.

`python -m tests.knowing.histories N` plays N of them and tells the first that differs.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from ledger.model import Decision, Verdict
from mailboxes import MailServerError
from office.decisions.decide import decide
from office.desk.desk import Desk
from office.duties.remind import remind
from office.standing.status import held_json, status
from tests.knowing.office import UNITS, rename_unit, small_office
from tests.offices import Played, at

DEADLINE = at("2022-06-11T00:00:00")
HOURS = timedelta(hours=1)


@dataclass
class Arrival:
    """A form that a unit mailed: when, whether it is whole, and what has become of it."""

    unit: str
    at: datetime
    whole: bool
    held: bool  # it comes from an address nobody has registered
    state: str = "lying"  # lying, filed, held, dismissed
    name: str = ""


@dataclass
class Oracle:
    """What the rules say, from what was seen alone."""

    arrivals: list[Arrival] = field(default_factory=list)
    read_through: datetime | None = None
    deadlines: dict[str, datetime] = field(default_factory=dict)
    excused: set[str] = field(default_factory=set)

    def poll(self, now: datetime, *, readable: bool) -> None:
        """A look at the mailbox."""
        if not readable:
            return
        self.read_through = now
        for one in self.arrivals:
            if one.state == "lying":
                one.state = "held" if one.held else "filed"

    def standing(self, unit: str, now: datetime) -> str:
        """A unit's standing at a moment."""
        if unit in self.excused:
            return "excused"
        deadline = self.deadlines.get(unit, DEADLINE)
        filed = sorted(
            (one for one in self.arrivals if one.unit == unit and one.state == "filed"), key=lambda one: one.at
        )
        waiting = [one for one in self.arrivals if one.unit == unit and one.state == "held"]
        if not filed:
            late = self.read_through is None or self.read_through < deadline
            base = "pending" if now < deadline or late else "missing"
            could = waiting
        elif filed[0].at >= deadline:
            base, could = "late", [one for one in waiting if one.at < filed[0].at]
        elif not filed[-1].whole:
            base, could = "incomplete", waiting
        else:
            base, could = "on_time", [one for one in waiting if one.at >= filed[-1].at]
        if could:
            return "pending" if now < deadline else "undecided"
        return base


class History:
    """One random round, played on a Maildir office and told to the oracle."""

    def __init__(self, pattern: Played, root: Path, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311  variety, not secrecy
        self.office = Played.__new__(Played)
        self.office.root, self.office.mails = root / "office", 0
        shutil.copytree(pattern.root, self.office.root)
        self.office.desk = self._desk(pattern)
        self.units = [unit for unit in UNITS if self.office.desk.tasks_of(unit)]
        self.oracle = Oracle()
        self.now = at("2022-06-06T09:00:00")
        self.readable = True
        self.renamed = ""
        self.log: list[str] = []

    def _desk(self, pattern: Played | None = None) -> Desk:
        desk = Desk(self.office.root)
        if pattern:
            desk.__dict__.update({name: getattr(pattern.desk, name) for name in ("roster", "ledger", "editions")})
        return desk

    def today(self, unit: str) -> str:
        """The unit's name by now."""
        return f"新{unit}" if unit == self.renamed else unit

    def play(self) -> list[str]:
        """What differs; each step with what led to it is in the log."""
        steps = (
            self.arrive,
            self.arrive,
            self.poll,
            self.poll,
            self.outage,
            self.judge,
            self.extend,
            self.rename,
            self.excuse,
        )
        for _ in range(self.chance.randint(8, 22)):
            self.now += HOURS * self.chance.choice((1, 3, 9, 20, 30))
            self.chance.choice(steps)()
            if wrong := self.differences():
                return wrong
        return []

    def arrive(self) -> None:
        """A unit mails a form."""
        unit, whole, held = self.chance.choice(self.units), self.chance.random() < 0.7, self.chance.random() < 0.35
        number = len(self.oracle.arrivals) + 1
        self.log.append(f"{self.now:%m-%d %H:%M} {unit} {'whole' if whole else 'blank'} {'held' if held else ''}")
        tasks = [task.number for task in self.office.desk.tasks_of(self.today(unit))]
        form = self.office.form(
            self.today(unit),
            without=() if whole else (tasks[-1],),
            text=f"第{number}次：已发布{{n}}条信息，开展{{n}}次培训",
        )
        sender = "someone@elsewhere.example" if held else self.office.desk.roster[self.today(unit)].addresses[0]
        box = self.office.root / ("mail/in" if self.readable else "unmounted")
        before = set((box / "new").iterdir())
        self._send(box, form, sender)
        assert len(set((box / "new").iterdir()) - before) == 1
        self.oracle.arrivals.append(Arrival(unit=unit, at=self.now, whole=whole, held=held))

    def _send(self, box: Path, form: bytes, sender: str) -> None:
        if not self.readable:
            box.rename(self.office.root / "mail/in")
        self.office.send(f"{self.now:%Y-%m-%dT%H:%M:%S}", ("台账.docx", form), sender=sender)
        if not self.readable:
            (self.office.root / "mail/in").rename(box)

    def poll(self) -> None:
        """The office polls."""
        self.log.append(f"{self.now:%m-%d %H:%M} poll {'' if self.readable else 'fails'}")
        with suppress(MailServerError):
            self.office.collect(f"{self.now:%Y-%m-%dT%H:%M:%S}")
        self.oracle.poll(self.now, readable=self.readable)

    def outage(self) -> None:
        """The mailbox goes away, or comes back."""
        old, new = self.office.root / "mail/in", self.office.root / "unmounted"
        (old.rename(new) if self.readable else new.rename(old))
        self.readable = not self.readable
        self.log.append(f"{self.now:%m-%d %H:%M} {'back' if self.readable else 'outage'}")

    def judge(self) -> None:
        """A person settles one thing that waits."""
        waits = held_json(self.office.desk)
        if not waits:
            return
        item = self.chance.choice(waits)
        moment = datetime.fromisoformat(str(item["received_at"]))
        one = next(one for one in self.oracle.arrivals if one.at == moment and one.state == "held")
        kind = self.chance.choice((Verdict.ASSIGN, Verdict.DISMISS))
        unit = self.today(one.unit) if kind is Verdict.ASSIGN else ""
        self._decide(kind, held=int(str(item["number"])), unit=unit)
        one.state = "filed" if kind is Verdict.ASSIGN else "dismissed"

    def extend(self) -> None:
        """A unit gets two more days."""
        unit = self.chance.choice(self.units)
        until = max(self.oracle.deadlines.get(unit, DEADLINE), self.now) + HOURS * 48
        self._decide(Verdict.EXTEND, unit=self.today(unit), round="2022Q2", until=until)
        self.oracle.deadlines[unit] = until

    def excuse(self) -> None:
        """Now and then a unit need not report."""
        if self.chance.random() < 0.2:
            unit = self.chance.choice(self.units)
            self._decide(Verdict.EXCUSE, unit=self.today(unit), round="2022Q2")
            self.oracle.excused.add(unit)

    def rename(self) -> None:
        """One unit is renamed, once."""
        if self.renamed or self.chance.random() < 0.5:
            return
        self.renamed = self.chance.choice(self.units)
        rename_unit(self.office.root, self.renamed, "2022-06-01")
        self.office.desk.close()
        self.office.desk = self._desk()
        self.log.append(f"{self.now:%m-%d %H:%M} {self.renamed} is renamed")

    def _decide(self, kind: Verdict, **what: object) -> None:
        self.log.append(f"{self.now:%m-%d %H:%M} {kind} {what}")
        said = Decision(number=0, kind=kind, by="张三", at=self.now, reason="核实", **what)  # type: ignore[arg-type]  # fields of Decision
        decide(self.office.desk, said, self.now)

    def differences(self) -> list[str]:
        """What is not as the oracle says."""
        found = []
        for one in status(self.office.desk, self.office.desk.rounds[0], self.now):
            unit = one.unit.name.removeprefix("新") if one.unit.name == f"新{self.renamed}" else one.unit.name
            meant = self.oracle.standing(unit, self.now)
            if one.standing.value != meant:
                found.append(f"{unit}: {one.standing.value}, should be {meant}")
        return found + self._wronged()

    def _wronged(self) -> list[str]:
        """Overdue notices that ought not to have gone out: reminding polls, so the oracle polls too."""
        steps: tuple[tuple[str, str, str], ...] = ()
        with suppress(MailServerError):
            steps = remind(self.office.desk, self.now).steps
        if 8.5 <= self.now.hour + self.now.minute / 60 < 17.5 and self.office.desk.settings.calendar.is_workday(
            self.now.date()
        ):
            self.oracle.poll(self.now, readable=self.readable)
        return [
            f"{unit} was sent {step}"
            for _, unit, step in steps
            if step.startswith("overdue")
            and self.oracle.standing(unit.removeprefix("新") if unit == f"新{self.renamed}" else unit, self.now)
            != "missing"
        ]


def play(count: int, seed: int = 2022) -> tuple[int, list[str]]:
    """Play so many histories: standings compared, and the first that differs with its log."""
    compared: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="histories.") as folder:
        pattern = small_office(Path(folder) / "pattern")
        for number in range(count):
            root = Path(folder) / str(number)
            history = History(pattern, root, seed + number)
            wrong = history.play()
            history.office.desk.close()
            compared["steps"] += len(history.log)
            shutil.rmtree(root)
            if wrong:
                return compared["steps"], [f"seed {seed + number}", *history.log, *wrong]
    return compared["steps"], []


if __name__ == "__main__":
    steps, wrong = play(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 2022)
    sys.stdout.write("\n".join(wrong or [f"{sys.argv[1]} histories, {steps} steps: all as the oracle says"]) + "\n")
