"""Ticks and boxes that Word draws with symbol fonts or EQ fields → the characters people mean."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WINGDINGS = {
    0xFC: "√",
    0xFB: "×",
    0xFE: "☑",
    0xFD: "☒",
    0xA8: "□",
    0x6F: "□",
    0x71: "□",
    0x6C: "●",
    0x6E: "■",
    0xA1: "○",
    0xD8: "➢",
    0x76: "❖",
    0xE0: "→",
}
_WINGDINGS_2 = {0x50: "√", 0x4F: "×", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "□", 0x2A: "□", 0x98: "●"}
_SYMBOL = {
    0xD6: "√",
    0xB4: "×",
    0xB7: "·",
    0xA3: "≤",
    0xB3: "≥",
    0xB1: "±",
    0xAE: "→",
    0xB0: "°",
    0xA5: "∞",
    0xB9: "≠",
    0xB8: "÷",
    0x2D: "−",
}
_WEBDINGS = {0x61: "√", 0x72: "×", 0x63: "□", 0x67: "■", 0x6E: "●"}
_FONTS: dict[str, dict[int, str]] = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "wingdings 3": {},
    "webdings": _WEBDINGS,
    "symbol": _SYMBOL,
}
SYMBOL_FONTS = frozenset(_FONTS)
"""Fonts that draw signs where others draw letters."""
STRUCK = "struck out"
"""Stands for a font that strikes its text out."""
_LATIN = "\u0100"  # characters from here on are drawn in another font than a symbol font
CHECKED, UNCHECKED = "☒", "☐"
"""How Word draws a check box of a form (FORMCHECKBOX)."""
PRIVATE = re.compile("[\uf000-\uf0ff]")
"""The private characters that symbol fonts are reached by."""
_EQUATION = re.compile(r"\s*eq(?:\s|\\)", re.IGNORECASE)
_SWITCH = re.compile(r'\\\*\s*(?:"[^"]*"|[\w.]+)')
_LISTED = re.compile(r"\\[a-z]\w*(?:\s*\d+)?\s*", re.IGNORECASE)
_TICKS, _CROSSES, _RINGS = frozenset("√✓✔☑"), frozenset("×✕✗✘☒"), frozenset("○〇◯Oo")
_CIRCLED = ((1, 20, "①"), (21, 35, "㉑"), (36, 50, "㊱"))
_SYMBOL_FIELD = re.compile(r'\s*SYMBOL\s+(?P<code>0x[0-9a-f]+|\d+)\s.*?\\f\s*"?(?P<font>[^"\\]+)', re.IGNORECASE)
_LAST = 0xFFFF  # code a symbol font has
_DEEP = 8  # fields in fields


def symbol(font: str, code: int) -> str:
    """The character a symbol font draws at a code (0xF0FC and 0xFC are the same place); unknown signs of a
    symbol font are shown as ■, so that a filled cell never reads as empty."""
    low = code & 0xFF if 0xF000 <= code <= 0xF0FF else code
    table = _FONTS.get(font.strip().lower())
    if table is not None:
        return table.get(low, chr(low) if 0x20 <= low < 0x7F and table is _SYMBOL else "■")
    if code >= 0xF000:
        return _WINGDINGS.get(low, "■")
    return chr(code) if code >= 0x20 else ""


def symbol_font(name: str) -> str:
    """The symbol font that a name means, "" for any other."""
    plain = name.strip(" ;'\"").lower()
    return plain if plain in SYMBOL_FONTS else ""


def in_font(text: str, font: str) -> str:
    """A text as its font shows it: `STRUCK` shows none, a symbol font its signs, "" the text itself."""
    if not font:
        return PRIVATE.sub(lambda found: symbol("", ord(found[0])), text)
    if font == STRUCK:
        return ""
    return "".join(symbol(font, ord(one)) if " " < one < _LATIN or is_private(one) else one for one in text)


def drawn_field(code: str, *, ticked: bool = False, entries: Sequence[str] = (), chosen: int = 0) -> str:
    """What a field shows that has no result of its own: a form's check box or list, an EQ field; "" for any other."""
    name = code.strip().partition(" ")[0].upper()
    if name == "FORMCHECKBOX":
        return CHECKED if ticked else UNCHECKED
    if name == "FORMDROPDOWN":
        return entries[chosen] if 0 <= chosen < len(entries) else ""
    if sign := _SYMBOL_FIELD.match(f"{code} "):
        number = int(sign["code"], 16 if sign["code"].lower().startswith("0x") else 10)
        return symbol(sign["font"].strip(), number) if number <= _LAST else ""
    return equation(code)


def is_private(char: str) -> bool:
    """Whether a character is one of the private ones that symbol fonts are reached by."""
    return "\uf000" <= char <= "\uf0ff"


def draws(code: str) -> bool:
    """Whether a field's instruction is one that draws, an EQ or a SYMBOL field's."""
    return _EQUATION.match(code) is not None or re.match(r"\s*SYMBOL\s", code, re.IGNORECASE) is not None


def equation(code: str) -> str:
    r"""The text that an EQ field draws: eq \o\ac(□,√) is ☑, eq \o\ac(○,12) is ⑫, a phonetic guide its base text."""
    found = _EQUATION.match(code)
    return _drawn(_SWITCH.sub("", code[found.end() - 1 :]), _DEEP).strip() if found else ""


def _drawn(code: str, deep: int) -> str:
    r"""Text with commands in it: \o\ac(…) and its like stand for what they draw."""
    drawn, place = [], 0
    while place < len(code):
        if code[place] != "\\" or deep == 0:
            drawn.append(code[place])
            place += 1
            continue
        names = ""
        while found := _LISTED.match(code, place):
            names, place = names + found[0].strip().lower(), found.end()
        if not names:  # an escaped sign: \, stands for a comma
            drawn.append(code[place + 1 : place + 2])
            place += 2
        elif code[place : place + 1] == "(":
            arguments, place = _arguments(code, place)
            drawn.append(_command(names, [_drawn(one, deep - 1).strip() for one in arguments]))
    return "".join(drawn)


def _arguments(code: str, place: int) -> tuple[list[str], int]:
    """The arguments in brackets from a place, and the place behind them."""
    depth, start, found = 0, place + 1, []
    for at in range(place, len(code)):
        depth += (code[at] == "(") - (code[at] == ")")
        if depth == 0 or (depth == 1 and code[at] in ",;，"):
            found.append(code[start:at])
            start = at + 1
        if depth == 0:
            return found, at + 1
    return [*found, code[start:]], len(code)


def _command(names: str, arguments: list[str]) -> str:
    if names.startswith("\\o") and len(arguments) > 1:
        return _enclosed(arguments[0], arguments[-1])
    if names.startswith("\\f") and len(arguments) == 2:  # a fraction
        return "/".join(arguments)
    if names.startswith("\\r") and arguments:  # a root; of nothing, a tick
        return f"√{arguments[-1]}"
    return "".join(arguments)


def _enclosed(shape: str, text: str) -> str:
    """A sign drawn over another: in a frame, a tick is a ticked box; else what lies on top is the text."""
    if shape in ("□", "☐", "△", "◇") or shape in _RINGS:
        if text in _TICKS:
            return "☑"
        if text in _CROSSES:
            return "☒"
        if shape in _RINGS and text.isdecimal() and text.isascii():
            return next(
                (chr(ord(one) + int(text) - low) for low, high, one in _CIRCLED if low <= int(text) <= high), text
            )
    return text or shape
