"""What was open and is so no longer, for the rest of its sentence says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ledger.progress_text.clauses import Clause
from ledger.progress_text.rules import Sign
from ledger.progress_text.vocabulary import COUNT, MONTH_DAY, NOT

_MENDED = re.compile(
    r"^(?!.*(?:其余|其他|另|剩|部分|线上(?!举))).*(?:现已|目前已|已于|最终|终于|后经|随后|日前|至此|也已|彻底|后来|改[为到在至]|当[天日]|补齐|更正|复工|才完成|一并完成|[也才](?!没|未|在|要|不|许|难)[^,]{1,6}了|还是[^,]{1,6}了|总算|好歹|到底还是|出来了$|结果)"
)
_THE_REST = re.compile(
    rf"^(?:[(]?\d+[)、.]?)?(?:其余|其他|其它|另外|余下|剩下|剩余)的?{COUNT}$|{NOT}[^,]{{1,8}}的{COUNT}$"
)  # 其余4处：8月底全部完工; 因停产未查的2家，复产时已补查
_THEN = re.compile(
    r"(?:去年|上年|年初|年中|月初|上半年|一季度|(?:去年|今年)?\d{1,2}月(?:份|底|初|中旬)?(?!\d)|此前|之前|起初|开始|刚开始|原来|当时)(?!起|以来)"
)
_NOW = re.compile("(?:到)?(?:现在|目前|如今|现已?|眼下|今|至今)")
_MADE_GOOD = re.compile("(?:补齐|更正|补正|已补[一-鿿])$")
_AS_YET = re.compile("(?:目前|现在?)?(?:尚|还|仍)[未没][^的]*$")  # says how it stands now, whatever follows
_YIELDS = re.compile("虽|尽管")
_NO_MATTER = re.compile(
    "不影响|不计入|计入[明下]年|不列入|不纳入|不在本|不在今年|不属[^,]{0,8}(?:范围|任务|内容)|不在[^,]{0,8}(?:范围|任务|之[内列])|不属于?本|(?:属于?|是)另[一外]|不算在|另案|已核减|核减后"
)
_TOPIC = re.compile(r"^(?!.*[还仍尚剩余有是]).*的(?:\d+[一-鿿]{1,2}|(?![不未没尚还在已正待都也均])[一-鿿]{0,4})$")
"""What is only named, for the next clause to say how it stands: 先前缺的2018年会议记录，在铁皮柜里找到了."""
_WHY = re.compile("(?:主要|根本)?(?:原因|因为?|由于|是因)")
_DELAYED = re.compile("需要?|顺延|推迟|延[期后]|滞后|耽搁|影响|制约|停工")
_DATED = re.compile(rf"{MONTH_DAY}")  # 工期顺延一个月，5月31日验收: the delay is past
_STANDING = (Sign.OPEN, Sign.WAIT, Sign.LATE, Sign.NOT_STARTED)


def repaired(clauses: Sequence[Clause], signs: Sequence[Sign]) -> list[Sign]:
    """What was open is past where the same breath says that it was mended since (推迟，现已完工; 缺失，补齐), that it
    matters not (个别在补充，不影响使用) or yields it (虽然推迟过一次，还是办了)."""
    mended = [Sign.PAST_OPEN if _was_then(clauses, place) else sign for place, sign in enumerate(signs)]
    for place in range(1, len(mended)):
        same = clauses[place].sentence == clauses[place - 1].sentence
        if (
            same
            and mended[place] in _STANDING
            and mended[place - 1] is Sign.PAST_OPEN
            and _WHY.match(clauses[place].text)
        ):
            mended[place] = Sign.PAST_OPEN  # 3月份进度滞后，原因是缺少业态
    last = len(signs) - 1
    finished = settled = dated = False  # whether a later clause of the sentence says that it was mended, or done since
    for place in range(last, -1, -1):
        clause, sign = clauses[place], mended[place]
        follows = place < last and clauses[place + 1].sentence == clause.sentence
        if not follows:
            finished = settled = dated = False
        if sign in _STANDING:
            over = finished or (dated and sign in (Sign.WAIT, Sign.LATE) and _DELAYED.search(clause.text) is not None)
            mended[place] = _after_all(clause, sign, follows=follows, finished=over, settled=settled)
            if follows and _THE_REST.search(clause.text) and _told_done(clauses, signs, place):
                mended[place] = Sign.ASIDE
            if follows and mended[place] in _STANDING and _TOPIC.search(clause.text):
                mended[place] = _as_told_next(mended[place], mended[place + 1])
        if sign is Sign.NOT_INVOLVED and place and signs[place - 1] in _STANDING and _NO_MATTER.search(clause.text):
            mended[place] = Sign.ASIDE  # 仅剩3名按年度办理，不属移交范围: what is left, not the task
        done = _says_done(sign, clause)
        finished |= bool(done and _MENDED.search(clause.text)) or _NO_MATTER.search(clause.text) is not None
        settled |= done and "已" in clause.text
        dated |= done and _DATED.search(clause.text) is not None
    return mended


def _told_done(clauses: Sequence[Clause], signs: Sequence[Sign], place: int) -> bool:
    """Whether the next clause says that it is done, or the one after what stands between in brackets."""
    after = range(place + 1, min(place + 3, len(clauses)))
    same = [one for one in after if clauses[one].sentence == clauses[place].sentence]
    return any(_says_done(signs[one], clauses[one]) for one in same)


def _as_told_next(sign: Sign, told: Sign) -> Sign:
    """What is left of something open that is only named, by what is told of it next."""
    if told in _STANDING or told is Sign.FUTURE:
        return sign
    return Sign.ASIDE if told in (Sign.DONE, Sign.FINAL) else Sign.UNREAD


def _was_then(clauses: Sequence[Clause], place: int) -> bool:
    """Whether a clause says how it stood then, and the next how it stands now (年中只有91%，现在96.2%)."""
    if place + 1 == len(clauses) or not _THEN.match(clauses[place].text):
        return False
    return clauses[place + 1].sentence == clauses[place].sentence and _NOW.match(clauses[place + 1].text) is not None


def _after_all(clause: Clause, sign: Sign, *, follows: bool, finished: bool, settled: bool) -> Sign:
    """What is left of something open when the rest of its sentence has been heard."""
    if (
        (finished and not _AS_YET.match(clause.text))
        or (follows and _YIELDS.match(clause.text))
        or (sign is Sign.LATE and settled)
    ):
        return Sign.PAST_OPEN
    return Sign.WAIT if sign is Sign.LATE else sign


def _says_done(sign: Sign, clause: Clause) -> bool:
    return sign in (Sign.DONE, Sign.FINAL) or _MADE_GOOD.search(clause.text) is not None
