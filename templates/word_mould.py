"""What every ledger in Word has in common, made by python-docx once: page, fonts, footer, properties, protection.

Opening and saving python-docx's own model document takes longer than writing the table of one unit.
"""

from __future__ import annotations

import io
from copy import deepcopy
from functools import cache
from typing import cast

import docx
from docx.comments import Comments
from docx.document import Document, _Body
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.coreprops import CoreProperties
from docx.opc.oxml import serialize_part_xml
from docx.oxml.document import CT_Document
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt

from templates import word_parts
from templates.package import NO_CLOCK, Mould
from templates.word_parts import BODY_FONT, element, run

_DOCUMENT, _CORE, _COMMENTS = "word/document.xml", "docProps/core.xml", "word/comments.xml"


class Blank:
    """A document of its own without a word on it yet: written on, then packed."""

    def __init__(self, *, issued: bool, commented: bool) -> None:
        """An issued one is closed but for the ranges that are opened in it."""
        model, self._mould = _model(issued=issued, commented=commented)
        document = cast("CT_Document", deepcopy(model.element))
        core = deepcopy(model.core_properties._element)  # noqa: SLF001 - it has no other name
        self._parts: dict[str, BaseOxmlElement] = {_DOCUMENT: document, _CORE: core}
        self.body, self.properties = _Body(document.body, model), CoreProperties(core)
        self._end = document.body[-1]  # the section's properties
        if commented:
            comments = self._parts[_COMMENTS] = deepcopy(model.comments._comments_elm)  # noqa: SLF001 - same
            self.comments = Comments(comments, model.comments._comments_part)  # noqa: SLF001 - same

    def add(self, block: BaseOxmlElement) -> None:
        """Put a block after what stands there."""
        self._end.addprevious(block)

    def pack(self, mark: str) -> bytes:
        """The docx, with our own mark on it where it is issued."""
        parts = {name: serialize_part_xml(part) for name, part in self._parts.items()}
        return self._mould.cast(
            {**parts, word_parts.CUSTOM: word_parts.property_part("taizhang", mark)} if mark else parts
        )


@cache
def _model(*, issued: bool, commented: bool) -> tuple[Document, Mould]:
    """The blank document, never written on, and the package that is cast from it."""
    document = docx.Document()
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
    return document, Mould(data.getvalue(), varied={_DOCUMENT, _CORE, _COMMENTS, word_parts.CUSTOM})


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
    pieces = [
        run("第", BODY_FONT, 9),
        _number("PAGE"),
        run("页 共", BODY_FONT, 9),
        _number("NUMPAGES"),
    ]
    footer._p.extend([*pieces, run("页", BODY_FONT, 9)])  # noqa: SLF001 - python-docx knows no fields


def _number(field: str) -> BaseOxmlElement:
    return element("w:fldSimple", run("1", BODY_FONT, 9), instr=f" {field} ")


def _set_properties(document: Document) -> None:
    properties = document.core_properties
    properties.author = properties.last_modified_by = "政务公开台账"
    properties.comments = properties.keywords = ""
    properties.created = properties.modified = NO_CLOCK
    word_parts.drop_thumbnail(document)
