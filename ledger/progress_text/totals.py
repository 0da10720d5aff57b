"""A part set against what its own sentence says is the whole: 应更换3412户、已更换2730户; 共32家，关停2家，其余30家均已安装."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from ledger.progress_text.clauses import Clause, shares_a_word
from ledger.progress_text.numbers import ADJUSTED, MEASURE, NUMBER, counts, number
from ledger.progress_text.rules import Sign
from ledger.progress_text.vocabulary import FINISH, NOT, UNDONE_ONE, WILL

_TOTAL = re.compile(
    rf"(?:(?<![回响供相适对反])应|(?<![急供])需(?!求)|须|(?<!公)共(?![享建青])|计划(?!生育)|任务|总数|总计|合计|涉及|反馈|受理|承办|收到|接到|交办|承担|下达|全年|年度|目标|排查出|查出|发现|摸排|认定|要求)"
    rf"(?:(?!完成|已|实际|最终)[^,\d]){{0,10}}?(?P<n>{NUMBER})(?P<m>{MEASURE})"
)
_REACHED = re.compile(
    rf"(?:已[^,\d]{{0,4}}|完成|(?:目前|现)(?=[一-鿿]{{1,3}}\d)|实际|实(?=[一-鿿]{{1,2}}\d)|均|{FINISH})(?!.{{0,3}}其中)[^,\d一二三四五六七八九十]{{0,8}}?(?P<n>{NUMBER})(?P<m>{MEASURE}|亿元|万亩)"
    rf"|(?P<n2>{NUMBER})(?P<m2>{MEASURE})[^,]{{0,8}}?(?:已|均已|全部|{FINISH})"
)
_OF_THESE = re.compile(rf"^(?:.{{0,6}})(?P<n>{NUMBER})(?P<m>{MEASURE})中$")
_TAKEN_IN = re.compile("受理|承办|收到|接到")  # what came in: a total where the task is about it
_DONE_PART = re.compile(rf"^(?!.*(?:{NOT}|正在|待)).*{FINISH}")
_LISTED = re.compile(rf"(?P<n>{NUMBER})(?P<m>{MEASURE})$")
_LISTS_PARTS = re.compile(r"^其中(?!已|完成)(?!.*已)|[^,]{0,10}(?:调整|调减|核减|变更|核定)(?:为|至|到)")
_OWN_PART = re.compile(r"(?:[我本][^,\d]{1,6}|承担|负责|牵头)的?[^,]{0,6}(?:均|全部|都)")
_A_SUBSET = re.compile(f"最后|的{NUMBER}{MEASURE}")  # 查出的31座
_GOES_ON = re.compile("[继持]续|[待等在未没缺需卡拒]|退[回件]|不(?=[能肯愿让敢同配])")
_DONE_WITH = re.compile(rf"(?:目前|现)?已[一-鿿]{{1,4}}{NUMBER}")  # 已挂牌上锁39处: of what was counted before
_TOTAL_ALONE = re.compile(rf"^(?:总|全年|年度)?(?:任务|目标|计划|总数)(?:数|量)?(?:为|是)?{NUMBER}{MEASURE}$")
_CLOSED = re.compile(
    "完成|办结|办完|整改|解决|化解|销号|落实|到位|答复|回复|结案|安装|完工|竣工|建成|投用|达标|验收|交付"
)
_VERBS = re.compile(rf"{FINISH}|已经?|完成|实际|均|全部|其中|累计|共计?|截至|目前|现|[了的为约到达:]")
_WILL = re.compile(WILL)


@dataclass(slots=True)
class _Whole:
    """A total that a sentence names, what it said of it, and the parts it counted since."""

    value: float
    text: str
    parts: float = 0.0
    all_parts: float = 0.0
    under: list[int] = field(default_factory=list)  # the clauses whose figure is less


def against_total(placed: Sequence[tuple[int, Clause]], goal: str) -> dict[int, Sign]:
    """应更换3412户 … 已更换2730户: a part of what the sentence itself says is the whole."""
    said: dict[int, Sign] = {}
    for _, sentence in groupby(placed, key=lambda one: one[1].sentence):
        figures = list(sentence)
        if len(figures) > 1:
            said |= _within_sentence(figures, goal)
    return said


def _within_sentence(placed: Sequence[tuple[int, Clause]], goal: str) -> dict[int, Sign]:
    said: dict[int, Sign] = {}
    wholes: dict[str, _Whole] = {}
    listed: dict[str, float | None] = {}
    for place, clause in sorted(placed, key=lambda one: not _TOTAL_ALONE.match(one[1].text)):
        for measure, whole in wholes.items():
            if not _GOES_ON.search(clause.text):
                whole.all_parts += sum(counts(clause.text, measure))
            if _DONE_PART.search(clause.text):
                whole.parts += sum(counts(clause.text, measure))
        value, measure, reached = _reached_in(clause.text) if wholes or listed else (0.0, "", None)
        whole_of = wholes.get(measure)
        if reached and listed.get(measure) == value:
            said[place] = Sign.DONE
            continue
        if (
            reached
            and whole_of
            and "每" not in clause.text
            and not _of_other(clause.text, reached, whole_of.text, goal)
        ):
            said[place] = Sign.DONE if value >= whole_of.value else Sign.OPEN
            whole_of.under += [place] if value < whole_of.value else []
            continue
        wholes |= _totals(clause.text, goal)
        if bare := _LISTED.search(clause.text):
            listed[bare["m"]] = number(bare["n"])
    summed = {
        place for whole in wholes.values() if whole.value in (whole.parts, whole.all_parts) for place in whole.under
    }
    return {place: sign for place, sign in said.items() if place not in summed}


def _reached_in(text: str) -> tuple[float, str, re.Match[str] | None]:
    """What a clause says was reached, with its measure."""
    found = _REACHED.search(text)
    value = number(found["n"] or found["n2"]) if found else None
    if (
        not found
        or value is None
        or UNDONE_ONE.search(text)
        or _A_SUBSET.search(text)
        or "全部" in text
        or _WILL.search(text)
        or _LISTS_PARTS.search(text)
        or _OWN_PART.search(text)
    ):
        return 0.0, "", None
    return value, found["m"] or found["m2"], found


def _totals(text: str, goal: str) -> dict[str, _Whole]:
    """The total a clause names, by its measure."""
    if _TAKEN_IN.search(text) and not any(text[at : at + 2] in goal for at in range(len(text) - 1)):
        return {}
    found = [*([total] if (total := _TOTAL.search(text) or _OF_THESE.search(text)) else []), *ADJUSTED.finditer(text)]
    return {one["m"]: _Whole(value, text) for one in found if (value := number(one["n"]))}


def _of_other(text: str, reached: re.Match[str], total: str, goal: str) -> bool:
    """Whether a figure counts something that the total's clause does not name: 修订制度6篇 after 排查隐患85篇, 2家空壳社已
    注销 after 应年报112家."""
    if _TOTAL_ALONE.match(total) or _DONE_WITH.match(text):
        return False
    if not reached["n"]:
        return not _CLOSED.search(text) and not shares_a_word(text, total + goal)
    counted = _VERBS.sub("", text[: reached.start("n")])[-4:]
    pairs = {counted[place : place + 2] for place in range(len(counted) - 1)} or {counted} - {""}
    return bool(pairs) and not any(pair in total for pair in pairs)
