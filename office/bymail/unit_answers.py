"""A unit answers what it was asked: what it chose is decided in its name, confirmed in the receipt; what is not understood
is asked once more, then the office takes over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import mailboxes
from ledger.book import Page
from ledger.calendar import print_moment
from ledger.model import Asked, Decision, Letter, Mail, Message, Reply, Unit, Verdict
from mailboxes.quotes import is_forward, own_text, quoted_lines
from office.bymail.carriers import codes_in, without_codes
from office.bymail.choices import marked_choice, read_choice
from office.bymail.questions import ASK_OTHER, RESTATE, Question, ask_other, ask_unit, question_of
from office.decide import DecisionError, act, keep_since
from office.desk import Desk
from office.post import draft, queue

_LONGEST = 60  # characters of an answer that is asked back


def answer_of_unit(
    desk: Desk, page: Page, reply: Reply, mail: Mail, message: Message, asked: Asked, now: datetime
) -> object:
    """What comes of a unit's answer."""
    unit, question = desk.roster[asked.unit], question_of(asked)
    open_ = [one.number for one in page.held() if one.number in question.held]
    if asked.settled_at or not open_:
        _tell(
            desk, page, unit, reply, mail, "这一事项已经办理完毕，你单位此次答复未作改动", "如需变更，请与我办联系", now
        )
        return {"late": True}
    words, chosen = _choice(desk, page, message, asked, question)
    if chosen is None:
        return _not_understood(desk, page, unit, reply, mail, asked, question, words, now)
    page.settle_asked(asked.number, at=now)
    label, does = question.options[chosen - 1]
    try:
        with page.apart():
            done = [_do(desk, page, unit, reply, mail, one, label, words, now) for one in does]
    except DecisionError as error:
        _tell(desk, page, unit, reply, mail, "已转工作人员核实办理", f"你单位答复：{label}", now)
        return {"chosen": chosen, "words": words, "refused": str(error)}
    if not does:
        _tell(desk, page, unit, reply, mail, "已转工作人员核实办理", f"你单位答复：{label}", now)
    return {"chosen": chosen, "words": words, "done": done}


def _choice(desk: Desk, page: Page, message: Message, asked: Asked, question: Question) -> tuple[str, int | None]:
    """The words of an answer, and the option they choose: above the quotation, below it, or by a mark within."""
    post = page.post_by_key(asked.letter)
    letter = mailboxes.decode(page.letter(post.number)).text.splitlines() if post else []
    written, labels = own_text(message, letter), [label for label, _ in question.options]
    words = without_codes(written, codes_in(f"{message.subject}\n{written}")).strip()
    if is_forward(message.subject):
        return words, None
    if words:
        return words, read_choice(words, labels, desk.rounds)
    return "", marked_choice(quoted_lines(message), labels)


def _do(
    desk: Desk,
    page: Page,
    unit: Unit,
    reply: Reply,
    mail: Mail,
    does: Mapping[str, object],
    label: str,
    words: str,
    now: datetime,
) -> str:
    """One thing that follows from a choice. Raises DecisionError."""
    number = int(str(does["held"]))
    reason = f"单位{print_moment(mail.received_at)}答复：{label}"
    if does["kind"] == ASK_OTHER:
        other, (held,) = desk.roster[str(does["unit"])], page.held(number)
        if not ask_other(desk, page, held, other, unit, now):
            raise DecisionError(f"{other.name}没有登记邮箱，或已经询问过")
        return f"已去信询问{other.name}"
    if does["kind"] == RESTATE:
        return _restate(page, number, str(does["said"]), str(does["day"]), now)
    decision = Decision(
        number=0,
        kind=Verdict(str(does["kind"])),
        by=f"{unit.name}（{reply.sender}）",
        at=now,
        reason=reason,
        unit=str(does.get("unit", "")),
        round=str(does.get("round", "")),
        held=number,
        mail=mail.number,
        words=words,
    )
    before = page.newest_decision()
    done = act(desk, page, decision, now)
    keep_since(desk, page, before, now)
    return done


def _restate(page: Page, number: int, said: str, day: str, now: datetime) -> str:
    """An application in other words, for the office to decide on."""
    (held,) = page.held(number)
    page.settle_held([number], at=now)
    again = page.hold(
        mail=held.mail,
        kind=held.kind,
        reason=f"{held.reason.replace(said, day)}（原写“{said}”，经询问为{day}）",
        at=now,
        unit=held.unit,
        round_=held.round,
    )
    return f"改列为第{again}号"


def _not_understood(
    desk: Desk,
    page: Page,
    unit: Unit,
    reply: Reply,
    mail: Mail,
    asked: Asked,
    question: Question,
    words: str,
    now: datetime,
) -> object:
    """Ask once more; the second time the office takes over."""
    page.settle_asked(asked.number, at=now)
    if not asked.facts["again"] and ask_unit(
        desk, page, unit, reply.sender, question, now,
        mail=page.held(question.held[0])[0].mail, thread=(mail.message_id,), again=words[:_LONGEST] or "（没有写答复）",
    ):  # fmt: skip
        return {"words": words, "asked": "again"}
    _tell(
        desk,
        page,
        unit,
        reply,
        mail,
        "两次答复未能看懂，已转工作人员核实办理",
        f"你单位答复：{words[:_LONGEST] or '（没有写答复）'}",
        now,
    )
    return {"words": words, "asked": "office"}


def _tell(desk: Desk, page: Page, unit: Unit, reply: Reply, mail: Mail, said: str, reason: str, now: datetime) -> None:
    letter = draft(
        desk,
        "outcome",
        f"outcome:reply:{reply.number}",
        now,
        unit=unit.name,
        received_at=mail.received_at,
        mail_subject=mail.subject,
        said=said,
        reason=reason,
    )
    addressed = Letter(
        key=letter.key,
        kind=letter.kind,
        to=(reply.sender,),
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        references=(mail.message_id,) if mail.message_id else (),
        unit=unit.name,
    )
    queue(page, desk, addressed, now=now, mail=mail.number)
