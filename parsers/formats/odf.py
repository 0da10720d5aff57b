"""OpenDocument (odt, ods, fodt, fods) → paragraphs and grids; flat or packed, text and sheets alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial

from parsers.form.grid import MAX_CELLS, MAX_ROWS, MAX_SPAN, OBJECT, PICTURE, Cell, Document, Grid
from parsers.form.notes import note, without_notes
from parsers.form.refusal import RefusalError, broken, too_large
from parsers.formats.floating import add_floating
from parsers.formats.margins import with_margins
from parsers.formats.odf_drawn import IMAGE, OBJECTS, Sizes, floating_over, sizes_of, write_controls
from parsers.formats.odf_styles import blank_unseen
from parsers.formats.package import Element, Package
from parsers.formats.symbols import CHECKED, PRIVATE, UNCHECKED, in_font, symbol, symbol_font

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_CELL, _COVERED = f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"
_ROWS_IN = (f"{_TABLE}table-header-rows", f"{_TABLE}table-rows", f"{_TABLE}table-row-group")
_LISTS = tuple(
    _TEXT + name for name in ("list", "list-item", "list-header", "section", "index-body", "numbered-paragraph")
)
_CONTROL = f"{_DRAW}control"
_BOXES = (f"{_DRAW}text-box", f"{_DRAW}custom-shape")
# Said beside the text, or no longer said.
_GONE = (
    f"{_TEXT}tracked-changes",
    f"{_TEXT}note-citation",
    f"{_OFFICE}annotation",
    f"{_TEXT}ruby-text",
    f"{_OFFICE}forms",
)
_GONE_TOO = (
    f"{_OFFICE}binary-data",
    f"{_TABLE}shapes",
    "{http://www.w3.org/2000/svg}title",
    "{http://www.w3.org/2000/svg}desc",
)
_MARGINS = tuple(_STYLE + name for name in ("header", "footer", "region-left", "region-center", "region-right"))
_LAST_COLUMN = 16_384
_TRUTHS = {"TRUE": "是", "FALSE": "否"}
_ALONE = (1, 1)
_JOTTING = 2  # rows of a table in a cell that are a note of the cell's
_FIELD_MARK = "{urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0}"
_LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
_FAMILY = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}font-family"


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
    _write_drawn(root, content)
    write_controls(content)
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


def _write_drawn(root: Element, content: Element) -> None:
    """Write what is drawn and not held as text: the fields of Word's forms, signs of symbol fonts; tables in shapes, which
    LibreOffice writes under a name of its own, under theirs."""
    for mark in content.iter(f"{_FIELD_MARK}fieldmark"):
        mark.text = _field_mark(mark) + (mark.text or "")
    for element in content.iter(f"{_LOEXT}*"):
        local = str(element.tag).removeprefix(_LOEXT)
        if local.startswith("table") or local == "covered-table-cell":
            element.tag = _TABLE + local
    fonts = {
        style.get(f"{_STYLE}name", ""): font for style in root.iter(f"{_STYLE}style") if (font := _symbol_font(style))
    }
    for span in content.iter(f"{_TEXT}span", f"{_TEXT}p") if fonts else ():
        cell = span.getparent()
        default = "" if cell is None else cell.get(f"{_TABLE}style-name", "")
        font = fonts.get(span.get(f"{_TEXT}style-name", default), "")
        for element in (span, *span) if font else ():
            where = "text" if element is span else "tail"
            setattr(element, where, in_font(getattr(element, where) or "", font))
    if PRIVATE.search("".join(map(str, content.itertext()))):
        for element in content.iter():
            for where in ("text", "tail"):
                text = getattr(element, where) or ""
                if PRIVATE.search(text):
                    setattr(element, where, PRIVATE.sub(lambda found: symbol("", ord(found[0])), text))


def _field_mark(mark: Element) -> str:
    """What a check box or a list of Word's forms shows."""
    kind = mark.get(f"{_FIELD_MARK}type", "").rpartition(".")[2]
    said: dict[str, list[str]] = {}
    for one in mark.iter(f"{_FIELD_MARK}param"):
        name = one.get(f"{_FIELD_MARK}name", "")
        said.setdefault(name, []).append(one.get(f"{_FIELD_MARK}value", ""))
    if kind == "FORMCHECKBOX":
        return CHECKED if "true" in said.get("Checkbox_Checked", ()) else UNCHECKED
    entries, chosen = said.get("Dropdown_ListEntry", []), said.get("Dropdown_Selected", ["0"])[0]
    if kind == "FORMDROPDOWN" and chosen.isdecimal() and int(chosen) < len(entries):
        return entries[int(chosen)]
    return ""


def _symbol_font(style: Element) -> str:
    """The symbol font of a style, "" for any other."""
    properties = style.find(f"{_STYLE}text-properties")
    named = () if properties is None else (properties.get(f"{_STYLE}font-name", ""), properties.get(_FAMILY, ""))
    return next(filter(None, map(symbol_font, named)), "")


def _page_lines(styles: Callable[[], Element | None] | None, content: Element) -> Iterator[str]:
    """The lines of the page headers and footers, which are part of the page's style; a sheet's have regions."""
    root = styles() if styles else content
    for element in () if root is None else root.iter(*_MARGINS):
        yield from _container_lines(element)


def _issued(root: Element) -> str:
    for said in root.iter(f"{_META}user-defined"):
        if said.get(f"{_META}name") == "taizhang":
            return (said.text or "").strip()
    return ""


def _sheet(table: Element, hidden: frozenset[str], sizes: Callable[[], Sizes]) -> tuple[str | Grid, ...]:
    """A sheet with what floats over its page in the cells where it lies, before it the text boxes that lie elsewhere."""
    layout = _Layout(sheet=True)
    grid = layout.lay_out(table, hidden)
    floating = list(floating_over(table, _rows(table), sizes))
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
            if tag in _PARAGRAPHS:
                yield from (without_notes(line) for line in _lines(element) if line.strip())
                for box in _outermost(element):
                    yield from (block for block in self.blocks(box) if isinstance(block, Grid))
            elif tag == f"{_TABLE}table":
                yield from self._table(element)
            elif isinstance(tag, str) and tag not in _GONE:
                yield from self.blocks(element)

    def _table(self, table: Element, *, depth: int = 0) -> Iterator[Grid]:
        """A table, then those in its cells that are no jottings: it may be their frame."""
        self.tables += 1
        yield replace(_Layout(name=f"表{self.tables}").lay_out(table), depth=depth)
        for nested in table.iter(f"{_TABLE}table"):
            if next(nested.iterancestors(f"{_TABLE}table"), None) is not table:
                continue
            if len(list(_rows(nested))) > _JOTTING or nested.find(f".//{_TABLE}table") is not None:
                yield from self._table(nested, depth=depth + 1)


class _Layout:
    """Rows of table cells → cells with their spans."""

    def __init__(self, *, name: str = "", sheet: bool = False) -> None:
        self.name, self.sheet = name, sheet
        self.cells: list[Cell] = []
        self.row = 0
        self.ends: dict[int, int] = {}
        self.unseen: set[int] = set()
        self.counted: dict[int, str] = {}
        self.aside: list[str] = []  # lines of text boxes that lie over other texts
        self.count = 0  # of the automatic numbers in first cells

    def lay_out(self, table: Element, hidden: frozenset[str] = frozenset()) -> Grid:
        """The grid of one table."""
        for row in _rows(table):
            self._take(row)
        usual = max(self.ends.values(), key=list(self.ends.values()).count, default=0)
        short = frozenset() if self.sheet else frozenset(row for row, end in self.ends.items() if end < usual)
        name = table.get(f"{_TABLE}name", "") if self.sheet else self.name
        shown = table.get(f"{_TABLE}style-name", "") not in hidden
        unseen = frozenset(self.unseen)
        return Grid(
            name=name,
            cells=tuple(self.cells),
            sheet=self.sheet,
            hidden=not shown,
            short=short,
            unseen=unseen,
            counted=self.counted,
            unseen_columns=frozenset(_unseen_columns(table)),
        )

    def _take(self, row: Element) -> None:
        """One row element: many equal rows if it is repeated, of which empty ones only count."""
        times = _count(row, "number-rows-repeated")
        places = list(self._places(row))
        for _ in range(min(times, MAX_ROWS + 1) if places else 0):
            self.row += 1
            self.cells += [
                Cell(row=self.row, column=column, text=text, rows=rows, columns=columns)
                for column, text, rows, columns in places
            ]
            if len(self.cells) > MAX_CELLS or len(self.ends) > MAX_ROWS:
                raise too_large(f"表格超过 {MAX_ROWS} 行或 {MAX_CELLS} 个单元格")
            self.ends[self.row] = self.end
            if places[0][:2] == (1, ""):
                self._number(row)
            if row.get(f"{_TABLE}visibility", "visible") != "visible":
                self.unseen.add(self.row)
        self.row += times if not places else 0

    def _said(self, cell: Element) -> str:
        """What a cell says. A text box over a cell of a sheet is its text only where it has none of its own."""
        text = _cell_text(cell, boxes=not self.sheet)
        if not self.sheet or not (boxed := list(_boxed_in(cell))):
            return text
        if not text.strip() or text in (PICTURE, OBJECT):
            return "\n".join(boxed)
        self.aside += boxed
        return text

    def _number(self, row: Element) -> None:
        """The automatic number of a row whose first cell is blank but for it."""
        first = next(row.iterchildren(_CELL), None)
        items = None if first is None else first.find(f"{_TEXT}list")
        if items is not None:
            goes_on = items.get(f"{_TEXT}continue-numbering") == "true" or f"{_TEXT}continue-list" in items.attrib
            self.count = self.count + 1 if goes_on else 1
            self.counted[self.row] = str(self.count)

    def _places(self, row: Element) -> Iterator[tuple[int, str, int, int]]:
        """Column, text, rows and columns of the cells of a row that say or span anything."""
        column = 1
        for cell in row:
            if cell.tag not in (_CELL, _COVERED):
                continue
            times = _count(cell, "number-columns-repeated")
            if cell.tag == _CELL:
                rows, columns = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
                text = self._said(cell)
                if text or rows > 1 or columns > 1 or not self.sheet:
                    for copy in range(min(times, MAX_SPAN)):
                        yield column + copy, text, rows, columns
            column = min(column + times, _LAST_COLUMN)
        self.end = column


def _outermost(paragraph: Element) -> Iterator[Element]:
    """The text boxes anchored in a paragraph, without those within them."""
    for element in paragraph:
        if element.tag in _BOXES:
            yield element
        else:
            yield from _outermost(element)


def _unseen_columns(table: Element) -> Iterator[int]:
    column = 1
    for columns in table.iter(f"{_TABLE}table-column"):
        times = min(_count(columns, "number-columns-repeated"), _LAST_COLUMN)
        if columns.get(f"{_TABLE}visibility", "visible") != "visible":
            yield from range(column, column + times)
        column += times


def _rows(table: Element) -> Iterator[Element]:
    for element in table:
        if element.tag == f"{_TABLE}table-row":
            yield element
        elif element.tag in _ROWS_IN:
            yield from _rows(element)


def _count(element: Element, name: str) -> int:
    text = element.get(_TABLE + name, "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def _boxed_in(cell: Element) -> Iterator[str]:
    """The lines of the text boxes that a cell holds."""
    for shape in cell:
        if str(shape.tag).startswith(_DRAW) and shape.tag != _CONTROL:
            yield from (line for line in _container_lines(shape) if line.strip())


def _cell_text(cell: Element, *, boxes: bool = True) -> str:
    """What a cell says, with its text `boxes` or without; a typed date as the date, whatever its format makes of it."""
    text = "\n".join(_container_lines(cell, boxes=boxes)).strip("\n")
    if not text.strip() and (shown := next(cell.iter(*OBJECTS, IMAGE), None)) is not None:
        return PICTURE if shown.tag == IMAGE else OBJECT
    if cell.get(f"{_OFFICE}value-type") == "boolean":
        return "是" if cell.get(f"{_OFFICE}boolean-value") == "true" else "否"
    if text in _TRUTHS and f"{_OFFICE}value" in cell.attrib:  # LibreOffice's own, of a formula
        return _TRUTHS[text]
    date = cell.get(f"{_OFFICE}date-value", "")
    if date and "年" not in text:
        return date.partition("T")[0]
    return text


def _container_lines(container: Element, *, boxes: bool = True) -> Iterator[str]:
    """The lines of a cell or text box, nested tables and lists included, and other text boxes, or only controls."""
    for element in container:
        if element.tag in _PARAGRAPHS:
            yield from _lines(element)
        elif element.tag == f"{_TABLE}table":
            for row in _rows(element):
                said = ["\n".join(_container_lines(cell)) for cell in row if cell.tag == _CELL]
                yield "\t".join(text for text in said if text)
        elif element.tag in _LISTS or element.tag == _CONTROL or (boxes and str(element.tag).startswith(_DRAW)):
            yield from _container_lines(element)


def _lines(paragraph: Element) -> list[str]:
    """A paragraph's own line, then those of the text boxes anchored in it."""
    pieces: list[str] = []
    boxes: list[Element] = []
    _inline(paragraph, pieces, boxes)
    return ["".join(pieces), *(line for box in boxes for line in _container_lines(box) if line.strip())]


def _inline(element: Element, pieces: list[str], boxes: list[Element]) -> None:
    pieces.append(_collapsed(element.text))
    for child in element:
        tag = child.tag
        if tag == f"{_TEXT}s":
            pieces.append(" " * min(int(child.get(f"{_TEXT}c", "1") or 1), 1000))
        elif tag == f"{_TEXT}tab":
            pieces.append("\t")
        elif tag == f"{_TEXT}line-break":
            pieces.append("\n")
        elif tag in _BOXES:
            boxes.append(child)
        elif tag == f"{_TEXT}note":
            body = child.find(f"{_TEXT}note-body")
            pieces.append(note(" ".join(_container_lines(child if body is None else body))))
        elif tag not in _GONE and tag not in _GONE_TOO and isinstance(tag, str):
            _inline(child, pieces, boxes)
        pieces.append(_collapsed(child.tail))


def _collapsed(text: str | None) -> str:
    """White space in the file is layout of the XML; real blanks have elements of their own."""
    if not text:
        return ""
    return text if text.isprintable() else text.replace("\r", "").replace("\n", "").replace("\t", " ")
