"""What Excel 97-2003 draws beside its cells, which xlrd leaves out: boxes to tick, pictures, objects, page headers.

[MS-XLS] in short: records of a kind and a length; a shape is a drawing record with its anchor, then a record that says
what it is, then perhaps its text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from parsers.form.grid import OBJECT, PICTURE
from parsers.formats.floating import Chosen, Floating, ticked

_BOF, _EOF, _SHEET_AT, _CONTINUE = 0x0809, 0x000A, 0x0085, 0x003C
_HEADER, _FOOTER, _DRAWING, _OBJECT, _TEXT = 0x0014, 0x0015, 0x00EC, 0x005D, 0x01B6
_ANCHOR, _ANCHOR_SIZE, _CONTAINER = 0xF010, 18, 0xF
_PICTURE, _BOXES = 8, (11, 12)  # kinds of objects: check boxes, option buttons
_LISTS, _TEXTS = (0x12, 0x14), (0x02, 0x03, 0x06, 0x1E)  # lists, open and dropping down; shapes with a text
_QUIET = (_PICTURE, *_TEXTS)
_KIND, _FORMULA, _STATE, _OLD_STATE, _ENTRIES = 0x15, 0x09, 0x12, 0x0A, 0x13  # parts of an object's record
_AREA, _AREA_SIZE = (0x25, 0x45, 0x65), 9  # of a formula that is an area: its token, its bytes
_WIDE = 1  # flag of a text whose characters take two bytes
_MOST = 2_000  # things floating over one sheet, and records of a drawing

Record = tuple[int, bytes]


@dataclass(slots=True)
class Drawn:
    """What is drawn over and around one sheet."""

    floating: list[Floating] = field(default_factory=list)
    margins: list[str] = field(default_factory=list)  # with their codes


def drawn_of(stream: bytes) -> list[Drawn]:
    """What each worksheet draws, in the order of the sheets; `stream` is the workbook's."""
    starts = [data for kind, data in _records(stream, 0) if kind == _SHEET_AT and len(data) > 5 and data[5] == 0]
    return [_sheet(list(_records(stream, _number(data, 0, 4)))) for data in starts]


def _records(stream: bytes, at: int) -> Iterator[Record]:
    """The records of one part of the workbook, those of charts in it left out."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = _number(stream, at), _number(stream, at + 2)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 0:
            return
        if depth == 1:
            yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _sheet(records: Sequence[Record]) -> Drawn:
    found = Drawn()
    anchor: tuple[int, int] | None = None
    for index, (record, data) in enumerate(records):
        if record in (_HEADER, _FOOTER) and len(data) > 2:
            found.margins.append(_string(data[2:], _number(data, 0)))
        elif record == _DRAWING:
            anchor = next(_anchors(data), anchor)
        elif record == _OBJECT and anchor and len(found.floating) < _MOST:
            parts = dict(_parts(data))
            kind = _number(parts.get(_KIND, b""), 0)
            said = _said(kind, parts, _label(records[index + 1 : index + 4]))
            found.floating += [Floating(*anchor, said, quiet=kind in _QUIET)] if said else []
            anchor = None
    return found


def _anchors(drawing: bytes) -> Iterator[tuple[int, int]]:
    """Row and column, from 1, of the upper left corner of each shape that a drawing record begins."""
    at = 0
    for _ in range(_MOST):
        if at + 8 > len(drawing):
            return
        kind, size = _number(drawing, at + 2), _number(drawing, at + 4, 4)
        if kind == _ANCHOR and size >= _ANCHOR_SIZE and at + 8 + _ANCHOR_SIZE <= len(drawing):
            yield _number(drawing, at + 14) + 1, _number(drawing, at + 10) + 1
        at += 8 if drawing[at] & 0xF == _CONTAINER else 8 + size


def _said(kind: int, parts: Mapping[int, bytes], label: str) -> str | Chosen:
    """What an object says: a box with its label, a list, a text box, a picture, an object of another program; "" for what
    says nothing."""
    if kind in _BOXES:  # LibreOffice writes the state where Excel writes nothing
        return ticked(label, on=_number(parts.get(_STATE) or parts.get(_OLD_STATE, b""), 0) == 1)
    if kind in _LISTS:
        return _list(parts.get(_ENTRIES, b""))
    if kind in _TEXTS:
        return label
    return "" if kind != _PICTURE else OBJECT if _FORMULA in parts else PICTURE


def _list(data: bytes) -> Chosen:
    """The entry chosen in a list ([MS-XLS] 2.5.147, FtLbsData): the formula of its entries, their count, the number."""
    size = _number(data, 0)
    number = _number(data, 2 + size + 2)
    formula = data[8 : 8 + _number(data, 2)]
    if len(formula) != _AREA_SIZE or formula[0] not in _AREA:
        return Chosen(None, (number,) if number else ())
    top, bottom, left, right = (_number(formula, at) + 1 for at in (1, 3, 5, 7))
    area = (
        (top, (left - 1 & 0xFF) + 1),
        (bottom, (right - 1 & 0xFF) + 1),
    )  # the upper bits tell whether they are relative
    return Chosen(area, (number,) if number else ())


def _parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(data):
        kind, size = _number(data, at), _number(data, at + 2)
        if not kind:
            return
        yield kind, data[at + 4 : at + 4 + size]
        at += 4 + size


def _label(following: Sequence[Record]) -> str:
    """The text of a shape: its characters are in what continues the record of the text."""
    for place, (kind, data) in enumerate(following[:-1]):
        if kind == _TEXT and following[place + 1][0] == _CONTINUE:
            return _string(following[place + 1][1], _number(data, 10)).strip()
    return ""


def _string(data: bytes, length: int) -> str:
    if not data:
        return ""
    wide = data[0] & _WIDE
    raw = data[1 : 1 + (2 * length if wide else length)]
    return raw.decode("utf-16-le" if wide else "latin-1", "replace")


def _number(data: bytes, at: int, size: int = 2) -> int:
    return int.from_bytes(data[at : at + size], "little")
