"""The book's pages on mail that came in: stored at first sight, by its sha256, whatever it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from ledger.book.tables import held, mails, places, raws
from ledger.model import Held, Mail, MailState, Place

_WAITING = (MailState.RECEIVED, MailState.FAILED)


def _mail(row: Row[Any]) -> Mail:
    return Mail(
        number=row.number,
        sha256=row.sha256,
        size=row.size,
        received_at=row.received_at,
        state=MailState(row.state),
        message_id=row.message_id,
        sender=row.sender,
        subject=row.subject,
        reason=row.reason,
        attempts=row.attempts,
    )


class IntakePage:
    """Mails, the places they lie in, and what is held for a person."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def unseen(self, account: str, folder: str, validity: str, uids: Sequence[str]) -> list[str]:
        """Those of a folder's uids that the book has no place for, in the order given."""
        seen = set(
            self._connection.scalars(
                select(places.c.uid).where(
                    places.c.account == account, places.c.folder == folder, places.c.validity == validity
                )
            )
        )
        return [uid for uid in uids if uid not in seen]

    def states_in(self, account: str, folder: str, validity: str) -> dict[str, MailState]:
        """What became of the mails of a folder, by uid."""
        there = (places.c.account == account, places.c.folder == folder, places.c.validity == validity)
        rows = self._connection.execute(
            select(places.c.uid, mails.c.state).join(mails, mails.c.number == places.c.mail).where(*there)
        )
        return {uid: MailState(state) for uid, state in rows}

    def store_raw(self, content: bytes, *, at: datetime) -> str:
        """Keep bytes by their sha256; the same bytes are kept once."""
        sha256 = hashlib.sha256(content).hexdigest()
        if self._connection.scalar(select(raws.c.sha256).where(raws.c.sha256 == sha256)) is None:
            self._connection.execute(insert(raws).values(sha256=sha256, content=content, stored_at=at))
        return sha256

    def raw(self, sha256: str) -> bytes:
        """The bytes of that hash. Raises KeyError."""
        content = self._connection.scalar(select(raws.c.content).where(raws.c.sha256 == sha256))
        if content is None:
            raise KeyError(sha256)
        return bytes(content)

    def store_mail(self, raw: bytes | None, *, size: int, received_at: datetime, at: datetime) -> int:
        """A mail's number in the book. The same bytes are the same mail, in whatever folder they lie;
        of copies the earliest receipt counts."""
        sha256 = self.store_raw(raw, at=at) if raw is not None else None
        known = sha256 and self._connection.execute(select(mails).where(mails.c.sha256 == sha256)).one_or_none()
        if known:
            if received_at < known.received_at:
                self._connection.execute(
                    update(mails).where(mails.c.number == known.number).values(received_at=received_at)
                )
            return int(known.number)
        row = insert(mails).values(sha256=sha256, size=size, received_at=received_at, state=MailState.RECEIVED)
        return int(self._connection.execute(row).inserted_primary_key[0])  # type: ignore[index]  # an insert of one row has a key

    def place(self, place: Place) -> None:
        """Remember where a mail lies: this uid is never fetched again."""
        self._connection.execute(
            insert(places).values(
                account=place.account, folder=place.folder, validity=place.validity, uid=place.uid, mail=place.mail
            )
        )

    def folders_of(self, mail: int) -> set[str]:
        """The folders a mail was found in."""
        return set(self._connection.scalars(select(places.c.folder).where(places.c.mail == mail)))

    def mail(self, number: int) -> Mail:
        """The mail of that number. Raises KeyError."""
        row = self._connection.execute(select(mails).where(mails.c.number == number)).one_or_none()
        if row is None:
            raise KeyError(number)
        return _mail(row)

    def mails(self) -> list[Mail]:
        """All mails, oldest receipt first."""
        return [
            _mail(row) for row in self._connection.execute(select(mails).order_by(mails.c.received_at, mails.c.number))
        ]

    def mails_waiting(self, now: datetime) -> list[int]:
        """Numbers of mails to be read now, in order of receipt: new ones, and failed ones whose time has come."""
        due = or_(mails.c.next_try.is_(None), mails.c.next_try <= now)
        waiting = select(mails.c.number).where(mails.c.state.in_(_WAITING), due)
        return list(self._connection.scalars(waiting.order_by(mails.c.received_at, mails.c.number)))

    def mail_like(self, message_id: str, sender: str, *, but: int) -> Mail | None:
        """An earlier mail with the same Message-ID and sender: the same mail by another way."""
        if not message_id:
            return None
        same = select(mails).where(
            mails.c.message_id == message_id,
            mails.c.sender == sender,
            mails.c.number != but,
            mails.c.state.notin_(_WAITING),
        )
        row = self._connection.execute(same.order_by(mails.c.number).limit(1)).one_or_none()
        return _mail(row) if row else None

    def attempt(self, number: int) -> int:
        """Count one more try at reading a mail, before it is tried: a crash counts too."""
        self._connection.execute(update(mails).where(mails.c.number == number).values(attempts=mails.c.attempts + 1))
        return int(self._connection.scalar(select(mails.c.attempts).where(mails.c.number == number)) or 0)

    def describe_mail(self, number: int, *, message_id: str, sender: str, subject: str) -> None:
        """What a mail says of itself, for lists."""
        said = {"message_id": message_id, "sender": sender, "subject": subject}
        self._connection.execute(update(mails).where(mails.c.number == number).values(**said))

    def settle_mail(self, number: int, state: MailState, reason: str = "", *, next_try: datetime | None = None) -> None:
        """What became of a mail."""
        values = {"state": state, "reason": reason, "next_try": next_try}
        self._connection.execute(update(mails).where(mails.c.number == number).values(**values))

    def untidied(self, account: str) -> list[tuple[Place, MailState]]:
        """Mails of an account that have come to an end and still lie where they came in."""
        rows = self._connection.execute(
            select(places, mails.c.state)
            .join(mails, mails.c.number == places.c.mail)
            .where(places.c.account == account, places.c.tidied == 0, mails.c.state.notin_(_WAITING))
            .order_by(places.c.mail)
        )
        return [
            (Place(account=r.account, folder=r.folder, validity=r.validity, uid=r.uid, mail=r.mail), MailState(r.state))
            for r in rows
        ]

    def tidied(self, place: Place) -> None:
        """A mail was moved out of the way, or was found gone."""
        self._connection.execute(
            update(places)
            .where(
                places.c.account == place.account,
                places.c.folder == place.folder,
                places.c.validity == place.validity,
                places.c.uid == place.uid,
            )
            .values(tidied=1)
        )

    def tally_mails(self) -> dict[str, int]:
        """How many mails are in each state."""
        counted = self._connection.execute(select(mails.c.state, func.count()).group_by(mails.c.state))
        return {state: int(count) for state, count in counted}

    # --- held ------------------------------------------------------------------------------------

    def hold(
        self,
        *,
        mail: int,
        kind: str,
        reason: str,
        at: datetime,
        file: str = "",
        sha256: str = "",
        unit: str = "",
        round_: str = "",
    ) -> int:
        """Put something on a person's desk."""
        row = insert(held).values(
            mail=mail, kind=kind, reason=reason, held_at=at, file=file, sha256=sha256, unit=unit, round=round_
        )
        return int(self._connection.execute(row).inserted_primary_key[0])  # type: ignore[index]  # an insert of one row has a key

    def held(self, number: int | None = None, *, open_only: bool = True) -> list[Held]:
        """What waits for a person, oldest first; or the one of that number, decided or not."""
        wanted = select(held).order_by(held.c.number)
        if number is not None:
            wanted = wanted.where(held.c.number == number)
        elif open_only:
            wanted = wanted.where(held.c.decided_at.is_(None))
        return [Held(**row._mapping) for row in self._connection.execute(wanted)]  # noqa: SLF001  SQLAlchemy's public spelling

    def settle_held(self, numbers: Iterable[int], *, at: datetime) -> None:
        """A person has decided."""
        self._connection.execute(update(held).where(held.c.number.in_(list(numbers))).values(decided_at=at))
