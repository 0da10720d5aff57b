"""The book's page of small facts that must outlive a process: whose book it is, the key our letters are signed with, refused
logins, which digests have gone out."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, insert, select

from ledger.book.tables import notes
from ledger.book.topic import Topic

_NOTE = select(notes.c.text).where(notes.c.name == bindparam("name"))


class Notes(Topic):
    """Facts by name."""

    def get(self, name: str) -> str:
        """What is noted under a name, "" for nothing."""
        return self._connection.scalar(_NOTE, {"name": name}) or ""

    def write(self, name: str, text: str) -> None:
        """Note something in the place of what was noted; "" forgets it."""
        self._connection.execute(delete(notes).where(notes.c.name == name))
        if text:
            self._connection.execute(insert(notes).values(name=name, text=text))
