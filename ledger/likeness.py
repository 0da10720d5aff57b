"""Which of many texts are nearly the same: rapidfuzz decides, and most pairs are told apart or together before it is asked.

Two texts are alike if at most one in twenty of their characters, counted in both, is to be taken away or put in. So they
are about as long, and nearly all characters of one are the other's (held as the bits of a number). And texts that each
differ from a third by no more than a twentieth of their own length are alike: of a block copied from one sample, each is
set against the sample only.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache, reduce
from itertools import islice
from operator import or_

_ALIKE = 95  # of 100
_SHARE = 100 // (100 - _ALIKE)  # one character in so many
_HEARD = 5000  # characters; what is alike so far is alike, and two endless texts are not set against each other
_BITS = 509  # a prime: characters share a bit by chance only


class Likeness:
    """Different texts, each with those that it is like."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = sorted(set(texts), key=lambda text: (len(text), text))
        self._lengths = [len(text) for text in self._texts]
        self._signs = [_signs(text) for text in self._texts]
        self._places = {text: place for place, text in enumerate(self._texts)}

    def like(self, text: str) -> Sequence[str]:
        """The texts that one is like, itself among them."""
        place = self._places.get(text)
        if place is None:
            return [self._texts[other] for _, _, other in self._set_against(text, self._near(text, 0))]
        block, beyond = self._found
        return [*block[place], *(self._texts[other] for other in beyond[place])]

    @cached_property
    def _found(self) -> tuple[list[list[str]], list[list[int]]]:
        """For each text the block it is of, and what it is like beyond that."""
        leader: list[int | None] = [None] * len(self._texts)
        blocks: list[list[str]] = [[] for _ in self._texts]
        beyond: list[list[int]] = [[] for _ in self._texts]
        for place, text in enumerate(self._texts):
            lead = leader[place]
            near = [other for other in self._near(text, place + 1) if lead is None or leader[other] != lead]
            blocks[place] = [text] if lead is None else blocks[lead]
            for _, score, other in self._set_against(text, near):
                if lead is None and leader[other] is None and self._is_of_block(place, other, score):
                    leader[other] = place
                    blocks[place].append(self._texts[other])
                else:
                    beyond[place].append(other)
                    beyond[other].append(place)
        return blocks, beyond

    def _is_of_block(self, leader: int, place: int, score: float) -> bool:
        own = self._lengths[place]
        apart = round((100 - score) * (self._lengths[leader] + own) / 100)
        return own <= _HEARD and apart * _SHARE <= own

    def _near(self, text: str, first: int) -> list[int]:
        """The places, from one on, of texts that may be alike: the others cannot be, as each character that only one of
        two texts has is one to be taken away or put in."""
        first = bisect_left(self._lengths, len(text) * _ALIKE / (200 - _ALIKE), lo=first)
        last = bisect_right(self._lengths, len(text) * (200 - _ALIKE) / _ALIKE, lo=first)
        if first == last:
            return []
        own, most = _signs(text), (min(len(text), _HEARD) + min(self._lengths[last - 1], _HEARD)) // _SHARE
        theirs = enumerate(islice(self._signs, first, last), first)
        return [place for place, signs in theirs if (own ^ signs).bit_count() <= most]

    def _set_against(self, text: str, near: Sequence[int]) -> list[tuple[str, float, int]]:
        """Those that are alike, as rapidfuzz tells them: text, score, place."""
        if not near:
            return []
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - only where two texts could be alike

        heard = {place: self._texts[place][:_HEARD] for place in near}
        return process.extract(text[:_HEARD], heard, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=None)


class _Bits(dict[str, int]):
    """A bit for each character, made once."""

    def __missing__(self, char: str) -> int:
        self[char] = 1 << ord(char) % _BITS
        return self[char]


_BIT = _Bits()


@lru_cache(maxsize=32768)  # a unit's text is compared with those of all others
def _signs(text: str) -> int:
    """The characters of a text as bits of one number."""
    return reduce(or_, map(_BIT.__getitem__, set(text[:_HEARD])), 0)
