"""What the clauses of a text amount to together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ledger.progress_text.chosen import split_choice, status_of
from ledger.progress_text.clauses import Clause, split, squeeze
from ledger.progress_text.figures import read_figures
from ledger.progress_text.marks import ticked
from ledger.progress_text.phrases import only_urges, says_nothing
from ledger.progress_text.rules import Sign
from ledger.progress_text.scope import signs_of
from ledger.progress_text.status import Status
from ledger.progress_text.vocabulary import NOT, OWN

_NOW = re.compile(r"现已|目前已|现|已于|最终|终于|后经|随后|日前|至此|截至|目前|月底|重新|今年|当天|当日|即")

_ITSELF = re.compile(rf"{OWN}|本项|此项|该项|本条|此条|这项|该任务|此任务|本任务|辖区|^不涉及|^不适用")
_TASK = re.compile(r"任务|本项|此项|该项|本条|此条|这项|按期|如期|按时|提前|逾期|超额|目标|双双|清零")
_NEGATED = re.compile(rf"{NOT}|等|待|再|怕|不敢|没|未")
_LISTED = re.compile(r"(?:^|[。;；\n])\s*[(（]?[二2][)）、.．]|二是")
_ENOUGH = 3
_BEGINS_NEXT = re.compile(
    r"(?:下一步|下步|接下来|随后|后续|即将)[^,。;]{0,6}(?:全面|正式|组织|抓紧|尽快|加快|立即)(?:实施|推进|启动|开展|施工|建设|开工|落实|组织)"
)
_NEARLY = re.compile(r"基本|大体|大致|总体|初步")
_LONG, _SHORT = 4, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A status and the words it was read from (as the unit wrote them; empty where none decided)."""

    status: Status
    words: str = ""


@lru_cache(maxsize=65536)  # a unit's newest text is looked at by every document that prints it
def read(text: str, *, task: str = "", written: date | None = None) -> Reading:
    """What a progress text says of its task. `task` is the task's own words with its indicator, `written` the day the
    text was written or received: a date after it lies ahead."""
    chosen, text = split_choice(text)
    if (status := status_of(chosen)) is not None:
        return Reading(status=status, words=f"完成状态：{chosen}")
    if says_nothing(text, task) or only_urges(text):
        return Reading(status=Status.NO_CONTENT, words=text.strip()[:40])
    clauses = split(text)
    signs = signs_of(clauses, read_figures(clauses, task), task=squeeze(task), written=written)
    said = _Said(text, clauses, signs)
    if box := ticked(text):
        return _with_box(Reading(status=box[0], words=box[1]), said, box[2])
    return _weigh(said)


class _Said:
    """The clauses with their signs, asked by kind."""

    def __init__(self, text: str, clauses: Sequence[Clause], signs: Sequence[Sign]) -> None:
        self.text, self.clauses, self.signs = text, clauses, signs

    @property
    def long(self) -> bool:
        """A story rather than an answer: what was open in it may be past. A list of items is none."""
        return len(self.clauses) > _SHORT and not _LISTED.search(self.text)

    def at(self, *kinds: Sign) -> list[int]:
        return [place for place, sign in enumerate(self.signs) if sign in kinds]

    def follows(self, later: int, earlier: int) -> bool:
        """Whether one clause comes after another and is no part of the same plan (计划11月启动，12月完成)."""
        one, other = self.clauses[later], self.clauses[earlier]
        return later > earlier and (one.sentence > other.sentence or "已" in one.text)

    def reading(self, status: Status, places: Sequence[int]) -> Reading:
        shown = [self.text[self.clauses[p].start : self.clauses[p].end].strip() for p in places[:4]]
        return Reading(status=status, words="…".join(dict.fromkeys(shown)))


def _with_box(box: Reading, said: _Said, boxes: tuple[int, int]) -> Reading:
    """A ticked box decides; what the text beside it says to the contrary makes it unclear."""
    contrary = said.at(Sign.OPEN, Sign.NOT_STARTED) if box.status is Status.DONE else []
    against = [p for p in contrary if said.clauses[p].end <= boxes[0] or said.clauses[p].start >= boxes[1]]
    if against:
        return Reading(status=Status.UNCLEAR, words=f"{box.words}…{said.reading(Status.UNCLEAR, against).words}")
    return box


def _weigh(said: _Said) -> Reading:
    """The order of the questions: whose is it, is the whole done, is something open, is something done."""
    foreign = _foreign(said)
    if foreign:
        return foreign
    if said.at(Sign.FINAL):
        return _finished(said)
    done, hard, wait = said.at(Sign.DONE), said.at(Sign.OPEN, Sign.NOT_STARTED), said.at(Sign.WAIT)
    unsure, ahead = said.at(Sign.UNSURE), said.at(Sign.FUTURE)
    if hard or (wait and all(_NEARLY.search(said.clauses[place].text) for place in unsure)):
        return _open(said, done, hard, wait)
    if unsure:
        return said.reading(Status.UNCLEAR, sorted([*done, *wait, *unsure]))
    if ahead:
        later = bool(done) and said.follows(done[-1], ahead[-1])  # planned, then done: perhaps the same thing
        return said.reading(Status.UNCLEAR if later else Status.UNDER_WAY, [*ahead, *(done[-1:] if later else [])])
    return said.reading(Status.DONE, done) if done else _silent(said)


def _foreign(said: _Said) -> Reading | None:
    """The unit says the task is not its own; a completed or open one beside it makes that doubtful."""
    foreign = said.at(Sign.NOT_INVOLVED)
    if not foreign:
        return None
    stated = said.at(Sign.FINAL, Sign.OPEN, Sign.NOT_STARTED)
    if stated and not any(_ITSELF.search(said.clauses[place].text) for place in foreign):
        return None
    if len(foreign) == 1 and (len(stated) >= _LONG or (stated and stated[-1] > foreign[-1])):
        return said.reading(Status.UNCLEAR, [*foreign, stated[-1]])
    return said.reading(Status.NOT_INVOLVED, foreign)


def _finished(said: _Said) -> Reading:
    """The whole is said to be done: what is open after it weighs more, what was open before it is past.

    A sentence on the task itself (任务已完成) closes it; 全部完成 may be said of a part.
    """
    final = said.at(Sign.FINAL)
    last = final[-1]
    closed = _TASK.search(said.clauses[last].text) is not None
    hard = [place for place in said.at(Sign.OPEN, Sign.NOT_STARTED) if place > last]
    soft = [place for place in said.at(Sign.WAIT, Sign.FUTURE) if place > last]
    before = [place for place in said.at(Sign.OPEN, Sign.NOT_STARTED) if place < last]
    if hard and (len(hard) > 1 or not (closed or said.long)):
        return said.reading(Status.UNDER_WAY, hard)
    if soft and not closed and not said.long:
        return said.reading(Status.UNDER_WAY, soft)
    doubt = [*hard, *(place for place in said.at(Sign.UNSURE) if place >= last - 2)]
    if not closed:
        doubt += [*soft, *(before if len(before) > 1 or (before and not said.long) else [])]
    if doubt:
        return said.reading(Status.UNCLEAR, sorted([last, *doubt]))
    return said.reading(Status.DONE, final[-2:])


def _open(said: _Said, done: list[int], hard: list[int], wait: list[int]) -> Reading:
    """Something is open; that it was done since makes it doubtful, and so does a single such word in a long text."""
    opened = sorted([*hard, *wait])
    later = bool(done) and done[-1] > opened[-1]
    if done and said.long and 2 * len(hard) + len(wait) < _ENOUGH:
        return said.reading(Status.UNCLEAR, [*opened, done[-1]])
    if later and (_NOW.search(said.clauses[done[-1]].text) or (not hard and said.long)):
        return said.reading(Status.UNCLEAR, [opened[-1], done[-1]])
    bare = said.at(Sign.NOT_STARTED)
    begun = [p for p in said.at(Sign.OPEN, Sign.WAIT) if not _NEGATED.search(said.clauses[p].text)]
    if bare and not said.at(Sign.STEP, Sign.DONE) and not begun:
        return said.reading(Status.NOT_STARTED, bare)
    return said.reading(Status.UNDER_WAY, hard or wait)


def _silent(said: _Said) -> Reading:
    steps = said.at(Sign.STEP)
    if steps and _BEGINS_NEXT.search(squeeze(said.text)):  # 方案已制定，下一步将全面实施
        return said.reading(Status.UNDER_WAY, steps)
    past = said.at(Sign.PAST_OPEN)
    if past:
        return said.reading(Status.UNCLEAR, past)
    slogans = said.at(Sign.SLOGAN)
    if slogans and not re.search(r"\d", said.text):
        return said.reading(Status.NO_CONTENT, slogans)
    return Reading(status=Status.UNCLEAR)
