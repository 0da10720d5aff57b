"""工作台 as people meet it: the real server on a free port, Debian's Chromium before it, without windows of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.offices import Played
from tests.pages.served import Served, Windows


@pytest.fixture(scope="session")
def windows() -> Iterator[Windows]:
    """The one browser of the run, and its windows."""
    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path="/usr/bin/chromium-headless-shell", args=["--no-sandbox"], env=dict(os.environ)
        )
        yield Windows(chromium)
        chromium.close()


@pytest.fixture
def served(tmp_path: Path, windows: Windows) -> Iterator[Served]:
    """An office of one's own, served."""
    with Served(Played(tmp_path / "office"), windows) as one:
        yield one


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, windows: Windows) -> Iterator[Served]:
    """An office that the tests of a module look at one after another."""
    with Served(Played(tmp_path_factory.mktemp("shared") / "office"), windows) as one:
        yield one
