"""Letters whose fate is unknown: the office's own copy proves that one went out; without it, it goes again.

SMTP cannot close the gap between the server's 250 and our record of it (RFC 1047). So a letter goes to the
unit and to the office in one transaction, and comes back as the office's own mail. A letter without that
copy is sent again with the same Message-ID, and after some tries is shown to a person.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from ledger.book import Page
from ledger.model import Post, PostState
from mailboxes import by_server
from office.desk.desk import Desk

GRACE = timedelta(minutes=15)
"""How long a server may take to deliver the office's own copy."""
_TRIES = 8
_TRIES_BLIND = 2  # without copies every further try may be one letter too many
_OPEN = (PostState.SENDING, PostState.UNKNOWN, PostState.QUEUED)


def copy_address(desk: Desk, post: Post) -> str:
    """Where the copy of a letter goes that proves it was sent; "" for none."""
    return post.sender if _copies(desk) and post.sender not in post.recipients else ""


def prove_sent(page: Page, message_id: str, received_at: datetime) -> None:
    """The office's own copy of a letter has come: it went out, whatever the server said or left unsaid."""
    post = page.letters.of_id(message_id)
    if post and post.attempts and post.state in _OPEN:
        page.letters.settle(post.number, PostState.SENT, "本办邮箱已收到该信副本", sent_at=post.sent_at or received_at)


def send_again(desk: Desk, now: datetime) -> int:
    """Queue anew the letters of unknown fate whose copy should have come by now; how many are left to a person.

    Called after the inbox was read, or copies that lie in it would be missed.
    """
    patience = GRACE if _copies(desk) else timedelta()
    with desk.book.writing() as page:
        page.letters.orphans(now)
        doubtful = page.letters.all(state=PostState.UNKNOWN)
        for post in doubtful:
            if post.attempts < _tries(desk) and (post.sent_at or now) + patience <= now:
                page.letters.settle(post.number, PostState.QUEUED, "结果未知，再次发送", not_before=now)
    return sum(post.attempts >= _tries(desk) for post in doubtful)


def left_to_person(desk: Desk, page: Page) -> list[Post]:
    """Letters that were tried again and again and of which nobody can say whether they arrived."""
    return [post for post in page.letters.all(state=PostState.UNKNOWN) if post.attempts >= _tries(desk)]


def _tries(desk: Desk) -> int:
    return _TRIES if _copies(desk) or not by_server(desk.settings.mail.outbox) else _TRIES_BLIND


def _copies(desk: Desk) -> bool:
    return desk.settings.mail.copy_to_self and by_server(desk.settings.mail.outbox)
