"""Footnotes are read in their cell; page headers and footers name what the text does not; comments are no content."""

from __future__ import annotations

import functools
import io
import shutil

import docx
import pytest
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.text.paragraph import Paragraph

from ledger.model import Form
from parsers.confined import outside
from parsers.formats import reading
from tests.parsers.producers import W

UNIT = "银湖区发展和改革局"
SAID = "已公开18条〔注：含转载3条，依据兴政办发〔2022〕36号〕，完成。"
KINDS = ["docx", pytest.param("doc", marks=pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice"))]
KINDS += [pytest.param("odt", marks=pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice"))]


def _note_part(document: Document, kind: str, texts: dict[int, str]) -> None:
    notes = "".join(
        f'<w:{kind} w:id="{number}"><w:p><w:r><w:{kind}Ref/></w:r><w:r><w:t>{text}</w:t></w:r></w:p></w:{kind}>'
        for number, text in texts.items()
    )
    blob = f'<?xml version="1.0" encoding="UTF-8"?><w:{kind}s xmlns:w="{W}">{notes}</w:{kind}s>'.encode()
    media = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml"
    part = Part(PackURI(f"/word/{kind}s.xml"), media, blob, document.part.package)
    document.part.relate_to(part, getattr(RELATIONSHIP_TYPE, f"{kind.upper()}S"))


def _refer(paragraph: Paragraph, kind: str, number: int) -> None:
    paragraph._p.append(parse_xml(f'<w:r xmlns:w="{W}"><w:{kind}Reference w:id="{number}"/></w:r>'))


@functools.cache
def _written() -> bytes:
    document = docx.Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = f"填报单位：{UNIT}（盖章）"
    section.footer.paragraphs[0].text = "填报时间：2022年6月8日"
    document.add_paragraph("2022年政务公开工作要点任务落实台账")
    rows = [("序号", "主要内容", "责任时限", "进展落实情况"), ("1", "更新目录。", "长期坚持", "已公开18条")]
    rows.append(("2", "公开预算。", "2022年6月", "已公开。"))
    table = document.add_table(rows=0, cols=4)
    for texts in rows:
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    note = "含转载3条，依据兴政办发〔2022〕36号"
    _note_part(document, "footnote", {2: "截至6月10日", 3: "序号同上年", 4: note})
    _note_part(document, "endnote", {2: "见附件"})
    progress = table.cell(1, 3).paragraphs[0]
    _refer(progress, "footnote", 4)
    progress.add_run("，完成。")
    _refer(table.cell(0, 3).paragraphs[0], "footnote", 2)
    _refer(table.cell(1, 0).paragraphs[0], "footnote", 3)
    _refer(table.cell(2, 3).paragraphs[0], "endnote", 2)
    document.add_comment(progress.runs[0], text="请核实数字", author="审核")
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def _form(kind: str) -> Form:
    content = _written() if kind == "docx" else outside.convert(_written(), "docx", target=kind)
    assert content
    (form,) = reading.answer("a", content).forms
    return form


@pytest.mark.parametrize("kind", KINDS)
def test_notes_are_read_in_their_cell_and_margins_name_the_unit(kind: str) -> None:
    form = _form(kind)
    said = [(row.number.text, row.progress.text if row.progress else "") for row in form.rows]
    assert said == [("1", SAID), ("2", "已公开。〔注：见附件〕")]
    assert [field.text if field else "" for field in (form.unit, form.reported_on)] == [UNIT, "2022年6月8日"]
    assert form.title == "2022年政务公开工作要点任务落实台账"


def test_footnote_in_rich_text_is_read_in_its_cell() -> None:
    head = r"\trowd\cellx1000\cellx2000\cellx3000 "
    heads = "".join(rf"\intbl \u{ord(text[0])}?\u{ord(text[1])}?\cell " for text in ("序号", "任务", "进展"))
    note = r"{\super\chftn{\*\footnote\pard\plain{\super\chftn}\u27880?one\par two}}"
    row = rf"\intbl 1\cell \intbl abc\cell \intbl done{note}, more\cell\row"
    (form,) = reading.answer(
        "a", (r"{\rtf1\ansi " + head + heads + r"\row " + head + row + r"\pard\par}").encode()
    ).forms
    assert [row.progress.text for row in form.rows if row.progress] == ["done〔注：注one two〕, more"]
