"""What the clauses of a text amount to together."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from ledger.progress_text.chosen import split_choice, status_of
from ledger.progress_text.clauses import split, squeeze
from ledger.progress_text.figures import read_figures
from ledger.progress_text.marks import ticked
from ledger.progress_text.numbers import NUMBER
from ledger.progress_text.phrases import only_urges, says_nothing
from ledger.progress_text.rules import Sign
from ledger.progress_text.said import HINT, Said
from ledger.progress_text.scope import elsewhere, signs_of
from ledger.progress_text.status import Reading, Status
from ledger.progress_text.targets import stays_below
from ledger.progress_text.vocabulary import COUNT, NOT, OWN, UPKEEP

_NOW = re.compile(r"现已|目前已|现|已于|最终|终于|后经|随后|日前|至此|截至|目前|月底|重新|今年|当天|当日|即")

_ITSELF = re.compile(rf"{OWN}|本项|此项|该项|本条|此条|这项|该任务|此任务|本任务|辖区|^不涉及|^不适用")
_TASK = re.compile(r"任务|本项|此项|该项|本条|此条|这项|按期|如期|按时|提前|逾期|超额|目标|双双|清零")
_NEGATED = re.compile(rf"{NOT}|等|待|再|怕|不敢|没|未")
_ENOUGH = 3
_BEGINS_NEXT = re.compile(
    r"(?:下一步|下步|接下来|随后|后续|即将)[^,。;]{0,6}(?:全面|正式|组织|抓紧|尽快|加快|立即)(?:实施|推进|启动|开展|施工|建设|开工|落实|组织)"
)
_MERE_COUNT = re.compile(rf"^(?!.*(?:全|均|都|应|共|已完成|任务))[^,]*{NUMBER}[户家座台处栋个人亩所]$")
_FOR_GOOD = re.compile(UPKEEP)
_COUNTED = re.compile(rf"{COUNT}$")
_NEARLY = re.compile(r"基本|大体|大致|总体|初步|大部|多数")
_BEGUN = re.compile("开工|启动|进场|签约|立项|动员|摸排|排查|到货|部署")
_REMAINS = re.compile("剩|余下|其余|还|仍|尚|差|在建|继续|待|才|仅|只")
_ENDED = re.compile(
    r"^(?!.*(?:部分|个别|其中|第[一二三]|一期)).*(?:竣工|完工|投运|投用|投产|建成|交付|印发|出台|举办|举行|揭牌|挂牌|通车|命名|授牌|启用|上线|销号|设立|成立)"
)
_SAID_OPEN = re.compile(
    "未|没|还|仍|尚|剩|余|差|正|在|待|缺|只|仅|不|半|率|占"
)  # in words, not by a lower figure alone
_SOME = re.compile(r"(?<![未没])(?:到位|已)")
_BEGINS = re.compile(r"开展|启动|开始|组织|举办|举行|实施|制定|动工|开工|部署|安排在?(?:下|[一二三四第])")
_LONGEST = 10_000  # characters: what is longer is no progress text, and a person's to read
_LONG = 4


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
    said = Said(text, task, clauses, signs)
    if box := ticked(text):
        return _with_box(Reading(status=box[0], words=box[1]), said, box[2])
    return _weigh(said)


def _with_box(box: Reading, said: Said, boxes: tuple[int, int]) -> Reading:
    """A ticked box decides; what the text beside it says to the contrary makes it unclear."""
    contrary = said.at(Sign.OPEN, Sign.NOT_STARTED) if box.status is Status.DONE else []
    against = [p for p in contrary if said.clauses[p].end <= boxes[0] or said.clauses[p].start >= boxes[1]]
    if against:
        return Reading(status=Status.UNCLEAR, words=f"{box.words}…{said.reading(Status.UNCLEAR, against).words}")
    return box


def _weigh(said: Said) -> Reading:
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


def _foreign(said: Said) -> Reading | None:
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


def _finished(said: Said) -> Reading | None:
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
    whole = closed or said.long or said.covers(last) or said.is_about_task(last)
    if not whole and any(said.listed or said.opens(place) for place in soft) | any(said.bears(place) for place in hard):
        return None  # 标志标线全部完成，护栏完成65%: a part
    before = [place for place in said.at(Sign.OPEN, Sign.NOT_STARTED) if place < last]
    bearing = said.listed or len(hard) > 1 or any(said.bears(place) for place in hard)
    if bearing and said.any(_SAID_OPEN, hard) and (len(hard) > 1 or not (closed or said.long or said.reaches(last))):
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
        doubt += [place for place in said.at(Sign.UNREAD) if place > last and _hints(said.clauses[place].unquoted)]
        doubt += [*soft, *(before if len(before) > 1 or (before and not said.long) else [])]
    if doubt:
        return said.reading(Status.UNCLEAR, sorted([last, *doubt]))
    return said.reading(Status.DONE, final[-2:])


def _hints(text: str) -> bool:
    """Whether a clause that no rule knows has a word of what is missing, and not of what goes on for good."""
    return HINT.search(text) is not None and not _FOR_GOOD.search(text)


def _open(said: Said) -> Reading | None:
    """Something is open; that it was done since makes it doubtful, and so does a single such word in a long text."""
    hard, wait = said.at(Sign.OPEN, Sign.NOT_STARTED), said.at(Sign.WAIT)
    if not hard and not (wait and said.all(_NEARLY, said.at(Sign.UNSURE))):
        return None
    done, opened = said.at(Sign.DONE, Sign.FINAL), sorted([*hard, *wait])
    if plan := said.plans_the_whole():
        return said.reading(Status.UNDER_WAY, sorted({*opened, *plan}))
    if done and (_reached(said, done, hard, opened) or _overtaken(said, done, hard, opened)):
        return said.reading(Status.UNCLEAR, sorted([*opened, done[-1]]))
    if doubt := _doubted(said, hard, opened):
        return said.reading(Status.UNCLEAR, sorted({*opened, *doubt}))
    return _not_started(said) or said.reading(Status.UNDER_WAY, hard or wait)


def _doubted(said: Said, hard: list[int], opened: list[int]) -> list[int]:
    """What makes doubtful that anything is open: the whole may be done, what is left over is settled, or what is open is
    none of the task's matter."""
    whole = [place for place in said.at(Sign.UNREAD) if said.names_the_whole(place)]
    if whole and not hard:
        return whole
    if all(said.accounted_for(place) for place in opened):
        return opened
    return [] if any(said.opens(place) for place in opened) else said.perhaps_done()


def _reached(said: Said, done: list[int], hard: list[int], opened: list[int]) -> bool:
    """Whether all that the task asks for is done, or what was done has come to its end, and nothing is said to remain."""
    whole = any(said.covers(place) for place in done if not _BEGUN.search(said.clauses[place].text))
    if whole and not hard:
        return True
    if any(said.bears(place) and said.any(_REMAINS, [place]) for place in opened):
        return False
    ended = [place for place in done if _ENDED.search(said.clauses[place].text)]
    return whole or (not hard and bool(ended) and ended[-1] < opened[0])


def _overtaken(said: Said, done: list[int], hard: list[int], opened: list[int]) -> bool:
    """Whether what was open may be past: a word or two of it in a long story, or something done after it."""
    if said.long and len(hard) + len(opened) < _ENOUGH:
        return True
    return done[-1] > opened[-1] and (said.any(_NOW, done[-1:]) or (not hard and said.long))


def _not_started(said: Said) -> Reading | None:
    bare = said.at(Sign.NOT_STARTED)
    some = said.at(Sign.STEP, Sign.DONE, Sign.UNSURE) or _SOME.search(said.text)
    begun = not said.all(_NEGATED, said.at(Sign.OPEN, Sign.WAIT))
    return said.reading(Status.NOT_STARTED, bare) if bare and not some and not begun else None


def _unsure(said: Said) -> Reading | None:
    unsure = said.at(Sign.UNSURE)
    return said.reading(Status.UNCLEAR, said.at(Sign.DONE, Sign.WAIT, Sign.UNSURE)) if unsure else None


def _ahead(said: Said) -> Reading | None:
    """A plan: of what has not begun where it is all there is, of an end to come otherwise."""
    ahead, done = said.at(Sign.FUTURE), said.at(Sign.DONE, Sign.FINAL)
    if not ahead:
        return None
    if not done and not said.at(Sign.STEP) and said.all(_BEGINS, ahead):
        return said.reading(Status.NOT_STARTED, ahead)
    if done and (
        said.follows(done[-1], ahead[-1]) or any(said.covers(place) for place in done)
    ):  # planned, then done: perhaps the same thing
        return said.reading(Status.UNCLEAR, [*ahead, done[-1]])
    doubt = [place for place in said.perhaps_done() if place < ahead[-1]]
    if doubt and not any(said.opens(place) for place in ahead):
        return said.reading(Status.UNCLEAR, sorted([*ahead, *doubt]))
    return said.reading(Status.UNDER_WAY, ahead)


def _done(said: Said) -> Reading | None:
    """Something is done; a word of what is missing that no rule knows makes it doubtful, and so does a mere number of
    things done beside steps on the way (调查已完成，发证4300本)."""
    done = said.at(Sign.DONE, Sign.FINAL)
    doubt = [place for place in said.at(Sign.UNREAD) if HINT.search(said.clauses[place].unquoted)]
    if said.at(Sign.STEP) and said.all(_COUNTED, done) and not any(said.covers(place) for place in done):
        doubt += said.at(Sign.STEP)
    doubt += said.parts_of(done)
    mere = len(said.clauses) == 1 and said.all(_MERE_COUNT, done) and not said.covers(0)  # 更换了2400户: of how many?
    doubtful = doubt or mere or stays_below(said.clauses, squeeze(said.task))
    return said.reading(Status.UNCLEAR if doubtful else Status.DONE, sorted({*done, *doubt})) if done else None


def _silent(said: Said) -> Reading | None:
    """Only steps on the way (方案已制定), only what was open once, only what ought to be."""
    steps, past, slogans = said.at(Sign.STEP), said.at(Sign.PAST_OPEN), said.at(Sign.SLOGAN)
    if steps and not any(said.covers(place) for place in steps):
        return said.reading(Status.UNDER_WAY, steps)
    if past:
        return said.reading(Status.UNCLEAR, past)
    if slogans and (len(slogans) == len(said.signs) or not re.search(r"\d", said.text)):
        return said.reading(Status.NO_CONTENT, slogans)
    return None
