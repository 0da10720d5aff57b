"""What every ledger in Word has in common, made by python-docx once: page, fonts, footer, properties, protection.

Opening and saving python-docx's own model document takes ten times as long as writing the table of one unit.
"""

from __future__ import annotations

import io
from copy import deepcopy
from dataclasses import dataclass
from functools import cache

from docx.comments import Comments
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.coreprops import CoreProperties
from docx.opc.oxml import serialize_part_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt

from templates.common.empty_docx import empty_docx
from templates.common.package import NO_CLOCK, Mould
from templates.forms import word_parts
from templates.forms.word_parts import BODY_FONT, elements, run, tag

_DOCUMENT, _CORE, _COMMENTS = "word/document.xml", "docProps/core.xml", "word/comments.xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Model:
    """The empty document, never written on; the package that is cast from it; what stands about its body."""

    document: Document
    mould: Mould
    start: str
    end: str


class Blank:
    """What one document has of its own: comments, properties, and the body it is packed with."""

    def __init__(self, *, issued: bool, commented: bool) -> None:
        """An issued one is closed but for the ranges that are opened in it."""
        self._model = _model(issued=issued, commented=commented)
        document = self._model.document
        core = deepcopy(document.core_properties._element)  # noqa: SLF001 - it has no other name
        self.properties = CoreProperties(core)
        self._parts: dict[str, BaseOxmlElement] = {_CORE: core}
        if commented:
            comments = self._parts[_COMMENTS] = deepcopy(document.comments._comments_elm)  # noqa: SLF001 - same
            self.comments = Comments(comments, document.comments._comments_part)  # noqa: SLF001 - same

    def pack(self, body: str, *, mark: str) -> bytes:
        """The docx, with our own mark on it where it is issued."""
        parts = {name: serialize_part_xml(part) for name, part in self._parts.items()}
        parts[_DOCUMENT] = f"{self._model.start}{body}{self._model.end}".encode()
        if mark:
            parts[word_parts.CUSTOM] = word_parts.property_part("taizhang", mark)
        return self._model.mould.cast(parts)


@cache
def _model(*, issued: bool, commented: bool) -> _Model:
    document = empty_docx()
    if commented:
        _ = document.comments  # asked for, they are made
    _set_page(document)
    _write_footer(document)
    _set_properties(document)
    if issued:
        word_parts.add_properties(document, b"")
        word_parts.protect(document)
    data = io.BytesIO()
    document.save(data)
    mould = Mould(data.getvalue(), varied={_DOCUMENT, _CORE, _COMMENTS, word_parts.CUSTOM})
    start, body, end = serialize_part_xml(document.element).decode().partition("<w:body>")
    return _Model(document=document, mould=mould, start=start + body, end=end)


def _set_page(document: Document) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(20), Mm(18)
    section.header_distance = section.footer_distance = Mm(10)
    normal = document.styles["Normal"]
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1
    normal.font.size = Pt(10.5)
    word_parts.name_fonts(document)


def _write_footer(document: Document) -> None:
    footer = document.sections[0].footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    first, between, last = (run(text, BODY_FONT, 9) for text in ("第", "页 共", "页"))
    said = f"{first}{_number('PAGE')}{between}{_number('NUMPAGES')}{last}"
    footer._p.extend(elements(said))  # noqa: SLF001 - python-docx knows no fields


def _number(field: str) -> str:
    return tag("fldSimple", run("1", BODY_FONT, 9), instr=f" {field} ")


def _set_properties(document: Document) -> None:
    properties = document.core_properties
    properties.author = properties.last_modified_by = "政务公开台账"
    properties.comments = properties.keywords = ""
    properties.created = properties.modified = NO_CLOCK
    word_parts.drop_thumbnail(document)
