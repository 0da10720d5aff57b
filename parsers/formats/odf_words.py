"""The text of OpenDocument as its reader sees it: of paragraphs, cells and text boxes."""

from __future__ import annotations

from collections.abc import Iterator

from parsers.form.grid import OBJECT, PICTURE
from parsers.form.notes import note
from parsers.formats.odf_drawn import IMAGE, OBJECTS
from parsers.formats.package import Element

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
CELL = f"{_TABLE}table-cell"
_ROWS_IN = (f"{_TABLE}table-header-rows", f"{_TABLE}table-rows", f"{_TABLE}table-row-group")
PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_LISTS = tuple(
    _TEXT + name for name in ("list", "list-item", "list-header", "section", "index-body", "numbered-paragraph")
)
_CONTROL = f"{_DRAW}control"
BOXES = (f"{_DRAW}text-box", f"{_DRAW}custom-shape")
# Said beside the text, or no longer said.
GONE = (
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
_TRUTHS = {"TRUE": "是", "FALSE": "否"}


def rows_of(table: Element) -> Iterator[Element]:
    """The rows of a table, those in groups included."""
    for element in table:
        if element.tag == f"{_TABLE}table-row":
            yield element
        elif element.tag in _ROWS_IN:
            yield from rows_of(element)


def boxed_in(cell: Element) -> Iterator[str]:
    """The lines of the text boxes that a cell holds."""
    for shape in cell:
        if str(shape.tag).startswith(_DRAW) and shape.tag != _CONTROL:
            yield from (line for line in container_lines(shape) if line.strip())


def cell_text(cell: Element, *, boxes: bool = True) -> str:
    """What a cell says, with its text `boxes` or without; a typed date as the date, whatever its format makes of it."""
    text = "\n".join(container_lines(cell, boxes=boxes)).strip("\n")
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


def container_lines(container: Element, *, boxes: bool = True) -> Iterator[str]:
    """The lines of a cell or text box, nested tables and lists included, and other text boxes, or only controls."""
    for element in container:
        if element.tag in PARAGRAPHS:
            yield from lines_of(element)
        elif element.tag == f"{_TABLE}table":
            for row in rows_of(element):
                said = ["\n".join(container_lines(cell)) for cell in row if cell.tag == CELL]
                yield "\t".join(text for text in said if text)
        elif element.tag in _LISTS or element.tag == _CONTROL or (boxes and str(element.tag).startswith(_DRAW)):
            yield from container_lines(element)


def lines_of(paragraph: Element) -> list[str]:
    """A paragraph's own line, then those of the text boxes anchored in it."""
    pieces: list[str] = []
    boxes: list[Element] = []
    _inline(paragraph, pieces, boxes)
    return ["".join(pieces), *(line for box in boxes for line in container_lines(box) if line.strip())]


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
        elif tag in BOXES:
            boxes.append(child)
        elif tag == f"{_TEXT}note":
            body = child.find(f"{_TEXT}note-body")
            pieces.append(note(" ".join(container_lines(child if body is None else body))))
        elif tag not in GONE and tag not in _GONE_TOO and isinstance(tag, str):
            _inline(child, pieces, boxes)
        pieces.append(_collapsed(child.tail))


def _collapsed(text: str | None) -> str:
    """White space in the file is layout of the XML; real blanks have elements of their own."""
    if not text:
        return ""
    return text if text.isprintable() else text.replace("\r", "").replace("\n", "").replace("\t", " ")
