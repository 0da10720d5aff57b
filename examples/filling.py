"""A unit at work: its form filled in, in Word or Excel, as the demo and the tests send it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO

_HEADINGS = ("进展落实情况", "进展情况", "落实情况")


def fill(form: bytes, texts: Mapping[int, str], *, day: str = "", unit: str | None = None) -> bytes:
    """The form with progress texts by task, 填报时间 and, if wished, another 填报单位."""
    return _fill_sheet(form, texts, day, unit) if b"xl/workbook.xml" in form else _fill_word(form, texts, day, unit)


def _number(text: object) -> int | None:
    found = re.search(r"\d+", str(text or ""))
    return int(found[0]) if found else None


def _fill_word(form: bytes, texts: Mapping[int, str], day: str, unit: str | None) -> bytes:
    from docx import Document  # noqa: PLC0415  only where a form is filled

    document = Document(BytesIO(form))
    for paragraph in document.paragraphs:
        if "填报时间" in paragraph.text and day:
            paragraph.add_run(day)
        if "填报单位" in paragraph.text and unit:
            for run in paragraph.runs[1:]:
                run.text = ""
            paragraph.runs[0].text = f"填报单位：{unit}"
    for table in document.tables:
        heads = [cell.text.strip() for cell in table.rows[0].cells]
        column = next((n for n, head in enumerate(heads) if head in _HEADINGS), None)
        if column is None:
            continue
        for row in table.rows[1:]:
            cells = row.cells
            number = _number(cells[0].text)
            if number is not None and number in texts and cells[0]._tc is not cells[column]._tc:  # noqa: SLF001  a section row is one cell
                cells[column].paragraphs[0].add_run(texts[number])
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _fill_sheet(form: bytes, texts: Mapping[int, str], day: str, unit: str | None) -> bytes:
    from openpyxl import load_workbook  # noqa: PLC0415  only where a form is filled

    book = load_workbook(BytesIO(form))
    sheet = book.worksheets[0]
    column = 0
    for row in sheet.iter_rows():
        for cell in row:
            text = str(cell.value or "").strip()
            if text in _HEADINGS:
                column = cell.column or 0
            if text.startswith("填报时间") and day:
                cell.value = f"填报时间：{day}"
            if text.startswith("填报单位") and unit:
                cell.value = f"填报单位：{unit}"
        number = _number(row[0].value)
        if column and number is not None and number in texts and str(row[0].value).strip().isdigit():
            sheet.cell(row[0].row or 1, column).value = texts[number]
    out = BytesIO()
    book.save(out)
    return out.getvalue()
