"""`make crash`: the kill sweeps, the planted mistakes, broken lines, full disks, histories at random.

`HISTORIES=n` plays so many of them. Prints tables; exits 1 if anything was lost or doubled. Some twelve minutes.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.crash import cuts, disk
from tests.crash.books import PostgresSweep
from tests.crash.child import At
from tests.crash.histories import History
from tests.crash.mutants import MUTANTS
from tests.crash.outcome import Damage
from tests.crash.sweep import Course, Killed, Sweep, table
from tests.crash.world import Ground
from tests.servers import Dovecot, Postgres

HISTORIES = int(os.environ.get("HISTORIES", "24"))
STEPS = 10
"""Of one history, at most."""
FEW = 3
SOME = 7
"""Where not every step is killed, one in so many is."""


def main() -> int:
    """Everything, in turn; whether anything went wrong."""
    with Dovecot() as dovecot, pytest.MonkeyPatch.context() as patch, Ground.laid(dovecot, patch) as ground:
        sweep = Sweep(ground=ground)
        course = sweep.undisturbed()
        harm = [
            _swept("one poll, killed -9 at every step", sweep, course, doubles=0),
            _swept(
                "the same without the office's own copies (one letter too many per kill is the best SMTP allows)",
                Sweep(ground=ground, settings={"copy_to_self": "false"}),
                None,
                doubles=1,
            ),
            _killed_twice(ground),
            _on_postgres(ground),
            _mutants(sweep, course),
            _cuts(ground, course),
            _disks(ground, course),
            _histories(ground),
        ]
    return int(any(harm))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _killed_twice(ground: Ground) -> bool:
    """A poll is killed in the gap that SMTP leaves, and the one that should mend it is killed too."""
    sweep = Sweep(ground=ground, before=At(name="smtp, final dot: answered"))
    title = f"killed after the first letter's final dot, and the next poll too: one step in {FEW}"
    return _swept(title, sweep, None, doubles=0, every=FEW)


def _on_postgres(ground: Ground) -> bool:
    """Fewer kills with the book on PostgreSQL: a database takes longer to make than a file."""
    with Postgres() as server:
        sweep = PostgresSweep(ground=ground, server=server)
        return _swept(f"the book on PostgreSQL, one step in {SOME}", sweep, None, doubles=0, every=SOME)


def _swept(title: str, sweep: Sweep, course: Course | None, *, doubles: int, every: int = 1) -> bool:
    """One whole sweep; whether a kill did more harm than it may."""
    course = course or sweep.undisturbed()
    begun = time.monotonic()
    numbers = range(1, len(course.steps) + 1, every)
    kills = list(_shown(sweep.killed(course, numbers), len(numbers)))
    _say(f"\n== {title}: {len(kills)} kills in {time.monotonic() - begun:.0f} s\n{table(kills)}")
    bad = [one for one in kills if not _within(one, doubles)]
    for one in bad:
        _say(f"WRONG at {one.step}: {one.damage} {' '.join(one.errors)}")
    return bool(bad)


def _within(one: Killed, doubles: int) -> bool:
    """Whether a kill did no harm but for so many letters that came twice."""
    excused = one.damage.letters_doubled == one.damage.count <= doubles and not one.damage.other
    return one.harmless or (one.reached and excused and not one.errors)


def _shown(kills: Iterable[Killed], count: int) -> Iterator[Killed]:
    """How far it is, on a terminal."""
    for number, one in enumerate(kills, 1):
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{number}/{count}" if number < count else "\r")
        yield one


def _mutants(sweep: Sweep, course: Course) -> bool:
    """Each planted mistake must be caught; whether one was missed."""
    _say("\n== planted mistakes")
    missed = False
    for mutant in MUTANTS:
        where = mutant.caught(sweep, course)
        missed |= not where
        _say(f"{'caught' if where else 'MISSED'}  {mutant.mistake}: {where[:120]}")
    return missed


def _cuts(ground: Ground, course: Course) -> bool:
    """A line that breaks at some bytes of each direction; whether the polls after it did not mend it all."""
    met = [(where, cuts.broken(ground, course, where).damage) for where in cuts.everywhere(ground, course)]
    bad = [(where, found) for where, found in met if found != Damage()]
    _say(f"\n== broken lines: {len(met)} places, {len(bad)} with damage after the next polls")
    for where, found in bad:
        _say(f"WRONG at {where}: {found}")
    return bool(bad)


def _disks(ground: Ground, course: Course) -> bool:
    """A disk that is full at each size; whether the polls after it did not mend it all."""
    met = [(size, *disk.filled(ground, course, size)) for size in disk.SIZES]
    stopped = sum(bool(said) for _, said, _ in met)
    bad = [(size, found) for size, _, found in met if found != Damage()]
    _say(
        f"\n== full disk: {len(met)} sizes, {stopped} polls stopped by it, {len(bad)} with damage after the next polls"
    )
    for size, found in bad:
        _say(f"WRONG at {size} KB: {found}")
    return bool(bad)


def _histories(ground: Ground) -> bool:
    """Histories at random; hypothesis raises with the shortest one that goes wrong."""
    begun = time.monotonic()
    wanted = settings(
        max_examples=HISTORIES,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # to shorten a history takes longer than to read it
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(History.on(ground), settings=wanted)
    told = ", ".join(f"{count} {what}" for what, count in History.told.items())
    _say(f"\n== histories in {time.monotonic() - begun:.0f} s: {told}: all hold")
    return False


if __name__ == "__main__":
    sys.exit(main())
