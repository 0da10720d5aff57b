"""Word 97-2003 (doc, Kingsoft wps) → paragraphs and grids: its tables are found by the marks that end cells and rows."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from parsers.form.grid import MAX_CELLS, MAX_ROWS, OBJECT, PICTURE, Document, Grid
from parsers.form.notes import note, without_notes
from parsers.form.refusal import too_large
from parsers.formats.compound import Compound
from parsers.formats.edges import Box, grid_of_boxes
from parsers.formats.margins import with_margins
from parsers.formats.symbols import drawn_field
from parsers.formats.word97 import Word97
from parsers.formats.word97_fields import FormField
from parsers.formats.word97_paragraphs import Paragraph

_ENDS = re.compile("[\r\x07\x0c]")
_REFERENCE = "\x02"  # stands where a note is referred to
_HELD = "\x01"  # stands where a form's field holds its state, and where a picture or an object lies
_FIELD = "\x13"
_SHAPE = "\x08"  # stands where a shape is anchored
_FIELDS = re.compile("\x13(?P<code>[^\x13\x14\x15]*)(?:\x14[^\x13\x15]*)?\x15")
_EMBEDDED = re.compile(r"\x13\s*(?:EMBED|LINK|CONTROL)\b", re.IGNORECASE)
_JOTTING = 2  # rows of a table in a cell that are a note of the cell's
_DEEPEST = 60  # tables in one another; Word itself takes fewer
_CELL_SIZE = 20  # of one cell's definition in a row's
_JOINED_LEFT, _MERGED, _FIRST_MERGED = 1, 1, (2, 3)


def read(compound: Compound) -> Document:
    """A Word 97-2003 file as a document. Raises RefusalError."""
    word = Word97(compound)
    reader = _Reader(word)
    blocks = tuple(reader.blocks(0, word.length))
    blocks += tuple(block for block in reader.blocks(*word.boxes) if isinstance(block, Grid))
    return Document(blocks=with_margins(blocks, lambda: _margins(word)), issued=compound.issued())


def _margins(word: Word97) -> Iterator[str]:
    """The lines of the text boxes, the page headers and footers."""
    for place in (word.boxes, word.headers):
        yield from map(plain, word.text[slice(*place)].replace("\x07", "\r").split("\r"))


_Inner = tuple[int, list[list[Box]]]  # in how many cells a table lies, and its rows


@dataclass(slots=True)
class _Nested:
    """A table in a cell of another while it is read."""

    cell: list[str] = field(default_factory=list)  # paragraphs of the cell being read
    row: list[str] = field(default_factory=list)  # cells of the row being read
    rows: list[list[Box]] = field(default_factory=list)
    inner: list[_Inner] = field(default_factory=list)  # tables in its cells


class _Reader:
    """Walks over the text from mark to mark."""

    def __init__(self, word: Word97) -> None:
        self.word = word
        self.cell: list[str] = []  # paragraphs of the cell being read
        self.row: list[str] = []  # cells of the row being read
        self.table: list[list[Box]] = []
        self.counted: dict[int, str] = {}  # automatic numbers of the table's rows that begin blank
        self.shown = ""  # what the cell shows that is no text: a picture, an object
        self.nested: list[_Nested] = []  # the tables in the cell being read, each in a cell of the one before
        self.inner: list[_Inner] = []  # nested tables that are more than a jotting
        self.tables = 0

    def blocks(self, start: int, end: int) -> Iterator[str | Grid]:
        """The paragraphs and tables between two positions in order."""
        for position, mark, paragraph in self._marks(start, end):
            text = plain(self._noted(start, position))
            self.shown = self.shown or (_shown(self.word.text[start:position]) if paragraph.in_table else "")
            start = position + 1
            if not paragraph.in_table and mark != "\x07":
                yield from self._finished()
                if text.strip():
                    yield without_notes(text)
            else:
                self._in_table(mark, paragraph, text)
        yield from self._finished()

    def _noted(self, start: int, end: int) -> str:
        """The text between two positions, notes in the place of the marks that refer to them."""
        text = self.word.text[start:end]
        if _SHAPE in text and (anchored := [at for at in range(start, end) if at in self.word.boxed]):
            said = (plain(self.word.boxed[at].replace("\x07", "\t")).replace("\r", "\n").strip() for at in anchored)
            return "\n".join([text, *filter(None, said)])
        if _FIELD in text:
            text = _FIELDS.sub(lambda found: self._field(start, found), text)
            if _REFERENCE not in text:
                return text
            text = self.word.text[start:end]  # places count, where notes are referred to
        if _REFERENCE not in text or not self.word.notes:
            return text
        pieces = (
            note(plain(self.word.notes.get(start + at, ""))) if one == _REFERENCE else one
            for at, one in enumerate(text)
        )
        return "".join(pieces)

    def _field(self, start: int, field: re.Match[str]) -> str:
        """A field without a result of its own as what it shows: a form's check box or list, an EQ field."""
        code = field["code"]
        mark = code.find(_HELD)
        held = self.word.form_field(start + field.start("code") + mark) if mark >= 0 else FormField()
        plain_code = "".join(character for character in code if character >= " ")
        said = drawn_field(plain_code, ticked=held.ticked, entries=held.entries, chosen=held.chosen)
        return said or field[0]

    def _marks(self, start: int, end: int) -> Iterator[tuple[int, str, Paragraph]]:
        for found in _ENDS.finditer(self.word.text, start, end):
            yield found.start(), found[0], self.word.paragraph(found.start())

    def _in_table(self, mark: str, paragraph: Paragraph, text: str) -> None:
        if paragraph.depth > 1:
            self._in_nested(paragraph, text)
        elif mark == "\x07" and paragraph.row_end:
            self.table.append(_boxes(self.row, paragraph))
            self.row, self.cell = [], []
            if len(self.table) > MAX_ROWS:
                raise too_large(f"表格超过 {MAX_ROWS} 行")
        elif mark == "\x07":
            left, inner = self._left_in(0)
            said = "\n".join([*self.cell, *left, text]).strip("\n")
            if not self.row and not said.strip() and (number := self.word.number_of(paragraph)):
                self.counted[len(self.table) + 1] = number
            self.row.append(said if said.strip() else self.shown or said)
            self.shown = ""
            self.inner += inner
            self.cell = []
        else:
            self.cell.append(text)

    def _in_nested(self, paragraph: Paragraph, text: str) -> None:
        """A nested table's row is a line of the cell around it, and a row of a table that may be a form."""
        depth = min(paragraph.depth, _DEEPEST) - 1
        self.nested += (_Nested() for _ in range(depth - len(self.nested)))
        table = self.nested[depth - 1]
        if paragraph.nested_row_end:
            around = self.nested[depth - 2].cell if depth > 1 else self.cell
            around.append("\t".join(filter(None, table.row)))
            table.rows.append(_boxes(table.row, paragraph))
            table.row = []
            if len(table.rows) > MAX_ROWS:
                raise too_large(f"表格超过 {MAX_ROWS} 行")
        elif paragraph.nested_cell_end:
            left, inner = self._left_in(depth)
            table.row.append("\n".join([*table.cell, *left, text]).strip("\n"))
            table.inner += inner
            table.cell = []
        elif text:
            table.cell.append(text)

    def _left_in(self, depth: int) -> tuple[list[str], list[_Inner]]:
        """What is left of the tables in a cell that ends: texts of no row, and those that are more than a jotting, the
        outer ones first."""
        texts: list[str] = []
        inner: list[_Inner] = []
        while len(self.nested) > depth:
            table = self.nested.pop()
            texts = [*table.row, *table.cell, *texts]
            own = [(len(self.nested) + 1, table.rows)] if len(table.rows) > _JOTTING else []
            inner = [*own, *table.inner, *inner]
        return texts, inner

    def _finished(self) -> Iterator[Grid]:
        """The table that ends here, if one does."""
        rows, self.table, self.row, self.cell = self.table, [], [], []
        numbers, self.counted = self.counted, {}
        if rows:
            if sum(map(len, rows)) > MAX_CELLS:
                raise too_large(f"表格超过 {MAX_CELLS} 个单元格")
            self.tables += 1
            yield replace(grid_of_boxes(f"表{self.tables}", rows), counted=numbers)
        inner, self.inner = self.inner, []
        for depth, nested in inner:
            self.tables += 1
            yield replace(grid_of_boxes(f"表{self.tables}", nested), depth=depth)


def _shown(text: str) -> str:
    """What a text shows that is none: an object of another program, a picture or a shape; not the state of a form's field."""
    if _HELD not in text and _SHAPE not in text:
        return ""
    seen = _without_codes(text)
    return "" if _HELD not in seen and _SHAPE not in seen else OBJECT if _EMBEDDED.search(text) else PICTURE


def _boxes(texts: list[str], paragraph: Paragraph) -> list[Box]:
    """The cells of a row with their edges, from the definition its end mark carries."""
    edges, flags = _definition(paragraph.table)
    for cell, vertical in paragraph.merges:
        if cell < len(flags):
            flags[cell] = (vertical, flags[cell][1])
    boxes: list[Box] = []
    for index, text in enumerate(texts):
        vertical, horizontal = flags[index] if index < len(flags) else (0, 0)
        left = edges[index] if index < len(edges) else (boxes[-1].right if boxes else 0)
        right = edges[index + 1] if index + 1 < len(edges) else left + 100
        if horizontal == _JOINED_LEFT and boxes:
            before = boxes.pop()
            boxes.append(Box(text=before.text + text, left=before.left, right=right, merge=before.merge))
        else:
            merge = "continue" if vertical == _MERGED else "restart" if vertical in _FIRST_MERGED else ""
            boxes.append(Box(text=text, left=left, right=right, merge=merge))
    return boxes


def _definition(table: bytes) -> tuple[list[int], list[tuple[int, int]]]:
    """A row's edges in twips, and of each cell how it is merged vertically and horizontally."""
    count = table[0] if table else 0
    at = 1 + 2 * (count + 1)
    if not count or at > len(table):
        return [], []
    edges = list(struct.unpack_from(f"<{count + 1}h", table, 1))
    flags = []
    for cell in range(count):
        bits = int.from_bytes(table[at + _CELL_SIZE * cell :][:2], "little")
        flags.append(((bits >> 5) & 3, bits & 3))
    return edges, flags


def plain(text: str) -> str:
    """Text as shown: without field codes, control characters and what was deleted."""
    if not text or (text.isprintable() and "\xa0" not in text):
        return text
    if "\x13" in text:
        text = _without_codes(text)
    text = text.replace("\x0b", "\n").replace("\x1e", "-").replace("\xa0", " ")
    text = "".join(character for character in text if character >= " " or character in "\n\t")
    if any("\ud800" <= character <= "\udfff" for character in text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _without_codes(text: str) -> str:
    """Fields as their results: what stands between a field's begin and its separator is code."""
    kept: list[str] = []
    codes: list[bool] = []
    for character in text:
        if character == "\x13":
            codes.append(True)
        elif character == "\x14" and codes:
            codes[-1] = False
        elif character == "\x15" and codes:
            codes.pop()
        elif not any(codes):
            kept.append(character)
    return "".join(kept)
