"""A share that a unit reports against the one its task asks for: 由70%提高到100% has reached 100%."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ledger.progress_text.clauses import split, squeeze
from ledger.progress_text.numbers import PERCENT, percent

_FLOOR = re.compile(rf"(?P<what>[一-鿿]{{2,12}}?)(?:达到|不得?低于|不少于|应达|要达)(?P<n>{PERCENT})")
_SAID = re.compile(rf"{PERCENT}|(?<![\d.])[01]\.\d+(?![\d%])")
_NOT_REACHED = re.compile(r"要求|目标|指标为|不低于|不少于|应达|计划|同比|环比|力争|确保|争取")


@dataclass(frozen=True, slots=True)
class Short:
    """A share under its indicator."""

    what: str
    said: str
    wanted: str


def below_indicator(text: str, indicator: str) -> Short | None:
    """The first share that is under its indicator; None where each reaches its own, or is not named."""
    floors = _floors(indicator)
    for what, share, wanted in floors:
        said = _reached(text, what, alone=len(floors) == 1)
        value = _value(said) if said else None
        if said and value is not None and value < wanted:
            return Short(what, said, share)
    return None


@lru_cache(maxsize=2048)  # every unit's text is set against the same indicators
def _floors(indicator: str) -> tuple[tuple[str, str, float], ...]:
    """What an indicator asks a share of: of what, the share as it writes it, in per cent."""
    found = [(floor["what"], floor["n"], percent(floor["n"])) for floor in _FLOOR.finditer(squeeze(indicator))]
    return tuple((what, share, wanted) for what, share, wanted in found if wanted is not None)


@lru_cache(maxsize=16384)  # as the text itself is looked at again and again
def _reached(text: str, what: str, *, alone: bool) -> str | None:
    """The share said under that name: the last of the clause that names it (由…提高到…)."""
    if what[-2:] not in squeeze(text):
        return None
    for clause in split(text):
        place = clause.text.find(what[-4:])
        if place < 0 and not (alone and what[-2:] in clause.text):
            continue
        tail = clause.text[max(place, 0) :]
        following = _SAID.findall(tail)
        if following and not _NOT_REACHED.search(tail):
            return str(following[-1])
    return None


def _value(said: str) -> float | None:
    """80%, 百分之八十, 八成, 0.8"""
    return float(said) * 100 if re.fullmatch(r"[01]\.\d+", said) else percent(said)
