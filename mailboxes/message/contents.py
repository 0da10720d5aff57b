"""The bytes of a part of a mail: its transfer encoding undone, or the part as it came."""

from __future__ import annotations

import binascii
import quopri
import re
from email.message import Message as Part

from mailboxes.message.headers import Headers, lenient_base64
from mailboxes.message.parameters import parameter, value_of


def children_of(part: Part[str, str]) -> list[Part[str, str]]:
    """The parts in a part; none where it is a leaf."""
    payload: object = part.get_payload() if part.is_multipart() else []
    return [child for child in payload if isinstance(child, Part)] if isinstance(payload, list) else []


def payload(part: Part[str, str], headers: Headers) -> bytes:
    """The bytes of a leaf, its transfer encoding undone as far as it goes."""
    data = _lines_of(part)
    encoding = value_of(headers.raw("content-transfer-encoding"))
    if encoding == "base64":
        try:
            return binascii.a2b_base64(data)
        except binascii.Error:
            return lenient_base64(data)
    if encoding == "quoted-printable":
        return quopri.decodestring(data)
    if encoding in {"x-uuencode", "uuencode", "uue", "x-uue"}:
        return _uudecoded(data)
    return data


def _lines_of(part: Part[str, str]) -> bytes:
    """The body of a part as it came; `get_payload` would decode it by its label, with loss."""
    lines: object = part._payload  # type: ignore[attr-defined]  # noqa: SLF001  the only way to the bytes
    return lines.encode("utf-8", "surrogateescape") if isinstance(lines, str) else b""


def _uudecoded(data: bytes) -> bytes:
    """The file of a uuencoded part; the part as it is where there is none in it."""
    found = re.search(rb"^begin [0-7]+ .*\n((?:.*\n)*?)(?:end|\Z)", data, re.MULTILINE)
    try:
        return b"".join(_uuline(line) for line in found[1].splitlines() if line) if found else data
    except binascii.Error:
        return data


def _uuline(line: bytes) -> bytes:
    """A line's bytes; some programs pad it with more than its length says."""
    length = (line[0] - 32) & 63
    return binascii.a2b_uu(line[: 1 + (length * 4 + 2) // 3])


def serialised(part: Part[str, str]) -> bytes:
    """A part as bytes again, its lines as they came; unlike the stdlib's generator it fails at nothing."""
    headers = Headers.of(part)
    head = b"".join(name.encode("utf-8", "replace") + b": " + value + b"\n" for name, value in headers.lines)
    children = children_of(part)
    if not children:
        return head + b"\n" + _lines_of(part)
    boundary = parameter(headers.raw("content-type"), b"boundary").text.encode()
    if not boundary:
        return head + b"\n" + b"\n".join(serialised(child) for child in children)
    pieces = b"".join(b"--" + boundary + b"\n" + serialised(child) + b"\n" for child in children)
    return head + b"\n" + pieces + b"--" + boundary + b"--\n"
