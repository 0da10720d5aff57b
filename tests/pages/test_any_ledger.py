"""Any ledger on the pages: its own headings, its own numbers, whatever it asks for beside the progress."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from openpyxl import load_workbook

from ledger.held_kinds import HeldKind
from office.duties.drafting import draft_circular
from office.papers.forms import blank_forms
from tests.ledgers.filled import fill
from tests.ledgers.test_whole_year import Kind, moment, told_by
from tests.pages.served import Served, Windows

CLERK = "jingban@pingchuan.gov.cn"
FOREIGN = ("进展落实情况", "主要内容", "第1001项", "第1002项", "第2001项")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, windows: Windows) -> Iterator[Served]:
    """A round of an office whose tasks are numbered by section: forms on file, one that waits, a draft."""
    office = Kind(tmp_path_factory.mktemp("huanbao"), "huanbao")
    desk, this = office.desk, office.desk.rounds[1]
    for place, unit in enumerate(office.busy):
        blank = blank_forms(desk, unit, this, {})[0]
        form = fill(blank.content, office.expected.asked, told_by(unit.name), number=office.expected.number)
        sender = "x@elsewhere.example" if place == 1 else unit.addresses[0]
        office.send(f"{this.due - timedelta(days=2)}T09:{place:02}:00", (blank.name, form), sender=sender)
    after = moment(this.deadline.date() + timedelta(days=5))
    office.collect(f"{after.date()}T09:00:00")
    draft_circular(desk, this, after)
    with Served(office, windows, after) as one:
        yield one


def test_pages_speak_as_the_ledger_does(served: Served) -> None:
    office = served.office
    with office.desk.book.reading() as book:
        (held,) = book.held.listed()
    assert held.kind is HeldKind.UNKNOWN_SENDER
    unit = office.desk.tasks_of("住房和城乡建设局")
    pages = {
        path: served.read(path, CLERK)
        for path in (
            "/tasks",
            f"/tasks/{unit[0].number}",
            "/unit?name=住房和城乡建设局",
            "/submission/1",
            f"/held/{held.number}",
            "/circulars",
            "/settings",
        )
    }
    for path, said in pages.items():
        assert [word for word in FOREIGN if word in said] == [], path
        assert re.search(r"第[一二]-\d项", said) or path in ("/settings", "/circulars"), path
    for path in (f"/tasks/{unit[0].number}", "/submission/1", f"/held/{held.number}"):
        assert "存在问题" in pages[path], path
        assert "整改进展" in pages[path] or path.startswith("/tasks/"), path


def test_every_page_is_there_for_units_that_have_nothing_to_do(served: Served) -> None:
    desk = served.office.desk
    idle = [unit.name for unit in desk.roster.units if not desk.tasks_of(unit.name)]
    assert idle
    assert f"{idle[0]}</a>" in served.read("/units", CLERK)
    assert "承担任务0项" in served.read(f"/unit?name={idle[0]}", CLERK)
    for path in ("/", "/held", "/record", "/files", "/acts", "/settings", "/circulars"):
        assert served.read(path, CLERK)
    for name in ("units", "standings", "letters"):
        answer = httpx.get(f"{served.url}/export/{name}", cookies=served.cookie(CLERK))
        assert (answer.status_code, answer.content[:2]) == (200, b"PK"), name


def test_excel_has_the_ledgers_headings(served: Served) -> None:
    answer = httpx.get(f"{served.url}/export/tasks", cookies=served.cookie(CLERK))
    heads = [cell.value for cell in next(load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(max_row=1))]
    assert set(heads) >= {one.heading for one in served.office.desk.ledger.columns if one.kind in ("content", "due")}
