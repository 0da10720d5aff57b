"""What a piece of written text amounts to: blank or not, the same or not, completed or not."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_STROKES = "-‐‑‒–—―ー－_＿/／\\＼|｜丨~～·.。、,，*"
_BLANK = re.compile(rf"[\s\u200b-\u200f\ufeff{re.escape(_STROKES)}]*")
_SPACE = re.compile(r"\s+")
_FILLER = re.compile(r"(暂?无|没有|同上|同前|略|/?无内容|见上|如上|暂无进展|无新进展)[。.；;]?")
_NOT_INVOLVED = re.compile(
    r"(本单位|我单位|我局|本局|我办)?(不涉及|未涉及|无涉及|无此项|无此项工作|无相关)(此项|该项|相关)?(工作|业务|内容|职责|任务)?[。.；;]?"
)
_OPEN = re.compile(r"未完成(?!的)|尚未(?!完成的)|没有完成|正在|推进中|进行中|筹备|拟于|计划于|下一步将|待完成|预计")
_DONE = re.compile(r"完成|办结|落实到位|全部公开|已公开|已公布|已发布|已报送|已制定|已印发|已建立|已开展|已销号|到位")
_FACT = re.compile(r"\d|[一二三四五六七八九十百千万两]+(?:次|条|件|份|篇|个|场|项|期|户|人|家)|《|https?:|www\.")


@lru_cache(maxsize=8192)  # a unit's text is compared with those of all others, and looked at again and again
def squeeze(text: str) -> str:
    """The text without any white space, full-width forms made plain: what comparison works on."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


def tidy(text: str) -> str:
    """The text as one line, runs of white space made one blank."""
    return _SPACE.sub(" ", text).strip()


def is_blank(text: str) -> bool:
    """Whether there is nothing but white space or strokes (rules.md: 无 and 同上 are text)."""
    return _BLANK.fullmatch(text) is not None


def is_filler(text: str) -> bool:
    """Whether the text says nothing: 无, 同上, 略 …"""
    return _FILLER.fullmatch(squeeze(text)) is not None


def is_not_involved(text: str) -> bool:
    """Whether the text is nothing but 不涉及."""
    return _NOT_INVOLVED.fullmatch(squeeze(text)) is not None


def reads_completed(text: str) -> bool:
    """Whether a progress text says that its task is done, and nowhere that it is not."""
    plain = squeeze(text)
    return _DONE.search(plain) is not None and _OPEN.search(plain) is None


def has_fact(text: str) -> bool:
    """Whether a progress text names anything that can be checked: a figure, a document, a link."""
    return _FACT.search(squeeze(text)) is not None
