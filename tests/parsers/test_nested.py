"""A table in a progress cell is the cell's text, whatever its headings say; a table in a mere frame is the form."""

from __future__ import annotations

import pytest

from parsers.formats import reading
from tests.parsers.producers import paragraph, web_page, word_cell, word_package, word_table
from tests.parsers.shapes import TASKS, TITLE, C, Table, body, header

INNER: Table = [
    [C("序号"), C("工作内容"), C("完成情况")],
    *([C(str(n)), C(f"第{n}类信息的发布"), C(f"{n}条")] for n in range(1, 5)),
]
OUTER: Table = [header(), *body(TASKS, merged=False)]
MARK = "此处有表"


def page(kind: str) -> bytes:
    """The form with a table in its first progress cell."""
    table = [[C(MARK) if cell.text == TASKS[0].progress else cell for cell in row] for row in OUTER]
    if kind == "docx":
        whole, inner = word_table(table), word_table(INNER) + "<w:p/>"
        marked = paragraph(MARK)
        assert marked in whole
        return word_package(paragraph(TITLE) + whole.replace(marked, inner))
    whole_page = web_page([TITLE, table]).decode()
    inner_page = web_page([INNER]).decode()
    inner = inner_page[inner_page.index("<table") : inner_page.index("</table>") + len("</table>")]
    return whole_page.replace(f"<p>{MARK}</p>", inner).encode()


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_table_in_a_progress_cell_is_no_form_of_its_own(kind: str) -> None:
    (form,) = reading.answer("台账", page(kind)).forms
    assert len(form.rows) == len(TASKS)
    progress = form.rows[0].progress.text if form.rows[0].progress else ""
    assert "第4类信息的发布" in progress
    assert [row.progress.text if row.progress else "" for row in form.rows[1:]] == [one.progress for one in TASKS[1:]]


def test_frame_around_a_frame_is_read() -> None:
    framed = word_table(OUTER)
    for _ in range(2):
        rows = word_cell(paragraph("")), word_cell(framed + "<w:p/>"), word_cell(paragraph(""))
        framed = f"<w:tbl><w:tblPr/>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"
    (form,) = reading.answer("台账", word_package(paragraph(TITLE) + framed)).forms
    assert len(form.rows) == len(TASKS)
