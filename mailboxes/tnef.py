"""winmail.dat: the container in which Outlook packs files for other Outlooks."""

from __future__ import annotations

import struct
import warnings

from tnefparse import TNEF, properties
from tnefparse.tnef import TNEFAttachment

from mailboxes.charsets import read_text

MAGIC = b"\x78\x9f\x3e\x22"


def files(content: bytes) -> list[tuple[str, bytes]] | None:
    """The files in it as (name, bytes); None where there are none or it cannot be opened."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the library warns of its own deprecations
            opened = TNEF(content, do_checksum=False)
            return [(_name(item), bytes(item.data or b"")) for item in opened.attachments] or None
    except (ValueError, TypeError, LookupError, AttributeError, AssertionError, struct.error, OverflowError):
        return None  # what the library raises on torn containers


def _name(item: TNEFAttachment) -> str:
    """The long name, else the short one, as bytes: the library takes short names for UTF-8 and fails at GBK."""
    long = next((found.data for found in item.mapi_attrs if found.name == properties.MAPI_ATTACH_LONG_FILENAME), b"")
    name = long or item._name  # noqa: SLF001  the only way to the bytes
    text = read_text(name.rstrip(b"\0")).text if isinstance(name, bytes) else str(name)
    return text.replace("\0", "")
