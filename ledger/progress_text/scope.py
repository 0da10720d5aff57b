"""Which clauses speak for this unit and this moment: what is planned next, asked for or another unit's does not say how
the task stands."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache

from ledger.progress_text.clauses import Clause
from ledger.progress_text.mended import repaired
from ledger.progress_text.numbers import MEASURE, NUMBER
from ledger.progress_text.rules import Sign
from ledger.progress_text.sense import sign_of
from ledger.progress_text.vocabulary import FINISH, OTHER, OWN, UPKEEP

_NEXT = re.compile(
    r"^(?:[(]?第?[一二三四五六七八九十\d]+(?:[、.)]|是))?(?:下一?步|下一?阶段|接下来|今后|后续|明年(?=[,将拟计])|下季度|下半年工作|20\d\d年将)"
)
_ASKED = re.compile(
    r"^(?:[一二三四五六七八九十\d]+[、.])?(?:(?:任务要求|工作要求|任务内容|目标任务|主要内容|意见建议|存在问题和建议)$|任务书写的是)"
)
_TROUBLES = re.compile(
    r"^(?:[一二三四五六七八九十\d]+[、.]|[(])?(?:目前)?(?:存在|主要)?(?:的|主要)?(?:问题|不足|困难|短板|差距)(?:(?:及|和|与|以及)(?![^,]*(?:处置|整改|解决|办理|销号))[^,]{1,6})?(?:$|是|有)|^存在(?:的)?(?:主要)?(?:问题|不足|困难)(?!(?:及|和|与|以及)[^,]*(?:处置|整改|解决|办理|销号))"
)
_STILL = re.compile("[未没剩仍卡]|停工|等(?!级)|缺(?![乏少])|在建|[^,]率")
_HEAD = re.compile(r"^(?:[一二三四五六七八九十]+、|落实情况|成果反馈|完成情况|进展情况|工作进展|实际|目前|截至|现在)")
_ANOTHER_YEAR = re.compile(r"^(?!.*\d+[^\d年月日]).*(?:明年|来年|次年|下年|下一年)")
_OVER = re.compile("收官|结束|完成|完毕|收口|收尾完|画上句号|竣工|全部")
_A_COUNT = re.compile(rf"{NUMBER}{MEASURE}")
_FIRST_CLAUSE = re.compile("[,，;；。:：]")
_NOT_A_WORD = re.compile(rf"{NUMBER}{MEASURE}?|[^一-鿿]")
_CONDITION = re.compile("^(?:就|还|只)?(?:等|待|只要|只等|若|如果|一旦|要是)|一[^,一]{1,4}[完好毕到下]$")
_THEN = re.compile("(?:就|便|即)(?:算|能|可以?)?(?:全|都|完|[一-鿿]{1,4}[完了到])")
_SUPPOSED = re.compile("(?:如|若|遇|凡|一旦)有?[^,]{0,8}(?:增减|变化|变动|新增|调整|收费|情况|问题)$")
_LAST_YEARS = re.compile("(?!.*(?:今年|本年|欠|遗留|积压|结转|[没未]))(?:去年|上年度?|前年|往年)的?")
_LAST = re.compile("上年|去年|上一年|20\\d\\d年以来")
_COMMITS = re.compile(
    rf"(?:确保|力争|争取|预计|计划|保证)[^,]*(?:前|底|内|月|尽快|如期|按期)[^,]*(?:{FINISH}|全部)|(?:剩余|余下|其余|未完成的|尚未)[^,]*(?:{FINISH}|完成|推进)"
)
"""What a plan for the next step says is still to be done of this one: 确保9月底前整治到位."""
_FOR_GOOD = re.compile(UPKEEP)
_DONE = (Sign.DONE, Sign.FINAL)
_OWN = re.compile(OWN)
_OTHER = re.compile(rf"^(?!下属|所属|二级|直属)(?:目前|其中|虽然?|但)?(?:{OTHER})")


def signs_of(
    clauses: Sequence[Clause],
    figures: Mapping[int, Sign],
    *,
    task: str,
    written: date | None,
    aside: Collection[int] = (),
) -> tuple[Sign, ...]:
    """What each clause says, within its scope; what stands `aside` (`elsewhere`) says nothing."""
    owned = any(_OWN.search(clause.text) for clause in clauses)
    signs: list[Sign] = []
    troubled = False
    for place, clause in enumerate(clauses):
        troubled = bool(_TROUBLES.match(clause.text)) or (
            troubled and place not in aside and not _HEAD.match(clause.text)
        )
        others = owned and _OTHER.match(clause.text) and not _OWN.search(clause.text)
        if place in aside and _COMMITS.search(clause.text) and not _FOR_GOOD.search(clause.text):
            signs.append(Sign.FUTURE)
        elif place in aside or _copied(clause, task) or others or (troubled and not _STILL.search(clause.text)):
            signs.append(Sign.ASIDE)
        else:
            signs.append(_of_this_year(clause, sign_of(clause, figures.get(place), written, task), task))
    signs = [_on_condition(clauses, place, sign) for place, sign in enumerate(signs)]
    return tuple(repaired(clauses, _without_the_next(clauses, signs, figures, task)))


def _of_this_year(clause: Clause, sign: Sign, task: str) -> Sign:
    """What was done last year says nothing of a task that is this year's (去年的40处已于去年12月验收)."""
    last_years = sign in _DONE and _LAST_YEARS.match(clause.text) and not _LAST.search(task)
    return Sign.ASIDE if last_years else sign


def _on_condition(clauses: Sequence[Clause], place: int, sign: Sign) -> Sign:
    """What would be done, if something else were (等桥头那段贯通，两条路就算全部打通), or if there were any (如有增减，
    将在10日内更新)."""
    before = clauses[place - 1] if place else None
    if before is None or before.sentence != clauses[place].sentence:
        return sign
    if _SUPPOSED.search(before.text):
        return Sign.ASIDE
    then = sign in _DONE and _THEN.search(clauses[place].text) and _CONDITION.search(before.text)
    return Sign.FUTURE if then else sign


def _without_the_next(
    clauses: Sequence[Clause], signs: Sequence[Sign], figures: Mapping[int, Sign], task: str
) -> list[Sign]:
    """The signs without what another year brings, after the task's number was reached or its own last word said to be
    over (清查阶段收官…普查登记明年才开始)."""
    if not any(_ANOTHER_YEAR.search(clause.text) for clause in clauses):
        return list(signs)
    core = _core(task)
    reached = [place for place, sign in figures.items() if sign in _DONE]
    short = any(sign is Sign.OPEN for sign in figures.values())
    over = [
        place
        for place, clause in enumerate(clauses)
        if core in clause.text and _OVER.search(clause.text) and not _A_COUNT.search(clause.text)
    ]
    first = min(
        [*([] if short else reached), *(place for place in over if signs[place] in _DONE)], default=len(clauses)
    )
    return [
        Sign.ASIDE if place > first and _ANOTHER_YEAR.search(clause.text) and core not in clause.text else sign
        for place, (clause, sign) in enumerate(zip(clauses, signs, strict=True))
    ]


@lru_cache(maxsize=1024)
def _core(task: str) -> str:
    """The last word of what the task asks for, without its number (完成第五次经济普查清查: 清查)."""
    words = _NOT_A_WORD.sub("", _FIRST_CLAUSE.split(task, maxsplit=1)[0])
    return words[-2:] if len(words) > 1 else "\0"


def elsewhere(clauses: Sequence[Clause]) -> frozenset[int]:
    """The clauses under a heading that repeats what the task asks for, or that says what comes next."""
    found: set[int] = set()
    next_from: Clause | None = None
    asked = False
    for place, clause in enumerate(clauses):
        head = _HEAD.match(clause.text)
        if _NEXT.match(clause.text):
            next_from = clause
        elif next_from and head and clause.paragraph != next_from.paragraph:
            next_from = None
        asked = bool(_ASKED.match(clause.text)) or (asked and not head)
        if asked or next_from:
            found.add(place)
    return frozenset(found)


def _copied(clause: Clause, task: str) -> bool:
    return len(clause.text) >= 8 and clause.text in task
