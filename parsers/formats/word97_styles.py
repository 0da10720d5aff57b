"""The style sheet of a Word 97-2003 file ([MS-DOC] 2.9.271, STSH): what a style says that its text's own runs do not."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from parsers.formats.word97_properties import operations

_DEEPEST = 12  # styles based on styles
_MOST = 5_000
_NONE = 0xFFF  # based on no style
_PARAGRAPH, _CHARACTER = 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A style: the one it is based on, its properties of paragraphs and of characters."""

    base: int
    paragraphs: bytes = b""
    characters: bytes = b""


class Styles:
    """The styles of a file by number."""

    def __init__(self, sheet: bytes) -> None:
        self._styles = dict(_read(sheet))

    def switched_on(self, codes: tuple[int, ...]) -> Mapping[int, frozenset[int]]:
        """The styles that switch any of some properties of characters on, and which."""
        found = {number: self._switches(number, codes) for number in self._styles}
        return {number: on for number, on in found.items() if on}

    def _switches(self, number: int, codes: tuple[int, ...]) -> frozenset[int]:
        on: set[int] = set()
        for style in reversed(list(self._line(number))):
            for code, operand in operations(style.characters):
                if code in codes:
                    (on.add if operand[0] & 1 else on.discard)(code)
        return frozenset(on)

    def of_paragraph(self, number: int, code: int) -> bytes:
        """What a property of paragraphs is in a style, b"" where it says nothing."""
        for style in self._line(number):
            said = [operand for one, operand in operations(style.paragraphs) if one == code]
            if said:
                return said[-1]
        return b""

    def _line(self, number: int) -> Iterator[Style]:
        """A style and those it is based on."""
        for _ in range(_DEEPEST):
            style = self._styles.get(number)
            if style is None:
                return
            yield style
            number = style.base


def _read(sheet: bytes) -> Iterator[tuple[int, Style]]:
    if len(sheet) < 6:
        return
    head, count, base_size = struct.unpack_from("<HHH", sheet)
    at = 2 + head
    for number in range(min(count, _MOST)):
        if at + 2 > len(sheet):
            return
        size = int.from_bytes(sheet[at : at + 2], "little")
        if size:
            yield number, _style(sheet[at + 2 : at + 2 + size], base_size)
        at += 2 + size + size % 2


def _style(said: bytes, base_size: int) -> Style:
    """A style: fixed bits, its name, then one set of properties or two, each with its size before it."""
    if len(said) < base_size + 2:
        return Style(base=_NONE)
    bits = int.from_bytes(said[2:4], "little")
    kind, base = bits & 0xF, bits >> 4
    at = base_size + 4 + 2 * int.from_bytes(said[base_size : base_size + 2], "little")
    sets: list[bytes] = []
    while at + 2 <= len(said) and len(sets) < 2:
        size = int.from_bytes(said[at : at + 2], "little")
        sets.append(said[at + 2 : at + 2 + size])
        at += 2 + size + size % 2
    if kind == _CHARACTER:
        return Style(base=base, characters=sets[0] if sets else b"")
    if kind != _PARAGRAPH:
        return Style(base=base)
    return Style(base=base, paragraphs=sets[0][2:] if sets else b"", characters=sets[1] if len(sets) > 1 else b"")
