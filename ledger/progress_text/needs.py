"""What must stand in a clause for a rule to fit it: a clause is tried only with the rules that its own signs allow.

The signs are read off the rule itself: one of two neighbouring characters (完成, 尚未), or one character (待), of every
way the rule can fit. A rule that nothing need stand for is always tried.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from importlib import import_module
from itertools import pairwise
from typing import Any, Generic, TypeVar

parser: Any = import_module("re._parser")  # the standard library's own reading of a pattern, which has no public name
kind: Any = import_module("re._constants")

T = TypeVar("T")
_COMMON = 8  # one character is met so much oftener than two together
_EVERYWHERE = frozenset({"开展", "完成", "组织", "实施", "推进", "落实", "工作", "任务"})  # words of every text
_SEVERAL = 40  # a class of more characters tells nothing


class Index(Generic[T]):
    """Rules by what must stand in a clause."""

    def __init__(self, rules: Iterable[tuple[T, str]]) -> None:
        self._rules: list[T] = []
        self._always = 0
        self._by_sign: dict[str, int] = defaultdict(int)
        for place, (rule, pattern) in enumerate(rules):
            self._rules.append(rule)
            signs = needed(pattern)
            if signs is None:
                self._always |= 1 << place
            for sign in signs or ():
                self._by_sign[sign] |= 1 << place

    def fitting(self, *texts: str) -> Iterable[T]:
        """The rules that may fit one of the texts, in their order."""
        found, by_sign = self._always, self._by_sign
        for text in dict.fromkeys(texts):
            for sign in (*text, *map("".join, pairwise(text))):
                found |= by_sign.get(sign, 0)
        while found:
            lowest = found & -found
            yield self._rules[lowest.bit_length() - 1]
            found ^= lowest

    def may_fit(self, text: str) -> bool:
        """Whether `fitting` has a rule for the text: a single look, where that takes it sign by sign."""
        return self._always != 0 or self._any.search(text) is not None

    @cached_property
    def _any(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, sorted(self._by_sign))))


def needed(pattern: str) -> frozenset[str] | None:
    """Signs of which at least one stands in every text that a pattern fits; None where there are none.

    >>> sorted(needed("(?:已|均)完成|待.{2}审") or ())
    ['完成', '待']
    """
    return _of_sequence(parser.parse(pattern).data)


def _of_sequence(items: Sequence[Any]) -> frozenset[str] | None:
    found = [_of_item(item) for item in items]
    found += [
        frozenset({chr(one[1]) + chr(other[1])})
        for one, other in pairwise(items)
        if one[0] is kind.LITERAL and other[0] is kind.LITERAL
    ]
    return min((signs for signs in found if signs), key=_frequency, default=None)


def _of_item(item: tuple[Any, Any]) -> frozenset[str] | None:
    code, value = item
    if code is kind.LITERAL:
        return frozenset({chr(value)})
    if code is kind.IN:
        return _of_class(value)
    if code is kind.BRANCH:
        branches = [_of_sequence(branch.data) for branch in value[1]]
        return frozenset().union(*(one or () for one in branches)) if all(branches) else None
    if code is kind.SUBPATTERN:
        return _of_sequence(value[3].data)
    if code in (kind.MAX_REPEAT, kind.MIN_REPEAT) and value[0]:
        return _of_sequence(value[2].data)
    return None


def _of_class(members: Sequence[Any]) -> frozenset[str] | None:
    """The characters of a class, where they are few and named."""
    if len(members) > _SEVERAL or any(code is not kind.LITERAL for code, _ in members):
        return None
    return frozenset(chr(char) for _, char in members)


def _frequency(signs: frozenset[str]) -> int:
    return sum(_COMMON if len(sign) == 1 else _COMMON - 1 if sign in _EVERYWHERE else 1 for sign in signs)
