"""The ground that crashes are played on: laid once a run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.crash.sweep import Course, Sweep
from tests.crash.world import Ground, World
from tests.servers import Dovecot


@pytest.fixture(scope="package")
def ground(dovecot_server: Dovecot) -> Iterator[Ground]:
    """An office to be copied, and the servers."""
    with pytest.MonkeyPatch.context() as patch, Ground.laid(dovecot_server, patch) as laid:
        yield laid


@pytest.fixture(scope="package")
def course(ground: Ground) -> Course:
    """The morning that nobody disturbed."""
    return Sweep(ground=ground).undisturbed()


@pytest.fixture
def world(ground: Ground) -> Iterator[World]:
    """A world whose mails have come in."""
    with ground.world() as made:
        made.deliver(*ground.morning)
        yield made
