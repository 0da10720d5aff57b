"""The nouns of the trade, in the order of the story; this file is the map of the house.

message → attachment → form → submission → entries + receipt; a round's submissions → assessments →
circular; the calendar → reminders. Every noun is frozen: a stage never changes its input, it returns
the next noun. Times are aware datetimes in Asia/Shanghai; intervals are closed-open.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ledger.held_kinds import HeldKind
from ledger.numerals import task_label
from ledger.progress_text.status import Status

SHANGHAI = ZoneInfo("Asia/Shanghai")
"""The one time zone of the trade: deadlines end at 24:00 there."""


class Severity(StrEnum):
    """How much a finding weighs (rules.md, Findings)."""

    RETURN = "A"  # 退回: blocks, the form is no acceptable arrival
    CORRECT = "B"  # 需补正: accepted but incomplete
    VERIFY = "C"  # 核实: for the office to look at
    NOTE = "D"  # 提示

    @property
    def label(self) -> str:
        """The word users see: 退回, 需补正, …"""
        return {"A": "退回", "B": "需补正", "C": "核实", "D": "提示"}[self.value]


class Standing(StrEnum):
    """认定: what one unit's reporting in one round amounts to."""

    ON_TIME = "on_time"
    LATE = "late"
    INCOMPLETE = "incomplete"
    MISSING = "missing"
    EXCUSED = "excused"
    PENDING = "pending"
    UNDECIDED = "undecided"

    @property
    def label(self) -> str:
        """The word users see: 按时, 逾期, …"""
        return _STANDING_LABELS[self]

    @property
    def symbol(self) -> str:
        """The sign in tables that are copied in black and white."""
        return _STANDING_SYMBOLS[self]


_STANDING_LABELS = {
    Standing.ON_TIME: "按时",
    Standing.LATE: "逾期",
    Standing.INCOMPLETE: "不完整",
    Standing.MISSING: "未报送",
    Standing.EXCUSED: "免报",
    Standing.PENDING: "未到期",
    Standing.UNDECIDED: "待定",
}
_STANDING_SYMBOLS = {
    Standing.ON_TIME: "√",
    Standing.LATE: "△",
    Standing.INCOMPLETE: "○",
    Standing.MISSING: "×",
    Standing.EXCUSED: "免",
    Standing.PENDING: "—",
    Standing.UNDECIDED: "核",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """问题: one thing that is wrong, where, and what to do, as a whole Chinese sentence."""

    code: str
    severity: Severity
    message: str
    where: str = ""
    task: int | None = None


# --- the office and its units ------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The office as it signs its letters and documents."""

    name: str  # 银川市兴庆区人民政府办公室
    district: str  # 兴庆区
    address: str  # the mailbox units write to
    room: str = ""  # 306室
    phone: str = ""
    contact: str = ""
    symbol: str = ""  # 机关代字 of its documents: 兴政办发


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A registered person of a unit: post is 「A岗」, 「B岗」 or 「负责人」."""

    post: str
    name: str
    address: str
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerName:
    """曾用名: a name that a unit bore, and its last day under it."""

    name: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """填报单位: a department, township, street office or public body. One unit under every name it has had."""

    name: str
    category: str  # 部门, 乡镇, 街道 …
    aliases: tuple[str, ...] = ()
    former: tuple[FormerName, ...] = ()
    contacts: tuple[Contact, ...] = ()
    leader: Contact | None = None
    since: date | None = None  # 启用日期: rounds due before it are not its; None: of always
    until: date | None = None  # 停用日期: nor are those due after it

    def reports_by(self, due: date) -> bool:
        """Whether a round that is due on a day is the unit's to report in."""
        return (self.since is None or self.since <= due) and (self.until is None or due <= self.until)

    @property
    def addresses(self) -> tuple[str, ...]:
        """The registered addresses, A岗 first; letters go to these and to no others."""
        return tuple(contact.address for contact in self.contacts if contact.address)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A collective name in a ledger (「各乡镇（街道）」) and the units it means."""

    name: str
    members: tuple[str, ...]
    left_out: tuple[str, ...] = ()  # units that its category would bring in and the office leaves out


# --- the year's ledger -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """任务: one row of the year's ledger. Texts are as written, merged cells filled down."""

    number: int
    section: str
    focus: str
    content: str
    indicator: str
    responsible: str
    due: str
    leads: tuple[str, ...] = ()  # names of the lead units, in the ledger's order
    units: tuple[str, ...] = ()  # names of all units that answer, leads included, official order
    expires: date | None = None  # last day of the time limit; None for 长期坚持
    cells: tuple[str, ...] = ()  # the row as the ledger has it, by its columns

    @property
    def label(self) -> str:
        """How papers and forms number it: 3, or 一-3 where the ledger's numbers begin anew in each section."""
        return task_label(self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerColumn:
    """A column of the ledger: its heading, what it means ("" for what is carried as it is), whether units fill it in."""

    heading: str
    kind: str = ""
    asked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPlan:
    """A round as the office's settings name it; what is left out follows from `due`."""

    due: date
    code: str = ""
    name: str = ""
    opens: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """任务落实台账: the year's tasks with the title and the preface that make the rules."""

    title: str
    preface: str
    year: int
    tasks: tuple[Task, ...]
    columns: tuple[LedgerColumn, ...] = ()  # in the ledger's order
    rhythm: tuple[RoundPlan, ...] = ()  # as the preface asks for reports
    findings: tuple[Finding, ...] = ()

    @property
    def deadlines(self) -> tuple[date, ...]:
        """The days by which the preface asks for reports."""
        return tuple(plan.due for plan in self.rhythm)

    @property
    def more(self) -> tuple[str, ...]:
        """The headings under which units write beside their progress: 存在问题, 下一步打算."""
        return tuple(one.heading for one in self.columns if one.asked and one.kind not in ("progress", "state"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """期次: one reporting deadline of the year. `deadline` is the first moment that is too late."""

    code: str  # 2022Q2
    name: str  # 2022年第二季度
    due: date  # as the office wrote it
    deadline: datetime  # 24:00 of the effective day (moved off a day off)
    opens: datetime
    sure: bool = True  # False: nobody has said which days of that year are worked; the deadline may yet move back


# --- mail --------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file as it came: the decoded name and the bytes. `path` names what it was packed in."""

    name: str
    content: bytes
    media_type: str = ""
    inline: bool = False

    @cached_property
    def sha256(self) -> str:
        """Hex digest of the bytes: what makes two files the same file."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A mail, decoded. Nothing in it is believed yet: `senders` is what the From header claims."""

    message_id: str
    subject: str
    senders: tuple[str, ...]  # addr-specs of From, lower case
    to: tuple[str, ...] = ()
    date: str = ""  # the Date header as written: shown, never used
    references: tuple[str, ...] = ()  # message ids of In-Reply-To and References
    text: str = ""
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    automatic: str = ""  # why this mail must not be answered, "" if a person wrote it
    own: bool = False  # one of our own letters come back
    sealed: str = ""  # with what it is encrypted or kept back, "" if it is open
    losses: tuple[str, ...] = ()  # what could not be decoded without loss
    cloud_links: tuple[str, ...] = ()  # 超大附件 / 云附件 that are links, not files

    @property
    def sender(self) -> str | None:
        """The one address in From; None where there is none or more than one."""
        return self.senders[0] if len(self.senders) == 1 else None


# --- forms: text and place, nothing believed ---------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A piece of text and the place it stood: 「表1第9行」, `Sheet1!G12`."""

    text: str
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One task row of a form. A column the form does not have is None; merged cells are filled."""

    number: Field
    section: str = ""
    focus: Field | None = None
    content: Field | None = None
    indicator: Field | None = None
    responsible: Field | None = None
    due: Field | None = None
    progress: Field | None = None
    state: Field | None = None  # 完成状态, chosen beside the progress
    cells: tuple[tuple[str, Field], ...] = ()  # all of it as it stands: heading and text

    def under(self, heading: str) -> Field | None:
        """What stands under a heading; None if the form has none such."""
        return next((said for title, said in self.cells if title == heading), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """填报表: what a file says, as text with places. Word and Excel meet here."""

    file: str
    title: str = ""
    preface: str = ""
    unit: Field | None = None  # as written, without 填报单位： and （盖章）
    reported_on: Field | None = None  # as written, without 填报时间：
    round: Field | None = None  # 第二季度, 2022年第二季度 … from title or head
    issued: tuple[str, str, str] | None = None  # our own mark: unit, round code, version
    hints: tuple[
        str, ...
    ] = ()  # where a unit's name may stand without a label: title, lines around the table, the sheet
    columns: tuple[tuple[str, str], ...] = ()  # each heading and what it announces: a field of Row, or ""
    rows: tuple[Row, ...] = ()
    findings: tuple[Finding, ...] = ()


# --- submissions -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """台账条目: one unit's progress text on one task in one submission."""

    task: int
    progress: str
    where: str = ""
    more: tuple[tuple[str, str], ...] = ()  # heading and text of what is told beside it: 存在问题, 下一步打算


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """报送件: a form understood. Findings here are the form's own; those that depend on what the
    unit answered before or on decisions are made by `ledger.standings.assess`."""

    number: int  # in the book; 0 before it is filed
    unit: str
    round: str
    received_at: datetime
    file: str
    sha256: str
    mail: int | None = None  # None: handed in by other means
    reported_on: date | None = None
    entries: tuple[Entry, ...] = ()
    findings: tuple[Finding, ...] = ()
    returned_at: datetime | None = None  # when its return letter went out

    @property
    def blocked(self) -> bool:
        """Whether an A finding makes it no acceptable arrival."""
        return any(finding.severity is Severity.RETURN for finding in self.findings)


class Verdict(StrEnum):
    """Kinds of decision a person takes; each is a row in the book, never an edit."""

    ASSIGN = "assign"  # a held mail belongs to this unit
    ACCEPT = "accept"  # a held form is taken as it is
    RETURN = "return"  # back to the unit with a reason
    VOID = "void"  # a submission does not count
    EXTEND = "extend"  # a unit's own deadline
    EXCUSE = "excuse"  # a unit need not report this round
    WAIVE = "waive"  # a finding does not count
    CLEAR = "clear"  # 销号
    STATE = "state"  # whether a unit has completed a task
    APPROVE = "approve"  # a circular
    ISSUE = "issue"  # a circular, under its number
    CORRECT = "correct"  # 更正
    DISMISS = "dismiss"  # a held mail needs nothing; a letter of unknown fate has arrived
    RESEND = "resend"  # a letter of unknown fate goes out once more
    UNDO = "undo"  # an earlier decision is taken back

    @property
    def label(self) -> str:
        """The word users see: 认可, 延期, …"""
        return _VERDICT_LABELS[self]


_VERDICT_LABELS = {
    Verdict.ASSIGN: "认定来件归属",
    Verdict.ACCEPT: "认可",
    Verdict.RETURN: "退回补正",
    Verdict.VOID: "作废",
    Verdict.EXTEND: "延期",
    Verdict.EXCUSE: "免报",
    Verdict.WAIVE: "问题不计",
    Verdict.CLEAR: "销号",
    Verdict.STATE: "认定完成情况",
    Verdict.APPROVE: "审定通报",
    Verdict.ISSUE: "印发通报",
    Verdict.CORRECT: "更正通报",
    Verdict.DISMISS: "来件无需处理",
    Verdict.RESEND: "信件再次发送",
    Verdict.UNDO: "撤销决定",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Who decided what, when and why, on what."""

    number: int
    kind: Verdict
    by: str
    at: datetime
    reason: str
    round: str = ""
    unit: str = ""
    submission: int | None = None
    held: int | None = None
    code: str = ""  # of the finding waived or the problem cleared; done or open; 发文字号 of the circular issued
    task: int | None = None
    until: datetime | None = None  # the extended deadline
    letter: int | None = None  # of ours
    received_at: datetime | None = None  # when what is taken came in, where the mailbox could not say
    undoes: int | None = None  # the decision taken back
    mail: int | None = None  # that it was decided by
    words: str = ""  # of that mail, as read


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A letter of ours that is answered by a line: what it is known by, what can be answered."""

    number: int
    letter: str  # key of the letter
    code: str
    tag: str  # of the address it is answered to
    kind: (
        str  # desk: what waits; draft: of a circular; done: what was decided; confirm: twice; unit: a unit's own matter
    )
    address: str
    facts: Mapping[str, object]
    asked_at: datetime
    until: datetime  # from then on an answer is too late
    unit: str = ""
    round: str = ""
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A mail that answers such a letter, or comes from the office's own people."""

    number: int
    mail: int
    sender: str
    proof: str  # verified, unverified
    carriers: Mapping[str, int]  # by what it names the letter it answers: address, thread, code
    noticed_at: datetime
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that one of the office's own people did at 工作台."""

    number: int
    at: datetime
    by: str
    what: str  # 登录, 决定, 下载 …
    about: str
    client: str  # network address


# --- what is known -----------------------------------------------------------------------------


class Promise(StrEnum):
    """What something that waits for a person may turn out to be."""

    FORM = "form"  # a form, or nobody knows what
    WORDS = "words"  # a letter without a form, that may say what a form would
    WISH = "wish"  # no arrival: an application for more time, the wish to take a form back


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Something that came in and is not settled: a held item, a mail that is yet to be read."""

    held: int  # number of the held item; 0 for a mail that is read again by itself
    mail: int
    kind: HeldKind | MailState  # of the held item, or of a mail that is yet to be read
    promise: Promise
    received_at: datetime
    timed: bool = True  # whether the time of receipt is sure
    units: tuple[str, ...] = ()  # the units it points at; none: it points at everybody
    rounds: tuple[str, ...] = ()  # codes of the rounds it may belong to


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """How far the house knows: what lay in the mailbox up to `read_through` was stored or is listed in `waiting`."""

    read_through: datetime | None = None  # None: the mailbox was never read whole
    waiting: tuple[Waiting, ...] = ()

    def of(self, unit: str, round_: str) -> tuple[Waiting, ...]:
        """What waits and points at a unit in a round."""
        return tuple(one for one in self.waiting if unit in one.units and round_ in one.rounds)

    def of_everybody(self, round_: str) -> tuple[Waiting, ...]:
        """What waits and may be anybody's in a round."""
        return tuple(one for one in self.waiting if not one.units and round_ in one.rounds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A person's decision on a task's state: it stands while the unit's text is the one it was made on."""

    status: Status
    text: str
    number: int  # of the decision
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """One unit in one round at one moment: the standing and everything it was made of."""

    unit: Unit
    round: Round
    standing: Standing
    deadline: datetime  # the unit's own
    received_at: datetime | None = None  # of the arrival that fixes the timeliness
    expected: tuple[int, ...] = ()
    answered: tuple[int, ...] = ()
    entries: tuple[Entry, ...] = ()  # the content that counts, by task
    findings: tuple[Finding, ...] = ()  # of the newest acceptable version, or of the last arrival
    submission: int | None = None  # the version that counts for the content
    versions: tuple[int, ...] = ()  # all arrivals, in order of receipt
    reason: str = ""  # a sentence saying why this standing
    waiting: tuple[Waiting, ...] = ()  # what waits and could change this standing
    correct_by: datetime | None = None  # the end of the correction window that is open

    @property
    def is_counted(self) -> bool:
        """Whether it can be said what the unit has filled in: it has to, and what has come of it is known."""
        return self.standing not in (Standing.EXCUSED, Standing.UNDECIDED)


# --- documents ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A line of 问题清单: what one unit has to put right, by when."""

    unit: str
    kind: str  # missing, late, blank, not_involved, returned, expired
    tasks: tuple[int, ...]
    description: str
    requirement: str
    rectify_by: date
    cleared: bool = False
    round: str = ""  # that opened it


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that happened to a problem: a circular named it, a person or a form ended it."""

    at: datetime
    words: str
    ends: bool = False
    decision: int | None = None
    submission: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A problem's life: one unit, one kind, one task (None: the report as a whole), from the round that opened it."""

    line: Problem  # as the circular that opened it listed it, with the tasks it stood beside
    task: int | None
    steps: tuple[Step, ...] = ()  # oldest first

    @property
    def ended(self) -> bool:
        """Whether it is struck off (销号)."""
        return bool(self.steps) and self.steps[-1].ends

    @property
    def key(self) -> tuple[str, str, str, int | None]:
        """What makes it one: the round, the unit, the kind, the task."""
        return self.line.round, self.line.unit, self.line.kind, self.task


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled:
    """完成情况待核: a text on an expired task that says neither done nor open; a person decides."""

    unit: str
    task: int
    text: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A round as the circular states it: a snapshot, every number computed from `assessments`."""

    office: Office
    ledger: Ledger
    round: Round
    made_at: datetime
    assessments: tuple[Assessment, ...]  # official order
    problems: tuple[Problem, ...]
    rectify_by: date
    previous: Round | None = None
    previous_assessments: tuple[Assessment, ...] = ()
    lookback: tuple[Problem, ...] = ()  # earlier rounds' problems, cleared or not
    last_year: Mapping[str, str] = field(default_factory=dict)  # rounds of earlier years it looks back at: code → name
    left_out: tuple[
        str, ...
    ] = ()  # units of last year's open problems that this year knows no more, in its first circular
    previous_named: bool = True  # whether a circular of the round before named them
    earlier: tuple[Assessment, ...] = ()  # of all earlier rounds of the year, in order
    reference: str = ""  # 发文字号: 兴政办发〔2022〕36号, once issued
    dated: date | None = None  # 成文日期; None: the day it was made
    read_through: datetime | None = None  # 收件截至; None of a report before it was kept, and of a mailbox never read
    waiting: tuple[Waiting, ...] = ()  # what waits and may be anybody's
    unsettled: tuple[Unsettled, ...] = ()  # for the check list, never in the circular


class CircularState(StrEnum):
    """How far a version of a circular has come."""

    DRAFT = "draft"  # 草稿
    APPROVED = "approved"  # 已审定
    ISSUED = "issued"  # 已印发
    CORRECTED = "corrected"  # 更正


@dataclass(frozen=True, slots=True, kw_only=True)
class Circular:
    """One version of a round's circular as the book keeps it; a later one never replaces it."""

    number: int
    round: str
    version: int  # 1, 2 … within the round
    state: CircularState
    made_at: datetime
    rules: str
    file: str
    sha256: str  # of the document, whose bytes the book keeps
    reference: str  # 发文字号
    snapshot: str  # JSON: inputs and result of every standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """计分办法: the points an office has set. By default each ground counts once per unit and round, and has none."""

    points: Mapping[str, Decimal] = field(default_factory=dict)
    """late, missing, incomplete, expired; late_per_day: each begun day late; notice: each overdue notice; early and
    exemplary: what is added; round_cap and year_cap: the most that a round or the year may cost."""
    per_task: bool = False  # incomplete and expired cost their points for each task
    early_days: int = 3  # working days before the deadline that are early
    ranking: bool = False  # 序时 and 滞后, ranked by points, at the end of the sheet
    exclude: tuple[str, ...] = ("late", "missing", "expired")  # grounds that exclude from commendation


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction:
    """扣分情形: one ground on which a unit loses points at the year's end, and what says so."""

    unit: str
    kind: str  # late, missing, incomplete, expired, notice
    round: str  # code of the round that found it
    ground: str  # 逾期报送（6月13日9时12分）
    basis: str = ""  # number or name of the circular that named it, with its corrections
    points: Decimal | None = None  # None: the office has set no points
    workings: str = ""  # how the points come about, where they are not simply the ground's
    tasks: tuple[int, ...] = ()  # past their time limit
    excludes: bool = False  # whether the rule of exclusion counts it


@dataclass(frozen=True, slots=True, kw_only=True)
class Bonus:
    """加分情形: what is added at the year's end, where the office has set it."""

    unit: str
    kind: str  # early, exemplary
    ground: str
    points: Decimal
    round: str = ""  # code; "" of the year as a whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A unit's year in points."""

    unit: str
    lost: Decimal  # under the caps
    won: Decimal
    capped: Mapping[str, Decimal] = field(default_factory=dict)  # rounds that cost more than the most, and the most
    year_capped: bool = False
    unset: bool = False  # whether one of its grounds has no points

    @property
    def net(self) -> Decimal:
        """What remains to be deducted; below 0 more was won than lost."""
        return self.lost - self.won


@dataclass(frozen=True, slots=True, kw_only=True)
class Annual:
    """年度考核: a year's rounds, what each unit loses, who is excluded from commendation."""

    office: Office
    ledger: Ledger
    made_at: datetime
    units: tuple[Unit, ...]  # official order
    rounds: tuple[Round, ...]
    assessments: tuple[Assessment, ...]  # of all rounds
    deductions: tuple[Deduction, ...]
    objections_by: date  # until when a unit may object
    bonuses: tuple[Bonus, ...] = ()
    scores: tuple[Score, ...] = ()  # official order
    scale: Scale = Scale()
    cases: tuple[Case, ...] = ()  # every problem of the year with its history
    decisions: tuple[Decision, ...] = ()  # of the year, about units


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """查账: the year at a moment: the rounds that have closed, and each unit's newest text by task."""

    office: Office
    ledger: Ledger
    made_at: datetime
    units: tuple[Unit, ...]  # official order
    rounds: tuple[Round, ...]  # closed ones
    assessments: tuple[Assessment, ...]  # of these rounds
    texts: Mapping[str, Mapping[int, str]]
    rulings: Mapping[str, Mapping[int, Ruling]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter we write, before it becomes a mail. `key` is unique: the same letter is never queued twice."""

    key: str
    kind: str  # receipt, return, reminder, overdue, …
    to: tuple[str, ...]
    subject: str
    text: str
    html: str
    cc: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    references: tuple[str, ...] = ()  # message ids of the thread it answers, oldest first
    unit: str = ""
    round: str = ""


# --- as the book keeps them --------------------------------------------------------------------


class MailState(StrEnum):
    """Where a mail is on its way; every mail ends as filed, answered, held or ignored."""

    RECEIVED = "received"  # stored, not read yet
    FILED = "filed"  # a submission came of it
    ANSWERED = "answered"  # no submission, but an answer: a copy, a query
    HELD = "held"  # a person must look
    IGNORED = "ignored"  # needs nothing, with the reason
    FAILED = "failed"  # our own trouble; tried again

    @property
    def label(self) -> str:
        """The word users see: 登记, 待人工处理, …"""
        return _MAIL_LABELS[self]


_MAIL_LABELS = {
    MailState.RECEIVED: "已收到，尚未读取",
    MailState.FILED: "登记",
    MailState.ANSWERED: "答复",
    MailState.HELD: "待人工处理",
    MailState.IGNORED: "无需处理",
    MailState.FAILED: "读取失败（稍后重试）",
}


class Outcome(NamedTuple):
    """What became of a mail: its state, why as a sentence, how many submissions were filed of it."""

    state: MailState
    reason: str
    submissions: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail as it was stored at first sight; `sha256` is None where the mailbox did not give it."""

    number: int
    sha256: str | None
    size: int
    received_at: datetime  # the mail server's; of one that states none, when the mail was first seen
    state: MailState
    timed: bool = True  # whether the time of receipt is one that can be, or a person has confirmed it
    message_id: str = ""
    sender: str = ""
    subject: str = ""
    reason: str = ""
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Something a person must decide: a mail, or one form in it."""

    number: int
    mail: int
    kind: HeldKind
    reason: str
    held_at: datetime
    file: str = ""
    sha256: str = ""
    unit: str = ""
    round: str = ""
    clues: str = ""  # names of the mail's files, one a line: what may say whose it is
    decided_at: datetime | None = None


class PostState(StrEnum):
    """Where a letter is on its way out."""

    QUEUED = "queued"
    SENDING = "sending"  # claimed; found at a start, its fate is unknown
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"  # the server's answer to DATA was lost: it may have gone out
    DEFERRED = "deferred"  # over the day's limit of letters to that address
    GATHERED = "gathered"  # its text went out in the morning's collected letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A letter as it was queued, and its fate; the book has the finished mail."""

    number: int
    key: str
    kind: str
    unit: str
    round: str
    message_id: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    state: PostState
    attempts: int
    queued_at: datetime
    not_before: datetime
    sent_at: datetime | None = None
    detail: str = ""
    mail: int | None = None
    submission: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a mail lies in a mailbox."""

    account: str
    folder: str
    validity: str
    uid: str
    mail: int
