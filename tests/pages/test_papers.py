"""What a browser opens from a folder, without 工作台: the board, the list of letters; for everybody, too."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ViewportSize

from office.papers.specimens import INDEX, write_specimens
from office.reports.report import write_board
from tests.offices import Played, at
from tests.pages.served import DESK, PHONE, Windows


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    root = tmp_path_factory.mktemp("papers")
    office = Played(root / "office")
    office.send("2022-06-08T09:00:00", ("台账.docx", office.form(without=(1,))))
    office.collect("2022-06-08T10:00")
    round_ = office.desk.round("2022Q2")
    assert list(write_specimens(office.desk, root / "样函", round_, at("2022-06-01T09:00")))
    return [root / "样函" / INDEX, write_board(office.desk, round_, at("2022-06-15T09:00"))]


@pytest.mark.parametrize(("viewport", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_papers_are_for_everybody(papers: list[Path], windows: Windows, viewport: ViewportSize, scheme: str) -> None:
    window = windows.lend(scripts=True, viewport=viewport, scheme=scheme)
    window.complaints = []
    for path in papers:
        window.url = path.as_uri()
        window.page.goto(window.url)
        assert window.page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], path.name
        found = Axe().run(window.page)
        assert found.violations_count == 0, f"{path.name}: {found.generate_report()}"
    assert window.complaints == []
    windows.take_back(window)
