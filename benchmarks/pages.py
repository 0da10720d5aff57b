"""工作台 in a real browser: how long the round's page, the list of units and a task take until something is painted.

    python -m benchmarks.pages

The example office (38 units), then one of 400 units, each with 42 texts on file. First right after something came in, when
the standings are made anew, then again. Printed, never asserted: times are this machine's.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.collect import grow
from examples.office import progress
from ledger.model import Entry, Submission
from office.desk.desk import Desk
from pages.serving import warm
from tests.offices import Played, at
from tests.pages.served import CLERK, Served, Windows

_PATHS = ("/", "/units", "/held", "/tasks", "/tasks/1", "/unit?name=司法局")
_PAINT = "performance.getEntriesByType('paint').filter(one => one.name == 'first-contentful-paint')[0]?.startTime ?? -1"
_AGAIN = 5


def office(root: Path, units: int) -> Played:
    """An office of so many units, each of which has reported."""
    played = Played(root)
    grow(root / "units.xlsx", units)
    played.desk = Desk(root)  # with its new units
    played.collect("2022-06-09T09:00")
    for place in range(units):
        file(played, place)
    return played


def file(played: Played, place: int, text: str = "") -> None:
    """A unit's form on file, without the mail."""
    unit = played.desk.roster.units[place]
    tasks = played.desk.tasks_of(unit.name)
    texts = tuple(Entry(task=one.number, progress=progress(one, unit, "2022年第二季度") + text) for one in tasks)
    moment = at("2022-06-08T09:00")
    form = Submission(
        number=0,
        unit=unit.name,
        round="2022Q2",
        received_at=moment,
        file="台账.docx",
        sha256=f"{place}{text}",
        entries=texts,
    )
    with played.desk.book.writing() as page:
        page.submissions.file(form)


def painted(page: Page, url: str) -> float:
    """Milliseconds from the start of a visit until something is seen of it."""
    page.goto(url)
    while (moment := float(page.evaluate(_PAINT))) < 0:
        time.sleep(0.02)
    return moment


def measure(units: int, goal: int) -> None:
    """One office: every page anew and again."""
    with tempfile.TemporaryDirectory(prefix="pages.") as folder, sync_playwright() as play:
        played = office(Path(folder) / "office", units)
        browser = play.chromium.launch(executable_path="/usr/bin/chromium-headless-shell", args=["--no-sandbox"])
        with Served(played, Windows(browser)) as served:
            warm(served.opened, served.now)
            page = served.enter(CLERK)
            print(f"{units} units, first paint in ms (anew, then the median of {_AGAIN}); goal {goal} ms")
            for number, path in enumerate(_PATHS):
                file(played, 0, f"改{number}")
                first = painted(page, served.url + path)
                again = statistics.median(painted(page, served.url + path) for _ in range(_AGAIN))
                print(f"  {path:24} {first:7.0f} {again:7.0f}{'' if first <= goal else '  over the goal'}")
        browser.close()


def main() -> int:
    """Both offices."""
    measure(38, 500)
    measure(400, 1500)
    return 0


if __name__ == "__main__":
    sys.exit(main())
