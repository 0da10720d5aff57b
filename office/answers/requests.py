"""What a unit asks for by mail: its own state, an extension, a change of its contacts; and what it is told of decisions."""

from __future__ import annotations

import re
from datetime import datetime

from ledger.book import Page
from ledger.held_kinds import HeldKind
from ledger.model import (
    Assessment,
    Attachment,
    Decision,
    Held,
    MailState,
    Outcome,
    Round,
    Standing,
    Unit,
    Verdict,
)
from ledger.rounds import PERIOD, round_open_at, round_said
from ledger.text import squeeze, tidy
from office.answers import answers
from office.arrivals.judging import Envelope
from office.asking.questions import ask_about
from office.desk.desk import Desk
from office.papers.forms import blank_forms, last_texts
from office.post.budgets import STRANGER, may_answer
from office.post.post import draft, queue
from office.standing.assessing import assess_unit
from office.standing.cases import in_words, open_problems, told_problems
from office.standing.knowing import known
from office.standing.status import current_round

_MATTERS = {
    HeldKind.EXTENSION: "延期",
    HeldKind.RECALL: "撤回",
    HeldKind.CONTACT: "联系人变更",
    HeldKind.EXPLANATION: "情况说明",
}
_REPLY = re.compile(r"^(?:(?:re|fw|fwd|回复|答复|转发)[:：])+", re.IGNORECASE)
_QUERY = re.compile(r"(?:台账|报送|台账报送|报送情况|台账报送情况)?查询(?:台账|报送|台账报送)?(?:情况|进度)?")
_ROUND_NAME = re.compile(PERIOD, re.IGNORECASE)
_WISH = "(?:申请|请求|恳请|请予|希望|望|请|拟)"
_ASKING = rf"{_WISH}[^。;!?]{{0,20}}"
_PUT_OFF = r"(?:延期|延迟|推迟|延后|延缓|暂缓|缓报|宽限)"
_EXTENSION = re.compile(
    rf"(?<![不申])(?<!无需)(?<!不再)(?:{_ASKING}{_PUT_OFF}|{_PUT_OFF}(?:几天|\d+[天日])?(?:报送|上报|提交|填报))"
)
_WITHDRAWS = re.compile(
    rf"(?<![不勿])(?<!无需)(?<!不用)(?<!不再)(?:{_WISH}[^。;!?不勿无问告]{{0,15}}|^)(?:撤回|召回)"
    r"(?:[^的吗过通]{0,15}$|第?\d+号|[前这此该原上,])"
)
_EXPLAINS = re.compile(r"(?:情况|书面|原因|逾期|迟报|整改)(?:情况)?的?(?:说明|报告|反馈)")
_CAUSE = re.compile("因|由于|鉴于")
_MOST_QUERIES = 4  # of an address in a day
_LONGEST = 120  # characters of a unit's own words in a reason


def answer(desk: Desk, page: Page, envelope: Envelope, now: datetime) -> Outcome | None:
    """Answer or hold a mail that asks for something: its state, the reason, no submissions; None for other mails."""
    message, unit = envelope.message, envelope.sender
    if message.automatic or envelope.authentic == "failed":
        return None
    if unit and asks_for_state(message.subject):
        return _state(desk, page, envelope, unit, now)
    if "变更联系人" in squeeze(message.subject):
        said = tidy(envelope.written)[:_LONGEST] or "见附件"
        who = f"「{unit.name}」" if unit else f"发件地址 {message.sender or '（无法辨认）'} 未登记，来信"
        return _hold(desk, page, envelope, HeldKind.CONTACT, f"{who}变更联系人：{said}", None, now)
    return _wish(desk, page, envelope, unit, now) if unit else None


def _wish(desk: Desk, page: Page, envelope: Envelope, unit: Unit, now: datetime) -> Outcome | None:
    """Hold what a unit wishes, or explains."""
    message = envelope.message
    if asked := extension_asked(message.subject if not message.references else "", envelope.written):
        round_ = _round_asked(desk, envelope, asked)
        reason = f"「{unit.name}」申请延期（{round_.name}）：{asked}"
        return _hold(desk, page, envelope, HeldKind.EXTENSION, reason, round_, now)
    if asked := _withdrawn(page, envelope, unit):
        return _hold(desk, page, envelope, HeldKind.RECALL, f"「{unit.name}」申请撤回：{asked}", None, now)
    if _EXPLAINS.search(squeeze(message.subject)) and (explained := _explained(desk, page, envelope, unit, now)):
        said = tidy(envelope.written)[:_LONGEST] or "见附件"
        reason = f"「{unit.name}」书面说明（{explained.name}）：{said}"
        return _hold(desk, page, envelope, HeldKind.EXPLANATION, reason, explained, now)
    return None


def _explained(desk: Desk, page: Page, envelope: Envelope, unit: Unit, now: datetime) -> Round | None:
    """The round in which a unit has something to explain: the one it names or answers, else the newest whose circular
    named it; None if there is nothing."""
    named = [desk.any_round(line.round) for line in open_problems(desk, page, now).get(unit.name, ())]
    message = envelope.message
    if said := round_said(f"{message.subject} {envelope.written}", desk.rounds) or envelope.reference:
        stands = assess_unit(desk, page, said, unit, now, knowing=known(desk, page, but=envelope.mail.number)).standing
        return said if said in named or stands in (Standing.LATE, Standing.MISSING, Standing.INCOMPLETE) else None
    return max(named, key=lambda one: one.deadline, default=None)


def asks_for_state(subject: str) -> bool:
    """Whether a subject is 「查询」, 「台账查询」, 「查询二季度台账」 … and nothing else."""
    plain = _ROUND_NAME.sub("", _REPLY.sub("", squeeze(subject))).strip("【】[]《》-—,。:!")
    return _QUERY.fullmatch(plain) is not None


def extension_asked(subject: str, written: str) -> str:
    """The sentence that asks for more time in what a unit wrote, with the one before it that says why; empty if none
    does."""
    sentences = [tidy(one) for one in re.split(r"[。；;！!\n]", written) if one.strip()]
    asked = next((one for one in sentences if _EXTENSION.search(squeeze(one))), "")
    if not asked and not _EXTENSION.search(squeeze(subject)):
        return ""
    why = next((one for one in sentences if _CAUSE.search(one)), "")
    return "；".join(dict.fromkeys(one[:_LONGEST] for one in (why, asked or tidy(subject)) if one))


def _withdrawn(page: Page, envelope: Envelope, unit: Unit) -> str:
    """What a unit says that wants a form of its own back; "" where it sends a file along, or has none on file."""
    if any(not one.inline for one in envelope.message.attachments) or not page.submissions.all(unit=unit.name):
        return ""
    return withdrawal_asked(envelope.message.subject, envelope.written)


def withdrawal_asked(subject: str, written: str) -> str:
    """The sentence that asks for a form to be taken back; the subject where nothing but that stands in it; else empty."""
    sentences = [tidy(one) for one in re.split(r"[。；;！!\n]", written) if one.strip()]
    asked = next((one for one in sentences if _WITHDRAWS.search(squeeze(one))), "")
    if not asked and _WITHDRAWS.search(_REPLY.sub("", squeeze(subject))):
        asked = tidy(subject)
    return asked[:_LONGEST]


def _round_asked(desk: Desk, envelope: Envelope, asked: str) -> Round:
    """The round an application is about: what it says, our letter that it answers, the time of receipt."""
    said = round_said(f"{envelope.message.subject} {asked}", desk.rounds)
    return said or envelope.reference or round_open_at(envelope.mail.received_at, desk.rounds)


def _hold(
    desk: Desk, page: Page, envelope: Envelope, kind: HeldKind, reason: str, round_: Round | None, now: datetime
) -> Outcome:
    """Put an application on a person's desk and say that it has come."""
    message, unit = envelope.message, envelope.sender
    page.held.add(
        mail=envelope.mail.number,
        kind=kind,
        reason=reason,
        at=now,
        unit=unit.name if unit else "",
        round_=round_.code if round_ else "",
    )
    if ask_about(desk, page, envelope, now) or not may_answer(
        page, envelope, ("applied",), desk.settings.mail.per_day, now
    ):
        return Outcome(MailState.HELD, reason)
    letter = draft(
        desk,
        "applied",
        f"applied:{envelope.mail.number}",
        now,
        kind="applied" if unit else STRANGER,
        to=(message.sender,) if message.sender else (),
        thread=envelope.thread,
        of=round_.code if round_ else "",
        unit=unit.name if unit else "",
        received_at=envelope.mail.received_at,
        mail_subject=message.subject,
        files=[file.name for file in message.attachments if not file.inline],
        matter=_MATTERS[kind],
        deadline=assess_unit(desk, page, round_, unit, now).deadline if unit and round_ else None,
    )
    queue(page, desk, letter, now=now, mail=envelope.mail.number)
    return Outcome(MailState.HELD, reason)


def _state(desk: Desk, page: Page, envelope: Envelope, unit: Unit, now: datetime) -> Outcome:
    """A unit's own state in the round it names or the one that is open, with its own form."""
    message = envelope.message
    round_ = round_said(message.subject, desk.rounds) or current_round(desk, now)
    if page.mails.like(message.message_id, message.sender or "", but=envelope.mail.number):
        return Outcome(MailState.ANSWERED, "查询来信重复送达，已答复过")
    if not may_answer(page, envelope, ("query",), _MOST_QUERIES, now):
        return Outcome(MailState.IGNORED, f"24小时内已答复该地址查询{_MOST_QUERIES}次，不再自动答复")
    one = assess_unit(desk, page, round_, unit, now, knowing=known(desk, page, but=envelope.mail.number))
    attached = _form(desk, page, one, now)
    letter = draft(
        desk,
        "query",
        f"query:{envelope.mail.number}",
        now,
        to=(message.sender,) if message.sender else (),
        thread=envelope.thread,
        attachments=attached,
        of=round_.code,
        unit=unit.name,
        round=round_.name,
        deadline=one.deadline,
        due=round_.due,
        extended=one.deadline != round_.deadline,
        standing=one.standing.label,
        reason=one.reason,
        arrivals=_arrivals(page, one),
        expected=list(one.expected),
        answered=list(one.answered),
        blank=[number for number in one.expected if number not in one.answered],
        findings=[finding for finding in one.findings if finding.code not in answers.OFFICE_ONLY],
        attached=bool(attached),
        open_problems=in_words(desk, told_problems(desk, page, now).get(unit.name, ())),
    )
    queue(page, desk, letter, now=now, mail=envelope.mail.number)
    return Outcome(MailState.ANSWERED, f"查询：已答复{unit.name}{round_.name}报送情况")


def _form(desk: Desk, page: Page, one: Assessment, now: datetime) -> tuple[Attachment, ...]:
    """The unit's form with what it has handed in, or as it went out."""
    if one.versions:
        return answers.own_form(desk, one.unit, one, page.submissions.one(one.versions[-1]))
    return blank_forms(
        desk, one.unit, one.round, last_texts(desk, page, one.round, now).get(one.unit.name, {}), deadline=one.deadline
    )


def _arrivals(page: Page, one: Assessment) -> list[dict[str, object]]:
    submissions = [page.submissions.one(number) for number in one.versions]
    return [
        {
            "number": each.number,
            "received_at": each.received_at,
            "file": each.file,
            "state": "现行版本"
            if each.number == one.submission
            else ("已退回补正" if each.blocked else "已由新版替代"),
        }
        for each in submissions
    ]


def tell_decided(desk: Desk, page: Page, decision: Decision, held: Held | None, now: datetime) -> None:
    """A unit hears that it has more time, need not report, or that its application was refused.

    `decision` is as entered: with its number, unit and round.
    """
    outcome = {Verdict.EXTEND: "延期", Verdict.EXCUSE: "免报"}.get(decision.kind, "不同意延期")
    unit, round_ = desk.roster[decision.unit], desk.round(decision.round)
    mail = page.mails.one(held.mail) if held else None
    letter = draft(
        desk,
        "decided",
        f"decided:{decision.number}",
        now,
        to=unit.addresses,
        thread=(mail.message_id,) if mail and mail.message_id else (),
        of=round_.code,
        unit=unit.name,
        round=round_.name,
        deadline=assess_unit(desk, page, round_, unit, now).deadline,
        due=round_.due,
        original=round_.deadline,
        outcome=outcome,
        reason=decision.reason,
        applied_at=mail.received_at if mail else None,
    )
    queue(page, desk, letter, now=now, mail=mail.number if mail else None)
