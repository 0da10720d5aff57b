"""What a unit is asked about its own mail: one short question, answered by a number. Until then nothing is decided; after
a working day the office takes over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from ledger.book import Page
from ledger.calendar import CalendarError, midnight_after, print_deadline
from ledger.model import SHANGHAI, Asked, Held, Unit
from office.arrivals.judging import Envelope
from office.asking.asking import ask, asking, numbered, offered
from office.asking.question_kinds import Question, from_stranger, questions_about, whether_own
from office.desk.desk import Desk
from office.post.budgets import may_answer
from office.post.post import draft

_MOST_ASKED = 3  # of an address in a day


def ask_about(desk: Desk, page: Page, envelope: Envelope, now: datetime) -> bool:
    """Ask the sender about what his mail is held for; False where nothing can be asked, and a person looks at once. Of a
    stranger's form the unit that it names is asked."""
    unit, mail = envelope.sender, envelope.mail
    if unit is None:
        _ask_the_named(desk, page, envelope, now)
    if unit is None or not mail.timed or not may_answer(page, envelope, ("ask",), _MOST_ASKED, now):
        return False
    items = [one for one in page.held.listed() if one.mail == mail.number]
    thread = tuple(one for one in (*envelope.message.references, envelope.message.message_id) if one)
    to = envelope.message.sender or ""
    questions = questions_about(desk, page, items, unit)[:_MOST_ASKED]
    asked = [ask_unit(desk, page, unit, to, one, now, mail=mail.number, thread=thread) for one in questions]
    return any(asked)


def _ask_the_named(desk: Desk, page: Page, envelope: Envelope, now: datetime) -> None:
    """Ask each unit that a form from an unregistered address names, whether it is its own."""
    mail, since = envelope.mail, now - timedelta(days=1)
    if not mail.timed or envelope.message.automatic or envelope.authentic == "failed":
        return
    for held in page.held.listed():
        named = desk.roster.find(held.unit) if held.mail == mail.number and held.kind == "unknown_sender" else None
        if named and held.file and named.addresses and page.letters.queued_since(named.addresses[0], ("ask",), since) < _MOST_ASKED:  # fmt: skip
            question = from_stranger(held, named, envelope.message.sender or "")
            ask_unit(desk, page, named, named.addresses[0], question, now, mail=mail.number, thread=())


def ask_unit(
    desk: Desk,
    page: Page,
    unit: Unit,
    address: str,
    question: Question,
    now: datetime,
    *,
    mail: int,
    thread: tuple[str, ...],
    again: str = "",
) -> bool:
    """Queue a question to a unit, at one of its registered addresses; `again` is an answer that was not understood."""
    key = f"ask:{question.held[0]}:{unit.name}{':again' if again else ''}"
    one, until, known = asking(desk, page, key), _reply_by(desk, now), page.mails.one(mail)
    letter = draft(
        desk,
        "ask",
        key,
        now,
        unit=unit.name,
        received_at=known.received_at,
        mail_subject="" if question.of_other else known.subject,  # no stranger puts words into our letters
        of_other=question.of_other,
        files=[question.file] if question.file else [],
        matter=question.matter,
        why=question.why,
        options=offered(one, numbered(label for label, _ in question.options)),
        again=again,
        reply_by=until,
        code=one.code,
    )
    addressed = replace(letter, to=(address,), references=tuple(dict.fromkeys(thread)))
    return ask(page, desk, addressed, kind="unit", facts=_facts(question, again), until=until, now=now, mail=mail)


def _facts(question: Question, again: str) -> dict[str, object]:
    return {
        "items": list(question.held),
        "matter": question.matter,
        "why": question.why,
        "file": question.file,
        "of_other": question.of_other,
        "options": [label for label, _ in question.options],
        "does": [list(does) for _, does in question.options],
        "again": bool(again),
    }


def question_of(asked: Asked) -> Question:
    """The question that a letter asked."""
    facts = asked.facts
    options, does = facts["options"], facts["does"]
    assert isinstance(options, list) and isinstance(does, list)  # noqa: S101, PT018  as `_facts` wrote them
    held = facts["items"]
    assert isinstance(held, list)  # noqa: S101  as `_facts` wrote it
    return Question(
        matter=str(facts["matter"]),
        why=str(facts["why"]),
        options=tuple((label, tuple(acts)) for label, acts in zip(options, does, strict=True)),
        held=tuple(held),
        file=str(facts["file"]),
        of_other=bool(facts.get("of_other")),
    )


def waiting_on_units(page: Page, now: datetime) -> dict[int, Asked]:
    """The held items that wait on a unit's answer at a moment, with what was asked."""
    asked = [one for one in page.questions.all("unit") if one.settled_at is None and now < one.until]
    return {number: one for one in asked for number in question_of(one).held}


def asked_of_units(desk: Desk) -> dict[int, str]:
    """Of each held item that a unit was asked about: whom, what, until when it may answer, for a person to see."""
    with desk.book.reading() as page:
        asked = [one for one in page.questions.all("unit") if one.settled_at is None]
    told = {number: one for one in asked for number in question_of(one).held}
    return {
        number: f"已去信询问{one.unit}：{one.facts['matter']}，{print_deadline(one.until)}前答复"
        for number, one in told.items()
    }


def _reply_by(desk: Desk, now: datetime) -> datetime:
    """The end of the next working day."""
    today = now.astimezone(SHANGHAI).date()
    try:
        return midnight_after(desk.settings.calendar.shift(today, 1))
    except CalendarError:
        return midnight_after(today + timedelta(days=1))


def ask_other(desk: Desk, page: Page, held: Held, other: Unit, by: Unit, now: datetime) -> bool:
    """Ask the unit whose form another one says it passes on."""
    if not other.addresses:
        return False
    said = f"该邮件由{by.name}发来，答复说其中的填报表是你单位的台账，由其转送。"
    question = whether_own(held, other, said)
    return ask_unit(desk, page, other, other.addresses[0], question, now, mail=held.mail, thread=())
