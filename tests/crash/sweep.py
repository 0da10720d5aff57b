"""The kill sweep: one poll, killed at its first step, at its second, … at its last; each time it must come to the same.

mbsync's method: run once undisturbed, then once for every step with `kill -9` there, resume, compare.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.crash.child import At, End
from tests.crash.outcome import Damage, Outcome, damage
from tests.crash.world import Ground, World


def _nothing() -> None:
    """No mistake is planted."""


@dataclass(frozen=True, kw_only=True)
class Course:
    """One poll undisturbed: the steps it takes and what it comes to."""

    steps: tuple[str, ...]
    outcome: Outcome

    def kinds(self) -> list[int]:
        """The first step of each name, in the order of the poll."""
        return sorted({name: number for number, name in reversed(list(enumerate(self.steps, 1)))}.values())


@dataclass(frozen=True, kw_only=True)
class Killed:
    """One poll killed at a step, and what it came to in the end."""

    step: str
    damage: Damage
    errors: tuple[str, ...] = ()  # what the polls after it complained of
    reached: bool = True

    @property
    def harmless(self) -> bool:
        """Whether all came as if nothing had happened."""
        return self.reached and not (self.damage.count or self.damage.other or self.errors)


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """How a morning is played: with which settings, with which mistake."""

    ground: Ground
    settings: dict[str, str] = field(default_factory=dict)
    prepare: Callable[[], None] = _nothing
    before: At | None = None  # where the poll before this one was killed; None: there was none

    def undisturbed(self) -> Course:
        """One poll and the rest of the morning, nobody killed."""
        end, outcome, errors = self._play(None)
        if errors or end.signal:
            raise RuntimeError("\n".join(errors) or f"a poll died of signal {end.signal}")
        return Course(steps=end.steps, outcome=outcome)

    def killed(self, course: Course, numbers: Iterable[int]) -> Iterator[Killed]:
        """The morning with a kill at each of these steps."""
        for number in numbers:
            yield self.once(course, At(number=number))

    def once(self, course: Course, at: At) -> Killed:
        """The morning with a kill at one step."""
        end, outcome, errors = self._play(at)
        found = damage(course.outcome, outcome)
        step = at.name or course.steps[at.number - 1]
        return Killed(step=step, damage=found, errors=errors, reached=end.died)

    @contextmanager
    def world(self) -> Iterator[World]:
        """A new world to play in."""
        with self.ground.world(**self.settings) as world:
            yield world

    def _play(self, at: At | None) -> tuple[End, Outcome, tuple[str, ...]]:
        with self.world() as world:
            world.prepare = self.prepare
            world.deliver(*self.ground.morning)
            if self.before:
                world.poll(self.before)
            end = world.poll(at)
            errors = [*filter(None, [end.error]), *world.heal()]
            return end, Outcome.of(world), tuple(errors)


_HEADS = ("kills", "mails lost", "forms lost", "forms doubled", "letters lost", "letters doubled", "amiss otherwise")


def table(kills: Iterable[Killed]) -> str:
    """Kills and damage by the command or transaction they hit, then their sum."""
    rows: dict[str, Counter[int]] = {}
    for one in kills:
        found = one.damage
        counted = (1, found.mails_lost, found.submissions_lost, found.submissions_doubled, found.letters_lost)
        row = rows.setdefault(one.step.partition(":")[0], Counter())
        row.update(dict(enumerate((*counted, found.letters_doubled, not one.harmless and not found.count))))
    total: Counter[int] = sum(rows.values(), Counter())
    lines = [f"{'killed at':<22}" + "".join(f"{head:>17}" for head in _HEADS)]
    for name, row in (*rows.items(), ("in all", total)):
        lines.append(f"{name:<22}" + "".join(f"{row[n]:>17}" for n in range(len(_HEADS))))
    return "\n".join(lines)
