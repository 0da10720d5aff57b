"""The office's own people decide by replying: each line one decision, taken by the same functions as by command, answered
at once with what was done and how to take it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import mailboxes
from ledger.book import Page
from ledger.held_kinds import HeldKind
from ledger.model import Asked, Decision, MailState, Reply
from ledger.trouble import BookError
from mailboxes.message.quotes import is_forward, own_text
from office.answers.requests import asks_for_state
from office.arrivals.open_mail import open_mail
from office.arrivals.thanks import is_polite
from office.asking.asking import VALID
from office.asking.carriers import codes_in, without_codes
from office.asking.grammar import WrittenLine, read_lines
from office.asking.table import VERSION, Order, Verb
from office.asking.written import unsigned
from office.decisions.decide import DecisionError, act, keep_since
from office.decisions.decided_on import said_before
from office.decisions.digest import tell_person
from office.decisions.guessing import is_guessing
from office.decisions.meaning import MeaningError, decisions_of, taken_at
from office.decisions.permitted import needed
from office.decisions.staff_letters import Handled, StaffReply, answer, ask_twice
from office.decisions.unit_answers import answer_of_unit
from office.desk.desk import Desk
from office.desk.staff import Role

_NEEDS = dict.fromkeys((Verb.APPROVE, Verb.WITHDRAW, Verb.ISSUE, Verb.CORRECT), Role.APPROVE)
_TWICE = (Verb.ISSUE, Verb.CORRECT)
"""What cannot be taken back is done after a second word."""
_BY_LINK = (Verb.OPTION, Verb.UNDO, Verb.CONFIRM)


def act_on_replies(desk: Desk, now: datetime) -> int:
    """Read every reply that was noticed: how many. One that cannot be read stops no other and is shown to a person."""
    with desk.book.reading() as page:
        unread = page.questions.replies_unread()
    for reply in unread:
        try:
            with desk.book.writing() as page:
                _read(desk, page, reply, now)
        except BookError:  # the machine's trouble, not the reply's: it is read at the next poll
            raise
        except Exception as error:  # noqa: BLE001  whatever a reply does to us, the next one is somebody else's
            with desk.book.writing() as page:
                reason = f"回复读取失败：{type(error).__name__}: {error}"
                page.held.add(mail=reply.mail, kind=HeldKind.FAILED, reason=reason, at=now)
                page.mails.settle(reply.mail, MailState.HELD, reason)
                page.questions.finish_reply(reply.number, {"failed": reason}, at=now)
    return len(unread)


def _read(desk: Desk, page: Page, reply: Reply, now: datetime) -> None:
    """What comes of a reply, in one transaction."""
    mail = page.mails.one(reply.mail)
    message = open_mail(desk.settings, page.mails.raw(mail.sha256 or ""), files=False).message
    numbers = set(reply.carriers.values())
    asked = page.questions.one(numbers.pop()) if len(numbers) == 1 else None
    unit, person = desk.roster.sender(reply.sender), desk.settings.person(reply.sender)
    outcome: object = {"settled": "已不在本办人员名单"}
    if asked and asked.kind == "unit" and unit and unit.name == asked.unit:
        outcome = answer_of_unit(desk, page, reply, mail, message, asked, now)
    elif person:
        case = StaffReply(reply=reply, mail=mail, message=message, person=person, asked=asked)
        outcome = _of_staff(desk, page, case, now)
    page.questions.finish_reply(reply.number, {"grammar": VERSION, "sha256": mail.sha256, "result": outcome}, at=now)


def _of_staff(desk: Desk, page: Page, case: StaffReply, now: datetime) -> object:
    """One of the office's own people: a query, or lines that decide."""
    if is_guessing(page, case, _written(desk, page, case), now):
        return {"guessing": True}
    outcome, lines = Handled(), _lines(desk, page, case)
    if _is_query(lines, case.message.subject):
        tell_person(desk, page, case.person, now, key=f"digest:query:{case.mail.number}")
        return {"query": True}
    if not lines and is_polite(own_text(case.message, letter_lines(page, case.asked))):
        return {"thanks": True}
    if why := _why_not(case, now):
        outcome.refuse("", why)
    elif not lines:
        outcome.refuse("", "回复中没有写决定")
        outcome.help = True
    else:
        for line in _once(lines, outcome):
            _do(desk, page, case, line, outcome, now)
    if outcome.twice:
        ask_twice(desk, page, case, outcome, now)
    if outcome.done or outcome.undone:
        answer(desk, page, case, outcome, now)
    return {"done": outcome.done, "undone": outcome.undone, "twice": outcome.twice, "decisions": outcome.decisions}


def _lines(desk: Desk, page: Page, case: StaffReply) -> list[WrittenLine]:
    """The lines of a reply that decide or seem to; of a mail without a word, what a link wrote into its subject."""
    written, subject = _written(desk, page, case), case.message.subject
    codes = [one.code for one in page.questions.asked_as(codes=codes_in(f"{subject}\n{written}"))]
    lines = _read_lines(desk, without_codes(written, codes))
    if not lines and not written.strip():
        lines = [
            line for line in _read_lines(desk, without_codes(subject, codes)) if line.said and line.said.act in _BY_LINK
        ]
    return [line for line in lines if line.said or line.trouble]


def _written(desk: Desk, page: Page, case: StaffReply) -> str:
    """What a person wrote, without who he is."""
    office = desk.settings.office
    names = [case.person.name, case.person.address, office.name, office.address]
    names += [name for unit in desk.roster.units for name in (unit.name, *unit.aliases)]
    return unsigned(own_text(case.message, letter_lines(page, case.asked)), names)


def _read_lines(desk: Desk, text: str) -> list[WrittenLine]:
    return read_lines(text, roster=desk.roster, rounds=(*desk.rounds, *desk.carried.rounds), year=desk.settings.year)


def letter_lines(page: Page, asked: Asked | None) -> list[str]:
    """The lines of the letter that was answered."""
    post = page.letters.by_key(asked.letter) if asked else None
    return mailboxes.decode(page.letters.content(post.number)).text.splitlines() if post else []


def _is_query(lines: Sequence[WrittenLine], subject: str) -> bool:
    said = [line.said.act for line in lines if line.said]
    return asks_for_state(subject) or said == [Verb.QUERY]


def _why_not(case: StaffReply, now: datetime) -> str:
    """Why a reply decides nothing whatever it says; "" if it may."""
    if case.person.role is Role.VIEW:
        return "您的邮箱只设为接收待办，不能作出决定；需要办理的，请由本办在设置中调整权限"
    if not case.person.in_force(case.mail.received_at):
        return f"您的权限{case.person.term}，没有办理"
    if is_forward(case.message.subject):
        return "转发的邮件不作决定，请直接回复本办的来信"
    if case.asked is None:
        torn = "回复中的编号、回信地址与所回复的来信不一致，" if case.reply.carriers else ""
        return f"{torn}不能确定您回复的是哪一封来信；请直接回复最近一封【待办】，或在主题中写上其中的编号"
    if now >= case.asked.asked_at + VALID:
        return "您回复的来信已过三个月，没有办理；请直接回复最近一封【待办】"
    return ""


def _once(lines: Sequence[WrittenLine], outcome: Handled) -> Iterator[WrittenLine]:
    """The lines, without those that say two different things of one matter."""
    about: dict[tuple[str, int], set[Order]] = {}
    for line in lines:
        for matter in _matters(line.said):
            about.setdefault(matter, set()).add(line.said) if line.said else None
    told = set[Order]()
    for line in lines:
        if any(len(about[matter]) > 1 for matter in _matters(line.said)):
            outcome.refuse(line.words, "对同一事项写了不同的意见，都没有办理，请只写一个")
        elif line.said is None or line.said not in told:  # the same line twice decides once
            yield line
        if line.said:
            told.add(line.said)


def _matters(said: Order | None) -> list[tuple[str, int]]:
    if said is None:
        return []
    named = [("held", number) for number in said.held]
    return [*named, *((name, value) for name in ("submission", "letter") if (value := getattr(said, name)) is not None)]


def _do(desk: Desk, page: Page, case: StaffReply, line: WrittenLine, outcome: Handled, now: datetime) -> None:
    """One line: what came of it."""
    said = line.said
    if said is None:
        outcome.refuse(line.words, line.trouble)
        outcome.help = True
    elif said.act is Verb.OPTION:
        _do_option(desk, page, case, line, said, outcome, now)
    elif said.act is Verb.CONFIRM:
        _do_confirmed(desk, page, case, outcome, now)
    elif case.person.role.rank < _NEEDS.get(said.act, Role.DECIDE).rank:
        outcome.refuse(line.words, "您的权限不能审定、印发、更正通报")
    elif not case.confirmed and (said.act in _TWICE or not case.verified):
        outcome.twice.append(line.words)
    else:
        try:
            for decision in decisions_of(desk, page, case.asked, said):
                _decide(desk, page, case, line, decision, outcome, now)
        except MeaningError as error:
            outcome.refuse(line.words, str(error))


def _decide(
    desk: Desk, page: Page, case: StaffReply, line: WrittenLine, decision: Decision, outcome: Handled, now: datetime
) -> None:
    """Take one decision, whole or not at all."""
    if case.person.role.rank < needed(page, decision).rank:
        outcome.refuse(line.words, "您的权限不能作出或撤销对通报的决定")
        return
    if earlier := said_before(page, decision):
        outcome.refuse(line.words, earlier)
        return
    before = page.decisions.newest()
    moment = taken_at(before, now)
    entered = replace(decision, by=case.person.signed, at=moment, mail=case.mail.number, words=line.words)
    try:
        with page.apart():
            done = act(desk, page, entered, now)
            new = keep_since(desk, page, before, now)
    except DecisionError as error:
        outcome.refuse(line.words, str(error))
    else:
        outcome.done.append({"words": line.words, "said": done.rstrip("。")})
        outcome.decisions += [one.number for one in new]


def _do_option(
    desk: Desk, page: Page, case: StaffReply, line: WrittenLine, said: Order, outcome: Handled, now: datetime
) -> None:
    """An answer by its number: the line that the letter offered under it."""
    options = case.asked.facts.get("options") if case.asked else None
    lines = options.get(str(said.held[0]), []) if isinstance(options, dict) else []
    if not 0 < said.option <= len(lines):
        outcome.refuse(line.words, "来信中没有这个选项")
        return
    for read in _read_lines(desk, str(lines[said.option - 1])):
        _do(desk, page, case, read, outcome, now)


def _do_confirmed(desk: Desk, page: Page, case: StaffReply, outcome: Handled, now: datetime) -> None:
    """The second word: the lines that waited for it, as they were read then."""
    asked = case.asked
    if asked is None or asked.kind != "confirm" or asked.address != case.person.address:
        outcome.refuse("确认", "没有等您确认的决定")
    elif asked.settled_at:
        outcome.refuse("确认", "已经确认过")
    elif now >= asked.until:
        outcome.refuse("确认", "确认时限已过，没有办理；请重新回复最近一封【待办】")
    else:
        page.questions.settle(asked.number, at=now)
        origin, lines = asked.facts.get("asked"), asked.facts.get("lines")
        first = replace(case, confirmed=True, asked=page.questions.one(origin) if isinstance(origin, int) else None)
        for words in lines if isinstance(lines, list) else ():
            for line in _read_lines(desk, words):
                _do(desk, page, first, line, outcome, now)
