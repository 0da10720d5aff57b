"""The letters that answer one of the office's own people: what was done, what was not, what wants a second word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ledger.book import Page
from ledger.model import Asked, Letter, Mail, Message, Reply
from ledger.rounds import round_open_at
from office.asking.asking import ask, asking
from office.asking.examples import words_of
from office.decisions.undoing import WITHIN, can_be_undone
from office.desk.desk import Desk
from office.desk.staff import Role, Staff
from office.post.post import draft

_MOST_UNREAD = 3  # letters in a day that say only that nothing was understood
_HELP = (
    "3 归属{unit}",
    "3 登记为{round}",
    "4 认可",
    "5 退回：缺第3项",
    "6 同意延期至{day}",
    "6 不同意：理由",
    "7 作废",
    "8 无需处理",
    "{unit} {round} 免报：理由",
    "第17号报送件 作废：理由",
    "撤销",
)
_HELP_CIRCULAR = ("审定", "印发 {document}", "撤回审定")


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffReply:
    """A reply of one of the office's own people, with all that it is judged by."""

    reply: Reply
    mail: Mail
    message: Message
    person: Staff
    asked: Asked | None
    confirmed: bool = False

    @property
    def verified(self) -> bool:
        """Whether our own mail server vouches for the sender."""
        return self.reply.proof == "verified"


@dataclass(slots=True)
class Handled:
    """What came of a reply so far: lines with what was done or why not, lines that wait for a second word."""

    done: list[dict[str, str]] = field(default_factory=list)
    undone: list[dict[str, str]] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    decisions: list[int] = field(default_factory=list)
    help: bool = False

    def refuse(self, words: str, why: str) -> None:
        """A line of which nothing came."""
        self.undone.append({"words": words, "said": why.rstrip("。").replace("\n", "；")})


def ask_twice(desk: Desk, page: Page, case: StaffReply, outcome: Handled, now: datetime) -> None:
    """Ask for a second word, at the address that the decider is known by."""
    key = f"confirm:{case.mail.number}"
    one, until = asking(desk, page, key), now + WITHIN
    letter = draft(
        desk,
        "confirm",
        key,
        now,
        person=case.person.name,
        received_at=case.mail.received_at,
        why="印发、更正以后不能撤销" if case.verified else "本办邮件服务器没有验证发件人身份",
        lines=outcome.twice,
        confirm_by=until,
        link=one.link("CONFIRM", "确认"),
        code=one.code,
    )
    facts = {"lines": outcome.twice, "asked": case.asked.number if case.asked else None}
    _send(desk, page, case, letter, kind="confirm", facts=facts, until=until, now=now)


def answer(desk: Desk, page: Page, case: StaffReply, outcome: Handled, now: datetime) -> None:
    """Tell what was done, and how it is taken back; what was not, and how to write it."""
    since = now - timedelta(days=1)
    if not outcome.done and page.letters.queued_since(case.person.address, ("unhandled",), since) >= _MOST_UNREAD:
        return
    key = f"handled:{case.mail.number}"
    one, until = asking(desk, page, key), now + WITHIN
    undo = [each.number for each in page.decisions.all() if each.number in outcome.decisions and can_be_undone(each)]
    helped = _HELP + (_HELP_CIRCULAR if case.person.role is Role.APPROVE else ())
    about = case.asked.round if case.asked and case.asked.round else round_open_at(now, desk.rounds).code
    words = words_of(desk.roster, desk.rounds, desk.settings.year, about)
    letter = draft(
        desk,
        "handled",
        key,
        now,
        kind="handled" if outcome.done else "unhandled",
        person=case.person.name,
        received_at=case.mail.received_at,
        done=outcome.done,
        undone=outcome.undone,
        undo=bool(undo),
        undo_by=until if undo else None,
        undo_link=one.link("UNDO", "撤销") if undo else "",
        help=tuple(map(words.fill, helped)) if outcome.help else (),
        code=one.code,
    )
    offered = {name: case.asked.facts[name] for name in ("options", "items") if case.asked and name in case.asked.facts}
    facts = {**offered, "decisions": undo}
    _send(desk, page, case, letter, kind="done", facts=facts, until=until, now=now)


def _send(
    desk: Desk,
    page: Page,
    case: StaffReply,
    letter: Letter,
    *,
    kind: str,
    facts: Mapping[str, object],
    until: datetime,
    now: datetime,
) -> None:
    thread = tuple(dict.fromkeys(one for one in (*case.message.references, case.message.message_id) if one))
    round_ = case.asked.round if case.asked else ""
    addressed = replace(letter, to=(case.person.address,), references=thread, round=round_)
    ask(page, desk, addressed, kind=kind, facts=facts, until=until, now=now, mail=case.mail.number)
