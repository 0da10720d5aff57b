"""工作台 as people meet it: the real server on a free port, Debian's Chromium before it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.offices import Played
from tests.pages.served import Served


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one browser of the run."""
    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"], env=dict(os.environ)
        )
        yield chromium
        chromium.close()


@pytest.fixture
def served(tmp_path: Path, browser: Browser) -> Iterator[Served]:
    """An office of one's own, served."""
    with Served(Played(tmp_path / "office"), browser) as one:
        yield one


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Served]:
    """An office that the tests of a module look at one after another."""
    with Served(Played(tmp_path_factory.mktemp("shared") / "office"), browser) as one:
        yield one
