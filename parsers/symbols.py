"""Ticks and boxes that Word draws with symbol fonts: private characters → the characters people mean."""

from __future__ import annotations

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
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}


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
