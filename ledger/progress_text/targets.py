"""What is reached set against the number in the task: 投稿6篇 against 不少于4篇, 压缩至1个工作日 against 0.5个工作日."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from itertools import pairwise

from ledger.progress_text.clauses import Clause, shares_a_word
from ledger.progress_text.numbers import (
    ADJUSTED,
    MEASURE,
    NONE_LEFT,
    NUMBER,
    PERCENT,
    counts,
    figures_of,
    number,
    percent,
)
from ledger.progress_text.rules import Sign
from ledger.progress_text.vocabulary import FINISH, MATTERS, NOT, WILL

_TARGET = re.compile(rf"(?P<n>{NUMBER})(?P<m>{MEASURE})")
_CEILING = re.compile(
    rf"(?:压缩|压减|缩短|缩减|控制|降低|下降|降|精简)[^\d,]{{0,12}}?(?:至|到|在|为)(?P<n>{NUMBER})个?(?P<m>[^\d,]{{1,5}})|"
    rf"(?:不高于|不超过|不大于|(?<!不)低于|控制在)(?P<n2>{NUMBER})(?P<m2>[^\d,]{{1,6}})"
)
_SHARES = re.compile(r"[我本](?![区县市])|承担|负责|主办|[每各]|分别")
_PARTS = re.compile(r"[我本](?![区县市])|承担|负责|主办|(?<!平)均|全部|都|先后|[每各]|分别")
_BEGUN = re.compile("开了?工|动了?工|启动|进场|签约|立项|动员|摸排|排查|清查|评估|土建|招标|设计|到货")
_STARTED = re.compile(
    "开了?工|动了?工|进场|启动|(?:方案|计划|协议|意向书?|承诺书?|责任[状书])(?!.*(?:实施|落地|完|执行|履行))"
)
_WILL = re.compile(WILL)
_A_PART = re.compile(rf"({NUMBER})[个家座处所栋幢台辆条项宗件户村]")
_ON_THE_WAY = re.compile(
    rf"^(?!.*(?:已|均|都|全部)).*(?:[草起]拟|[在待等需未没缺]|施工|装修|选址|协商|洽谈|退回)|^(?!.*(?:已|均|[证牌]了$|{FINISH})).*(?:{MATTERS}|办|补)"
)
_SHARE = re.compile(PERCENT)
_THE_LAST = re.compile(f"最后的?{NUMBER}")
_ORDINAL = re.compile(f"第{NUMBER}")
_NONE_AT_ALL = re.compile("清零|消除|归零|零择校|全部取缔")
_LEFT = re.compile(rf"(?:减少?|降|压减)(?:到|至|为)(?P<n>{NUMBER}){MEASURE}")
_THINGS = "座处栋所台辆条项盏部套间"
_SPOKEN_COUNT = re.compile(rf"(?:[建修改装换拆])了({NUMBER})个(?:$|全)")
_NAME = 4  # characters
_UNTIL_NOW = re.compile("^(?:目前|截至|现|累计|迄今|至今)")
_BULK = frozenset("元人吨亩")
_IN_ALL = re.compile("合计|总计|累计|全年")
_AT_LEAST = re.compile("不少于|不低于|至少|以上|≥")
_NOT_OF_DEEDS = re.compile(
    rf"{WILL}|{NOT}|任务|目标|应|计划|需|第|要求|最后|摸排|排查|查出|发现|涉及|报名|收到|受理|现有|共有|辖|[才仅只差缺待拟等剩余]|不足|申[请报]|方案|征集|需求|评估|登记|上站|入围"
)
_SET = re.compile(rf"(?:任务|计划|目标|指标|^应[一-鿿]{{1,3}}?)(?:数|量|是|为|:)?({NUMBER})(?:{MEASURE})?$")
_GOT = re.compile(rf"^(?:目前|现)?(?:(?:实际?|已|完成)[一-鿿]{{0,3}}?|[一-鿿]{{1,3}}了)({NUMBER})(?:{MEASURE})?$")
_IS_A_NAME = re.compile("[一-鿿]{2}(?:资金|投资|收入|面积|就业|人数|数量|资产|贷款|债务)")
_BARE_COUNT = re.compile(rf"(?P<what>[一-鿿]{{0,4}})(?P<n>{NUMBER})(?P<m>{MEASURE})[一-鿿]{{0,3}}")
_DONE_WITH = re.compile(
    rf"(?:已|目前|现)?(?![剩漏欠缺退拒摸收签谈新])[一-鿿]{{1,2}}(?P<came>了|掉|完|好|过|住|讫|起来)?(?P<n>{NUMBER})(?P<m>{MEASURE})?"
)
_SOME_OF_THEM = re.compile("(?:的|其余|其他|其它|剩余|余下|剩下|另外?|其中)$")  # 查出的31座, 其余175家
_PLAIN = re.compile(r"\d+(?:\.\d+)?")


@lru_cache(maxsize=1024)
def _targets(goal: str) -> tuple[re.Match[str], ...]:
    return tuple(_TARGET.finditer(goal))


@lru_cache(maxsize=1024)
def _ceilings(goal: str) -> tuple[re.Match[str], ...]:
    return tuple(_CEILING.finditer(goal))


def names_the_whole(text: str, goal: str) -> bool:
    """Whether a clause speaks of all that the task asks for: a number of the task's own, or more of the same measure."""
    text = _ORDINAL.sub("", text)
    if set(_PLAIN.findall(goal)) & set(_PLAIN.findall(text)):
        return True
    return any(
        (value := number(found[1])) and (wanted := number(target["n"])) and value >= wanted
        for target in _targets(goal)
        for found in figures_of(target["m"]).finditer(text)
    )


def reaches_the_share(text: str, goal: str) -> bool:
    """Whether a clause names a share no less than the only one that the task asks for."""
    asked, said = _SHARE.findall(goal), _SHARE.findall(text)
    return len(asked) == 1 and bool(said) and (percent(said[-1]) or 0) >= (percent(asked[0]) or 100)


def against_parts(placed: Sequence[tuple[int, Clause]], goal: str) -> dict[int, Sign]:
    """已运营4家、装修1家、选址1家 of 6家: parts that make up the whole, some of which are on the way."""
    parts = [
        (place, value, clause.text)
        for place, clause in placed
        if (found := _A_PART.search(clause.text)) and (value := number(found[1]))
    ]
    asked = [number(target["n"]) or 0 for target in _targets(goal)]
    for whole in [*asked, *(value for _, value, _ in parts[:1])]:
        others = [part for part in parts if part[1] != whole]
        if (
            len(others) > 1
            and sum(value for _, value, _ in others) == whole
            and (whole in asked or any(shares_a_word(text, goal) for _, _, text in parts))
        ):
            return {place: Sign.OPEN for place, _, text in others if _ON_THE_WAY.search(text)}
    return {}


def stays_below(clauses: Sequence[Clause], goal: str) -> bool:
    """Whether every count of what the task counts is less than it asks for (评估10宗，成交4宗 of 12宗)."""
    text = _THE_LAST.sub("", ",".join(clause.text for clause in clauses))
    for target in _targets(goal):
        wanted, reached = number(target["n"]), counts(text, target["m"])
        if wanted and wanted > 1 and reached and max(reached) < wanted and sum(reached) != wanted:
            return True
    return False


def tells_of_parts(clauses: Sequence[Clause], elsewhere: Collection[int], figure: int) -> bool:
    """Whether a text tells of parts (其中, 均, 各, 我局负责的) before it comes to a figure: that need not be the whole."""
    return any(
        (_PARTS if place == figure else _SHARES).search(clause.text)
        for place, clause in enumerate(clauses[: figure + 1])
        if place not in elsewhere and not _BEGUN.search(clause.text)
    )


def against_task(placed: Sequence[tuple[int, Clause]], goal: str, *, apart: Callable[[int], bool]) -> dict[int, Sign]:
    """投稿6篇 against 不少于4篇, 建成1座 against 2座: what is reached against the number in the task."""
    said: dict[int, Sign] = {}
    adjusted = {match["m"]: match["n"] for _, clause in placed for match in ADJUSTED.finditer(clause.text)}
    for target in _targets(goal):
        measure = target["m"]
        wanted = number(adjusted.get(measure, target["n"]))
        if not wanted or (re.search(r"[一二三]$", target["n"]) and "组织" in goal):
            continue
        named = _named(placed, goal[: target.start()], measure)
        reached = named or [
            (place, value) for place, clause in placed for value in _reached(clause.text, measure, goal)
        ]
        least = _AT_LEAST.search(goal[: target.start()][-_NAME:])
        bulk = [(place, clause) for place, clause in placed if measure in _BULK and _IN_ALL.search(clause.text)]
        in_all = placed if least else bulk
        reached += _beyond(in_all, measure, wanted)
        best = max(reached, key=lambda pair: pair[1], default=None)
        if best is None:
            continue
        if best[1] >= wanted:
            said[best[0]] = Sign.DONE
        elif wanted > 1 and _so_far(reached, placed) < wanted and not apart(best[0]):
            said[best[0]] = Sign.OPEN
    return said


def _so_far(reached: Sequence[tuple[int, float]], placed: Sequence[tuple[int, Clause]]) -> float:
    """What was reached in all: the parts together, or the last count where each is of all until then (6月底8个，目前16个)."""
    last, value = reached[-1]
    if _UNTIL_NOW.search(dict(placed)[last].text) and value == max(one for _, one in reached):
        return value
    return sum(one for _, one in reached)


def _beyond(placed: Sequence[tuple[int, Clause]], measure: str, wanted: float) -> list[tuple[int, float]]:
    """The counts that are as many as were asked for at least, whatever the verb; not of what was only met with or planned."""
    return [
        (place, value)
        for place, clause in placed
        if not _NOT_OF_DEEDS.search(clause.text)
        for value in counts(clause.text, measure)
        if value >= wanted
    ]


def exceeds(placed: Sequence[tuple[int, Clause]], goal: str) -> bool:
    """Whether more was done than the only number that the task asks for, or as much as a clause before it says was set."""
    targets = _targets(goal)
    if any(sign is Sign.DONE for sign in against_what_was_set(placed).values()):
        return True
    if len(targets) != 1:
        return False
    measure, wanted = targets[0]["m"], number(targets[0]["n"]) or 0
    return any(value > wanted for _, value in _beyond(placed, measure, wanted))


def against_what_was_set(placed: Sequence[tuple[int, Clause]]) -> dict[int, Sign]:
    """任务数200，实装204: a number set and one reached, next to each other, both without what they count."""
    said: dict[int, Sign] = {}
    for (_, clause), (place, following) in pairwise(placed):
        asked, reached = _SET.search(clause.text), _GOT.search(following.text)
        if asked and reached and clause.sentence == following.sentence:
            wanted, value = number(asked[1]) or 0, number(reached[1]) or 0
            said[place] = Sign.DONE if value >= wanted else Sign.OPEN
    return said


def against_bare_total(placed: Sequence[tuple[int, Clause]]) -> dict[int, Sign]:
    """22块牌，插了15块: a bare count, and right after it how many of these something was done with."""
    said: dict[int, Sign] = {}
    for (_, clause), (place, following) in pairwise(placed):
        asked, reached = _BARE_COUNT.fullmatch(clause.text), _DONE_WITH.fullmatch(following.text)
        if not asked or not reached or clause.sentence != following.sentence or reached["m"] not in (None, asked["m"]):
            continue
        wanted, value = number(asked["n"]) or 0, number(reached["n"]) or 0
        if value and (value == wanted or (value < wanted and reached["came"])):
            said[place] = Sign.DONE if value == wanted else Sign.OPEN
    return said


def against_ceiling(placed: Sequence[tuple[int, Clause]], goal: str) -> dict[int, Sign]:
    """压缩至1个工作日 against 压缩至0.5个工作日, 均值43微克 against 不高于45微克."""
    said: dict[int, Sign] = {}
    for ceiling in _ceilings(goal):
        most, measure = number(ceiling["n"] or ceiling["n2"]), _measure_of(ceiling["m"] or ceiling["m2"])
        for place, clause in placed:
            reached = figures_of(measure).findall(clause.text)
            value = number(reached[-1]) if reached and not _WILL.search(clause.text) else None
            if most and value is not None and not re.search("同比|环比|目标|要求", clause.text):
                said[place] = Sign.DONE if value <= most else Sign.OPEN
    return said


def _measure_of(words: str) -> str:
    return "%" if words.startswith("%") else words[:2]


def against_zero(placed: Sequence[tuple[int, Clause]], goal: str) -> dict[int, Sign]:
    """大班额由31个减少到4个 of a task that asks for none at all (消除, 清零)."""
    if not _NONE_AT_ALL.search(goal):
        return {}
    left = [(place, _LEFT.search(clause.text)) for place, clause in placed if not _WILL.search(clause.text)]
    return {place: Sign.OPEN if number(one["n"]) else Sign.FINAL for place, one in left if one}


def _named(placed: Sequence[tuple[int, Clause]], before: str, measure: str) -> list[tuple[int, float]]:
    """The figures that stand right after the words that the target stands after (到位资金45亿元): they are what is asked."""
    name = before[-_NAME:]
    if len(name) < _NAME or not _IS_A_NAME.fullmatch(name):
        return []
    asked = re.compile(rf"{name}[^\d,]{{0,4}}?({NUMBER})个?{re.escape(measure)}")
    found = [(place, asked.search(clause.text)) for place, clause in placed if not _WILL.search(clause.text)]
    return [(place, value) for place, one in found if one and (value := number(one[1]))]


def _counted(before: str, goal: str) -> bool:
    """Whether a figure counts what the task counts: 已改 before it, or words of the task's own (共评查案卷)."""
    if re.search(
        r"(?:^|[^应须需])(?:已|累计|共)[一-鿿]{1,2}$|(?:^|[^应须需])(?<![除为到])[一-鿿](?<![现出收到走访涉])了$",
        before,
    ):
        return True
    near = before[-4:]
    return any(near[place : place + 2] in goal for place in range(len(near) - 1))


def _of_things(text: str, measure: str, goal: str) -> list[float]:
    """The count of a clause that names the task's things and counts them by 个, as one speaks (公厕修了两个 of 2座)."""
    if measure == "个" or measure not in _THINGS or not shares_a_word(text, goal):
        return []
    return [number(found[1]) or 0 for found in _SPOKEN_COUNT.finditer(text)]


def _reached(text: str, measure: str, goal: str) -> list[float]:
    if (
        text.startswith("其中")
        or _STARTED.search(text)
        or _WILL.search(text)
        or NONE_LEFT.search(text)
        or re.search(r"任务|目标|应|计划|需|第|调整为|最后", text)
    ):
        return []
    values = _of_things(text, measure, goal)
    for match in figures_of(measure).finditer(text):
        around = text[max(0, match.start() - 6) : match.end() + 8]
        verb = re.search(FINISH, around) or re.search(
            r"^全年|[一-鿿][好完成]了?\d|达\d|投|播|讲|演|适配|新增|到位|[到入]账|入库|化解|开(?!了?[工挖始展])",
            around,
        )
        named = _counted(text[: match.start()], goal)
        if _SOME_OF_THEM.search(text[: match.start()]):
            continue
        if (verb or named) and (value := number(match[1])):
            values.append(value)
    return values
