"""Numbers that Word counts by itself: in a form that tells its tasks by number alone they are what a reader sees."""

from __future__ import annotations

import io
import shutil

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from parsers.confined import outside
from parsers.formats import reading
from tests.parsers.producers import python_docx
from tests.parsers.shapes import TITLE, C, Table

W = nsdecls("w")


def form(headings: tuple[str, ...], *, anew_at: int = 0, style: str = "List Number") -> bytes:
    """A form whose numbers are counted; from row `anew_at` on by a list that begins again."""
    table: Table = [
        [C(one) for one in headings],
        *([C("") if one == "序号" else C(f"{one}{n}") for one in headings] for n in range(1, 6)),
    ]
    document = docx.Document(io.BytesIO(python_docx([TITLE, table])))
    for place, row in enumerate(document.tables[0].rows):
        if not place:
            continue
        paragraph = row.cells[0].paragraphs[0]
        paragraph.style = document.styles[style]
        if anew_at and place >= anew_at:
            again = parse_xml(f'<w:numPr {W}><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>')
            paragraph._p.get_or_add_pPr().append(again)
    numbering = document.part.numbering_part.element
    style_number = document.styles["List Number"].element.find(".//{*}numId").get(docx.oxml.ns.qn("w:val"))
    listed = next(
        one for one in numbering.iterchildren("{*}num") if one.get(docx.oxml.ns.qn("w:numId")) == style_number
    )
    definition = listed.find("{*}abstractNumId").get(docx.oxml.ns.qn("w:val"))
    numbering.append(
        parse_xml(
            f'<w:num {W} w:numId="77"><w:abstractNumId w:val="{definition}"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        )
    )
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def numbers(content: bytes) -> list[str]:
    (read,) = reading.answer("台账", content).forms
    return [row.number.text for row in read.rows]


def test_counted_numbers_name_the_tasks() -> None:
    assert numbers(form(("序号", "进展落实情况"))) == ["1", "2", "3", "4", "5"]


def test_a_list_that_begins_anew_is_counted_as_word_does() -> None:
    assert numbers(form(("序号", "进展落实情况"), anew_at=4)) == ["1", "2", "3", "1", "2"]


def test_where_the_task_is_told_by_its_content_no_number_is_needed() -> None:
    assert numbers(form(("序号", "主要内容", "进展落实情况"), anew_at=4)) == [""] * 5


def test_bullets_are_no_numbers() -> None:
    assert numbers(form(("序号", "进展落实情况"), style="List Bullet")) == [""] * 5


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_counted_numbers_of_an_odt() -> None:
    converted = outside.convert(form(("序号", "进展落实情况")), "docx", target="odt")
    assert converted
    assert numbers(converted) == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize(
    ("listed", "numbers_read"),
    [
        ('<ol start="{n}"><li></li></ol>', ["1.", "2.", "3."]),
        ('<ol><li value="{n}"> </li></ol>', ["1.", "2.", "3."]),
        ('<ol start="{n}" style="list-style-type: cjk-ideographic"><li></li></ol>', ["一、", "二、", "三、"]),
        ('<ol type="1" start="{n}"><li><p></p></li></ol>', ["1.", "2.", "3."]),
    ],
)
def test_numbers_that_a_browser_draws_name_the_tasks(listed: str, numbers_read: list[str]) -> None:
    rows = "".join(f"<tr><td>{listed.format(n=n)}</td><td>任务{n}办了{n}件</td></tr>" for n in (1, 2, 3))
    page = f"<p>{TITLE}</p><table><tr><td>序号</td><td>进展落实情况</td></tr>{rows}</table>"
    assert [one.strip() for one in numbers(page.encode())] == numbers_read


def test_items_of_a_progress_are_numbered_as_shown_and_bullets_are_not() -> None:
    cell = "<ol><li>已培训</li><li>已公示</li></ol><ul><li>另办</li></ul><ol type='a'><li>其他</li></ol>"
    rows = f"<tr><td>1</td><td>{cell}</td></tr><tr><td>2</td><td>无</td></tr>"
    page = f"<p>{TITLE}</p><table><tr><td>序号</td><td>进展落实情况</td></tr>{rows}</table>"
    (form_read,) = reading.answer("台账", page.encode()).forms
    progress = form_read.rows[0].progress
    assert progress is not None
    assert progress.text == "1.已培训\n2.已公示\n另办\n其他"


@pytest.mark.parametrize(
    ("sheet", "numbers_read"),
    [
        ("table{counter-reset:n} tr.t{counter-increment:n} tr.t>td:first-child::before{content:counter(n)}", ["1", "2", "3"]),
        ("tr.t td:nth-child(1):before{counter-increment:n;content:'（' counter(n, cjk-ideographic) \"）\"}", ["（一）", "（二）", "（三）"]),
        ('/* td */ .t{counter-increment:n 1} @media print{.t .no:before{content:counter(n) "."}}', ["1.", "2.", "3."]),
        ("tr:hover td:before{content:counter(n)} .t{counter-increment:n}", ["", "", ""]),
    ],
)  # fmt: skip
def test_numbers_that_a_style_sheet_counts_name_the_tasks(sheet: str, numbers_read: list[str]) -> None:
    rows = "".join(f"<tr class='t'><td class='no'></td><td>任务{n}办了{n}件</td></tr>" for n in (1, 2, 3))
    page = f"<style>{sheet}</style><p>{TITLE}</p><table><tr><td>序号</td><td>进展落实情况</td></tr>{rows}</table>"
    assert numbers(page.encode()) == numbers_read
