"""The book's pages on 工作台: who may come in, and what was done there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select, update

from ledger.book.tables import acts, passes
from ledger.book.topic import Topic
from ledger.model import Act


class Access(Topic):
    """Passes by the digest of what is shown for them; acts, a row each."""

    def give(self, digest: str, *, kind: str, address: str, at: datetime, until: datetime) -> None:
        """Whoever shows what has that digest is the one of that address, until then."""
        self._connection.execute(delete(passes).where(passes.c.until <= at))
        row = {"digest": digest, "kind": kind, "address": address, "made_at": at, "until": until}
        self._connection.execute(insert(passes), row)

    def whose(self, digest: str, *, kind: str, at: datetime) -> str:
        """Whose pass it is at a moment; "" where it is none, or none any more."""
        wanted = select(passes.c.address).where(passes.c.digest == digest, passes.c.kind == kind, passes.c.until > at)
        return self._connection.scalar(wanted) or ""

    def take(self, digest: str) -> bool:
        """The pass is good no more; whether it was there: of two who show it at once one is too late."""
        return self._connection.execute(delete(passes).where(passes.c.digest == digest)).rowcount == 1

    def tell(self, digest: str, words: str) -> None:
        """What the next page says to whom the pass is."""
        self._connection.execute(update(passes).where(passes.c.digest == digest).values(told=words))

    def told(self, digest: str) -> str:
        """What there is to be said."""
        return self._connection.scalar(select(passes.c.told).where(passes.c.digest == digest)) or ""

    def enter_act(self, *, at: datetime, by: str, what: str, about: str, client: str) -> None:
        """Something was done."""
        row = {"at": at, "by": by, "what": what, "about": about, "client": client}
        self._connection.execute(insert(acts), row)

    def acts(self, most: int) -> list[Act]:
        """What was done last, the newest first."""
        rows = self._connection.execute(select(acts).order_by(acts.c.number.desc()).limit(most))
        return [Act(**row._mapping) for row in rows]  # noqa: SLF001  SQLAlchemy's public spelling
