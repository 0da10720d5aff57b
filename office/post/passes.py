"""Coming in at 工作台: a link that is mailed to one of the office's own people, good once and for a quarter of an hour.

There is no password. What a person shows is kept as a digest under the book's own key, so that no backup lets anybody in;
the link goes to the registered address and to no other, without a copy.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from ledger.book import Page
from ledger.model import Letter, PostState
from ledger.trouble import Busy
from mailboxes.transport.errors import MailServerError
from office.desk.desk import Desk
from office.desk.staff import Staff
from office.post.post import draft, queue, send
from office.post.return_address import own_key

LINK, SESSION = timedelta(minutes=15), timedelta(hours=12)
_MOST = 3  # links to one address in a quarter of an hour


def ask_to_enter(desk: Desk, address: str, where: str, now: datetime) -> bool:
    """Mail a link to whoever of the staff has that address, `where` it is opened; False where nobody has it, or has had
    enough of them. The letter goes out at once, or with the poll that is running."""
    person = _member(desk, address)
    if person is None:
        return False
    with desk.book.writing() as page:
        if page.letters.queued_since(person.address, ("sign_in",), now - LINK) >= _MOST:
            return False
        token = secrets.token_urlsafe(24)
        shown = digest(page, token)
        page.access.give(shown, kind="link", address=person.address, at=now, until=now + LINK)
        queue(page, desk, _letter(desk, person, _key(shown), f"{where}/enter?token={token}", now), now=now)
    with suppress(Busy, MailServerError), desk.book.alone():
        send(desk, now)
    return True


def _key(shown: str) -> str:
    return f"sign_in:{shown[:32]}"


def _letter(desk: Desk, person: Staff, key: str, link: str, now: datetime) -> Letter:
    minutes = int(LINK.total_seconds() // 60)
    letter = draft(desk, "sign_in", key, now, person=person.name, link=link, valid_until=now + LINK, minutes=minutes)
    return replace(letter, to=(person.address,))


def enter(desk: Desk, token: str, client: str, now: datetime) -> str:
    """Come in with the token of a link: what to show from now on, "" where the link is good no more."""
    with desk.book.writing() as page:
        shown = digest(page, token)
        person = _member(desk, page.access.whose(shown, kind="link", at=now))
        if person is None or _came_back(page, shown) or not page.access.take(shown):
            return ""
        session = secrets.token_urlsafe(24)
        page.access.give(digest(page, session), kind="session", address=person.address, at=now, until=now + SESSION)
        page.access.enter_act(at=now, by=person.signed, what="登录", about="", client=client)
    return session


def _came_back(page: Page, shown: str) -> bool:
    """Whether the letter with a link was returned: then others have read it."""
    post = page.letters.by_key(_key(shown))
    return post is None or post.state is PostState.REFUSED


def leave(desk: Desk, session: str, person: Staff, client: str, now: datetime) -> None:
    """Go: what was shown is good no more."""
    with desk.book.writing() as page:
        page.access.take(digest(page, session))
        page.access.enter_act(at=now, by=person.signed, what="退出", about="", client=client)


def whose(desk: Desk, page: Page, session: str, now: datetime) -> Staff | None:
    """Who shows that; None where it is nobody's, or one's who is not of the staff any more."""
    return _member(desk, page.access.whose(digest(page, session), kind="session", at=now)) if session else None


def digest(page: Page, shown: str) -> str:
    """What the book knows of a thing that is shown."""
    return hmac.new(own_key(page), f"pass:{shown}".encode(), hashlib.sha256).hexdigest()


def mark_of(page: Page, session: str) -> str:
    """What a form on a page of that session bears, so that no other page can send it."""
    return hmac.new(own_key(page), f"form:{session}".encode(), hashlib.sha256).hexdigest()


def _member(desk: Desk, address: str) -> Staff | None:
    """One of [[staff]]; who is merely told what waits has no business at the desk."""
    return next((one for one in desk.settings.staff if one.address == address.strip().lower()), None)
