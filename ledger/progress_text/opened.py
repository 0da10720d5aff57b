"""A text that says that something is open, and what makes that doubtful: it was done since, or it is none of the task's."""

from __future__ import annotations

import re

from ledger.progress_text.rules import Sign
from ledger.progress_text.said import Said
from ledger.progress_text.status import Reading, Status
from ledger.progress_text.vocabulary import BARELY, COUNT, NOT, REST

_NOW = re.compile(r"现已|目前已|现|已于|最终|终于|后经|随后|日前|至此|截至|目前|月底|重新|今年|当天|当日|即")
_NEGATED = re.compile(rf"{NOT}|等|待|再|怕|不敢|没|未")
_ENOUGH = 3
_NEARLY = re.compile(r"基本|大体|大致|总体|初步|大部|多数")
_BEGUN = re.compile("开工|启动|进场|签约|立项|动员|摸排|排查|到货|部署|主体|路基|土建|外业|敷设|管沟|封顶|报装|流程")
_NO_END = re.compile(
    rf"^(?:但|目前)?(?:其余|其他|其它|别的|另|除|因|由于|还有|只差|还差)|^托|[借调抽]走|借调|^赶在|(?:采购|补充|意向|框架)[^,]{{0,4}}(?:合同|协议)|请示|崩|重新[一-鿿]$|^(?:已|并)?[制拟]定|都[有在]|[已都][^,]{{0,8}}(?:{BARELY}|备|诉|函|托|请示|惠及|借|抽调|增[派加])"
)
"""What is no end of anything: 缺一个调解室，其余都齐了; 已制定整改计划; 已备好料."""
_COUNTS_WHAT_IS_LEFT = re.compile(rf"{REST}[^,]{{0,6}}{COUNT}|\d%|{COUNT}[^,]{{0,8}}[未没待]")
_THE_REST_WAITS = re.compile(
    rf"^(?:目前|但|仍)?(?:其余|剩余|剩下|余下|还有|尚有|仍有|还剩)的?(?:{COUNT}|[^,]{{1,8}}(?:工作|部分|任务|村|点))|"
    rf"^[^,]{{1,6}}的(?:还|仍|尚)|^但[^,]{{0,4}}{COUNT}[^,]{{0,4}}[没未]"
)
_COUNTS = re.compile(COUNT)
_ANOTHER = re.compile(rf"^另外?{COUNT}")
_DENIES_IT_ALL = re.compile(
    rf"^(?:目前|截至[^,]*|现|此项|该项|本项|任务|工作|尚|还|仍)*{NOT}(?:能|全部|完全|全面)*(?:完成|办结|落实|到位|达到|达标|实现)"
)
_MERE_COUNT = re.compile(rf"{COUNT}$")
_REMAINS = re.compile("剩|余下|其余|还|仍|尚|差|在建|继续|待|才|仅|只")
_ENDED = re.compile(
    r"^(?!.*(?:部分|个别|其中|第[一二三]|一期)).*(?:竣工|完工|投运|投用|投产|建成|交付|印发|下发|行文|发文|出台|举办|举行|揭牌|挂牌|通车|命名|授牌|启用|上线|销号|设立|成立)"
)
_SOME = re.compile(r"(?<![未没])(?:到位|已)")


def opened(said: Said) -> Reading | None:
    """Something is open; that it was done since makes it doubtful, and so does a single such word in a long text."""
    hard, wait = said.at(Sign.OPEN, Sign.NOT_STARTED), said.at(Sign.WAIT)
    if not hard and not (wait and said.all(_NEARLY, said.at(Sign.UNSURE))):
        return None
    done, places = said.at(Sign.DONE, Sign.FINAL), sorted([*hard, *wait])
    if plan := said.plans_the_whole():
        return said.reading(Status.UNDER_WAY, sorted({*places, *plan}))
    insists = said.long and _insists(said, hard, places)
    doubtful = said.long and not _for_certain(said, sorted([*places, *said.at(Sign.FUTURE)]))
    if done and ((not insists and _reached(said, done, hard, places)) or doubtful):
        return said.reading(Status.UNCLEAR, sorted([*places, done[-1]]))
    if since := (not insists and _done_since(said, places)) or _ends_on_something_done(said, done, places):
        return said.reading(Status.UNCLEAR, [*places, *since])
    if doubt := _doubted(said, hard, places):
        return said.reading(Status.UNCLEAR, sorted({*places, *doubt}))
    return _not_started(said) or said.reading(Status.UNDER_WAY, hard or wait)


def _insists(said: Said, hard: list[int], opened: list[int]) -> bool:
    """Whether a story tells more than once of what is still to be done, and after it of next to nothing that was done: of
    25 such texts whose author had mended no rule two were done."""
    told = sorted([*opened, *said.at(Sign.FUTURE)])
    since = sum(place > told[-1] for place in said.perhaps_done())
    return (len(told) >= _ENOUGH and since <= 1) or (len(told) > 1 and bool(hard) and not since)


def _for_certain(said: Said, told: list[int]) -> bool:
    """Whether a story that tells of what was done, too, says twice for certain that something is open, or gives a figure
    under its target: of those that did neither, half were done (of texts whose author had mended no rule)."""
    certain = sum(map(said.is_certain, told))
    return any(place in said.short for place in told) or certain > 1 or (certain == 1 and len(told) >= _ENOUGH)


def _doubted(said: Said, hard: list[int], opened: list[int]) -> list[int]:
    """What makes doubtful that anything is open: the whole may be done, what is left over is settled, or what is open is
    none of the task's matter."""
    whole = [place for place in said.at(Sign.UNREAD) if said.names_the_whole(place)]
    if whole and not hard:
        return whole
    if all(said.accounted_for(place) for place in opened):
        return opened
    told = [*opened, *said.at(Sign.FUTURE)]
    certain = any(said.opens(place) or said.ends_on_a_plan(place) for place in told)
    return [] if certain else said.perhaps_done()


def _reached(said: Said, done: list[int], hard: list[int], opened: list[int]) -> bool:
    """Whether all that the task asks for is done, or what was done has come to its end, and nothing is said to remain."""
    whole = any(said.covers(place) for place in done if not _BEGUN.search(said.clauses[place].text))
    if said.any(_ANOTHER, hard) or _the_rest_waits(said, opened) or said.stand_side_by_side(done, opened):
        return False
    if whole and not hard:
        return True
    if any(said.counts_the_tasks(place) and said.any(_REMAINS, [place]) for place in opened):
        return False
    ended = [place for place in done if _ENDED.search(said.clauses[place].text)]
    return whole or (not hard and bool(ended) and ended[-1] < opened[0])


def _the_rest_waits(said: Said, opened: list[int]) -> bool:
    """Whether what is left of the task's own matter waits (还有2处…), not something beside it."""
    waits = [place for place in opened if said.any(_THE_REST_WAITS, [place])]
    return any(said.counts_the_tasks(place) or not said.any(_COUNTS, [place]) for place in waits)


def _ends_on_something_done(said: Said, done: list[int], opened: list[int]) -> list[int]:
    """What is done after the one or two clauses that sound open: of texts whose author had mended no rule, as many of
    these were done as open. A list's items stand each for itself, and what is denied or counted as left stays open."""
    told = [*opened, *said.at(Sign.FUTURE)]
    stays = any(said.any(words, opened) for words in (_DENIES_IT_ALL, _ANOTHER, _THE_REST_WAITS))
    if stays or len(told) >= _ENOUGH or said.stand_side_by_side(done, opened):
        return []
    return [
        place
        for place in done
        if place > max(told) and said.of_one_item(place, max(told)) and not said.any(_NO_END, [place])
    ]


def _done_since(said: Said, opened: list[int]) -> list[int]:
    """What was done after all that was open. Who tells a story tells it in order: what its end says to be done weighs
    more, unless what is left over was counted."""
    since = [p for p in said.perhaps_done() if p > opened[-1] and not _NO_END.search(said.clauses[p].text)]
    if said.any(_DENIES_IT_ALL, opened):  # 尚未完成，已发布3条: a count is no end of that
        since = [place for place in since if not said.any(_MERE_COUNT, [place]) or said.covers(place)]
    counted = said.any(_COUNTS_WHAT_IS_LEFT, opened) and len(since) < _ENOUGH and not said.any(_NOW, since)
    return [] if said.listed or counted or said.stand_side_by_side(since, opened) else since


def _not_started(said: Said) -> Reading | None:
    bare = said.at(Sign.NOT_STARTED)
    some = said.at(Sign.STEP, Sign.DONE, Sign.UNSURE) or _SOME.search(said.text)
    begun = not said.all(_NEGATED, said.at(Sign.OPEN, Sign.WAIT))
    return said.reading(Status.NOT_STARTED, bare) if bare and not some and not begun else None
