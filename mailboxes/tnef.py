"""winmail.dat: the container in which Outlook packs files for other Outlooks."""

from __future__ import annotations

import struct
import warnings

from tnefparse import TNEF

from mailboxes.charsets import read_text

MAGIC = b"\x78\x9f\x3e\x22"


def files(content: bytes) -> list[tuple[str, bytes]] | None:
    """The files in it as (name, bytes); None where there are none or it cannot be opened."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the library warns of its own deprecations
            opened = TNEF(content, do_checksum=False)
            return [(_text(item.long_filename()), bytes(item.data or b"")) for item in opened.attachments] or None
    except (ValueError, TypeError, LookupError, AttributeError, AssertionError, struct.error, OverflowError):
        return None  # what the library raises on torn containers


def _text(name: str | bytes | None) -> str:
    text = read_text(name).text if isinstance(name, bytes) else (name or "")
    return text.replace("\0", "")
