"""【待办】: once a working day, each of the office's own people hears what waits and answers it by a line.

In the morning, and on a deadline's last afternoon; at once only where the mailbox cannot be read. Nothing waiting and no
deadline near: no letter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

import mailboxes
from ledger.book import Page
from ledger.calendar import CalendarError, last_day, within_office_hours
from ledger.model import SHANGHAI, Assessment, Attachment, CircularState, Held, Post, PostState, Round, Standing
from office.assessing import assess_round
from office.bymail.asking import Asking, ask, asking
from office.bymail.offers import offers
from office.bymail.questions import question_of, waiting_on_units
from office.desk import Desk
from office.fates import left_to_person
from office.knowing import known
from office.post import draft, queue
from office.report import make_report
from office.settings import Role, Staff
from office.status import submissions_of
from office.telling import KINDS, tell_bounce
from templates import board

_URGENT, _TOLD = "digest_urgent", "digest_told:"
"""Notes in the book: the day on which something urgent was last told; which digests of which days went out."""
_AFTERNOON = time(14)
_NEAR = 3  # working days before a deadline
_VALID = timedelta(days=31)  # a digest can be answered: what it lists is known by numbers that are never given again


@dataclass(frozen=True, slots=True, kw_only=True)
class _News:
    """What there is to tell."""

    left: int = 0
    trouble: str = ""
    unexplained: str = ""
    waiting: tuple[Held, ...] = ()
    asked: tuple[Held, ...] = ()
    doubtful: tuple[Post, ...] = ()
    bounced: tuple[Post, ...] = ()
    round: Round | None = None
    missing: tuple[Assessment, ...] = ()
    undecided: tuple[Assessment, ...] = ()
    drafts: tuple[tuple[Round, CircularState, int], ...] = field(default=())

    @property
    def urgent(self) -> bool:
        """Whether it cannot wait for the morning."""
        return bool(self.left or self.trouble or self.unexplained)

    @property
    def worth_a_letter(self) -> bool:
        """Whether anybody has to do anything, or a deadline is near and somebody missing."""
        waits = self.waiting or self.doubtful or self.bounced or self.drafts
        return bool(self.urgent or waits or self.missing or self.undecided)


def tell_office(desk: Desk, now: datetime, *, left: int = 0, trouble: str = "", unexplained: str = "") -> None:
    """The digest that is due now, and every letter that the server refused to take, which goes to the unit's other
    contact. `left` mails that the mailbox would not give, `trouble` that keeps it from being read through, and units the
    roster leaves `unexplained` are told of at once, once a day."""
    with desk.book.writing() as page:
        for post in page.posts(state=PostState.REFUSED):
            if post.unit and post.sent_at is None:  # one that came back later was told then
                tell_bounce(desk, page, post, mailboxes.Bounce(recipients=post.recipients, detail=post.detail), now)
        today = str(now.astimezone(SHANGHAI).date())
        urgent = bool(left or trouble or unexplained) and page.note(_URGENT) != today
        key, turn = f"digest:{today}:urgent", _turn(desk, now)
        if turn is not None and not page.note(f"{_TOLD}{today}{turn}"):
            key = f"digest:{today}{turn}"
        elif not urgent:
            return
        news = _news(desk, page, now, left=left, trouble=trouble, unexplained=unexplained)
        if not news.worth_a_letter:
            return
        if urgent:
            page.write_note(_URGENT, today)
        if turn is not None:
            page.write_note(f"{_TOLD}{today}{turn}", "1")
        for person in _readers(desk, news):
            _tell(desk, page, person, news, f"{key}:{person.address}", now)


def _readers(desk: Desk, news: _News) -> list[Staff]:
    """Who gets the digest: the office's clerks; who only approves hears of what waits for approval."""
    notify = {address.lower() for address in desk.settings.notify}
    clerks = [one for one in desk.settings.people if one.address in notify or one.role is Role.DECIDE]
    looking = [one for one in desk.settings.staff if one.role is Role.VIEW and one not in clerks]
    approvers = [one for one in desk.settings.staff if one.role is Role.APPROVE and one not in clerks]
    return [*clerks, *looking, *(approvers if news.drafts or not clerks else [])]


def tell_person(desk: Desk, page: Page, person: Staff, now: datetime, *, key: str) -> None:
    """The digest for one who asks for it."""
    _tell(desk, page, person, _news(desk, page, now, asked_for=True), key, now)


def _turn(desk: Desk, now: datetime) -> str | None:
    """Which digest of the day it is: "" in the morning, ":afternoon" on a deadline's last; None outside office hours."""
    try:
        if not within_office_hours(desk.settings.calendar, now):
            return None
        last = any(_last_afternoon(desk, one) <= now < one.deadline for one in desk.rounds)
    except CalendarError:  # of a year of which nobody has said anything: `check` says so
        return None
    return ":afternoon" if last else ""


def _last_afternoon(desk: Desk, round_: Round) -> datetime:
    day = desk.settings.calendar.shift(last_day(round_.deadline) + timedelta(days=1), -1)
    return datetime.combine(day, _AFTERNOON, SHANGHAI)


def _news(
    desk: Desk,
    page: Page,
    now: datetime,
    *,
    left: int = 0,
    trouble: str = "",
    unexplained: str = "",
    asked_for: bool = False,
) -> _News:
    on_units = waiting_on_units(page, now)
    held = page.held()
    news = _News(
        left=left,
        trouble=trouble,
        unexplained=unexplained,
        waiting=tuple(one for one in held if one.number not in on_units),
        asked=tuple(one for one in held if one.number in on_units),
        doubtful=tuple(left_to_person(desk, page)),
        bounced=tuple(_bounced(page, now)),
        drafts=tuple(_drafts(desk, page)),
    )
    round_ = _near(desk, now) or (_newest(desk, now) if asked_for else None)
    if round_ is None or unexplained:
        return news
    stands = assess_round(desk, page, round_, now)
    return replace(
        news,
        round=round_,
        missing=tuple(one for one in stands if _is_missing(one, now)),
        undecided=tuple(one for one in stands if one.standing is Standing.UNDECIDED or one.waiting),
    )


def _is_missing(one: Assessment, now: datetime) -> bool:
    """Whether nothing acceptable has come of a unit, and nothing that may be it waits."""
    pending = one.standing is Standing.PENDING and now < one.deadline and not one.waiting
    return (one.standing is Standing.MISSING or pending) and one.received_at is None


def _near(desk: Desk, now: datetime) -> Round | None:
    """The round whose deadline is near: from three working days before it until those who are silent are reported."""
    calendar, today = desk.settings.calendar, now.astimezone(SHANGHAI).date()
    for round_ in desk.rounds:
        day = last_day(round_.deadline)
        try:
            if calendar.shift(day, -_NEAR) <= today <= day:
                return round_
            if now >= round_.deadline and today <= calendar.shift(day, desk.settings.escalate):
                return round_
        except CalendarError:
            continue
    return None


def _newest(desk: Desk, now: datetime) -> Round | None:
    opened = [one for one in desk.rounds if one.opens <= now]
    return opened[-1] if opened else None


def _bounced(page: Page, now: datetime) -> Iterable[Post]:
    """Letters that came back or were refused since yesterday morning."""
    since = now - timedelta(days=1)
    return [one for one in page.posts(state=PostState.REFUSED) if (one.sent_at or one.queued_at) > since]


def _drafts(desk: Desk, page: Page) -> Iterable[tuple[Round, CircularState, int]]:
    """Circulars that wait for approval, or to be issued."""
    for round_ in desk.rounds:
        newest = page.circular(round_.code)
        if newest and newest.state in (CircularState.DRAFT, CircularState.APPROVED):
            yield round_, newest.state, newest.version


def _tell(desk: Desk, page: Page, person: Staff, news: _News, key: str, now: datetime) -> None:
    """One person's digest, with what he may decide as lines to answer with."""
    decides = person.role.rank >= Role.DECIDE.rank
    one, on_units, moment = asking(desk, page, key), waiting_on_units(page, now), known(desk, page).read_through
    offered = {held.number: offers(desk, page, held) for held in news.waiting}
    whole = {number: [each.line for each in lines if each.whole] for number, lines in offered.items()}
    shown = _board(desk, page, news.round, now) if news.round else ()
    letter = draft(
        desk,
        "held_digest",
        key,
        now,
        attachments=shown,
        items=[_item(desk, page, held, one if decides else None, offered[held.number]) for held in news.waiting],
        letters=[_letter(post, decides=decides) for post in news.doubtful],
        left=news.left,
        trouble=news.trouble,
        unexplained=news.unexplained,
        read_through=moment,
        person=person.name,
        may_decide=decides,
        code=one.code if decides else "",
        asked=[
            {
                "number": held.number,
                "unit": on_units[held.number].unit,
                "matter": on_units[held.number].facts["matter"],
                "asked_at": on_units[held.number].asked_at,
                "until": on_units[held.number].until,
            }
            for held in news.asked
        ],
        bounced=[
            {"to": "、".join(post.recipients), "subject": post.subject, "detail": post.detail} for post in news.bounced
        ],
        round=news.round.name if news.round else "",
        deadline=news.round.deadline if news.round else None,
        missing=[_missing(each) for each in news.missing] if moment else [],
        undecided=[each.unit.name for each in news.undecided],
        drafts=[_draft(each, person, one) for each in news.drafts],
        board=bool(shown),
    )
    addressed = replace(letter, to=(person.address,))
    if not decides:
        queue(page, desk, addressed, now=now)
        return
    facts = {
        "options": {str(number): lines for number, lines in whole.items()},
        "items": [held.number for held in (*news.waiting, *news.asked)],
        "drafts": {round_.code: version for round_, _, version in news.drafts},
    }
    ask(page, desk, addressed, kind="desk", facts=facts, until=now + _VALID, now=now)


def _item(desk: Desk, page: Page, held: Held, one: Asking | None, lines: Iterable[object]) -> dict[str, object]:
    mail = page.mail(held.mail)
    return {
        "number": held.number,
        "kind": KINDS.get(held.kind, held.kind),
        "received_at": mail.received_at,
        "sender": mail.sender,
        "subject": mail.subject,
        "reason": held.reason,
        "submissions": submissions_of(page, held),
        "note": _note(page, held),
        "answers": _answers(one, held.number, lines) if one else [],
    }


def _answers(one: Asking, number: int, lines: Iterable[object]) -> list[dict[str, str]]:
    """The lines offered, each with its link: a whole one by its number, the others to be written to their end."""
    shown, place = [], 0
    for each in lines:
        line, whole = getattr(each, "line", ""), getattr(each, "whole", False)
        place += whole
        shown.append(
            {
                "line": line if whole else f"{line}……",
                "link": one.link(f"{number}-{place}", line) if whole else one.draft(line),
            }
        )
    return shown


def _note(page: Page, held: Held) -> str:
    """What the unit was asked about it, to no end."""
    asked = [one for one in page.questions("unit") if held.number in question_of(one).held]
    if not asked:
        return ""
    return "已去信询问单位，答复未能办理" if asked[-1].settled_at else "已去信询问单位，逾期未答复"


def _letter(post: Post, *, decides: bool) -> dict[str, object]:
    answers = [f"第{post.number}号信 已送达", f"第{post.number}号信 重发"] if decides else []
    return {
        "number": post.number,
        "to": "、".join(post.recipients),
        "subject": post.subject,
        "answers": [{"line": line, "link": ""} for line in answers],
    }


def _missing(one: Assessment) -> dict[str, object]:
    note = "曾报送但被退回，未补正" if one.versions else ""
    contacts = [{"post": each.post, "name": each.name, "phone": each.phone} for each in one.unit.contacts]
    return {"unit": one.unit.name, "contacts": contacts, "note": note}


def _draft(each: tuple[Round, CircularState, int], person: Staff, one: Asking) -> dict[str, object]:
    """A circular that waits, and for who may the line that moves it on."""
    round_, state, version = each
    name = round_.name.partition("年")[2] or round_.name
    if state is CircularState.DRAFT:
        said, answers = (
            f"{round_.name}通报第{version}稿待审定。",
            [{"line": f"{name} 审定", "link": one.draft(f"{name} 审定")}],
        )
    else:
        said = f"{round_.name}通报第{version}稿已审定，待印发。"
        answers = [{"line": f"{name} 印发……（写全文号）", "link": one.draft(f"{name} 印发 ")}]
    return {"said": said, "answers": answers if person.role is Role.APPROVE else []}


def _board(desk: Desk, page: Page, round_: Round, now: datetime) -> tuple[Attachment, ...]:
    try:
        content = board.render(make_report(desk, page, round_, now)).encode()
    except CalendarError:  # its 整改时限 would lie in a year without days
        return ()
    return (Attachment(name=f"{round_.name}看板.html", content=content, media_type="text/html"),)
