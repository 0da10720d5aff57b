"""【待办】: once a working day, each of the office's own people hears what waits and answers it by a line.

In the morning, and on a deadline's last afternoon; at once only where the mailbox cannot be read or given whole, or the roster
leaves a unit on file unexplained. Nothing waiting and no deadline near: no letter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta

import mailboxes
from ledger.book import Page
from ledger.calendar import CalendarError, last_day, within_office_hours
from ledger.model import SHANGHAI, Assessment, CircularState, Post, PostState, Round, Standing
from office.answers.telling import tell_bounce
from office.asking.questions import waiting_on_units
from office.decisions.digest_letter import News, write_digest
from office.desk.desk import Desk
from office.desk.front import unrouted
from office.desk.staff import Role, Staff
from office.desk.year_ahead import days_wanting
from office.post.fates import left_to_person
from office.standing.assessing import assess_round

_URGENT, _TOLD, _CALENDAR = "digest_urgent", "digest_told:", "digest_calendar"
"""Notes in the book: the day on which something urgent was last told; which digests of which days went out; the month
in which the calendar that is wanting was last reason enough for a letter."""
_AFTERNOON = time(14)
_NEAR = 3  # working days before a deadline


def tell_office(desk: Desk, now: datetime, *, left: int = 0, trouble: str = "", unexplained: str = "") -> None:
    """The digest that is due now, and every letter that the server refused to take, which goes to the unit's other
    contact. `left` mails that the mailbox would not give, `trouble` that keeps it from being read through, and units the
    roster leaves `unexplained` are told of at once, once a day."""
    with desk.book.writing() as page:
        for post in page.letters.all(state=PostState.REFUSED):
            if post.unit and post.sent_at is None:  # one that came back later was told then
                tell_bounce(desk, page, post, mailboxes.Bounce(recipients=post.recipients, detail=post.detail), now)
        today = str(now.astimezone(SHANGHAI).date())
        urgent = bool(left or trouble or unexplained) and page.notes.get(_URGENT) != today
        key, turn = f"digest:{today}:urgent", _turn(desk, now)
        if turn is not None and not page.notes.get(f"{_TOLD}{today}{turn}"):
            key = f"digest:{today}{turn}"
        elif not urgent:
            return
        news = _news(desk, page, now, left=left, trouble=trouble, unexplained=unexplained)
        month = today[:7]
        if not news.worth_a_letter and not (news.calendar and page.notes.get(_CALENDAR) != month):
            return
        if news.calendar:
            page.notes.write(_CALENDAR, month)
        if urgent:
            page.notes.write(_URGENT, today)
        if turn is not None:
            page.notes.write(f"{_TOLD}{today}{turn}", "1")
        for person in _readers(desk, news, now):
            write_digest(desk, page, person, news, f"{key}:{person.address}", now)


def _readers(desk: Desk, news: News, now: datetime) -> list[Staff]:
    """Who gets the digest: the office's clerks; who only approves hears of what waits for approval."""
    notify = {address.lower() for address in desk.settings.notify}
    people = [one for one in desk.settings.people if one.in_force(now)]
    clerks = [one for one in people if one.address in notify or one.role is Role.DECIDE]
    staff = [one for one in people if one in desk.settings.staff and one not in clerks]
    looking = [one for one in staff if one.role is Role.VIEW]
    approvers = [one for one in staff if one.role is Role.APPROVE]
    return [*clerks, *looking, *(approvers if news.drafts or not clerks else [])]


def tell_person(desk: Desk, page: Page, person: Staff, now: datetime, *, key: str) -> None:
    """The digest for one who asks for it."""
    write_digest(desk, page, person, _news(desk, page, now, asked_for=True), key, now)


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
    """From 14:00 of the last working day on; of a year without data the deadline itself."""
    day = desk.settings.calendar.shift_known(last_day(round_.deadline) + timedelta(days=1), -1)
    return datetime.combine(day, _AFTERNOON, SHANGHAI) if day else round_.deadline


def _news(
    desk: Desk,
    page: Page,
    now: datetime,
    *,
    left: int = 0,
    trouble: str = "",
    unexplained: str = "",
    asked_for: bool = False,
) -> News:
    on_units = waiting_on_units(page, now)
    held = page.held.listed()
    news = News(
        left=left,
        trouble=trouble,
        unexplained=unexplained,
        waiting=tuple(one for one in held if one.number not in on_units),
        asked=tuple(one for one in held if one.number in on_units),
        doubtful=tuple(left_to_person(desk, page)),
        bounced=tuple(_bounced(page, now)),
        drafts=tuple(_drafts(desk, page)),
        calendar=days_wanting(desk, now),
        front=len(unrouted(desk)),
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
    return [one for one in page.letters.all(state=PostState.REFUSED) if (one.sent_at or one.queued_at) > since]


def _drafts(desk: Desk, page: Page) -> Iterable[tuple[Round, CircularState, int]]:
    """Circulars that wait for approval, or to be issued."""
    for round_ in desk.rounds:
        newest = page.circulars.newest(round_.code)
        if newest and newest.state in (CircularState.DRAFT, CircularState.APPROVED):
            yield round_, newest.state, newest.version
