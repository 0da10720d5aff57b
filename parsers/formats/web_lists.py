"""The numbers that a browser draws before the items of a web page's lists: they stand nowhere as text."""

from __future__ import annotations

import re

from ledger.numerals import print_numeral
from parsers.formats.package import Element

_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)", re.IGNORECASE)
_CHINESE = ("cjk-ideographic", "simp-chinese-informal", "simp-chinese-formal", "trad-chinese-informal")
_DECIMAL = ("", "1", "decimal", "decimal-leading-zero", "cjk-decimal")
_MOST, _HUNDRED = 100_000, 100


def write_numbers(root: Element) -> None:
    """Write each numbered item's number before its text. Letters, Roman numerals and bullets number no task."""
    for listed in root.iter("ol"):
        style = _style(listed)
        number = _whole(listed.get("start"), 1)
        for item in listed.iterchildren("li"):
            number = _whole(item.get("value"), number)
            item.text = _printed(number, _style(item) or style) + (item.text or "").lstrip()
            number += 1


def _style(element: Element) -> str:
    found = _STYLE.search(element.get("style", ""))
    return found[1].lower() if found else element.get("type", "")


def _printed(number: int, style: str) -> str:
    if style in _CHINESE:
        return f"{print_numeral(number) if number < _HUNDRED else number}、"
    return f"{number}." if style in _DECIMAL else ""


def _whole(text: str | None, default: int) -> int:
    text = (text or "").strip()
    return min(int(text), _MOST) if text.isascii() and text.isdigit() and len(text) < 10 else default
