"""What floats over the cells of an Excel sheet: boxes of a form to tick, pictures."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from parsers.form.grid import NO_TEXT, OBJECT, PICTURE
from parsers.form.refusal import RefusalError
from parsers.formats.package import Element, Package
from parsers.formats.symbols import UNCHECKED

_TICKED = "☑"
_MOST = 2_000  # things floating over one sheet
_BOXES, _EMBEDDED = ("checkbox", "radio"), "pict"
_TABLE_ROW = 2  # cells with text that make a row one of a table
_ANCHORS = ("twoCellAnchor", "oneCellAnchor")


class Floating(NamedTuple):
    """A thing over a cell: where its upper left corner lies, from 1, and what it says."""

    row: int
    column: int
    said: str


def ticked(label: str, *, on: bool) -> str:
    """A box to tick with its label."""
    return f"{_TICKED if on else UNCHECKED}{label}"


def floating_over(package: Package, part: str) -> list[Floating]:
    """What floats over the sheet of a part. What cannot be read says nothing: the sheet's own cells do."""
    found: list[Floating] = []
    for kind, drawing in package.relations(part).values():
        if kind in ("vmlDrawing", "drawing") and drawing in package:
            try:
                root = package.xml(drawing)
            except RefusalError:  # Excel's own VML need not be XML
                continue
            found += _boxes(root) if kind == "vmlDrawing" else _pictures(root)
    return found[:_MOST]


def _boxes(root: Element) -> Iterator[Floating]:
    """Check boxes and option buttons of a form, objects of other programs ([MS-OI29500] 2.4.7, ClientData)."""
    for data in root.iter("{*}ClientData"):
        anchor = (data.findtext("{*}Anchor") or "").replace(" ", "").split(",")
        shape = data.getparent()
        kind = data.get("ObjectType", "").lower()
        if kind in (*_BOXES, _EMBEDDED) and len(anchor) > 2 and anchor[0].isdecimal() and anchor[2].isdecimal():
            box = None if shape is None else shape.find("{*}textbox")
            label = "" if box is None else "".join(map(str, box.itertext())).strip()
            on = (data.findtext("{*}Checked") or "0").strip() == "1"
            said = OBJECT if kind == _EMBEDDED else ticked(label, on=on)
            yield Floating(int(anchor[2]) + 1, int(anchor[0]) + 1, said)


def _pictures(root: Element) -> Iterator[Floating]:
    for name in _ANCHORS:
        for anchor in root.iterchildren(f"{{*}}{name}"):
            row, column = anchor.findtext("{*}from/{*}row") or "", anchor.findtext("{*}from/{*}col") or ""
            if anchor.find("{*}pic") is not None and row.isdecimal() and column.isdecimal():
                yield Floating(int(row) + 1, int(column) + 1, PICTURE)


def add_floating(
    texts: dict[tuple[int, int], str],
    floating: Sequence[Floating],
    merges: dict[tuple[int, int], tuple[int, int]],
) -> None:
    """Write boxes to tick behind the text of their cell, a picture where a cell of the table has no text."""
    if not floating:
        return
    width = {row: sum(1 for other, _ in texts if other == row) for row, _ in texts}
    rightmost = max((column for _, column in texts), default=0)
    for row, column, said in floating:
        place = next(
            (top for top, (rows, columns) in merges.items() if _within(row, column, top, rows, columns)), (row, column)
        )
        if said not in NO_TEXT:
            texts[place] = f"{texts.get(place, '')} {said}".strip()
        elif place not in texts and width.get(place[0], 0) >= _TABLE_ROW and place[1] <= rightmost:
            texts[place] = said


def covered_by(
    texts: dict[tuple[int, int], str], merges: dict[tuple[int, int], tuple[int, int]]
) -> list[tuple[int, int]]:
    """Cells under a merged one: what was left in them nobody sees."""
    found = []
    for (top, left), (rows, columns) in merges.items():
        if rows * columns > len(texts):  # a merge over whole columns
            inside = [place for place in texts if _within(*place, (top, left), rows, columns)]
        else:
            area = itertools.product(range(top, top + rows), range(left, left + columns))
            inside = list(filter(texts.__contains__, area))
        found += [place for place in inside if place != (top, left)]
    return list(dict.fromkeys(found))


def _within(row: int, column: int, top: tuple[int, int], rows: int, columns: int) -> bool:
    """Whether a cell lies in an area."""
    return top[0] <= row < top[0] + rows and top[1] <= column < top[1] + columns
