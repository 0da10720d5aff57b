"""Parameters of Content-Type and Content-Disposition, read as leniently as mail programs write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from mailboxes.message.charsets import Decoded, read_text
from mailboxes.message.headers import Headers, read_words

_NAME = re.compile(rb";?\s*([A-Za-z0-9!#$&+.^_`{|}~*-]+)\s*=\s*")
_SEGMENT = re.compile(rb"(\d{1,3})(\*?)")
_CLOSED = re.compile(rb"\s*(?:;|$)")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2}){3}")


def value_of(header: bytes) -> str:
    """What a header says before its parameters, lower case: `text/plain`, `attachment`."""
    return header.partition(b";")[0].strip().strip(b'"').lower().decode("ascii", "replace")


def file_name(headers: Headers) -> Decoded:
    """The name a part gives itself, decoded; "" where it gives none."""
    for header, name in (
        ("content-disposition", b"filename"),
        ("content-disposition", b"name"),
        ("content-type", b"name"),
        ("content-type", b"filename"),
    ):
        reading = parameter(headers.raw(header), name, headers.hint)
        if reading.text:
            return reading
    return Decoded("")


def parameter(header: bytes, name: bytes, hint: str = "") -> Decoded:
    """One parameter of a header: `name*=` first, then `name*0*=`…, then `name=` in whatever form it came."""
    found = list(_parameters(header))
    extended = [value for key, value in found if key == name + b"*"]
    if extended:
        return _extended(extended[0], hint)
    segments = {
        int(match[1]): (value, bool(match[2]))
        for key, value in found
        if key.startswith(name + b"*") and (match := _SEGMENT.fullmatch(key[len(name) + 1 :]))
    }
    if segments:
        return _continued([segments[number] for number in sorted(segments)], hint)
    return next((_plain(value, hint) for key, value in found if key == name), Decoded(""))


def _parameters(header: bytes) -> Iterator[tuple[bytes, bytes]]:
    """All parameters as (name, value) bytes. A stray quote inside a value does not end it."""
    line = re.sub(rb"\r?\n[ \t]*", b" ", header)
    at = line.find(b";")
    while at != -1:
        match = _NAME.match(line, at)
        if not match:
            at = line.find(b";", at + 1)
            continue
        value, end = _value(line, match.end())
        yield match[1].lower(), value
        at = line.find(b";", end)


def _value(line: bytes, start: int) -> tuple[bytes, int]:
    """The value that starts there, and where it ends."""
    if line[start : start + 1] != b'"':
        end = line.find(b";", start)
        end = len(line) if end == -1 else end
        return line[start:end].strip(), end
    value, at = bytearray(), start + 1
    while at < len(line):
        char = line[at : at + 1]
        if char == b"\\" and line[at + 1 : at + 2] in (b'"', b"\\"):
            at += 1
            char = line[at : at + 1]
        elif char == b'"' and _CLOSED.match(line, at + 1):
            break
        value += char
        at += 1
    return bytes(value), at


def _extended(value: bytes, hint: str) -> Decoded:
    """RFC 2231: charset'language'percent-encoded bytes."""
    parts = value.split(b"'", 2)
    label, data = (parts[0].decode("ascii", "replace"), parts[2]) if len(parts) == 3 else ("", value)
    return _opened(unquote_to_bytes(data), label or hint)


def _continued(segments: list[tuple[bytes, bool]], hint: str) -> Decoded:
    """RFC 2231 continuations: only the first segment names the charset."""
    label = b""
    first, encoded = segments[0]
    if encoded and first.count(b"'") >= 2:
        label, _, first = first.split(b"'", 2)
    pieces = [(first, encoded), *segments[1:]]
    data = b"".join(unquote_to_bytes(piece) if encoded else piece for piece, encoded in pieces)
    return _opened(data, label.decode("ascii", "replace") or hint)


def _opened(data: bytes, label: str) -> Decoded:
    """Bytes of a parameter; some programs put encoded words even here."""
    return read_words(data, label) if b"=?" in data and b"?=" in data else read_text(data, label)


def _plain(value: bytes, hint: str) -> Decoded:
    """`name=`: encoded words (with blanks and folds between them), raw bytes, or percent-encoded."""
    reading = read_words(re.sub(rb"\?=\s+=\?", b"?==?", value), hint)
    if _PERCENT.search(reading.text):
        unquoted = read_text(unquote_to_bytes(reading.text))
        if not unquoted.lossy and not unquoted.text.isascii():
            return unquoted
    return reading
