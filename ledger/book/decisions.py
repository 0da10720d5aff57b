"""The book's pages on what people decided: rows, never edits."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, Select, bindparam, func, insert, select

from ledger.book.tables import decisions
from ledger.book.topic import Topic
from ledger.model import Decision, Verdict

if TYPE_CHECKING:
    from ledger.book.book import Page


@cache
def _taken(*, whole: bool, by_round: bool) -> Select[Any]:
    wanted = select(decisions).order_by(decisions.c.number)
    if not whole:
        undone = select(decisions.c.undoes).where(decisions.c.undoes.is_not(None))
        wanted = wanted.where(decisions.c.number.not_in(undone), decisions.c.undoes.is_(None))
    return wanted.where(decisions.c.round == bindparam("round")) if by_round else wanted


class Decisions(Topic):
    """What people decided, in order; read once in a transaction, and again once something is decided in it."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._read: dict[tuple[str | None, bool], tuple[Decision, ...]] = {}

    def forget(self) -> None:
        """Read anew what is asked for next."""
        self._read.clear()

    def enter(self, decision: Decision) -> int:
        """Enter a decision: a row, never an edit; its number."""
        self.forget()
        row = insert(decisions).values(
            kind=decision.kind,
            by=decision.by,
            at=decision.at,
            reason=decision.reason,
            round=decision.round,
            unit=decision.unit,
            submission=decision.submission,
            held=decision.held,
            code=decision.code,
            task=decision.task,
            until=decision.until,
            letter=decision.letter,
            received_at=decision.received_at,
            undoes=decision.undoes,
            mail=decision.mail,
            words=decision.words,
        )
        return int(self._connection.execute(row).inserted_primary_key[0])  # type: ignore[index]  # an insert of one row has a key

    def all(self, round_: str | None = None, *, whole: bool = False) -> list[Decision]:
        """Decisions in the order they were taken: those that stand, or the `whole` of them, with what took others
        back."""
        if (round_, whole) not in self._read:
            rows = self._connection.execute(_taken(whole=whole, by_round=round_ is not None), {"round": round_})
            self._read[round_, whole] = tuple(map(self._decision, rows))
        return list(self._read[round_, whole])

    def _decision(self, row: Row[Any]) -> Decision:
        return Decision(**{**row._mapping, "kind": Verdict(row.kind), "unit": self._names().current(row.unit)})  # noqa: SLF001  SQLAlchemy's public spelling

    def newest(self) -> int:
        """The number of the decision taken last; 0 where none was."""
        return int(self._connection.scalar(select(func.max(decisions.c.number))) or 0)
