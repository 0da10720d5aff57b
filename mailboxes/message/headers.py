"""The head of a mail or of one of its parts: header lines as bytes, encoded words, addresses, message ids."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import Message as Part
from email.parser import BytesHeaderParser

from mailboxes.message.charsets import Decoded, charset, read_text

ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
"""An address we can know somebody by and write to; anything wilder is for a person to look at."""

MESSAGE_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]{1,250}>")
"""A message id as it stands in a header: ASCII without blanks, in angle brackets."""

_WORD = re.compile(rb"=\?([^?\s=]{1,60})\?([bBqQ])\?([^?]*(?:\?(?!=)[^?]*){0,20})\?=")
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_SPACE = re.compile(r"[\x00-\x20\x7f\x85\u2028\u2029]+")
_COMMENT = re.compile(r"\([^()]*\)")
_SENT_TO = ("delivered-to", "x-original-to", "envelope-to", "to", "cc")
_ANGLE = re.compile(r"<([^<>]*)>")


@dataclass(frozen=True, slots=True)
class Headers:
    """The header lines in order, names in lower case, values as the bytes that came."""

    lines: tuple[tuple[str, bytes], ...]
    hint: str = ""  # a charset the mail names elsewhere, for bytes without any label

    @classmethod
    def of(cls, source: bytes | Part[str, str], hint: str = "") -> Headers:
        """The head of a raw mail or of a parsed part."""
        part = BytesHeaderParser().parsebytes(_head(source)) if isinstance(source, bytes) else source
        lines = ((name.strip().lower(), value.encode("utf-8", "surrogateescape")) for name, value in part.raw_items())
        return cls(tuple(lines), hint)

    def all(self, name: str) -> tuple[bytes, ...]:
        """Every value of that name, topmost first."""
        return tuple(value for header, value in self.lines if header == name)

    def raw(self, name: str) -> bytes:
        """The topmost value of that name, b"" where there is none."""
        return next(iter(self.all(name)), b"")

    def plain(self, name: str) -> str:
        """The topmost value in lower case, for headers that hold machine words."""
        return self.text(name).lower()

    def text(self, name: str) -> str:
        """The topmost value as one line of text."""
        return self.read(name).text

    def read(self, name: str) -> Decoded:
        """The topmost value as one line of text, and whether anything was lost."""
        return read_words(self.raw(name), self.hint)

    def addresses(self, name: str) -> tuple[str, ...]:
        """The addr-specs of all headers of that name, lower case, each once."""
        found = (address for value in self.all(name) for address in read_addresses(value))
        return tuple(dict.fromkeys(found))

    def message_ids(self, *names: str) -> tuple[str, ...]:
        """The message ids of those headers in order, each once; Foxmail puts commas between them."""
        found = (match[0] for name in names for value in self.all(name) for match in _ids(value))
        return tuple(dict.fromkeys(found))


def sent_to(headers: Headers) -> tuple[str, ...]:
    """Every address that a mail says it was sent or delivered to, lower case, each once."""
    named = (address for name in _SENT_TO for address in headers.addresses(name))
    return tuple(dict.fromkeys(named))


def _head(raw: bytes) -> bytes:
    """The head alone: the parser would read a body of 50 MB to its end."""
    end = re.search(rb"\r?\n\r?\n", raw)
    return raw[: end.end()] if end else raw


def _ids(value: bytes) -> Iterator[re.Match[str]]:
    return MESSAGE_ID.finditer(value.decode("ascii", "replace"))


def read_words(value: bytes, hint: str = "") -> Decoded:
    """A header value as one line of text: encoded words joined as bytes before they are decoded."""
    pieces = [read_text(data, label or hint) for label, data in _joined(_words(_FOLD.sub(b"", value)))]
    text = _SPACE.sub(" ", "".join(piece.text for piece in pieces)).strip()
    return Decoded(text, lossy=any(piece.lossy for piece in pieces))


def _words(value: bytes) -> Iterator[tuple[str, bytes]]:
    """The pieces of a header value: (charset, decoded bytes) of an encoded word, ("", bytes) between them."""
    end, after_word = 0, False
    for match in _WORD.finditer(value):
        gap = value[end : match.start()]
        if gap.strip() or (gap and not after_word):
            yield "", gap
        label, encoding, data = match.groups()
        yield label.decode("ascii", "replace"), _unpacked(data, encoding.upper())
        end, after_word = match.end(), True
    if value[end:]:
        yield "", value[end:]


def _unpacked(data: bytes, encoding: bytes) -> bytes:
    if encoding == b"Q":
        return quopri.decodestring(data.replace(b"_", b"=20"))
    return lenient_base64(data)


def lenient_base64(data: bytes) -> bytes:
    """Base64 as it is met: broken lines, missing padding, a lost last character."""
    digits = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    digits = digits[:-1] if len(digits) % 4 == 1 else digits
    try:
        return base64.b64decode(digits + b"=" * (-len(digits) % 4))
    except binascii.Error:
        return data


def _joined(pieces: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Neighbours of one charset put together: QQ and Foxmail cut words in the middle of a character."""
    label, data = "", b""
    for next_label, next_data in pieces:
        if label and charset(label) == charset(next_label) and next_label:
            data += next_data
            continue
        if data:
            yield label, data
        label, data = next_label, next_data
    if data:
        yield label, data


def without_comments(text: str) -> str:
    """A header value without (comments), nested ones up to a depth nobody needs."""
    for _depth in range(10):
        text = _COMMENT.sub(" ", text)
    return text


def _without_quoted(text: str) -> str:
    """A header value without its quoted strings; one that is never closed runs to the end."""
    kept: list[str] = []
    place, quoted = 0, False
    while place < len(text):
        sign = text[place]
        if quoted and sign == "\\":
            place += 1
        elif sign == '"':
            quoted = not quoted
            kept.append(" ")
        elif not quoted:
            kept.append(sign)
        place += 1
    return "".join(kept)


def read_addresses(value: bytes) -> Iterator[str]:
    """The addresses of an address header, by addr-spec alone; display names in quotes say nothing.

    An unquoted address as display name (`a@x.cn <b@y.cn>`) counts as a second one: a person decides
    whom it is from.
    """
    text = _without_quoted(value.decode("ascii", "replace"))
    for entry in re.split(r"[,;]", without_comments(text)):
        angle = _ANGLE.search(entry)
        around = _ANGLE.sub(" ", entry)
        for word in [*(angle.groups() if angle else ()), *around.split()]:
            address = word.strip("<>:'\x22").rpartition(":")[2]
            if ADDRESS.fullmatch(address):
                yield address.lower()
