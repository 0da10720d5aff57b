"""What may go out, and in which order: budgets by kind, so that no flood of one kind holds up another (rules.md,
Budgets)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta
from enum import IntEnum

from ledger.book import Page
from ledger.model import SHANGHAI, Post, PostState
from mailboxes import by_server
from office.arrivals.judging import Envelope
from office.desk.desk import Desk

STRANGER = "stranger"
"""The kind of every answer to an address that is in no roster, whatever it says."""
_UNCAPPED = ("gathered", "circular_out", "decision_record", "handled", "confirm")
_STRANGERS = 20  # answers to strangers in an hour
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_MORNING = time(8, 30)


class Turn(IntEnum):
    """Whose letters go out first."""

    ANSWER = 1  # to units, about what they sent
    OFFICE = 2  # to the office's own people
    CALL = 3  # reminders, overdue notices, forms and circulars
    STRANGER = 4


def turn(desk: Desk, post: Post) -> Turn:
    """In which turn a letter goes out."""
    if post.kind == STRANGER:
        return Turn.STRANGER
    if not post.unit or all(map(desk.settings.is_ours, post.recipients)):
        return Turn.OFFICE
    return Turn.CALL if post.mail is None else Turn.ANSWER


def may_answer(page: Page, envelope: Envelope, kinds: Collection[str], most: int, now: datetime) -> bool:
    """Whether an address gets another answer: `most` of those kinds in a day, for two machines that answer each other
    never end; a stranger one, if our own server vouches for him, and all of them twenty an hour. What is not
    answered is kept and shown to a person all the same."""
    message, day = envelope.message, now - _DAY
    if message.sender is None or message.automatic or envelope.authentic == "failed":
        return False
    if envelope.sender:
        return page.letters.queued_since(message.sender, kinds, day) < most
    vouched = envelope.authentic == "verified" and not page.letters.queued_since(message.sender, (STRANGER,), day)
    return vouched and page.letters.queued_since("", (STRANGER,), now - _HOUR) < _STRANGERS


def put_off(page: Page, desk: Desk, due: Sequence[Post], now: datetime) -> list[Post]:
    """What is due, in its turn. Of a kind an address gets so many in a day, the newest first; the others are put off to
    the morning's collected letter."""
    gone = page.letters.sent_between(midnight(now), midnight(now) + _DAY)
    left = []
    for post in reversed(due):
        budgets = [(post.kind, address) for address in post.recipients]
        if post.kind not in _UNCAPPED and any(gone[one] >= desk.settings.mail.per_day for one in budgets):
            detail = "当日同类信件已达上限，次日汇总发送"
            page.letters.settle(post.number, PostState.DEFERRED, detail, not_before=_next_morning(now))
        else:
            gone.update(budgets)
            left.append(post)
    return sorted(left, key=lambda post: (turn(desk, post), post.number))


def within(page: Page, desk: Desk, due: Sequence[Post], now: datetime) -> tuple[list[Post], bool]:
    """Those that go out at this moment: what a mail server takes in a minute, and the most of a day, which no loop and no
    flood can break through; whether the day's most holds any back. Answers to strangers count for the minute alone."""
    settings = desk.settings.mail
    pace = len(due)
    if settings.per_minute and by_server(settings.outbox):
        pace = max(0, settings.per_minute - page.letters.handed_over(now - timedelta(minutes=1), now))
    most = max(0, settings.total_per_day - page.letters.handed_over(midnight(now), now, but=STRANGER))
    ours = [post for post in due if post.kind != STRANGER]
    held_back = set(ours[most:])
    go = [post for post in due if post not in held_back][:pace]
    return go, bool(held_back) and len(go) < pace


def midnight(now: datetime) -> datetime:
    """When the office's day began."""
    return datetime.combine(now.astimezone(SHANGHAI).date(), time(), SHANGHAI)


def _next_morning(now: datetime) -> datetime:
    return datetime.combine(now.astimezone(SHANGHAI).date() + _DAY, _MORNING, SHANGHAI)
