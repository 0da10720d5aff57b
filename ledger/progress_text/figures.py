"""Figures set against their target: 完成率60%, 应更换3412户、已更换2730户, 10处中9处, 3/5, 投稿6篇 against 不少于4篇."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from ledger.progress_text.clauses import Clause, shares_a_word
from ledger.progress_text.numbers import MEASURE, NONE_LEFT, NUMBER, PERCENT, counts, number, percent
from ledger.progress_text.rules import Sign
from ledger.progress_text.targets import (
    against_bare_total,
    against_ceiling,
    against_parts,
    against_task,
    against_what_was_set,
    against_zero,
    exceeds,
    tells_of_parts,
)
from ledger.progress_text.totals import against_total
from ledger.progress_text.vocabulary import FINISH, MATTERS, WILL

_COMPLETION = re.compile(
    r"(?:完成|整改|办结|化解|销号|归档|更换|改造|竣工|完工|覆盖|盘活|安装|加装|建成|投用|治理|整治|清理|拆除|兑付|兑现|"
    r"答复|公开|公示|录入|交付|达标|落实|进度|清退|清查|换|装|改|达成|实现|任务|目标|计划|可办|报送|播种|到位|销|修订|编制|开挖|铺设|施工|收尾|结案|清偿|通达|总进度|形象进度|工程量|工程)率?$"
)
_MODEST = re.compile(
    r"合格|满意|成活|利用|占比|就业|解读|健康|支持|到货|开工|清表|入户|知晓|签订|张贴|参与|回收|优良|增长|下降|同比|环比|"
    r"提高|上升|减少|节|失业|到位资金|资金|投资|前期|得票|好评|正确|征地|勘|设计|招标|反馈|办证"
)
_SHARE = re.compile(
    rf"(?P<what>[一-鿿、]{{0,14}}?)(?P<link>率|进度|了|为|达到?|已达|约|近|至|到|的|过|不足|仅|只有|超过?|有|:)*(?P<share>{PERCENT})"
)
_FLOOR = re.compile(
    rf"(?P<what>[一-鿿]{{2,12}}?)(?:达到|不得?低于|不少于|应达|要达|达|下降|增长(?=\d)|均?达到?|(?:提高|提升|增长|上升)(?:到|至)|(?<=率)|(?<=比例))(?P<n>{PERCENT})"
)
_OF_ANY = re.compile(
    "比例|占比|比重|平均|全年|年度|率|达到?|政务|全县|全区|全市|全镇|收入|以上|工作|村|按期|网上|事项|服务|政策"
)
_HALF = re.compile(
    r"(?:完成|开挖|进度|做|改|建|整改|更换|铺设|清理)[^,]{0,4}(?:过半|一半|三分之[一二]|四分之[一三]|大半)"
)
_OF_THE_WORK = re.compile(r"完成了?[^,完率]{0,8}的[约仅]?占?$")
_OF_THE_TASK = re.compile(
    r"(?:占|为|达)?(?:年度|全年|总|任务|目标|计划|台账)[^,]{0,8}(?:的|任务|目标)$|占(?:全年|年度)$"
)
_LINK = re.compile(r"(?:率|进度)?(?:了|均|都|为|达到?|已达?|约|近|至|到|的|过|不足|仅|只有|超过?|有|:|从|由|也)*$")
_NAMES_A_PAPER = re.compile("的(?:请示|报告|方案|建议|意见|目标|要求)")  # 调到4%的请示已送绩效办
_PART_OF = re.compile("占|率|比|[增减降升节省]|优惠|补[贴助]|折")
_DEED = re.compile(f"(?!使用|入住|提升|检查|核查|排查|评估|测评|组织|开放)(?:{FINISH})$")
_COMPARED = re.compile("(?:较|比)(?:上年|去年|前年|往年|同期|上季|上月|上期|历年|[^,率]{0,4}前)")  # 较上年同期多备一成
_ONLY = re.compile("(?:才|仅|只有?|刚|不足|不到)[过完成]{0,2}$|[一-鿿]完了?$")
_MISSED = re.compile("(?:[未没不](?:能|有)?[到达足至]*|低于)$")  # 没到3%
_A_SHARE = re.compile(PERCENT)
_SHARE_OF = re.compile("(?:率|进度|比例|占比|完成|[一-鿿]了|目标|任务|已|约|现在?|目前|总体)$")
_PERCENTS = re.compile(PERCENT)
_PERCENT_SIGN = re.compile("[%成]|百分之")
_ABOUT = re.compile("(?:大?约|近|左右|已|均|都|达到?|至|到|为)+$")
_SAMPLED = re.compile("(?:抽|查|检|访|核|验|筛)[查检访样测验看]?了?$|占$")
_WHOLE = 100
_NAME = 4  # characters
_FEW = 6  # clauses
_FRACTION = re.compile(r"(?<![\d/.])(\d+(?:\.\d+)?)/(\d+(?:\.\d+)?)(?![\d/])")
_AMONG = re.compile(
    rf"(?P<all>{NUMBER})(?P<m>{MEASURE})[^,]{{0,10}}?(?:中的?|里)?[^,]{{0,8}}?(?<![第前近后])(?P<part>{NUMBER}(?!\d))(?:[多余来]?(?P=m)|[多余]$)"
)
_WILL = re.compile(WILL)
_HARD_TO_REACH = re.compile("难度|有?困难|压力|才能|差距")  # 全年完成5%难度较大
_FIGURE = re.compile("[\\d一二两三四五六七八九十百千零〇半双俩]")
_A_STEP = re.compile(rf"(?:前期|准备|筹备|动员|基础|{MATTERS})")
_CLAIM = re.compile(
    r"(?:第.{1,3}项)?(?:本|该|此|各|这)?(?:项|条)?(?:[一-鿿]{0,6}(?:工作|任务|事项))?(?:目前|现|均|都)?已(?:经)?(?:全部|全面|圆满|按时|如期|按期|保质保量)*"
    r"(?:完成|办结|落实|落实到位|完成到位)(?:任务|工作|目标)?|(?:本项|该项|此项)?任务(?:视为|即|已)?完成"
)


def read_figures(clauses: Sequence[Clause], goal: str, elsewhere: Collection[int] = ()) -> Mapping[int, Sign]:
    """What the figures of a text say of the task (`goal`, squeezed), by the place of their clause. What stands
    `elsewhere` (asked for, planned) is only a total."""
    placed = [(place, clause) for place, clause in enumerate(clauses) if _FIGURE.search(clause.text)]
    if not placed:
        return {}
    said: dict[int, Sign] = {}
    for place, clause in placed:
        text = clause.unquoted
        if _WILL.search(text) or _HARD_TO_REACH.search(text) or NONE_LEFT.search(text) or "最后" in text:
            continue
        if place and _A_SHARE.fullmatch(text) and not _SHARE_OF.search(clauses[place - 1].text):
            continue  # 利用达标，96.1%
        sign = _share(text, goal) or _part(text, goal)
        if sign:
            said[place] = sign
    own = [(place, clause) for place, clause in placed if place not in elsewhere]
    reached = (
        against_task(own, goal, apart=lambda place: tells_of_parts(clauses, elsewhere, place))
        | against_ceiling(placed, goal)
        | against_zero(placed, goal)
    )
    totals, parts = against_total(placed, goal), against_parts(own, goal)
    if set(reached.values()) == {Sign.DONE}:  # what the task asks for is reached: a part of anything else is no matter
        totals = {place: sign for place, sign in totals.items() if sign is Sign.DONE}
    counted = against_bare_total(own) | totals | reached | against_what_was_set(own) | said | parts
    if Sign.OPEN in counted.values() and exceeds(own, goal):  # 录了1126 of 1100: a lower count beside it is a part
        counted = {
            place: sign for place, sign in counted.items() if sign is not Sign.OPEN or "%" in clauses[place].text
        }
    if counted and _claims(clauses):  # 已完成 outright: a lower figure is doubtful
        return {place: Sign.UNSURE if sign is Sign.OPEN else sign for place, sign in counted.items()}
    return counted


def _claims(clauses: Sequence[Clause]) -> bool:
    """Whether it is said outright that it is done, and not of what the sentence spoke of before (收到来信1件，已办结)."""
    return any(
        _CLAIM.fullmatch(clause.text)
        and not _A_STEP.match(clause.text)
        and (place == 0 or len(clauses) <= _FEW or clauses[place - 1].sentence != clause.sentence)
        for place, clause in enumerate(clauses)
    )


def _share(text: str, goal: str) -> Sign | None:
    """A declared share: of the whole, or under an indicator that the task names."""
    found = list(_SHARE.finditer(text)) if _PERCENT_SIGN.search(text) else []
    if found and (_NAMES_A_PAPER.match(text[found[-1].end() :]) or _COMPARED.search(text[: found[-1].start("share")])):
        return None
    value = percent(found[-1]["share"]) if found else None
    if value is None or _HALF.search(text):
        return Sign.OPEN if _HALF.search(text) else None
    if (floor := _floor(text, goal, found[-1])) is not None:
        alone = len(_floors(goal)) == 1  # what the task is measured by: reached, it is done
        reached = value >= floor and not _MISSED.search(text[: found[-1].start("share")])
        return (Sign.FINAL if alone else Sign.DONE) if reached else Sign.OPEN
    return _share_of_what(text, found[-1], value, goal)


def _share_of_what(text: str, share: re.Match[str], value: float, goal: str) -> Sign | None:
    """A share by the words before it: of the task, of the work, of what the task asks a share of, or of anything else."""
    lead = _ABOUT.sub("", text[: share.start("share")])
    if _OF_THE_TASK.search(lead) and (lead.endswith("的") or not _MODEST.search(text)):
        return Sign.FINAL if value >= _WHOLE else Sign.OPEN
    if (_OF_THE_WORK.search(lead) or _ONLY.search(lead)) and value < _WHOLE:
        return Sign.OPEN
    asked = [percent(one) or 0 for one in _PERCENTS.findall(goal)]
    if len(asked) == 1 and value >= asked[0] and lead and lead[0] in goal and not _SAMPLED.search(lead):
        return Sign.DONE  # 压了11.3% of 压减10%
    floors = _floors(goal)
    perhaps = (
        len(floors) == 1
        and (len(lead) < _NAME or shares_a_word(lead, goal))
        and value >= (percent(floors[0]["n"]) or 0)
    )  # what the task is measured by: 完成了3.2%
    sampled = asked and _SAMPLED.search(lead)  # 占85.7% of a task that asks for 80%: not of the whole
    return None if perhaps or sampled else _completion(lead, share["share"], value, goal)


def _completion(lead: str, share: str, value: float, goal: str) -> Sign | None:
    """A share of completion by the name it stands under; one of anything else (合格率, 满意度) says nothing."""
    name = _LINK.sub("", lead)
    own = lead.endswith("率") and name[-2:] in goal and not _PERCENT_SIGN.search(goal)
    tenths = share.endswith(("成", "成半")) and not _PART_OF.search(lead)  # 打捆离田七成: nobody counts else in tenths
    own |= lead.endswith("率") and _DEED.search(name) is not None
    if (
        lead
        and not re.search("[一-鿿]了$", lead)
        and lead not in ("占", "约占")
        and (_MODEST.search(name) or not (tenths or _COMPLETION.search(name) or lead.endswith("进度") or own))
    ):
        return None
    if value == 0:
        return Sign.NOT_STARTED
    if value < _WHOLE:
        return Sign.OPEN
    return Sign.FINAL if re.search(r"任务|年度|总体", name) else Sign.DONE


def _floor(text: str, goal: str, share: re.Match[str]) -> float | None:
    """The share that the task asks for under the same name."""
    floors = _floors(goal)
    for floor in floors:
        if floor["what"][-3:] in text[: share.end()]:
            return percent(floor["n"])
    if len(floors) == 1 and text[: share.start("share")].endswith(("占", "占比")) and shares_a_word(text, goal):
        return percent(floors[0]["n"])
    named = max(floors, key=lambda floor: _names(floor["what"], text[: share.end()]), default=None)
    if named and _names(named["what"], text[: share.end()]):
        return percent(named["n"])
    if len(floors) == 1 and re.match(
        rf"^(?:已|现|目前)?(?:由|从)?[^率比]{{0,8}}(?:到|至|达)|^(?:现在?|目前|如今|已)(?:为|是)?{PERCENT}$", text
    ):
        return percent(floors[0]["n"])
    return None


@lru_cache(maxsize=1024)
def _floors(goal: str) -> tuple[re.Match[str], ...]:
    return tuple(_FLOOR.finditer(goal))


def _names(what: str, said: str) -> int:
    """How many words of an indicator name it: 优良率 is 空气优良天数比例."""
    words = _OF_ANY.sub(" ", what)
    return sum(
        words[place : place + 2] in said for place in range(len(words) - 1) if " " not in words[place : place + 2]
    )


def _part(text: str, goal: str) -> Sign | None:
    """9/10, 10处中9处, 23件积案化解23件."""
    if match := _FRACTION.search(text):
        done, of = float(match[1]), float(match[2])
        if of > 0 and (done <= of or match[2] in goal):
            return Sign.FINAL if done >= of else Sign.OPEN
    match = _AMONG.search(text)
    return _among(text, match, goal) if match else None


def _among(text: str, match: re.Match[str], goal: str) -> Sign | None:
    """Some of a number (10处中9处), against the share that the task asks for where it asks for one."""
    whole, part = number(match["all"]) or 0, number(match["part"]) or 0
    between = text[match.end("m") : match.start("part")]
    told = re.search(rf"[中里]|已|[一-鿿]了|{FINISH}", between) or re.search(FINISH, text[match.end() :])
    if not whole or not told or re.search(r"其中(?!已)|每|第|至|到|和|、|里.*的$", between):
        return None
    if whole in (part, sum(counts(text[match.end("m") :], match["m"]))):
        return Sign.FINAL
    if (share := _PERCENTS.findall(goal)) and len(share) == 1:  # 1318项中1279项可网办 of 95%
        return Sign.DONE if part / whole * _WHOLE >= (percent(share[0]) or _WHOLE) else Sign.OPEN
    halved = text[match.end() - len(match["m"]) :].startswith(match["m"] + "半")
    return Sign.OPEN if part < whole or halved else None
