"""S/MIME mails that are signed and sealed in one block (RFC 5652): opened, nothing about the signer believed.

The block is read here, not by openssl: no process can be started where mails are opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

_MEDIA_TYPES = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
_ENVELOPED = (  # RFC 5652, 6.1; RFC 5083, 2.1; GM/T 0010, 7 (SM2: enveloped; signed and enveloped)
    bytes.fromhex("06092a864886f70d010703"),
    bytes.fromhex("060b2a864886f70d0109100117"),
    bytes.fromhex("060a2a811ccf550601040203"),
    bytes.fromhex("060a2a811ccf550601040204"),
)
_SIGNED = (bytes.fromhex("2a864886f70d010702"), bytes.fromhex("2a811ccf550601040202"))
_HEAD = 40  # bytes within which a block names what it is
_OBJECT, _SEQUENCE, _EXPLICIT, _OCTETS, _PIECES = 0x06, 0x30, 0xA0, 0x04, 0x24  # tags (X.690, 8.1.2)
_UNTOLD = 0x80  # a length that is not told: the end is marked
_END = b"\0\0"
_DEEPEST = 10
_LONGEST_LENGTH = 4  # bytes of a length


class BrokenBlockError(ValueError):
    """The block is not what it says."""


class _Element(NamedTuple):
    """One element of a block: its tag, and from where to where its content stands."""

    tag: int
    start: int
    end: int
    after: int  # where the next one begins


def is_block(name: str, media_type: str) -> bool:
    """Whether a part is such a mail; some programs only call its file so (RFC 8551, 3.2.1)."""
    known = media_type in _MEDIA_TYPES or (media_type == "application/octet-stream" and name.endswith(".p7m"))
    return known and not is_signature(name, media_type)


def is_signature(name: str, media_type: str) -> bool:
    """Whether a part is only the signature beside a readable mail."""
    return name.endswith(".p7s") or media_type.endswith("pkcs7-signature")


def is_encrypted(content: bytes) -> bool:
    """Whether a block says that it is encrypted, not only signed."""
    return any(kind in content[:_HEAD] for kind in _ENVELOPED)


def signed_content(content: bytes) -> bytes | None:
    """The mail inside a signed block; None where it is encrypted, broken, or the signature stands alone."""
    try:
        kind, signed = _inside(content, _only(content, _whole(content), _SEQUENCE))[:2]
        if kind.tag != _OBJECT or content[kind.start : kind.end] not in _SIGNED:
            return None
        parts = _inside(content, _only(content, signed, _SEQUENCE))
        encapsulated = _inside(content, next(one for one in parts if one.tag == _SEQUENCE))
        (text,) = _inside(content, next(one for one in encapsulated if one.tag == _EXPLICIT))
        return b"".join(_octets(content, text, 0)) or None
    except (BrokenBlockError, StopIteration, ValueError):
        return None


def _whole(content: bytes) -> _Element:
    return _Element(_EXPLICIT, 0, len(content), len(content))


def _only(content: bytes, outer: _Element, tag: int) -> _Element:
    """The one element of that tag in another."""
    return next(one for one in _inside(content, outer) if one.tag == tag)


def _octets(content: bytes, element: _Element, depth: int) -> Iterator[bytes]:
    """A string of octets, in one piece or in several (X.690, 8.7)."""
    if element.tag == _OCTETS:
        yield content[element.start : element.end]
    elif element.tag == _PIECES and depth < _DEEPEST:
        for piece in _inside(content, element):
            yield from _octets(content, piece, depth + 1)
    else:
        raise BrokenBlockError


def _inside(content: bytes, outer: _Element, depth: int = 0) -> list[_Element]:
    """The elements in another, in order, without the mark that ends it."""
    found: list[_Element] = []
    place = outer.start
    while place < outer.end:
        element = _element(content, place, outer.end, depth)
        if element.tag == 0:
            break
        found.append(element)
        place = element.after
    return found


def _element(content: bytes, place: int, end: int, depth: int) -> _Element:
    """The element that begins there (X.690, 8.1)."""
    if place + 2 > end or depth > _DEEPEST:
        raise BrokenBlockError
    tag, length, start = content[place], content[place + 1], place + 2
    if length == _UNTOLD:
        last = _Element(tag, start, end, end)
        inner = _inside(content, last, depth + 1)
        closed = inner[-1].after if inner else start
        if content[closed : closed + 2] != _END or closed + 2 > end:
            raise BrokenBlockError
        return _Element(tag, start, closed, closed + 2)
    if length > _UNTOLD:
        size = length - _UNTOLD
        length, start = int.from_bytes(content[start : start + size], "big"), start + size
        if size > _LONGEST_LENGTH:
            raise BrokenBlockError
    if start + length > end:
        raise BrokenBlockError
    return _Element(tag, start, start + length, start + length)
