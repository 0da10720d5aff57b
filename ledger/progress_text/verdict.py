"""What the clauses of a text amount to together."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from ledger.progress_text.chosen import split_choice, status_of
from ledger.progress_text.clauses import split, squeeze
from ledger.progress_text.figures import read_figures
from ledger.progress_text.frame import without_frame
from ledger.progress_text.marks import ticked
from ledger.progress_text.numbers import NUMBER
from ledger.progress_text.opened import opened
from ledger.progress_text.phrases import only_urges, says_nothing
from ledger.progress_text.rules import Sign
from ledger.progress_text.said import HINT, Said
from ledger.progress_text.scope import elsewhere, signs_of
from ledger.progress_text.status import Reading, Status
from ledger.progress_text.targets import stays_below
from ledger.progress_text.vocabulary import COUNT, OWN, RESULT
from ledger.progress_text.whole import finished

_A_FIGURE = re.compile(r"\d")
_ITSELF = re.compile(rf"{OWN}|本项|此项|该项|本条|此条|这项|该任务|此任务|本任务|辖区|^不涉及|^不适用")
_MERE_COUNT = re.compile(rf"^(?!.*(?:全|均|都|应|共|已完成|任务))[^,]*{NUMBER}[户家座台处栋个人亩所]$")
_COUNTED = re.compile(rf"{COUNT}$")
_CAME_TO_AN_END = re.compile(
    r"(?<!安)全|[已己了完毕均都齐过掉尽成结\d一二三四五六七八九十两双]|以完|到位|合格|达标|[如按]期|按时|及时|超额|销号|零|至此|无|没|不|圆满|使用|[投启]用|建成|验收|句号|收[官口工]|好(?:$|了)|符合|达到"
    rf"|(?:干净|清楚|出来|妥当)了|{RESULT}"
)
"""What says of a deed that it was done, and not only that it is somebody's to do (数据由医保局统一报送)."""
_PART_BY_OTHERS = re.compile("[^,]{0,6}(?:段|部分|片|片区|路|区域|其余|其他|另)[^,]{0,6}由(?![我本])")
_NONE_UNDONE = re.compile("(?:无|没有)一[^,]{0,3}[未没]")  # 下发整改通知…复查时无一项未改
_TELLS = re.compile(rf"了{COUNT}")  # 谈了两家: something happened, if not by figures
_OVER = re.compile("结束|完毕|收尾|[完好齐]$")
_BEGINS = re.compile(r"开展|启动|开始|组织|举办|举行|实施|制定|动工|开工|部署|安排在?(?:下|[一二三四第])")
_A_BREATH = 24  # characters
_CAME_ABOUT = re.compile("已(?!达)|[一-鿿]了|[完毕]|全部|到位")
_BEGUN = re.compile("开.?工|动.?工|进场|启动|铺开|签约|立项")
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
    return _read_clauses(text, task, written)


def _read_clauses(text: str, task: str, written: date | None) -> Reading:
    """What an answer says, clause by clause, without its frame."""
    goal, spoken = squeeze(task), split(text)
    clauses = without_frame(spoken, goal)
    aside = elsewhere(clauses)
    figures = read_figures(clauses, goal, aside)
    signs = signs_of(clauses, figures, task=goal, written=written, aside=aside)
    said = Said(text, task, clauses, signs, figures=figures)
    if box := ticked(text):
        return _with_box(Reading(status=box[0], words=box[1]), said, box[2])
    reading = _weigh(said)
    if _in_one_breath(said, reading):
        return Reading(status=Status.UNCLEAR, words=reading.words)
    if not reading.words and len(clauses) < len(spoken) and not _A_FIGURE.search(text):
        return Reading(status=Status.NO_CONTENT, words=text.strip()[:40])  # 高度重视，精心部署，狠抓落实
    return reading


def _in_one_breath(said: Said, reading: Reading) -> bool:
    """Whether a long text has no stop and words for both: which belongs to which is not known."""
    text = said.clauses[0].text if len(said.clauses) == 1 else ""
    if len(text) < _A_BREATH:
        return False
    return bool(_CAME_ABOUT.search(text)) if reading.status.is_open else bool(HINT.search(text))


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
        or finished(said)
        or opened(said)
        or _unsure(said)
        or _ahead(said)
        or _done(said)
        or _silent(said)
        or Reading(status=Status.UNCLEAR)
    )


def _foreign(said: Said) -> Reading | None:
    """The unit says the task is not its own; a completed or open one beside it makes that doubtful."""
    foreign = [place for place in said.at(Sign.NOT_INVOLVED) if not _of_another_part(said, place)]
    if not foreign:
        return None
    stated = said.at(Sign.FINAL, Sign.OPEN, Sign.NOT_STARTED)
    if stated and not any(_ITSELF.search(said.clauses[place].text) for place in foreign):
        if said.gives_the_reason(stated, foreign):
            return said.reading(Status.NOT_INVOLVED, [*stated, *foreign])
        alone = stated[-1] < foreign[-1] and not re.search(r"\d", said.clauses[stated[-1]].text)
        return said.reading(Status.NOT_INVOLVED, foreign) if alone and not said.at(Sign.OPEN) else None
    acts = said.at(Sign.DONE) or [p for p in said.at(Sign.UNREAD) if p < foreign[0] and said.any(_COUNTED, [p])]
    if acts and not said.any(_ITSELF, foreign):
        return said.reading(Status.UNCLEAR, sorted([*acts, *foreign]))
    if len(foreign) == 1 and (len(stated) >= _LONG or (stated and stated[-1] > foreign[-1])):
        return said.reading(Status.UNCLEAR, [*foreign, stated[-1]])
    return said.reading(Status.NOT_INVOLVED, foreign)


def _of_another_part(said: Said, place: int) -> bool:
    """Whether it is another part that is not the unit's, beside its own (下游段由水利局组织实施，不在我镇任务之内)."""
    if not place or not any(before < place for before in said.at(Sign.DONE, Sign.FINAL)):
        return False
    one, other = said.clauses[place - 1], said.clauses[place]
    return one.sentence == other.sentence and _PART_BY_OTHERS.match(one.text) is not None


def _unsure(said: Said) -> Reading | None:
    answered = [place for place in said.at(Sign.DONE, Sign.ASIDE) if said.any(_NONE_UNDONE, [place])]
    unsure = [place for place in said.at(Sign.UNSURE) if not any(later > place for later in answered)]
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
    if doubt and not any(said.opens(place) or said.ends_on_a_plan(place) for place in ahead):
        return said.reading(Status.UNCLEAR, sorted([*ahead, *doubt]))
    return said.reading(Status.UNDER_WAY, ahead)


def _done(said: Said) -> Reading | None:
    """Something is done; a word of what is missing that no rule knows makes it doubtful, and so does a mere number of
    things done beside steps on the way (调查已完成，发证4300本)."""
    done = said.at(Sign.DONE, Sign.FINAL)
    doubt = [place for place in said.at(Sign.UNREAD) if HINT.search(said.clauses[place].unquoted)]
    if any(said.reaches(place) for place in done):  # 签约率93%，未签约的主要是外出人员: nobody asked for all
        doubt = []
    if said.at(Sign.STEP) and said.all(_COUNTED, done) and not any(said.covers(place) for place in done):
        doubt += said.at(Sign.STEP)
    doubt += said.parts_of(done) + said.some_of(done)
    mere = len(said.clauses) == 1 and said.all(_MERE_COUNT, done) and not said.covers(0)  # 更换了2400户: of how many?
    doubt += said.ends_on_a_bare_word(done) + said.left_aside(done)
    bare = not said.any(_CAME_TO_AN_END, done)
    doubtful = doubt or mere or bare or stays_below(said.clauses, squeeze(said.task))
    return said.reading(Status.UNCLEAR if doubtful else Status.DONE, sorted({*done, *doubt})) if done else None


def _silent(said: Said) -> Reading | None:
    """Only steps on the way (方案已制定), only what was open once, only what ought to be."""
    steps, past, slogans = said.at(Sign.STEP), said.at(Sign.PAST_OPEN), said.at(Sign.SLOGAN)
    whole = [place for place in said.at(Sign.UNREAD) if not _BEGUN.search(said.clauses[place].text)]
    if steps and not any(said.covers(place) for place in [*steps, *whole]):
        told = [place for place in said.perhaps_done() if place > steps[-1]]
        told += [place for place in said.at(Sign.UNREAD) if _OVER.search(said.clauses[place].unquoted)]
        return said.reading(Status.UNCLEAR if told else Status.UNDER_WAY, sorted({*steps, *told}))
    if past:
        return said.reading(Status.UNCLEAR, past)
    counts = said.any(_TELLS, said.at(Sign.UNREAD))
    if slogans and not counts and (len(slogans) == len(said.signs) or not re.search(r"\d", said.text)):
        return said.reading(Status.NO_CONTENT, slogans)
    return None
