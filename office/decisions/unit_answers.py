"""A unit answers what it was asked: what it chose is decided in its name, confirmed in the receipt; what is not understood
is asked once more, then the office takes over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import mailboxes
from ledger.book import Page
from ledger.calendar import print_moment
from ledger.held_kinds import HeldKind
from ledger.model import Asked, Decision, Mail, MailState, Message, Reply, Unit, Verdict
from mailboxes.message.quotes import is_forward, own_text, quoted_lines
from office.arrivals.thanks import names_of
from office.asking.carriers import codes_in, without_codes
from office.asking.choices import marked_choice, read_choice, said_besides
from office.asking.question_kinds import ASK_OTHER, RESTATE, Question
from office.asking.questions import ask_other, ask_unit, question_of
from office.asking.written import unsigned
from office.decisions.decide import DecisionError, act, keep_since
from office.decisions.meaning import taken_at
from office.desk.desk import Desk
from office.post.post import draft, queue

_LONGEST = 60  # characters of an answer that is asked back
_LONGEST_REST = 300  # characters of what it says besides
_TO_OFFICE = "已转工作人员核实办理"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """A unit's answer with the question it is to, the words as read and the option they choose."""

    unit: Unit
    reply: Reply
    mail: Mail
    asked: Asked
    question: Question
    words: str
    chosen: int | None


def answer_of_unit(
    desk: Desk, page: Page, reply: Reply, mail: Mail, message: Message, asked: Asked, now: datetime
) -> object:
    """What comes of a unit's answer."""
    question = question_of(asked)
    words, chosen = _choice(desk, page, message, asked, question)
    one = _Answer(
        unit=desk.roster[asked.unit], reply=reply, mail=mail, asked=asked, question=question, words=words, chosen=chosen
    )
    if not any(held.number in question.held for held in page.held.listed()):
        _tell(desk, page, one, "这一事项已经办理完毕，你单位此次答复未作改动", "如需变更，请与我办联系", now)
        return {"words": words, "late": True}
    said = question.options[chosen - 1][0] if chosen else words[:_LONGEST]
    for each in page.questions.all("unit"):  # the first asking and the second are one question
        if each.unit == asked.unit and question_of(each).held == question.held:
            page.questions.settle(each.number, at=now, answer=said)
    if chosen is None:
        return _not_understood(desk, page, one, now)
    _keep_the_rest(page, one, now)
    return _do_chosen(desk, page, one, chosen, now)


def _do_chosen(desk: Desk, page: Page, one: _Answer, chosen: int, now: datetime) -> object:
    """All that follows from a choice, or none of it: then a person looks."""
    label, does = one.question.options[chosen - 1]
    reason = f"单位{print_moment(one.mail.received_at)}答复：{label}"
    done, refused = list[str](), ""
    try:
        with page.apart():
            done = [_do(desk, page, one, each, reason, now) for each in does]
    except DecisionError as error:
        refused = str(error)
    if refused or not does:
        _tell(desk, page, one, _TO_OFFICE, f"你单位答复：{label}", now)
    return {"words": one.words, "chosen": chosen, "done": done, "refused": refused}


def _keep_the_rest(page: Page, one: _Answer, now: datetime) -> None:
    """What the answer says beside its choice waits for a person: nobody else would read it."""
    more = said_besides(unsigned(one.words, names_of(one.unit)))[:_LONGEST_REST]
    if more:
        reason = f"「{one.unit.name}」答复询问（{one.question.matter}）时另写“{more}”，请阅看"
        page.held.add(mail=one.mail.number, kind=HeldKind.NO_FORM, reason=reason, at=now, unit=one.unit.name)
        page.mails.settle(one.mail.number, MailState.HELD, reason)


def _choice(desk: Desk, page: Page, message: Message, asked: Asked, question: Question) -> tuple[str, int | None]:
    """The words of an answer, and the option they choose: above the quotation, below it, or by a mark within."""
    post = page.letters.by_key(asked.letter)
    letter = mailboxes.decode(page.letters.content(post.number)).text.splitlines() if post else []
    written, labels = own_text(message, letter), [label for label, _ in question.options]
    words = without_codes(written, codes_in(f"{message.subject}\n{written}")).strip()
    if is_forward(message.subject):
        return words, None
    if words:
        return words, read_choice(unsigned(words, names_of(desk.roster[asked.unit])), labels, desk.rounds)
    return "", marked_choice(quoted_lines(message, letter), labels)


def _do(desk: Desk, page: Page, one: _Answer, does: Mapping[str, object], reason: str, now: datetime) -> str:
    """One thing that follows from a choice. Raises DecisionError."""
    number = int(str(does["held"]))
    if does["kind"] == ASK_OTHER:
        other, (held,) = desk.roster[str(does["unit"])], page.held.listed(number)
        if not ask_other(desk, page, held, other, one.unit, now):
            raise DecisionError(f"{other.name}没有登记邮箱，或已经询问过")
        return f"已去信询问{other.name}"
    if does["kind"] == RESTATE:
        return _restate(page, number, str(does["said"]), str(does["day"]), now)
    before = page.decisions.newest()
    decision = Decision(
        number=0,
        kind=Verdict(str(does["kind"])),
        by=f"{one.unit.name}（{one.reply.sender}）",
        at=taken_at(before, now),
        reason=reason,
        unit=str(does.get("unit", "")),
        round=str(does.get("round", "")),
        held=number,
        mail=one.mail.number,
        words=one.words,
    )
    done = act(desk, page, decision, now)
    keep_since(desk, page, before, now)
    return done


def _restate(page: Page, number: int, said: str, day: str, now: datetime) -> str:
    """An application in other words, for the office to decide on."""
    (held,) = page.held.listed(number)
    page.held.settle([number], at=now)
    again = page.held.add(
        mail=held.mail,
        kind=held.kind,
        reason=f"{held.reason.replace(said, day)}（原写“{said}”，经询问为{day}）",
        at=now,
        unit=held.unit,
        round_=held.round,
    )
    return f"改列为第{again}号"


def _not_understood(desk: Desk, page: Page, one: _Answer, now: datetime) -> object:
    """Ask once more; the second time the office takes over."""
    words = one.words[:_LONGEST] or "（没有写答复）"
    (held, *_), thread = page.held.listed(one.question.held[0]), (one.mail.message_id,)
    if not one.asked.facts["again"] and ask_unit(
        desk, page, one.unit, one.reply.sender, one.question, now, mail=held.mail, thread=thread, again=words
    ):
        return {"words": one.words, "asked": "again"}
    _tell(desk, page, one, f"两次答复未能看懂，{_TO_OFFICE}", f"你单位答复：{words}", now)
    return {"words": one.words, "asked": "office"}


def _tell(desk: Desk, page: Page, one: _Answer, said: str, reason: str, now: datetime) -> None:
    letter = draft(
        desk,
        "outcome",
        f"outcome:reply:{one.reply.number}",
        now,
        unit=one.unit.name,
        received_at=one.mail.received_at,
        mail_subject=one.mail.subject,
        said=said,
        reason=reason,
    )
    thread = (one.mail.message_id,) if one.mail.message_id else ()
    queue(page, desk, replace(letter, to=(one.reply.sender,), references=thread), now=now, mail=one.mail.number)
