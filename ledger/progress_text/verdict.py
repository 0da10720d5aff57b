"""What the clauses of a text amount to together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ledger.progress_text.clauses import Clause, split, squeeze
from ledger.progress_text.figures import read_figures
from ledger.progress_text.marks import ticked
from ledger.progress_text.phrases import only_urges, says_nothing
from ledger.progress_text.rules import Sign
from ledger.progress_text.scope import signs_of
from ledger.progress_text.status import Status

_NOW = re.compile(r"现已|目前已|现|已于|最终|终于|后经|随后|日前|至此|截至|目前|月底|重新|今年|当天|当日|即")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A status and the words it was read from (as the unit wrote them; empty where none decided)."""

    status: Status
    words: str = ""


@lru_cache(maxsize=16384)  # a unit's newest text is looked at by every document that prints it
def read(text: str, *, task: str = "", written: date | None = None) -> Reading:
    """What a progress text says of its task. `task` is the task's own words with its indicator, `written` the day the
    text was written or received: a date after it lies ahead."""
    if says_nothing(text, task):
        return Reading(status=Status.NO_CONTENT, words=text.strip()[:40])
    clauses = split(text)
    signs = signs_of(clauses, read_figures(clauses, task), task=squeeze(task), written=written)
    said = _Said(text, clauses, signs)
    if box := ticked(text):
        return _with_box(Reading(status=box[0], words=box[1]), said)
    return _weigh(said)


class _Said:
    """The clauses with their signs, asked by kind."""

    def __init__(self, text: str, clauses: Sequence[Clause], signs: Sequence[Sign]) -> None:
        self.text, self.clauses, self.signs = text, clauses, signs

    def at(self, *kinds: Sign) -> list[int]:
        return [place for place, sign in enumerate(self.signs) if sign in kinds]

    def reading(self, status: Status, places: Sequence[int]) -> Reading:
        shown = [self.text[self.clauses[p].start : self.clauses[p].end].strip() for p in places[:4]]
        return Reading(status=status, words="…".join(dict.fromkeys(shown)))


def _with_box(box: Reading, said: _Said) -> Reading:
    """A ticked box decides; what the text beside it says to the contrary makes it unclear."""
    against = said.at(Sign.NOT_STARTED) if box.status is Status.DONE else []
    if against:
        return Reading(status=Status.UNCLEAR, words=f"{box.words}…{said.reading(Status.UNCLEAR, against).words}")
    return box


def _weigh(said: _Said) -> Reading:
    final, done = said.at(Sign.FINAL), said.at(Sign.FINAL, Sign.DONE)
    open_ = said.at(Sign.OPEN, Sign.NOT_STARTED)
    foreign = said.at(Sign.NOT_INVOLVED)
    if foreign:
        return _foreign(said, foreign, final, open_)
    if final:
        return _finished(said, final, open_)
    if done and open_:
        return _mixed(said, done, open_)
    if open_:
        begun = said.at(Sign.OPEN, Sign.STEP)
        bare = said.at(Sign.NOT_STARTED)
        return said.reading(Status.NOT_STARTED if bare and not begun else Status.UNDER_WAY, open_)
    ahead, unsure = said.at(Sign.FUTURE), said.at(Sign.UNSURE)
    if done:
        if unsure:
            return said.reading(Status.UNCLEAR, sorted([*done, *unsure]))
        return said.reading(Status.UNDER_WAY, ahead) if ahead else said.reading(Status.DONE, done)
    if unsure:
        return said.reading(Status.UNCLEAR, unsure)
    if ahead:
        return said.reading(Status.UNDER_WAY, ahead)
    return _silent(said)


def _foreign(said: _Said, foreign: list[int], final: list[int], open_: list[int]) -> Reading:
    """The unit says the task is not its own; a completed or open one beside it makes that doubtful."""
    later = [place for place in (*final, *open_) if place > foreign[-1]]
    if later and len(said.clauses) <= 12:
        return said.reading(Status.UNCLEAR, [*foreign, *later])
    return said.reading(Status.NOT_INVOLVED, foreign)


def _finished(said: _Said, final: list[int], open_: list[int]) -> Reading:
    """The whole is said to be done: what is open after it weighs more, what was open before it is past."""
    after = [place for place in open_ if place > final[-1]]
    before = [place for place in open_ if place < final[-1]]
    unsure = said.at(Sign.UNSURE)
    ahead = [place for place in said.at(Sign.FUTURE) if place > final[-1]]
    if after:
        return said.reading(Status.UNDER_WAY, after)
    if ahead:
        return said.reading(Status.UNCLEAR, [final[-1], *ahead])
    if any(place >= final[-1] - 2 for place in unsure):
        return said.reading(Status.UNCLEAR, [*unsure, final[-1]])
    if before and not said.clauses[final[-1]].text.startswith(("任务", "本项", "该项")) and len(before) > 3:
        return said.reading(Status.UNCLEAR, [*before, final[-1]])
    return said.reading(Status.DONE, final[-2:])


def _mixed(said: _Said, done: list[int], open_: list[int]) -> Reading:
    """Some done, some open: open, unless what is done came after and says so."""
    if done[-1] > open_[-1] and _NOW.search(said.clauses[done[-1]].text):
        return said.reading(Status.UNCLEAR, [open_[-1], done[-1]])
    return said.reading(Status.UNDER_WAY, open_)


def _silent(said: _Said) -> Reading:
    past = said.at(Sign.PAST_OPEN)
    if past:
        return said.reading(Status.UNCLEAR, past)
    if only_urges(said.text):
        return Reading(status=Status.NO_CONTENT, words=said.text.strip()[:40])
    return Reading(status=Status.UNCLEAR)
