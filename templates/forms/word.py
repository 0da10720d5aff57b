"""A ledger's table as a Word document: landscape A4, given cells shaded, the unit's cells open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache, lru_cache

from docx.oxml.ns import qn

from ledger.model import Task
from ledger.progress_text.chosen import CHOICES
from templates.common.wording import clean
from templates.forms import grid, word_parts
from templates.forms.grid import FormColumn, FormTable, TableLine
from templates.forms.word_mould import Blank
from templates.forms.word_parts import BODY_FONT, HEAD_FONT, NOTE_FONT, TITLE_FONT, run, tag

_TWIPS = 1440 / 25.4  # per mm
_PROPERTY = 255  # characters of a document property, at most
_GIVEN, _HEAD, _SECTION, _MARK = "F2F2F2", "D9E2EC", "E9EEF4", "FFF2CC"
_CHOOSE = "请选择"
_REMARK_TIME = datetime(2022, 1, 1, tzinfo=UTC)  # comments without the clock: same form, same bytes
_CENTRED = tag("jc", val="center")
_WHOLE = tag("cantSplit")
_ROW = tag("trPr", _WHOLE, tag("trHeight", val=round(16 * _TWIPS), hRule="atLeast"))
_STOPPED = "如软件不能录入，可在“审阅—限制编辑”中停止保护，无需密码。"


def write(sheet: FormTable) -> bytes:
    """The sheet as a docx."""
    blank = Blank(issued=bool(sheet.issued), commented=sheet.marked)
    blank.properties.title = f"{sheet.title}{sheet.subtitle}"[:_PROPERTY]
    blank.properties.subject = sheet.unit[:_PROPERTY]
    permissions = word_parts.Permissions()
    head = _head(sheet, permissions)
    table = _Drawing(blank, sheet, permissions).table()
    return blank.pack(f"{head}{table}{_foot(sheet)}", mark=sheet.issued)


def _head(sheet: FormTable, permissions: word_parts.Permissions) -> str:
    return "".join(
        (
            _paragraph(run(sheet.title, TITLE_FONT, 18), _CENTRED),
            _paragraph(run(sheet.subtitle, NOTE_FONT, 14), _CENTRED) if sheet.subtitle else "",
            _paragraph(
                run(sheet.preface, BODY_FONT, 11), tag("spacing", before=120, after=120), tag("ind", firstLine=440)
            ),
            *(_notes(sheet) if sheet.issued else ()),
            _paragraph(run(f"填报单位：{sheet.unit}", BODY_FONT, 12)),
            _asked(sheet, permissions, "填报时间："),
            _asked(sheet, permissions, *grid.SIGNED) if sheet.issued else "",
        )
    )


def _notes(sheet: FormTable) -> Iterator[str]:
    *before, last = sheet.notes
    for text in (*before, last + _STOPPED):
        yield _paragraph(run(text, NOTE_FONT, 10.5), tag("spacing", after=60))


def _asked(sheet: FormTable, permissions: word_parts.Permissions, *labels: str) -> str:
    """A line of the head, with room that is open behind each label."""
    room = [run(" " * 24, BODY_FONT, 12).join(permissions.range()) if sheet.issued else "" for _ in labels]
    runs = (run(label, BODY_FONT, 12) + open_ for label, open_ in zip(labels, room, strict=True))
    return _paragraph("".join(runs), tag("spacing", after=80))


def _foot(sheet: FormTable) -> str:
    """A document ends with a paragraph, here one that takes no room of a page."""
    if not sheet.issued:
        return ""
    return _paragraph("", tag("spacing", line=20, lineRule="exact"), tag("rPr", tag("sz", val=2)))


def _paragraph(runs: str, *properties: str) -> str:
    return tag("p", *([tag("pPr", *properties)] if properties else []), runs)


class _Drawing:
    """The table of one sheet, row by row."""

    def __init__(self, blank: Blank, sheet: FormTable, permissions: word_parts.Permissions) -> None:
        self.blank, self.sheet, self.permissions = blank, sheet, permissions
        self.columns, self.state = sheet.columns, sheet.state
        self.widths = tuple(round(column.width * _TWIPS) for column in self.columns)

    def table(self) -> str:
        """The whole table."""
        columns = (tag("gridCol", w=width) for width in self.widths)
        lines = (self._line(line) for line in grid.lines(self.sheet))
        return tag("tbl", _table_properties(), tag("tblGrid", *columns), self._heading(), *lines)

    def _heading(self) -> str:
        cells = (
            _cell(width, run(column.heading, HEAD_FONT, 10.5), shade=_HEAD, centred=True)
            for width, column in zip(self.widths, self.columns, strict=True)
        )
        return tag("tr", tag("trPr", _WHOLE, tag("tblHeader")), *cells)

    def _line(self, line: TableLine) -> str:
        if line.task is None:
            return self._section(line.section)
        leads = line.task.number in self.sheet.leads
        given = iter(
            _given(line.task, line.depths, self.columns, self.widths, issued=bool(self.sheet.issued), leads=leads)
        )
        cells = (
            next(given) if grid.is_given(column) else self._own(line.task.number, place)
            for place, column in enumerate(self.columns)
        )
        return tag("tr", _ROW, *cells)

    def _section(self, text: str) -> str:
        written, whole = run(text, HEAD_FONT, 10.5), sum(self.widths)
        cell = _cell(whole, written, shade=_SECTION, span=len(self.widths), keep=True)
        return tag("tr", tag("trPr", _WHOLE), cell)

    def _own(self, number: int, place: int) -> str:
        """Last round's text, where there is any to show, and the cells the unit fills."""
        column, width = self.columns[place], self.widths[place]
        text = self.sheet.own(number, column)
        if column.kind == "previous":
            return _cell(width, run(text, BODY_FONT, 9, colour="404040"), shade=_GIVEN)
        if place == self.state:
            return self._choice(text, width)
        return self._open(text, width, self.sheet.marks.get(number, "") if column.kind == "progress" else "")

    def _choice(self, chosen: str, width: int) -> str:
        """The cell in which the unit chooses 完成状态 from a list."""
        items = (tag("listItem", displayText=one.label, value=one.label) for one in CHOICES)
        prompt = () if chosen else (tag("showingPlcHdr"),)
        named = (tag("alias", val=grid.STATE), tag("tag", val="state"))
        properties = tag("sdtPr", *named, *prompt, tag("dropDownList", *items))
        control = tag("sdt", properties, tag("sdtContent", run(chosen or _CHOOSE, BODY_FONT, 10.5)))
        return _cell(width, control.join(self.permissions.range()), centred=True)

    def _open(self, text: str, width: int, remark: str) -> str:
        """A cell the unit writes in, with what is to be put right in it."""
        shade = _MARK if remark else ""
        if not self.sheet.issued:
            return _cell(width, "", shade=shade)
        # An editable range needs a character to stand on, or Word offers no place to type.
        runs = [run(part, BODY_FONT, 10.5) for part in text.splitlines() or [" "]]
        start, end = self.permissions.range()
        before, after = self._remark(remark) if remark else ("", "")
        runs[0] = f"{start}{before}{runs[0]}"
        runs[-1] = f"{runs[-1]}{after}{end}"
        return _cell(width, *runs, shade=shade)

    def _remark(self, text: str) -> tuple[str, str]:
        """Add the comment that says what to put right; what stands before and after the words it is about."""
        comment = self.blank.comments.add_comment(clean(text), author="台账审核", initials="审")
        comment._comment_elm.set(qn("w:date"), f"{_REMARK_TIME:%Y-%m-%dT%H:%M:%SZ}")  # noqa: SLF001 - no API
        look = tag("rPr", tag("rStyle", val="CommentReference"))
        start, end, reference = (
            tag(f"comment{name}", id=comment.comment_id) for name in ("RangeStart", "RangeEnd", "Reference")
        )
        return start, f"{end}{tag('r', look, reference)}"


@lru_cache(maxsize=4096)
def _given(
    task: Task,
    depths: tuple[int, ...],
    columns: tuple[FormColumn, ...],
    widths: tuple[int, ...],
    *,
    issued: bool,
    leads: bool,
) -> tuple[str, ...]:
    """What the office writes of a row, the same in many units' forms."""
    size, shade = (9, _GIVEN) if issued else (10.5, "")
    mark = [run(grid.LEAD, HEAD_FONT, size)] if leads else []
    cells = []
    for column, width, depth in zip(columns, widths, depths, strict=True):
        if not grid.is_given(column):
            continue
        text = run(column.text(task), BODY_FONT, size) if depth else ""
        merge = "continue" if not depth else "restart" if depth > 1 else ""
        above, mark = (mark, []) if column.kind == "responsible" else ([], mark)
        cells.append(_cell(width, *above, text, shade=shade, centred=column.centred, merge=merge))
    return tuple(cells)


def _table_properties() -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = (tag(side, val="single", sz=4, space=0, color="7F7F7F") for side in sides)
    room = {"top": 30, "left": 70, "bottom": 30, "right": 70}
    margins = (tag(side, w=width, type="dxa") for side, width in room.items())
    return tag(
        "tblPr",
        tag("tblW", w=round(grid.PAGE_WIDTH * _TWIPS), type="dxa"),
        _CENTRED,
        tag("tblBorders", *borders),
        tag("tblLayout", type="fixed"),
        tag("tblCellMar", *margins),
    )


def _cell(
    width: int,
    *paragraphs: str,
    shade: str = "",
    span: int = 1,
    merge: str = "",
    centred: bool = False,
    keep: bool = False,
) -> str:
    place = _CENTRED if centred else tag("jc", val="left")
    properties = (tag("keepNext"), place) if keep else (place,)
    written = (_paragraph(runs, *properties) for runs in paragraphs)
    return tag("tc", _cell_properties(width, shade, span, merge, centred=centred), *written)


@cache
def _cell_properties(width: int, shade: str, span: int, merge: str, *, centred: bool) -> str:
    properties = [tag("tcW", w=width, type="dxa")]
    if span > 1:
        properties.append(tag("gridSpan", val=span))
    if merge:
        properties.append(tag("vMerge", val=merge))
    if shade:
        properties.append(tag("shd", val="clear", color="auto", fill=shade))
    return tag("tcPr", *properties, tag("vAlign", val="center" if centred else "top"))
