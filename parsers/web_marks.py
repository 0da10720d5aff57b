"""What a web page's styles do to its text: hide it, strike it out, draw it in a symbol font."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.package import Element
from parsers.symbols import PRIVATE, SYMBOL_FONTS, is_private, symbol

_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|text-decoration[a-z-]*\s*:[^;]*line-through",
    re.IGNORECASE,
)
_RULE = re.compile(r"\.([\w-]+)\s*\{([^{}]*)\}")
_FONT = re.compile(r"font-family\s*:\s*[\"']?([^;,\"']+)", re.IGNORECASE)
_LATIN = "\u0100"  # characters above are drawn in another font than a symbol font


def write_marks(root: Element) -> None:
    """Write what the page's styles say into its elements: `hidden` where they take a text away, the signs they draw."""
    rules = [rule for style in root.iter("style") for rule in _RULE.findall("".join(map(str, style.itertext())))]
    hiding = {name for name, said in rules if _HIDDEN.search(said)}
    fonts = {name: font for name, said in rules if (font := _symbol_font(said))}
    for element in root.iter("*"):
        classes = element.get("class", "").split()
        if hiding.intersection(classes) or _HIDDEN.search(element.get("style", "")):
            element.set("hidden", "")
        named = [_symbol_font(element.get("style", "")), _known(element.get("face", "")), *map(fonts.get, classes)]
        _draw(element, next(filter(None, named), ""))


def _symbol_font(style: str) -> str:
    found = _FONT.search(style)
    return _known(found[1]) if found else ""


def _known(font: str) -> str:
    name = font.partition(",")[0].strip("\"' ").lower()
    return name if name in SYMBOL_FONTS else ""


def _draw(element: Element, font: str) -> None:
    """The characters of an element as its font draws them."""
    for holder, where in _texts(element):
        text: str = getattr(holder, where) or ""
        if font:
            setattr(holder, where, "".join(symbol(font, ord(c)) if _is_drawn(c) else c for c in text))
        elif PRIVATE.search(text):
            setattr(holder, where, PRIVATE.sub(lambda found: symbol("", ord(found[0])), text))


def _is_drawn(character: str) -> bool:
    return (" " < character < _LATIN and character != "\xa0") or is_private(character)


def _texts(element: Element) -> Iterator[tuple[Element, str]]:
    yield element, "text"
    yield from ((child, "tail") for child in element)
