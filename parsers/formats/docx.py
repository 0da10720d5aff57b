"""Word in XML (docx, docm, Strict, WPS saved as such) → paragraphs and grids.

Read from the XML itself, because libraries lose what units really send: tracked insertions, content
controls, smart tags, text boxes, nested tables. What a reader sees with all changes accepted counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from parsers.form.grid import MAX_CELLS, MAX_ROWS, Cell, Document, Grid
from parsers.form.notes import without_notes
from parsers.form.refusal import RefusalError, broken, too_large
from parsers.formats.margins import with_margins
from parsers.formats.package import Element, Package
from parsers.formats.word_numbering import Numbering
from parsers.formats.word_text import Words, words_of

_MAX_TABLES = 500


def read(package: Package, root: Element, *, symbols: bool = False) -> Document:
    """A Word package as a document; `root` is its main part, which may name `symbols`' fonts. Raises RefusalError."""
    words = words_of(root)
    body = root.find(words.body)
    if body is None:
        raise broken("缺少文档正文")
    words.write_drawn(root, package, symbols=symbols)
    words.numbered = Numbering(package).number_of
    words.chunks = lambda number: _chunk(package, number)
    for kind in words.refers_to:
        words.notes = {**words.notes, **_notes(package, kind)}
    blocks = tuple(_blocks(body, words, _Tables()))
    return Document(blocks=with_margins(blocks, lambda: _page_lines(package)), issued=package.issued())


class _Tables:
    """Counts the tables of a document: people name them 表1, 表2 …"""

    def __init__(self) -> None:
        self.count = 0

    def next_name(self) -> str:
        self.count += 1
        if self.count > _MAX_TABLES:
            raise too_large(f"文档内有超过 {_MAX_TABLES} 个表格")
        return f"表{self.count}"


def _blocks(container: Element, words: Words, tables: _Tables) -> Iterator[str | Grid]:
    for element in words.unwrapped(container):
        if element.tag == words.p:
            yield from (without_notes(line) for line in words.paragraph(element) if line.strip())
            # A table in a text box stands beside the text; it is read where its box is anchored.
            for box in words.boxes(element):
                yield from (block for block in _blocks(box, words, tables) if isinstance(block, Grid))
        elif element.tag == words.tbl:
            yield from _table(element, words, tables)
        elif element.tag == words.chunk:
            yield from words.chunk_of(element)


def _chunk(package: Package, number: str) -> tuple[str | Grid, ...]:
    """What a file put into this one says; nothing where it cannot be read, or lies in a file that was put in itself."""
    from parsers.formats.reading import document_of  # noqa: PLC0415  the readers know one another by it alone

    kind, part = package.relations(package.main_part()).get(number, ("", ""))
    if kind != "aFChunk" or part not in package or package.inner:
        return ()
    try:
        return document_of(package.read(part), inner=True).blocks
    except RefusalError:
        return ()


def _table(table: Element, words: Words, tables: _Tables, *, depth: int = 0) -> Iterator[Grid]:
    """A table as a grid, then those in its cells: it may be the frame of a page laid out as a table."""
    rows = [row for row in words.unwrapped(table) if row.tag == words.tr and not words.is_deleted_row(row)]
    if len(rows) > MAX_ROWS:
        raise too_large(f"表格有 {len(rows)} 行")
    yield _Layout(words, tables.next_name(), depth).lay_out(rows)
    for nested in words.tables_in(table):
        if len(nested.findall(words.tr)) > 2 or nested.find(f".//{words.tbl}") is not None:  # no jotting
            yield from _table(nested, words, tables, depth=depth + 1)


class _Layout:
    """Rows of tc elements → cells with their spans."""

    def __init__(self, words: Words, name: str, depth: int) -> None:
        self.words, self.name, self.depth = words, name, depth
        self.anchors: dict[int, tuple[int, int, str, int]] = {}  # by order: row, column, text, columns
        self.depths: dict[int, int] = {}
        self.counted: dict[int, str] = {}
        self.above: dict[int, int] = {}  # column → order of the cell that may be continued there

    def lay_out(self, rows: list[Element]) -> Grid:
        """The grid of the rows given."""
        ends = [self._row(number, row) for number, row in enumerate(rows, start=1)]
        usual = max(set(ends), key=lambda end: (ends.count(end), end), default=0)
        cells = tuple(
            Cell(row, column, text, self.depths[order], columns)
            for order, (row, column, text, columns) in self.anchors.items()
        )
        short = frozenset(number for number, end in enumerate(ends, start=1) if end < usual)
        return Grid(name=self.name, cells=cells, short=short, depth=self.depth, counted=self.counted)

    def _row(self, number: int, row: Element) -> int:
        """Take up one row; the column after its last cell."""
        words = self.words
        column, after = words.skipped_columns(row)
        above, self.above = self.above, {}
        for tc in words.unwrapped(row):
            if tc.tag != words.tc:
                continue
            span, merge, joined = words.spans(tc)
            anchor = above.get(column) if merge == "continue" else None
            if joined and self.above and self._begun(number):  # merged to the left, as old Word wrote it
                self._widen(span, words.text(tc))
            elif anchor is not None and self.anchors[anchor][3] == span:
                self.depths[anchor] += 1
                self.above[column] = anchor
            else:
                text = words.text(tc)
                if column == 1 and not text.strip():
                    self._count(number, words.numbered(tc))
                self.above[column] = self._anchor(number, column, text, span)
            column += span
        return column + after

    def _count(self, row: int, said: str) -> None:
        if said:
            self.counted[row] = said

    def _anchor(self, row: int, column: int, text: str, columns: int) -> int:
        order = len(self.anchors)
        if order >= MAX_CELLS:
            raise too_large(f"表格超过 {MAX_CELLS} 个单元格")
        self.anchors[order] = (row, column, text, columns)
        self.depths[order] = 1
        return order

    def _begun(self, row: int) -> bool:
        """Whether the cell to the left begins in this row: one that is carried on from above is not made wider."""
        return self.anchors[list(self.above.values())[-1]][0] == row

    def _widen(self, span: int, text: str) -> None:
        order = list(self.above.values())[-1]
        row, column, before, columns = self.anchors[order]
        self.anchors[order] = (row, column, f"{before}\n{text}".strip("\n"), columns + span)


def _notes(package: Package, kind: str) -> dict[tuple[str, str], str]:
    """The notes of a document that refers to some; none if their part is missing."""
    for related, part in package.relations(package.main_part()).values():
        if related == f"{kind}s" and part in package:
            root = package.xml(part)
            return words_of(root).notes_in(root, kind)
    return {}


def _page_lines(package: Package) -> Iterator[str]:
    for kind, part in package.relations(package.main_part()).values():
        if kind in ("header", "footer") and part in package:
            root = package.xml(part)
            yield from words_of(root).lines(root)
