"""Hidden rows of a sheet: read where they are a task's only row, left out beside a shown one, said in either case."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from ledger.model import Form
from parsers.formats import reading
from tests.parsers.shapes import HEADINGS, TASKS, TITLE

FOUND = Path(__file__).parents[2] / ".." / "shared" / "found" / "docfiles"
OLD = "旧稿，未完成。"


def book(extra: list[str], hidden: int) -> bytes:
    """A form with a row more after its first task; a row of it is hidden."""
    made = openpyxl.Workbook()
    page = made.active
    assert page
    for row in ([TITLE], ["填报单位：司法局"], HEADINGS, TASKS[0].texts(), extra, *(one.texts() for one in TASKS[1:])):
        page.append(list(row))
    page.row_dimensions[hidden].hidden = True
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def only(content: bytes) -> Form:
    (form,) = reading.answer("台账", content).forms
    return form


def told(form: Form) -> list[str]:
    return [row.progress.text if row.progress else "" for row in form.rows]


@pytest.mark.parametrize("extra", [[*TASKS[0].texts()[:6], OLD], ["", "", "", "", "", "", OLD]], ids=["twice", "below"])
def test_hidden_row_beside_a_shown_one_is_left_out_and_said(extra: list[str]) -> None:
    form = only(book(extra, hidden=5))
    assert told(form) == [task.progress for task in TASKS]
    (finding,) = form.findings
    assert finding.code == "hidden_rows"
    assert "A5" in finding.message or "G5" in finding.message
    assert "未予登记" in finding.message


def test_only_row_of_a_task_is_read_though_a_filter_hides_it() -> None:
    extra = ["9", "", "另一项任务的主要内容", "", "", "2022年12月", "已完成9件。"]
    form = only(book(extra, hidden=5))
    assert told(form)[1] == "已完成9件。"
    assert len(form.rows) == len(TASKS) + 1
    (finding,) = form.findings
    assert "已照常登记" in finding.message


def test_rows_of_a_page_that_are_not_displayed() -> None:
    lines = [HEADINGS, TASKS[0].texts(), [*TASKS[0].texts()[:6], OLD], TASKS[1].texts()]
    rows = [
        f"<tr{' style=display:none' if one[6] == OLD else ''}>{''.join(f'<td>{text}</td>' for text in one)}</tr>"
        for one in lines
    ]
    (form,) = reading.answer("台账", f"<html><p>{TITLE}</p><table>{''.join(rows)}</table></html>".encode()).forms
    assert len(form.rows) == 2
    assert [finding.code for finding in form.findings] == ["hidden_rows"]


def test_file_that_a_stranger_found() -> None:
    (form,) = reading.answer("台账", (FOUND / "x06-hidden-rows.xlsx").read_bytes()).forms
    assert len(form.rows) == 31
    assert [finding.code for finding in form.findings] == ["hidden_rows"]


def test_hidden_column_of_progress_is_last_quarters() -> None:
    made = openpyxl.Workbook()
    page = made.active
    assert page
    page.append([TITLE])
    page.append([*HEADINGS[:6], "进展落实情况", "进展落实情况"])
    for task in TASKS:
        page.append([*task.texts()[:6], "上季度已完成。", task.progress])
    page.column_dimensions["G"].hidden = True
    buffer = io.BytesIO()
    made.save(buffer)
    assert told(only(buffer.getvalue())) == [task.progress for task in TASKS]
