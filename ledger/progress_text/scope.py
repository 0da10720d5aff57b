"""Which clauses speak for this unit and this moment: what is planned next, asked for, another unit's, or still ahead
does not say how the task stands."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache

from ledger.progress_text.clauses import Clause
from ledger.progress_text.needs import Index
from ledger.progress_text.rules import Sign
from ledger.progress_text.table import TABLE
from ledger.progress_text.vocabulary import COUNT, MATTERS, OTHER, OWN, UNDONE_ONE

_NEXT = re.compile(
    r"^(?:[(]?第?[一二三四五六七八九十\d]+(?:[、.)]|是))?(?:下一?步|下一?阶段|接下来|今后|后续|明年(?=[,将拟计])|下季度|下半年工作|20\d\d年将)"
)
_ASKED = re.compile(
    r"^(?:[一二三四五六七八九十\d]+[、.])?(?:(?:任务要求|工作要求|任务内容|目标任务|主要内容|意见建议|存在问题和建议)$|任务书写的是)"
)
_TROUBLES = re.compile(
    r"^(?:[一二三四五六七八九十\d]+[、.]|[(])?(?:目前)?(?:存在|主要)?(?:的|主要)?(?:问题|不足|困难|短板|差距)(?:及[^,]{1,6}|和[^,]{1,6}|与[^,]{1,6})?(?:$|是|有)|^存在(?:的)?(?:主要)?(?:问题|不足|困难)"
)
_STILL = re.compile("[未没剩仍]|在建|[^,]率")
_DEMAND = re.compile(
    r"^(?:按照?)?(?:上级|[市县区省]里?|任务|台账|文件|责任书|方案|通知|目标任务)?(?:书|上)?(?:要求|规定)(?![的,:]|已)[^已]{4,}$"
)
_LACKS = re.compile(
    rf"^(?:{OWN}|辖区内?|境内|目前|也|均|本单位|单位)*(?:为[^,]{{1,8}})?(?:并?无|没有|不存在)(?P<object>[一-鿿]{{2,10}})$"
)
_EVIL = re.compile(
    r"拖欠|问题|情况|现象|行为|退文|退回|差错|延误|遗漏|死角|盲区|纠纷|上访|[瞒漏]报|隐患|违[法规章建]|投诉|积案|信访|欠|四乱|乱|事故|舆情|反馈|逾期|异议|新增|任务|变化"
)
_HEAD = re.compile(r"^(?:[一二三四五六七八九十]+、|落实情况|成果反馈|完成情况|进展情况|工作进展|实际|目前|截至|现在)")
_OWN = re.compile(OWN)
_OTHER = re.compile(rf"^(?:目前|其中|虽然?|但)?(?:{OTHER})")
_MONTH = re.compile(r"(?<![\d年])(?P<month>1[0-2]|[1-9])月(?:(?P<day>\d{1,2})[日号]|(?P<third>[中下]旬))?")
_MATTERS = re.compile(rf"{MATTERS}|草案|调整|变更|变动|改动|补正")
_MENDED = re.compile(
    r"^(?!.*(?:其余|其他|另|剩|部分|线上)).*(?:现已|目前已|已于|最终|终于|后经|随后|日前|至此|也已|当[天日]|补齐|更正|复工|才完成|一并完成)"
)
_THE_REST = re.compile(rf"^(?:[(]?\d+[)、.]?)?(?:其余|其他|其它|另外)的?{COUNT}$")  # 其余4处：8月底全部完工
_OTHERS_REST = re.compile("其余|其他|其它|另外")  # 缺一个调解室，其余都齐了: not the whole
_YIELDS = re.compile("虽|尽管")
_NO_MATTER = re.compile("不影响|不计入|不列入|不纳入|不在本|不在今年|不属于?本|不算在|另案|已核减|核减后")
_PUT_OFF = re.compile(r"[延推改挪拖](?:迟|后|期)?(?:到|至|在)(?P<month>\d{1,2})月")
_PAST_YEAR = re.compile(r"去年|上年|20\d\d年|前年|次年|明年|来年")
_MONTH_ENDS = 28
_NEXT_YEAR = 10  # months back: a limit as long past is one of the year to come
_THIRDS = {"中旬": 11, "下旬": 21}  # the first day of each
_BY_SIGN = Index((rule, rule.pattern.pattern) for rule in TABLE)
_STANDING = (Sign.OPEN, Sign.WAIT, Sign.LATE, Sign.NOT_STARTED)
_BESIDE = (Sign.STEP, Sign.AFTER)
_NONE = re.compile("无|没有|不存在")
_SPOKEN = (Sign.FINAL, Sign.DONE)


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
        if place in aside or _copied(clause, task) or others or (troubled and not _STILL.search(clause.text)):
            signs.append(Sign.ASIDE)
        else:
            signs.append(_sign(clause, figures.get(place), written, task))
    return tuple(_repaired(clauses, signs))


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


def _repaired(clauses: Sequence[Clause], signs: Sequence[Sign]) -> list[Sign]:
    """What was open is past where the same breath says that it was mended since (推迟，现已完工; 缺失，补齐), that it
    matters not (个别在补充，不影响使用) or yields it (虽然推迟过一次，还是办了)."""
    mended = list(signs)
    last = len(signs) - 1
    finished = settled = False  # whether a later clause of the sentence says that it was mended, or done since
    for place in range(last, -1, -1):
        clause, sign = clauses[place], signs[place]
        follows = place < last and clauses[place + 1].sentence == clause.sentence
        if not follows:
            finished = settled = False
        if sign in _STANDING:
            mended[place] = _after_all(clause, sign, follows=follows, finished=finished, settled=settled)
            if follows and _THE_REST.match(clause.text) and _says_done(signs[place + 1], clauses[place + 1]):
                mended[place] = Sign.ASIDE
        done = _says_done(sign, clause)
        finished |= bool(done and _MENDED.search(clause.text)) or _NO_MATTER.search(clause.text) is not None
        settled |= done and "已" in clause.text
    return mended


def _after_all(clause: Clause, sign: Sign, *, follows: bool, finished: bool, settled: bool) -> Sign:
    """What is left of something open when the rest of its sentence has been heard."""
    if finished or (follows and _YIELDS.match(clause.text)) or (sign is Sign.LATE and settled):
        return Sign.PAST_OPEN
    return Sign.WAIT if sign is Sign.LATE else sign


def _copied(clause: Clause, task: str) -> bool:
    return len(clause.text) >= 8 and clause.text in task


def _sign(clause: Clause, figure: Sign | None, written: date | None, task: str) -> Sign:
    """What the task asks for that the unit does not have, the rule that fits, or the figure."""
    lacks = _LACKS.match(clause.text) if _NONE.search(clause.text) else None
    if lacks and _asked_for(lacks["object"], task):
        return Sign.UNSURE if _EVIL.search(lacks["object"]) else Sign.NOT_INVOLVED
    if _DEMAND.match(clause.text):
        return Sign.SLOGAN
    sign = _predicate(clause) or _look_up(clause.unquoted, clause.spoken, own=False)
    if sign in (Sign.WAIT, Sign.LATE) and _put_off_until_past(clause.text, written):
        return Sign.PAST_OPEN
    if sign in _BESIDE and any(matter in task for matter in _MATTERS.findall(clause.unquoted)):
        sign = _look_up(clause.unquoted, clause.spoken, own=True)
    if sign is Sign.FINAL and _OTHERS_REST.match(clause.text):
        return Sign.DONE
    if sign in _SPOKEN and _lies_ahead(clause.text, written):
        return Sign.FUTURE if written else Sign.UNSURE
    return _stronger(sign, figure)


def _predicate(clause: Clause) -> Sign | None:
    """What is said of that which was not done (未完成的2项5月底前补齐): the predicate decides."""
    rest = UNDONE_ONE.sub("", clause.unquoted)
    return _look_up(rest, rest, own=False) if rest != clause.unquoted else None


def _put_off_until_past(text: str, written: date | None) -> bool:
    """Whether something was put off until a day that had come when this was written (延至10月21日举行)."""
    until = _PUT_OFF.search(text)
    return bool(written and until and int(until["month"]) < written.month and not _PAST_YEAR.search(text))


def _stronger(sign: Sign | None, figure: Sign | None) -> Sign:
    """A figure under its target is stronger than a word of success, one that reaches it weaker than a word of what is
    missing."""
    word = sign or Sign.UNREAD
    if figure is None or sign in (Sign.PAST_OPEN, Sign.NOT_INVOLVED):
        return word
    if figure is Sign.OPEN:
        return word if sign is Sign.NOT_STARTED else figure
    if figure in _SPOKEN and sign not in (None, Sign.DONE, Sign.STEP, Sign.SLOGAN):
        return word
    return figure


def _asked_for(thing: str, task: str) -> bool:
    """Whether the task is about a thing: in its words, in whatever order (采砂河道, 河道采砂)."""
    return thing in task or (len(thing) >= 4 and all(thing[at : at + 2] in task for at in range(0, len(thing) - 1, 2)))


@lru_cache(maxsize=16384)  # units write the same clauses over and over
def _look_up(clause: str, spoken: str, *, own: bool) -> Sign | None:
    """The first row that fits: what is done may stand in quotation marks at the end (实现“任务清零”). What is a step on
    the way elsewhere is the thing itself where the task is about it (`own`): 方案已制定."""
    for rule in _BY_SIGN.fitting(clause, spoken):
        if own and rule.sign in _BESIDE:
            continue
        if rule.pattern.search(spoken if rule.sign in _SPOKEN else clause):
            return rule.sign
    return None


def _lies_ahead(text: str, written: date | None) -> bool:
    """Whether the date a clause ends on is later than the day it was written; a limit (5月31日前) where that is
    not known."""
    found = list(_MONTH.finditer(text))
    if not found or _PAST_YEAR.search(text) or re.search("已|完毕|了$", text):
        return False
    if written is None:
        return re.match(r"[底末]?(?:之)?前", text[found[-1].end() :]) is not None
    month, day = int(found[-1]["month"]), found[-1]["day"]
    ahead = month - written.month
    if ahead == 0:
        limit = text[found[-1].end() :].startswith(("底前", "末前")) and written.day < _MONTH_ENDS
        first = int(day) if day else _THIRDS.get(found[-1]["third"], 0)
        return limit or first > written.day
    if ahead <= -_NEXT_YEAR and re.match(r"[底末]?(?:之)?前", text[found[-1].end() :]):  # 1月31日前, said in December
        return True
    return ahead > 0 and (written.month > 2 or ahead <= 2)


def _says_done(sign: Sign, clause: Clause) -> bool:
    return sign in (Sign.DONE, Sign.FINAL) or clause.text.endswith(("补齐", "更正", "补正"))
