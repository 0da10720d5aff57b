"""What OpenDocument draws: controls of a form, as what they say; and over which cell of a sheet a thing lies that floats over
the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from lxml import etree

from parsers.form.grid import LIST, OBJECT, PICTURE
from parsers.formats.floating import Floating, ticked
from parsers.formats.package import Element
from parsers.formats.symbols import CHECKED, PRIVATE, UNCHECKED, in_font, symbol, symbol_font

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FORM = "{urn:oasis:names:tc:opendocument:xmlns:form:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_FIELD_MARK = "{urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0}"
_LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
_FAMILY = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}font-family"
_LENGTH = re.compile(r"(-?\d{1,7}(?:\.\d{1,9})?)(in|cm|mm|pt|pc|px)")
_POINTS = {"in": 72.0, "cm": 72 / 2.54, "mm": 7.2 / 2.54, "pt": 1.0, "pc": 12.0, "px": 0.75}
_TYPED = ("text", "textarea", "combobox", "date", "time", "number", "formatted-text")
_ROUNDED = 0.5  # points by which a place may be off

Sizes = dict[str, float]
"""Heights of rows and widths of columns by their style, in points."""
OBJECTS = (f"{_DRAW}object", f"{_DRAW}object-ole")
"""What holds an object of another program."""
IMAGE = f"{_DRAW}image"


def write_drawn(root: Element, content: Element) -> None:
    """Write what is drawn and not held as text: the fields of Word's forms, signs of symbol fonts; tables in shapes, which
    LibreOffice writes under a name of its own, under theirs."""
    _write_controls(content)
    for mark in content.iter(f"{_FIELD_MARK}fieldmark"):
        mark.text = _field_mark(mark) + (mark.text or "")
    for element in content.iter(f"{_LOEXT}*"):
        local = str(element.tag).removeprefix(_LOEXT)
        if local.startswith("table") or local == "covered-table-cell":
            element.tag = _TABLE + local
    fonts = {
        style.get(f"{_STYLE}name", ""): font for style in root.iter(f"{_STYLE}style") if (font := _symbol_font(style))
    }
    for span in content.iter(f"{_TEXT}span", f"{_TEXT}p") if fonts else ():
        cell = span.getparent()
        default = "" if cell is None else cell.get(f"{_TABLE}style-name", "")
        font = fonts.get(span.get(f"{_TEXT}style-name", default), "")
        for element in (span, *span) if font else ():
            where = "text" if element is span else "tail"
            setattr(element, where, in_font(getattr(element, where) or "", font))
    if PRIVATE.search("".join(map(str, content.itertext()))):
        for element in content.iter():
            for where in ("text", "tail"):
                text = getattr(element, where) or ""
                if PRIVATE.search(text):
                    setattr(element, where, PRIVATE.sub(lambda found: symbol("", ord(found[0])), text))


def _field_mark(mark: Element) -> str:
    """What a check box or a list of Word's forms shows."""
    kind = mark.get(f"{_FIELD_MARK}type", "").rpartition(".")[2]
    said: dict[str, list[str]] = {}
    for one in mark.iter(f"{_FIELD_MARK}param"):
        name = one.get(f"{_FIELD_MARK}name", "")
        said.setdefault(name, []).append(one.get(f"{_FIELD_MARK}value", ""))
    if kind == "FORMCHECKBOX":
        return CHECKED if "true" in said.get("Checkbox_Checked", ()) else UNCHECKED
    entries, chosen = said.get("Dropdown_ListEntry", []), said.get("Dropdown_Selected", ["0"])[0]
    if kind == "FORMDROPDOWN" and chosen.isdecimal() and int(chosen) < len(entries):
        return entries[int(chosen)]
    return ""


def _symbol_font(style: Element) -> str:
    """The symbol font of a style, "" for any other."""
    properties = style.find(f"{_STYLE}text-properties")
    named = () if properties is None else (properties.get(f"{_STYLE}font-name", ""), properties.get(_FAMILY, ""))
    return next(filter(None, map(symbol_font, named)), "")


def _write_controls(content: Element) -> None:
    """Write into each control that is drawn what it says."""
    said = {name: one for form in content.iter(f"{_OFFICE}forms") for name, one in _controls(form)}
    for shape in content.iter(f"{_DRAW}control") if said else ():
        if text := said.get(shape.get(f"{_DRAW}control", ""), ""):
            etree.SubElement(shape, f"{_TEXT}p").text = text


def _controls(forms: Element) -> Iterator[tuple[str, str]]:
    for control in forms.iter(f"{_FORM}*"):
        name = control.get(f"{_FORM}id") or control.get(_ID)
        if name:
            yield name, _said(control, str(control.tag).removeprefix(_FORM))


def _said(control: Element, kind: str) -> str:
    """What a control says: a box with its label, the entries chosen, what was typed; "" for a button."""
    if kind == "checkbox":
        return ticked(control.get(f"{_FORM}label", ""), on=_now(control, "state") == "checked")
    if kind == "radio":
        return ticked(control.get(f"{_FORM}label", ""), on=_now(control, "selected") == "true")
    if kind == "listbox":
        return _chosen(control)
    return _now(control, "value") if kind in _TYPED else ""


def _now(control: Element, name: str) -> str:
    """What a control is at present, else what it was made as."""
    return control.get(f"{_FORM}current-{name}") or control.get(f"{_FORM}{name}") or ""


def _chosen(control: Element) -> str:
    """The entries chosen in a list; of one whose entries and choice lie in cells only that it is a list."""
    entries = control.findall(f"{_FORM}option")
    if not entries:
        return LIST if control.get(f"{_FORM}linked-cell") else ""
    for name in ("current-selected", "selected"):
        if chosen := [one.get(f"{_FORM}label", "") for one in entries if one.get(f"{_FORM}{name}") == "true"]:
            return "、".join(chosen)
    return ""


# --- where a thing lies that floats over the page of a sheet ---


def floating_over(table: Element, rows: Iterable[Element], sizes_by_style: Callable[[], Sizes]) -> Iterator[Floating]:
    """What floats over the page of a sheet; the sizes of its cells are asked for only if something does."""
    shapes = table.find(f"{_TABLE}shapes")
    if shapes is None or not len(shapes):
        return
    sizes = sizes_by_style()
    heights = list(_sizes(rows, "number-rows-repeated", sizes))
    widths = list(_sizes(table.iter(f"{_TABLE}table-column"), "number-columns-repeated", sizes))
    for shape in shapes:
        said = _drawn(shape)
        if said:
            row, column = _under(heights, _length(shape, "y")), _under(widths, _length(shape, "x"))
            yield Floating(row, column, said, quiet=shape.tag != f"{_DRAW}control")


def sizes_of(root: Element) -> Sizes:
    """The heights of rows and widths of columns by their style, in points."""
    found: Sizes = {}
    for style in root.iter(f"{_STYLE}style"):
        for properties in style:
            for name in ("row-height", "column-width"):
                if length := _points(properties.get(_STYLE + name, "")):
                    found[style.get(f"{_STYLE}name", "")] = length
    return found


def _drawn(shape: Element) -> str:
    """What a shape says: its text, else that it is a picture or an object of another program."""
    if text := "".join("".join(map(str, one.itertext())) for one in shape.iter(f"{_TEXT}p")).strip():
        return text
    if next(shape.iter(*OBJECTS), None) is not None:
        return OBJECT
    return PICTURE if next(shape.iter(IMAGE), None) is not None else ""


def _sizes(elements: Iterable[Element], repeated: str, sizes: Sizes) -> Iterator[tuple[float, int]]:
    """The size of each row or column that is shown, and how many there are of it."""
    for element in elements:
        times = element.get(_TABLE + repeated, "1")
        shown = element.get(f"{_TABLE}visibility", "visible") == "visible"
        size = sizes.get(element.get(f"{_TABLE}style-name", ""), 0.0) if shown else 0.0
        yield size, int(times) if times.isascii() and times.isdigit() and len(times) < 8 else 1


def _under(sizes: Iterable[tuple[float, int]], offset: float | None) -> int:
    """The row or column, from 1, that lies at an offset; 0 for none."""
    before, edge = 0, 0.0
    for size, times in sizes:
        if offset is not None and size and offset + _ROUNDED < edge + size * times:
            return before + max(0, int((offset + _ROUNDED - edge) // size)) + 1
        before, edge = before + times, edge + size * times
    return 0


def _length(shape: Element, name: str) -> float | None:
    """Where a shape begins; of a group, its first part."""
    said = next((one.get(_SVG + name) for one in shape.iter() if one.get(_SVG + name)), "")
    return _points(said or "")


def _points(said: str) -> float | None:
    found = _LENGTH.fullmatch(said)
    return float(found[1]) * _POINTS[found[2]] if found else None
