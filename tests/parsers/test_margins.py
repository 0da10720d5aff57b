"""The unit in a page header or footer: labelled, or its bare name, in Word and in Excel."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.shared import Inches
from hypothesis import given
from hypothesis import strategies as st

from ledger.model import Form
from office.standing.readout import read_out
from parsers.form.grid import Cell, Grid
from parsers.formats import reading
from parsers.formats.margins import lines_of_sheet, with_lines, with_margins
from tests.parsers.producers import openpyxl_book, python_docx
from tests.parsers.shapes import DAY, TASKS, TITLE, Block, body, header

PAGE: list[Block] = [TITLE, f"填报时间：{DAY}", [header(), *body(TASKS, merged=False)]]  # its cells say 牵头单位：


def only(content: bytes) -> Form:
    (form,) = reading.answer("台账", content).forms
    return form


def word(where: str, line: str) -> bytes:
    document = docx.Document(io.BytesIO(python_docx(PAGE)))
    getattr(document.sections[0], where).paragraphs[0].text = line
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def excel(where: str, line: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(openpyxl_book(PAGE)))
    page = book.active
    assert page
    getattr(page, f"odd{where.capitalize()}").left.text = line
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("write", [word, excel])
@pytest.mark.parametrize("where", ["header", "footer"])
def test_unit_of_the_page_margin(write: Callable[[str, str], bytes], where: str) -> None:
    labelled, bare = only(write(where, "填报单位：司法局")), only(write(where, "司法局"))
    assert labelled.unit is not None
    assert labelled.unit.text == "司法局"
    assert bare.unit is None
    assert "司法局" in bare.hints  # what the roster or the sender settles
    assert labelled.title == bare.title == TITLE
    assert len(labelled.rows) == len(bare.rows) == len(TASKS)


def test_page_numbers_and_fonts_of_a_sheet_are_no_text() -> None:
    assert lines_of_sheet('&L&"宋体,常规"&12填报单位：司法局&C第 &P 页 共 &N 页&R&K000000&D') == [
        "填报单位：司法局",
        "第  页 共  页",
    ]


def test_read_shows_a_name_that_stands_without_a_label(tmp_path: Path) -> None:
    signed: list[Block] = [TITLE, [header(), *body(TASKS, merged=False)], "司法局", "2022年6月8日"]
    for name, content in (
        ("a.docx", python_docx(signed)),
        ("b.docx", word("footer", "司法局")),
        ("司法局.xlsx", openpyxl_book(PAGE)),
    ):
        (tmp_path / name).write_bytes(content)
        ((_, said),) = read_out(tmp_path / name)
        assert said["unit"] == "司法局"


def test_label_and_name_in_two_cells_of_a_page_header() -> None:
    document = docx.Document(io.BytesIO(python_docx(PAGE)))
    table = document.sections[0].header.add_table(1, 2, Inches(6))
    table.cell(0, 0).text, table.cell(0, 1).text = "填报单位", "司法局"
    buffer = io.BytesIO()
    document.save(buffer)
    form = only(buffer.getvalue())
    assert form.unit is not None
    assert form.unit.text == "司法局"


_LINES = (
    "填报单位：司法局",
    "司法局",
    "填报时间：2022年6月8日",
    "第 页 共 页",
    "2022年第二季度",
    "填报单位",
    "单位：",
    "",
    "甲",
    "二季度",
    "联系人：王",
    "局" * 200,
)


@given(st.lists(st.sampled_from(_LINES), max_size=3), st.lists(st.sampled_from(_LINES), max_size=3))
def test_lines_at_hand_say_what_they_say_when_asked_for(cells: list[str], lines: list[str]) -> None:
    grid = Grid(name="表", cells=tuple(Cell(row, 1, text) for row, text in enumerate(cells, 1)))
    assert with_lines((grid,), lines) == with_margins((grid,), lambda: lines)
