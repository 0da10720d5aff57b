"""The book's pages on letters out: queued with the ledger's transaction, claimed before they are sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update

from ledger.book.tables import letters
from ledger.book.topic import Topic
from ledger.model import Letter, Post, PostState
from ledger.roster import Names

_POST = [column for column in letters.c if column.name != "content"]
"""All but the mail itself: of a round's letters the mails do not fit into memory."""
_QUEUED = select(letters.c.number).where(letters.c.key.in_(bindparam("keys", expanding=True))).limit(1)
_OF_ID = select(*_POST).where(letters.c.message_id == bindparam("message_id"))
_QUEUE = insert(letters)


def _post(row: Row[Any], names: Names) -> Post:
    values = dict(row._mapping)  # noqa: SLF001  SQLAlchemy's public spelling
    values["unit"] = names.current(row.unit)
    values["recipients"] = tuple(row.recipients.splitlines())
    values["state"] = PostState(row.state)
    return Post(**values)


class Letters(Topic):
    """The outbox."""

    def queue(
        self,
        letter: Letter,
        *,
        content: bytes,
        message_id: str,
        sender: str,
        at: datetime,
        not_before: datetime | None = None,
        mail: int | None = None,
        submission: int | None = None,
    ) -> None:
        """Queue a letter, finished. Raises IntegrityError if one of that key was (`queued`): none is queued twice."""
        row = {
            "key": letter.key,
            "kind": letter.kind,
            "unit": letter.unit,
            "round": letter.round,
            "mail": mail,
            "submission": submission,
            "message_id": message_id,
            "sender": sender,
            "recipients": "\n".join((*letter.to, *letter.cc)),
            "subject": letter.subject,
            "content": content,
            "state": PostState.QUEUED,
            "queued_at": at,
            "not_before": not_before or at,
        }
        self._connection.execute(_QUEUE, row)

    def enter_sent(self, letter: Letter, *, message_id: str, sender: str, at: datetime) -> None:
        """A letter that is known to have gone out before this book was made; its bytes are not kept."""
        if self.queued(letter.key):
            return
        self.queue(letter, content=b"", message_id=message_id, sender=sender, at=at)
        sent = {"state": PostState.SENT, "sent_at": at, "detail": "重建账册：此前已发出"}
        self._connection.execute(update(letters).where(letters.c.message_id == message_id).values(**sent))

    def count_as_sent(self, detail: str) -> None:
        """Whatever is queued went out before this book was made, when it was queued."""
        queued = update(letters).where(letters.c.state == PostState.QUEUED)
        values = {"state": PostState.SENT, "sent_at": letters.c.queued_at, "detail": detail}
        self._connection.execute(queued.values(**values))

    def queued(self, key: str) -> bool:
        """Whether a letter of that key was ever queued, under whatever name its unit bore."""
        parts, names = key.split(":"), self._names()
        old = [(place, name) for place, part in enumerate(parts) for name in names.all(part)[1:]]
        keys = [key, *(":".join((*parts[:place], name, *parts[place + 1 :])) for place, name in old)]
        return self._connection.scalar(_QUEUED, {"keys": keys}) is not None

    def all(
        self, *, state: PostState | None = None, round_: str | None = None, due: datetime | None = None
    ) -> list[Post]:
        """Letters in the order they were queued."""
        wanted = select(*_POST).order_by(letters.c.number)
        if state is not None:
            wanted = wanted.where(letters.c.state == state)
        if round_ is not None:
            wanted = wanted.where(letters.c.round == round_)
        if due is not None:
            wanted = wanted.where(letters.c.not_before <= due)
        return [_post(row, self._names()) for row in self._connection.execute(wanted)]

    def one(self, number: int) -> Post:
        """The letter of that number. Raises KeyError."""
        row = self._connection.execute(select(*_POST).where(letters.c.number == number)).one_or_none()
        if row is None:
            raise KeyError(number)
        return _post(row, self._names())

    def by_key(self, key: str) -> Post | None:
        """The letter of that key."""
        row = self._connection.execute(select(*_POST).where(letters.c.key == key)).one_or_none()
        return _post(row, self._names()) if row else None

    def content(self, number: int) -> bytes:
        """The finished mail of a letter."""
        return bytes(self._connection.scalars(select(letters.c.content).where(letters.c.number == number)).one())

    def of_id(self, message_id: str) -> Post | None:
        """The letter of ours with that Message-ID."""
        row = self._connection.execute(_OF_ID, {"message_id": message_id}).one_or_none()
        return _post(row, self._names()) if row else None

    def claim(self, number: int) -> bool:
        """Take a queued letter for sending; False if another has it. Durable before the first byte goes out."""
        taken = self._connection.execute(
            update(letters)
            .where(letters.c.number == number, letters.c.state == PostState.QUEUED)
            .values(state=PostState.SENDING, attempts=letters.c.attempts + 1)
        )
        return taken.rowcount == 1

    def settle(
        self,
        number: int,
        state: PostState,
        detail: str = "",
        *,
        sent_at: datetime | None = None,
        not_before: datetime | None = None,
    ) -> None:
        """What became of a letter."""
        values: dict[str, object] = {"state": state, "detail": detail}
        if sent_at is not None:
            values["sent_at"] = sent_at
        if not_before is not None:
            values["not_before"] = not_before
        self._connection.execute(update(letters).where(letters.c.number == number).values(**values))

    def orphans(self, at: datetime) -> int:
        """Mark letters a dead process was sending as of unknown fate; how many there were."""
        dead = update(letters).where(letters.c.state == PostState.SENDING)
        fate = {"state": PostState.UNKNOWN, "detail": "发送过程中断，结果未知", "sent_at": at}
        return self._connection.execute(dead.values(**fate)).rowcount

    def sent_between(self, start: datetime, end: datetime) -> Counter[tuple[str, str]]:
        """How many letters of a kind went to an address in [start, end), by both."""
        sent = select(letters.c.kind, letters.c.recipients).where(
            letters.c.state.in_((PostState.SENT, PostState.UNKNOWN)),
            letters.c.sent_at >= start,
            letters.c.sent_at < end,
        )
        found = self._connection.execute(sent)
        return Counter((row.kind, address) for row in found for address in row.recipients.splitlines())

    def queued_since(self, address: str, kinds: Collection[str], start: datetime) -> int:
        """How many letters of those kinds were queued for an address since a moment; "" is any address."""
        named = letters.c.recipients.contains(address, autoescape=True)
        queued = select(letters.c.recipients).where(named, letters.c.kind.in_(kinds), letters.c.queued_at > start)
        found = self._connection.scalars(queued)
        return sum(not address or address in recipients.splitlines() for recipients in found)

    def handed_over(self, start: datetime, end: datetime, *, but: str = "") -> int:
        """How many letters were handed to the way out in (start, end], those of one kind left out."""
        gone = select(func.count()).where(
            letters.c.state.in_((PostState.SENT, PostState.UNKNOWN)),
            letters.c.sent_at > start,
            letters.c.sent_at <= end,
            letters.c.kind != but,
        )
        return int(self._connection.scalar(gone) or 0)

    def tally(self) -> dict[str, int]:
        """How many letters are in each state."""
        counted = self._connection.execute(select(letters.c.state, func.count()).group_by(letters.c.state))
        return {state: int(count) for state, count in counted}
