"""winmail.dat as Outlook packs it, whole, torn and hostile."""

import struct
import time

from hypothesis import given
from hypothesis import strategies as st

from mailboxes.message.tnef import MAGIC, files
from tests.mailboxes.written import attribute, tnef

DOC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 document" + b"\0" * 512


def properties(*values: tuple[int, int, bytes]) -> bytes:
    """MAPI properties of (number, kind, value of any length)."""
    body = b"".join(
        struct.pack("<HHII", kind, number, 1, len(value)) + value + b"\0" * (-len(value) % 4)
        for number, kind, value in values
    )
    return struct.pack("<I", len(values)) + body


def packed(*attributes: bytes, codepage: bytes = b"") -> bytes:
    """A container of one file with those attributes."""
    return MAGIC + b"\1\0" + codepage + attribute(0x9002, 6, b"\0" * 14) + b"".join(attributes)


def test_files_keep_their_bytes_and_names() -> None:
    given_files = [("填报表.xlsx".encode("gbk"), b"PK\0\0"), ("表二.doc".encode(), DOC)]
    assert files(tnef(*given_files)) == [("填报表.xlsx", b"PK\0\0"), ("表二.doc", DOC)]


def test_files_have_their_long_names() -> None:
    long = properties((0x3704, 0x1E, b"FORM~1.XLS\0"), (0x3707, 0x1F, "填报表.xlsx\0".encode("utf-16-le")))
    raw = packed(attribute(0x8010, 1, b"FORM~1.XLS\0"), attribute(0x800F, 6, b"PK"), attribute(0x9005, 6, long))
    assert files(raw) == [("填报表.xlsx", b"PK")]


def test_files_read_names_by_the_containers_codepage() -> None:
    name = properties((0x3707, 0x1E, "數據.doc\0".encode("big5")))
    page = struct.pack("<BHHI", 1, 0x9007, 6, 8) + struct.pack("<II", 950, 0) + b"\0\0"
    raw = packed(attribute(0x9005, 6, name), attribute(0x800F, 6, DOC), codepage=page)
    assert files(raw) == [("數據.doc", DOC)]


def test_files_of_an_enclosed_message_are_files() -> None:
    enclosed = properties((0x3701, 0x0D, b"\0" * 16 + tnef((b"a.xlsx", b"PK"))))
    assert files(packed(attribute(0x800F, 6, b"a placeholder"), attribute(0x9005, 6, enclosed))) == [("a.xlsx", b"PK")]


def test_an_enclosed_object_is_a_file() -> None:
    assert files(packed(attribute(0x9005, 6, properties((0x3701, 0x0D, b"\0" * 16 + DOC))))) == [("", DOC)]


def test_a_container_without_files_is_none() -> None:
    assert files(MAGIC + b"\1\0") is None


def test_counts_without_end_end_at_once() -> None:
    started = time.process_time()
    for count in (b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f"):
        endless = count + b"\x02\x11\x01\x37" + count + b"\0" * 1000
        assert files(packed(attribute(0x800F, 6, b"PK"), attribute(0x9005, 6, endless))) == [("", b"PK")]
    assert time.process_time() - started < 1


@given(st.integers(0, 400), st.binary(max_size=4), st.integers(0, 400))
def test_files_never_raises_on_torn_containers(at: int, noise: bytes, end: int) -> None:
    long = properties((0x3707, 0x1E, b"a.xlsx\0"), (0x8001, 0x1E, b"x"), (0x3701, 0x0D, b"\0" * 16 + DOC[:40]))
    raw = packed(attribute(0x8010, 1, b"A\0"), attribute(0x9005, 6, long), attribute(0x800F, 6, b"PK"))
    torn = raw[:at] + noise + raw[at + len(noise) :]
    files(torn[:end])
    files(torn)
