"""A ledger's table as a Word document: landscape A4, given cells shaded, the unit's cells open."""

from __future__ import annotations

import io
from copy import deepcopy
from datetime import UTC, datetime
from functools import cache

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from ledger.progress_text.chosen import CHOICES
from templates import grid, word_parts
from templates.grid import Line, Sheet
from templates.package import NO_CLOCK, settle
from templates.word_parts import BODY_FONT, HEAD_FONT, NOTE_FONT, TITLE_FONT, element
from templates.wording import clean

_TWIPS = 1440 / 25.4  # per mm
_PROPERTY = 255  # characters of a document property, at most
_GIVEN, _HEAD, _SECTION, _MARK = "F2F2F2", "D9E2EC", "E9EEF4", "FFF2CC"
_CHOOSE = "请选择"
_REMARK_TIME = datetime(2022, 1, 1, tzinfo=UTC)  # comments without the clock: same form, same bytes
_HELP = "填写说明：只填写“进展落实情况”一栏和填报时间，其余内容请勿改动；填好后直接作为邮件附件报送。如软件不能录入，可在“审阅—限制编辑”中停止保护，无需密码。"


def write(sheet: Sheet) -> bytes:
    """The sheet as a docx."""
    document = docx.Document()
    _set_page(document)
    permissions = word_parts.Permissions()
    _write_head(document, sheet, permissions)
    _Drawing(document, sheet, permissions).draw()
    _write_foot(document, sheet)
    _write_properties(document, sheet)
    data = io.BytesIO()
    document.save(data)
    return settle(data.getvalue(), created=NO_CLOCK, modified=NO_CLOCK)


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


def _write_head(document: Document, sheet: Sheet, permissions: word_parts.Permissions) -> None:
    _paragraph(document, sheet.title, TITLE_FONT, 18, WD_ALIGN_PARAGRAPH.CENTER)
    if sheet.subtitle:
        _paragraph(document, sheet.subtitle, NOTE_FONT, 14, WD_ALIGN_PARAGRAPH.CENTER)
    preface = _paragraph(document, sheet.preface, BODY_FONT, 11)
    preface.paragraph_format.first_line_indent = Pt(22)
    preface.paragraph_format.space_before = preface.paragraph_format.space_after = Pt(6)
    _paragraph(document, f"填报单位：{sheet.unit}", BODY_FONT, 12)
    date = _paragraph(document, "填报时间：", BODY_FONT, 12)
    date.paragraph_format.space_after = Pt(4)
    if sheet.issued:
        start, end = permissions.range()
        room = _run(" " * 24, BODY_FONT, 12)
        date._p.extend([start, room, end])  # noqa: SLF001 - python-docx knows no editable ranges


def _write_foot(document: Document, sheet: Sheet) -> None:
    if sheet.issued:
        help_ = _HELP.replace("一栏和", "、完成状态两栏和") if sheet.choose else _HELP
        note = _paragraph(document, help_, NOTE_FONT, 10)
        note.paragraph_format.space_before = Pt(4)
    footer = document.sections[0].footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    pieces = [_run("第", BODY_FONT, 9), _number("PAGE"), _run("页 共", BODY_FONT, 9), _number("NUMPAGES")]
    footer._p.extend([*pieces, _run("页", BODY_FONT, 9)])  # noqa: SLF001 - python-docx knows no fields


def _number(field: str) -> BaseOxmlElement:
    return element("w:fldSimple", _run("1", BODY_FONT, 9), instr=f" {field} ")


def _write_properties(document: Document, sheet: Sheet) -> None:
    properties = document.core_properties
    properties.title = f"{sheet.title}{sheet.subtitle}"[:_PROPERTY]
    properties.subject, properties.author, properties.comments = sheet.unit[:_PROPERTY], "政务公开台账", ""
    properties.last_modified_by, properties.keywords = "政务公开台账", ""
    word_parts.drop_thumbnail(document)
    if sheet.issued:
        word_parts.set_property(document, "taizhang", sheet.issued)
        word_parts.protect(document)


def _paragraph(
    document: Document, text: str, font: str, size: float, alignment: WD_ALIGN_PARAGRAPH | None = None
) -> Paragraph:
    paragraph = document.add_paragraph()
    if alignment is not None:
        paragraph.alignment = alignment
    paragraph._p.append(_run(text, font, size))  # noqa: SLF001 - far-east fonts have no API
    return paragraph


def _run(text: str, font: str, size: float, colour: str = "") -> BaseOxmlElement:
    run = deepcopy(_empty_run(font, size, colour))
    run[-1].text = clean(text)
    return run


@cache
def _empty_run(font: str, size: float, colour: str) -> BaseOxmlElement:
    """A run of that look; copies of it are written."""
    fonts = element("w:rFonts", ascii=font, hAnsi=font, eastAsia=font, cs=font)
    properties = element("w:rPr", fonts)
    if colour:
        properties.append(element("w:color", val=colour))
    properties.append(element("w:sz", val=round(size * 2)))
    written = element("w:t")
    written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element("w:r", properties, written)


class _Drawing:
    """The table of one sheet, row by row."""

    def __init__(self, document: Document, sheet: Sheet, permissions: word_parts.Permissions) -> None:
        self.document, self.sheet, self.permissions = document, sheet, permissions
        self.widths = [round(width * _TWIPS) for width in sheet.widths]

    def draw(self) -> None:
        """Add the table to the document."""
        grid_columns = (element("w:gridCol", w=width) for width in self.widths)
        rows = [self._heading(), *(self._line(line) for line in grid.lines(self.sheet.tasks))]
        body = self.document.element.body
        table = element("w:tbl", _table_properties(), element("w:tblGrid", *grid_columns), *rows)
        body.insert(len(body) - 1, table)  # before the section's properties
        self._remark(Table(table, self.document))  # type: ignore[arg-type] # made as w:tbl above

    def _heading(self) -> BaseOxmlElement:
        cells = [
            _cell(width, [_run(heading, HEAD_FONT, 10.5)], shade=_HEAD, centred=True)
            for width, heading in zip(self.widths, self.sheet.headings, strict=True)
        ]
        repeat = element("w:trPr", element("w:cantSplit"), element("w:tblHeader"))
        return element("w:tr", repeat, *cells)

    def _line(self, line: Line) -> BaseOxmlElement:
        if line.task is None:
            return self._section(line.section)
        columns = zip(grid.GIVEN, self.widths, line.depths, strict=False)
        size = 9 if self.sheet.issued else 10.5
        cells = []
        for column, width, depth in columns:
            runs = [_run(column.text(line.task), BODY_FONT, size)] if depth else []
            merge = "continue" if not depth else "restart" if depth > 1 else ""
            shade = _GIVEN if self.sheet.issued else ""
            cells.append(_cell(width, runs, shade=shade, centred=column.centred, merge=merge))
        height = element("w:trHeight", val=round(16 * _TWIPS), hRule="atLeast")
        properties = element("w:trPr", element("w:cantSplit"), height)
        return element("w:tr", properties, *cells, *self._own(line.task.number))

    def _section(self, text: str) -> BaseOxmlElement:
        run = _run(text, HEAD_FONT, 10.5)
        cell = _cell(sum(self.widths), [run], shade=_SECTION, span=len(self.widths), keep=True)
        return element("w:tr", element("w:trPr", element("w:cantSplit")), cell)

    def _own(self, number: int) -> list[BaseOxmlElement]:
        """Last round's text, where there is any to show, and the cell the unit fills."""
        cells = []
        if self.sheet.previous:
            text = self.sheet.previous.get(number, "")
            runs = [_run(text, BODY_FONT, 9, colour="7F7F7F")]
            cells.append(_cell(self.widths[len(grid.GIVEN)], runs, shade=_GIVEN))
        if self.sheet.choose:
            cells.append(self._choice(number))
        return [*cells, self._progress(number)]

    def _choice(self, number: int) -> BaseOxmlElement:
        """The cell in which the unit chooses 完成状态 from a list."""
        chosen, _ = self.sheet.own(number)
        items = (element("w:listItem", displayText=one.label, value=one.label) for one in CHOICES)
        prompt = () if chosen else (element("w:showingPlcHdr"),)
        listed = element("w:dropDownList", *items)
        properties = element(
            "w:sdtPr", element("w:alias", val=grid.STATE), element("w:tag", val="state"), *prompt, listed
        )
        control = element("w:sdt", properties, element("w:sdtContent", _run(chosen or _CHOOSE, BODY_FONT, 10.5)))
        cell = _cell(self.widths[-2], [], centred=True)
        start, end = self.permissions.range()
        cell.findall(qn("w:p"))[0].extend([start, control, end])
        return cell

    def _progress(self, number: int) -> BaseOxmlElement:
        shade = _MARK if number in self.sheet.marks else ""
        if not self.sheet.issued:
            return _cell(self.widths[-1], [], shade=shade)
        # An editable range needs a character to stand on, or Word offers no place to type.
        texts = self.sheet.own(number)[1].splitlines() or [" "]
        cell = _cell(self.widths[-1], *([_run(text, BODY_FONT, 10.5)] for text in texts), shade=shade)
        start, end = self.permissions.range()
        paragraphs = cell.findall(qn("w:p"))
        paragraphs[0].insert(1, start)  # after the paragraph's properties
        paragraphs[-1].append(end)
        return cell

    def _remark(self, table: Table) -> None:
        """Attach to every marked cell the comment that says what to put right."""
        lines = list(grid.lines(self.sheet.tasks))
        for row, line in zip(list(table.rows)[1:], lines, strict=True):
            if line.task and (remark := self.sheet.marks.get(line.task.number)):
                runs = [run for paragraph in _own_cell(row).paragraphs for run in paragraph.runs]
                comment = self.document.add_comment(runs, clean(remark), author="台账审核", initials="审")
                comment._comment_elm.set(qn("w:date"), f"{_REMARK_TIME:%Y-%m-%dT%H:%M:%SZ}")  # noqa: SLF001 - no API


def _own_cell(row: _Row) -> _Cell:
    """The unit's cell, without asking python-docx to walk through all merged ones."""
    return _Cell(row._tr.tc_lst[-1], row.table)  # noqa: SLF001 - no API


def _table_properties() -> BaseOxmlElement:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = (element(f"w:{side}", val="single", sz=4, space=0, color="7F7F7F") for side in sides)
    room = {"top": 30, "left": 70, "bottom": 30, "right": 70}
    margins = (element(f"w:{side}", w=width, type="dxa") for side, width in room.items())
    return element(
        "w:tblPr",
        element("w:tblW", w=round(grid.PAGE_WIDTH * _TWIPS), type="dxa"),
        element("w:jc", val="center"),
        element("w:tblBorders", *borders),
        element("w:tblLayout", type="fixed"),
        element("w:tblCellMar", *margins),
    )


def _cell(
    width: int,
    *paragraphs: list[BaseOxmlElement],
    shade: str = "",
    span: int = 1,
    merge: str = "",
    centred: bool = False,
    keep: bool = False,
) -> BaseOxmlElement:
    properties = deepcopy(_cell_properties(width, shade, span, merge, centred))
    return element("w:tc", properties, *(_cell_paragraph(runs, centred, keep) for runs in paragraphs))


@cache
def _cell_properties(width: int, shade: str, span: int, merge: str, centred: bool) -> BaseOxmlElement:  # noqa: FBT001 - the cache's key
    properties = element("w:tcPr", element("w:tcW", w=width, type="dxa"))
    if span > 1:
        properties.append(element("w:gridSpan", val=span))
    if merge:
        properties.append(element("w:vMerge", val=merge))
    if shade:
        properties.append(element("w:shd", val="clear", color="auto", fill=shade))
    properties.append(element("w:vAlign", val="center" if centred else "top"))
    return properties


def _cell_paragraph(runs: list[BaseOxmlElement], centred: bool, keep: bool) -> BaseOxmlElement:  # noqa: FBT001 - two yes-or-nos of one cell
    properties = element("w:pPr")
    if keep:
        properties.append(element("w:keepNext"))
    properties.append(element("w:jc", val="center" if centred else "left"))
    return element("w:p", properties, *runs)
