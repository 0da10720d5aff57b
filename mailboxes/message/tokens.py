"""The words of a structured header (RFC 5322, 3.2; RFC 8601, 2.2), read once from left to right: time grows with length.

Comments are white space, a quoted string is one word however it looks inside. What is not closed is no header.
"""

from __future__ import annotations

from typing import NamedTuple

_SPACE = " \t\r\n"


class BrokenHeaderError(ValueError):
    """A quoted string, a comment or a literal that is not closed, or a control character."""


class Token(NamedTuple):
    """A word, one special character, or white space."""

    kind: str  # word, quoted, literal, special, space
    text: str


def tokens(text: str, specials: str) -> list[Token]:
    """The tokens of a header's value. Raises BrokenHeaderError."""
    found: list[Token] = []
    place = 0
    while place < len(text):
        sign = text[place]
        if sign in _SPACE or sign == "(":
            place = _after_comment(text, place) if sign == "(" else place + 1
            if not found or found[-1].kind != "space":
                found.append(Token("space", " "))
        elif sign == '"':
            words, place = _quoted(text, place)
            found.append(Token("quoted", words))
        elif sign == "[" and "[" in specials:
            end = text.find("]", place)
            if end < 0:
                raise BrokenHeaderError(text[:80])
            found.append(Token("literal", text[place : end + 1]))
            place = end + 1
        elif sign in specials or sign == ")":
            found.append(Token("special", sign))
            place += 1
        else:
            start = place
            while place < len(text) and text[place] not in _SPACE and text[place] not in specials + '"()':
                if text[place] < " " or text[place] == "\x7f":
                    raise BrokenHeaderError(text[:80])
                place += 1
            found.append(Token("word", text[start:place]))
    return found


def _after_comment(text: str, place: int) -> int:
    """The place behind a comment, whatever comments are in it."""
    depth = 0
    while place < len(text):
        sign = text[place]
        place += 2 if sign == "\\" else 1
        depth += (sign == "(") - (sign == ")")
        if not depth:
            return place
    raise BrokenHeaderError(text[:80])


def _quoted(text: str, place: int) -> tuple[str, int]:
    """What a quoted string says, and the place behind it."""
    said: list[str] = []
    place += 1
    while place < len(text):
        sign = text[place]
        if sign == '"':
            return "".join(said), place + 1
        if sign == "\\" and place + 1 < len(text):
            place += 1
            sign = text[place]
        said.append(sign)
        place += 1
    raise BrokenHeaderError(text[:80])
