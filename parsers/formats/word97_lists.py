"""Automatic numbers of a Word 97-2003 file: which list a paragraph is in and where that begins ([MS-DOC] 2.9.147, LSTF)."""

from __future__ import annotations

import struct
from collections import Counter
from dataclasses import dataclass

_LIST, _LEVEL, _OVERRIDE = 28, 28, 16  # bytes of the fixed part of each
_LEVELS = 9
_MOST = 2_000
_BULLET, _NO_NUMBER = 23, 255


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    start: int
    counts: bool


class Lists:
    """Counts the paragraphs of a file's lists as they come."""

    def __init__(self, lists: bytes, overrides: bytes) -> None:
        self._levels = _levels(lists)
        self._instances = _instances(overrides)
        self._counts: Counter[tuple[int, int]] = Counter()
        self._begun: set[tuple[int, int]] = set()

    def number_of(self, instance: int, level: int) -> str:
        """The number of the next paragraph of a list, "" if it is none of a numbered one."""
        if not 0 < instance <= len(self._instances):
            return ""
        definition, anew = self._instances[instance - 1]
        said = self._levels.get((definition, level))
        if said is None or not said.counts:
            return ""
        key = (definition, level)
        if key not in self._counts:
            self._counts[key] = said.start - 1
        if level in anew and (instance, level) not in self._begun:
            self._begun.add((instance, level))
            self._counts[key] = anew[level] - 1
        self._counts[key] += 1
        return str(self._counts[key])


def _levels(lists: bytes) -> dict[tuple[int, int], _Level]:
    """The levels of each list: their fixed parts stand behind those of all lists, each with texts of its own length."""
    found: dict[tuple[int, int], _Level] = {}
    count = min(int.from_bytes(lists[:2], "little"), _MOST)
    at = 2 + count * _LIST
    for number in range(count):
        head = lists[2 + number * _LIST : 2 + (number + 1) * _LIST]
        if len(head) < _LIST:
            break
        for level in range(1 if head[26] & 1 else _LEVELS):
            if at + _LEVEL > len(lists):
                return found
            start, form = struct.unpack_from("<iB", lists, at)
            found[int.from_bytes(head[:4], "little"), level] = _Level(
                start=start, counts=form not in (_BULLET, _NO_NUMBER)
            )
            at = _past_level(lists, at)
    return found


def _past_level(said: bytes, at: int) -> int:
    """Where the level ends that begins at a place: behind its properties and its text."""
    at += _LEVEL + said[at + 24] + said[at + 25]
    return at + 2 + 2 * int.from_bytes(said[at : at + 2], "little")


def _instances(overrides: bytes) -> list[tuple[int, dict[int, int]]]:
    """Of each list in use: its definition, and the levels that begin anew with their first number."""
    count = min(int.from_bytes(overrides[:4], "little"), _MOST)
    at = 4 + count * _OVERRIDE
    found: list[tuple[int, dict[int, int]]] = []
    for number in range(count):
        head = overrides[4 + number * _OVERRIDE : 4 + (number + 1) * _OVERRIDE]
        if len(head) < _OVERRIDE:
            break
        anew: dict[int, int] = {}
        at += 4
        for _ in range(head[12]):
            if at + 8 > len(overrides):
                break
            start, bits = struct.unpack_from("<iI", overrides, at)
            at += 8
            if bits & 0x10:
                anew[bits & 0xF] = start
            if bits & 0x20 and at + _LEVEL <= len(overrides):
                at = _past_level(overrides, at)
        found.append((int.from_bytes(head[:4], "little"), anew))
    return found
