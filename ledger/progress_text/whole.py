"""A text that says of the whole that it is done, and what it says after that."""

from __future__ import annotations

import re

from ledger.progress_text.numbers import NUMBER, PERCENT
from ledger.progress_text.rules import Sign
from ledger.progress_text.said import HINT, Said
from ledger.progress_text.status import Reading, Status
from ledger.progress_text.vocabulary import COUNT, UPKEEP

_TASK = re.compile(r"任务|上述|以上|综上|至此|本项|此项|该项|本条|此条|这项|目标|双双|清零|如期")
_IN_TIME = re.compile("(?:按期|按时|提前|逾期|超额)(?![^,]{0,4}率)")
_OUTRIGHT = re.compile("已|[了毕]$|完成$|收官|销号|办结|清零|圆满|到位|句号")
_FOR_GOOD = re.compile(UPKEEP)
_COUNTED_REST = re.compile(
    rf"(?:还有|尚有|仍有|另有|另外|还剩|剩下?|余下?)的?{COUNT}[^,]{{0,10}}[没未](?!.*(?:不影响|按|依|属))"
)
_MORE_THAN_ALL = re.compile(r"(?:任务|目标|计划)[^,]{0,12}1[0-9]{2}(?:\.\d+)?%")
_PERCENT = re.compile(PERCENT)
_OF_A_PART = re.compile(
    rf"前{NUMBER}|其中|上述[^,]{{0,4}}{COUNT}|(?!此|该|本|这)[^,]{{2,6}}(?:类|方面|部分|本级|这块|这头|那头)"
)
"""What is said of a part only: 前七个均已销号, 资金类问题整改完毕."""
_ENOUGH = 2
_SAID_OPEN = re.compile(
    rf"未|没|还|仍|尚|剩|余|差|正|在|待|缺|漏|只|仅|不|半|率|占|为零|到了?第|{COUNT}[^,]{{1,6}}了{COUNT}"
)  # in words, not by a lower figure alone


def finished(said: Said) -> Reading | None:
    """The whole is said to be done: what is open after it weighs more, what was open before it is past.

    A sentence on the task itself (任务已完成) closes it; 全部完成 may be said of a part.
    """
    final = said.at(Sign.FINAL)
    if not final or _is_a_part(said, final[-1]) or (said.plans_the_whole() and not said.covers(final[-1])):
        return None
    last = final[-1]
    if opened := _opened_again(said, last):
        return said.reading(Status.UNDER_WAY, opened)
    if doubt := _doubts(said, last):
        return said.reading(Status.UNCLEAR, sorted([last, *doubt]))
    return said.reading(Status.DONE, final[-2:])


def _closes(said: Said, last: int) -> bool:
    text = said.clauses[last].text
    if _TASK.search(text):
        return True
    return _IN_TIME.search(text) is not None and (
        said.is_about_task(last) or said.has_no_subject(last) or said.covers(last) or _IN_TIME.match(text) is not None
    )


def _after(said: Said, last: int) -> tuple[list[int], list[int]]:
    """What is said to be open after the whole is done, and what goes on or is planned."""
    hard = [place for place in said.at(Sign.OPEN, Sign.NOT_STARTED) if place > last]
    return hard, [place for place in said.at(Sign.WAIT, Sign.FUTURE) if place > last]


def _is_a_part(said: Said, last: int) -> bool:
    """Whether what is said to be done as a whole is one of several: 标志标线全部完成，护栏完成65%."""
    hard, soft = _after(said, last)
    if last + 1 in said.short and said.of_one_sentence(last, last + 1) and said.any(_PERCENT, [last]):
        return True  # 灯具更换完成率100%，锅炉改造87%
    if _much_is_open(said, last) or (_OF_A_PART.match(said.clauses[last].text) and bool(hard or soft)):
        return True
    waiting = [place for place in said.at(Sign.OPEN, Sign.WAIT) if place > last]
    if said.stand_side_by_side(said.at(Sign.DONE), waiting):
        return True
    if _closes(said, last) or said.long or said.covers(last) or said.is_about_task(last):
        return False
    return any(said.listed or said.opens(place) for place in soft) or any(said.weighs(place) for place in hard)


def _much_is_open(said: Said, last: int) -> bool:
    """Whether a story tells again and again of what is still to be done, up to its end, beside something that is done as a
    whole and is not the task's (三场均顺利举行…第四场目前在审，可能要到12月上旬)."""
    hard, soft = _after(said, last)
    if not (hard or soft) or _closes(said, last) or said.covers(last):
        return False
    told = said.at(Sign.OPEN, Sign.NOT_STARTED, Sign.WAIT, Sign.FUTURE)
    since = [place for place in said.at(Sign.DONE) if place > told[-1]]
    return not since and (len(hard) + len(soft) >= _ENOUGH or len(told) > _ENOUGH)


def _opened_again(said: Said, last: int) -> list[int]:
    """What opens it again: words on the task's own matter, or several. What is over the share asked for opens nothing."""
    hard, soft = _after(said, last)
    closed = _closes(said, last) or said.long
    if _MORE_THAN_ALL.search(said.clauses[last].text) and not any(said.counts_the_tasks(place) for place in hard):
        return []  # 占年度任务的103.2%: what else does not do well is none of its matter
    bearing = said.listed or len(hard) > 1 or any(said.bears(place) for place in hard)
    if said.any(_COUNTED_REST, hard[-1:]) and not said.reaches(last):
        return hard
    if bearing and said.any(_SAID_OPEN, hard) and not said.reaches(last) and (len(hard) > 1 or not closed):
        return hard
    on_task = any(said.listed or said.is_about_task(place) for place in soft)
    return soft if on_task and not closed and not said.covers(last) else []


def _doubts(said: Said, last: int) -> list[int]:
    """What makes doubtful that the whole is done."""
    hard, soft = _after(said, last)
    doubt = [*hard, *(place for place in said.at(Sign.UNSURE) if place >= last - 2)]
    unread = [] if said.reaches(last) else said.at(Sign.UNREAD)
    hints = [place for place in unread if place > last and _hints(said.clauses[place].unquoted)]
    before = [place for place in said.at(Sign.OPEN, Sign.NOT_STARTED) if place < last]
    doubt += [] if _closes(said, last) else said.falls_short(last)
    if _closes(said, last):
        same = said.clauses[last].sentence
        doubt += [place for place in soft if len(before) > 1 and said.is_certain(place)]
        doubt += before if len(before) > 1 and not _OUTRIGHT.search(said.clauses[last].text) else []
        return [*doubt, *(place for place in hints if not said.long and said.clauses[place].sentence == same)]
    doubt += hints
    doubt += said.ends_on_a_bare_word([last])
    waited = [place for place in said.at(Sign.WAIT, Sign.FUTURE) if place < last]
    if not said.covers(last) and not said.has_no_subject(last) and (len(waited) > 1 or not said.is_about_task(last)):
        doubt += waited
    if said.covers(last):  # what goes on beside all that was asked for is no matter of the task's (物业在跟)
        said_of = said.clauses[last].sentence
        soft = [
            place
            for place in soft
            if said.bears(place)
            or said.clauses[place].sentence == said_of
            or (said.is_certain(place) and not said.long)
        ]
    return [*doubt, *soft, *(before if len(before) > 1 or (before and not said.long) else [])]


def _hints(text: str) -> bool:
    """Whether a clause that no rule knows has a word of what is missing, and not of what goes on for good."""
    return HINT.search(text) is not None and not _FOR_GOOD.search(text)
