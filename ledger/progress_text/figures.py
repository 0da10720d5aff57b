"""Figures set against their target: 完成率60%, 应更换3412户、已更换2730户, 10处中9处, 3/5, 投稿6篇 against 不少于4篇."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby

from ledger.progress_text.clauses import Clause
from ledger.progress_text.numbers import MEASURE, NUMBER, PERCENT, number, percent
from ledger.progress_text.rules import Sign
from ledger.progress_text.vocabulary import FINISH, NOT, WILL

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
    rf"(?P<what>[一-鿿]{{2,12}}?)(?:达到|不得?低于|不少于|应达|要达|达|下降|均?达到?|(?:提高|提升|增长|上升)(?:到|至)|(?<=率)|(?<=比例))(?P<n>{PERCENT})"
)
_OF_ANY = re.compile(
    "比例|占比|比重|平均|全年|年度|率|达到?|政务|全县|全区|全市|全镇|收入|以上|工作|村|按期|网上|事项|服务|政策"
)
_HALF = re.compile(
    r"(?:完成|开挖|进度|做|改|建|整改|更换|铺设|清理)[^,]{0,4}(?:过半|一半|三分之[一二]|四分之[一三]|大半)"
)
_OF_THE_WORK = re.compile(r"完成了?[^,完率]{0,8}的$")
_OF_THE_TASK = re.compile(r"(?:占|为|达)?(?:年度|全年|总|任务|目标|计划)[^,]{0,8}(?:的|任务|目标)$")
_LINK = re.compile(r"(?:率|进度)?(?:了|为|达到?|已达?|约|近|至|到|的|过|不足|仅|只有|超过?|有|:|从|由|也)*$")
_PERCENT_SIGN = re.compile("[%成]|百分之")
_WHOLE = 100
_FRACTION = re.compile(r"(?<![\d/.])(\d+)/(\d+)(?![\d/])")
_AMONG = re.compile(
    rf"(?P<all>{NUMBER})(?P<m>{MEASURE})[^,]{{0,10}}?(?:中的?|里)?[^,]{{0,8}}?(?<![第前近后])(?P<part>{NUMBER}(?!\d))(?P=m)"
)
_TOTAL = re.compile(
    rf"(?:(?<![回响供相适对反])应|(?<![急供])需(?!求)|须|(?<!公)共(?![享建青])|计划(?!生育)|任务|总数|总计|合计|涉及|反馈|受理|承办|收到|接到|交办|承担|下达|全年|年度|目标|排查出?|查出|发现|摸排|认定|要求)"
    rf"(?:(?!完成|已|实际|最终)[^,\d]){{0,10}}?(?P<n>{NUMBER})(?P<m>{MEASURE})"
)
_REACHED = re.compile(
    rf"(?:已[^,\d]{{0,4}}|完成|实际|均|{FINISH})(?!.{{0,3}}其中)[^,\d一二三四五六七八九十]{{0,8}}?(?P<n>{NUMBER})(?P<m>{MEASURE}|亿元|万亩)"
    rf"|(?P<n2>{NUMBER})(?P<m2>{MEASURE})[^,]{{0,8}}?(?:已|均已|全部|{FINISH})"
)
_OF_THESE = re.compile(rf"^(?:.{{0,6}})(?P<n>{NUMBER})(?P<m>{MEASURE})中$")
_TAKEN_IN = re.compile("受理|承办|收到|接到")  # what came in: a total where the task is about it
_BEGUN = re.compile("开工|启动|进场|签约|立项|动员|摸排|排查|到货")
_DONE_PART = re.compile(rf"^(?!.*(?:{NOT}|正在|待)).*{FINISH}")
_LISTED = re.compile(rf"(?P<n>{NUMBER})(?P<m>{MEASURE})$")
_TARGET = re.compile(rf"(?P<n>{NUMBER})(?P<m>{MEASURE})")
_WILL = re.compile(WILL)
_FIGURE = re.compile("[\\d一二两三四五六七八九十百千零〇半双俩]")
_NONE_LEFT = re.compile(r"(?:没有|没|无)(?:任何)?一[个户处项家件部条]?[^,]{0,6}[未没]|一[^,\d](?:都|也)?不[少落漏差]")
_LISTS_PARTS = re.compile(r"^其中(?!已|完成)(?!.*已)|[^,]{0,10}(?:调整|调减|核减|变更|核定)(?:为|至|到)")
_ADJUSTED = re.compile(rf"(?:调整|调减|核减|变更|核定)(?:为|至|到)(?P<n>{NUMBER})(?P<m>{MEASURE})")
_OWN_PART = re.compile(r"(?:[我本][^,\d]{1,6}|承担|负责|牵头)的?[^,]{0,6}(?:均|全部|都)")
_CEILING = re.compile(
    rf"(?:压缩|压减|缩短|缩减|控制|降低|下降|精简)[^\d,]{{0,12}}?(?:至|到|在|为)(?P<n>{NUMBER})个?(?P<m>[^\d,]{{1,5}})|"
    rf"(?:不高于|不超过|不大于|(?<!不)低于|控制在)(?P<n2>{NUMBER})(?P<m2>[^\d,]{{1,6}})"
)
_VERBS = re.compile(rf"{FINISH}|已经?|完成|实际|均|全部|其中|累计|共计?|截至|目前|现|[了的为约到达:]")
_CLAIM = re.compile(
    r"(?:第.{1,3}项)?(?:本|该|此|各|这)?(?:项|条)?(?:工作|任务|事项)?(?:目前|现|均|都)?已(?:经)?(?:全部|全面|圆满|按时|如期|按期|保质保量)*"
    r"(?:完成|办结|落实|落实到位|完成到位)(?:任务|工作|目标)?"
)
_PARTS = re.compile(r"[我本]|承担|负责|主办|均|全部|都|先后|其中(?!\d+[^\d,]{1,2}(?:已|均))|[每各]|分别")


def read_figures(clauses: Sequence[Clause], goal: str, elsewhere: Collection[int] = ()) -> Mapping[int, Sign]:
    """What the figures of a text say of the task (`goal`, squeezed), by the place of their clause. What stands
    `elsewhere` (asked for, planned) is only a total."""
    placed = [(place, clause) for place, clause in enumerate(clauses) if _FIGURE.search(clause.text)]
    if not placed:
        return {}
    said: dict[int, Sign] = {}
    for place, clause in placed:
        text = clause.unquoted
        if _WILL.search(text) or _NONE_LEFT.search(text):
            continue
        sign = _share(text, goal) or _part(text)
        if sign:
            said[place] = sign
    own = [(place, clause) for place, clause in placed if place not in elsewhere]
    reached = _against_task(own, goal, split=_in_parts(clauses, elsewhere)) | _against_ceiling(placed, goal)
    counted = _against_total(placed, goal) | reached
    if Sign.DONE in reached.values():  # what the task asks for is reached: a part of anything else is no matter
        counted = {place: sign for place, sign in counted.items() if sign is Sign.DONE}
    if counted and any(
        _CLAIM.fullmatch(clause.text) for clause in clauses
    ):  # 已完成 outright: a lower figure is doubtful
        counted = {place: Sign.UNSURE if sign is Sign.OPEN else sign for place, sign in counted.items()}
    return counted | said


def _share(text: str, goal: str) -> Sign | None:
    """A declared share: of the whole, or under an indicator that the task names."""
    if _HALF.search(text):
        return Sign.OPEN
    found = list(_SHARE.finditer(text)) if _PERCENT_SIGN.search(text) else []
    value = percent(found[-1]["share"]) if found else None
    if value is None:
        return None
    if (floor := _floor(text, goal, found[-1])) is not None:
        return Sign.DONE if value >= floor else Sign.OPEN
    lead = re.sub(r"(?:大?约|近|左右|已|达到?|至|到|为)+$", "", text[: found[-1].start("share")])
    if _OF_THE_TASK.search(lead) and (lead.endswith("的") or not _MODEST.search(text)):
        return Sign.FINAL if value >= _WHOLE else Sign.OPEN
    if _OF_THE_WORK.search(lead) and value < _WHOLE:
        return Sign.OPEN
    return _completion(lead, value)


def _completion(lead: str, value: float) -> Sign | None:
    """A share of completion by the name it stands under; one of anything else (合格率, 满意度) says nothing."""
    name = _LINK.sub("", lead)
    if (
        lead
        and not re.search("[清改换拆建做干装修填录铺栽种]了$", lead)
        and not lead.endswith("占")
        and (_MODEST.search(name) or not (_COMPLETION.search(name) or lead.endswith("进度")))
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
    if len(floors) == 1 and (
        text[: share.start("share")].endswith("占") or _names(floors[0]["what"], text[: share.end()])
    ):
        return percent(floors[0]["n"])
    if len(floors) == 1 and re.match(r"^(?:已|现|目前)?(?:由|从)?[^率比]{0,8}(?:到|至|达)", text):
        return percent(floors[0]["n"])
    return None


@lru_cache(maxsize=1024)
def _floors(goal: str) -> tuple[re.Match[str], ...]:
    return tuple(_FLOOR.finditer(goal))


@lru_cache(maxsize=1024)
def _targets(goal: str) -> tuple[re.Match[str], ...]:
    return tuple(_TARGET.finditer(goal))


@lru_cache(maxsize=1024)
def _ceilings(goal: str) -> tuple[re.Match[str], ...]:
    return tuple(_CEILING.finditer(goal))


def _names(what: str, said: str) -> bool:
    """Whether an indicator is named by a word of it: 优良率 is 空气优良天数比例."""
    words = _OF_ANY.sub(" ", what)
    return any(
        words[place : place + 2] in said for place in range(len(words) - 1) if " " not in words[place : place + 2]
    )


def _part(text: str) -> Sign | None:
    """9/10, 10处中9处, 23件积案化解23件."""
    if match := _FRACTION.search(text):
        done, of = int(match[1]), int(match[2])
        if of > 0 and done <= of:
            return Sign.FINAL if done == of else Sign.OPEN
    if match := _AMONG.search(text):
        whole, part = number(match["all"]), number(match["part"])
        between = text[match.end("m") : match.start("part")]
        if whole is None or part is None or re.search(r"其中(?!已)|每|第|至|到|和|、", between):
            return None
        if not (re.search(rf"中|已|[建改修换装办做]了|{FINISH}", between) or re.search(FINISH, text[match.end() :])):
            return None
        if whole in (part, sum(_counts(text[match.end("m") :], match["m"]))):
            return Sign.FINAL
        halved = text[match.end() - len(match["m"]) :].startswith(match["m"] + "半")
        return Sign.OPEN if part < whole or halved else None
    return None


@dataclass(slots=True)
class _Whole:
    """A total that a sentence names, what it said of it, and the parts it counted since."""

    value: float
    text: str
    parts: float = 0.0
    under: list[int] = field(default_factory=list)  # the clauses whose figure is less


def _against_total(placed: Sequence[tuple[int, Clause]], goal: str) -> dict[int, Sign]:
    """应更换3412户 … 已更换2730户: a part of what the sentence itself says is the whole."""
    said: dict[int, Sign] = {}
    for _, sentence in groupby(placed, key=lambda one: one[1].sentence):
        said |= _within_sentence(list(sentence), goal)
    return said


def _within_sentence(placed: Sequence[tuple[int, Clause]], goal: str) -> dict[int, Sign]:
    said: dict[int, Sign] = {}
    wholes: dict[str, _Whole] = {}
    listed: dict[str, float | None] = {}
    for place, clause in placed:
        for measure, whole in wholes.items():
            if _DONE_PART.search(clause.text):
                whole.parts += sum(_counts(clause.text, measure))
        value, measure, reached = _reached_in(clause.text)
        whole_of = wholes.get(measure)
        if reached and whole_of and "每" not in clause.text and not _of_other(clause.text, reached, whole_of.text):
            said[place] = Sign.DONE if value >= whole_of.value else Sign.OPEN
            whole_of.under += [place] if value < whole_of.value else []
            continue
        if reached and listed.get(measure) == value:
            said[place] = Sign.DONE
        wholes |= _totals(clause.text, goal)
        if bare := _LISTED.search(clause.text):
            listed[bare["m"]] = number(bare["n"])
    summed = {place for whole in wholes.values() if whole.parts == whole.value for place in whole.under}
    return {place: sign for place, sign in said.items() if place not in summed}


def _reached_in(text: str) -> tuple[float, str, re.Match[str] | None]:
    """What a clause says was reached, with its measure."""
    found = _REACHED.search(text)
    value = number(found["n"] or found["n2"]) if found else None
    if not found or value is None or _WILL.search(text) or _LISTS_PARTS.search(text) or _OWN_PART.search(text):
        return 0.0, "", None
    return value, found["m"] or found["m2"], found


def _totals(text: str, goal: str) -> dict[str, _Whole]:
    """The total a clause names, by its measure."""
    if _TAKEN_IN.search(text) and not any(text[at : at + 2] in goal for at in range(len(text) - 1)):
        return {}
    found = [*([total] if (total := _TOTAL.search(text) or _OF_THESE.search(text)) else []), *_ADJUSTED.finditer(text)]
    return {one["m"]: _Whole(value, text) for one in found if (value := number(one["n"]))}


@lru_cache(maxsize=256)
def _figures_of(measure: str) -> re.Pattern[str]:
    """Every figure before a measure."""
    return re.compile(rf"({NUMBER})个?{re.escape(measure)}")


def _counts(text: str, measure: str) -> list[float]:
    """Every figure of a measure in a clause."""
    return [number(one) or 0.0 for one in _figures_of(measure).findall(text)]


def _of_other(text: str, reached: re.Match[str], total: str) -> bool:
    """Whether a figure counts something that the total's clause does not name: 修订制度6篇 after 排查隐患85篇."""
    if not reached["n"]:
        return False
    counted = _VERBS.sub("", text[: reached.start("n")])[-4:]
    pairs = {counted[place : place + 2] for place in range(len(counted) - 1)} or {counted} - {""}
    return bool(pairs) and not any(pair in total for pair in pairs)


def _in_parts(clauses: Sequence[Clause], elsewhere: Collection[int]) -> bool:
    """Whether a text tells of parts (其中, 均, 各, 我局负责的): a figure in it need not be the whole."""
    return any(
        _PARTS.search(clause.text)
        for place, clause in enumerate(clauses)
        if place not in elsewhere and not _BEGUN.search(clause.text)
    )


def _against_task(placed: Sequence[tuple[int, Clause]], goal: str, *, split: bool) -> dict[int, Sign]:
    """投稿6篇 against 不少于4篇, 建成1座 against 2座: what is reached against the number in the task."""
    said: dict[int, Sign] = {}
    adjusted = {match["m"]: match["n"] for _, clause in placed for match in _ADJUSTED.finditer(clause.text)}
    for target in _targets(goal):
        measure = target["m"]
        wanted = number(adjusted.get(measure, target["n"]))
        if not wanted or (re.search(r"[一二三]$", target["n"]) and "组织" in goal):
            continue
        reached = [(place, value) for place, clause in placed for value in _reached(clause.text, measure, goal)]
        best = max(reached, key=lambda pair: pair[1], default=None)
        if best is None:
            continue
        if best[1] >= wanted:
            said[best[0]] = Sign.DONE
        elif wanted > 1 and not split and sum(value for _, value in reached) < wanted:
            said[best[0]] = Sign.OPEN
    return said


def _against_ceiling(placed: Sequence[tuple[int, Clause]], goal: str) -> dict[int, Sign]:
    """压缩至1个工作日 against 压缩至0.5个工作日, 均值43微克 against 不高于45微克."""
    said: dict[int, Sign] = {}
    for ceiling in _ceilings(goal):
        most, measure = number(ceiling["n"] or ceiling["n2"]), (ceiling["m"] or ceiling["m2"])[:2]
        for place, clause in placed:
            reached = _figures_of(measure).findall(clause.text)
            value = number(reached[-1]) if reached and not _WILL.search(clause.text) else None
            if most and value is not None and not re.search("同比|环比|目标|要求", clause.text):
                said[place] = Sign.DONE if value <= most else Sign.OPEN
    return said


def _counted(before: str, goal: str) -> bool:
    """Whether a figure counts what the task counts: 已改 before it, or words of the task's own (共评查案卷)."""
    if re.search(r"(?:^|[^应须需])(?:已|累计|共)[一-鿿]{1,2}$", before):
        return True
    near = before[-4:]
    return any(near[place : place + 2] in goal for place in range(len(near) - 1))


def _reached(text: str, measure: str, goal: str) -> list[float]:
    if _WILL.search(text) or _NONE_LEFT.search(text) or re.search(r"任务|目标|应|计划|需|第|调整为", text):
        return []
    values = []
    for match in _figures_of(measure).finditer(text):
        around = text[max(0, match.start() - 6) : match.end() + 8]
        verb = re.search(FINISH, around) or re.search(r"投|播|新增|到位|化解|开(?![工挖始展])", around)
        named = _counted(text[: match.start()], goal)
        if (verb or named) and (value := number(match[1])):
            values.append(value)
    return values
