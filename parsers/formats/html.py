"""Web pages (Word's and WPS's, sheets saved as such, a table in a mail's body, MHTML) → paragraphs and grids."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

from parsers.form.columns import find_header
from parsers.form.grid import MAX_CELLS, MAX_ROWS, MAX_SPAN, OBJECT, PICTURE, Cell, Document, Grid
from parsers.form.refusal import broken, too_large
from parsers.formats.package import Element
from parsers.formats.web_counters import counts, write_counters
from parsers.formats.web_lists import write_numbers
from parsers.formats.web_marks import has_marks, write_marks

_BLOCKS = frozenset(
    ("p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "section", "article", "blockquote", "tr", "dd")
)
_GONE = frozenset(("script", "style", "head", "title", "noscript", "template", "del", "s", "strike", "rt", "rp"))
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]{2,20})""", re.IGNORECASE)
_SHEET = re.compile(r"sheet\d+\.html?$", re.IGNORECASE)  # as Excel and WPS call them
_SPACE = re.compile(r"[ \t\r\n\f]+")
_JOTTING = 3  # rows of a table in a cell that are a note of the cell's
_ANCHOR = "\x01"  # LibreOffice leaves one behind a control
_GBK = ("gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936")


def read(content: bytes) -> Document:
    """A web page as a document. Raises RefusalError."""
    page = _Page()
    return Document(
        blocks=tuple(block for source in map(_text, _pages(content)) for block in page.blocks(_tree(source)))
    )


def _tree(source: str) -> Element:
    """A page with what is drawn written into it."""
    parser = lxml_html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root: Element = lxml_html.fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise broken("网页内容为空或已损坏") from error
    if has_marks(source):
        write_marks(root)
    write_numbers(root)
    if counts(source):
        write_counters(root)
    return root


def _pages(content: bytes) -> list[bytes]:
    """The page in a web archive (MHTML), or the content itself; of a workbook saved as one, whose page is a frame, its
    sheets."""
    if b"mime-version" not in content[:4096].lower():
        return [content]
    message = email.message_from_bytes(content, policy=email.policy.default)
    pages = [
        (part.get("Content-Location", ""), part.get_payload(decode=True))
        for part in message.walk()
        if part.get_content_type() == "text/html"
    ]
    found = [(place, page) for place, page in pages if isinstance(page, bytes)]
    sheets = [page for place, page in found if _SHEET.search(place)]
    if found and sheets and b"<frameset" in found[0][1].lower():
        return sheets
    return [page for _, page in found[:1]] or [content]


def _text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", "replace")
    else:
        found = _CHARSET.search(content[:4096])
        charset = found[1].decode("ascii").lower() if found else "utf-8"
        text = _decoded(content, "gb18030" if charset in _GBK else charset)
    return re.sub(r"^\s*<\?xml[^>]*>", "", text.lstrip("\ufeff"))


def _decoded(content: bytes, charset: str) -> str:
    """The text in the charset the page names; where that is untrue, in the one that fits."""
    for one in (charset, "utf-8", "gb18030"):
        try:
            return content.decode(one)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("gb18030", "replace")


class _Page:
    """The blocks of a page in order; its tables are counted."""

    def __init__(self) -> None:
        self.tables = 0
        self.line: list[str] = []

    def blocks(self, root: Element) -> Iterator[str | Grid]:
        yield from self._walk(root)
        yield from self._finished()

    def _walk(self, element: Element) -> Iterator[str | Grid]:
        self.line.append(_SPACE.sub(" ", element.text or ""))
        for child in element:
            tag = child.tag
            if not isinstance(tag, str) or _is_gone(child):
                pass
            elif tag == "table":
                yield from self._finished()
                yield from self._table(child)
            elif tag == "br":
                yield from self._finished()
            else:
                if tag in _BLOCKS:
                    yield from self._finished()
                yield from self._walk(child)
                if tag in _BLOCKS:
                    yield from self._finished()
            self.line.append(_SPACE.sub(" ", child.tail or ""))

    def _finished(self) -> Iterator[str]:
        text = "".join(self.line).replace("\xa0", " ").strip()
        self.line = []
        if text:
            yield text

    def _table(self, table: Element) -> Iterator[str | Grid]:
        """A table as a grid; one that only lays out a page as the blocks in its cells."""
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
        grid = _grid(rows, f"表{self.tables + 1}")
        if _holds_tables(table) and find_header(grid.lines()) is None:
            for row in rows:
                for cell in row.iterchildren("td", "th"):
                    yield from self._walk(cell)
                    yield from self._finished()
        elif rows:
            self.tables += 1
            yield grid


def _holds_tables(table: Element) -> bool:
    """Whether tables stand in a table that are more than jottings."""
    return any(len(nested.findall(".//tr")) > _JOTTING for nested in table.iter("table") if nested is not table)


def _grid(rows: list[Element], name: str) -> Grid:
    """The grid of table rows, laid out as a browser does."""
    if len(rows) > MAX_ROWS:
        raise too_large(f"表格有 {len(rows)} 行")
    cells: list[Cell] = []
    taken: dict[int, int] = {}  # column → last row a cell from above reaches
    ends: list[int] = []
    for number, row in enumerate(rows, start=1):
        column = 1
        for cell in row.iterchildren("td", "th"):
            while taken.get(column, 0) >= number:
                column += 1
            depth = _count(cell.get("rowspan"), MAX_ROWS) or len(rows) - number + 1
            columns = max(1, _count(cell.get("colspan"), MAX_SPAN))
            cells.append(Cell(row=number, column=column, text=_cell_text(cell), rows=depth, columns=columns))
            taken.update(dict.fromkeys(range(column, column + columns), number + depth - 1))
            column += columns
        ends.append(max([column - 1, *(one for one, last in taken.items() if last >= number)]))
        if len(cells) > MAX_CELLS:
            raise too_large(f"表格超过 {MAX_CELLS} 个单元格")
    usual = max(set(ends), key=lambda end: (ends.count(end), end), default=0)
    short = frozenset(number for number, end in enumerate(ends, start=1) if end < usual)
    unseen = frozenset(number for number, row in enumerate(rows, start=1) if _is_gone(row))
    return Grid(name=name, cells=tuple(cells), short=short, unseen=unseen)


def _count(text: str | None, most: int) -> int:
    """A span; 1 where none is given, 0 (to the end) only where it is."""
    text = (text or "1").strip()
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def _cell_text(cell: Element) -> str:
    if _is_gone(cell):
        return ""
    pieces: list[str] = []
    _inline(cell, pieces)
    whole = "".join(pieces).replace("\xa0", " ").replace(_ANCHOR, "")
    lines = (_SPACE.sub(" ", line).strip(" ") for line in whole.split("\x00"))
    text = re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip("\n")
    shown = None if text.strip() else next(cell.iter("img", "object", "embed"), None)
    return text if shown is None else PICTURE if shown.tag == "img" else OBJECT


def _inline(element: Element, pieces: list[str]) -> None:
    """The text of an element; NUL where a line ends."""
    pieces.append(element.text or "")
    for child in element:
        if isinstance(child.tag, str) and not _is_gone(child):
            own_line = child.tag in _BLOCKS or child.tag == "table"
            pieces.append("\x00" if own_line or child.tag == "br" else " " if child.tag == "td" else "")
            if child.tag in ("input", "select"):
                pieces.append(_control(child))
            else:
                _inline(child, pieces)
            pieces.append("\x00" if own_line else "")
        pieces.append(child.tail or "")


def _control(element: Element) -> str:
    """What a control of a page's form shows: what was typed, the options chosen, a box ticked or not."""
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [one for one in options if "selected" in one.attrib] or options[:1]
        return "、".join(" ".join(str(text) for text in one.itertext()).strip() for one in chosen)
    kind = element.get("type", "text").lower()
    if kind in ("checkbox", "radio"):
        return "☑" if "checked" in element.attrib else "☐"
    return (
        element.get("value", "") if kind in ("text", "number", "date", "month", "tel", "url", "email", "search") else ""
    )


def _is_gone(element: Element) -> bool:
    """Whether an element is not shown: scripts, deleted or hidden text."""
    return element.tag in _GONE or "hidden" in element.attrib
