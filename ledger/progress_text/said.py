"""The clauses of a text with what each says, and what can be asked of them together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from ledger.progress_text.clauses import Clause, shares_a_word, squeeze
from ledger.progress_text.numbers import NUMBER, PERCENT, number
from ledger.progress_text.rules import Sign
from ledger.progress_text.status import Reading, Status
from ledger.progress_text.targets import names_the_whole, reaches_the_share
from ledger.progress_text.vocabulary import AHEAD, COUNT, HARM, MATTERS, REST, STILL

_SHORT = 6  # clauses: an answer rather than a story
_LISTED = re.compile(r"(?:^|[。;；\n])\s*[(（]?[二2][)）、.．]|[②⑵]|二是")
_CERTAIN = re.compile(
    rf"{STILL}[^,]{{0,6}}(?:[未没无不差缺欠剩有需待要得]|处[在于]|在)|{REST}[^,]{{0,6}}{COUNT}|^部分|过半|一半|"
    r"(?:未|没有?|没能|未能|无法|不能|难以)(?:能|有|全部|全|按期|按时|如期|及时)*"
    r"(?:完|办[结好妥]|整改|落实|到位|解决|达|实现|建成|开[工展放馆始]|启动|报|公[开布示]|发布|实施|进场|做|动|够|足|具备|通|签|批|拿|取得|交|装|到货)"
)
"""What says of itself that something is still to be done, whatever it speaks of."""
_PERHAPS_DONE = re.compile(
    rf"^(?!.*(?:[未没不待拟审才]|计划|任务|预计|{MATTERS}|定稿|形成|提交|安排|部署|校对|总体|情况|七八成|大部)).*(?:已|了|[毕完齐]|全部|均|都|逐一|100%)"
)
_GOES_ON = re.compile(
    r"^(?:目前|现在?|并|但|也)?(?:正(?!常)|[待等拟将预按]|计划|力争|争取|打算|准备|根据|定于|[仍还尚]|改到|推|下一?[周月]|[月年]底|\d+月)"
)
"""A clause without a subject of its own: it goes on with what the one before speaks of (方案已定稿，待批复后印发)."""
_COUNTS = re.compile(rf"{COUNT}|{PERCENT}")
_UNSETTLED = re.compile("[等待未没缺拟]|正在|(?<!无)需|不(?=[接同配愿肯能具足够])")
_THE_WHOLE = re.compile("全部|目标|任务")
_TOLD_APART = re.compile("的|其中|已|均|任务|目标|计划|应|共")  # counts what was counted before
_A_COUNT = re.compile(rf"({NUMBER})([个处座条家户栋幢所台部宗件项村里站亩笔])")
_HEADS = re.compile("任务|目标|计划|要求|应|共|需|须|承担|涉及|下达|[中项]$")  # what is asked for, not what was reached
HINT = re.compile(
    rf"[未没]有?(?!再|{HARM}|.*0[一-鿿]$)|尚|仍|剩|[待]|(?<!无)需|暂|正在|在建|拟|预计|准备|打算|要到|差|退回|(?!年内){AHEAD}"
)
"""A word of what is missing or to come."""


class Said:
    """The clauses with their signs, asked by kind."""

    def __init__(self, text: str, task: str, clauses: Sequence[Clause], signs: Sequence[Sign]) -> None:
        self.task = task
        self._places: dict[Sign, list[int]] = defaultdict(list)
        for place, sign in enumerate(signs):
            self._places[sign].append(place)
        self.text, self.clauses, self.signs = text, clauses, signs

    @property
    def long(self) -> bool:
        """A story rather than an answer: what was open in it may be past. A list of items is none."""
        return len(self.clauses) > _SHORT and not self.listed

    @property
    def listed(self) -> bool:
        """Whether the text is a list, whose items stand each for itself."""
        return _LISTED.search(self.text) is not None

    def at(self, *kinds: Sign) -> list[int]:
        """The places of clauses that say one of these, in order."""
        return sorted(place for kind in kinds for place in self._places.get(kind, ()))

    def any(self, words: re.Pattern[str], places: Sequence[int]) -> bool:
        """Whether one of the clauses has such words."""
        return any(words.search(self.clauses[place].text) for place in places)

    def all(self, words: re.Pattern[str], places: Sequence[int]) -> bool:
        """Whether every one of the clauses has such words."""
        return all(words.search(self.clauses[place].text) for place in places)

    def covers(self, place: int) -> bool:
        """Whether a clause speaks of all that the task asks for."""
        return names_the_whole(self.clauses[place].text, squeeze(self.task))

    def reaches(self, place: int) -> bool:
        """Whether a clause names the share that the task asks for, or more."""
        return reaches_the_share(self.clauses[place].text, squeeze(self.task))

    def is_about_task(self, place: int) -> bool:
        """Whether a clause speaks in words of the task's own."""
        return shares_a_word(self.clauses[place].text, squeeze(self.task))

    def bears(self, place: int) -> bool:
        """Whether a clause can open what is done as a whole: it speaks of the task, or counts."""
        return self.is_about_task(place) or _COUNTS.search(self.clauses[place].text) is not None

    def goes_on(self, place: int) -> bool:
        """Whether a clause says how it goes on with what its sentence said to be done."""
        if not place or not _GOES_ON.search(self.clauses[place].text):
            return False
        one, other = self.clauses[place - 1], self.clauses[place]
        return one.sentence == other.sentence and self.signs[place - 1] not in (Sign.WAIT, Sign.ASIDE)

    def opens(self, place: int) -> bool:
        """Whether a clause leaves no doubt that something of the task is open, even beside what is done."""
        hard = self.signs[place] in (Sign.OPEN, Sign.NOT_STARTED)
        return (
            hard
            or self.listed
            or self.goes_on(place)
            or self.bears(place)
            or _CERTAIN.search(self.clauses[place].unquoted) is not None
        )

    def follows(self, later: int, earlier: int) -> bool:
        """Whether one clause comes after another and is no part of the same plan (计划11月启动，12月完成)."""
        one, other = self.clauses[later], self.clauses[earlier]
        return later > earlier and (one.sentence > other.sentence or "已" in one.text)

    def reading(self, status: Status, places: Sequence[int]) -> Reading:
        """A reading with the words of the first of these clauses, as the unit wrote them."""
        shown = [self.text[self.clauses[p].start : self.clauses[p].end].strip() for p in places[:4]]
        return Reading(status=status, words="…".join(dict.fromkeys(shown)))

    def plans_the_whole(self) -> list[int]:
        """Plans for the task as a whole after all that is done: 预计11月20日前全部离田."""
        last = max(self.at(Sign.FINAL), default=-1)
        return [
            place
            for place in self.at(Sign.FUTURE)
            if place > last and (_THE_WHOLE.search(self.clauses[place].text) or self.covers(place))
        ]

    def accounted_for(self, place: int) -> bool:
        """Whether what is left over is told to be settled otherwise: 27笔结清26笔，另1笔胜诉无需支付."""
        figures = _counts(self.clauses[place].text)
        if len(figures) != 2 or figures[0][1] != figures[1][1]:
            return False
        rest = abs(figures[0][0] - figures[1][0]), figures[0][1]
        return self._settled.get(rest, -1) > place

    @cached_property
    def _settled(self) -> dict[tuple[float, str], int]:
        """The counts of what nothing is left to be done of, with the last place of each."""
        places = self.at(Sign.DONE, Sign.FINAL, Sign.UNREAD, Sign.ASIDE, Sign.NOT_INVOLVED)
        settled = [place for place in places if not _UNSETTLED.search(self.clauses[place].unquoted)]
        return {figure: place for place in settled for figure in _counts(self.clauses[place].text)}

    def perhaps_done(self) -> list[int]:
        """What is done, or what no rule knows but sounds as if it were (5栋厂房交钥匙, 全部放行)."""
        unread = [
            place
            for place in self.at(Sign.UNREAD, Sign.UNSURE)
            if _PERHAPS_DONE.search(self.clauses[place].unquoted) or self.names_the_whole(place)
        ]
        return sorted([*self.at(Sign.DONE, Sign.FINAL), *unread])

    def names_the_whole(self, place: int) -> bool:
        """Whether a clause names all that the task asks for as something that is, in an answer."""
        clause = self.clauses[place]
        return (
            self.covers(place) and not self.long and not _HEADS.search(clause.text) and not HINT.search(clause.unquoted)
        )

    def parts_of(self, done: Sequence[int]) -> list[int]:
        """The clauses that no rule knows and that count some of what was counted as done: 42台已上线，8台办牌照."""
        known = {measure: value for place in done for value, measure in _counts(self.clauses[place].text)}
        return [
            place
            for place in self.at(Sign.UNREAD)
            if not _TOLD_APART.search(self.clauses[place].text)
            and any(value < known.get(measure, 0) for value, measure in _counts(self.clauses[place].text))
        ]


def _counts(text: str) -> list[tuple[float, str]]:
    return [(number(found[1]) or 0, found[2]) for found in _A_COUNT.finditer(text)]
