"""The book's pages on circulars: every version of every round, with what it states and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, insert, select, update

from ledger.book.tables import circulars, standings
from ledger.book.topic import Topic
from ledger.model import Assessment, Circular, CircularState


class Circulars(Topic):
    """Circulars, version after version: a state moves on, nothing is replaced."""

    def freeze(
        self,
        round_: str,
        assessments: Iterable[Assessment],
        *,
        state: CircularState = CircularState.DRAFT,
        at: datetime,
        rules: str,
        file: str,
        sha256: str,
        snapshot: str,
        reference: str = "",
    ) -> int:
        """Keep a circular as the round's next version: what it states, of what, by which rules; the version."""
        last = self._connection.scalar(select(func.max(circulars.c.version)).where(circulars.c.round == round_))
        version = int(last or 0) + 1
        row = insert(circulars).values(
            round=round_,
            version=version,
            state=state,
            made_at=at,
            rules=rules,
            file=file,
            sha256=sha256,
            reference=reference,
            snapshot=snapshot,
        )
        number = int(self._connection.execute(row).inserted_primary_key[0])  # type: ignore[index]  # an insert of one row has a key
        stated = [
            {
                "circular": number,
                "unit": one.unit.name,
                "standing": one.standing,
                "received_at": one.received_at,
                "submission": one.submission,
                "reason": one.reason,
            }
            for one in assessments
        ]
        if stated:
            self._connection.execute(insert(standings), stated)
        return version

    def advance(self, number: int, state: CircularState) -> None:
        """A person has moved a version on, or back."""
        self._connection.execute(update(circulars).where(circulars.c.number == number).values(state=state))

    def all(self, round_: str | None = None) -> list[Circular]:
        """Every version, oldest first; of one round."""
        wanted = select(circulars).order_by(circulars.c.number)
        if round_ is not None:
            wanted = wanted.where(circulars.c.round == round_)
        return [
            Circular(**{**row._mapping, "state": CircularState(row.state)})  # noqa: SLF001  SQLAlchemy's public spelling
            for row in self._connection.execute(wanted)
        ]

    def newest(self, round_: str) -> Circular | None:
        """A round's newest version; None if it has none."""
        return next(reversed(self.all(round_)), None)

    def issued(self, round_: str) -> Circular | None:
        """The version of a round that went out under its number; None while there is none."""
        return next((one for one in self.all(round_) if one.state is CircularState.ISSUED), None)

    def snapshot(self, round_: str) -> str | None:
        """What a round's newest version was made of, as JSON."""
        newest = self.newest(round_)
        return newest.snapshot if newest else None
