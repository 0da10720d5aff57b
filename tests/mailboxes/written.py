"""Mails as their senders' programs write them, put together in bytes, and what has to be read from each."""

from __future__ import annotations

import base64
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from zlib import crc32

SENDER = "zhang@unit.test"
NAME = "附件1：朱镕基办公室填报表（喆堃）.xlsx"
"""A file name that gb2312 cannot write and GBK can."""

XLSX = b"PK\x03\x04 xl/workbook.xml"
DOCX = b"PK\x03\x04 word/document.xml"
PNG = b"\x89PNG\r\n\x1a\n picture"
GIF = b"GIF89a picture"


@dataclass(frozen=True, kw_only=True)
class Case:
    """One mail and what is in it. What a case does not mention must be as in any plain mail of one sender."""

    name: str
    raw: bytes
    subject: str = "报送"
    senders: tuple[str, ...] = (SENDER,)
    files: tuple[str, ...] = ()  # names of what was handed in
    inline: tuple[str, ...] = ()  # names of what belongs to the body
    text: str = "正文"  # stands in the text
    not_text: str = "\ufffd"  # does not stand in it
    automatic: str = ""  # stands in the reason; "" where a person wrote it
    losses: tuple[str, ...] = ()  # each stands in one loss, and there are no others
    references: tuple[str, ...] = ()
    cloud: tuple[str, ...] = ()  # each stands in one link
    message_id: str = "<1@unit.test>"
    own: bool = False
    sealed: str = ""  # stands in why the mail cannot be opened


def word(text: str, charset: str = "utf-8", label: str = "", encoding: str = "B") -> str:
    """An encoded word."""
    data = text.encode(charset)
    body = base64.b64encode(data).decode() if encoding == "B" else "".join(f"={byte:02X}" for byte in data)
    return f"=?{label or charset}?{encoding}?{body}?="


def words_cut(text: str, charset: str, at: int) -> str:
    """Two encoded words with the cut at a byte, in the middle of a character if need be."""
    data = text.encode(charset)
    return "\r\n ".join(f"=?{charset}?B?{base64.b64encode(piece).decode()}?=" for piece in (data[:at], data[at:]))


def extended(name: str, charset: str = "utf-8", label: str = "") -> str:
    """A parameter value by RFC 2231."""
    return f"{label or charset}''{quote(name.encode(charset), safe='')}"


def mail(*lines: str | bytes, body: str | bytes = "正文\r\n", subject: str | bytes = "", sender: str = "") -> bytes:
    """A mail of the given header lines; From, Subject and Message-ID are there if no line says otherwise."""
    given = [_bytes(line) for line in lines]
    names = {line.partition(b":")[0].lower() for line in given}
    if b"from" not in names:
        given.append(_bytes(f"From: {sender or SENDER}"))
    if b"subject" not in names:
        given.append(b"Subject: " + _bytes(subject or word("报送")))
    if b"message-id" not in names:
        given.append(b"Message-ID: <1@unit.test>")
    if b"content-type" not in names:
        given.append(b"Content-Type: text/plain; charset=utf-8")
    return b"\r\n".join(given) + b"\r\n\r\n" + _bytes(body)


def part(content_type: str | bytes, body: str | bytes, *lines: str | bytes, plain: bool = False) -> bytes:
    """A part of a multipart; its body in base64 unless `plain`."""
    head = [b"Content-Type: " + _bytes(content_type), *map(_bytes, lines)]
    data = _bytes(body)
    if not plain:
        head.append(b"Content-Transfer-Encoding: base64")
        data = base64.encodebytes(data).replace(b"\n", b"\r\n")
    return b"\r\n".join(head) + b"\r\n\r\n" + data


def multi(*parts: bytes, kind: str = "mixed", boundary: str = "", close: bool = True) -> tuple[str, bytes]:
    """The Content-Type line and the body of a multipart."""
    boundary = boundary or f"=_{crc32(b''.join(parts)):08x}"
    mark = boundary.encode()
    pieces = b"".join(b"--" + mark + b"\r\n" + piece + b"\r\n" for piece in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"', pieces + (
        b"--" + mark + b"--\r\n" if close else b""
    )


def nested(*parts: bytes, kind: str, boundary: str) -> bytes:
    """A multipart as a part of another."""
    line, body = multi(*parts, kind=kind, boundary=boundary)
    return line.encode() + b"\r\n\r\n" + body


def with_parts(
    *parts: bytes, lines: tuple[str | bytes, ...] = (), kind: str = "mixed", close: bool = True, text: bool = True
) -> bytes:
    """A mail of a short text and the given parts."""
    first = (part("text/plain; charset=utf-8", "正文"),) if text else ()
    line, body = multi(*first, *parts, kind=kind, close=close)
    return mail(line, *lines, body=body)


def file(name: str | bytes, content: bytes = XLSX, kind: str = "application/octet-stream") -> bytes:
    """An attachment whose Content-Disposition says `filename…` as given: `="x.xlsx"`, `*=utf-8''…`."""
    return part(kind, content, b"Content-Disposition: attachment; filename" + _bytes(name))


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


def tnef(*files: tuple[bytes, bytes]) -> bytes:
    """A winmail.dat of (name, content) as Outlook packs it."""
    body = b"".join(
        attribute(0x9002, 6, b"\0" * 14) + attribute(0x8010, 1, name + b"\0") + attribute(0x800F, 6, content)
        for name, content in files
    )
    return b"\x78\x9f\x3e\x22\x01\x00" + body


def attribute(name: int, kind: int, data: bytes) -> bytes:
    """An attribute of a file in it."""
    return struct.pack("<BHHI", 2, name, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def signed(raw: bytes, folder: Path, *how: str, sender: str = "") -> bytes:
    """A mail in one signed block, as openssl makes it with those options."""
    key, certificate = str(folder / "key"), str(folder / "certificate")
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x"]
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    command = ["openssl", "cms", "-sign", "-outform", "DER", "-nodetach", "-binary", *how]
    command += ["-signer", certificate, "-inkey", key]
    block = subprocess.run(command, input=raw, check=True, capture_output=True).stdout
    head = (
        "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
        "Content-Transfer-Encoding: base64",
    )
    return mail(*head, body=base64.encodebytes(block), sender=sender)
