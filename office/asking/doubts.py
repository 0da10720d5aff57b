"""What stands beside a decision and may take it back: a doubt, a correction, a condition, a head that makes the lines
below somebody else's word. Nothing is decided then, and who wrote it is told."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ledger.rounds import PERIOD
from office.arrivals.thanks import is_polite, is_signature
from office.asking.table import Order, Verb, Wording
from office.asking.written import plain

_WHOLE = (Verb.APPROVE, Verb.ISSUE, Verb.CORRECT, Verb.CONFIRM)
"""What is said of a whole paper or letter: any other remark may be what is to be mended first."""
_LIMITED = (Verb.AGREE, Verb.EXTEND)
_WITH_REASONS = (Verb.AGREE, Verb.EXTEND, Verb.EXCUSE, Verb.VOID, Verb.CLEAR)
"""What is seldom decided without a word why."""
_LONGEST = 400  # characters of a line that is looked through
_END = 40  # of a line that may be a head

_DOUBT = re.compile(
    r"[?吗呢不未无没别莫勿否缓暂等先再但若或除慢问]|如(?![下上此])|可是|只是|还是|待定|原则上|可能|大概|考虑|研究|商量|撤|改|作废|取消|收回|更正|应[为是]|为准|重新"
    r"|[待核需须]|请(?!尽快|抓紧|及时|按时|知悉|按?此?办理|登记)|(?<!以)后(?!勤)|草稿|拟办|建议|个人|意见|仅|批[准示]|审[核阅]|指示"
    r"|明[天日]|下[周月]|改日|生效|[说讲称写]的?$|让我|试|误发|看看|[你们]{1,2}(?:看着)?决?[定办]|[听随]你|异议|争议|疑|回电|电话给|[上下]午|除外|领导|[之以]前|[^\d]前办|[写填弄搞]错|错了|有误|参考|了吧|请.{0,4}(?:核[实对]|审[核批]|批示|定夺|决定)|领导定"
    r"|(?:昨[天日]|前[天日]|上[次回]|此前|之前|刚才)的?.{0,4}(?:写|回复|答复|意见|决定|邮件|说|发|批)"
)
"""What a remark beside a decision may not hold: it may take the decision back."""
_GROUND = re.compile(r"\(?(?:以上|上述)?(?:各项)?[均都]?(?:已|经(?!.{0,12}后))")
_TURNS = re.compile(
    r"[?吗呢不未否但再待若如后除暂缓]|可是|只是|撤|改|作废|取消|错|有误|草稿|意见|个人|仅|参考|请(?!尽快)|了吧"
)
_CORRECTS = re.compile(r"才[对是]|不对|[写填弄搞打说看]错|错了|更正|搞混|弄混|串了|应[为是该]|不是\d")
"""What takes back a line on another matter, too."""
_LIMIT = re.compile(r"\d[日号]?(?:之?前|以前|为限|止)|最[迟晚]|只[能到]|不超过|\d[日号](?:必须|务必)?[报交]")
"""What a remark beside more time may not hold: another limit."""
_TASK = re.compile(r"第?\d{1,3}(?:[、,和-]第?\d{1,3}){0,30}项")
_MATTER = re.compile(r"\W*(?:no\.?)?第?(\d{1,6})(?![\d年月日./:])", re.IGNORECASE)
_HEAD = re.compile(
    r"(?:[说称讲写批复原拟议例稿法转想请送呈]|意见|要求|认为|表示|打算|准备|决定|上次|昨|以下|下[面列]|如下|样).*:$|(?:[说称讲道议]|要求|认为|表示)$"
)
_OWN_HEAD = re.compile(
    r"(?:[关对]于?|上述|以上|以下|下列|本期|今[日天]|各项|有关|待办|事项|办理|处理|答复|回复|来件|的|我办|本办|我|本人|现将|现|意见|批复|决定|如下|[是为:,【】]"
    r"|(?:各位|尊敬的)?(?:领导|老师|同志|主任|科长|局长)|[您你]好)++"
)
_CLOSING = re.compile(
    r"\W*|(?:顺?祝|预祝)?(?:[您你]|各位)?(?:工作|生活|身体|一切|万事)?(?:顺利|愉快|安康|健康|如意)|[顺即]颂.{2}"
    r"|(?:以上,?)?(?:请|麻烦)?(?:您|你们)?(?:尽快|抓紧|及时|按此)?(?:帮忙)?(?:办理?|登记|处理)(?:一下)?|抓紧|速办|(?:best|kind)?regards",
    re.IGNORECASE,
)
_CARD = re.compile(
    r"(?=.)(?!.*[请删去掉改加补漏少多不没未无报送转还应问查核把将给让等先再别勿错误换缺了的要有是在已明后下周天通知非])"
    r"(?:[\u4e00-\u9fff]{2,16}(?:政府办?|公开办|督查办|办公室|研究室|督查室|[局科处]|委员会|街道|乡|镇)[|/·,]?)?"
    r"(?:[\u4e00-\u9fff]{0,3}(?:副?(?:主任|局长|科长|处长|区长|县长|市长|书记|秘书长)|(?:[一二三四]级)?(?:主任)?科员))?"
    r"|[\u4e00-\u9fff]{2,20}(?:路|街|巷|大道)\d{1,4}号[\u4e00-\u9fff\d]{0,16}"
)
"""Where and as what somebody works; a word that may ask for something is no part of it."""
_WAVERS = re.compile(r"[?]|吗$|待定|再说|暂不|先不|就不|就算了|则不[用必退]")
_TAKES_BACK = re.compile(
    r"[?吗呢否但先暂别勿若待]|还是|不要|不用|如果|或者|再说|等.{0,4}再|不过|可是|只是|(?:^|,)等|请.{0,6}(?:审[核批定]|批示|定夺|决定)|领导定"
)
"""What a clause behind a mere comma may not hold where a reason is wanted."""
_RESERVES = re.compile(
    r"[?吗呢吧否但先暂别勿若待再须应后补缺算转如]|还是|不(?:要|用|[发通]|认|知|行|一定|算)|免发|或者|等(?:.{0,4}再|[一待候我你他]|领导|.{1,12}(?:回复|确认|反馈|答复))"
    r"|不过|可是|只是|(?:^|,)等|请.{0,6}(?:审[核批定]|批示|定夺|决定)|领导定|前提|条件|行不行|是不是|怎么|你[们]?看|看看|参考"
    r"|[明后改]天|明日|下周|下月|稍|回头|也[要是归算属]|除|不含|不包括|例外|同时|退回|季度|逾期|迟报|说不|收到时间|期次|我来|处理$|办$|起$|未(?:到位|完成|整改)"
    r"|(?:^|,)(?:其余|其[它他]|剩下|余下|另外?|别的)"
)
"""What a clause behind a mere comma may not hold: it is no reason then, but takes something back or asks for more."""
_KNOWN = re.compile(r"已|经|核[实对]|确[认系为]|属实|无误|没错|重复|不是|电话|因|系|口径|职能")
"""What such a clause holds where it says why something is so: all else is to stand behind a colon."""
_UNSURE = re.compile(
    r"错误|有误|[写填弄搞]错|错了|假设|假如|[不没未]确定|不一定|存疑|疑似|不对|不算|测试|试一下|举例|示例"
)
"""What no reason of a decision says that needs none."""
_FACT = re.compile(rf"(?:{PERIOD}|(?:延?[到至])?\d{{1,4}}[年月.号日][\d月日号.时点:]*(?:之?前|止)?)$")
"""A fact of the decision itself, in a place where none is read."""
_DECIDING = re.compile(
    r"^(?:第?\d{1,6}(?:号|项|件|条)?[、.,:)]?(?!室|楼|层|年|月|日|:\d)[\u4e00-\u9fff]|报送件|第\d+号|不?同意|批准|归属|认可|退回|驳回|延期|延至|免报"
    r"|第?\d{1,6}[号项件条]?[、.,:]?\?+$|作废|无需|不用|办结|销号|审定|印发|更正|撤[销消回]|确认|重发|没有不同)"
)
_DECIDES = re.compile(r"第?\d{1,6}[号项件条]?:?(?:归属.{2,12}|作废|无需处理|不用处理|同意|认可|销号|办结)")
"""A clause in a reason that is a decision on something else."""
_UNNUMBERED = re.compile(r"[请并再]?(?:退回|驳回|认可|归属|免报|销号|办结|无需处理|不同意)")
_SPEAKS_OF_ONE = re.compile(r"归属|认可|退回|驳回|作废|无需|不用处理|办结|销号|免报|延期|撤销|印发|重发")


def seems_to_decide(words: str) -> bool:
    """Whether a line begins as one that decides, or speaks of a number and a decision: it is answered where it does not."""
    line = plain(words[:_LONGEST])
    if _DECIDING.search(line):
        return True
    return any(map(str.isdecimal, line)) and _SPEAKS_OF_ONE.search(line) is not None


def beside(lines: Sequence[tuple[str, Order | None]]) -> str:
    """The first line of a reply that may take back what its other lines decide; "" where none does."""
    said = [one for _, one in lines if one]
    decided = {number for one in said for number in one.held or (0,)}
    acts = {one.act for one in said}
    for place, (words, one) in enumerate(lines):
        follows = lines[place + 1][1] if place + 1 < len(lines) else None
        if said and one is None and (_doubts(plain(words), decided, acts) or (follows and _of_another(plain(words)))):
            return words
    return ""


def _doubts(line: str, decided: set[int], acts: set[Verb]) -> bool:
    """Whether a line that decides nothing may take back what others decide: a line on another matter does not."""
    if acts & set(_WHOLE) and not is_weightless(line):
        return True
    if Verb.RETURN in acts and _TASK.match(line):  # the reason goes on
        return True
    if _CORRECTS.search(line) or (acts & set(_LIMITED) and _LIMIT.search(line)):
        return True
    if _UNNUMBERED.match(line):  # on the matter above, perhaps
        return True
    if matter := _MATTER.match(line):
        return int(matter[1]) in decided
    return _DOUBT.search(line) is not None and not _is_ground(line)


def _is_ground(line: str) -> bool:
    """Whether a remark only says why: 「已电话核实」, 「（已与司法局张三核实，确系其报送）」; or is nothing at all."""
    return is_weightless(line) or (_GROUND.match(line) is not None and _TURNS.search(line) is None)


def is_courteous(words: str) -> bool:
    """Whether words only greet, thank or urge: they are no reason."""
    line = words.rstrip("!。~")
    return is_polite(line) or _CLOSING.fullmatch(line) is not None


def is_weightless(line: str) -> bool:
    """Whether a line says nothing of the matter: it is courteous, or says who writes."""
    named = is_signature(line, ()) or _CARD.fullmatch(line) or _OWN_HEAD.fullmatch(line)
    return is_courteous(line) or bool(named)


def _of_another(line: str) -> bool:
    """Whether a line says that the ones below are somebody else's, or of another time: 「教育局来电说：」, 「拟办意见：」."""
    return _HEAD.search(line[-_END:]) is not None and _OWN_HEAD.fullmatch(line) is None


def wavers(row: Wording, sign: str, reason: str) -> bool:
    """Whether what stands behind a decision as its reason takes it back."""
    if sign != "," and (sign != "(" or row.reason != "may"):
        return _WAVERS.search(reason) is not None or (row.reason == "may" and _UNSURE.search(reason) is not None)
    if row.reason == "must":
        return _TAKES_BACK.search(reason) is not None
    why = row.act in _WITH_REASONS or _KNOWN.search(reason) is not None
    return not why or _RESERVES.search(reason) is not None or _UNSURE.search(reason) is not None


def says_more(row: Wording, sign: str, reason: str) -> bool:
    """Whether what stands behind a decision decides something else, or states a fact of its own."""
    if not sign or row.reason == "must":
        return any(map(_DECIDES.fullmatch, re.split("[,;、。]", reason)))
    other_limit = row.act in _LIMITED and _LIMIT.search(reason) is not None
    return other_limit or _DECIDING.search(reason) is not None or _FACT.match(reason) is not None
