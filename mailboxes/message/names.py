"""Names of attachments as they can be shown and stored, and a name for those that bring none."""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)  # marks that make a name read otherwise than it is
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f\x7f-\x9f]+')
_MOST_BYTES = 200
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"{\\rtf", "rtf"),
)
_ZIPPED = ((b"word/", "docx"), (b"xl/", "xlsx"), (b"OFD.xml", "ofd"), (b"ppt/", "pptx"))
_STREAMS = (("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"), ("__substg1.0", "msg"))


def clean_name(name: str) -> str:
    """A name without directories, control characters and marks that reverse it, at most 200 bytes long."""
    name = _UNSEEN.sub("", unicodedata.normalize("NFC", name))
    name = re.split(r"[/\\]", name)[-1]
    name = _FORBIDDEN.sub("_", name).strip(" .")
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:
        stem, dot, extension = name, "", ""
    tail = dot + extension
    return stem.encode()[: _MOST_BYTES - len(tail.encode())].decode("utf-8", "ignore") + tail


def invented_name(number: int, content: bytes, media_type: str) -> str:
    """A name for a part without one: 未命名附件1.xlsx, the extension by content."""
    return f"未命名附件{number}.{_extension(content, media_type)}"


def _extension(content: bytes, media_type: str) -> str:
    if content.startswith(b"PK\x03\x04"):
        return next((extension for mark, extension in _ZIPPED if mark in content), "zip")
    if content.startswith(_OLE):
        return next((extension for mark, extension in _STREAMS if mark.encode("utf-16-le") in content), "ole")
    for magic, extension in _MAGIC:
        if content.startswith(magic):
            return extension
    return {"text/plain": "txt", "text/html": "html", "text/calendar": "ics", "message/rfc822": "eml"}.get(
        media_type, "dat"
    )
