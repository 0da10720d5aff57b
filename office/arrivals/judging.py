"""One form in one mail → whose it is, of which round, and whether a person must decide (rules.md, Which unit and round)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from ledger.calendar import print_day, print_moment
from ledger.held_kinds import HeldKind
from ledger.model import SHANGHAI, Finding, Form, Mail, Message, Round, Severity, Submission, Unit
from ledger.reading import FormReading
from ledger.roster import plain_name
from ledger.rounds import is_no_round, only_counts, round_open_at, round_said
from mailboxes.message.quotes import own_text
from office.desk.desk import SHORTEST_NAME, Desk

_STALE = timedelta(days=31)

_LATE = timedelta(days=92)  # after last year's last deadline a form of it is still one that comes late


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What becomes of a form: a submission to file, or the reason a person must decide."""

    form: Form
    sha256: str
    submission: Submission | None = None
    kind: HeldKind = HeldKind.FAILED  # of what is held; no matter where it is filed
    reason: str = ""
    unit: str = ""  # what the form says, for the person
    round: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """The mail a form came in, as far as judging needs it."""

    mail: Mail
    message: Message
    sender: Unit | None
    authentic: str  # verified, unverified, failed
    reference: Round | None  # the round of our letter that it answers
    why: str = ""  # it is authentic or not, as a sentence
    quoted: tuple[str, ...] = ()  # the lines of our letter that it answers
    shared: bool = False  # it brings forms of other ledgers too, which went there

    @property
    def thread(self) -> tuple[str, ...]:
        """The mails that an answer to this one answers, oldest first."""
        return tuple(dict.fromkeys(one for one in (*self.message.references, self.message.message_id) if one))

    @property
    def written(self) -> str:
        """What the sender wrote, without the letter that the mail answers."""
        return own_text(self.message, self.quoted)


@dataclass(frozen=True, slots=True)
class _Case:
    """A form as it was read, and the mail around it."""

    desk: Desk
    form: Form
    reading: FormReading
    envelope: Envelope

    @property
    def said(self) -> str:
        """What the form says of its unit, as a clause."""
        return f"表中填报单位为「{self.reading.unit_text}」" if self.reading.unit_text else "表中未写填报单位"

    @property
    def other(self) -> Unit | None:
        """Another unit than the sender's that a form without 填报单位 names elsewhere."""
        if self.envelope.sender is None or plain_name(self.reading.unit_text):
            return None
        return _named_elsewhere(self.desk, self.form, self.envelope.sender)


def judge(desk: Desk, form: Form, sha256: str, envelope: Envelope) -> Judgement:
    """A form against its mail: filed if form, sender and subject agree, held for the first reason against it."""
    reading = desk.read(form)
    round_, odd = find_round(desk, reading, envelope)
    case = _Case(desk, form, reading, envelope)
    kind, reason = next(((kind, reason) for kind, said in _AGAINST if (reason := said(case))), (HeldKind.FAILED, ""))
    if reason or envelope.sender is None:
        named = (case.other if kind is HeldKind.UNIT_DIFFERS else None) or reading.unit
        unit = named.name if named else reading.unit_text
        return Judgement(form=form, sha256=sha256, kind=kind, reason=reason, unit=unit, round=round_.code)
    extra = [*odd, *_unproven(desk, envelope)]
    submission = understood(reading, form, sha256, unit=envelope.sender, round_=round_, mail=envelope.mail, extra=extra)
    return Judgement(form=form, sha256=sha256, submission=submission, unit=envelope.sender.name, round=round_.code)


def _failed_sender(case: _Case) -> str:
    if case.envelope.authentic != "failed":
        return ""
    sender = case.envelope.message.sender or "发件人不止一个或无法辨认"
    return f"发件人身份验证未通过（{sender}），{case.said}，请核实后处理"


def _from_staff(case: _Case) -> str:
    """The office's own people pass on what they were given."""
    sender = case.envelope.message.sender
    ours = case.envelope.sender is None and case.desk.settings.is_ours(sender)
    return f"本办（{sender}）转来，{case.said}，请确定归属" if ours else ""


def _unknown_sender(case: _Case) -> str:
    address = case.envelope.message.sender or "（无法辨认）"
    return "" if case.envelope.sender else f"发件地址 {address} 未登记，{case.said}，请核实后处理"


def _unknown_unit(case: _Case) -> str:
    unknown = case.reading.unit is None and plain_name(case.reading.unit_text)
    return f"{case.said}，单位名录中没有；发件地址登记在「{_name(case)}」名下" if unknown else ""


def _unit_differs(case: _Case) -> str:
    if case.reading.unit:
        differs = case.reading.unit.name != _name(case)
        return f"{case.said}，发件地址却登记在「{_name(case)}」名下" if differs else ""
    if case.other is None:
        return ""
    where = f"表中未写填报单位，标题、落款或文件名提到「{case.other.name}」"
    return f"{where}，发件地址却登记在「{_name(case)}」名下"


def _subject_differs(case: _Case) -> str:
    sender = case.envelope.sender
    other = _named_in_subject(case.desk, case.envelope.message.subject, sender) if sender else None
    return f"邮件主题提到「{other.name}」，表和发件地址却是「{_name(case)}」" if other else ""


def _rows_differ(case: _Case) -> str:
    return f"{case.said}，{case.reading.disputed}" if case.reading.disputed else ""


def _last_year(case: _Case) -> str:
    """A late form of last year, said to be one: no form of this year, and nothing to be sent back for a new one."""
    rounds = case.desk.carried.rounds
    if not rounds or not any(one.code == "wrong_year" for one in case.reading.findings):
        return ""
    said = case.form.round.text if case.form.round else ""
    told = round_said(f"{case.envelope.message.subject} {said}", rounds)
    if told is None or case.envelope.mail.received_at > max(one.deadline for one in rounds) + _LATE:
        return ""
    where = case.desk.settings.last_year
    return f"{case.said}，是上年度（{told.name}）的填报表，本年度不作登记；请在上年度的工作目录（{where}）中登记，所指问题已整改的可以销号"


def _round_unclear(case: _Case) -> str:
    reason = _which_round(case.desk, case.reading, case.form, case.envelope)
    return f"{case.said}，{reason}" if reason else ""


def _name(case: _Case) -> str:
    return case.envelope.sender.name if case.envelope.sender else ""


_AGAINST: tuple[tuple[HeldKind, Callable[[_Case], str]], ...] = (
    (HeldKind.FAILED_SENDER, _failed_sender),
    (HeldKind.FROM_STAFF, _from_staff),
    (HeldKind.UNKNOWN_SENDER, _unknown_sender),
    (HeldKind.UNKNOWN_UNIT, _unknown_unit),
    (HeldKind.UNIT_DIFFERS, _unit_differs),
    (HeldKind.SUBJECT_DIFFERS, _subject_differs),
    (HeldKind.LAST_YEAR, _last_year),
    (HeldKind.ROWS_DIFFER, _rows_differ),
    (HeldKind.WHICH_ROUND, _round_unclear),
)
"""The reasons for which a form waits for a person, the first that applies (rules.md, Which unit and round)."""


def timed(judgement: Judgement, mail: Mail) -> Judgement:
    """The judgement, if the time of receipt is sure; else nothing is decided by it until a person confirms one."""
    if mail.timed or judgement.submission is None:
        return judgement
    reason = (
        f"邮箱给出的收到时间（{print_moment(mail.received_at)}）不可能或不明，未登记「{judgement.unit}」的填报表；"
        "请核实收到时间，登记时写明"
    )
    return replace(judgement, submission=None, kind=HeldKind.ODD_TIME, reason=reason)


def understood(
    reading: FormReading,
    form: Form,
    sha256: str,
    *,
    unit: Unit,
    round_: Round,
    mail: Mail,
    extra: Sequence[Finding] = (),
) -> Submission:
    """A submission of what a form says, with what its dates and its head earn."""
    return Submission(
        number=0,
        unit=unit.name,
        round=round_.code,
        received_at=mail.received_at,
        file=form.file,
        sha256=sha256,
        mail=mail.number,
        reported_on=reading.reported_on,
        entries=reading.entries,
        findings=(*reading.findings, *extra, *_head(reading, form, mail.received_at)),
    )


def find_round(desk: Desk, reading: FormReading, envelope: Envelope) -> tuple[Round, list[Finding]]:
    """The round a form is of: what it says, our own reference, the subject, the date it was filled in
    if that is fresh, the time of receipt. What contradicts is a C finding."""
    received_at = envelope.mail.received_at
    said = [
        ("填报表", reading.round),
        ("所回复的本办来信", envelope.reference),
        ("邮件主题", round_said(envelope.message.subject, desk.rounds)),
    ]
    source, round_ = next(
        ((source, one) for source, one in said if one),
        ("填报时间", _round_of_date(desk, reading.reported_on, received_at) or round_open_at(received_at, desk.rounds)),
    )
    against = [f"{other}为{one.name}" for other, one in said if one and one.code != round_.code]
    if not round_.opens <= received_at < round_.deadline + _STALE:
        against.append(f"收到时间为{print_day(received_at.astimezone(SHANGHAI).date())}")
    if not against:
        return round_, []
    message = f"期次有出入：{source}为{round_.name}，{'，'.join(against)}；已按{round_.name}登记，请核实。"
    return round_, [Finding(code="round_differs", severity=Severity.VERIFY, message=message)]


def _which_round(desk: Desk, reading: FormReading, form: Form, envelope: Envelope) -> str:
    """Why nobody but a person can say of which round a form is, "" if it is plain (rules.md, Which unit and round).

    Last quarter's file used again says an earlier round, and the mail around it the one that is open. A day after the
    earlier deadline says nothing yet: the form may just be late; a month after it does."""
    said = form.round.text if form.round else ""
    if said and is_no_round(said, desk.rounds) and not reading.blocked:
        return f"表中期次写作「{said}」，本办没有这一期，请确定是哪一期的填报表"
    received_at = envelope.mail.received_at
    earlier, now_open = reading.round, round_open_at(received_at, desk.rounds)
    answers_it = envelope.reference is not None and earlier is not None and envelope.reference.code == earlier.code
    if (
        earlier
        and earlier.code != now_open.code
        and only_counts(said, desk.rounds)
        and not (answers_it or reading.blocked)
    ):
        return f"表中期次写作「{said}」，按次序是{earlier.name}，收到时却是{now_open.name}，请确定是哪一期"
    if earlier is None or earlier.deadline >= now_open.deadline or answers_it or reading.blocked:
        return ""
    fresh = _round_of_date(desk, reading.reported_on, received_at)
    day = reading.reported_on
    long_after = (
        day is not None and datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) >= earlier.deadline + _STALE
    )
    rivals = [
        ("邮件主题", round_said(envelope.message.subject, desk.rounds)),
        ("文件名", round_said(form.file, desk.rounds)),
        ("邮件正文", round_said(envelope.written, desk.rounds)),
        ("填报时间", fresh if long_after else None),
    ]
    against = [source for source, one in rivals if one and one.code == now_open.code]
    if not against:
        return ""
    return (
        f"表中期次为{earlier.name}，{'、'.join(against)}却是{now_open.name}，可能是沿用了上一期的文件，请确定是哪一期"
    )


def _round_of_date(desk: Desk, day: date | None, received_at: datetime) -> Round | None:
    """The round open on the day a form was filled in; a stale date left over from an old form says nothing."""
    received = received_at.astimezone(SHANGHAI).date()
    if day is None or not received - _STALE <= day <= received:
        return None
    return round_open_at(datetime(day.year, day.month, day.day, tzinfo=SHANGHAI), desk.rounds)


def _named_elsewhere(desk: Desk, form: Form, unit: Unit) -> Unit | None:
    """Another unit that a form without 填报单位 names in its title, its signature, its sheet's or its file's name."""
    named = units_named(desk, "\n".join((*form.hints, form.file)))
    return None if unit in named or not named else named[0]


def _named_in_subject(desk: Desk, subject: str, unit: Unit) -> Unit | None:
    """A unit that the subject names instead of this one."""
    named = units_named(desk, subject)
    return None if unit in named or not named else named[0]


def units_named(desk: Desk, words: str) -> list[Unit]:
    """The units that a subject or a file's name names. The office's own name in it says nothing."""
    text = plain_name(words)
    for name in desk.own_names:
        text = text.replace(name, "　")
    known = desk.roster.plain_names
    named = {plain: unit for plain, unit in known if len(plain) >= SHORTEST_NAME and plain in text}
    longest = {name: unit for name, unit in named.items() if not any(name != more and name in more for more in named)}
    return list(dict.fromkeys(longest.values()))


def _unproven(desk: Desk, envelope: Envelope) -> list[Finding]:
    """A C finding where our server checks senders and had nothing good to say of this one."""
    if envelope.authentic != "unverified" or not desk.settings.mail.trusted:
        return []
    message = f"发件人 {envelope.message.sender} 的身份未经验证（{envelope.why}），请留意。"
    return [Finding(code="unverified", severity=Severity.VERIFY, message=message)]


def _head(reading: FormReading, form: Form, received_at: datetime) -> list[Finding]:
    """D findings on 填报单位 and 填报时间."""
    if reading.blocked:
        return []
    findings = []
    received = received_at.astimezone(SHANGHAI).date()
    if not plain_name(form.unit.text if form.unit else ""):
        findings.append(_note("no_unit", "表中未填写「填报单位」，已按发件地址登记；下次请填写并盖章。", form))
    if reading.reported_on is None:
        findings.append(_note("no_date", "表中未填写「填报时间」或日期不完整，请在下次报送时写明年月日。", form))
    elif not received - _STALE <= reading.reported_on <= received:
        findings.append(
            _note(
                "date_odd",
                f"填报时间写作{print_day(reading.reported_on)}，与收到日期{print_day(received)}相差较大，请核对。",
                form,
            )
        )
    return findings


def _note(code: str, message: str, form: Form) -> Finding:
    place = (form.unit if code == "no_unit" else form.reported_on) or form.unit
    return Finding(code=code, severity=Severity.NOTE, message=message, where=place.where if place else "")
