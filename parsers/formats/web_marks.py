"""What a web page's styles do to its text: hide it, strike it out, draw it in a symbol font."""

from __future__ import annotations

import re

from parsers.formats.package import Element
from parsers.formats.symbols import in_font, symbol_font

_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|text-decoration[a-z-]*\s*:[^;]*line-through",
    re.IGNORECASE,
)
_ANY = re.compile(rf"{_HIDDEN.pattern}|wingdings|webdings|symbol|[\uf000-\uf0ff]", re.IGNORECASE)
_RULE = re.compile(r"\.([\w-]+)\s*\{([^{}]*)\}")
_FONT = re.compile(r"font-family\s*:\s*[\"']?([^;,\"']+)", re.IGNORECASE)


def has_marks(page: str) -> bool:
    """Whether the source of a page has any such style, or characters that only symbol fonts draw."""
    return _ANY.search(page) is not None


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


def _known(fonts: str) -> str:
    return symbol_font(fonts.partition(",")[0])


def _draw(element: Element, font: str) -> None:
    """The characters of an element as its font draws them."""
    element.text = in_font(element.text or "", font)
    for child in element:
        child.tail = in_font(child.tail or "", font)
