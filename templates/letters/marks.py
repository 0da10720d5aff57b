"""The few marks a letter's body is written with, and the two ways it is sent: plain text and HTML.

@ 发改局：          salutation
一段文字            paragraph; lines that follow one another are one paragraph
# 一、需补正的问题  heading
1. 一条             numbered item
| 收到时间 | 内容    a line of the table of facts
= 3 归属教育局 | mailto:…   a line to answer with; in HTML a link, in plain text the line alone
> 落款              signature, to the right
~ 小字              small print
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

_NUMBERED = re.compile(r"(\d+)\.\s+(.*)")
_SIGNS = {"@": "salutation", "#": "heading", "|": "fact", "=": "link", ">": "signature", "~": "small"}
_WIDE = 38  # full-width characters of a line in plain text
_INDENT = "　　"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Neighbouring lines of one kind; a line is its label (number or name, or nothing) and its text."""

    kind: str
    lines: tuple[tuple[str, str], ...]


def blocks(body: str) -> tuple[Block, ...]:
    """The body taken apart at its marks; blank lines end a paragraph."""
    return tuple(
        Block(kind=kind, lines=tuple((label, text) for _, label, text in lines))
        for kind, lines in groupby(_lines(body), key=lambda line: line[0])
    )


def _lines(body: str) -> Iterator[tuple[str, str, str]]:
    """(kind, label, text) of each line; the lines of a paragraph are joined, as Chinese has no blanks."""
    for paragraph in re.split(r"\n\s*\n", body):
        plain = ""
        for line in filter(None, map(str.strip, paragraph.split("\n"))):
            if marked := _marked(line):
                if plain:
                    yield "paragraph", "", plain
                plain = ""
                yield marked
            else:
                plain += line
        if plain:
            yield "paragraph", "", plain


def _marked(line: str) -> tuple[str, str, str] | None:
    if numbered := _NUMBERED.match(line):
        return "item", numbered[1], numbered[2]
    kind, rest = _SIGNS.get(line[0], ""), line[1:].strip()
    if not kind or not line[1:2].isspace():
        return None
    if kind == "fact":
        label, _, text = rest.partition("|")
        return kind, label.strip(), text.strip()
    if kind == "link":
        text, _, link = rest.rpartition("|")
        return kind, link.strip(), text.strip()
    return kind, "", rest


def as_text(parts: tuple[Block, ...]) -> str:
    """The letter as plain text, as one would type it."""
    written = ("\n".join(_typed(block.kind, *line) for line in block.lines) for block in parts)
    return "\n\n".join(written) + "\n"


def _typed(kind: str, label: str, text: str) -> str:
    match kind:
        case "salutation" | "small":
            return text
        case "signature":
            return "　" * max(0, _WIDE - _width(text)) + text
        case "item":
            return f"{_INDENT}{label}. {text}"
        case "fact":
            return f"{_INDENT}{label}：{text}"
        case _:
            return _INDENT + text


def _width(text: str) -> int:
    """Full-width characters the text takes, rounded up."""
    return (sum(1 if sign.isascii() else 2 for sign in text) + 1) // 2
