"""Compound files (the container of .msg), as simple as they can be: every stream long enough for sectors of its own."""

from __future__ import annotations

import struct
from collections.abc import Mapping

Tree = Mapping[str, "bytes | Tree"]
_SECTOR, _FREE, _END, _FAT = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_ROOT, _STORAGE, _STREAM = 5, 1, 2
_LEAST = 4096


def compound(tree: Tree) -> bytes:
    """A compound file of these streams (bytes) and storages (a tree); short streams are filled up with zeros, since
    only those of 4096 bytes do without a mini stream."""
    entries: list[tuple[str, int, int, bytes]] = []  # name, kind, first child, content
    siblings: list[int] = []
    _add(entries, siblings, "Root Entry", _ROOT, tree)
    table: list[int] = [_FAT]
    body = b""
    starts = []
    for _, kind, _, content in entries:
        starts.append(_chain(table, content) if kind == _STREAM and content else _END)
        body += _padded(content) if kind == _STREAM else b""
    directory = b"".join(
        _entry(name, kind, child, siblings[place], starts[place], len(content))
        for place, (name, kind, child, content) in enumerate(entries)
    )
    directory_start = _chain(table, _padded(directory))
    fat = struct.pack(f"<{len(table)}I", *table).ljust(_SECTOR, b"\xff")
    assert len(fat) == _SECTOR
    return _header(directory_start) + fat + body + _padded(directory)


def _add(
    entries: list[tuple[str, int, int, bytes]], siblings: list[int], name: str, kind: int, held: bytes | Tree
) -> int:
    place = len(entries)
    entries.append((name, kind, _FREE, held.ljust(_LEAST, b"\0") if isinstance(held, bytes) else b""))
    siblings.append(_FREE)
    before = _FREE
    for inner, content in held.items() if isinstance(held, Mapping) else ():
        child = _add(entries, siblings, inner, _STREAM if isinstance(content, bytes) else _STORAGE, content)
        if before == _FREE:
            entries[place] = (name, kind, child, b"")
        else:
            siblings[before] = child
        before = child
    return place


def _chain(table: list[int], content: bytes) -> int:
    start, count = len(table), -(-len(content) // _SECTOR)
    table.extend([*range(start + 1, start + count), _END])
    return start


def _padded(content: bytes) -> bytes:
    return content + b"\0" * (-len(content) % _SECTOR)


def _entry(name: str, kind: int, child: int, sibling: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le")
    head = written.ljust(64, b"\0") + struct.pack("<HBBIII", len(written) + 2, kind, 1, _FREE, sibling, child)
    return head + b"\0" * 36 + struct.pack("<IQ", start, size)


def _header(directory: int) -> bytes:
    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    sizes = struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, directory, 0, _LEAST, _END, 0, _END, 0)
    return (magic + sizes + struct.pack("<I", 0)).ljust(_SECTOR, b"\xff")
