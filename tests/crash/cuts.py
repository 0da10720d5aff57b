"""Lines that break in the middle of a poll: to the mailbox or on the way out, at any byte, in either direction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tests.crash.outcome import Damage, Outcome, damage
from tests.crash.sweep import Course
from tests.crash.world import Ground
from tests.mailboxes.lines import Cut, Line

_WHOLE = 1 << 30
PLACES = 7
"""At how many bytes each direction of each line of a poll is cut."""


@dataclass(frozen=True, kw_only=True)
class Where:
    """Which line breaks, and how: the first to the mailbox fetches, the second tidies; one goes out."""

    way: Literal["inbox", "outbox"]
    line: int  # 0: the first
    cut: Cut


@dataclass(frozen=True, kw_only=True)
class Broken:
    """A morning with one broken line: what it came to, and the bytes that passed by each line of its first poll."""

    damage: Damage
    passed: dict[str, list[dict[str, int]]]


def broken(ground: Ground, course: Course, where: Where | None) -> Broken:
    """Play it; without `where` all lines are whole."""
    ports = {"inbox": ground.dovecot.imap_port, "outbox": ground.carrier.port}
    cuts = {
        way: [Cut("down", _WHOLE)] * where.line + [where.cut] if where and where.way == way else [] for way in ports
    }
    with (
        Line(ports["inbox"], *cuts["inbox"]) as mailbox,
        Line(ports["outbox"], *cuts["outbox"]) as way_out,
        ground.world() as world,
    ):
        world.redirect({ports["inbox"]: mailbox.port, ports["outbox"]: way_out.port})
        world.deliver(*ground.morning)
        world.poll()
        passed = {"inbox": [*mailbox.passed], "outbox": [*way_out.passed]}
        errors = world.heal()
        assert not errors, errors
        return Broken(damage=damage(course.outcome, Outcome.of(world)), passed=passed)


def everywhere(ground: Ground, course: Course) -> Iterator[Where]:
    """Some bytes of every line of a poll, both ways, reset and closed in turn."""
    passed = broken(ground, course, None).passed
    ways: tuple[Literal["inbox", "outbox"], ...] = ("inbox", "outbox")
    sides: tuple[Literal["down", "up"], ...] = ("down", "up")
    for way in ways:
        for line, sides_of in enumerate(passed[way]):
            for side in sides:
                for place in range(PLACES):
                    at = 1 + sides_of[side] * place // PLACES
                    yield Where(way=way, line=line, cut=Cut(side, at, "reset" if place % 2 else "close"))
