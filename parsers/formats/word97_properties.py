"""How a Word 97-2003 file keeps formatting: pages of runs, each with its properties, each a code and an operand ([MS-DOC] 2.2.5)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import pairwise

_LENGTHS = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}  # of an operand, by its kind
_TABLE, _OLD_TABLE, _TABS = 0xD608, 0xD606, 0xC615
Run = tuple[int, int, bytes]
"""Where a run begins and ends in the stream, and its properties."""


def page_runs(page: bytes, entry: int) -> Iterator[Run]:
    """The runs of a page; `entry`: the bytes that lead to the properties of one."""
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


def operations(properties: bytes) -> Iterator[tuple[int, bytes]]:
    """Each property: its code and its operand."""
    at = 0
    while at + 2 <= len(properties):
        code = u16(properties, at)
        at += 2
        if code >> 13 != 6:
            length = _LENGTHS[code >> 13]
        elif code in (_TABLE, _OLD_TABLE):
            if at + 2 > len(properties):
                return
            length = u16(properties, at) - 1
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


def u16(content: bytes, at: int) -> int:
    """Two bytes as a number."""
    return int.from_bytes(content[at : at + 2], "little")


def u32(content: bytes, at: int) -> int:
    """Four bytes as a number."""
    return int.from_bytes(content[at : at + 4], "little")
