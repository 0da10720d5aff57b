"""winmail.dat: the container in which Outlook packs files for other Outlooks.

Our own reader of the few attributes that hold files: tnefparse counts to four thousand million where a
torn container says so, fails at names in GBK, and cuts the zeros off the end of a .doc.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from mailboxes.message.charsets import read_text

MAGIC = b"\x78\x9f\x3e\x22"

_OF_AN_ATTACHMENT = 2
_CODEPAGE, _BEGINS, _TITLE, _DATA, _PROPERTIES = 0x9007, 0x9002, 0x8010, 0x800F, 0x9005
_LONG_NAME, _SHORT_NAME, _SHOWN_NAME, _OBJECT = 0x3707, 0x3704, 0x3001, 0x3701
_AN_OBJECT, _UTF_16 = 0x0D, 0x1F
_LENGTHS = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_OF_ANY_LENGTH = {_AN_OBJECT, 0x1E, _UTF_16, 0x0102}
_SEVERAL, _NAMED = 0x1000, 0x8000
_INTERFACE = 16  # bytes that say of an enclosed object that it is a message
_DEEPEST = 3


@dataclass(slots=True)
class _File:
    """One file as its attributes come in."""

    names: dict[int, str] = field(default_factory=dict)
    content: bytes = b""

    @property
    def name(self) -> str:
        known = (self.names.get(kind, "") for kind in (_LONG_NAME, _TITLE, _SHORT_NAME, _SHOWN_NAME))
        return next(filter(None, known), "")


def files(content: bytes, depth: int = 0) -> list[tuple[str, bytes]] | None:
    """The files in it as (name, bytes), those of enclosed messages too; None where there are none."""
    found = _collected(content)
    opened: list[tuple[str, bytes]] = []
    for file in found:
        inner = files(file.content, depth + 1) if file.content.startswith(MAGIC) and depth < _DEEPEST else None
        opened += inner or [(file.name, file.content)]
    return opened or None


def _collected(content: bytes) -> list[_File]:
    found: list[_File] = []
    label = ""
    for level, name, data in _attributes(content):
        if name == _CODEPAGE:
            label = f"cp{int.from_bytes(data[:4], 'little')}"
        elif level == _OF_AN_ATTACHMENT and name == _BEGINS:
            found.append(_File())
        elif level == _OF_AN_ATTACHMENT and found:
            with suppress(struct.error):  # torn properties: what came before the tear counts
                _take(found[-1], name, data, label)
    return found


def _take(file: _File, name: int, data: bytes, label: str) -> None:
    """One attribute of a file."""
    if name == _TITLE:
        file.names[_TITLE] = _text(data, label)
    elif name == _DATA:
        file.content = data
    elif name == _PROPERTIES:
        for number, kind, value in _properties(data):
            if number in {_LONG_NAME, _SHORT_NAME, _SHOWN_NAME}:
                file.names[number] = _text(value, "utf-16-le" if kind == _UTF_16 else label)
            elif number == _OBJECT:
                enclosed = value[_INTERFACE:] if kind == _AN_OBJECT else value
                if enclosed.startswith(MAGIC) or not file.content:
                    file.content = enclosed


def _text(data: bytes, label: str) -> str:
    even = len(data) - len(data) % 2 if label == "utf-16-le" else len(data)
    return read_text(data[:even], label).text.partition("\0")[0].strip()


def _attributes(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Each attribute as (level, name, data), the last one as far as it goes."""
    at = 6
    while at + 11 <= len(content):
        level, name, _, length = struct.unpack_from("<BHHI", content, at)
        if level not in {1, _OF_AN_ATTACHMENT}:
            return  # rubbish after the end
        yield level, name, content[at + 9 : at + 9 + length]
        at += 11 + length


def _properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Each MAPI property as (number, kind, first value). Raises struct.error where they are torn."""
    (count,) = struct.unpack_from("<I", data)
    at = 4
    for _ in range(count):
        kind, number = struct.unpack_from("<HH", data, at)
        at += 4
        if number >= _NAMED:
            at += _name_length(data, at)
        values, at = _values(data, at, kind)
        yield number, kind & ~_SEVERAL, values


def _name_length(data: bytes, at: int) -> int:
    """How many bytes the name of a named property takes: a GUID and a number or a string."""
    by_string, length = struct.unpack_from("<II", data, at + 16)
    return 24 + _padded(length) if by_string else 24


def _values(data: bytes, at: int, kind: int) -> tuple[bytes, int]:
    """The first value of a property, and where the next property begins."""
    plain = kind & ~_SEVERAL
    if plain in _LENGTHS and not kind & _SEVERAL:
        return data[at : at + _LENGTHS[plain]], at + _LENGTHS[plain]
    if plain not in _LENGTHS and plain not in _OF_ANY_LENGTH:
        raise struct.error("a kind of property nobody knows")
    (count,) = struct.unpack_from("<I", data, at)
    at += 4
    if plain in _LENGTHS:
        return data[at : at + _LENGTHS[plain]], at + _LENGTHS[plain] * count
    first = b""
    for number in range(count):
        (length,) = struct.unpack_from("<I", data, at)
        first = first if number else data[at + 4 : at + 4 + length]
        at += 4 + _padded(length)
    return first, at


def _padded(length: int) -> int:
    return (length + 3) & ~3
