"""What the clauses of a text amount to together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from ledger.progress_text.chosen import split_choice, status_of
from ledger.progress_text.clauses import Clause, shares_a_word, split, squeeze
from ledger.progress_text.figures import read_figures
from ledger.progress_text.marks import ticked
from ledger.progress_text.numbers import NUMBER, PERCENT, number
from ledger.progress_text.phrases import only_urges, says_nothing
from ledger.progress_text.rules import Sign
from ledger.progress_text.scope import elsewhere, signs_of
from ledger.progress_text.status import Reading, Status
from ledger.progress_text.targets import names_the_whole, stays_below
from ledger.progress_text.vocabulary import AHEAD, COUNT, MATTERS, NOT, OWN, REST, STILL

_NOW = re.compile(r"现已|目前已|现|已于|最终|终于|后经|随后|日前|至此|截至|目前|月底|重新|今年|当天|当日|即")

_ITSELF = re.compile(rf"{OWN}|本项|此项|该项|本条|此条|这项|该任务|此任务|本任务|辖区|^不涉及|^不适用")
_TASK = re.compile(r"任务|本项|此项|该项|本条|此条|这项|按期|如期|按时|提前|逾期|超额|目标|双双|清零")
_NEGATED = re.compile(rf"{NOT}|等|待|再|怕|不敢|没|未")
_LISTED = re.compile(r"(?:^|[。;；\n])\s*[(（]?[二2][)）、.．]|[②⑵]|二是")
_ENOUGH = 3
_BEGINS_NEXT = re.compile(
    r"(?:下一步|下步|接下来|随后|后续|即将)[^,。;]{0,6}(?:全面|正式|组织|抓紧|尽快|加快|立即)(?:实施|推进|启动|开展|施工|建设|开工|落实|组织)"
)
_CERTAIN = re.compile(
    rf"{STILL}[^,]{{0,6}}(?:[未没无不差缺欠剩有需待要]|处[在于]|在)|{REST}[^,]{{0,6}}{COUNT}|^部分|过半|一半|"
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
_TOLD_APART = re.compile("的|其中|已|均")  # counts what was counted before
_A_COUNT = re.compile(rf"({NUMBER})([个处座条家户栋幢所台部宗件项村里站亩])")
_COUNTED = re.compile(rf"{COUNT}$")
_NEARLY = re.compile(r"基本|大体|大致|总体|初步|大部|多数")
_HEADS = re.compile("任务|目标|计划|要求|应|共|需|须|承担|涉及|下达|[中项]$")  # what is asked for, not what was reached
_BEGUN = re.compile("开工|启动|进场|签约|立项|动员|摸排|排查|到货|部署")
_REMAINS = re.compile("剩|余下|其余|还|仍|尚|差|在建|继续|待|才|仅|只")
_ENDED = re.compile(
    r"^(?!.*(?:部分|个别|其中|第[一二三]|一期)).*(?:竣工|完工|投运|投用|投产|建成|交付|印发|出台|举办|举行|揭牌|挂牌|通车|命名|授牌|启用|上线|销号|设立|成立)"
)
_SAID_OPEN = re.compile(
    "未|没|还|仍|尚|剩|余|差|正|在|待|缺|只|仅|不|半|率|占"
)  # in words, not by a lower figure alone
_HINT = re.compile(rf"[未没](?!再|.*0[一-鿿]$)|尚|仍|剩|待|暂|正在|在建|拟|预计|准备|打算|差|退回|(?!年内){AHEAD}")
_SOME = re.compile(r"(?<![未没])(?:到位|已)")
_BEGINS = re.compile(r"开展|启动|开始|组织|举办|举行|实施|制定|动工|开工|部署|安排在?(?:下|[一二三四第])")
_LONGEST = 10_000  # characters: what is longer is no progress text, and a person's to read
_LONG, _SHORT = 4, 6


@lru_cache(maxsize=65536)  # a unit's newest text is looked at by every document that prints it
def read(text: str, *, task: str = "", written: date | None = None) -> Reading:
    """What a progress text says of its task. `task` is the task's own words with its indicator, `written` the day the
    text was written or received: a date after it lies ahead."""
    chosen, text = split_choice(text)
    if chosen and (status := status_of(chosen)) is not None:
        return Reading(status=status, words=f"完成状态：{chosen}")
    if len(text) > _LONGEST:
        return Reading(status=Status.UNCLEAR, words=text[:40].strip())
    if says_nothing(text, task) or only_urges(text):
        return Reading(status=Status.NO_CONTENT, words=text.strip()[:40])
    clauses = split(text)
    aside, goal = elsewhere(clauses), squeeze(task)
    figures = read_figures(clauses, goal, aside)
    signs = signs_of(clauses, figures, task=goal, written=written, aside=aside)
    said = _Said(text, task, clauses, signs)
    if box := ticked(text):
        return _with_box(Reading(status=box[0], words=box[1]), said, box[2])
    return _weigh(said)


class _Said:
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
        return sorted(place for kind in kinds for place in self._places.get(kind, ()))

    def any(self, words: re.Pattern[str], places: Sequence[int]) -> bool:
        return any(words.search(self.clauses[place].text) for place in places)

    def all(self, words: re.Pattern[str], places: Sequence[int]) -> bool:
        return all(words.search(self.clauses[place].text) for place in places)

    def covers(self, place: int) -> bool:
        """Whether a clause speaks of all that the task asks for."""
        return names_the_whole(self.clauses[place].text, squeeze(self.task))

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
    return (
        _foreign(said)
        or _finished(said)
        or _open(said)
        or _unsure(said)
        or _ahead(said)
        or _done(said)
        or _silent(said)
        or Reading(status=Status.UNCLEAR)
    )


def _foreign(said: _Said) -> Reading | None:
    """The unit says the task is not its own; a completed or open one beside it makes that doubtful."""
    foreign = said.at(Sign.NOT_INVOLVED)
    if not foreign:
        return None
    stated = said.at(Sign.FINAL, Sign.OPEN, Sign.NOT_STARTED)
    if stated and not any(_ITSELF.search(said.clauses[place].text) for place in foreign):
        alone = stated[-1] < foreign[-1] and not re.search(r"\d", said.clauses[stated[-1]].text)
        return said.reading(Status.NOT_INVOLVED, foreign) if alone and not said.at(Sign.OPEN) else None
    acts = said.at(Sign.DONE) or [p for p in said.at(Sign.UNREAD) if p < foreign[0] and said.any(_COUNTED, [p])]
    if acts and not said.any(_ITSELF, foreign):
        return said.reading(Status.UNCLEAR, sorted([*acts, *foreign]))
    if len(foreign) == 1 and (len(stated) >= _LONG or (stated and stated[-1] > foreign[-1])):
        return said.reading(Status.UNCLEAR, [*foreign, stated[-1]])
    return said.reading(Status.NOT_INVOLVED, foreign)


def _finished(said: _Said) -> Reading | None:
    """The whole is said to be done: what is open after it weighs more, what was open before it is past.

    A sentence on the task itself (任务已完成) closes it; 全部完成 may be said of a part.
    """
    final = said.at(Sign.FINAL)
    if not final:
        return None
    last = final[-1]
    closed = _TASK.search(said.clauses[last].text) is not None
    hard = [place for place in said.at(Sign.OPEN, Sign.NOT_STARTED) if place > last]
    soft = [place for place in said.at(Sign.WAIT, Sign.FUTURE) if place > last]
    before = [place for place in said.at(Sign.OPEN, Sign.NOT_STARTED) if place < last]
    bearing = said.listed or len(hard) > 1 or any(said.bears(place) for place in hard)
    if bearing and said.any(_SAID_OPEN, hard) and (len(hard) > 1 or not (closed or said.long)):
        return said.reading(Status.UNDER_WAY, hard)
    if (
        any(said.listed or said.is_about_task(place) for place in soft)
        and not closed
        and not said.long
        and not said.covers(last)
    ):
        return said.reading(Status.UNDER_WAY, soft)
    doubt = [*hard, *(place for place in said.at(Sign.UNSURE) if place >= last - 2)]
    if not closed:
        doubt += [*soft, *(before if len(before) > 1 or (before and not said.long) else [])]
    if doubt:
        return said.reading(Status.UNCLEAR, sorted([last, *doubt]))
    return said.reading(Status.DONE, final[-2:])


def _open(said: _Said) -> Reading | None:
    """Something is open; that it was done since makes it doubtful, and so does a single such word in a long text."""
    hard, wait = said.at(Sign.OPEN, Sign.NOT_STARTED), said.at(Sign.WAIT)
    if not hard and not (wait and said.all(_NEARLY, said.at(Sign.UNSURE))):
        return None
    done, opened = said.at(Sign.DONE), sorted([*hard, *wait])
    if done and (_reached(said, done, hard, opened) or _overtaken(said, done, hard, opened)):
        return said.reading(Status.UNCLEAR, sorted([*opened, done[-1]]))
    if not hard and (whole := [place for place in said.at(Sign.UNREAD) if _names_the_whole(said, place)]):
        return said.reading(Status.UNCLEAR, sorted([*opened, *whole]))
    if (doubt := _perhaps_done(said)) and not any(said.opens(place) for place in opened):
        return said.reading(Status.UNCLEAR, sorted([*opened, *doubt]))
    return _not_started(said) or said.reading(Status.UNDER_WAY, hard or wait)


def _reached(said: _Said, done: list[int], hard: list[int], opened: list[int]) -> bool:
    """Whether all that the task asks for is done, or what was done has come to its end, and nothing is said to remain."""
    if any(said.bears(place) and said.any(_REMAINS, [place]) for place in opened):
        return False
    whole = any(said.covers(place) for place in done if not _BEGUN.search(said.clauses[place].text))
    ended = [place for place in done if _ENDED.search(said.clauses[place].text)]
    return whole or (not hard and bool(ended) and ended[-1] < opened[0])


def _perhaps_done(said: _Said) -> list[int]:
    """What is done, or what no rule knows but sounds as if it were (5栋厂房交钥匙, 全部放行)."""
    unread = [
        place
        for place in said.at(Sign.UNREAD, Sign.UNSURE)
        if _PERHAPS_DONE.search(said.clauses[place].unquoted) or _names_the_whole(said, place)
    ]
    return sorted([*said.at(Sign.DONE), *unread])


def _names_the_whole(said: _Said, place: int) -> bool:
    clause = said.clauses[place]
    return said.covers(place) and not said.long and not _HEADS.search(clause.text) and not _HINT.search(clause.unquoted)


def _overtaken(said: _Said, done: list[int], hard: list[int], opened: list[int]) -> bool:
    """Whether what was open may be past: a word or two of it in a long story, or something done after it."""
    if said.long and len(hard) + len(opened) < _ENOUGH:
        return True
    return done[-1] > opened[-1] and (said.any(_NOW, done[-1:]) or (not hard and said.long))


def _not_started(said: _Said) -> Reading | None:
    bare = said.at(Sign.NOT_STARTED)
    some = said.at(Sign.STEP, Sign.DONE, Sign.UNSURE) or _SOME.search(said.text)
    begun = not said.all(_NEGATED, said.at(Sign.OPEN, Sign.WAIT))
    return said.reading(Status.NOT_STARTED, bare) if bare and not some and not begun else None


def _unsure(said: _Said) -> Reading | None:
    unsure = said.at(Sign.UNSURE)
    return said.reading(Status.UNCLEAR, said.at(Sign.DONE, Sign.WAIT, Sign.UNSURE)) if unsure else None


def _ahead(said: _Said) -> Reading | None:
    """A plan: of what has not begun where it is all there is, of an end to come otherwise."""
    ahead, done = said.at(Sign.FUTURE), said.at(Sign.DONE)
    if not ahead:
        return None
    if not done and not said.at(Sign.STEP) and said.all(_BEGINS, ahead):
        return said.reading(Status.NOT_STARTED, ahead)
    if done and said.follows(done[-1], ahead[-1]):  # planned, then done: perhaps the same thing
        return said.reading(Status.UNCLEAR, [*ahead, done[-1]])
    doubt = [place for place in _perhaps_done(said) if place < ahead[-1]]
    if doubt and not any(said.opens(place) for place in ahead):
        return said.reading(Status.UNCLEAR, sorted([*ahead, *doubt]))
    return said.reading(Status.UNDER_WAY, ahead)


def _done(said: _Said) -> Reading | None:
    """Something is done; a word of what is missing that no rule knows makes it doubtful, and so does a mere number of
    things done beside steps on the way (调查已完成，发证4300本)."""
    done = said.at(Sign.DONE)
    doubt = [place for place in said.at(Sign.UNREAD) if _HINT.search(said.clauses[place].unquoted)]
    if said.at(Sign.STEP) and said.all(_COUNTED, done) and not any(said.covers(place) for place in done):
        doubt += said.at(Sign.STEP)
    doubt += [place for place in said.at(Sign.UNREAD) if _is_a_part(said, place, done)]
    doubtful = doubt or stays_below(said.clauses, squeeze(said.task))
    return said.reading(Status.UNCLEAR if doubtful else Status.DONE, sorted({*done, *doubt})) if done else None


def _is_a_part(said: _Said, place: int, done: Sequence[int]) -> bool:
    """Whether a clause that no rule knows counts some of what was counted as done: 42台已上线，8台办牌照."""
    text = said.clauses[place].text
    own = {} if _TOLD_APART.search(text) else {found[2]: number(found[1]) or 0 for found in _A_COUNT.finditer(text)}
    known = {found[2]: number(found[1]) or 0 for p in done for found in _A_COUNT.finditer(said.clauses[p].text)}
    return any(measure in known and value < known[measure] for measure, value in own.items())


def _silent(said: _Said) -> Reading | None:
    """Only steps on the way (方案已制定), only what was open once, only what ought to be."""
    steps, past, slogans = said.at(Sign.STEP), said.at(Sign.PAST_OPEN), said.at(Sign.SLOGAN)
    if steps and not any(said.covers(place) for place in steps):
        return said.reading(Status.UNDER_WAY, steps)
    if past:
        return said.reading(Status.UNCLEAR, past)
    if slogans and (len(slogans) == len(said.signs) or not re.search(r"\d", said.text)):
        return said.reading(Status.NO_CONTENT, slogans)
    return None
