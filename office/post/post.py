"""Letters out: queued with the ledger's transaction, claimed before they are sent, sent by another."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

import mailboxes
from ledger.book import Page
from ledger.calendar import CalendarError
from ledger.model import Attachment, Letter, Post, PostState
from ledger.naming import circular_word, short_of, theme_of, warning
from ledger.opening import LedgerError
from mailboxes.message.compose import compose, message_id
from mailboxes.transport.errors import MailServerError, UnsentError
from office.desk.desk import Desk
from office.desk.settings import SettingsError
from office.desk.units import UnitsError
from office.post.budgets import put_off, within
from office.post.fates import copy_address
from office.post.logins import patient
from office.post.return_address import own_key, return_address
from templates.forms.grid import asked_in
from templates.letters import writing as letters

_LONGEST_WAIT = 240  # minutes between two tries
_ATTEMPTS = 8  # tries before a letter the server keeps putting off is shown to the office
_IN_FULL = 20  # letters of a collected one; of the others it has the subjects


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What one round of sending came to."""

    sent: int = 0
    refused: int = 0
    unknown: int = 0
    put_off: int = 0
    waiting: int = 0  # for the next poll: more than the server takes in a minute
    capped: bool = False  # the day's most letters have gone out: something is amiss
    trouble: str = ""  # why the server takes no letter of the office's account; the letters wait


def queue(
    page: Page,
    desk: Desk,
    letter: Letter,
    *,
    now: datetime,
    mail: int | None = None,
    submission: int | None = None,
    answer_to: str = "",
) -> bool:
    """Put a letter into the outbox, finished to the last byte; False if its key was there before, or
    if it has nobody to go to. `answer_to`: where it is answered to, if not to the unit's own address."""
    if not letter.to or page.letters.queued(letter.key):
        return False
    address = desk.settings.office.address
    identity = message_id(letter.key, address.rpartition("@")[2], own_key(page))
    content = compose(
        letter,
        sender=address,
        sender_name=desk.settings.office.name,
        message_id=identity,
        date=now,
        own=letter.key,
        reply_to=answer_to if answer_to not in ("", address) else return_address(desk, page, letter.unit),
    )
    page.letters.queue(
        letter, content=content, message_id=identity, sender=address, at=now, mail=mail, submission=submission
    )
    return True


def named_papers(desk: Desk, round_: str = "") -> dict[str, str]:
    """What letters call the ledger, its circular and what units fill in; the usual where none can be read."""
    try:
        ledger, rounds, district = desk.ledger, desk.rounds, desk.settings.office.district
    except (LedgerError, UnitsError, SettingsError, CalendarError, OSError):
        return {}
    return {
        "ledger": short_of(ledger, district),
        "circular": circular_word(rounds),
        "warning": warning(ledger, rounds, district),
        "theme": theme_of(ledger, district),
        "fields": asked_in(ledger, round_, choose=desk.settings.choose_state),
    }


def draft(
    desk: Desk,
    name: str,
    key: str,
    now: datetime,
    *,
    kind: str = "",
    to: tuple[str, ...] = (),
    cc: tuple[str, ...] = (),
    thread: tuple[str, ...] = (),
    attachments: tuple[Attachment, ...] = (),
    of: str = "",
    **facts: object,
) -> Letter:
    """The letter of that name as this office signs it, from its facts. `key`: the same key is the same letter and goes
    out once; `thread`: the mails it answers, oldest first; `of`: the code of the round it is about."""
    named = named_papers(desk, str(facts.get("round") or ""))
    subject, text, html = letters.write(
        name, overrides=desk.letters, office=desk.settings.office, written_at=now, **{**named, **facts}
    )
    return Letter(
        key=key,
        kind=kind or name,
        to=to,
        cc=cc,
        subject=subject,
        text=text,
        html=html,
        attachments=attachments,
        references=thread,
        unit=str(facts.get("unit", "")),
        round=of,
    )


def send(desk: Desk, now: datetime) -> Sent:
    """Send what is queued and due, to a mail server no more than it takes in a minute; the rest waits for the
    next poll. One process at a time; the caller holds `Book.alone`. Raises UnsentError."""
    with desk.book.writing() as page:
        unknown = page.letters.orphans(now)
        _gather(page, desk, now)
        due = put_off(page, desk, page.letters.all(state=PostState.QUEUED, due=now), now)
        now_due, capped = within(page, desk, due, now)
    if not now_due:
        return Sent(unknown=unknown, waiting=len(due), capped=capped)
    tally: dict[PostState, int] = defaultdict(int)
    trouble = ""
    try:
        with patient(desk, "outbox", now), desk.outbox() as outbox:
            for post in desk.watch(now_due, "发信", len(now_due)):
                state, refused = _send_one(desk, outbox, post, now)
                tally[state] += 1
                trouble = trouble or refused
    except MailServerError as error:
        raise UnsentError(error) from error
    return Sent(
        sent=tally[PostState.SENT],
        refused=tally[PostState.REFUSED],
        unknown=unknown + tally[PostState.UNKNOWN],
        put_off=tally[PostState.QUEUED],
        waiting=len(due) - len(now_due),
        capped=capped,
        trouble=trouble,
    )


def unsent(desk: Desk, now: datetime) -> str:
    """Send, where what the letters tell of is done anyhow: why they have not gone out yet, "" where they have."""
    try:
        send(desk, now)
    except UnsentError as error:
        return str(error)
    return ""


def _send_one(desk: Desk, outbox: mailboxes.Outbox, post: Post, now: datetime) -> tuple[PostState, str]:
    """Claim, send, record: each step durable before the next. The letter's state, and why the office's account is
    refused, where it is: the letter then waits, however often it was tried."""
    with desk.book.writing() as page:
        if not page.letters.claim(post.number):
            return PostState.SENDING, ""
        raw = page.letters.content(post.number)
    delivery = outbox.send(raw, sender=post.sender, recipients=post.recipients, copy=copy_address(desk, post))
    state = PostState(delivery.state) if delivery.state != "retry" else PostState.QUEUED
    if state is PostState.QUEUED and not delivery.account and post.attempts + 1 >= _ATTEMPTS:
        state = PostState.REFUSED
    with desk.book.writing() as page:
        page.letters.settle(
            post.number,
            state,
            delivery.detail,
            sent_at=now if state in (PostState.SENT, PostState.UNKNOWN) else None,
            not_before=now + timedelta(minutes=min(2**post.attempts, _LONGEST_WAIT))
            if state is PostState.QUEUED
            else None,
        )
    return state, delivery.detail if delivery.account else ""


def _gather(page: Page, desk: Desk, now: datetime) -> None:
    """What exceeded a day's limit goes out as one letter the next morning, the newest first."""
    waiting: dict[tuple[str, ...], list[Post]] = defaultdict(list)
    for post in page.letters.all(state=PostState.DEFERRED, due=now):
        waiting[post.recipients].append(post)
    for recipients, posts in waiting.items():
        letter = draft(
            desk,
            "gathered",
            f"gathered:{posts[0].number}-{posts[-1].number}",
            now,
            to=recipients,
            unit=posts[0].unit,
            letters=[
                {"subject": post.subject, "lines": _lines(page, post) if place < _IN_FULL else []}
                for place, post in enumerate(reversed(posts))
            ],
        )
        queue(page, desk, letter, now=now)
        for post in posts:
            page.letters.settle(post.number, PostState.GATHERED, f"已汇入 {letter.key}")


def _lines(page: Page, post: Post) -> list[str]:
    return [line for line in mailboxes.decode(page.letters.content(post.number)).text.splitlines() if line.strip()]
