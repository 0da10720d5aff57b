"""A refused login is not tried again at once: 163 and QQ lock hasty clients out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Literal

from ledger.calendar import print_moment
from mailboxes.transport.errors import LoginRefused, MailServerError
from office.desk.desk import Desk

_FIRST = timedelta(minutes=10)
_LONGEST = timedelta(hours=4)

Way = Literal["inbox", "outbox"]


class LoginPaused(MailServerError):  # noqa: N818  a state of affairs, as LoginRefused is
    """The server refused the login a moment ago; it is left in peace until then."""

    def __init__(self, until: datetime, answer: str) -> None:
        super().__init__(
            f"{answer}（为避免账号被锁定，{print_moment(until)}前不再自动尝试登录；管理系统的同志改正后运行 taizhang check 可立即恢复）"
        )


@contextmanager
def patient(desk: Desk, way: Way, now: datetime) -> Iterator[None]:
    """Around a connection: after a refused login none is tried for ten minutes, then twenty, at most four hours.

    Raises LoginPaused while it waits. What is remembered names the server as the settings do: another
    address starts anew.
    """
    name = _name(desk, way)
    with desk.book.reading() as page:
        noted = json.loads(page.notes.get(name) or "{}")
    if noted and now < datetime.fromisoformat(noted["until"]):
        raise LoginPaused(datetime.fromisoformat(noted["until"]), noted["answer"])
    try:
        yield
    except LoginRefused as error:
        wait = min(timedelta(minutes=noted.get("minutes", 0)) * 2 or _FIRST, _LONGEST)
        refusal = {"until": (now + wait).isoformat(), "minutes": wait // timedelta(minutes=1), "answer": str(error)}
        with desk.book.writing() as page:
            page.notes.write(name, json.dumps(refusal, ensure_ascii=False))
        raise
    if noted:
        let_in(desk, way)


def let_in(desk: Desk, way: Way) -> None:
    """The server has let us in: what was noted of refusals is forgotten."""
    with desk.book.writing() as page:
        page.notes.write(_name(desk, way), "")


def _name(desk: Desk, way: Way) -> str:
    mail = desk.settings.mail
    return f"login:{mail.inbox if way == 'inbox' else mail.outbox}"
