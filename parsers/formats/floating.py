"""What floats over the cells of an Excel sheet: boxes of a form to tick, lists to choose from, pictures."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from parsers.form.grid import LIST, NO_TEXT, OBJECT, PICTURE, column_of
from parsers.form.refusal import RefusalError
from parsers.formats.package import Element, Package
from parsers.formats.symbols import UNCHECKED

_TICKED = "☑"
_MOST = 2_000  # things floating over one sheet
_BOXES, _LISTS, _EMBEDDED = ("checkbox", "radio"), ("drop", "list"), "pict"
_TABLE_ROW = 2  # cells with text that make a row one of a table
_ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")
_PARAGRAPH = "{http://schemas.openxmlformats.org/drawingml/2006/main}p"
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
_SHAPE = re.compile(r"s(\d+)$")

Place = tuple[int, int]
Area = tuple[Place, Place]
"""The first and the last place of some cells."""
Texts = dict[Place, str]
Merges = Mapping[Place, tuple[int, int]]


class Chosen(NamedTuple):
    """What a list shows: the cells of its sheet that hold its entries, None where they lie elsewhere, and which are chosen, from 1."""

    entries: Area | None
    numbers: tuple[int, ...]

    def text(self, texts: Texts) -> str:
        """The entries chosen, "" where none is; named as a list where they cannot be read."""
        if not self.numbers or self.entries is None:
            return LIST if self.numbers else ""
        (top, left), (_, right) = self.entries
        steps = [divmod(number - 1, right - left + 1) for number in self.numbers]
        return "、".join(filter(None, (texts.get((top + down, left + over), "") for down, over in steps))) or LIST


class Floating(NamedTuple):
    """A thing over a cell: where its upper left corner lies, from 1 (0 for nowhere), and what it says."""

    row: int
    column: int
    said: str | Chosen
    quiet: bool = False  # a picture or a text box: counts only where a cell of the table has no text


def ticked(label: str, *, on: bool) -> str:
    """A box to tick with its label."""
    return f"{_TICKED if on else UNCHECKED}{label}"


def floating_over(package: Package, part: str, root: Element) -> list[Floating]:
    """What floats over the sheet of a part, which is `root`. What cannot be read says nothing: the sheet's own cells do."""
    found: list[Floating] = []
    for kind, drawing in package.relations(part).values():
        if kind in ("vmlDrawing", "drawing") and drawing in package:
            try:
                drawn = package.xml(drawing)
            except RefusalError:  # Excel's own VML need not be XML
                continue
            found += _controls(drawn, _states(package, part, root)) if kind == "vmlDrawing" else _drawn(drawn)
    return found[:_MOST]


def _states(package: Package, part: str, root: Element) -> dict[str, Element]:
    """What the controls of a sheet hold, by the number of their shape, in order (formControlPr, since Excel 2010)."""
    relations = package.relations(part)
    found: dict[str, Element] = {}
    for control in root.iter("{*}control"):
        key = next((str(value) for name, value in control.items() if str(name).endswith("}id")), "")
        kind, properties = relations.get(key, ("", ""))
        if kind == "ctrlProp" and properties in package:
            found.setdefault(control.get("shapeId", ""), package.xml(properties))
    return found


def _controls(root: Element, states: Mapping[str, Element]) -> Iterator[Floating]:
    """Boxes, lists and objects of other programs ([MS-OI29500] 2.4.7, ClientData). LibreOffice gives its shapes no number:
    there one goes with the other by their order."""
    shapes = [(data, shape) for data in root.iter("{*}ClientData") if (shape := data.getparent()) is not None]
    numbers = [_number_of(shape) for _, shape in shapes]
    unnamed = list(states.values()) if not set(numbers) & set(states) else []
    boxes = iter(unnamed)
    for (data, shape), number in zip(shapes, numbers, strict=True):
        kind = data.get("ObjectType", "").lower()
        anchor = (data.findtext("{*}Anchor") or "").replace(" ", "").split(",")
        state = states.get(number)
        if state is None and kind in (*_BOXES, *_LISTS):
            state = next(boxes, None)
        if len(anchor) > 2 and anchor[0].isdecimal() and anchor[2].isdecimal():
            said = _said(
                kind, data, shape, {} if state is None else {str(name): str(value) for name, value in state.items()}
            )
            if said is not None:
                yield Floating(int(anchor[2]) + 1, int(anchor[0]) + 1, said)


def _number_of(shape: Element) -> str:
    """The number that a sheet calls a shape by: 1025 of _x0000_s1025."""
    names = [str(value) for name, value in shape.items() if str(name).rpartition("}")[2] in ("id", "spid")]
    return next((found[1] for name in names if (found := _SHAPE.search(name))), "")


def _said(kind: str, data: Element, shape: Element, state: Mapping[str, str]) -> str | Chosen | None:
    """What a control says, by its own properties first; None for what says nothing."""
    if kind in _BOXES:
        box = shape.find("{*}textbox")
        label = "" if box is None else "".join(map(str, box.itertext())).strip()
        on = state["checked"] == "Checked" if "checked" in state else (data.findtext("{*}Checked") or "").strip() == "1"
        return ticked(label, on=on)
    if kind in _LISTS:
        chosen = (
            state.get("multiSel") or state.get("sel") or data.findtext("{*}MultiSel") or data.findtext("{*}Sel") or ""
        )
        numbers = tuple(int(one) for one in re.findall(r"\d{1,6}", chosen) if int(one))
        return Chosen(_area(state.get("fmlaRange") or data.findtext("{*}FmlaRange") or ""), numbers)
    return OBJECT if kind == _EMBEDDED else None


def _area(formula: str) -> Area | None:
    """The cells of the same sheet that a formula names."""
    found = _AREA.fullmatch(formula.strip())
    if found is None:
        return None
    first = int(found[2]), column_of(found[1])
    return first, (int(found[4]), column_of(found[3])) if found[4] else first


def _drawn(root: Element) -> Iterator[Floating]:
    """Pictures and text boxes."""
    for name in _ANCHORS:
        for anchor in root.iterchildren(f"{{*}}{name}"):
            row, column = anchor.findtext("{*}from/{*}row") or "", anchor.findtext("{*}from/{*}col") or ""
            place = (int(row) + 1, int(column) + 1) if row.isdecimal() and column.isdecimal() else (0, 0)
            said = "\n".join(
                line for p in anchor.iter(_PARAGRAPH) if (line := "".join(t.text or "" for t in p.iter("{*}t"))).strip()
            )
            if said or anchor.find("{*}pic") is not None:
                yield Floating(*place, said or PICTURE, quiet=True)


def add_floating(texts: Texts, floating: Sequence[Floating], merges: Merges) -> list[str]:
    """Write what boxes and lists say behind the text of their cell, what is quiet where a cell of the table has no text.
    Returns the text boxes that lie elsewhere."""
    if not floating:
        return []
    width = {row: sum(1 for other, _ in texts if other == row) for row, _ in texts}
    rightmost = max((column for _, column in texts), default=0)
    own, aside = dict(texts), []
    for row, column, what, quiet in floating:
        place = next(
            (top for top, (rows, columns) in merges.items() if _within(row, column, top, rows, columns)), (row, column)
        )
        said = what if isinstance(what, str) else what.text(own)
        if not (quiet or said in NO_TEXT):
            texts[place] = f"{texts.get(place, '')} {said}".strip()
        elif said and place not in own and width.get(place[0], 0) >= _TABLE_ROW and 0 < place[1] <= rightmost:
            texts[place] = f"{texts[place]}\n{said}" if place in texts else said
        elif said not in NO_TEXT:
            aside += said.splitlines()
    return aside


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
