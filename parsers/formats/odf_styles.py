"""Styles of OpenDocument whose text is not seen: hidden or struck out."""

from __future__ import annotations

from collections.abc import Callable

from parsers.formats.package import Element
from parsers.formats.word_marks import prompts

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_NAMES = (f"{_TEXT}style-name", f"{_TABLE}style-name")
_HOLDERS = (f"{_TEXT}p", f"{_TEXT}h", f"{_TEXT}span", f"{_TABLE}table-cell")
_STRIKES = (f"{_STYLE}text-line-through-style", f"{_STYLE}text-line-through-type")
_DEEPEST = 12  # styles based on styles


_CONTROL = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"

Styles = dict[str, Element]


def blank_unseen(root: Element, content: Element, more: Callable[[], Element | None] | None) -> None:
    """Empty what a style hides or strikes out, and controls that show their prompt; `more` gives the named styles of a
    package, asked for only if one is used."""
    for control in content.iter(f"{_CONTROL}content-control"):
        if control.get(f"{_CONTROL}showing-place-holder") == "true" and prompts("".join(map(str, control.itertext()))):
            _empty(control)
    styles = _styles(root)
    texts = [style for style in styles.values() if style.get(f"{_STYLE}family") in ("text", "paragraph")]
    if more is not None and any(_parent(style) not in styles for style in texts if _parent(style)):
        styles = {**_styles(more()), **styles}
    seen = {name: said for name, style in styles.items() if (said := _says(style, styles)) is not None}
    if any(hides for hides in seen.values()):
        _blank(content, seen, unseen=False)


def _blank(element: Element, seen: dict[str, bool], *, unseen: bool) -> None:
    """Empty an element and what lies in it, but for what a style shows again."""
    if element.tag in _HOLDERS:
        unseen = next((seen[name] for key in _NAMES if (name := element.get(key, "")) in seen), unseen)
    if unseen:
        element.text = ""
    for child in element:
        _blank(child, seen, unseen=unseen)
        if unseen:
            child.tail = ""


def _empty(element: Element) -> None:
    for one in element.iter():
        one.text = ""
        if one is not element:
            one.tail = ""


def _styles(root: Element | None) -> Styles:
    found = () if root is None else root.iter(f"{_STYLE}style")
    return {style.get(f"{_STYLE}name", ""): style for style in found}


def _parent(style: Element) -> str:
    return style.get(f"{_STYLE}parent-style-name", "")


def _says(style: Element | None, styles: Styles) -> bool | None:
    """Whether a style, or one it is based on, takes its text away; None if none of them says."""
    for _ in range(_DEEPEST):
        if style is None:
            return None
        properties = style.find(f"{_STYLE}text-properties")
        if properties is not None and (said := _hides(properties)) is not None:
            return said
        style = styles.get(_parent(style))
    return None


def _hides(properties: Element) -> bool | None:
    display = properties.get(f"{_TEXT}display")
    strikes = [said for name in _STRIKES if (said := properties.get(name))]
    if display == "none" or (strikes and "none" not in strikes):
        return True
    return False if display or strikes else None
