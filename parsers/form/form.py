"""Paragraphs and grids → the forms they hold: one reader for every file format."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ledger.model import Field, Form
from ledger.numerals import is_number, task_numbers
from parsers.form.columns import Header, find_header
from parsers.form.form_draft import TEXT, Cells, FormDraft, text_of
from parsers.form.grid import Document, Grid, Line
from parsers.form.heads import begins_with_label, is_label, lines_of, unit_of
from parsers.form.no_tasks import names_fields
from parsers.form.refusal import RefusalError, refused
from parsers.form.retyped import halves, other_ways
from parsers.form.rows import RowReader

_CLEARLY_A_TITLE = re.compile(r"台账|填报表")
_SECTION_LINE = re.compile(r"\s*[一二三四五六七八九十]{1,3}、[^。；]{2,40}\s*")
_LONGEST_HEAD = 80
_MOST_LINES = 400  # of text around a table; what is longer is no form's head


def forms_of(name: str, document: Document) -> tuple[Form, ...]:
    """Every form in a document; one that says so if there is none."""
    drafts = _told(document) or next(filter(None, map(_numbered, other_ways(document))), [])
    shown = [draft for draft in drafts if not draft.hidden] or drafts  # what the sender did not see does not count
    forms = [draft.form(name, document.issued) for draft in shown]
    if not forms:
        return (refused(name, RefusalError("not_a_form")),)
    return tuple(_without_blank_copies(forms))


def _told(document: Document) -> list[FormDraft]:
    """The forms of a document that have task rows."""
    return [draft for draft in _drafts(document) if draft.rows.drafts]


def _numbered(document: Document) -> list[FormDraft]:
    """The forms of a document laid out anew: those with a numbered task, so that no guide to filling in is taken for one."""
    return [one for one in _told(document) if any(task_numbers(row.text("number")) for row in one.rows.drafts)]


def _drafts(document: Document) -> list[FormDraft]:
    drafts: list[FormDraft] = []
    between: list[Cells] = []
    form_at: int | None = None  # how deep the form lies that the last table belongs to
    for block in document.blocks:
        if isinstance(block, str):
            if len(between) < _MOST_LINES:
                between.append((Field(text=block, where=TEXT),))
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


def _take_lines(drafts: list[FormDraft], between: list[Cells], grid: Grid, lines: Sequence[Line]) -> list[Cells]:
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
    drafts: list[FormDraft], between: list[Cells], grid: Grid, lines: Sequence[Line], header: Header
) -> FormDraft:
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
    draft = FormDraft(
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


def _is_new(before: FormDraft, between: Sequence[Cells], lines: Sequence[Line], header: Header) -> bool:
    """Whether a table begins another form: it names another unit, or tells of tasks already told."""
    unit, earlier = unit_of(between), before.unit()
    if unit and earlier and unit.text and earlier.text and unit.text != earlier.text:
        return True
    if before.progress is None and header.of("progress"):
        return False  # what was given stands in one table, what the unit says in another
    told = {draft.text("number") or draft.text("content") for draft in before.rows.drafts} - {""}
    reader = RowReader()
    reader.read(Grid(name="", cells=()), lines[header.after :], header, None)
    return any((draft.text("number") or draft.text("content")) in told for draft in reader.drafts)


def _start(before: FormDraft, between: Sequence[Cells]) -> int:
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
    units = {text_of(form.unit) for form in filled}
    return [form for form in forms if not filled or _has_progress(form) or text_of(form.unit) not in units | {""}]


def _has_progress(form: Form) -> bool:
    return any(row.progress and row.progress.text.strip() for row in form.rows)
