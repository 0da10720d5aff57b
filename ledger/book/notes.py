"""The book's page of small facts that must outlive a process: whose book it is, the key our letters are signed with, refused
logins, which digests have gone out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, select

from ledger.book.tables import notes
from ledger.book.topic import Topic

if TYPE_CHECKING:
    from ledger.book.book import Page

_NOTE = select(notes.c.text).where(notes.c.name == bindparam("name"))


class Notes(Topic):
    """Facts by name, each read once in a transaction."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._read: dict[str, str] = {}

    def get(self, name: str) -> str:
        """What is noted under a name, "" for nothing."""
        if name not in self._read:
            self._read[name] = self._connection.scalar(_NOTE, {"name": name}) or ""
        return self._read[name]

    def write(self, name: str, text: str) -> None:
        """Note something in the place of what was noted; "" forgets it."""
        self._read[name] = text
        self._connection.execute(delete(notes).where(notes.c.name == name))
        if text:
            self._connection.execute(insert(notes).values(name=name, text=text))

    def forget(self) -> None:
        """Read anew what is asked for next."""
        self._read.clear()
