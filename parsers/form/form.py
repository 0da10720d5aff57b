"""Paragraphs and grids → the forms they hold: one reader for every file format."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ledger.model import Field, Finding, Form, Severity
from ledger.numerals import is_number, task_numbers
from parsers.form.beside import UNNAMED, Besides, beside, besides, chosen_progress, under_another_name
from parsers.form.columns import Column, Header, find_header
from parsers.form.grid import Document, Grid, Line
from parsers.form.heads import (
    HINT,
    SENTENCE,
    begins_with_label,
    date_of,
    is_label,
    lines_of,
    preface_of,
    round_of,
    signature_of,
    title_of,
    unit_of,
)
from parsers.form.refusal import RefusalError, refused
from parsers.form.retyped import halves, other_ways
from parsers.form.rows import Draft, RowReader, names_fields
from parsers.form.unseen import counted, hidden_rows

_TEXT = "正文"
_CLEARLY_A_TITLE = re.compile(r"台账|填报表")
_SECTION_LINE = re.compile(r"\s*[一二三四五六七八九十]{1,3}、[^。；]{2,40}\s*")
_MOST_NAMED = 8  # places in a sentence
_LONGEST_HEAD = 80
_MOST_LINES = 400  # of text around a table; what is longer is no form's head

Cells = tuple[Field, ...]


def forms_of(name: str, document: Document) -> tuple[Form, ...]:
    """Every form in a document; one that says so if there is none."""
    drafts = _told(document) or next(filter(None, map(_numbered, other_ways(document))), [])
    shown = [draft for draft in drafts if not draft.hidden] or drafts  # what the sender did not see does not count
    forms = [draft.form(name, document.issued) for draft in shown]
    if not forms:
        return (refused(name, RefusalError("not_a_form")),)
    return tuple(_without_blank_copies(forms))


def _told(document: Document) -> list[_FormDraft]:
    """The forms of a document that have task rows."""
    return [draft for draft in _drafts(document) if draft.rows.drafts]


def _numbered(document: Document) -> list[_FormDraft]:
    """The forms of a document laid out anew: those with a numbered task, so that no guide to filling in is taken for one."""
    return [one for one in _told(document) if any(task_numbers(row.text("number")) for row in one.rows.drafts)]


@dataclass(slots=True, kw_only=True)
class _FormDraft:
    """One form while its file is read: the lines around its tables and the rows in them."""

    head: list[Cells] = field(default_factory=list)
    rows: RowReader = field(default_factory=RowReader)
    foot: list[Cells] = field(default_factory=list)
    header: Header | None = None
    columns: tuple[Column, ...] = ()  # of its first table
    progress: Column | None = None
    beside: str = ""  # the heading under which the progress stands in place of its own
    renamed: bool = False  # whether the progress stands under a heading that does not say so
    besides: Besides = field(default_factory=Besides)
    sheet: str = ""
    hidden: bool = False
    headless: list[str] = field(default_factory=list)  # where rows like tasks' stand under no heading, unread

    def choose(self, header: Header, lines: Sequence[Line], *, anew: bool) -> None:
        """Take up the headings of a table, and find the column of the progress; of another table of the form it stands where
        it stood in the first."""
        self.header = header
        self.progress = None  # its heading may name the round
        said = _text(self.round())
        self.progress = chosen_progress(header, lines, said)
        if self.progress is None and (anew or self.renamed):
            self.progress = under_another_name(header, lines)
            self.renamed = self.renamed or self.progress is not None
        elif (anew or self.beside) and (other := beside(header, lines, self.progress)):
            self.progress, self.beside = other, other.heading or UNNAMED
        self.besides = besides(header, self.progress, said)

    def unit(self) -> Field | None:
        """填报单位, above the table if it is named there, else below."""
        above = unit_of(self.head)
        return above if above and above.text else unit_of([*self.foot, *self.rows.foot]) or above

    def form(self, name: str, issued: str) -> Form:
        """The finished form."""
        lines = [cell for cells in self.head for cell in cells[:1]]
        texts = [cell.text for cell in lines]
        title, after = title_of(texts)
        above = date_of(self.head)
        date = above if above and above.text else date_of([*self.foot, *self.rows.foot]) or above
        kept = counted(self.rows.drafts)
        return Form(
            file=name,
            title=" ".join(title.split()),
            preface=preface_of(texts[after:]),
            unit=self.unit(),
            reported_on=date,
            round=self.round(),
            issued=_mark(issued),
            hints=self._hints(title),
            columns=tuple((one.title, one.kind) for one in self.columns if one.title),
            rows=tuple(draft.row() for draft in kept),
            findings=(
                *self._findings(kept),
                *self._shifted(kept),
                *hidden_rows(self.rows.drafts, kept),
                *self._unread(),
            ),
        )

    def _hints(self, title: str) -> tuple[str, ...]:
        """The title, the short lines above and under the table that are no sentences, the sheet's name."""
        around = (cells[0].text.strip() for cells in (*self.head, *self.foot, *self.rows.foot) if len(cells) == 1)
        short = (line for line in around if len(line) <= HINT and not SENTENCE.search(line))
        said = (one for line in short for one in signature_of(line) or (line,))
        return tuple(dict.fromkeys(filter(None, (title, *said, self.sheet))))

    def _findings(self, kept: Sequence[Draft]) -> tuple[Finding, ...]:
        """What the sender should know of how the form was read."""
        elsewhere = [draft for draft in kept if draft.beside]
        if self.renamed and self.progress:
            heading = f"「{self.progress.heading}」" if self.progress.heading else "没有栏名的一"
            message = f"表中没有「进展落实情况」栏，{heading}栏已按进展登记；下次请使用下发的填报表。"
            return (
                Finding(code="beside", severity=Severity.NOTE, message=message, where=kept[0].texts["progress"].where),
            )
        if self.beside:
            what, heading, where = "一栏全部为空", self.beside, ""
        elif elsewhere:
            what, heading, where = (
                f"一栏有{len(elsewhere)}行为空",
                elsewhere[0].beside,
                elsewhere[0].texts["progress"].where,
            )
        else:
            return ()
        place = f"（{where}{'等' if len(elsewhere) > 1 else ''}）" if where else ""
        message = (
            f"「进展落实情况」{what}，进展写在「{heading}」中{place}，已按进展登记；下次请填入「进展落实情况」栏。"
        )
        return (Finding(code="beside", severity=Severity.NOTE, message=message, where=where),)

    def _shifted(self, kept: Sequence[Draft]) -> tuple[Finding, ...]:
        """What the office should look at: rows whose cells had to be moved by a column."""
        return tuple(
            Finding(
                code="shifted",
                severity=Severity.VERIFY,
                message=f"{place}所在行的内容与栏目标题错开了一格，已按内容归到各栏（进展取自{draft.texts['progress'].where}），请核实。",
                where=place,
            )
            for draft in kept
            if draft.shifted and (place := draft.grid.place(draft.line.cells[0]))
        )

    def _unread(self) -> tuple[Finding, ...]:
        """What the sender should know of rows that were not read."""
        if not self.headless:
            return ()
        message = f"{'、'.join(self.headless[:_MOST_NAMED])}{'等' if len(self.headless) > _MOST_NAMED else ''}像是任务行，但所在的表没有栏目标题，未予登记；如应登记，请补上标题行后重新报送。"
        return (Finding(code="headless", severity=Severity.NOTE, message=message, where=self.headless[0]),)

    def round(self) -> Field | None:
        """The round, named in the title, a line near it, the heading of the progress or the sheet's name."""
        named = self.progress is not None and not self.besides.parts
        more = [Field(text=self.progress.heading, where=_TEXT)] if self.progress and named else []
        return round_of(
            [*(cell for cells in self.head for cell in cells), *more, Field(text=self.sheet, where=self.sheet)]
        )


def _drafts(document: Document) -> list[_FormDraft]:
    drafts: list[_FormDraft] = []
    between: list[Cells] = []
    form_at: int | None = None  # how deep the form lies that the last table belongs to
    for block in document.blocks:
        if isinstance(block, str):
            if len(between) < _MOST_LINES:
                between.append((Field(text=block, where=_TEXT),))
            continue
        if form_at is not None and block.depth > form_at:
            continue  # a table in a cell of a form is the cell's text
        rows = sum(len(draft.rows.drafts) for draft in drafts)
        for lines in _stacked(block.lines()):
            between = _take_lines(drafts, between, block, lines)
        form_at = block.depth if sum(len(draft.rows.drafts) for draft in drafts) > rows else None
    if drafts:
        drafts[-1].foot += between
    return drafts


def _take_lines(drafts: list[_FormDraft], between: list[Cells], grid: Grid, lines: Sequence[Line]) -> list[Cells]:
    """Take up a table: a new form, or more of the last. Returns what lies between tables since."""
    header = find_header(lines)
    if header and drafts and any(map(_begins_with_number, lines[: header.first])):  # rows of the table before
        between = _take_lines(drafts, between, grid, lines[: header.first])
        return _take_lines(drafts, between, grid, lines[header.first :])
    if header is not None:
        header = header.shown(grid.unseen_columns)
        between = [*between, *_cells(grid, lines[: header.first])]
        draft = _opened(drafts, between, grid, lines, header)
        draft.rows.read(grid, lines[header.after :], header, draft.progress, draft.besides)
        return []
    if drafts and (known := drafts[-1].header) and grid.hidden is drafts[-1].hidden:
        if _goes_on(lines, known):
            drafts[-1].rows.section = _section_named(between) or drafts[-1].rows.section
            drafts[-1].rows.read(grid, lines, known, drafts[-1].progress, drafts[-1].besides)
            drafts[-1].foot += between
            return []
        drafts[-1].headless += _numbered_cells(grid, lines)
    return [*between, *_loose(grid, lines)]


def _stacked(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """The lines of each form, where one grid holds several below each other, each with its own head."""
    header = find_header(lines)
    if header is None:
        return [lines]
    if len(header.of("number")) > 1:
        return halves(lines, header)
    cuts = [0]
    for index in range(header.after, len(lines)):
        if header.is_repeated(lines[index]):
            first = index
            while first > header.after and _is_head(lines[first - 1]):
                first -= 1
            if first < index:
                cuts.append(first)
    return [lines[start:end] for start, end in pairwise([*cuts, len(lines)])]


def _is_head(line: Line) -> bool:
    """Whether a line inside a grid is a title or names unit or date."""
    own = [cell for cell in line.cells if cell.row == line.row and cell.text.strip()]
    if not own or len(first := own[0].text) > _LONGEST_HEAD:
        return False
    titled = len({cell.text for cell in own}) == 1 and _CLEARLY_A_TITLE.search(first) is not None
    return titled or names_fields(own) or begins_with_label(first)


def _opened(
    drafts: list[_FormDraft], between: list[Cells], grid: Grid, lines: Sequence[Line], header: Header
) -> _FormDraft:
    """The draft a table with a header belongs to: a new one, or the form before going on over a page."""
    if drafts and not _is_new(drafts[-1], between, lines, header):
        draft = drafts[-1]
        draft.foot = [*draft.foot, *between]
        draft.choose(header, lines, anew=False)
        draft.rows.section = _section_named(between) or draft.rows.section
        return draft
    start = _start(drafts[-1], between) if drafts else 0
    if drafts:
        drafts[-1].foot += between[:start]
    draft = _FormDraft(
        head=between[start:],
        header=header,
        columns=header.columns,
        sheet=grid.name if grid.sheet else "",
        hidden=grid.hidden,
    )
    draft.choose(header, lines, anew=True)
    drafts.append(draft)
    draft.rows.section = _section_named(draft.head)
    return draft


def _section_named(between: Sequence[Cells]) -> str:
    """The section that lines between tables name last, "" for none."""
    sections = [cells[0].text.strip() for cells in between if _SECTION_LINE.fullmatch(cells[0].text)]
    return sections[-1] if sections else ""


def _is_new(before: _FormDraft, between: Sequence[Cells], lines: Sequence[Line], header: Header) -> bool:
    """Whether a table begins another form: it names another unit, or tells of tasks already told."""
    unit, earlier = unit_of(between), before.unit()
    if unit and earlier and unit.text and earlier.text and unit.text != earlier.text:
        return True
    told = {draft.text("number") or draft.text("content") for draft in before.rows.drafts} - {""}
    reader = RowReader()
    reader.read(Grid(name="", cells=()), lines[header.after :], header, None)
    return any((draft.text("number") or draft.text("content")) in told for draft in reader.drafts)


def _start(before: _FormDraft, between: Sequence[Cells]) -> int:
    """Where among the lines after a table the next form's head begins."""
    for index, cells in enumerate(between):
        if _CLEARLY_A_TITLE.search(cells[0].text) and len(cells[0].text) <= 80 and not is_label(cells[0].text):
            return index
    labelled = before.unit() is not None
    return next((index for index, cells in enumerate(between) if labelled and is_label(cells[0].text)), 0)


def _goes_on(lines: Sequence[Line], header: Header) -> bool:
    """Whether a table without a header continues the one before: as wide, and with texts in its columns; in so few that
    any table has them, only one whose rows are numbered."""
    right = max((cell.right for line in lines for cell in line.cells), default=0)
    if abs(right - header.width) > 1:
        return False
    return len(header.columns) >= 3 or all(_begins_with_number(line) for line in lines)


def _begins_with_number(line: Line) -> bool:
    """Whether a line is a number and something beside it."""
    own = [cell for cell in line.cells if cell.text.strip()]
    return len(own) > 1 and is_number(own[0].text)


def _numbered_cells(grid: Grid, lines: Sequence[Line]) -> list[str]:
    """Where the rows stand that look like tasks in a table that no heading explains."""
    return [grid.place(line.cells[0]) for line in lines if _begins_with_number(line)]


def _loose(grid: Grid, lines: Sequence[Line]) -> list[Cells]:
    """The lines of a table that is no form: all of a head's, of another sheet only those that name unit or date."""
    cells = list(_cells(grid, lines[:_MOST_LINES]))
    return [one for one in cells if not grid.sheet or _names_something(one)]


def _names_something(cells: Cells) -> bool:
    """Whether a line of a sheet without a form names a unit or a date, and not how to fill them in."""
    return any(is_label(cell.text) and len(cell.text) <= 60 for cell in cells) and not cells[0].text.rstrip().endswith(
        "。"
    )


def _cells(grid: Grid, lines: Sequence[Line]) -> Iterator[Cells]:
    for line in lines:
        own = [cell for cell in line.cells if cell.row == line.row and cell.text.strip()]
        for part in own[:1]:
            # a cell of several lines (title and unit in one) counts as these lines
            pieces = [Field(text=text, where=grid.place(part)) for text in lines_of(part.text) if text.strip()]
            yield from ((piece,) for piece in pieces[:-1])
            yield (pieces[-1], *(Field(text=cell.text, where=grid.place(cell)) for cell in own[1:]))


def _without_blank_copies(forms: Sequence[Form]) -> list[Form]:
    """Without the blank templates that lie beside a filled form of the same or no unit."""
    filled = [form for form in forms if _has_progress(form)]
    units = {_text(form.unit) for form in filled}
    return [form for form in forms if not filled or _has_progress(form) or _text(form.unit) not in units | {""}]


def _has_progress(form: Form) -> bool:
    return any(row.progress and row.progress.text.strip() for row in form.rows)


def _text(said: Field | None) -> str:
    return said.text if said else ""


def _mark(issued: str) -> tuple[str, str, str] | None:
    """Our own mark `unit|round|version`, None for a file that does not bear it."""
    parts = issued.split("|")
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else None
