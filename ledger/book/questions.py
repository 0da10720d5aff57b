"""The book's pages on letters that are answered by a line, and on the answers."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, select, update

from ledger.book.tables import asked, replies
from ledger.book.topic import Topic
from ledger.model import Asked, Reply


def _asked(row: Row[Any]) -> Asked:
    return Asked(**{**row._mapping, "facts": json.loads(row.facts)})  # noqa: SLF001  SQLAlchemy's public spelling


class Questions(Topic):
    """Questions out, answers in."""

    def ask(self, one: Asked) -> None:
        """Remember what a letter asks."""
        values = {name: getattr(one, name) for name in one.__slots__ if name not in ("number", "facts")}
        self._connection.execute(insert(asked).values(**values, facts=json.dumps(one.facts, ensure_ascii=False)))

    def asked_as(
        self, *, letters: Collection[str] = (), codes: Collection[str] = (), tags: Collection[str] = ()
    ) -> list[Asked]:
        """What was asked by the letters of those keys, under those codes, to be answered to those addresses."""
        for column, names in ((asked.c.letter, letters), (asked.c.code, codes), (asked.c.tag, tags)):
            if names:
                return self._all_asked(column.in_(list(names)))
        return []

    def one(self, number: int) -> Asked:
        """What was asked under that number. Raises KeyError."""
        found = self._all_asked(asked.c.number == number)
        if not found:
            raise KeyError(number)
        return found[0]

    def all(self, kind: str) -> list[Asked]:
        """Everything of a kind that was ever asked, oldest first."""
        return self._all_asked(asked.c.kind == kind)

    def _all_asked(self, condition: ColumnElement[bool]) -> list[Asked]:
        rows = self._connection.execute(select(asked).where(condition).order_by(asked.c.number))
        return [_asked(row) for row in rows]

    def settle(self, number: int, *, at: datetime, answer: str = "") -> None:
        """A question has its answer, or needs none any more."""
        facts = {**self.one(number).facts, "answer": answer}
        values = {"settled_at": at, "facts": json.dumps(facts, ensure_ascii=False)}
        self._connection.execute(update(asked).where(asked.c.number == number).values(**values))

    def note_reply(self, mail: int, *, sender: str, proof: str, carriers: Mapping[str, int], at: datetime) -> None:
        """A mail is an answer; what it says is read once all mails of the poll are filed."""
        values = {"sender": sender, "proof": proof, "carriers": json.dumps(carriers), "noticed_at": at}
        known = select(replies.c.number).where(replies.c.mail == mail)
        if self._connection.scalar(known) is None:
            self._connection.execute(insert(replies).values(mail=mail, **values))

    def replies_unread(self) -> list[Reply]:
        """The answers that nothing has come of yet, in the order in which they were noticed."""
        rows = self._connection.execute(select(replies).where(replies.c.read_at.is_(None)).order_by(replies.c.number))
        return [
            Reply(
                number=row.number,
                mail=row.mail,
                sender=row.sender,
                proof=row.proof,
                carriers=json.loads(row.carriers),
                noticed_at=row.noticed_at,
            )
            for row in rows
        ]

    def finish_reply(self, number: int, outcome: object, *, at: datetime) -> None:
        """What came of an answer, line by line."""
        said = json.dumps(outcome, ensure_ascii=False, default=str)
        self._connection.execute(update(replies).where(replies.c.number == number).values(read_at=at, outcome=said))
