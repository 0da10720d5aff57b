"""xlsx and xlsm → blocks, one table a visible sheet. Sparse: a cell at the far corner costs nothing."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from lxml import etree

from parsers.grid import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Block, Cell, Document, Grid
from parsers.package import Package

_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  a sheet's dates have no zone
_PLAIN = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


def read(content: bytes) -> Document:
    """The visible sheets of a workbook in order. Raises UnreadableError."""
    package = Package(content)
    main = package.main()
    book = package.xml(main)
    parts = package.targets(main, "worksheet")
    strings = _strings(package, main)
    dates = _date_styles(package, main)
    blocks: list[Block] = []
    for sheet in book.iterfind("{*}sheets/{*}sheet"):
        part = next(
            (
                parts[str(value)]
                for key, value in sheet.attrib.items()
                if str(key).endswith("}id") and str(value) in parts
            ),
            "",
        )
        if part in package and sheet.get("state") in (None, "visible"):
            blocks.append(_sheet(package.xml(part), str(sheet.get("name", "")), strings, dates))
    return Document(tuple(blocks), package.issued())


def _strings(package: Package, main: str) -> list[str]:
    part = next(iter(package.targets(main, "sharedStrings").values()), "")
    return [_rich(item) for item in package.xml(part).iterfind("{*}si")] if part in package else []


def _rich(item: etree._Element) -> str:
    """Rich text without its phonetic readings."""
    return "".join(t.text or "" for t in item.iterfind("{*}t")) + "".join(
        t.text or "" for t in item.iterfind("{*}r/{*}t")
    )


def _date_styles(package: Package, main: str) -> set[int]:
    """Numbers of the cell styles that show a number as a date."""
    part = next(iter(package.targets(main, "styles").values()), "")
    if part not in package:
        return set()
    styles = package.xml(part)
    formats = {int(f.get("numFmtId", 0)): str(f.get("formatCode", "")) for f in styles.iterfind("{*}numFmts/{*}numFmt")}
    shown = {
        number for number, code in formats.items() if re.search(r"[ymdh年月日]", _PLAIN.sub("", code.lower()))
    } | _DATES
    return {
        number for number, xf in enumerate(styles.iterfind("{*}cellXfs/{*}xf")) if int(xf.get("numFmtId", 0)) in shown
    }


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _letters(column: int) -> str:
    name, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _sheet(sheet: etree._Element, name: str, strings: list[str], dates: set[int]) -> Grid:
    texts: dict[tuple[int, int], str] = {}
    for cell in sheet.iterfind("{*}sheetData/{*}row/{*}c"):
        found = _CELL.fullmatch(cell.get("r", ""))
        if not found:
            continue
        at = int(found[2]) - 1, _column(found[1])
        if (
            at[0] < MAX_ROWS
            and at[1] < MAX_COLUMNS
            and len(texts) < MAX_CELLS
            and (text := _value(cell, strings, dates))
        ):
            texts[at] = text
    if not texts:
        return Grid(())
    height, width = max(row for row, _ in texts) + 1, max(column for _, column in texts) + 1
    cells = {at: Cell(text, f"{name}!{_letters(at[1])}{at[0] + 1}") for at, text in texts.items()}
    for merged in sheet.iterfind("{*}mergeCells/{*}mergeCell"):
        _spread(merged.get("ref", ""), cells, height, width, name)
    rows = tuple(
        tuple(cells.get((row, column)) or Cell("", f"{name}!{_letters(column)}{row + 1}") for column in range(width))
        for row in range(height)
    )
    return Grid(rows)


def _spread(ref: str, cells: dict[tuple[int, int], Cell], height: int, width: int, name: str) -> None:
    """A merged area has one cell everywhere, cut to what the sheet uses."""
    ends = [_CELL.fullmatch(end) for end in ref.split(":")]
    if len(ends) != 2 or not all(ends):
        return
    (top, left), (bottom, right) = [(int(end[2]) - 1, _column(end[1])) for end in ends if end]
    made = cells.get((top, left)) or Cell("", f"{name}!{_letters(left)}{top + 1}")
    for row in range(top, min(bottom + 1, height)):
        for column in range(left, min(right + 1, width)):
            cells[row, column] = made


def _value(cell: etree._Element, strings: list[str], dates: set[int]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find("{*}is")
        return _rich(inline) if inline is not None else ""
    value = cell.find("{*}v")
    text = (value.text or "") if value is not None else ""
    if kind == "s":
        return strings[int(text)] if text.isdigit() and int(text) < len(strings) else ""
    if kind == "b":
        return "是" if text == "1" else "否"
    if kind != "n" or not text:
        return text
    return _number(text, shown_as_date=int(cell.get("s", 0)) in dates)


def _number(text: str, *, shown_as_date: bool) -> str:
    try:
        number = float(text)
        if shown_as_date and 0 < number < 100_000:
            at = _EPOCH + timedelta(days=number)
            return f"{at.year}年{at.month}月{at.day}日"
        return str(int(number)) if number.is_integer() else repr(number)
    except (ValueError, OverflowError):
        return text
