"""The parts of a Word package python-docx leaves alone: font substitutes, own properties, protection."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import cast
from xml.sax.saxutils import escape

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as REL
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.parser import oxml_parser
from docx.oxml.text.run import CT_R
from docx.oxml.xmlchemy import BaseOxmlElement

from templates.wording import clean

BODY_FONT = "仿宋_GB2312"
TITLE_FONT = "方正小标宋简体"
NOTE_FONT = "楷体_GB2312"
HEAD_FONT = "黑体"

_SUBSTITUTES = {BODY_FONT: "仿宋", TITLE_FONT: "宋体", NOTE_FONT: "楷体", HEAD_FONT: "SimHei"}
"""What Word and WPS take where the office's own font is not installed."""
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PREFIX = {"w": _WORD}
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # fixed by the standard for custom properties
_qualified = cache(qn)  # a form has ten thousand elements


def element(tag: str, *children: BaseOxmlElement, **attributes: object) -> BaseOxmlElement:
    """A `w:` element with its attributes and children."""
    named = {_qualified(f"w:{name}"): str(value) for name, value in attributes.items()}
    made = cast("BaseOxmlElement", oxml_parser.makeelement(_qualified(tag), named, _PREFIX))
    made.extend(children)
    return made


def name_fonts(document: Document) -> None:
    """Write the font table: each font we name and what stands in for it."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{instead}"/><w:charset w:val="86"/>'
        '<w:family w:val="modern"/><w:pitch w:val="default"/></w:font>'
        for name, instead in _SUBSTITUTES.items()
    )
    table = next(rel.target_part for rel in document.part.rels.values() if rel.reltype == REL.FONT_TABLE)
    table._blob = f'<w:fonts xmlns:w="{_WORD}">{fonts}</w:fonts>'.encode()  # noqa: SLF001 - no API


CUSTOM = "docProps/custom.xml"


def add_properties(document: Document, content: bytes) -> None:
    """Give the document custom properties (CUSTOM)."""
    package = document.part.package
    part = Part(PackURI(f"/{CUSTOM}"), _CUSTOM_TYPE, content, package)
    package.relate_to(part, REL.CUSTOM_PROPERTIES)


def property_part(name: str, value: str) -> bytes:
    """One custom property, as CUSTOM holds it."""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{_PROPERTIES}" xmlns:vt="{_TYPES}">'
        f'<property fmtid="{_FORMAT_ID}" pid="2" name="{escape(name)}">'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property></Properties>"
    ).encode()


def drop_thumbnail(document: Document) -> None:
    """Forget the picture of an empty page that python-docx's own model document carries."""
    rels = document.part.package.rels
    for key in [key for key, rel in rels.items() if rel.reltype == REL.THUMBNAIL]:
        del rels[key]


def protect(document: Document) -> None:
    """Make all but the permitted ranges read-only; no password, so nobody is ever locked out."""
    settings = document.settings.element
    rule = element("w:documentProtection", edit="readOnly", enforcement=1)
    settings.insert(_place(settings), rule)


def _place(settings: BaseOxmlElement) -> int:
    """Where the schema wants the protection: right before the default tab stop."""
    return next(n for n, child in enumerate(settings) if child.tag == qn("w:defaultTabStop"))


class Permissions:
    """Numbers the ranges that everyone may edit in a protected document."""

    def __init__(self) -> None:
        self._count = 0

    def range(self) -> tuple[BaseOxmlElement, BaseOxmlElement]:
        """The start and the end of one more editable range."""
        self._count += 1
        start = element("w:permStart", id=self._count, edGrp="everyone")
        return start, element("w:permEnd", id=self._count)


def run(text: str, font: str, size: float, colour: str = "") -> CT_R:
    """A text in one look."""
    made = deepcopy(_empty_run(font, size, colour))
    made[-1].text = clean(text)
    return made


@cache
def _empty_run(font: str, size: float, colour: str) -> CT_R:
    """A run of that look; copies of it are written."""
    fonts = element("w:rFonts", ascii=font, hAnsi=font, eastAsia=font, cs=font)
    properties = element("w:rPr", fonts)
    if colour:
        properties.append(element("w:color", val=colour))
    properties.append(element("w:sz", val=round(size * 2)))
    written = element("w:t")
    written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return cast("CT_R", element("w:r", properties, written))
