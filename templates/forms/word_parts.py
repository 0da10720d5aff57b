"""The parts of a Word package python-docx leaves alone: font substitutes, own properties, protection."""

from __future__ import annotations

from functools import cache
from xml.sax.saxutils import escape

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as REL
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml import etree

from templates.common.wording import clean

BODY_FONT = "仿宋_GB2312"
TITLE_FONT = "方正小标宋简体"
NOTE_FONT = "楷体_GB2312"
HEAD_FONT = "黑体"

_SUBSTITUTES = {BODY_FONT: "仿宋", TITLE_FONT: "宋体", NOTE_FONT: "楷体", HEAD_FONT: "SimHei"}
"""What Word and WPS take where the office's own font is not installed."""
CUSTOM = "docProps/custom.xml"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # fixed by the standard for custom properties


def tag(name: str, *children: str, **attributes: object) -> str:
    """A `w:` element as text, which is a form's ten thousand times cheaper than a tree; attributes are our own words."""
    said = "".join(f' w:{key}="{value}"' for key, value in attributes.items())
    return f"<w:{name}{said}>{''.join(children)}</w:{name}>" if children else f"<w:{name}{said}/>"


def elements(written: str) -> list[etree._Element]:
    """Elements as python-docx takes them, of text as `tag` gives it."""
    return list(parse_xml(f'<w:body xmlns:w="{_WORD}">{written}</w:body>'))


def run(text: str, font: str, size: float, colour: str = "") -> str:
    """A text in one look."""
    return f'<w:r>{_look(font, size, colour)}<w:t xml:space="preserve">{escape(clean(text))}</w:t></w:r>'


@cache
def _look(font: str, size: float, colour: str) -> str:
    fonts = tag("rFonts", ascii=font, hAnsi=font, eastAsia=font, cs=font)
    return tag("rPr", fonts, *([tag("color", val=colour)] if colour else []), tag("sz", val=round(size * 2)))


def name_fonts(document: Document) -> None:
    """Write the font table: each font we name and what stands in for it."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{instead}"/><w:charset w:val="86"/>'
        '<w:family w:val="modern"/><w:pitch w:val="default"/></w:font>'
        for name, instead in _SUBSTITUTES.items()
    )
    table = next(rel.target_part for rel in document.part.rels.values() if rel.reltype == REL.FONT_TABLE)
    table._blob = f'<w:fonts xmlns:w="{_WORD}">{fonts}</w:fonts>'.encode()  # noqa: SLF001 - no API


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
    (rule,) = elements(tag("documentProtection", edit="readOnly", enforcement=1))
    settings.insert(_place(settings), rule)


def _place(settings: BaseOxmlElement) -> int:
    """Where the schema wants the protection: right before the default tab stop."""
    return next(n for n, child in enumerate(settings) if child.tag == qn("w:defaultTabStop"))


class Permissions:
    """Numbers the ranges that everyone may edit in a protected document."""

    def __init__(self) -> None:
        self._count = 0

    def range(self) -> tuple[str, str]:
        """The start and the end of one more editable range."""
        self._count += 1
        return tag("permStart", id=self._count, edGrp="everyone"), tag("permEnd", id=self._count)
