"""What rules.md says of a year: standings, problems from their round to their end, what the year costs whom.

Nothing of the product is imported. Texts are known by what they were made to say: done, open, blank, refuse (不涉及), unclear.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

Key = tuple[str, str, str, int | None]  # round, unit, kind, task


@dataclass(frozen=True)
class Task:
    """A task as far as the rules ask: who answers, who leads, when it is due."""

    number: int
    units: frozenset[str]
    leads: frozenset[str]
    expires: datetime | None  # the first moment after its last day


@dataclass(frozen=True)
class Version:
    """What a unit handed in: what it says by task; empty forms are returned."""

    number: int
    unit: str
    round: str
    at: datetime
    says: dict[int, str]
    empty: bool = False


@dataclass(frozen=True)
class Said:
    """A person's decision."""

    kind: str
    at: datetime
    unit: str
    round: str
    version: int = 0
    code: str = ""
    task: int | None = None
    until: datetime | None = None


def _text(version: Version | None, task: int) -> tuple[str, int]:
    """What makes a text one: 不涉及 and a blank are the same whoever wrote them when; all others are their version's."""
    word = version.says.get(task, "blank") if version else "blank"
    return word, version.number if version and word not in ("blank", "refuse") else 0


@dataclass
class Stated:
    """A circular in force."""

    counted: datetime
    standings: dict[str, str]
    problems: set[tuple[str, str, int | None]]
    looked_back: dict[Key, bool]


@dataclass
class Oracle:
    """A year as it was seen, and what follows."""

    tasks: tuple[Task, ...]
    deadlines: dict[str, datetime]  # by round, in order
    units: tuple[str, ...]
    versions: list[Version] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    stated: dict[str, Stated] = field(default_factory=dict)

    # --- one round ---

    def _decisions(self, kind: str, unit: str, round_: str) -> list[Said]:
        return [one for one in self.said if (one.kind, one.unit, one.round) == (kind, unit, round_)]

    def deadline(self, unit: str, round_: str) -> datetime:
        """A unit's own."""
        return max(
            [self.deadlines[round_], *(one.until for one in self._decisions("extend", unit, round_) if one.until)]
        )

    def _counting(self, unit: str, round_: str, by: datetime) -> list[Version]:
        """The versions that count, of what was in hand at a moment or came within the unit's own time."""
        voided = {one.version for one in self._decisions("void", unit, round_)}
        accepted = {one.version for one in self._decisions("accept", unit, round_)}
        return [
            one
            for one in sorted(self.versions, key=lambda one: (one.at, one.number))
            if (one.unit, one.round) == (unit, round_) and one.number not in voided
            if not one.empty or one.number in accepted
            if one.at <= by or one.at < self.deadline(unit, round_) != self.deadlines[round_]
        ]

    def _mine(self, unit: str) -> list[Task]:
        return [task for task in self.tasks if unit in task.units]

    def wanting(self, unit: str, round_: str, by: datetime) -> set[tuple[str, int | None]]:
        """未填写, 不涉及 by a lead, returned: what makes the newest version incomplete."""
        counting = self._counting(unit, round_, by)
        says = {task: word for one in counting for task, word in one.says.items()}
        found: set[tuple[str, int | None]] = set()
        for task in self._mine(unit):
            if says.get(task.number, "blank") == "blank":
                found.add(("blank", task.number))
            elif says[task.number] == "refuse" and unit in task.leads:
                found.add(("not_involved", task.number))
        newest = counting[-1].number
        for one in self._decisions("waive", unit, round_):
            if one.version == newest:
                found -= {pair for pair in found if pair[0] == one.code and one.task in (None, pair[1])}
        if any(one.version == newest for one in self._decisions("return", unit, round_)):
            found.add(("returned", None))
        return found

    def standing(self, unit: str, round_: str, now: datetime, by: datetime | None = None) -> str:
        """At a moment, on what was in hand by another."""
        if self._decisions("excuse", unit, round_):
            return "excused"
        deadline, counting = self.deadline(unit, round_), self._counting(unit, round_, by or now)
        if not counting:
            return "pending" if now < deadline else "missing"
        if counting[0].at >= deadline:
            return "late"
        return "incomplete" if self.wanting(unit, round_, by or now) else "on_time"

    # --- tasks past their time limit ---

    def newest(self, unit: str, rounds: list[str], by: datetime) -> dict[int, Version]:
        """By task the version that says last what it says."""
        return {task: one for round_ in rounds for one in self._counting(unit, round_, by) for task in one.says}

    def state(self, unit: str, task: int, rounds: list[str], by: datetime) -> str:
        """done, open or neither: as decided while the text is the one it was decided on, else as it reads."""
        source = self.newest(unit, rounds, by).get(task)
        for one in reversed([s for s in self.said if (s.kind, s.unit, s.task) == ("state", unit, task)]):
            was = next((v for v in self.versions if v.number == one.version), None)
            if _text(was, task) == _text(source, task):
                return one.code
            break  # the last word counts, and it was about another text
        word = source.says[task] if source else "blank"
        return {"done": "done", "open": "open", "blank": "open"}.get(word, "neither")

    def expired(self, round_: str) -> set[int]:
        """Tasks whose last day lay before the round's."""
        return {one.number for one in self.tasks if one.expires and one.expires < self.deadlines[round_]}

    def struck(self, unit: str, by: datetime) -> set[int]:
        """到期未完成 that people cleared."""
        return {
            task
            for one in self.said
            if one.kind == "clear" and one.unit == unit and one.code in ("", "expired") and one.at <= by
            for task in self.expired(one.round)
            if one.task in (None, task)
        }

    # --- a circular ---

    def problems(self, round_: str, now: datetime, by: datetime) -> set[tuple[str, str, int | None]]:
        """What a circular lists."""
        rounds = self._up_to(round_)
        found: set[tuple[str, str, int | None]] = set()
        for unit in self.units:
            standing = self.standing(unit, round_, now, by)
            if standing == "excused":
                continue
            if standing in ("missing", "late"):
                found.add((unit, standing, None))
            if self._counting(unit, round_, by):
                found |= {(unit, kind, task) for kind, task in self.wanting(unit, round_, by)}
            found |= {
                (unit, "expired", task.number)
                for task in self._mine(unit)
                if task.number in self.expired(round_) - self.struck(unit, by)
                if self.state(unit, task.number, rounds, by) == "open"
            }
        return found

    def _up_to(self, round_: str) -> list[str]:
        rounds = list(self.deadlines)
        return rounds[: rounds.index(round_) + 1]

    def open_before(self, round_: str) -> list[Key]:
        """What the circulars before a round have opened and not seen ended."""
        opened: dict[Key, bool] = {}
        for code in self._up_to(round_)[:-1]:
            if code not in self.stated:
                continue
            for key, cleared in self.stated[code].looked_back.items():
                if key in opened and cleared:
                    opened[key] = False
            still = {(unit, task) for (_, unit, kind, task), live in opened.items() if live and kind == "expired"}
            for unit, kind, task in self.stated[code].problems:
                if kind != "expired" or (unit, task) not in still:
                    opened[code, unit, kind, task] = True
        return [key for key, live in opened.items() if live]

    def ended(self, key: Key, round_: str, by: datetime) -> bool:
        """Whether a problem has ended: by a person, or by what the rules name for its kind."""
        opened, unit, kind, task = key
        if kind == "expired":
            assert task is not None
            return task in self.struck(unit, by) or self.state(unit, task, self._up_to(round_), by) == "done"
        if any(
            one.at <= by and one.code in ("", kind) and one.task in (None, task)
            for one in self._decisions("clear", unit, opened)
        ):
            return True
        counting = self._counting(unit, opened, by)
        if kind == "late":
            return False
        if kind == "missing":
            return bool(counting)
        if kind == "returned":
            return bool(counting) and ("returned", None) not in self.wanting(unit, opened, by)
        assert task is not None
        source = self.newest(unit, self._up_to(round_), by).get(task)
        word = source.says[task] if source else "blank"
        return word != "blank" and not (kind == "not_involved" and word == "refuse")

    def look_back(self, round_: str, by: datetime) -> dict[Key, bool]:
        """What a circular says of earlier ones' problems."""
        return {key: self.ended(key, round_, by) for key in self.open_before(round_)}

    def state_round(self, round_: str, now: datetime, *, by: datetime | None = None) -> Stated:
        """The circular, or with `by` its correction."""
        counted = by or now
        return Stated(
            counted=counted,
            standings={unit: self.standing(unit, round_, now, counted) for unit in self.units},
            problems=self.problems(round_, now, counted),
            looked_back=self.look_back(round_, counted),
        )

    # --- the year ---

    def deductions(self, now: datetime) -> Iterator[tuple[str, str, str, tuple[int, ...]]]:
        """Unit, round, ground, tasks: each ground of a round once, an expired task in the round that found it first."""
        for round_ in self.deadlines:
            for unit in self.units:
                stated = self.stated[round_].standings[unit] if round_ in self.stated else "pending"
                stands = self.standing(unit, round_, now) if stated == "pending" else stated
                if stands in ("late", "missing", "incomplete"):
                    yield unit, round_, stands, ()
        last = list(self.deadlines)[-1]
        lines: dict[tuple[str, str], list[int]] = {}
        for key in self._named(now):
            if key[2] == "expired" and key[3] is not None and not self.ended(key, last, now):
                lines.setdefault((key[1], key[0]), []).append(key[3])
        for (unit, round_), tasks in lines.items():
            yield unit, round_, "expired", tuple(sorted(tasks))

    def _named(self, now: datetime) -> list[Key]:
        """Every problem of the year that no circular has seen ended: the last round's own too."""
        after = "after"
        self.deadlines[after] = now + timedelta(days=1)
        try:
            return self.open_before(after)
        finally:
            del self.deadlines[after]
