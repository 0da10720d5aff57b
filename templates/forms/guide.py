"""单位怎么填报: one page that goes out with the forms, in the words of who fills them in."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from ledger.model import Office, Round
from templates.common.empty_docx import empty_docx
from templates.common.package import NO_CLOCK, settle
from templates.common.wording import until

NAME = "单位怎么填报.docx"
_FONTS = {"# ": ("方正小标宋简体", 18.0), "## ": ("黑体", 12.0), "- ": ("仿宋_GB2312", 12.0), "": ("仿宋_GB2312", 12.0)}
_MARGIN = 20  # mm


def text(office: Office, round_: Round, deadline: datetime, correction_days: int) -> str:
    """The page as Markdown."""
    facts = {"office": office, "round": round_.name, "deadline": until(deadline), "correction_days": correction_days}
    return _template().render(facts)


@cache
def _template() -> Template:
    loader = FileSystemLoader(Path(__file__).parent)
    plain = Environment(loader=loader, undefined=StrictUndefined, keep_trailing_newline=True)  # noqa: S701  no HTML
    return plain.get_template("guide.j2")


def docx(written: str, office: Office) -> bytes:
    """The page as docx; the same text gives the same bytes."""
    document = empty_docx()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(_MARGIN)
    for mark, words in _lines(written):
        _write(document.add_paragraph(), mark, words)
    properties = document.core_properties
    properties.title, properties.author = "单位怎么填报", office.name
    buffer = io.BytesIO()
    document.save(buffer)
    return settle(buffer.getvalue(), created=NO_CLOCK, modified=NO_CLOCK)


def _lines(written: str) -> Iterator[tuple[str, str]]:
    for line in filter(None, written.splitlines()):
        mark = next(one for one in _FONTS if line.startswith(one))
        yield mark, line.removeprefix(mark)


def _write(paragraph: Paragraph, mark: str, words: str) -> None:
    name, size = _FONTS[mark]
    run = paragraph.add_run(f"· {words}" if mark == "- " else words)
    run.font.name, run.font.size = name, Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)  # noqa: SLF001  python-docx has no name for it
    form = paragraph.paragraph_format
    form.space_before, form.space_after = Pt(6 if mark == "## " else 0), Pt(2)
    form.line_spacing = 1.15
    if mark in ("# ", ""):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if mark == "- ":
        form.left_indent, form.first_line_indent = Pt(11), Pt(-11)
