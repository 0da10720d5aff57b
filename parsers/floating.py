"""What floats over the cells of an Excel sheet: boxes of a form to tick, pictures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from parsers.grid import PICTURE
from parsers.package import Element, Package
from parsers.refusal import RefusalError
from parsers.symbols import UNCHECKED

_TICKED = "☑"
_MOST = 2_000  # things floating over one sheet
_BOXES = ("checkbox", "radio")
_ANCHORS = ("twoCellAnchor", "oneCellAnchor")


class Floating(NamedTuple):
    """A thing over a cell: where its upper left corner lies, from 1, and what it says."""

    row: int
    column: int
    said: str


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
    """Check boxes and option buttons of a form ([MS-OI29500] 2.4.7, ClientData)."""
    for data in root.iter("{*}ClientData"):
        anchor = (data.findtext("{*}Anchor") or "").replace(" ", "").split(",")
        shape = data.getparent()
        if (
            data.get("ObjectType", "").lower() in _BOXES
            and len(anchor) > 2
            and anchor[0].isdecimal()
            and anchor[2].isdecimal()
        ):
            box = None if shape is None else shape.find("{*}textbox")
            label = "" if box is None else "".join(map(str, box.itertext())).strip()
            ticked = (data.findtext("{*}Checked") or "0").strip() == "1"
            yield Floating(int(anchor[2]) + 1, int(anchor[0]) + 1, f"{_TICKED if ticked else UNCHECKED}{label}")


def _pictures(root: Element) -> Iterator[Floating]:
    for name in _ANCHORS:
        for anchor in root.iterchildren(f"{{*}}{name}"):
            row, column = anchor.findtext("{*}from/{*}row") or "", anchor.findtext("{*}from/{*}col") or ""
            if anchor.find("{*}pic") is not None and row.isdecimal() and column.isdecimal():
                yield Floating(int(row) + 1, int(column) + 1, PICTURE)
