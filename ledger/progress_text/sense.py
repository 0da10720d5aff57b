"""What a clause says of the task: the row of the table that fits, in the light of what the task asks for, of the day
and of the figures."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from ledger.progress_text.clauses import Clause, shares_a_word
from ledger.progress_text.days import is_planned, lies_ahead, may_lie_ahead, put_off_until_past
from ledger.progress_text.needs import Index
from ledger.progress_text.rules import Sign
from ledger.progress_text.table import TABLE
from ledger.progress_text.vocabulary import MATTERS, NOT, OWN, UNDONE_ONE

_DEMAND = re.compile(
    r"^(?:按照?)?(?:上级|[市县区省]里?|任务|台账|文件|责任书|方案|通知|目标任务)?(?:书|上)?(?:要求|规定)(?![的,:]|已|.*(?:全部|办结|完毕))[^已]{4,}$"
)
_LACKS = re.compile(
    rf"^(?:{OWN}|[一-鿿]{{0,4}}(?:机关|单位|团体|组织)|辖区内?|境内|目前|也|均|本单位|单位)*(?:为[^,]{{1,8}})?(?:并?无|没有|不存在|不[作建设做])(?P<object>[一-鿿]{{2,10}})$"
)
_EVIL = re.compile(
    r"拖欠|问题|情况|现象|行为|退文|退回|差错|延误|遗漏|死角|盲区|纠纷|上访|[瞒漏]报|隐患|违[法规章建]|投诉|积案|信访|欠|四乱|乱|事故|舆情|反馈|逾期|异议|新增|任务|变化"
)
_MATTERS = re.compile(rf"{MATTERS}|草案|调整|变更|变动|改动|补正")
_OTHERS_REST = re.compile("其余|其他|其它|另外")  # 缺一个调解室，其余都齐了: not the whole
_LOOKED = re.compile("排查|摸排|摸底|普查|筛查|鉴定")
_TO_MEND = re.compile("整改|整治|治理|销号|加固|清零")
_MENDING = re.compile("整改|整治|治理|销号|加固|清零|改造|解决|销账|闭环|化解|拆|任务|处理|问题|消除")
_LEFT_OVER = re.compile("(?:但|目前)?(?:剩余|剩下|余下|其余)")
_OVER = re.compile(
    r"^(?!.*(?:[还仍尚未没待等]|正在|才)).*(?:(?:已|都|全部|均)[^,]{0,4}[一-鿿]完|在\d{1,2}月\d{1,2}日[^,前内]{2,}$)"
)
_LATER_PHASE = re.compile("[二三四后]期|第[二三]批|下一[批期]|后续")
_FIRST_PHASE = re.compile("[一首]期|[首一]批")
_DENIED = re.compile(NOT)
_SOME_OF_IT = re.compile("[^,应该]{1,6}的(?:都|均|全)")  # 局本级的都公开了
_DESCRIBES = re.compile("(?:大?多|主要|基本|都|均)?[为是系属]")  # 尚未注册的多为空置户
_CAME_ABOUT = re.compile("已|均|全部|了$|[完好毕]$")
_BARE = 4  # characters: an answer without a subject (印了) speaks of the task
_BY_SIGN = Index((rule, rule.pattern.pattern) for rule in TABLE)
_BESIDE = (Sign.STEP, Sign.AFTER)
_NONE = re.compile("无|没有|不存在")
_SPOKEN = (Sign.FINAL, Sign.DONE)
_STANDING = (Sign.OPEN, Sign.WAIT, Sign.LATE, Sign.NOT_STARTED)


def sign_of(clause: Clause, figure: Sign | None, written: date | None, task: str) -> Sign:
    """What a clause says: what the task asks for that the unit does not have, the rule that fits, or the figure."""
    lacks = _LACKS.match(clause.text) if _NONE.search(clause.text) else None
    if lacks and _asked_for(lacks["object"], task):
        return Sign.UNSURE if _EVIL.search(lacks["object"]) else Sign.NOT_INVOLVED
    if _DEMAND.match(clause.text):
        return Sign.SLOGAN
    word = _of_the_task(clause, _predicate(clause) or _look_up(clause.unquoted, clause.spoken, own=False), task)
    return _stronger(_on_the_day(clause, word, written), figure)


def _of_the_task(clause: Clause, sign: Sign | None, task: str) -> Sign | None:
    """What a clause says of this task: a step elsewhere may be the thing itself here, what ended something else, and what
    sounds like the whole a part."""
    if sign is Sign.WAIT and _OVER.search(clause.unquoted):
        return None
    if sign in _BESIDE and any(matter in task for matter in _MATTERS.findall(clause.unquoted)):
        sign = _look_up(clause.unquoted, clause.spoken, own=True)
    if sign in _STANDING and _LATER_PHASE.match(clause.text) and _FIRST_PHASE.search(task):
        return Sign.ASIDE
    if sign is Sign.LIKELY:
        return Sign.DONE if len(clause.text) <= _BARE or shares_a_word(clause.text, task) else None
    if sign in _SPOKEN and _only_looked(clause.text, task):
        return Sign.ASIDE
    if sign is Sign.FINAL and (_OTHERS_REST.match(clause.text) or _SOME_OF_IT.match(clause.text)):
        return Sign.DONE
    return sign


def _on_the_day(clause: Clause, sign: Sign | None, written: date | None) -> Sign | None:
    """What a clause said on the day it was written: what is told of a day to come is a plan."""
    if sign in (Sign.WAIT, Sign.LATE) and put_off_until_past(clause.text, written):
        return Sign.PAST_OPEN
    if sign is None and is_planned(clause.unquoted, written):
        return Sign.FUTURE
    if sign in _SPOKEN and may_lie_ahead(clause.text, written):
        return Sign.UNSURE
    if sign in _SPOKEN and lies_ahead(clause.text, written):
        to_come = Sign.OPEN if _LEFT_OVER.match(clause.text) else Sign.FUTURE  # 剩余的11月下旬完成
        return to_come if written else Sign.UNSURE
    return sign


def _predicate(clause: Clause) -> Sign | None:
    """What is said of that which was not done (未完成的2项5月底前补齐): the predicate decides."""
    rest = UNDONE_ONE.sub("", clause.unquoted)
    if rest == clause.unquoted:
        return None
    told = _DESCRIBES.match(rest) or _CAME_ABOUT.search(rest) or not _DENIED.search(clause.unquoted)
    return _look_up(rest, rest, own=False) or (Sign.UNREAD if told else None)


def _stronger(sign: Sign | None, figure: Sign | None) -> Sign:
    """A figure under its target is stronger than a word of success, one that reaches it weaker than a word of what is
    missing."""
    word = sign or Sign.UNREAD
    if figure is None or sign in (Sign.PAST_OPEN, Sign.NOT_INVOLVED):
        return word
    if figure is Sign.OPEN:
        return word if sign is Sign.NOT_STARTED else figure
    if figure in _SPOKEN and sign not in (None, Sign.DONE, Sign.STEP, Sign.SLOGAN, Sign.ASIDE):
        return word
    return figure


def _only_looked(text: str, task: str) -> bool:
    """Whether a clause says that it was looked into where the task asks that it be mended too: 排查已全部结束."""
    return bool(_LOOKED.search(text) and _TO_MEND.search(task) and not _MENDING.search(text))


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
