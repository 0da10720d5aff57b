"""docx, docm and Strict OOXML → blocks. Inserted text counts, deleted does not; content controls,
smart tags, fields and nested tables are read where they stand."""

from __future__ import annotations

from lxml import etree

from ledger.model import Field
from parsers.grid import MAX_COLUMNS, MAX_ROWS, Block, Cell, Document, UnreadableError, filled
from parsers.package import Package

_SKIPPED = {
    "del",
    "moveFrom",
    "delText",
    "instrText",
    "pPr",
    "rPr",
    "tcPr",
    "Fallback",
    "footnoteReference",
    "drawing",
    "pict",
    "object",
    "rt",
}
_SPACES = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_THROUGH = {"ins", "moveTo", "sdt", "sdtContent", "smartTag", "customXml", "AlternateContent", "Choice"}


def read(content: bytes) -> Document:
    """The blocks of a Word document in order. Raises UnreadableError."""
    package = Package(content)
    body = next((child for child in package.xml(package.main()) if _name(child) == "body"), None)
    if body is None:
        raise UnreadableError("文件中没有正文，请重新保存后发送")
    blocks: list[Block] = []
    tables = 0
    for child in _children(body):
        if _name(child) == "tbl":
            tables += 1
            blocks.append(_table(child, f"表{tables}"))
        elif _name(child) == "p":
            text = _text(child)
            blocks += [Field(text=line) for line in text.split("\n") if line.strip()]
            for box in _boxes(child):
                blocks.append(Field(text=box))
    return Document(tuple(blocks), package.issued())


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _children(element: etree._Element) -> list[etree._Element]:
    """Children, seen through insertions, content controls and the like."""
    found: list[etree._Element] = []
    for child in element:
        name = _name(child)
        if name in _THROUGH:
            found += _children(child)
        elif name and name not in _SKIPPED:
            found.append(child)
    return found


def _text(element: etree._Element) -> str:
    """The text of a paragraph, a run or anything inside."""
    parts: list[str] = []
    for child in _children(element):
        name = _name(child)
        if name == "t":
            parts.append(child.text or "")
        elif name in _SPACES:
            parts.append(_SPACES[name])
        elif name == "p":
            parts.append(_text(child) + "\n")
        elif name == "sym":
            parts.append(
                "√"
                if (child.get(f"{{{etree.QName(child).namespace}}}char") or "").upper()
                in ("F0FC", "F052", "F0FE", "00FC")
                else "□"
            )
        else:
            parts.append(_text(child))
    return "".join(parts)


def _boxes(paragraph: etree._Element) -> list[str]:
    """Texts of the text boxes anchored in a paragraph, once each."""
    texts = [_text(box).strip() for box in paragraph.iter("{*}txbxContent")]
    return [text for text in dict.fromkeys(texts) if text]


def _attribute(element: etree._Element | None, name: str) -> str | None:
    if element is None:
        return None
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), None)


def _count(element: etree._Element | None, path: str) -> int:
    found = element.find(path) if element is not None else None
    try:
        return max(0, min(int(_attribute(found, "val") or 0), MAX_COLUMNS))
    except ValueError:
        return 0


def _table(table: etree._Element, label: str) -> Block:
    cells: dict[tuple[int, int], Cell] = {}
    rows = [row for row in _children(table) if _name(row) == "tr" and row.find("{*}trPr/{*}del") is None]
    if len(rows) > MAX_ROWS:
        raise UnreadableError(f"{label}行数过多")
    for number, row in enumerate(rows):
        column = _count(row.find("{*}trPr"), "{*}gridBefore")
        for cell in (child for child in _children(row) if _name(child) == "tc"):
            properties = cell.find("{*}tcPr")
            width = _count(properties, "{*}gridSpan") or 1
            merge = properties.find("{*}vMerge") if properties is not None else None
            above = cells.get((number - 1, column))
            continued = (
                merge is not None and (_attribute(merge, "val") or "continue") == "continue" and above is not None
            )
            made = above if continued and above else Cell(_text(cell).strip("\n"), f"{label}第{number + 1}行")
            for reach in range(column, min(column + width, MAX_COLUMNS)):
                cells[number, reach] = made
            column += width
    return filled(cells, label)
