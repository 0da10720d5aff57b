"""Excel in XML (xlsx, xlsm, Strict, WPS .et saved as such) → one grid per sheet, sparse."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from lxml import etree

from parsers.form.grid import MAX_CELLS, MAX_ROWS, PICTURE, UNCOUNTED, Cell, Document, Grid, column_of
from parsers.form.refusal import broken, too_large
from parsers.formats.floating import Floating, add_floating, covered_by, floating_over
from parsers.formats.looks import without_looks
from parsers.formats.margins import lines_of_sheet, with_lines
from parsers.formats.numbers import shown, usual_format
from parsers.formats.package import Element, Package, parse_xml
from parsers.formats.plain_cells import PlainCells, sheet_of, strings_of
from parsers.formats.symbols import STRUCK, in_font, symbol_font

_MAX_SHEETS = 200
_MAX_MERGES = 20_000
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_ALONE = (1, 1)
_DIGITS = 9  # that a number of a part may have; Python refuses those of thousands
_PLACE = r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})"
_AREA = re.compile(rf"{_PLACE}(?::(?:{_PLACE})?)?")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MARKED = (b"rP", b"\0")  # of strings: fonts that may say something (rPr), guides (rPh); two bytes a character
_PICTURE = re.compile(r"=?(?:_xlfn\.)?DISPIMG\(", re.IGNORECASE)


def read(package: Package, main: str, book: Element) -> Document:
    """An Excel package as a document; `book` is its main part. Raises RefusalError."""
    relations = package.relations(main)
    parts = {kind: part for kind, part in relations.values() if kind in ("sharedStrings", "styles")}
    texts = _shared_strings(package, parts.get("sharedStrings", ""))
    styles = package.xml(parts["styles"]) if parts.get("styles", "") in package and parts.get("styles") else None
    properties = book.find("{*}workbookPr")
    epoch_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    reader = _Reader(texts=texts, formats=_formats(styles), drawn=_drawn_styles(styles), epoch_1904=epoch_1904)
    blocks: list[str | Grid] = []
    for name, hidden, part in _sheets(book, relations):
        if part not in package:
            continue
        content = package.read(part)
        root, plain = (parse_xml(content), None) if reader.drawn else sheet_of(content)
        if root.tag.endswith("}worksheet"):
            floating = floating_over(package, part, root)
            sheet = reader.sheet(root, plain, name=name, hidden=hidden, floating=floating)
            blocks += with_lines(sheet, list(_page_lines(root)))
    return Document(blocks=tuple(blocks), issued=package.issued())


def _sheets(book: Element, relations: dict[str, tuple[str, str]]) -> Iterator[tuple[str, bool, str]]:
    sheets = list(book.iterfind("{*}sheets/{*}sheet"))
    if len(sheets) > _MAX_SHEETS:
        raise too_large(f"工作簿有 {len(sheets)} 张工作表")
    if not sheets:
        raise broken("工作簿中没有工作表")
    for sheet in sheets:
        key = next((str(value) for name, value in sheet.items() if str(name).endswith("}id")), "")
        _, part = relations.get(key, ("", ""))
        yield _unescaped(sheet.get("name", "")), sheet.get("state", "visible") != "visible", part


def _shared_strings(package: Package, part: str) -> list[str]:
    if part not in package or not part:
        return []
    content = without_looks(package.read(part))
    if (plain := strings_of(content)) is not None:
        return plain
    read = _rich if any(mark in content for mark in _MARKED) else _plain
    return [read(item) for item in parse_xml(content).iterchildren("{*}si")]


def _rich(item: Element) -> str:
    """The text of a plain or rich string as its fonts draw it, without the phonetic guides."""
    if len(item) == 1 and len(only := item[0]) == 0:
        return _unescaped(only.text or "")
    fonts = [_drawn_as(run.find("{*}rPr")) for run in item.iterchildren("{*}r")]
    if any(fonts):
        runs = zip(item.iterchildren("{*}r"), fonts, strict=True)
        return "".join(in_font(_unescaped(run.findtext("{*}t") or ""), font) for run, font in runs)
    guides = {t for guide in item.iterchildren("{*}rPh") for t in guide}
    return _plain(item, guides)


def _plain(item: Element, guides: Container[Element] = ()) -> str:
    """The text of a string whose fonts say nothing, without that of its `guides`."""
    if len(item) == 1 and len(only := item[0]) == 0:
        return _unescaped(only.text or "")
    text: str = etree.tostring(item, method="text", encoding="unicode", with_tail=False)
    if guides or "\n" in text or "_x" in text:  # a line break may be layout of the XML, outside its texts
        return "".join([_unescaped(t.text or "") for t in item.iter("{*}t") if t not in guides])
    return _unescaped(text)


def _drawn_as(font: Element | None) -> str:
    """What a font makes of its text: `STRUCK`, the name of a symbol font, "" where it is read as it is."""
    mark = None if font is None else font.find("{*}strike")
    if mark is not None and mark.get("val", "1") not in ("0", "false"):
        return STRUCK
    name = None if font is None else next(font.iterchildren("{*}rFont", "{*}name"), None)
    return symbol_font("" if name is None else name.get("val", ""))


def _unescaped(text: str) -> str:
    """Excel writes characters that XML cannot hold as _x000D_, and the like of it as _x005F_x000D_."""
    if "_x" in text:
        text = _ESCAPE.sub(lambda found: _meant(int(found[1], 16)), text)
        text = text.encode("utf-16", "surrogatepass").decode(
            "utf-16", "ignore"
        )  # two halves of one sign are two escapes
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _meant(code: int) -> str:
    """A character escaped; a control character says nothing but for tab and line feed."""
    return chr(code) if code >= 32 or code in (9, 10) else ""


def _drawn_styles(root: Element | None) -> dict[str, str]:
    """The cell styles whose font strikes out or draws signs, and which it does."""
    if root is None or not _may_draw(root):
        return {}
    fonts = [_drawn_as(font) for font in root.iterfind("{*}fonts/{*}font")]
    styles = root.iterfind("{*}cellXfs/{*}xf") if any(fonts) else ()
    drawn = {str(n): _nth(fonts, style.get("fontId", "0")) for n, style in enumerate(styles)}
    return {style: font for style, font in drawn.items() if font}


def _nth(texts: Sequence[str], number: str) -> str:
    """The text of a number as a file names it, from 0; "" if there is none."""
    valid = number.isascii() and number.isdigit() and len(number) <= _DIGITS and int(number) < len(texts)
    return texts[int(number)] if valid else ""


def _may_draw(root: Element) -> bool:
    """Whether any font strikes out or draws signs."""
    names = (name.get("val", "") for name in root.iter("{*}name", "{*}rFont"))
    return next(root.iter("{*}strike"), None) is not None or any(map(symbol_font, names))


def _formats(root: Element | None) -> list[str]:
    """The number format of each cell style."""
    if root is None:
        return []
    own = {one.get("numFmtId", ""): one.get("formatCode", "") for one in root.iterfind("{*}numFmts/{*}numFmt")}
    styles = root.find("{*}cellXfs")
    ids = [] if styles is None else [style.get("numFmtId", "0") for style in styles.iterchildren("{*}xf")]
    return [own.get(number) or usual_format(number) for number in ids]


@dataclass(slots=True, kw_only=True)
class _Reader:
    """What the cells of a workbook refer to."""

    texts: list[str]
    formats: list[str]
    drawn: dict[str, str]  # cell styles whose font strikes out or draws signs
    epoch_1904: bool

    def sheet(
        self, root: Element, plain: PlainCells | None, *, name: str, hidden: bool, floating: Sequence[Floating] = ()
    ) -> Sequence[str | Grid]:
        """A sheet as a grid: the cells with text, and the merged ones; what floats over a cell is the cell's, other text boxes
        stand before it."""
        texts, unseen = self._texts(root, plain)
        merges = dict(_merges(root))
        aside = add_floating(texts, floating, merges)
        for covered in covered_by(texts, merges):
            del texts[covered]
        grid = Grid(
            name=name,
            cells=_cells(texts, merges),
            sheet=True,
            hidden=hidden,
            unseen=frozenset(unseen),
            unseen_columns=frozenset(_unseen_columns(root)),
        )
        return (*aside, grid)

    def _texts(self, root: Element, plain: PlainCells | None) -> tuple[dict[tuple[int, int], str], list[int]]:
        """The texts by place, and the rows that nobody sees."""
        found: dict[tuple[int, int], str] = {}
        unseen: list[int] = []
        rows: list[int] = []  # of each plain cell
        for row, element in _rows(root):
            if _is_unseen(element, "ht"):
                unseen.append(row)
            if plain:
                rows += [row] * len(element.text or "")
                continue
            column = 0
            for cell in element:
                reference = cell.get("r")
                column = (reference and _column(reference)) or column + 1
                if len(cell) and (text := self._value(cell, cell[-1], cell.get("t", "n"))):
                    found[row, column] = text
            if len(found) > MAX_CELLS:
                raise too_large(f"工作表超过 {MAX_CELLS} 个单元格")
        return plain.texts(rows, _column, self._reading) if plain else found, unseen

    def _reading(self, kind: str, style: str) -> Callable[[str], str]:
        """How the values of plain cells of a kind and style are read."""
        if kind == "n":
            code = self._format(style)
            return lambda text: shown(text, code, epoch_1904=self.epoch_1904)
        return self._shared if kind == "s" else partial(self._typed, kind, style=style)

    def _value(self, cell: Element, last: Element, kind: str) -> str:
        """What a cell says; its `last` child mostly does."""
        if kind == "inlineStr":
            inline = last if last.tag.endswith("}is") else cell.find("{*}is")
            if inline is None:
                return ""
            said = _rich(inline)
            return in_font(said, self.drawn.get(cell.get("s", "0"), "")) if self.drawn else said
        if kind == "e" and cell.get("vm"):  # a picture put into the cell itself
            return PICTURE
        value = last if last.tag.endswith("}v") else cell.find("{*}v")
        if value is None or not (value.text or kind == "str"):  # perhaps a formula that no program has counted
            return UNCOUNTED if cell.find("{*}f") is not None else ""
        said = (
            self._shared(value.text or "") if kind == "s" else self._typed(kind, value.text or "", cell.get("s", "0"))
        )
        return in_font(said, self.drawn.get(cell.get("s", "0"), "")) if self.drawn else said

    def _shared(self, number: str) -> str:
        return _nth(self.texts, number)

    def _typed(self, kind: str, text: str, style: str) -> str:
        """What a value shows, by the kind of its cell."""
        if kind == "b":
            return "是" if text == "1" else "否" if text else ""
        if kind == "n" and text:
            return shown(text, self._format(style), epoch_1904=self.epoch_1904)
        return PICTURE if _PICTURE.match(text) else _unescaped(text)

    def _format(self, style: str) -> str:
        """The number format of a cell style."""
        return _nth(self.formats, style)


def _cells(texts: dict[tuple[int, int], str], merges: dict[tuple[int, int], tuple[int, int]]) -> tuple[Cell, ...]:
    """The cells with text, and the merged ones without in the rows of these."""
    empty = {place: size for place, size in merges.items() if place not in texts}
    used = {row for row, _ in texts} if empty or len(texts) > MAX_ROWS else set()
    if len(used) > MAX_ROWS:
        raise too_large(f"工作表超过 {MAX_ROWS} 行")
    # there are many, so they are made without the call that a named tuple makes for each
    said = [tuple.__new__(Cell, (*place, text, *merges.get(place, _ALONE))) for place, text in texts.items()]
    return (*said, *(Cell(*place, "", *size) for place, size in empty.items() if place[0] in used))


def _is_unseen(element: Element, size: str) -> bool:
    """Whether a row or some columns are hidden, or made so small that none sees them."""
    return element.get("hidden") in ("1", "true") or element.get(size) in ("0", "0.0")


def _unseen_columns(root: Element) -> Iterator[int]:
    for columns in root.iterfind("{*}cols/{*}col"):
        if _is_unseen(columns, "width"):
            first = _ordinal(columns.get("min"), 1, _LAST_COLUMN)
            yield from range(first, _ordinal(columns.get("max"), first, _LAST_COLUMN) + 1)


def _rows(root: Element) -> Iterator[tuple[int, Element]]:
    """The rows of a sheet with their numbers."""
    row = 0
    data = root.find("{*}sheetData")
    for element in data if data is not None else ():
        row = _ordinal(element.get("r"), row + 1, _LAST_ROW)
        yield row, element


def _ordinal(text: str | None, default: int, last: int) -> int:
    number = int(text) if text and text.isdecimal() and len(text) < 9 else default
    if number > last:
        raise broken("单元格位置超出工作表范围")
    return number


@lru_cache(maxsize=2048)
def _column(reference: str) -> int:
    """The column of a cell's reference, 0 for none."""
    letters = reference.rstrip("0123456789")
    if not (letters.isascii() and letters.isalpha()) or len(letters) > 3:
        return 0
    return min(column_of(letters), _LAST_COLUMN)


def _merges(root: Element) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where each merged area begins, and how many rows and columns it covers."""
    areas = root.findall("{*}mergeCells/{*}mergeCell")
    if len(areas) > _MAX_MERGES:
        raise too_large(f"工作表有 {len(areas)} 处合并单元格")
    for area in areas:
        if corners := _AREA.fullmatch(area.get("ref", "")):
            left, top, right, bottom = _column(corners[1]), int(corners[2]), corners[3], corners[4]
            size = (int(bottom) - top + 1, _column(right) - left + 1) if right else _ALONE
            yield (top, left), (max(1, size[0]), max(1, size[1]))


def _page_lines(root: Element) -> Iterator[str]:
    """The lines of a sheet's page headers and footers."""
    for codes in root.iterfind("{*}headerFooter/*"):
        # openpyxl writes the end of a line there as a carriage return
        yield from lines_of_sheet(_unescaped((codes.text or "").replace("_x000D_", "\n")))
