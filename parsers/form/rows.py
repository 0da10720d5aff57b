"""Lines under a header → task rows: merged cells, cells cut by a page, rows that slipped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ledger.model import Field, Row
from ledger.numerals import task_numbers
from ledger.text import is_blank
from parsers.form.beside import Besides, as_chosen
from parsers.form.columns import Column, Header, plain, under
from parsers.form.grid import NO_TEXT, Cell, Grid, Line
from parsers.form.heads import is_label, signature_of
from parsers.form.no_tasks import is_of_table, names_fields, section_of, without_signature
from parsers.form.notes import without_notes, without_prompt
from parsers.form.shifted import Placed, shifted_back, slipped_back

GIVEN = ("number", "focus", "content", "indicator", "responsible", "due")
_RUN_DOWN = ("focus", "indicator", "responsible", "due")
_NOTE = re.compile(r"\s*(?:备\s*注|说\s*明|填[写表报]说明|注|附)\s*[：:]|\s*第\s*\d+\s*页|\s*合\s*计")
_BENEATH = re.compile(r"\s*(?:工作)?(?:进展|落实|完成|推进|开展)[^：:，。；]{0,10}[：:]\s*")
_UNDER = "#"  # before a heading: what stands under it, whatever it means
_NONE = Besides()

Pieces = tuple[Cell, ...]
Places = dict[tuple[Column, ...], list[str]]


@dataclass(slots=True, kw_only=True)
class Draft:
    """A task row while it is read: the cells and texts under each kind of heading."""

    grid: Grid
    line: Line
    section: str
    cells: dict[str, Pieces] = field(default_factory=dict)
    texts: dict[str, Field] = field(default_factory=dict)
    slipped: bool = False  # whether its cells had to be put back under their headings
    shifted: bool = False  # whether they stood a column too far, though none was lacking or too many
    more: dict[int, Field] = field(default_factory=dict)  # what tells progress in other columns, by these
    beside: str = ""  # the heading under which its progress stands in place of its own

    def text(self, kind: str) -> str:
        """What stands under a heading, "" for nothing."""
        return self.texts[kind].text.strip() if kind in self.texts else ""

    @property
    def progress(self) -> Field | None:
        """Its progress, with what tells some in other columns."""
        said = self.texts.get("progress")
        for piece in self.more.values() if said else ():
            said = piece if said is None or is_blank(said.text) else _continued(said, piece, cut=False)
        return said

    @property
    def unseen(self) -> bool:
        """Whether its row is hidden."""
        return self.line.row in self.grid.unseen

    def row(self) -> Row:
        """The finished row."""
        number = self.texts.get("number") or Field(text="", where=self.grid.place(self.line.cells[0]))
        given = {kind: self.texts.get(kind) for kind in (*GIVEN[1:], "state")}
        cells = tuple((key[1:], said) for key, said in self.texts.items() if key.startswith(_UNDER))
        return Row(number=number, section=self.section, cells=cells, progress=self.progress, **given)


@dataclass(slots=True, kw_only=True)
class RowReader:
    """Reads the lines of one form's tables, one table after the other."""

    drafts: list[Draft] = field(default_factory=list)
    section: str = ""
    foot: list[tuple[Field, ...]] = field(default_factory=list)  # lines below or between that are no tasks
    carried: dict[Cell, Field] = field(default_factory=dict)  # merged cells a page cut off from their text

    def read(
        self, grid: Grid, lines: Sequence[Line], header: Header, progress: Column | None, besides: Besides = _NONE
    ) -> None:
        """Take up the lines below a header. After a break the first line may continue the row before; `besides` may hold
        some of the progress."""
        cut = bool(self.drafts)
        self.carried = {}
        places = _places(header, progress)
        lines, signed = without_signature(lines)
        for line in lines:
            if header.is_repeated(line):
                cut = bool(self.drafts)
            elif not self._is_aside(grid, line, header):
                draft = self._draft(grid, line, header, progress, places)
                self._look_beside(draft, besides)
                if grid.page:
                    self._carry(draft, cut=cut)
                self._take(draft, cut=cut)
                cut = False
        self.foot += [(Field(text=said, where=grid.place(own)),) for own in signed for said in signature_of(own.text)]

    def _is_aside(self, grid: Grid, line: Line, header: Header) -> bool:
        """Whether a line is no task: empty, a section's heading, a head field, a note."""
        own = [cell for cell in line.cells if cell.row == line.row and cell.text.strip()]
        if not own:
            return self._is_blank(grid, line, header)
        text = own[0].text.strip()
        if names_fields(own) and not self._has_task(line, header):
            self.foot.append(tuple(Field(text=cell.text, where=grid.place(cell)) for cell in own))
            return True
        if is_of_table(own, header):
            return True
        if len(own) == 1 and _NOTE.match(text) and own[0].column <= header.columns[0].right:
            self.foot.append((Field(text=text, where=grid.place(own[0])),))
            return True
        if self.drafts and self._beneath(grid, own, header):
            return True
        section = section_of(own, line, header)
        if section:
            self.section = section
        return bool(section)

    @staticmethod
    def _is_blank(grid: Grid, line: Line, header: Header) -> bool:
        """Whether a line without texts of its own is nothing: no cell merged from above, no number that the program counts."""
        if line.row in grid.counted and not (header.of("content") or header.of("focus")):
            return False
        covered = [cell for cell in line.cells if cell.text.strip() and cell.row != line.row]
        return not covered or not any(cell.row == line.row for cell in line.cells)

    def _beneath(self, grid: Grid, own: Sequence[Cell], header: Header) -> bool:
        """Take up a line over the whole width that tells the progress of the task above: 进展落实情况：…"""
        found = _BENEATH.match(own[0].text) if own[0].columns >= header.width - header.columns[0].left - 1 else None
        if found is None or len(own) > 1:
            return False
        piece = Field(text=own[0].text[found.end() :].strip(), where=grid.place(own[0]))
        texts = self.drafts[-1].texts
        texts["progress"] = _continued(texts.get("progress", piece), piece, cut=False)
        return True

    def _has_task(self, line: Line, header: Header) -> bool:
        numbers = header.of("number")
        cell = line.at(numbers[0].left) if numbers else None
        return cell is not None and bool(task_numbers(cell.text)) and not is_label(cell.text)

    def _draft(self, grid: Grid, line: Line, header: Header, progress: Column | None, places: Places) -> Draft:
        draft = Draft(grid=grid, line=line, section=self.section)
        slipped = slipped_back(line, header)
        draft.slipped = slipped is not None
        shifted = shifted_back(line, header, progress) if slipped is None else None
        draft.shifted = shifted is not None
        found = shifted if slipped is None else slipped
        for columns, kinds in places.items():
            cells = under(line, columns) if found is None else _placed(found, columns)
            self._fill(draft, kinds, tuple(cells), columns)
        if header.of("number") and not draft.text("number") and not draft.text("content"):
            draft.texts["number"] = replace(draft.texts["number"], text=grid.counted.get(line.row, ""))
        if draft.slipped and self.drafts:
            for kind in _RUN_DOWN:
                if kind in draft.cells and not draft.cells[kind]:
                    draft.texts[kind] = self.drafts[-1].texts.get(kind, draft.texts[kind])
        return draft

    def _fill(self, draft: Draft, kinds: Sequence[str], cells: Pieces, columns: Sequence[Column]) -> None:
        """What stands in some cells, under each of the kinds they have; what is no progress without notes."""
        said = _joined(draft.grid, draft.line, cells, columns)
        said = said if (typed := without_prompt(said.text)) == said.text else replace(said, text=typed)
        text = "" if said.text in NO_TEXT else without_notes(said.text)
        given = said if text == said.text else replace(said, text=text)
        if "progress" in kinds:
            said = replace(said, text=as_chosen(said.text, columns[0]))
        for kind in kinds:
            draft.cells[kind] = cells
            draft.texts[kind] = said if kind == "progress" else given

    def _look_beside(self, draft: Draft, besides: Besides) -> None:
        """Add what stands beside the progress: in another column for it, or where it is blank, under 备注."""
        if (
            draft.slipped
            or draft.shifted
            or any(cell.row != draft.line.row for cell in draft.cells.get("progress", ()))
        ):
            return
        own = draft.text("progress")
        for heading, cell in besides.of(draft.line, own) if "progress" in draft.texts else ():
            draft.beside = draft.beside or (heading if is_blank(own) and not draft.more else "")
            draft.more[cell.column] = Field(text=cell.text, where=draft.grid.place(cell))

    def _carry(self, draft: Draft, *, cut: bool) -> None:
        """Give merged cells that begin blank on a new page the text they have on the page before."""
        for kind in _RUN_DOWN:
            cells = draft.cells.get(kind, ())
            if len(cells) != 1 or cells[0].text.strip():
                continue
            before = self.drafts[-1] if cut and self.drafts and self.drafts[-1].section == draft.section else None
            if before and draft.text("number") and before.text(kind):
                self.carried[cells[0]] = before.texts[kind]
            if cells[0] in self.carried:
                draft.texts[kind] = self.carried[cells[0]]

    def _take(self, draft: Draft, *, cut: bool) -> None:
        above = (one for one in reversed(self.drafts) if draft.unseen or not one.unseen)
        before = next(above, None)
        if before is None or not self._continues(before, draft, cut=cut):
            self.drafts.append(draft)
            return
        pieces = list(draft.more.items())
        for kind, piece in draft.texts.items():
            fresh = [cell for cell in draft.cells.get(kind, ()) if cell not in before.cells.get(kind, ())]
            if fresh and piece.text.strip():
                before.texts[kind] = _continued(before.texts.get(kind, piece), piece, cut=cut)
                before.cells[kind] = (*before.cells.get(kind, ()), *fresh)
                # what goes on of a remark that was read as progress need not read so by itself
                if (column := fresh[0].column) in before.more and column not in draft.more and kind.startswith(_UNDER):
                    pieces.append((column, piece))
        for column, piece in pieces:
            before.more[column] = _continued(before.more.get(column, piece), piece, cut=cut)

    def _continues(self, before: Draft, draft: Draft, *, cut: bool) -> bool:
        """Whether a line goes on with the row before: the same task over several lines, or cut by a page."""
        if "number" not in draft.texts or "number" not in before.texts or draft.unseen != before.unseen:
            return False
        numbers = draft.cells["number"]
        if numbers and numbers == before.cells["number"] and numbers[0].rows > 1 and before.text("number"):
            contents = draft.cells.get("content", ())
            return not draft.text("content") or contents == before.cells.get("content")
        if draft.text("number") or not before.text("number"):
            return False
        fresh_content = draft.text("content") and draft.cells["content"] != before.cells.get("content")
        return cut or not fresh_content


def _placed(found: Placed, columns: Sequence[Column]) -> list[Cell]:
    """The cells that were put back under some columns, each once."""
    return list(dict.fromkeys(found[one] for one in columns if one in found))


def _places(header: Header, progress: Column | None) -> Places:
    """The columns that belong together, each with the kinds it has: what it means, and its heading."""
    columns = {kind: header.of(kind) for kind in (*GIVEN, "state")}
    if progress:
        columns["progress"] = (progress,)
    for column in header.columns:
        if column.title:
            columns[_UNDER + column.title] = (*columns.get(_UNDER + column.title, ()), column)
    places: Places = {}
    for kind, some in columns.items():
        if some:
            places.setdefault(some, []).append(kind)
    return places


def _joined(grid: Grid, line: Line, cells: Pieces, places: Sequence[Column]) -> Field:
    """The texts of some cells as one; of several columns of responsible units each keeps its heading."""
    if len(cells) == 1:
        return Field(text=cells[0].text, where=grid.place(cells[0]))
    if not cells:
        return Field(text="", where=grid.place(Cell(row=line.row, column=places[0].left, text="")))
    said = [cell for cell in cells if cell.text.strip()]
    where = grid.place((said or cells)[0])
    if len(places) > 1 and places[0].kind == "responsible":
        parts = []
        for cell in said:
            label = next((plain(one.title) for one in places if one.left <= cell.column < one.right), "")
            parts.append(cell.text if plain(cell.text).startswith(label) else f"{label}：{cell.text.strip()}")
        return Field(text="，".join(parts), where=where)
    return Field(text="\n".join(cell.text for cell in said), where=where)


def _continued(before: Field, piece: Field, *, cut: bool) -> Field:
    """A text and what follows of it: directly where a page cut it, else on a line of its own."""
    if not before.text.strip():
        return piece
    if plain(piece.text) == plain(before.text):
        return before
    joint = "" if cut else "\n"
    return Field(text=before.text.rstrip() + joint + piece.text.strip(), where=before.where)
