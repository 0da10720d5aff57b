"""The text of a Word 97-2003 file (doc, Kingsoft wps) with the properties of its paragraphs.

[MS-DOC] in short: the text lies in pieces; a character's position in the file leads to pages of 512
bytes that say which formatting runs and paragraphs begin and end where.
"""

from __future__ import annotations

import bisect
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from parsers.form.refusal import RefusalError, broken
from parsers.formats.compound import Compound
from parsers.formats.symbols import PRIVATE, SYMBOL_FONTS, is_private, symbol
from parsers.formats.word97_fields import FormField, form_field
from parsers.formats.word97_lists import Lists
from parsers.formats.word97_paragraphs import PLAIN, Paragraph, applied
from parsers.formats.word97_properties import Run, operations, page_runs, u16, u32
from parsers.formats.word97_styles import Styles

_MOST_CHARACTERS = 10_000_000
_PAGE = 512
_MOST_SHAPES = 2_000
_SYMBOL, _PICTURE, _FONT, _STYLE = 0x6A09, 0x6A03, 0x4A4F, 0x4A30
_LIST, _LEVEL = 0x460B, 0x260A  # the list of a paragraph, and how deep
_AS_STYLE, _UNLIKE_STYLE = 0x80, 0x81
_UNSEEN = (0x0800, 0x0837, 0x083C, 0x2A53)  # deleted, struck out, hidden, struck out twice
_ANCHORS, _BOX_TEXTS = 0x1DA, 0x25A  # plans of the header: of shapes, of text boxes' texts
_ANCHOR, _BOX_TEXT, _SHAPE_AT = 26, 22, 14  # bytes of an entry of each; where the latter names its shape


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
        flags = u16(self._main, 0x0A)
        name = "1Table" if flags & 0x0200 else "0Table"
        if name not in compound:
            raise broken("缺少文档结构数据")
        self._table = compound.read(name)
        self._data = compound.read("Data") if "Data" in compound else b""
        counts = [u32(self._main, 0x4C + 4 * index) for index in range(8)]
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
        offset, size = u32(self._main, 0x1A2), u32(self._main, 0x1A6)
        clx = self._table[offset : offset + size]
        at = 0
        while at + 3 <= len(clx) and clx[at] == 1:
            at += 3 + u16(clx, at + 1)
        if at + 5 > len(clx) or clx[at] != 2:
            raise broken("文字索引已损坏")
        plan = clx[at + 5 : at + 5 + u32(clx, at + 1)]
        count = (len(plan) - 4) // 12
        if count <= 0 or total > _MOST_CHARACTERS:
            raise broken("文字索引已损坏")
        positions = struct.unpack_from(f"<{count + 1}I", plan)
        pieces, texts = [], []
        for index in range(count):
            length = min(positions[index + 1], total) - positions[index]
            if length <= 0:
                break
            piece = _piece(positions[index], u32(plan, 4 * (count + 1) + 8 * index + 2))
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

    def _in_styles(self, runs: list[Run], styles: Mapping[int, object]) -> Iterator[tuple[int, int, bytes, int]]:
        """The parts of runs that lie in paragraphs of some styles, with the style."""
        runs = sorted(runs)
        starts = [start for start, _, _ in runs]
        for first, last, properties in self._paragraphs:
            style = u16(properties, 0)
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
        offset, size = u32(self._main, 0xA2), u32(self._main, 0xA6)
        return Styles(self._table[offset : offset + size])

    @cached_property
    def _lists(self) -> Lists:
        lists, overrides, size = (u32(self._main, at) for at in (0x2E2, 0x2EA, 0x2EE))
        # the levels of the lists follow behind the size that the header tells
        return Lists(self._table[lists:] if lists else b"", self._table[overrides : overrides + size])

    def form_field(self, position: int) -> FormField:
        """What the field of a form holds whose mark stands at a position ([MS-DOC] 2.9.78, FFData)."""
        if self._held is None:
            runs = [run for run in self._pages(0xFA, 1) if b"\x03\x6a" in run[2]]
            self._held = {
                place: u32(operand, 0)
                for start, end, properties in runs
                for code, operand in operations(properties)
                if code == _PICTURE
                for place in self._positions(start, end)
            }
        at = self._held.get(position)
        if at is None or at + 6 > len(self._data):
            return FormField()
        return form_field(self._data[at + u16(self._data, at + 4) : at + u32(self._data, at)])

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
        offset, size, texts, texts_size = (u32(self._main, plan_at + 4 * index) for index in range(4))
        references, places = self._table[offset : offset + size], self._table[texts : texts + texts_size]
        count = max(0, min((len(references) - 4) // 6, len(places) // 4 - 1))
        starts = [first + u32(places, 4 * index) for index in range(count + 1)]
        return {
            u32(references, 4 * index): self.text[start : min(end, first + length)].replace("\r", " ")
            for index, (start, end) in enumerate(pairwise(starts))
        }

    @cached_property
    def boxed(self) -> dict[int, str]:
        """The position of each text box's anchor → its text."""
        shapes = {u32(entry, _SHAPE_AT): (start, end) for start, end, entry in self._plan(_BOX_TEXTS, _BOX_TEXT)}
        first, last = self.boxes
        anchors = {at: shapes.get(u32(entry, 0)) for at, _, entry in self._plan(_ANCHORS, _ANCHOR)}
        return {at: self.text[first + place[0] : min(first + place[1], last)] for at, place in anchors.items() if place}

    def _plan(self, plan_at: int, entry: int) -> Iterator[tuple[int, int, bytes]]:
        """A plan of the header: positions with what stands between each and the next."""
        offset, size = u32(self._main, plan_at), u32(self._main, plan_at + 4)
        plan = self._table[offset : offset + size]
        count = max(0, min((len(plan) - 4) // (4 + entry), _MOST_SHAPES))
        for index in range(count):
            at = 4 * (count + 1) + entry * index
            yield u32(plan, 4 * index), u32(plan, 4 * index + 4), plan[at : at + entry]

    def _fonts(self) -> list[str]:
        offset, size = u32(self._main, 0x112), u32(self._main, 0x116)
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
        offset, size = u32(self._main, plan_at), u32(self._main, plan_at + 4)
        plan = self._table[offset : offset + size]
        count = max(0, (len(plan) - 4) // 8)
        runs: list[tuple[int, int, bytes]] = []
        for index in range(count):
            number = u32(plan, 4 * (count + 1) + 4 * index) & 0x3FFFFF
            page = self._main[number * _PAGE : (number + 1) * _PAGE]
            if len(page) == _PAGE and 4 * (page[511] + 1) + entry * page[511] <= 511:
                runs += page_runs(page, entry)
        return runs

    def paragraph(self, position: int) -> Paragraph:
        """What the paragraph whose end mark stands at a position says of tables."""
        piece = self._pieces[bisect.bisect_right(self._starts, position) - 1]
        place = piece.offset + (position - piece.start) * piece.width
        index = bisect.bisect_right(self._ends, place) - 1
        if index < 0 or place >= self._paragraphs[index][1]:
            return PLAIN
        properties = self._paragraphs[index][2]
        if properties not in self._known:  # most cells of a form are formatted alike
            self._known[properties] = applied(Paragraph(style=u16(properties, 0)), properties[2:], self._data)
        return self._known[properties]


def _check(main: bytes) -> None:
    """Refuse what is no Word 97-2003 text."""
    if len(main) < 0x1AA or u16(main, 0) not in (0xA5EC, 0xA5DC, 0xA697, 0xA699):
        raise RefusalError("unsupported", "是较早的文字处理格式", suite="doc")
    if u16(main, 0x0A) & 0x0100:
        raise RefusalError("encrypted")
    if u16(main, 2) < 0xC0:
        raise RefusalError("unsupported", "是 Word 95 或更早的格式", suite="doc")


def _piece(start: int, place: int) -> _Piece:
    if place & 0x4000_0000:
        return _Piece(start=start, offset=(place & 0x3FFF_FFFF) // 2, width=1)
    return _Piece(start=start, offset=place & 0x3FFF_FFFF, width=2)


def _drawn(
    properties: bytes, fonts: list[str], styles: Mapping[int, frozenset[int]], style: int
) -> tuple[str | None, str]:
    """What a run's characters are all shown as, None if as they are; and the symbol font they stand in, "" for another.
    `styles`: those that take text out of sight, and how; `style`: the paragraph's."""
    symbolic = ""
    by_style = styles.get(style, frozenset())
    gone = set(by_style)
    for code, operand in operations(properties):
        if code == _STYLE:
            by_style = styles.get(u16(operand, 0), frozenset())
            gone |= by_style
        elif code in _UNSEEN and operand[0] != _AS_STYLE:
            on = (code not in by_style) if operand[0] == _UNLIKE_STYLE else bool(operand[0])
            (gone.add if on else gone.discard)(code)
        elif code in (_SYMBOL, _FONT):
            number = u16(operand, 0)
            font = fonts[number] if number < len(fonts) else ""
            if code == _SYMBOL and not gone:
                return symbol(font, u16(operand, 2)), ""
            symbolic = font if font.lower() in SYMBOL_FONTS else ""
    return ("\x00", "") if gone else (None, symbolic)
