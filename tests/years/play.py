"""A random year played on a small office's book: versions, decisions of every kind, circulars, corrections, a rename."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable, Sized
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from ledger.calendar import midnight_after
from ledger.model import CircularState, Decision, Entry, Finding, Problem, Report, Scale, Severity, Submission, Verdict
from office.desk.desk import Desk
from office.papers.papers import Printed
from office.reports.annual import annual_of
from office.reports.correcting import correct
from office.reports.report import keep, make_report
from templates.circular.annual import excluded
from templates.circular.figures import figures
from tests.knowing.office import UNITS, rename_unit, small_office
from tests.offices import at, give
from tests.years.oracle import Key, Oracle, Said, Stated, Task, Version

SAYS = {
    "done": "{round}第{n}项工作已全部完成，发布信息{n}条。",
    "open": "{round}第{n}项工作尚未完成，正在推进。",
    "unclear": "{round}按照要求做好第{n}项工作，做到{n}次。",
    "refuse": "不涉及。",
    "blank": "",
}
_WEIGHTS = (6, 2, 1, 1, 2)
_WHOLE = ("missing", "late", "returned")


def pattern(folder: Path) -> Desk:
    """The office of four units with three rounds, opened once."""
    office = small_office(folder)
    path = office.root / "office.toml"
    rounds = "[[rounds]]\ndue = 2022-06-10\n"
    text = path.read_text(encoding="utf-8")
    assert rounds in text
    more = "\n[[rounds]]\ndue = 2022-09-10\n\n[[rounds]]\ndue = 2022-12-10\n"
    path.write_text(text.replace(rounds, rounds + more), encoding="utf-8")
    return Desk(office.root)


class Year:
    """One random year, played and told to the oracle."""

    def __init__(self, model: Desk, root: Path, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311  variety, not secrecy
        model.book.close()
        shutil.copytree(model.root, root)
        self.desk = Desk(root)
        self.desk.__dict__.update({name: getattr(model, name) for name in ("roster", "ledger", "editions")})
        self.names = {unit: unit for unit in UNITS}  # of the oracle → by now
        self.log: list[str] = []
        self.compared = 0
        self.now = at("2022-06-01T09:00:00")
        tasks = [task for task in self.desk.ledger.tasks if set(task.units) & set(UNITS)]
        kept = self.chance.sample([t for t in tasks if not t.expires], 3) + [t for t in tasks if t.expires][:4]
        for unit in UNITS:  # who has no task has nothing to report
            kept += [] if any(unit in task.units for task in kept) else [next(t for t in tasks if unit in t.units)]
        give(self.desk, replace(self.desk.ledger, tasks=tuple(sorted(kept, key=lambda task: task.number))))
        self.oracle = Oracle(
            tasks=tuple(
                Task(
                    number=task.number,
                    units=frozenset(task.units),
                    leads=frozenset(task.leads),
                    expires=midnight_after(task.expires) if task.expires else None,
                )
                for task in self.desk.ledger.tasks
            ),
            deadlines={one.code: one.deadline for one in self.desk.rounds},
            units=UNITS,
        )

    def today(self, unit: str) -> str:
        """A unit's name by now."""
        return self.names[unit]

    def then(self, name: str) -> str:
        """The name the oracle knows."""
        return next((unit for unit, now in self.names.items() if now == name), name)

    # --- what happens ---

    def play(self) -> list[str]:
        """What differs from the oracle; nothing if nothing."""
        for number, round_ in enumerate(self.desk.rounds):
            for _ in range(self.chance.randint(3, 9)):
                self.now += timedelta(hours=self.chance.choice((2, 20, 40)))
                self.now = min(self.now, round_.deadline + timedelta(days=4))
                self._something(round_.code)
            self.now = max(self.now, round_.deadline + timedelta(days=self.chance.randint(1, 6)))
            if self.chance.random() < 0.92 and (wrong := self._circular(round_.code, number)):
                return wrong
            for _ in range(self.chance.randint(0, 5)):
                self.now += timedelta(hours=self.chance.choice((5, 26)))
                self._afterwards(round_.code)
                if self.chance.random() < 0.4 and (wrong := self._correction(round_.code)):
                    return wrong
        self.now = max(self.now, at("2022-12-25T09:00:00")) + timedelta(days=20)
        return self._annual()

    def _something(self, round_: str) -> None:
        self.chance.choice((self._version, self._version, self._version, self._extend, self._settle, self._clear))(
            round_
        )

    def _afterwards(self, round_: str) -> None:
        acts = (
            self._version,
            self._settle,
            self._settle,
            self._clear,
            self._clear,
            self._extend,
            self._excuse,
            self._rename,
        )
        self.chance.choice(acts)(round_)

    def _version(self, round_: str) -> None:
        unit, number = self.chance.choice(UNITS), len(self.oracle.versions) + 1
        says = {
            task.number: self.chance.choices(list(SAYS), _WEIGHTS)[0]
            for task in self.desk.ledger.tasks
            if unit in task.units and self.chance.random() < 0.9
        }
        empty = self.chance.random() < 0.08
        finding = Finding(code="empty", severity=Severity.RETURN, message="没有填写任何内容。")
        with self.desk.book.writing() as page:
            filed = page.submissions.file(
                Submission(
                    number=0,
                    unit=self.today(unit),
                    round=round_,
                    received_at=self.now,
                    file="台账.docx",
                    sha256=f"{number:064}",
                    entries=tuple(
                        Entry(task=task, progress=SAYS[word].format(round=f"{unit}{round_}", n=task + number))
                        for task, word in says.items()
                    ),
                    findings=(finding,) if empty else (),
                )
            )
        assert filed.number == number
        self.oracle.versions.append(
            Version(number=number, unit=unit, round=round_, at=self.now, says=says, empty=empty)
        )
        self._log(f"{unit} {round_} version {number}{' empty' if empty else ''} {says}")

    def _settle(self, round_: str) -> None:
        """A decision on a version, or on how a task stands."""
        own = [one for one in self.oracle.versions if one.round == round_]
        if not own:
            return
        one = self.chance.choice(own)
        kind = self.chance.choice(("void", "accept", "return", "waive", "state", "state"))
        if kind == "state":
            task = self.chance.choice(self.desk.tasks_of(self.today(one.unit)) or self.desk.ledger.tasks)
            newest = self.oracle.newest(one.unit, list(self.oracle.deadlines), self.now).get(task.number)
            source = newest.number if newest else 0
            self._decide(
                kind, one.unit, round_, task=task.number, code=self.chance.choice(("done", "open")), told=source
            )
        elif kind == "waive":
            task_ = self.chance.choice([None, *one.says])
            self._decide(
                kind, one.unit, round_, code=self.chance.choice(("blank", "not_involved")), task=task_, told=one.number
            )
        else:
            self._decide(kind, one.unit, round_, told=one.number)

    def _clear(self, round_: str) -> None:
        code = self.chance.choice(("", "late", "missing", "blank", "not_involved", "expired", "expired", "returned"))
        named = [task.number for task in self.desk.ledger.tasks]
        task = self.chance.choice([None, *named]) if code not in _WHOLE else None
        opened = self.chance.choice([one for one in self.oracle.deadlines if one <= round_])
        self._decide("clear", self.chance.choice(UNITS), opened, code=code, task=task)

    def _extend(self, round_: str) -> None:
        until = max(self.now, self.oracle.deadlines[round_]) + timedelta(hours=self.chance.choice((10, 30)))
        self._decide("extend", self.chance.choice(UNITS), round_, until=until)

    def _excuse(self, round_: str) -> None:
        if self.chance.random() < 0.3:
            self._decide("excuse", self.chance.choice(UNITS), round_)

    def _decide(self, kind: str, unit: str, round_: str, *, told: int = 0, **what: object) -> None:
        submission = told if told and kind != "state" else None
        with self.desk.book.writing() as page:
            page.decisions.enter(
                Decision(
                    number=0,
                    kind=Verdict(kind),
                    by="张三",
                    at=self.now,
                    reason="核实",
                    unit=self.today(unit),
                    round=round_,
                    submission=submission,
                    **what,  # type: ignore[arg-type]  # fields of Decision
                )
            )
        self.oracle.said.append(Said(kind=kind, at=self.now, unit=unit, round=round_, version=told, **what))  # type: ignore[arg-type]  # same
        self._log(f"{kind} {unit} {round_} {told or ''} {what}")
        self.now += timedelta(seconds=1)

    def _rename(self, _: str) -> None:
        """One unit, and now and then the same one again."""
        renamed = [unit for unit, now in self.names.items() if unit != now]
        unit = self.chance.choice(renamed or UNITS)
        if self.chance.random() < 0.6 or self.names[unit].startswith("新新"):
            return
        rename_unit(self.desk.root, self.names[unit], f"{self.now:%Y-%m-%d}")
        self.names[unit] = f"新{self.names[unit]}"
        tasks = [task.number for task in self.desk.ledger.tasks]
        self.desk.close()
        self.desk = Desk(self.desk.root)
        give(
            self.desk,
            replace(self.desk.ledger, tasks=tuple(task for task in self.desk.ledger.tasks if task.number in tasks)),
        )
        self._log(f"{unit} is {self.names[unit]}")

    def _log(self, words: str) -> None:
        self.log.append(f"{self.now:%m-%d %H:%M:%S} {words}")

    # --- what is stated ---

    def _read(self) -> None:
        """The mailbox is known to have been read by now."""
        with self.desk.book.writing() as page:
            page.mails.write_read_through(self.desk.account, self.desk.settings.mail.folder, self.now)

    def _circular(self, round_: str, number: int) -> list[str]:
        if any(self.oracle.standing(unit, round_, self.now) == "pending" for unit in UNITS):
            self.now = max(self.oracle.deadline(unit, round_) for unit in UNITS) + timedelta(hours=1)
        self._read()
        reference = f"兴政办发〔2022〕{number + 36}号"
        with self.desk.book.writing() as page:
            report = replace(make_report(self.desk, page, self.desk.round(round_), self.now), reference=reference)
            keep(page, report, Printed(content=b""), state=CircularState.ISSUED, now=self.now)
        self.oracle.stated[round_] = self.oracle.state_round(round_, self.now)
        self._log(f"circular {round_}")
        return self._differences(report, round_, self.oracle.stated[round_])

    def _correction(self, round_: str) -> list[str]:
        if round_ not in self.oracle.stated:
            return []
        self._read()
        counted = self.oracle.stated[round_].counted
        said = Decision(number=0, kind=Verdict.CORRECT, by="张三", at=self.now, reason="核查", round=round_)
        with self.desk.book.writing() as page:
            told = correct(self.desk, page, self.desk.round(round_), said, self.now)
            report = make_report(self.desk, page, self.desk.round(round_), self.now, received_by=counted)
        self._log(f"correct {round_}: {told}")
        stated = self.oracle.state_round(round_, self.now, by=counted)
        was = self.oracle.stated[round_]
        if "未生成更正" not in told:
            self.oracle.stated[round_] = stated
        elif (stated.standings, stated.problems) != (was.standings, was.problems):
            return [f"no correction of {round_}, though {stated.problems ^ was.problems} and standings changed"]
        return self._differences(report, round_, stated)

    def _differences(self, report: Report, round_: str, stated: Stated) -> list[str]:
        pairs: tuple[tuple[str, object, Sized], ...] = (
            (
                "standings",
                stated.standings,
                {self.then(one.unit.name): one.standing.value for one in report.assessments},
            ),
            ("problems", stated.problems, {(unit, kind, task) for _, unit, kind, task in self._keys(report.problems)}),
            (
                "look-back",
                stated.looked_back,
                {key: line.cleared for line in report.lookback for key in self._keys([line])},
            ),
        )
        self.compared += sum(len(one) for _, _, one in pairs)
        wrong = [f"{what} of {round_}: should be {right}, is {found}" for what, right, found in pairs if right != found]
        return wrong + [f"{one}" for one in figures(report) if not one.agrees]

    def _keys(self, lines: Iterable[Problem]) -> set[Key]:
        return {
            (line.round, self.then(line.unit), line.kind, task)
            for line in lines
            for task in ([None] if line.kind in _WHOLE else line.tasks)
        }

    def _annual(self) -> list[str]:
        self._read()
        exclude = tuple(one for one in ("late", "missing", "incomplete", "expired") if self.chance.random() < 0.7)
        points = {one: Decimal(self.chance.randint(1, 4)) for one in ("late", "missing", "incomplete", "expired")}
        self.desk.settings = replace(self.desk.settings, scale=Scale(points=points, exclude=exclude))
        with self.desk.book.reading() as page:
            made = annual_of(self.desk, page, self.now)
        found = sorted((self.then(one.unit), one.round, one.kind, one.tasks) for one in made.deductions)
        for round_ in self.oracle.deadlines:
            self.oracle.stated.setdefault(round_, self.oracle.state_round(round_, self.now))
        meant = sorted(self.oracle.deductions(self.now))
        self.compared += len(meant)
        wrong = [] if found == meant else [f"deductions: should be {meant}, are {found}"]
        barred = {unit for unit, _, ground, _ in meant if ground in exclude}
        listed = {self.then(str(row["unit"])) for row in excluded(made)}
        wrong += [] if barred == listed else [f"excluded: should be {barred}, are {listed}"]
        costs = {
            unit: sum((points[ground] for who, _, ground, _ in meant if who == unit), Decimal(0)) for unit in UNITS
        }
        scores = {self.then(one.unit): one.lost for one in made.scores}
        return wrong + ([] if costs == scores else [f"points: should be {costs}, are {scores}"])


def play_years(count: int, seed: int, folder: Path) -> tuple[int, list[str]]:
    """So many years: how much was compared, and the first that differs with its log."""
    model, compared = pattern(folder / "pattern"), 0
    for number in range(count):
        root = folder / str(number)
        year = Year(model, root, seed + number)
        wrong = year.play()
        year.desk.close()
        shutil.rmtree(root)
        compared += year.compared
        if wrong:
            return compared, [f"seed {seed + number}", *year.log, *wrong]
    return compared, []
