"""A unit fills in its own form as it came: text under each heading that is its to fill, by the row's own number."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import docx
import openpyxl
from openpyxl.cell.cell import MergedCell

Told = Callable[[str, str], str]  # the row's number as printed and the heading → what is written


def fill(form: bytes, headings: Sequence[str], told: Told, *, number: str) -> bytes:
    """The form with a text in each of `headings`; `number` is the heading of the rows' numbers, "" for none."""
    fill_one = _sheet if b"xl/workbook.xml" in form else _word
    return fill_one(form, headings, told, number)


def _word(form: bytes, headings: Sequence[str], told: Told, number: str) -> bytes:
    document = docx.Document(io.BytesIO(form))
    for paragraph in document.paragraphs:
        if paragraph.text.startswith("填报时间："):
            paragraph.add_run("2025年6月20日")
    (table,) = document.tables
    heads = [cell.text.strip() for cell in table.rows[0].cells]
    for place, row in enumerate(table.rows[1:], 1):
        cells = row.cells
        if cells[0]._tc is cells[-1]._tc:
            continue
        name = cells[heads.index(number)].text.strip() if number else str(place)
        for heading in headings:
            cells[heads.index(heading)].paragraphs[0].add_run(told(name, heading))
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def _sheet(form: bytes, headings: Sequence[str], told: Told, number: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(form))
    sheet = book.worksheets[0]
    lines = list(sheet.iter_rows())
    head = next(place for place, line in enumerate(lines) if {str(cell.value) for cell in line} >= set(headings))
    heads = [str(cell.value or "") for cell in lines[head]]
    for place, line in enumerate(lines[head + 1 :], 1):
        name = str(line[heads.index(number)].value or "") if number else str(place)
        if name and not isinstance(line[heads.index(headings[0])], MergedCell):
            for heading in headings:
                line[heads.index(heading)].value = told(name, heading)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()
