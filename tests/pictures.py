"""The pictures of the documents: `python -m tests.pictures` renders each and writes docs/pictures/."""

from __future__ import annotations

import os
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from ledger.model import Inspection, Report, Standing
from ledger.standings import RULES
from office.duties.drafting import draft_due_circular
from office.duties.remind import remind
from office.intake.collect import collect
from office.keeping.demo import Steps, play
from office.papers.forms import open_due_round
from office.standing.status import status
from templates.board import board
from templates.circular import annual, check_list, circular, correction, duties, middle, publication, sample
from templates.forms import forms
from templates.workbook import workbook
from tests import fonts
from tests.offices import Played, at
from tests.pages.journey import Journey
from tests.pages.served import Served, Windows

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
HANDBOOK = FOLDER.parent / "handbook" / "pictures"
_AFTER = at("2022-06-15T15:00")
RESOLUTION = 70  # dots per inch


def main() -> None:
    """Render the sample round's documents as they print."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    report = sample.full()
    with tempfile.TemporaryDirectory() as folder:
        _print(Path(folder), "circular.docx", circular.render(report))
        _print(Path(folder), "workbook.xlsx", workbook.render(report), last=1)
        _print(Path(folder), "annual.docx", annual.render(sample.annual()))
        _print(Path(folder), "annual-check.docx", annual.render_check(sample.annual(), "科技局"))
        _print(Path(folder), "check-list.xlsx", _check_list(report), last=1)
        _print(
            Path(folder),
            "correction.docx",
            correction.render(_corrected(report), report, why={"科技局": "收到时间有误"}),
        )
        for name, content in _year_papers(report).items():
            _print(Path(folder), name, content, last=2)
        _browse(Path(folder), board.render(report))
        photograph_pages(Path(folder))


def photograph_pages(folder: Path) -> None:
    """工作台 of the demo's office after its first deadline, as the handbook leads through it."""
    office = Played(folder / "office")
    desk = office.desk
    steps = Steps(
        open_round=lambda now: open_due_round(desk, now),
        collect=lambda now: collect(desk, now),
        remind=lambda now: remind(desk, now),
        circular=lambda now: draft_due_circular(desk, now),
    )
    play(desk, steps)
    silent = next(one.unit for one in status(desk, desk.rounds[0], _AFTER) if one.received_at is None)
    form = folder / f"{silent.name}台账.docx"
    form.write_bytes(office.form(silent.name))
    for path in desk.out.rglob("*"):
        os.utime(path, (_AFTER.timestamp(), _AFTER.timestamp()))
    HANDBOOK.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as tools:
        browser = tools.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--lang=zh-CN"],
            env={**os.environ, "LANGUAGE": "zh_CN"},
        )
        with Served(office, Windows(browser), now=_AFTER) as served:
            Journey(served, _photograph, form, silent.name, "2022-06-09T15:20").walk()
        browser.close()


def _photograph(name: str, page: Page) -> None:
    page.screenshot(path=HANDBOOK / f"{name}.png")


def _year_papers(report: Report) -> dict[str, bytes]:
    """Start and middle of the year, what a unit fills in and what it publishes."""
    units = tuple(one.unit for one in report.assessments)
    texts = {one.unit.name: {entry.task: entry.progress for entry in one.entries} for one in report.assessments}
    inspection = Inspection(
        office=report.office,
        ledger=report.ledger,
        made_at=report.made_at,
        units=units,
        rounds=(report.round,),
        assessments=report.assessments,
        texts=texts,
    )
    return {
        "duties.docx": duties.docx(report.ledger, units, office=report.office, made_at=report.made_at),
        "middle.docx": middle.render(inspection),
        "published.docx": publication.render_ledger(inspection, "教育局"),
        "summary.docx": publication.render_summary(inspection, "教育局"),
        "form.docx": forms.docx(report.ledger, units[1], report.round, version="1"),
    }


def _check_list(report: Report) -> bytes:
    return check_list.render(report, submissions={}, sources={}, decisions=[], rules=RULES, waits=())


def _corrected(report: Report) -> Report:
    """The sample with 科技局 on time after all."""
    assessed = [
        replace(one, standing=Standing.ON_TIME) if one.unit.name == "科技局" else one for one in report.assessments
    ]
    return replace(report, assessments=tuple(assessed))


def _print(folder: Path, name: str, content: bytes, last: int = 99) -> None:
    path = folder / name
    path.write_bytes(content)
    environment = {**os.environ, "FONTCONFIG_FILE": str(fonts.fetch() / "fonts.conf")}
    office = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command = [*office, "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, env=environment)
    pages = ["pdftoppm", "-r", str(RESOLUTION), "-l", str(last), "-png", str(path.with_suffix(".pdf"))]
    subprocess.run([*pages, str(FOLDER / path.stem)], check=True)


def _browse(folder: Path, html: str) -> None:
    page = folder / "board.html"
    page.write_text(html, encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'browser'}"]
    picture = f"--screenshot={FOLDER / 'board.png'}"
    command = ["chromium", *options, "--window-size=1200,1600", picture, page.as_uri()]
    subprocess.run(command, check=True, capture_output=True)


if __name__ == "__main__":
    main()
