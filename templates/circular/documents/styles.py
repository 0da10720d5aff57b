"""The named Chinese styles of an official document (GB/T 9704-2012), as proven on the PDF.

22 lines of 28 characters come from 28.95 pt exact and -0.25 pt between characters in the styles; a document grid
is not used, because office programs disagree about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from docx.styles.style import ParagraphStyle

FANGSONG, KAITI, HEITI, TITLE, SONGTI = "仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体", "宋体"
LINE = 28.95  # pt: 22 lines are 636.9 pt, the type area 225 mm is 637.8 pt
CHARACTER = 15.75  # pt: a 16 pt character on its pitch; 28 are 441 pt, the type area 156 mm is 442.2 pt
TRACKING = -5  # twentieths of a point between characters
RED = "FF0000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """One paragraph style; sizes and distances in points."""

    name: str
    font: str = FANGSONG
    size: float = 16
    align: ALIGN = ALIGN.LEFT
    base: str = "Normal"
    indent: bool = False  # 左空二字
    line: float = LINE
    before: float = 0
    after: float = 0
    tracking: int = 0
    color: str = ""
    keep_next: bool = False
    outline: int | None = None


STYLES = (
    Style(name="Normal", align=ALIGN.JUSTIFY, base="", tracking=TRACKING),
    Style(name="公文正文", align=ALIGN.JUSTIFY, indent=True, tracking=TRACKING),
    Style(name="公文一级标题", font=HEITI, base="公文正文", indent=True, tracking=TRACKING, keep_next=True, outline=0),
    Style(name="公文二级标题", font=KAITI, base="公文正文", indent=True, tracking=TRACKING, keep_next=True, outline=1),
    Style(name="发文机关标志", font=TITLE, size=36, align=ALIGN.CENTER, line=44, before=91.4, color=RED),
    Style(name="发文字号", align=ALIGN.CENTER, before=2 * LINE),
    Style(name="公文标题", font=TITLE, size=22, align=ALIGN.CENTER, line=34, before=2 * LINE),
    Style(name="主送机关", before=LINE, tracking=TRACKING),
    Style(name="附件说明", tracking=TRACKING, keep_next=True),
    Style(name="署名日期", tracking=TRACKING, keep_next=True),
    Style(name="附注", indent=True, tracking=TRACKING),
    Style(name="附件标记", font=HEITI, tracking=TRACKING, keep_next=True, outline=0),
    Style(name="附件标题", font=TITLE, size=22, align=ALIGN.CENTER, line=34, before=LINE, after=10, keep_next=True),
    Style(name="表题", font=HEITI, size=14, align=ALIGN.CENTER, line=26, before=8, after=4, keep_next=True),
    Style(name="表头", font=HEITI, size=10.5, align=ALIGN.CENTER, line=16),
    Style(name="表文", size=10.5, line=16),
    Style(name="表中", base="表文", size=10.5, align=ALIGN.CENTER, line=16),
    Style(name="表小", base="表文", size=9, line=13),
    Style(name="表小中", base="表文", size=9, align=ALIGN.CENTER, line=13),
    Style(name="表注", size=10.5, line=17, before=4),
    Style(name="统计图", font=SONGTI, size=12, align=ALIGN.CENTER, line=0, before=6),
    Style(name="间隔", size=1, line=0.5),
    Style(name="版记", size=14, line=24),
    Style(name="页码", font=SONGTI, size=14, line=16),
)


def add_styles(document: Document) -> None:
    """Replace the defaults of python-docx (1.15 lines, 10 pt after, theme fonts) with the official styles."""
    _neutral_defaults(document)
    for style in STYLES:
        _add(document, style)
    run_in: Any = document.styles.add_style("楷体字", WD_STYLE_TYPE.CHARACTER)
    _name_fonts(run_in.element.get_or_add_rPr(), KAITI)


def _neutral_defaults(document: Document) -> None:
    defaults: Any = document.styles.element.find(qn("w:docDefaults"))
    paragraphs = defaults.find(qn("w:pPrDefault"))
    if paragraphs is not None:
        defaults.remove(paragraphs)
    _name_fonts(defaults.find(qn("w:rPrDefault")).find(qn("w:rPr")), FANGSONG)
    language = defaults.find(f".//{qn('w:lang')}")
    language.set(qn("w:eastAsia"), "zh-CN")


def _add(document: Document, spec: Style) -> None:
    known = {style.name for style in document.styles}
    if spec.name in known:
        style: Any = document.styles[spec.name]
    else:
        style = document.styles.add_style(spec.name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles[spec.base] if spec.base else None
    style.quick_style = True
    _characters(style, spec)
    _paragraphs(style, spec)


def _characters(style: ParagraphStyle, spec: Style) -> None:
    style.font.size, style.font.bold = Pt(spec.size), False
    if spec.color:
        style.font.color.rgb = RGBColor.from_string(spec.color)
    properties: Any = style.element.get_or_add_rPr()
    _name_fonts(properties, spec.font)
    spacing = parse_xml(f'<w:spacing {nsdecls("w")} w:val="{spec.tracking}"/>')
    properties.find(qn("w:sz")).addprevious(spacing)


def _name_fonts(properties: Any, font: str) -> None:  # noqa: ANN401 - lxml elements of python-docx have no public type
    fonts = properties.get_or_add_rFonts()
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for slot in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{slot}"), font)
    fonts.set(qn("w:hint"), "eastAsia")


def _paragraphs(style: ParagraphStyle, spec: Style) -> None:
    form = style.paragraph_format
    form.alignment, form.widow_control, form.keep_with_next = spec.align, False, spec.keep_next
    form.space_before, form.space_after = Pt(spec.before), Pt(spec.after)
    if spec.line:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(spec.line)
    else:  # a picture needs a line as high as itself
        form.line_spacing_rule = WD_LINE_SPACING.SINGLE
    properties: Any = style.element.get_or_add_pPr()
    if spec.indent:
        indent = properties.get_or_add_ind()
        indent.set(qn("w:firstLineChars"), "200")
        indent.set(qn("w:firstLine"), str(round(2 * CHARACTER * 20)))
    if spec.outline is not None:
        properties.append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{spec.outline}"/>'))
    if spec.name == "Normal":
        _keep_the_pitch(properties)


def _keep_the_pitch(properties: Any) -> None:  # noqa: ANN401 - lxml elements of python-docx have no public type
    """No gap between Han characters and digits: it would spoil 28 characters a line.

    Punctuation may hang over the edge in Word, as is its default; LibreOffice reads that setting the
    other way round, and so keeps 「）、」 at a line's end, which hanging it would lose.
    """
    for tag, value in (("w:overflowPunct", "1"), ("w:autoSpaceDE", "0"), ("w:autoSpaceDN", "0")):
        element = OxmlElement(tag)
        element.set(qn("w:val"), value)
        properties.find(qn("w:spacing")).addprevious(element)
