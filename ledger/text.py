"""What a piece of written text amounts to: blank or not, the same or not. What it says of its task: `ledger.progress_text`."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_STROKES = "-‐‑‒–—―ー－_＿/／\\＼|｜丨~～·.。、,，*"
_BLANK = re.compile(rf"[\s\u200b-\u200f\ufeff{re.escape(_STROKES)}]*")
_SPACE = re.compile(r"\s+")
_FACT = re.compile(r"\d|[一二三四五六七八九十百千万两]+(?:次|条|件|份|篇|个|场|项|期|户|人|家)|《|https?:|www\.")


@lru_cache(maxsize=8192)  # a unit's text is compared with those of all others, and looked at again and again
def squeeze(text: str) -> str:
    """The text without any white space, full-width forms made plain: what comparison works on."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


def tidy(text: str) -> str:
    """The text as one line, runs of white space made one blank."""
    return _SPACE.sub(" ", text).strip()


def is_blank(text: str) -> bool:
    """Whether there is nothing but white space or strokes (rules.md, Findings: 无 and 同上 are text)."""
    return _BLANK.fullmatch(text) is not None


def has_fact(text: str) -> bool:
    """Whether a progress text names anything that can be checked: a figure, a document, a link."""
    return (_FACT.search(text) or _FACT.search(squeeze(text))) is not None
