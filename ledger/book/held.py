"""The book's pages on what waits for a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update

from ledger.book.tables import held, mails, places
from ledger.book.topic import Topic
from ledger.held_kinds import HeldKind
from ledger.model import Held, Mail, MailState

_WAITING = (MailState.RECEIVED, MailState.FAILED)
_HELD_OF = select(held).where(held.c.decided_at.is_(None), held.c.unit == bindparam("whose")).order_by(held.c.number)


def _held(row: Row[Any]) -> Held:
    return Held(**{**row._mapping, "kind": HeldKind(row.kind)})  # noqa: SLF001  SQLAlchemy's public spelling


class HeldItems(Topic):
    """What waits for a person, and what has been decided of it."""

    def add(
        self,
        *,
        mail: int,
        kind: HeldKind,
        reason: str,
        at: datetime,
        file: str = "",
        sha256: str = "",
        unit: str = "",
        round_: str = "",
        clues: str = "",
    ) -> int:
        """Put something on a person's desk."""
        row = insert(held).values(
            mail=mail,
            kind=kind,
            reason=reason,
            held_at=at,
            file=file,
            sha256=sha256,
            unit=unit,
            round=round_,
            clues=clues,
        )
        return int(self._connection.execute(row).inserted_primary_key[0])  # type: ignore[index]  # an insert of one row has a key

    def listed(self, number: int | None = None, *, open_only: bool = True) -> list[Held]:
        """What waits for a person, oldest first; or the one of that number, decided or not."""
        wanted = select(held).order_by(held.c.number)
        if number is not None:
            wanted = wanted.where(held.c.number == number)
        elif open_only:
            wanted = wanted.where(held.c.decided_at.is_(None))
        return [_held(row) for row in self._connection.execute(wanted)]

    def of(self, unit: str) -> list[Held]:
        """What waits for a person of a unit, by its name as it was then; oldest first."""
        return [_held(row) for row in self._connection.execute(_HELD_OF, {"whose": unit})]

    def waiting(self) -> list[tuple[Held | None, Mail]]:
        """All that has come and is not settled, oldest first: held items with their mails, mails still to be read."""
        items = self.listed()
        mails_ = {one.number: one for one in self._page.mails.where(mails.c.number.in_([item.mail for item in items]))}
        unread = self._page.mails.where(mails.c.state.in_(_WAITING))
        return [*((item, mails_[item.mail]) for item in items), *((None, mail) for mail in unread)]

    def settle(self, numbers: Iterable[int], *, at: datetime) -> None:
        """A person has decided, or it has come to its end by itself: the mailbox owes nothing more of it."""
        decided = list(numbers)
        self._connection.execute(update(held).where(held.c.number.in_(decided)).values(decided_at=at))
        theirs = select(held.c.mail).where(held.c.number.in_(decided))
        self._connection.execute(update(places).where(places.c.mail.in_(theirs)).values(owed=0))

    def reopen(self, number: int) -> None:
        """What was decided was taken back: it waits again."""
        self._connection.execute(update(held).where(held.c.number == number).values(decided_at=None))

    def settle_of(self, mail: int, *, at: datetime) -> None:
        """What was held of a mail has come to its end: the mail was had whole."""
        waits = select(held.c.number).where(held.c.mail == mail, held.c.decided_at.is_(None))
        self.settle(list(self._connection.scalars(waits)), at=at)
