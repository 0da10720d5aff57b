"""The sheet of an official document: type area, page numbers, red line, imprint (GB/T 9704-2012, measured on the PDF)."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section, _BaseHeaderFooter
from docx.shared import Length, Mm, Pt
from docx.text.paragraph import Paragraph

from templates.circular.documents.styles import CHARACTER

WIDTH, HEIGHT = 210, 297  # mm
TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26  # mm: white around the type area of 156 x 225 mm
TYPE_WIDTH = WIDTH - LEFT - RIGHT
_FOOTER = 25.4  # mm from the edge: the dash of the page number stands 7 mm below the type area
_NUMBER_INDENT = 280  # twips: one 4号 character, 空一字
_REFERENCES = ("w:headerReference", "w:footerReference")
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_WORDPROCESSING_SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"


def twips(millimetres: float) -> int:
    """Millimetres as twentieths of a point."""
    return round(millimetres / 25.4 * 1440)


def portrait(section: Section) -> Section:
    """Make this an upright page with the standard's margins."""
    section.orientation = WD_ORIENT.PORTRAIT
    _size(section, WIDTH, HEIGHT, (TOP, BOTTOM, LEFT, RIGHT))
    section.header_distance, section.footer_distance = Mm(15), Mm(_FOOTER)
    return section


def landscape(section: Section) -> Section:
    """Make this the same page turned: its head at the binding edge on odd pages, so the margins turn with it."""
    section.orientation = WD_ORIENT.LANDSCAPE
    _size(section, HEIGHT, WIDTH, (LEFT, RIGHT, BOTTOM, TOP))
    section.header_distance, section.footer_distance = Mm(10), Mm(10)
    return section


def _size(section: Section, width: float, height: float, margins: tuple[float, float, float, float]) -> None:
    section.page_width, section.page_height = Mm(width), Mm(height)
    lengths: list[Length] = [Mm(margin) for margin in margins]
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = lengths
    for grid in section._sectPr.findall(qn("w:docGrid")):  # noqa: SLF001 - python-docx has no public way
        section._sectPr.remove(grid)  # noqa: SLF001 - same


def number_pages(section: Section) -> None:
    """— 1 — outside: odd pages right, even pages left, one character in."""
    for footer, align, side in (
        (section.footer, ALIGN.RIGHT, "right"),
        (section.even_page_footer, ALIGN.LEFT, "left"),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style, paragraph.alignment = "页码", align
        properties: Any = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no public way
        properties.get_or_add_ind().set(qn(f"w:{side}"), str(_NUMBER_INDENT))
        _number(paragraph)


def number_pages_turned(section: Section) -> None:
    """The page number of a turned page, where the upright pages have theirs: text turned in a floating cell."""
    for footer in (section.footer, section.even_page_footer):
        _empty(footer)
    for header, even in ((section.header, False), (section.even_page_header, True)):
        _empty(header)
        table = parse_xml(_turned_cell(even=even))
        header._element.insert(0, table)  # noqa: SLF001 - python-docx has no public way
        inner: Any = table.find(f".//{qn('w:p')}")
        _number(Paragraph(inner, header))


def continue_section(document: Document) -> None:
    """End the section and begin another like it, with the same headers and footers."""
    before = document.sections[-1]._sectPr  # noqa: SLF001 - python-docx has no public way
    references = [deepcopy(one) for tag in _REFERENCES for one in before.findall(qn(tag))]
    section = document.add_section(WD_SECTION.NEW_PAGE)
    for place, reference in enumerate(references):
        section._sectPr.insert(place, reference)  # noqa: SLF001 - same


def no_numbers(section: Section) -> None:
    """No page number: the imprint's page has none."""
    for tag in _REFERENCES:
        for reference in section._sectPr.findall(qn(tag)):  # noqa: SLF001 - python-docx has no public way
            section._sectPr.remove(reference)  # noqa: SLF001 - same
    for part in (section.header, section.even_page_header, section.footer, section.even_page_footer):
        _empty(part)


def _empty(part: _BaseHeaderFooter) -> None:
    part.is_linked_to_previous = False
    part.paragraphs[0].style = "页码"


def _number(paragraph: Paragraph) -> None:
    paragraph.add_run("— ")
    for inner in (
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    ):
        run = parse_xml(f"<w:r {nsdecls('w')}>{inner}</w:r>")
        paragraph._p.append(run)  # noqa: SLF001 - python-docx has no public way
    paragraph.add_run(" —")


def _turned_cell(*, even: bool) -> str:
    across = twips(HEIGHT - (HEIGHT - BOTTOM) - 7 - 4.2)  # the number's line, 7 mm outside the type area
    down = twips(LEFT + 4.9 if even else WIDTH - RIGHT - 4.9 - 22)
    width, height = twips(7), twips(22)
    return f"""<w:tbl {nsdecls("w")}><w:tblPr>
<w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="page" w:horzAnchor="page" w:tblpX="{across}" w:tblpY="{down}"/>
<w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout w:type="fixed"/>
<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblGrid><w:gridCol w:w="{width}"/></w:tblGrid>
<w:tr><w:trPr><w:trHeight w:val="{height}" w:hRule="exact"/></w:trPr>
<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:textDirection w:val="tbRl"/><w:vAlign w:val="center"/></w:tcPr>
<w:p><w:pPr><w:pStyle w:val="页码"/><w:jc w:val="{"left" if even else "right"}"/></w:pPr></w:p></w:tc></w:tr></w:tbl>"""


def underline_red(paragraph: Paragraph) -> None:
    """The red line, 4 mm under the document number, as wide as the type area."""
    properties: Any = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no public way
    border = f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="12" w:space="8" w:color="FF0000"/></w:pBdr>'
    properties.insert_element_before(parse_xml(border), "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def add_imprint(document: Document, copies: str, issuer: str, issued: str) -> None:
    """版记, the last section, on an even page of its own: lines as wide as the type area, the last on its lower edge.

    A text box anchored to the page with a table that sinks to its foot: the one way that Word and
    LibreOffice both place alike.
    """
    section = portrait(document.sections[-1])
    section.start_type = WD_SECTION.EVEN_PAGE
    no_numbers(section)
    paragraph = document.add_paragraph(style="版记")
    paragraph._p.append(parse_xml(_box(_imprint_table(copies, issuer, issued))))  # noqa: SLF001 - no public way


def _imprint_table(copies: str, issuer: str, issued: str) -> str:
    width, edge = twips(TYPE_WIDTH), twips(TYPE_WIDTH) - _NUMBER_INDENT
    first = _imprint_row('<w:ind w:left="1120" w:right="280" w:hanging="840"/>', _run(copies), width)
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{edge}"/></w:tabs><w:ind w:left="280" w:right="280"/>'
    second = _imprint_row(tabs, f"{_run(issuer)}<w:r><w:tab/></w:r>{_run(issued)}", width)
    return f"""<w:tbl><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblBorders>
<w:top w:val="single" w:sz="8" w:space="0" w:color="000000"/><w:bottom w:val="single" w:sz="8" w:space="0" w:color="000000"/>
<w:insideH w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:tblBorders><w:tblLayout w:type="fixed"/>
<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblGrid><w:gridCol w:w="{width}"/></w:tblGrid>{first}{second}</w:tbl>
<w:p><w:pPr><w:pStyle w:val="版记"/><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>"""


def _imprint_row(properties: str, runs: str, width: int) -> str:
    return (
        f'<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="版记"/>{properties}</w:pPr>{runs}</w:p></w:tc></w:tr>'
    )


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def _box(content: str) -> str:
    wide, high = int(Mm(TYPE_WIDTH)), int(Mm(40))
    return f"""<w:r {nsdecls("w", "wp", "a")} xmlns:wps="{_WORDPROCESSING_SHAPE}" xmlns:mc="{_COMPATIBILITY}">
<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">
<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="margin"><wp:align>left</wp:align></wp:positionH>
<wp:positionV relativeFrom="page"><wp:posOffset>{int(Mm(HEIGHT - BOTTOM - 40))}</wp:posOffset></wp:positionV>
<wp:extent cx="{wide}" cy="{high}"/><wp:wrapTopAndBottom/><wp:docPr id="9" name="版记"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="{_WORDPROCESSING_SHAPE}"><wps:wsp><wps:cNvSpPr txBox="1"/>
<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>
<wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx>
<wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"><a:noAutofit/></wps:bodyPr></wps:wsp></a:graphicData></a:graphic>
</wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r>"""


def sign(document: Document, text: str) -> None:
    """署名 or date, centred on one another, the date four characters from the right."""
    paragraph = document.add_paragraph(f"\t{text}", style="署名日期")
    paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(442.2 - 4 * CHARACTER - 53), WD_TAB_ALIGNMENT.CENTER)
