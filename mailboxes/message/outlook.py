"""Outlook's own file of a mail (.msg): the files in it, as a part of a mail handed on."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import olefile

MAGIC = olefile.MAGIC
_MOST_FILES = 100
_LARGEST = 40 << 20
# Property tags (MS-OXPROPS): long and short file name, data; 001F is UTF-16, 001E the writer's own code page.
_NAMES = ("3707001F", "3707001E", "3704001F", "3704001E")
_DATA = "37010102"
_BROKEN = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error)
"""What olefile raises over torn files."""


def files(content: bytes) -> list[tuple[str, bytes]] | None:
    """Name and bytes of each file in a .msg; None where it is none, or torn."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as box:
            if not box.exists("__properties_version1.0"):
                return None
            return list(_files(box))
    except _BROKEN:
        return None


def _files(box: olefile.OleFileIO) -> Iterator[tuple[str, bytes]]:
    folders = [entry[0] for entry in box.listdir(streams=False, storages=True) if entry[0].startswith("__attach_")]
    for folder in list(dict.fromkeys(folders))[:_MOST_FILES]:
        data = f"{folder}/__substg1.0_{_DATA}"
        if box.exists(data) and box.get_size(data) <= _LARGEST:
            yield _name(box, folder), box.openstream(data).read()


def _name(box: olefile.OleFileIO, folder: str) -> str:
    for tag in _NAMES:
        stream = f"{folder}/__substg1.0_{tag}"
        if box.exists(stream):
            raw: bytes = box.openstream(stream).read()
            return raw.decode("utf-16-le" if tag.endswith("1F") else "gb18030", "replace").rstrip("\0")
    return ""
