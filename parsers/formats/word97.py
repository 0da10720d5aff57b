"""The text of a Word 97-2003 file (doc, Kingsoft wps) with the properties of its paragraphs.

[MS-DOC] in short: the text lies in pieces; a character's position in the file leads to pages of 512
bytes that say which formatting runs and paragraphs begin and end where.
"""

from __future__ import annotations

import bisect
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from parsers.form.refusal import RefusalError, broken
from parsers.formats.compound import Compound
from parsers.formats.symbols import PRIVATE, SYMBOL_FONTS, is_private, symbol
from parsers.formats.word97_lists import Lists
from parsers.formats.word97_styles import Styles

_MOST_CHARACTERS = 10_000_000
_PAGE = 512
_MOST_SHAPES = 2_000
_LENGTHS = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}  # of an operand, by its kind
_TABLE, _OLD_TABLE = 0xD608, 0xD606
_SYMBOL, _PICTURE, _FONT, _STYLE = 0x6A09, 0x6A03, 0x4A4F, 0x4A30
_LIST, _LEVEL = 0x460B, 0x260A  # the list of a paragraph, and how deep
_AS_STYLE, _UNLIKE_STYLE = 0x80, 0x81
_UNSEEN = (0x0800, 0x0837, 0x083C, 0x2A53)  # deleted, struck out, hidden, struck out twice
_HEAD_OF_FIELD, _TEXTS_OF_FIELD, _MOST_ENTRIES = 10, 5, 50
_CHECK_BOX, _UNDEFINED = 1, 25  # the kind of a form's field; its state where the default holds
_TABS = 0xC615
_FLAGS = {  # sprmPFInTable, sprmPFTtp, sprmPFInnerTableCell, sprmPFInnerTtp
    0x2416: "in_table",
    0x2417: "row_end",
    0x244B: "nested_cell_end",
    0x244C: "nested_row_end",
}
_ANCHORS, _BOX_TEXTS = 0x1DA, 0x25A  # plans of the header: of shapes, of text boxes' texts
_ANCHOR, _BOX_TEXT, _SHAPE_AT = 26, 22, 14  # bytes of an entry of each; where the latter names its shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """What the formatting of a paragraph's end mark says of tables."""

    in_table: bool = False
    row_end: bool = False
    depth: int = 0
    nested_row_end: bool = False
    nested_cell_end: bool = False
    table: bytes = b""  # the row's definition: edges and cells
    merges: tuple[tuple[int, int], ...] = ()  # (cell, vertical merge) set after the definition
    style: int = 0
    list: int | None = None  # the number of its list; None where the style tells
    level: int = 0


_PLAIN = Paragraph()
_Run = tuple[int, int, bytes]  # where it begins and ends in the stream, its properties


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """What the field of a form holds: whether its box is ticked, the entries of its list, the one chosen."""

    ticked: bool = False
    entries: tuple[str, ...] = ()
    chosen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    start: int  # first character
    offset: int  # where it lies in the WordDocument stream
    width: int  # bytes per character


class Word97:
    """An opened Word file: `text` (one character per position) and the paragraph that ends at a position."""

    def __init__(self, compound: Compound) -> None:
        self._main = compound.read("WordDocument")
        _check(self._main)
        flags = _u16(self._main, 0x0A)
        name = "1Table" if flags & 0x0200 else "0Table"
        if name not in compound:
            raise broken("缺少文档结构数据")
        self._table = compound.read(name)
        self._data = compound.read("Data") if "Data" in compound else b""
        counts = [_u32(self._main, 0x4C + 4 * index) for index in range(8)]
        self.length = counts[0]
        self.boxes = (sum(counts[:6]), sum(counts[:7]))  # where the text boxes' text lies
        self.headers = (sum(counts[:2]), sum(counts[:3]))  # and footers
        self._pieces, self.text = self._read_pieces(sum(counts))
        self._starts = [piece.start for piece in self._pieces]
        self._paragraphs = sorted(self._pages(0x102, 13), key=lambda run: run[0])
        self._ends = [start for start, _, _ in self._paragraphs]
        self._known: dict[bytes, Paragraph] = {}
        self.text = self._with_marks()
        self._held: dict[int, int] | None = None  # where what a form's field holds lies in the Data stream
        self.notes = {**self._notes(0xAA, sum(counts[:1]), counts[1]), **self._notes(0x20A, sum(counts[:5]), counts[5])}

    # --- text ---

    def _read_pieces(self, total: int) -> tuple[list[_Piece], str]:
        offset, size = _u32(self._main, 0x1A2), _u32(self._main, 0x1A6)
        clx = self._table[offset : offset + size]
        at = 0
        while at + 3 <= len(clx) and clx[at] == 1:
            at += 3 + _u16(clx, at + 1)
        if at + 5 > len(clx) or clx[at] != 2:
            raise broken("文字索引已损坏")
        plan = clx[at + 5 : at + 5 + _u32(clx, at + 1)]
        count = (len(plan) - 4) // 12
        if count <= 0 or total > _MOST_CHARACTERS:
            raise broken("文字索引已损坏")
        positions = struct.unpack_from(f"<{count + 1}I", plan)
        pieces, texts = [], []
        for index in range(count):
            length = min(positions[index + 1], total) - positions[index]
            if length <= 0:
                break
            piece = _piece(positions[index], _u32(plan, 4 * (count + 1) + 8 * index + 2))
            pieces.append(piece)
            texts.append(self._text_of(piece, length))
        return pieces, "".join(texts)

    def _text_of(self, piece: _Piece, length: int) -> str:
        raw = self._main[piece.offset : piece.offset + length * piece.width]
        if piece.width == 1:
            return raw.decode("cp1252", "replace").ljust(length)
        # One character per position, even where two make one sign: positions are what all else refers to.
        return "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw[: len(raw) // 2 * 2]))).ljust(length)

    def _with_marks(self) -> str:
        """The text with symbol characters drawn and what is not seen (deleted, hidden, struck out) blanked out (as NUL)."""
        fonts = self._fonts()
        unseen = self._styles.switched_on(_UNSEEN)
        signs = [struct.pack("<H", code) for code in (*_UNSEEN, _SYMBOL)]
        signs += [struct.pack("<HH", _STYLE, number) for number in unseen]
        signs += [
            struct.pack("<HH", _FONT, number) for number, font in enumerate(fonts) if font.lower() in SYMBOL_FONTS
        ]
        runs = self._pages(0xFA, 1)
        marks = [(*run, 0) for run in runs if any(sign in run[2] for sign in signs)]
        marks += self._in_styles(runs, unseen) if unseen else ()
        private = PRIVATE.search(self.text) is not None
        if not marks and not private:
            return self.text
        characters = list(self.text)
        for start, end, properties, style in marks:
            drawn, font = _drawn(properties, fonts, unseen, style)
            for position in self._positions(start, end) if drawn is not None or font else ():
                if position < len(characters) and (character := characters[position]) not in "\r\x07\x0c":
                    in_font = " " < character < "\u0100" or is_private(character)
                    sign = symbol(font, ord(character)) if font and in_font else character
                    characters[position] = drawn if drawn is not None else sign
        text = "".join(characters)
        return PRIVATE.sub(lambda found: symbol("", ord(found[0])), text) if private else text

    def _in_styles(self, runs: list[_Run], styles: Mapping[int, object]) -> Iterator[tuple[int, int, bytes, int]]:
        """The parts of runs that lie in paragraphs of some styles, with the style."""
        runs = sorted(runs)
        starts = [start for start, _, _ in runs]
        for first, last, properties in self._paragraphs:
            style = _u16(properties, 0)
            if style not in styles:
                continue
            for start, end, own in runs[
                max(0, bisect.bisect_right(starts, first) - 1) : bisect.bisect_left(starts, last)
            ]:
                yield max(start, first), min(end, last), own, style

    def number_of(self, paragraph: Paragraph) -> str:
        """The automatic number of a paragraph, "" if it has none; to be asked once for each, in order."""
        own, style = paragraph.list, self._styles
        if own is None:
            own = int.from_bytes(style.of_paragraph(paragraph.style, _LIST), "little")
        level = paragraph.level or int.from_bytes(style.of_paragraph(paragraph.style, _LEVEL), "little")
        return self._lists.number_of(own, level) if own else ""

    @cached_property
    def _styles(self) -> Styles:
        offset, size = _u32(self._main, 0xA2), _u32(self._main, 0xA6)
        return Styles(self._table[offset : offset + size], _operations)

    @cached_property
    def _lists(self) -> Lists:
        lists, overrides, size = (_u32(self._main, at) for at in (0x2E2, 0x2EA, 0x2EE))
        # the levels of the lists follow behind the size that the header tells
        return Lists(self._table[lists:] if lists else b"", self._table[overrides : overrides + size])

    def form_field(self, position: int) -> FormField:
        """What the field of a form holds whose mark stands at a position ([MS-DOC] 2.9.78, FFData)."""
        if self._held is None:
            runs = [run for run in self._pages(0xFA, 1) if b"\x03\x6a" in run[2]]
            self._held = {
                place: _u32(operand, 0)
                for start, end, properties in runs
                for code, operand in _operations(properties)
                if code == _PICTURE
                for place in self._positions(start, end)
            }
        at = self._held.get(position)
        if at is None or at + 6 > len(self._data):
            return FormField()
        return _form_field(self._data[at + _u16(self._data, at + 4) : at + _u32(self._data, at)])

    def _positions(self, start: int, end: int) -> Iterator[int]:
        """The characters whose bytes lie between two places of the stream."""
        for index, piece in enumerate(self._pieces):
            last = self._starts[index + 1] if index + 1 < len(self._starts) else len(self.text)
            first = max(piece.start, piece.start + (start - piece.offset) // piece.width)
            yield from range(first, min(last, piece.start + (end - piece.offset) // piece.width))

    def _notes(self, plan_at: int, first: int, length: int) -> dict[int, str]:
        """The position of each reference to a note → its text, which lies in a part of the text of its own."""
        if not length:
            return {}
        offset, size, texts, texts_size = (_u32(self._main, plan_at + 4 * index) for index in range(4))
        references, places = self._table[offset : offset + size], self._table[texts : texts + texts_size]
        count = max(0, min((len(references) - 4) // 6, len(places) // 4 - 1))
        starts = [first + _u32(places, 4 * index) for index in range(count + 1)]
        return {
            _u32(references, 4 * index): self.text[start : min(end, first + length)].replace("\r", " ")
            for index, (start, end) in enumerate(pairwise(starts))
        }

    @cached_property
    def boxed(self) -> dict[int, str]:
        """The position of each text box's anchor → its text."""
        shapes = {_u32(entry, _SHAPE_AT): (start, end) for start, end, entry in self._plan(_BOX_TEXTS, _BOX_TEXT)}
        first, last = self.boxes
        anchors = {at: shapes.get(_u32(entry, 0)) for at, _, entry in self._plan(_ANCHORS, _ANCHOR)}
        return {at: self.text[first + place[0] : min(first + place[1], last)] for at, place in anchors.items() if place}

    def _plan(self, plan_at: int, entry: int) -> Iterator[tuple[int, int, bytes]]:
        """A plan of the header: positions with what stands between each and the next."""
        offset, size = _u32(self._main, plan_at), _u32(self._main, plan_at + 4)
        plan = self._table[offset : offset + size]
        count = max(0, min((len(plan) - 4) // (4 + entry), _MOST_SHAPES))
        for index in range(count):
            at = 4 * (count + 1) + entry * index
            yield _u32(plan, 4 * index), _u32(plan, 4 * index + 4), plan[at : at + entry]

    def _fonts(self) -> list[str]:
        offset, size = _u32(self._main, 0x112), _u32(self._main, 0x116)
        plan = self._table[offset : offset + size]
        names: list[str] = []
        at = 4
        while at + 40 < len(plan) and len(names) < 1000:
            entry = plan[at : at + plan[at] + 1]
            names.append(entry[40:].decode("utf-16-le", "replace").partition("\x00")[0])
            at += len(entry)
        return names

    # --- formatting ---

    def _pages(self, plan_at: int, entry: int) -> list[tuple[int, int, bytes]]:
        """All runs of the formatting pages a plan of the header points to: start, end, properties."""
        offset, size = _u32(self._main, plan_at), _u32(self._main, plan_at + 4)
        plan = self._table[offset : offset + size]
        count = max(0, (len(plan) - 4) // 8)
        runs: list[tuple[int, int, bytes]] = []
        for index in range(count):
            number = _u32(plan, 4 * (count + 1) + 4 * index) & 0x3FFFFF
            page = self._main[number * _PAGE : (number + 1) * _PAGE]
            if len(page) == _PAGE and 4 * (page[511] + 1) + entry * page[511] <= 511:
                runs += _page_runs(page, entry)
        return runs

    def paragraph(self, position: int) -> Paragraph:
        """What the paragraph whose end mark stands at a position says of tables."""
        piece = self._pieces[bisect.bisect_right(self._starts, position) - 1]
        place = piece.offset + (position - piece.start) * piece.width
        index = bisect.bisect_right(self._ends, place) - 1
        if index < 0 or place >= self._paragraphs[index][1]:
            return _PLAIN
        properties = self._paragraphs[index][2]
        if properties not in self._known:  # most cells of a form are formatted alike
            self._known[properties] = self._applied(Paragraph(style=_u16(properties, 0)), properties[2:])
        return self._known[properties]

    def _applied(self, said: Paragraph, properties: bytes, depth: int = 0) -> Paragraph:
        for code, operand in _operations(properties):
            match code:
                case 0x2416 | 0x2417 | 0x244B | 0x244C:
                    said = replace(said, **{_FLAGS[code]: bool(operand[0])})  # type: ignore[arg-type]  # flags, all of them
                case 0x6649:  # sprmPItap
                    said = replace(said, depth=_u32(operand, 0))
                case 0x460B:  # sprmPIlfo
                    said = replace(said, list=_u16(operand, 0))
                case 0x260A:  # sprmPIlvl
                    said = replace(said, level=operand[0])
                case 0xD608:  # sprmTDefTable
                    said = replace(said, table=operand)
                case 0xD62B if len(operand) >= 2:  # sprmTVertMerge
                    said = replace(said, merges=(*said.merges, (operand[0], operand[1])))
                case 0x6646 | 0x6645 | 0x646B if depth < 3:  # too many for their page: in the Data stream
                    at = _u32(operand, 0)
                    if at + 2 <= len(self._data):
                        more = self._data[at + 2 : at + 2 + _u16(self._data, at)]
                        said = self._applied(said, more, depth + 1)
        return said


def _check(main: bytes) -> None:
    """Refuse what is no Word 97-2003 text."""
    if len(main) < 0x1AA or _u16(main, 0) not in (0xA5EC, 0xA5DC, 0xA697, 0xA699):
        raise RefusalError("unsupported", "是较早的文字处理格式", suite="doc")
    if _u16(main, 0x0A) & 0x0100:
        raise RefusalError("encrypted")
    if _u16(main, 2) < 0xC0:
        raise RefusalError("unsupported", "是 Word 95 或更早的格式", suite="doc")


def _piece(start: int, place: int) -> _Piece:
    if place & 0x4000_0000:
        return _Piece(start=start, offset=(place & 0x3FFF_FFFF) // 2, width=1)
    return _Piece(start=start, offset=place & 0x3FFF_FFFF, width=2)


def _page_runs(page: bytes, entry: int) -> Iterator[tuple[int, int, bytes]]:
    count = page[511]
    for index, (start, end) in enumerate(pairwise(struct.unpack_from(f"<{count + 1}I", page))):
        at = page[4 * (count + 1) + entry * index] * 2
        yield start, end, _properties(page, at, entry) if at else b""


def _properties(page: bytes, at: int, entry: int) -> bytes:
    """The properties at a place of a page: characters' after one length byte, paragraphs' counted in words."""
    size = page[at]
    if entry == 1:
        return page[at + 1 : at + 1 + size]
    if size:
        return page[at + 1 : at + 2 * size]
    return page[at + 2 : at + 2 + 2 * page[at + 1]] if at + 1 < len(page) else b""


def _drawn(
    properties: bytes, fonts: list[str], styles: Mapping[int, frozenset[int]], style: int
) -> tuple[str | None, str]:
    """What a run's characters are all shown as, None if as they are; and the symbol font they stand in, "" for another.
    `styles`: those that take text out of sight, and how; `style`: the paragraph's."""
    symbolic = ""
    by_style = styles.get(style, frozenset())
    gone = set(by_style)
    for code, operand in _operations(properties):
        if code == _STYLE:
            by_style = styles.get(_u16(operand, 0), frozenset())
            gone |= by_style
        elif code in _UNSEEN and operand[0] != _AS_STYLE:
            on = (code not in by_style) if operand[0] == _UNLIKE_STYLE else bool(operand[0])
            (gone.add if on else gone.discard)(code)
        elif code in (_SYMBOL, _FONT):
            number = _u16(operand, 0)
            font = fonts[number] if number < len(fonts) else ""
            if code == _SYMBOL and not gone:
                return symbol(font, _u16(operand, 2)), ""
            symbolic = font if font.lower() in SYMBOL_FONTS else ""
    return ("\x00", "") if gone else (None, symbolic)


def _form_field(data: bytes) -> FormField:
    """Version, bits, lengths, then texts, each counted in characters and ended by a NUL, and the entries of a list."""
    if len(data) < _HEAD_OF_FIELD:
        return FormField()
    bits = _u16(data, 4)
    kind, state = bits & 3, (bits >> 2) & 31
    at = _past_text(data, _HEAD_OF_FIELD)  # its name
    default = _u16(data, at)
    chosen = default if state == _UNDEFINED else state
    at += 2
    for _ in range(_TEXTS_OF_FIELD):
        at = _past_text(data, at)
    return FormField(ticked=kind == _CHECK_BOX and chosen == 1, entries=_entries(data, at), chosen=chosen)


def _past_text(data: bytes, at: int) -> int:
    return at + 4 + 2 * _u16(data, at)


def _entries(data: bytes, at: int) -> tuple[str, ...]:
    """A table of texts (STTB)."""
    found: list[str] = []
    count, extra = _u16(data, at + 2), _u16(data, at + 4)
    at += 6
    while len(found) < min(count, _MOST_ENTRIES) and at + 2 <= len(data):
        length = _u16(data, at)
        found.append(data[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace"))
        at += 2 + 2 * length + extra
    return tuple(found)


def _operations(properties: bytes) -> Iterator[tuple[int, bytes]]:
    """Each property: its code and its operand."""
    at = 0
    while at + 2 <= len(properties):
        code = _u16(properties, at)
        at += 2
        if code >> 13 != 6:
            length = _LENGTHS[code >> 13]
        elif code in (_TABLE, _OLD_TABLE):
            if at + 2 > len(properties):
                return
            length = _u16(properties, at) - 1
            at += 2
        else:
            if at >= len(properties):
                return
            length = _tabs_length(properties, at) if code == _TABS and properties[at] == 255 else properties[at]
            at += 1
        if length < 0 or at + length > len(properties):
            return
        yield code, properties[at : at + length]
        at += length


def _tabs_length(properties: bytes, at: int) -> int:
    deleted = properties[at + 1] if at + 1 < len(properties) else 0
    place = at + 2 + 4 * deleted
    return 2 + 4 * deleted + 3 * (properties[place] if place < len(properties) else 0)


def _u16(content: bytes, at: int) -> int:
    return int.from_bytes(content[at : at + 2], "little")


def _u32(content: bytes, at: int) -> int:
    return int.from_bytes(content[at : at + 4], "little")
