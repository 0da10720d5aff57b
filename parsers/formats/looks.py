"""How text looks, taken out of a part before it is parsed: two of three elements of a filled form say nothing else."""

from __future__ import annotations

import re

from parsers.formats.symbols import SYMBOL_FONTS

_LOOKS = (
    *(
        "rFonts",
        "rFont",
        "charset",
        "family",
        "scheme",
        "sz",
        "szCs",
        "color",
        "lang",
        "kern",
        "spacing",
        "w",
        "position",
    ),
    *("b", "bCs", "i", "iCs", "u", "shd", "highlight", "snapToGrid", "noProof", "bdr", "cs"),
)
_ONLY_LOOKS = re.compile(rb"(?:<(?:w:)?(?:%s)(?: [^<>]*)?/>)*" % "|".join(_LOOKS).encode())
_MOST = 200_000  # runs; a part of so many is refused by the parser (`package.parse_xml`) or as long as it looks
_SYMBOL_FONTS = tuple(font.encode() for font in SYMBOL_FONTS)


def without_looks(content: bytes, prefix: bytes = b"") -> bytes:
    """A part of a Word or Excel package without the properties of runs (ECMA-376-1, 17.3.2 and 18.4.7) that only say how
    their text looks. What could say more (hidden, struck out, deleted, a style) stays, as does what is written otherwise.
    A symbol font says something, too."""
    begin, end = b"<%srPr>" % prefix, b"</%srPr>" % prefix
    if not 0 < content.count(begin) <= _MOST or (
        b"]" in content and b"]]>" in content
    ):  # in a CDATA section all is text
        return content
    first, *runs = content.split(begin)
    kept, looks = [first], dict[bytes, bool]()
    for run in runs:
        properties, ended, text = run.partition(end)
        if properties not in looks:
            looks[properties] = _only_look(properties)
        kept.append(text if ended and looks[properties] else begin + run)
    return b"".join(kept)


def _only_look(properties: bytes) -> bool:
    named = properties.lower()
    return _ONLY_LOOKS.fullmatch(properties) is not None and not any(font in named for font in _SYMBOL_FONTS)
