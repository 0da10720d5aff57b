"""Styles of Word whose text is not seen: hidden or struck out by the style, not by the run."""

from __future__ import annotations

from collections.abc import Iterator

from parsers.form.refusal import RefusalError
from parsers.formats.package import Element, Package, parse_xml

_MARKS = ("{*}vanish", "{*}strike", "{*}dstrike")
_OFF = ("0", "false", "off")
_DEEPEST = 12  # styles based on styles


def blank_unseen(root: Element, package: Package, text_name: str) -> None:
    """Empty the runs of a document that a style hides or strikes out."""
    used = list(root.iter("{*}rStyle", "{*}pStyle"))
    unseen = _unseen(package) if used else frozenset()
    for style in used if unseen else ():
        holder = None if (properties := style.getparent()) is None else properties.getparent()
        if holder is not None and _value(style) in unseen:
            for run in _runs(holder):
                if not _is_shown(run):
                    for text in run.iterchildren(text_name):
                        text.text = ""


def _runs(holder: Element) -> Iterator[Element]:
    """The run of a character style, the runs of a paragraph style."""
    return iter([holder]) if str(holder.tag).endswith("}r") else holder.iter("{*}r")


def _is_shown(run: Element) -> bool:
    """Whether a run says itself that what its style does is off."""
    marks = (run.find(f"{{*}}rPr/{name}") for name in _MARKS)
    return any(mark is not None and _value(mark) in _OFF for mark in marks)


def _unseen(package: Package) -> frozenset[str]:
    """The styles that hide or strike out, by themselves or by what they are based on; none where the part cannot be read."""
    parts = dict(package.relations(package.main_part()).values())
    try:
        content = package.read(parts["styles"])
    except (KeyError, RefusalError):
        return frozenset()
    if b"strike" not in content and b"vanish" not in content:
        return frozenset()
    styles = {_named(style, "styleId"): style for style in parse_xml(content).iterfind("{*}style")}
    return frozenset(name for name, style in styles.items() if _hides(style, styles))


def _hides(style: Element, styles: dict[str, Element]) -> bool:
    for _ in range(_DEEPEST):
        marks = [mark for name in _MARKS if (mark := style.find(f"{{*}}rPr/{name}")) is not None]
        if marks:
            return any(_value(mark) not in _OFF for mark in marks)
        base = style.find("{*}basedOn")
        if base is None or (below := styles.get(_value(base))) is None:
            return False
        style = below
    return False


def _value(element: Element) -> str:
    return _named(element, "val")


def _named(element: Element, name: str) -> str:
    return next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == name), "")
