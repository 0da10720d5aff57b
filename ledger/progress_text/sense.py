"""What a clause says of the task: the row of the table that fits, in the light of what the task asks for, of the day
and of the figures."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from ledger.progress_text.clauses import Clause, shares_a_word
from ledger.progress_text.days import is_planned, lies_ahead, may_lie_ahead, put_off_until_past, was_planned, was_then
from ledger.progress_text.ends import ends
from ledger.progress_text.needs import Index
from ledger.progress_text.rules import Sign
from ledger.progress_text.table import TABLE
from ledger.progress_text.vocabulary import AHEAD, MATTERS, NOT, OWN, RESULT, UNDONE_ONE, WILL

_DEMAND = re.compile(
    r"^(?:按照?)?(?:上级|[市县区省]里?|任务|台账|文件|责任书|方案|通知|目标任务)?(?:书|上)?(?:要求|规定)(?![的,:]|已|.*(?:还没|尚未|还未|没有)|.*(?:全部|办结|完毕))[^已]{4,}$"
)
_LACKS = re.compile(
    rf"^(?:{OWN}|[一-鿿]{{0,4}}(?:机关|单位|团体|组织)|[一-鿿]{{0,6}}(?:系统|部门|街道|[镇乡所局村馆])|辖区内?|境内|目前|也|均|本单位|单位)*(?:为[^,]{{1,8}})?(?:并?无|没有|没(?=[^,]*[楼河湖塘地林户站业区场校产目村路号店园库桥船矿厂堂]$)|不存在|不[作建设做种养编]制?|[未没]有?(?:开设|开办|建立|设立|注册|设置))(?:在建|任何|一[个家处])?(?P<object>[一-鿿]{{2,10}})$"
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
    r"^(?!.*(?:[还仍尚未没待等快将]|正在|才)).*(?:(?:已|都|全部|均)[^,]{0,4}[一-鿿]完|在\d{1,2}月\d{1,2}日[^,前内]{2,}$|(?:干净|好|完|齐|通|清|掉|平|满|亮|走|成)了$)"
)
_LATER_PHASE = re.compile("[二三四后]期|第[二三]批|下一[批期]|后续")
_FIRST_PHASE = re.compile("[一首]期|[首一]批")
_DENIED = re.compile(NOT)
_SOME_OF_IT = re.compile("[^,应该]{1,6}的(?:都|均|全)")  # 局本级的都公开了
_DESCRIBES = re.compile("(?:大?多|主要|基本|都|均)?[为是系属]|(?:根子|原因|根源|症结)")  # 尚未注册的多为空置户
_CAME_ABOUT = re.compile("已|均|全部|了$|[完好毕]$")
_ENDS_WELL = re.compile(
    rf"^(?!.*(?:{NOT}|{WILL}|{AHEAD}|[未没不待拟才仅只正快难无就再等]|马上|即将|临近|接近|一半|部分|多半|大半|个别|基本|[一-九]成|除|推迟|延|主体|受|[前后][^,]{{0,4}}$))"
    rf".{{2,}}(?:{RESULT}|付清|补[足齐]|完毕|恢复|到位|[走完好掉通拆搬装改办签清还交补修撤齐开上够录传报]了)$"
)
"""A clause whose end says that it came about, whatever stands before it: 剩的那辆车主自己开走了, 去年欠的电费结清."""
_MEANT = re.compile(
    "(?P<will>可期$|^届时|^则|可予|可(?:超额|如期|按期|按时|提前)|可望|有望|^(?:坚决|全力|努力|奋力|誓)(?!.*(?:已|了|均))|前要|(?<![需只主重])要(?:全部|全面|尽快|在))|^要(?![求点素])(?=[^,]*\\d)|^为(?:了|确保)"
)
"""What makes of an end one that is hoped for or asked: 全年任务完成可期, 要达到会议也降5%."""
_SOME_LEFT = re.compile("(?:但|不过|目前)?(?:还有|仍有|尚有|还剩|剩下)")  # 还有几十户老板不在本地: no 不在范围
_BARE = 4  # characters: an answer without a subject (印了) speaks of the task
_BY_SIGN = Index((rule, rule.pattern.pattern) for rule in TABLE)
_OF_MONEY = re.compile("欠|账款|清偿|支付|补偿|补贴|发放|兑付|拨付|工资|救助|奖补|返还")
_BESIDE = (Sign.STEP, Sign.AFTER)
_NONE = re.compile("无|没|不存在|未")
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
    if sign is Sign.STEP and ends(clause.unquoted, task):
        return Sign.DONE
    its_matter = any(matter in task for matter in _MATTERS.findall(clause.unquoted))
    if sign in _BESIDE and (its_matter or (sign is Sign.AFTER and _OF_MONEY.search(task))):
        sign = _look_up(clause.unquoted, clause.spoken, own=True)
    if sign is Sign.NOT_INVOLVED and _SOME_LEFT.match(clause.text):
        return Sign.OPEN
    if sign in _STANDING:
        return _still_standing(clause, sign, task)
    if sign in (None, Sign.LIKELY):
        return Sign.DONE if _comes_to_an_end(clause, sign, task) else None
    if sign in _SPOKEN and _only_looked(clause.text, task):
        return Sign.ASIDE
    part = sign is Sign.FINAL and (_OTHERS_REST.match(clause.text) or _SOME_OF_IT.match(clause.text))
    return Sign.DONE if part else sign


def _still_standing(clause: Clause, sign: Sign, task: str) -> Sign | None:
    """What is left of something open: a later phase is another task's, and the rest may be done too."""
    if sign is Sign.WAIT and _OVER.search(clause.unquoted):
        return None
    if _LATER_PHASE.match(clause.text) and _FIRST_PHASE.search(task):
        return Sign.ASIDE
    return Sign.DONE if sign in (Sign.OPEN, Sign.WAIT) and _ENDS_WELL.search(clause.text) else sign


def _comes_to_an_end(clause: Clause, sign: Sign | None, task: str) -> bool:
    """Whether what a clause tells is the end of this task: the end of its kind, or any end in words of the task's own."""
    if ends(clause.unquoted, task):
        return True
    return sign is Sign.LIKELY and (len(clause.text) <= _BARE or shares_a_word(clause.text, task))


def _on_the_day(clause: Clause, sign: Sign | None, written: date | None) -> Sign | None:
    """What a clause said on the day it was written: what is told of a day to come is a plan."""
    if sign in (Sign.WAIT, Sign.LATE) and put_off_until_past(clause.text, written):
        return Sign.PAST_OPEN
    if sign in _STANDING and was_then(clause.text, written):
        return Sign.PAST_OPEN
    if sign is Sign.FUTURE and was_planned(clause.text, written):
        return Sign.ASIDE
    if sign is None and is_planned(clause.unquoted, written):
        return Sign.FUTURE
    return _spoken_on_the_day(clause, sign, written) if sign in _SPOKEN else sign


def _spoken_on_the_day(clause: Clause, sign: Sign | None, written: date | None) -> Sign | None:
    """What is told as done, if it is not hoped for, asked for or of a day to come."""
    if meant := _MEANT.search(clause.text):
        return Sign.FUTURE if meant["will"] else Sign.SLOGAN
    if may_lie_ahead(clause.text, written):
        return Sign.UNSURE
    if not lies_ahead(clause.text, written):
        return sign
    to_come = Sign.OPEN if _LEFT_OVER.match(clause.text) else Sign.FUTURE  # 剩余的11月下旬完成
    return to_come if written else Sign.UNSURE


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
