"""A disk that is full, at any size of what is written: no file of the poll may grow beyond it."""

from __future__ import annotations

import resource
import signal
from collections.abc import Callable

from tests.crash.outcome import Damage, Outcome, damage
from tests.crash.sweep import Course
from tests.crash.world import Ground

SIZES = range(30, 1600, 60)
"""Kilobytes: from a book that cannot be opened to a poll that goes through."""


def full(kilobytes: int) -> Callable[[], None]:
    """What a process does first for which the disk is full; for a process that ends soon."""

    def prepare() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes << 10, kilobytes << 10))

    return prepare


def filled(ground: Ground, course: Course, kilobytes: int) -> tuple[str, Damage]:
    """A morning whose first poll meets a full disk: what that poll said, and what it all came to."""
    with ground.world() as world:
        world.deliver(*ground.morning)
        ended = world.start(prepare=full(kilobytes)).wait()
        assert ended, "only a child that is asked to stop stops"
        world.rest()
        errors = world.heal()
        assert not errors, errors
        return ended.error, damage(course.outcome, Outcome.of(world))
