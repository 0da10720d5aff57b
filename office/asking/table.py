"""The table of deciding lines: what each does, how it is written, an example. Adding one is adding a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ledger.rounds import PERIOD

VERSION = "3"
"""Of the table: kept beside what was read by it."""


class Verb(StrEnum):
    """What a line does. The first ones are verdicts of `ledger.model`, with the same values."""

    ASSIGN = "assign"
    ACCEPT = "accept"
    RETURN = "return"
    VOID = "void"
    EXTEND = "extend"
    EXCUSE = "excuse"
    WAIVE = "waive"
    CLEAR = "clear"
    STATE = "state"
    APPROVE = "approve"
    ISSUE = "issue"
    CORRECT = "correct"
    DISMISS = "dismiss"
    RESEND = "resend"
    AGREE = "agree"  # to what was applied for, whatever it was
    WITHDRAW = "withdraw"  # an approval
    OPTION = "option"  # a line offered in the letter, by its number
    UNDO = "undo"
    CONFIRM = "confirm"
    QUERY = "query"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A line as understood: what is done, to what, and what it says of it."""

    act: Verb
    held: tuple[int, ...] = ()
    submission: int | None = None
    letter: int | None = None
    about: str = ""  # the unit that the line is about
    unit: str = ""  # the unit that something is assigned to
    round: str = ""
    task: int | None = None
    until: datetime | None = None
    received_at: datetime | None = None
    code: str = ""
    option: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleWords:
    """What an example names."""

    unit: str = "教育局"
    round: str = "第二季度"
    day: str = "6月15日"
    document: str = "兴政办发〔2022〕36号"

    def fill(self, like: str) -> str:
        """An example with these words."""
        return like.format(unit=self.unit, round=self.round, day=self.day, document=self.document)


@dataclass(frozen=True, slots=True)
class Wording:
    """One way of deciding: how it is written, what an example is like, and what it can be about."""

    act: Verb
    pattern: str
    like: str
    on: str = "held"  # held, submission, letter, unit, task, round, nothing
    reason: str = "may"  # may, must, none

    @property
    def example(self) -> str:
        """The line, about somebody."""
        return ExampleWords().fill(self.like)


_N = r"(?:\d{1,6}|[一二三四五六七八九十]{1,3}|[①-⑳])"
_MANY = rf"{_N}(?:[号项件条]?[、,和及与跟~至到—–-]第?{_N})*"
_TASK = rf"(?:[一二三四五六七八九十]{{1,3}}-\d{{1,3}}|{_N})"  # 一-3: the third of section one
_UNIT = r"[\u4e00-\u9fffA-Za-z()·]{2,24}?"
_DAY = r"[\d〇零一二三四五六七八九十年月日号时点分:./上下午半T+-]{2,23}[\d〇零一二三四五六七八九十日号时点分午半]"
_REFERENCE = r"[\u4e00-\u9fff()]{2,16}[〔\[(【﹝]20\d\d[〕\])】﹞]第?\d{1,4}号"
_AGREED = r"(?:我|请|可以|可|予以)?(?:同意|批准|准予)"
_MORE = rf"(?:{_AGREED}|请|可以|可|予以)?,?其?(?:延期|延长|顺延|延)(?:到|至)"
SUBJECTS = {
    "held": rf"(?:请|烦请|麻烦)?[将把对]?\(?(?:待办|事项|编号)?第?(?P<held>{_MANY})(?:号|项|件|条)?(?:待处理)?(?:事项|来件|邮件)?[.、:,)]?-?",
    "submission": r"(?:第(?P<submission>\d{1,6})号报送件|报送件第?(?P<submission2>\d{1,6})号?)[.、:,]?",
    "letter": r"(?:第(?P<letter>\d{1,6})号信件?|信件?第?(?P<letter2>\d{1,6})号?)[.、:,]?",
    "unit": rf"(?:同意)?(?P<about>{_UNIT})[,、:]?(?P<round>{PERIOD})?[,、:]?",
    "problem": rf"(?P<about>{_UNIT})[,、:]?(?P<round>{PERIOD})?[,、:]?(?:第?(?P<task>{_TASK})项)?[,、:]?",
    "task": rf"(?P<about>{_UNIT})[,、:]?(?P<round>{PERIOD})?[,、:]?第?(?P<task>{_TASK})项[,、:]?",
    "round": rf"(?P<round>{PERIOD})?(?:季度)?(?:通报)?(?:稿|草稿)?[,、:]?",
    "nothing": "",
    "option": rf"(?P<held>{_N})[-—–]",
}
REASONS = {
    "may": r"(?:(?P<sign>[:(]|,?理由:?|,?因为?|,)(?P<reason>.{2,300}))?",
    "must": r"(?P<sign>[:(]|,?理由:?|,?因为?|,)(?P<reason>.{2,300})",
    "none": "",
}

LINES = (
    Wording(Verb.OPTION, r"(?P<option>[1-9])", "3-1", on="option", reason="none"),
    Wording(
        Verb.ASSIGN,
        rf"(?:请|应)?(?:归属?于?|归到|认定(?:给|为|归|属于)?|登记(?:给|为|到|在)|属于|分给|转给|算|是)(?P<unit>{_UNIT})"
        rf"(?:名下)?(?:的?(?:台账|填报表|报送件))?的?(?:[,(]?(?P<round>{PERIOD})\)?)?(?:的)?(?:,?收到(?:时间)?:?(?P<received>{_DAY}))?",
        "3 归属{unit}",
    ),
    Wording(
        Verb.ASSIGN,
        rf"(?:请|应)?(?:认定为|登记为|归入|计入|作为|是)(?P<round>{PERIOD})(?:的)?(?:,?收到(?:时间)?:?(?P<received>{_DAY}))?",
        "3 登记为{round}",
    ),
    Wording(
        Verb.ACCEPT,
        rf"(?:请|可以|予以|同意)?(?:认可|接受|登记|收下)(?:,?收到(?:时间)?:?(?P<received>{_DAY}))?",
        "4 认可",
    ),
    Wording(Verb.ACCEPT, r"(?:请|予以)?(?:认可|接受)", "第17号报送件 认可", on="submission"),
    Wording(Verb.RETURN, r"(?:请|予以)?(?:退回(?:补正|重报|修改)?|驳回)", "5 退回：缺第3项", reason="must"),
    Wording(
        Verb.RETURN,
        r"(?:请|予以)?(?:退回(?:补正|重报|修改)?|驳回)",
        "第17号报送件 退回：缺第3项",
        on="submission",
        reason="must",
    ),
    Wording(
        Verb.RETURN, r"(?:不同意|不予同意|不批准|未予同意)(?:延期|免报|其?申请)?", "6 不同意：临近截止", reason="must"
    ),
    Wording(
        Verb.EXTEND,
        rf"{_MORE}(?P<until>{_DAY})(?:之?前|以前)?(?:报送)?",
        "6 同意延期至{day}",
    ),
    Wording(
        Verb.EXTEND,
        rf"{_MORE}(?P<until>{_DAY})(?:之?前|以前)?(?:报送)?",
        "{unit} 延期至{day}：防汛",
        on="unit",
    ),
    Wording(
        Verb.EXTEND,
        rf"{_MORE}(?P<until>{_DAY})(?:之?前|以前)?(?:报送)?",
        "同意延期至{day}",
        on="nothing",
    ),
    Wording(Verb.EXCUSE, r"(?:请|可以|予以|同意)?(?:其)?(?:免报|免予报送|本期免报)", "6 免报：职能已划转"),
    Wording(
        Verb.EXCUSE,
        r"(?:请|可以|予以|同意)?(?:其)?(?:免报|免予报送|本期免报)",
        "{unit} 免报：职能已划转",
        on="unit",
        reason="must",
    ),
    Wording(Verb.VOID, r"(?:请|予以|同意)?作废", "7 作废"),
    Wording(Verb.VOID, r"(?:请|予以)?作废", "第17号报送件 作废：重复报送", on="submission"),
    Wording(
        Verb.WAIVE, r"(?P<code>[a-z_]{2,32})(?:问题)?不计", "第17号报送件 copied 不计：文字为统一口径", on="submission"
    ),
    Wording(
        Verb.DISMISS,
        r"(?:无需|不用|不需要?|无须|不必)(?:再)?(?:处理|办理)了?|不处理了?|办结|(?:已阅)?(?:存档|留存|阅存)|不予登记|忽略",
        "8 无需处理",
    ),
    Wording(Verb.AGREE, rf"{_AGREED}其?(?:延期)?(?:的?申请)?", "6 同意"),
    Wording(Verb.CLEAR, r"(?:请|予以|同意)?销号", "9 销号"),
    Wording(Verb.CLEAR, r"(?:请|予以|同意)?销号", "{unit}{round}第5项 销号", on="problem"),
    Wording(Verb.STATE, r"(?:认定)?(?:为)?(?P<done>已完成|未完成)", "{unit}第5项 已完成", on="task"),
    Wording(Verb.DISMISS, r"(?:对方)?(?:已|确认)(?:送达|收到)", "第31号信 已送达", on="letter"),
    Wording(Verb.RESEND, r"(?:请)?(?:再次发送|重新发送|重发|再发)", "第31号信 重发", on="letter"),
    Wording(Verb.WITHDRAW, r"(?:请)?(?:撤回|撤销)审定", "撤回审定", on="round"),
    Wording(Verb.APPROVE, r"(?:同意|予以)?审定(?:通过)?", "审定", on="round", reason="none"),
    Wording(
        Verb.ISSUE,
        rf"(?:请|同意|予以)?印发[,:]?(?:文号:?)?(?P<code>{_REFERENCE})",
        "印发 {document}",
        on="round",
        reason="none",
    ),
    Wording(
        Verb.CORRECT,
        rf"(?:请|同意|予以)?更正[,:]?(?:文号:?)?(?P<code>{_REFERENCE})?",
        "更正 {document}",
        on="round",
    ),
    Wording(
        Verb.UNDO, rf"UNDO|撤销(?:第?(?P<held>{_MANY})(?:号|项|件|条)?)?(?:决定)?", "撤销", on="nothing", reason="none"
    ),
    Wording(Verb.CONFIRM, r"CONFIRM|确认(?:无误|办理|执行)?|确定", "确认", on="nothing", reason="none"),
    Wording(Verb.QUERY, r"(?:台账|报送|情况)?查询(?:台账|报送)?(?:情况|进度)?", "查询", on="nothing", reason="none"),
)
"""Every line that decides. Longer ways of saying come before shorter ones where both could match."""
