"""OLE compound files: which old format one holds, its streams, our own mark in its properties."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable

import olefile

from parsers.form.grid import Document
from parsers.form.refusal import RefusalError, broken

_MAX_STREAM = 60 << 20
_WORKS = ("MM", "MN0", "CONTENTS", "MatOST")
_ENCRYPTED = ("EncryptedPackage", "EncryptionInfo")
_UNICODE, _TEXT = 31, 30


class Compound:
    """An opened compound file."""

    def __init__(self, content: bytes) -> None:
        try:
            self._ole = olefile.OleFileIO(io.BytesIO(content))
        except (OSError, IndexError, ValueError, struct.error, MemoryError) as error:
            raise broken("复合文档结构已损坏，文件可能在传送中被截断") from error

    def __contains__(self, name: str) -> bool:
        return bool(self._ole.exists(name))

    def read(self, name: str) -> bytes:
        """A stream's bytes. Raises RefusalError."""
        try:
            if self._ole.get_size(name) > _MAX_STREAM:
                raise broken("文件内部数据流过大")
            content: bytes = self._ole.openstream(name).read()
        except (OSError, KeyError, IndexError, ValueError, TypeError, struct.error) as error:
            raise broken("复合文档结构已损坏，文件可能在传送中被截断") from error
        return content

    def issued(self) -> str:
        """Our own mark among the user's own document properties, "" if there is none."""
        if "\x05DocumentSummaryInformation" not in self:
            return ""
        try:
            return _user_properties(self.read("\x05DocumentSummaryInformation")).get("taizhang", "")
        except (struct.error, IndexError, UnicodeDecodeError, RefusalError):
            return ""


def read(content: bytes, word: Reader, excel: Callable[[bytes, Compound], Document]) -> Document:
    """A compound file by the reader of what it holds. Raises RefusalError."""
    compound = Compound(content)
    if any(name in compound for name in _ENCRYPTED):
        raise RefusalError("encrypted")
    if "WordDocument" in compound:
        return word(compound)
    if "Workbook" in compound or "Book" in compound:
        return excel(content, compound)
    if any(name in compound for name in _WORKS):
        raise RefusalError("unsupported", "是 Microsoft Works 文档", suite="wps")
    raise RefusalError("unsupported", "不是 Word 或 Excel 文档")


Reader = Callable[[Compound], Document]


def _user_properties(content: bytes) -> dict[str, str]:
    """The text properties of the second section, where users' own properties lie, by name."""
    if struct.unpack_from("<I", content, 24)[0] < 2:
        return {}
    (start,) = struct.unpack_from("<I", content, 28 + 20 + 16)
    _, count = struct.unpack_from("<II", content, start)
    places = [struct.unpack_from("<II", content, start + 8 + 8 * index) for index in range(min(count, 200))]
    offsets = {identifier: start + offset for identifier, offset in places}
    codepage = struct.unpack_from("<IH", content, offsets[1])[1] if 1 in offsets else 1252
    names = _names(content, offsets[0], codepage) if 0 in offsets else {}
    said = {}
    for identifier, name in names.items():
        if identifier in offsets:
            kind, length = struct.unpack_from("<II", content, offsets[identifier])
            if kind in (_TEXT, _UNICODE):
                said[name] = _string(content, offsets[identifier] + 8, length, 1200 if kind == _UNICODE else codepage)
    return said


def _names(content: bytes, offset: int, codepage: int) -> dict[int, str]:
    (count,) = struct.unpack_from("<I", content, offset)
    offset += 4
    names = {}
    for _ in range(min(count, 200)):
        identifier, length = struct.unpack_from("<II", content, offset)
        names[identifier] = _string(content, offset + 8, length, codepage)
        size = length * 2 if codepage == 1200 else length
        offset += 8 + (size + 3 & ~3 if codepage == 1200 else size)
    return names


def _string(content: bytes, offset: int, length: int, codepage: int) -> str:
    charsets = {1200: "utf-16-le", 65001: "utf-8", 936: "gb18030"}
    size = min(length, 10_000) * (2 if codepage == 1200 else 1)
    return content[offset : offset + size].decode(charsets.get(codepage, "cp1252"), "replace").rstrip("\x00")
