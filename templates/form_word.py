"""A ledger's table as a Word document: landscape A4, given cells shaded, the unit's cells open."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from datetime import UTC, datetime
from functools import cache, lru_cache

from docx.document import _Body
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.text.run import CT_R
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from ledger.model import Task
from ledger.progress_text.chosen import CHOICES
from templates import grid, word_parts
from templates.grid import Line, Sheet
from templates.word_mould import Blank
from templates.word_parts import BODY_FONT, HEAD_FONT, NOTE_FONT, TITLE_FONT, element, run
from templates.wording import clean

_TWIPS = 1440 / 25.4  # per mm
_PROPERTY = 255  # characters of a document property, at most
_GIVEN, _HEAD, _SECTION, _MARK = "F2F2F2", "D9E2EC", "E9EEF4", "FFF2CC"
_CHOOSE = "请选择"
_REMARK_TIME = datetime(2022, 1, 1, tzinfo=UTC)  # comments without the clock: same form, same bytes
_HELP = "填写说明：只填写“进展落实情况”一栏和填报时间，其余内容请勿改动；填好后直接作为邮件附件报送。如软件不能录入，可在“审阅—限制编辑”中停止保护，无需密码。"


def write(sheet: Sheet) -> bytes:
    """The sheet as a docx."""
    blank = Blank(issued=bool(sheet.issued), commented=sheet.marked)
    permissions = word_parts.Permissions()
    _write_head(blank.body, sheet, permissions)
    _Drawing(blank, sheet, permissions).draw()
    _write_foot(blank.body, sheet)
    blank.properties.title = f"{sheet.title}{sheet.subtitle}"[:_PROPERTY]
    blank.properties.subject = sheet.unit[:_PROPERTY]
    return blank.pack(sheet.issued)


def _write_head(body: _Body, sheet: Sheet, permissions: word_parts.Permissions) -> None:
    _paragraph(body, sheet.title, TITLE_FONT, 18, WD_ALIGN_PARAGRAPH.CENTER)
    if sheet.subtitle:
        _paragraph(body, sheet.subtitle, NOTE_FONT, 14, WD_ALIGN_PARAGRAPH.CENTER)
    preface = _paragraph(body, sheet.preface, BODY_FONT, 11)
    preface.paragraph_format.first_line_indent = Pt(22)
    preface.paragraph_format.space_before = preface.paragraph_format.space_after = Pt(6)
    _paragraph(body, f"填报单位：{sheet.unit}", BODY_FONT, 12)
    date = _paragraph(body, "填报时间：", BODY_FONT, 12)
    date.paragraph_format.space_after = Pt(4)
    if sheet.issued:
        start, end = permissions.range()
        room = run(" " * 24, BODY_FONT, 12)
        date._p.extend([start, room, end])  # noqa: SLF001 - python-docx knows no editable ranges


def _write_foot(body: _Body, sheet: Sheet) -> None:
    if sheet.issued:
        help_ = _HELP.replace("一栏和", "、完成状态两栏和") if sheet.choose else _HELP
        note = _paragraph(body, help_, NOTE_FONT, 10)
        note.paragraph_format.space_before = Pt(4)


def _paragraph(
    body: _Body, text: str, font: str, size: float, alignment: WD_ALIGN_PARAGRAPH | None = None
) -> Paragraph:
    paragraph = body.add_paragraph()
    if alignment is not None:
        paragraph.alignment = alignment
    paragraph._p.append(run(text, font, size))  # noqa: SLF001 - far-east fonts have no API
    return paragraph


class _Drawing:
    """The table of one sheet, row by row."""

    def __init__(self, blank: Blank, sheet: Sheet, permissions: word_parts.Permissions) -> None:
        self.blank, self.sheet, self.permissions = blank, sheet, permissions
        self.widths = tuple(round(width * _TWIPS) for width in sheet.widths)

    def draw(self) -> None:
        """Add the table to the document."""
        grid_columns = (element("w:gridCol", w=width) for width in self.widths)
        rows = [self._heading(), *(self._line(line) for line in grid.lines(self.sheet.tasks))]
        self.blank.add(element("w:tbl", _table_properties(), element("w:tblGrid", *grid_columns), *rows))

    def _heading(self) -> BaseOxmlElement:
        cells = [
            _cell(width, [run(heading, HEAD_FONT, 10.5)], shade=_HEAD, centred=True)
            for width, heading in zip(self.widths, self.sheet.headings, strict=True)
        ]
        repeat = element("w:trPr", element("w:cantSplit"), element("w:tblHeader"))
        return element("w:tr", repeat, *cells)

    def _line(self, line: Line) -> BaseOxmlElement:
        if line.task is None:
            return self._section(line.section)
        given = _given(line.task, line.depths, self.widths, issued=bool(self.sheet.issued))
        return element("w:tr", *deepcopy(given), *self._own(line.task.number))

    def _section(self, text: str) -> BaseOxmlElement:
        cell = _cell(sum(self.widths), [run(text, HEAD_FONT, 10.5)], shade=_SECTION, span=len(self.widths), keep=True)
        return element("w:tr", element("w:trPr", element("w:cantSplit")), cell)

    def _own(self, number: int) -> list[BaseOxmlElement]:
        """Last round's text, where there is any to show, and the cell the unit fills."""
        cells = []
        if self.sheet.previous:
            text = self.sheet.previous.get(number, "")
            runs = [run(text, BODY_FONT, 9, colour="7F7F7F")]
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
        control = element("w:sdt", properties, element("w:sdtContent", run(chosen or _CHOOSE, BODY_FONT, 10.5)))
        cell = _cell(self.widths[-2], [], centred=True)
        start, end = self.permissions.range()
        cell.findall(qn("w:p"))[0].extend([start, control, end])
        return cell

    def _progress(self, number: int) -> BaseOxmlElement:
        remark = self.sheet.marks.get(number, "")
        shade = _MARK if remark else ""
        if not self.sheet.issued:
            return _cell(self.widths[-1], [], shade=shade)
        # An editable range needs a character to stand on, or Word offers no place to type.
        runs = [run(text, BODY_FONT, 10.5) for text in self.sheet.own(number)[1].splitlines() or [" "]]
        cell = _cell(self.widths[-1], *([one] for one in runs), shade=shade)
        if remark:
            self._remark(remark, runs)
        start, end = self.permissions.range()
        paragraphs = cell.findall(qn("w:p"))
        paragraphs[0].insert(1, start)  # after the paragraph's properties
        paragraphs[-1].append(end)
        return cell

    def _remark(self, text: str, runs: list[CT_R]) -> None:
        """Attach to these runs the comment that says what to put right."""
        comment = self.blank.comments.add_comment(clean(text), author="台账审核", initials="审")
        comment._comment_elm.set(qn("w:date"), f"{_REMARK_TIME:%Y-%m-%dT%H:%M:%SZ}")  # noqa: SLF001 - no API
        runs[0].insert_comment_range_start_above(comment.comment_id)
        runs[-1].insert_comment_range_end_and_reference_below(comment.comment_id)


@lru_cache(maxsize=4096)
def _given(
    task: Task, depths: tuple[int, ...], widths: tuple[int, ...], *, issued: bool
) -> tuple[BaseOxmlElement, ...]:
    """What the office writes of a row, the same in many units' forms; copies of it are written."""
    height = element("w:trHeight", val=round(16 * _TWIPS), hRule="atLeast")
    row = [element("w:trPr", element("w:cantSplit"), height)]
    for column, width, depth in zip(grid.GIVEN, widths, depths, strict=False):
        runs = [run(column.text(task), BODY_FONT, 9 if issued else 10.5)] if depth else []
        merge = "continue" if not depth else "restart" if depth > 1 else ""
        row.append(_cell(width, runs, shade=_GIVEN if issued else "", centred=column.centred, merge=merge))
    return tuple(row)


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
    *paragraphs: Sequence[BaseOxmlElement],
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


def _cell_paragraph(runs: Sequence[BaseOxmlElement], centred: bool, keep: bool) -> BaseOxmlElement:  # noqa: FBT001 - two yes-or-nos of one cell
    properties = element("w:pPr")
    if keep:
        properties.append(element("w:keepNext"))
    properties.append(element("w:jc", val="center" if centred else "left"))
    return element("w:p", properties, *runs)
