"""The book's pages on handing it over: every table row by row, and the bytes it keeps one by one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date

from sqlalchemy import LargeBinary, select

from ledger.book.tables import letters, metadata
from ledger.book.topic import Topic

Cell = str | int | None


class Export(Topic):
    """Everything in the book, as plain rows."""

    def tables(self) -> tuple[str, ...]:
        """The names of the book's tables, but for what is nobody else's: the key of our addresses is in the notes."""
        return tuple(sorted(metadata.tables.keys() - {"notes"}))

    def rows(self, table: str) -> Iterator[dict[str, Cell]]:
        """A table's rows in the order of its key: text, numbers, ISO times. Bytes stand as their sha256."""
        source = metadata.tables[table]
        ordered = select(source).order_by(*source.primary_key.columns)
        for row in self._connection.execute(ordered, execution_options={"yield_per": 5}):  # mails are large
            yield {
                f"{column.name}_sha256" if isinstance(column.type, LargeBinary) else column.name: _cell(value)
                for column, value in zip(source.columns, row, strict=True)
            }

    def letter_numbers(self) -> list[int]:
        """Every letter that was ever queued, by number."""
        return list(self._connection.scalars(select(letters.c.number).order_by(letters.c.number)))


def _cell(value: object) -> Cell:
    match value:
        case None | int() | str():
            return value
        case date():  # a datetime is one
            return value.isoformat()
        case bytes() | memoryview():
            return hashlib.sha256(value).hexdigest()
    raise TypeError(type(value))
