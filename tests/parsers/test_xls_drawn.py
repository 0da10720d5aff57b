"""Records of Excel 97-2003 as Excel writes them: boxes of a form, pictures, objects, a page header, a chart between."""

from __future__ import annotations

import struct

from parsers.formats.xls_drawn import drawn_of

BOF, EOF = 0x0809, 0x000A


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def shape(row: int, column: int, *, first: bool = False) -> bytes:
    """A drawing record: containers, then the anchor."""
    anchor = struct.pack("<HHI", 0, 0xF010, 18) + struct.pack("<9H", 2, column, 0, row, 0, column + 1, 0, row + 1, 0)
    group = struct.pack("<HHI", 0x0A00 | 2, 0xF00A, 8) + bytes(8)
    inner = struct.pack("<HHI", 0xF, 0xF004, len(group) + len(anchor)) + group + anchor
    around = struct.pack("<HHI", 0xF, 0xF002, 9_000) + struct.pack("<HHI", 0, 0xF008, 8) + bytes(8) if first else b""
    return record(0x00EC, around + inner)


def thing(kind: int, *parts: tuple[int, bytes]) -> bytes:
    """An object's record: what it is, then its parts."""
    data = struct.pack("<HHHH", 0x15, 18, kind, 1) + bytes(14)
    return record(0x005D, data + b"".join(struct.pack("<HH", one, len(said)) + said for one, said in parts) + bytes(4))


def label(text: str) -> bytes:
    head = bytes(10) + struct.pack("<HHI", len(text), 0, 0)
    return record(0x01B6, head) + record(0x003C, b"\x01" + text.encode("utf-16-le"))


def workbook(sheet: bytes) -> bytes:
    """A stream of two parts: what the workbook is, and one sheet."""
    first = record(BOF, bytes(16))
    name = record(0x0085, struct.pack("<IBB", len(first) + 4 + 10 + 4, 0, 0) + b"\x02\x00A1")
    return first + name + record(EOF) + record(BOF, bytes(16)) + sheet + record(EOF)


def test_what_floats_over_a_sheet_lies_at_its_cell() -> None:
    sheet = (
        record(0x0014, struct.pack("<HB", 10, 1) + "&L填报单位：司法局".encode("utf-16-le"))
        + shape(3, 6, first=True) + thing(11, (0x12, struct.pack("<4H", 1, 0, 0, 0))) + label("已完成")
        + shape(4, 6) + thing(11, (0x12, struct.pack("<4H", 0, 0, 0, 0)))
        + shape(5, 6) + thing(8)
        + shape(6, 6) + thing(8, (0x08, b"\x00\x00"), (0x09, bytes(6)))
        + shape(7, 6) + thing(5) + record(BOF, bytes(16)) + record(0x0014, b"\x01\x00\x00x") + record(EOF)
    )  # fmt: skip
    (drawn,) = drawn_of(workbook(sheet))
    assert drawn.margins == ["&L填报单位：司法局"]
    assert [one[:3] for one in drawn.floating] == [
        (4, 7, "☑已完成"), (5, 7, "☐"), (6, 7, "［图片］"), (7, 7, "［嵌入对象］"),
    ]  # fmt: skip


def test_torn_records_are_no_error() -> None:
    whole = workbook(shape(3, 6, first=True) + thing(11) + label("已完成"))
    for end in range(len(whole)):
        drawn_of(whole[:end])
