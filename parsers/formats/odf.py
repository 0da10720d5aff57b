"""OpenDocument (odt, ods, fodt, fods) → paragraphs and grids; flat or packed, text and sheets alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial

from parsers.form.grid import Cell, Document, Grid
from parsers.form.notes import without_notes
from parsers.form.refusal import RefusalError, broken
from parsers.formats.floating import add_floating
from parsers.formats.margins import with_margins
from parsers.formats.odf_drawn import Sizes, floating_over, sizes_of, write_drawn
from parsers.formats.odf_styles import blank_unseen
from parsers.formats.odf_table import Layout
from parsers.formats.odf_words import BOXES, GONE, PARAGRAPHS, container_lines, lines_of, rows_of
from parsers.formats.package import Element, Package

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_MARGINS = tuple(_STYLE + name for name in ("header", "footer", "region-left", "region-center", "region-right"))
_ALONE = (1, 1)
_JOTTING = 2  # rows of a table in a cell that are a note of the cell's


def read_package(package: Package) -> Document:
    """A packed OpenDocument. Raises RefusalError."""
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise RefusalError("encrypted")
    meta = package.xml("meta.xml") if "meta.xml" in package else None
    styles = cache(lambda: package.xml("styles.xml") if "styles.xml" in package else None)
    return read(package.xml("content.xml"), meta, styles)


def read(root: Element, meta: Element | None = None, styles: Callable[[], Element | None] | None = None) -> Document:
    """An OpenDocument tree, flat or the content of a package whose page styles lie elsewhere. Raises RefusalError."""
    body = root.find(f"{_OFFICE}body")
    if body is None or not len(body):
        raise broken("缺少文档正文")
    content = body[0]
    write_drawn(root, content)
    blank_unseen(root, content, styles)
    issued = _issued(root if meta is None else meta)
    if content.tag == f"{_OFFICE}spreadsheet":
        hidden = _hidden_styles(root)
        tables = content.findall(f"{_TABLE}table")
        sizes = cache(lambda: sizes_of(root))
        sheets = [block for one in tables for block in _sheet(one, hidden, sizes)]
        return Document(blocks=with_margins(sheets, partial(_page_lines, styles, root)), issued=issued)
    if content.tag != f"{_OFFICE}text":
        raise RefusalError("unsupported", "是演示文稿或绘图文档")
    blocks = tuple(_Text().blocks(content))
    lines = partial(_page_lines, styles, root)
    return Document(blocks=with_margins(blocks, lines), issued=issued)


def _page_lines(styles: Callable[[], Element | None] | None, content: Element) -> Iterator[str]:
    """The lines of the page headers and footers, which are part of the page's style; a sheet's have regions."""
    root = styles() if styles else content
    for element in () if root is None else root.iter(*_MARGINS):
        yield from container_lines(element)


def _issued(root: Element) -> str:
    for said in root.iter(f"{_META}user-defined"):
        if said.get(f"{_META}name") == "taizhang":
            return (said.text or "").strip()
    return ""


def _sheet(table: Element, hidden: frozenset[str], sizes: Callable[[], Sizes]) -> tuple[str | Grid, ...]:
    """A sheet with what floats over its page in the cells where it lies, before it the text boxes that lie elsewhere."""
    layout = Layout(sheet=True)
    grid = layout.lay_out(table, hidden)
    floating = list(floating_over(table, rows_of(table), sizes))
    if not floating:
        return (*layout.aside, grid)
    texts = {(cell.row, cell.column): cell.text for cell in grid.cells if cell.text}
    merges = {(cell.row, cell.column): (cell.rows, cell.columns) for cell in grid.cells}
    aside = add_floating(texts, floating, {place: size for place, size in merges.items() if size != _ALONE})
    cells = (Cell(*place, texts.get(place, ""), *merges.get(place, _ALONE)) for place in sorted({*texts, *merges}))
    return (*layout.aside, *aside, replace(grid, cells=tuple(cells)))


def _hidden_styles(root: Element) -> frozenset[str]:
    """The styles of sheets that are not shown."""
    properties = root.iter(f"{_STYLE}table-properties")
    parents = (one.getparent() for one in properties if one.get(f"{_TABLE}display") == "false")
    return frozenset(parent.get(f"{_STYLE}name", "") for parent in parents if parent is not None)


class _Text:
    """A text document's blocks in order; its tables are counted."""

    def __init__(self) -> None:
        self.tables = 0

    def blocks(self, container: Element) -> Iterator[str | Grid]:
        for element in container:
            tag = element.tag
            if tag in PARAGRAPHS:
                yield from (without_notes(line) for line in lines_of(element) if line.strip())
                for box in _outermost(element):
                    yield from (block for block in self.blocks(box) if isinstance(block, Grid))
            elif tag == f"{_TABLE}table":
                yield from self._table(element)
            elif isinstance(tag, str) and tag not in GONE:
                yield from self.blocks(element)

    def _table(self, table: Element, *, depth: int = 0) -> Iterator[Grid]:
        """A table, then those in its cells that are no jottings: it may be their frame."""
        self.tables += 1
        yield replace(Layout(name=f"表{self.tables}").lay_out(table), depth=depth)
        for nested in table.iter(f"{_TABLE}table"):
            if next(nested.iterancestors(f"{_TABLE}table"), None) is not table:
                continue
            if len(list(rows_of(nested))) > _JOTTING or nested.find(f".//{_TABLE}table") is not None:
                yield from self._table(nested, depth=depth + 1)


def _outermost(paragraph: Element) -> Iterator[Element]:
    """The text boxes anchored in a paragraph, without those within them."""
    for element in paragraph:
        if element.tag in BOXES:
            yield element
        else:
            yield from _outermost(element)
