"""The book's pages on mail that came in: stored at first sight, by its sha256, whatever it is."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    and_,
    bindparam,
    delete,
    func,
    insert,
    not_,
    or_,
    select,
    true,
    update,
)

from ledger.book.tables import mails, places, raws, read_through
from ledger.book.topic import Topic
from ledger.model import Mail, MailState, Place

_WAITING = (MailState.RECEIVED, MailState.FAILED)

_MAIL = select(mails).where(mails.c.number == bindparam("one"))
_MAILS = select(mails).where(mails.c.number.in_(bindparam("some", expanding=True)))
_RAW_OF = select(raws.c.content).join(mails, mails.c.sha256 == raws.c.sha256).where(mails.c.number == bindparam("one"))
_DESCRIBE = (
    update(mails)
    .where(mails.c.number == bindparam("one"))
    .values(message_id=bindparam("id"), sender=bindparam("from"), subject=bindparam("about"))
)
_SETTLE = (
    update(mails)
    .where(mails.c.number == bindparam("one"))
    .values(state=bindparam("now"), reason=bindparam("why"), next_try=bindparam("then"))
)


def _mail(row: Row[Any]) -> Mail:
    return Mail(
        number=row.number,
        sha256=row.sha256,
        size=row.size,
        received_at=row.received_at,
        timed=bool(row.timed),
        state=MailState(row.state),
        message_id=row.message_id,
        sender=row.sender,
        subject=row.subject,
        reason=row.reason,
        attempts=row.attempts,
    )


class Mails(Topic):
    """Mails, the places they lie in, and what is held for a person."""

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

    def owed(self, account: str, folder: str, validity: str) -> dict[str, int]:
        """The mails of a folder that the mailbox has not given whole: their numbers by uid, oldest first."""
        there = (places.c.account == account, places.c.folder == folder, places.c.validity == validity)
        rows = self._connection.execute(
            select(places.c.uid, places.c.mail).where(*there, places.c.owed == 1).order_by(places.c.mail)
        )
        return {row.uid: row.mail for row in rows}

    def forget_owed(self, account: str, folder: str, *, but: str) -> list[int]:
        """A folder was made anew: what was owed by the one before is owed under other uids; the mails of old."""
        old = (places.c.account == account, places.c.folder == folder, places.c.validity != but, places.c.owed == 1)
        mails_ = list(self._connection.scalars(select(places.c.mail).where(*old)))
        self._connection.execute(update(places).where(*old).values(owed=0))
        return mails_

    def read_through(self, account: str, folders: Sequence[str]) -> datetime | None:
        """The moment until which all these folders are known to have been read whole; None if one never was."""
        rows = self._connection.execute(select(read_through).where(read_through.c.account == account))
        moments = {row.folder: row.moment for row in rows}
        return min(moments[folder] for folder in folders) if set(folders).issubset(moments) else None

    def write_read_through(self, account: str, folder: str, moment: datetime) -> None:
        """A folder was read whole at that moment."""
        here = (read_through.c.account == account, read_through.c.folder == folder)
        self._connection.execute(delete(read_through).where(*here))
        self._connection.execute(insert(read_through).values(account=account, folder=folder, moment=moment))

    def forget_read_through(self) -> None:
        """Nothing is known any more of any mailbox: the book comes from elsewhere."""
        self._connection.execute(delete(read_through))

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

    def raw_of(self, mail: int) -> bytes:
        """The bytes of a mail, as far as the mailbox has given them."""
        return bytes(self._connection.scalar(_RAW_OF, {"one": mail}) or b"")

    def store(self, raw: bytes | None, *, size: int, received_at: datetime, at: datetime, timed: bool = True) -> int:
        """A mail's number in the book. The same bytes are the same mail, in whatever folder they lie; of copies the
        earliest receipt counts that is sure (`timed`)."""
        sha256 = self.store_raw(raw, at=at) if raw is not None else None
        known = sha256 and self._connection.execute(select(mails).where(mails.c.sha256 == sha256)).one_or_none()
        if known:
            if timed and (not known.timed or received_at < known.received_at):
                self.time(known.number, received_at)
            if timed and not known.timed and known.state == MailState.HELD:  # its copy says when it came
                self._page.held.settle_of(known.number, at=at)
                self.read_again(known.number)
            return int(known.number)
        row = insert(mails).values(
            sha256=sha256, size=size, received_at=received_at, timed=int(timed), state=MailState.RECEIVED
        )
        return int(self._connection.execute(row).inserted_primary_key[0])  # type: ignore[index]  # an insert of one row has a key

    def time(self, number: int, received_at: datetime) -> None:
        """When a mail came in, for sure: the mailbox has said so, or a person."""
        values = {"received_at": received_at, "timed": 1}
        self._connection.execute(update(mails).where(mails.c.number == number).values(**values))

    def untime(self, number: int) -> None:
        """The time that a person gave was taken back."""
        self._connection.execute(update(mails).where(mails.c.number == number).values(timed=0))

    def complete(self, number: int, raw: bytes, *, size: int, at: datetime, owed: bool = False) -> int:
        """A mail that was owed has been had whole: it is read anew. Its number, or that of the mail it is a copy of.
        `owed`: its time is still owed."""
        sha256 = self.store_raw(raw, at=at)
        twin = select(mails.c.number).where(mails.c.sha256 == sha256, mails.c.number != number)
        if other := self._connection.scalar(twin):
            self._connection.execute(update(places).where(places.c.mail == number).values(mail=other, owed=0))
            self.settle(number, MailState.IGNORED, f"已另行收到，见邮件{other}")
            return int(other)
        values = {"sha256": sha256, "size": size}
        self._connection.execute(update(mails).where(mails.c.number == number).values(**values))
        self._connection.execute(update(places).where(places.c.mail == number).values(owed=int(owed)))
        self.read_again(number)
        return number

    def nothing_owed(self, numbers: Sequence[int]) -> None:
        """These mails have come to their end as they are: they are not asked for again."""
        ended = places.c.mail.in_(list(numbers))
        self._connection.execute(update(places).where(ended, places.c.owed == 1).values(owed=0))

    def read_again(self, number: int) -> None:
        """A mail is read once more at the next filing."""
        values = {"state": MailState.RECEIVED, "attempts": 0, "next_try": None}
        self._connection.execute(update(mails).where(mails.c.number == number).values(**values))

    def place(self, place: Place, *, owed: bool = False) -> None:
        """Remember where a mail lies: this uid is never fetched again, unless the mailbox still owes it."""
        self._connection.execute(
            insert(places).values(
                account=place.account,
                folder=place.folder,
                validity=place.validity,
                uid=place.uid,
                mail=place.mail,
                owed=int(owed),
            )
        )

    def folders_of(self, mail: int) -> set[str]:
        """The folders a mail was found in."""
        return set(self._connection.scalars(select(places.c.folder).where(places.c.mail == mail)))

    def names_of(self, mail: int) -> set[str]:
        """The uids under which a mail was found."""
        return set(self._connection.scalars(select(places.c.uid).where(places.c.mail == mail)))

    def one(self, number: int) -> Mail:
        """The mail of that number. Raises KeyError."""
        row = self._connection.execute(_MAIL, {"one": number}).one_or_none()
        if row is None:
            raise KeyError(number)
        return _mail(row)

    def numbered(self, numbers: Sequence[int]) -> dict[int, Mail]:
        """The mails of those numbers, by number."""
        return {row.number: _mail(row) for row in self._connection.execute(_MAILS, {"some": list(numbers)})}

    def all(self) -> list[Mail]:
        """All mails, oldest receipt first."""
        return self.where(true())

    def waiting(self, now: datetime) -> list[int]:
        """Numbers of mails to be read now, in order of receipt: new ones, and failed ones whose time has come."""
        due = or_(mails.c.next_try.is_(None), mails.c.next_try <= now)
        waiting = select(mails.c.number).where(mails.c.state.in_(_WAITING), due)
        return list(self._connection.scalars(waiting.order_by(mails.c.received_at, mails.c.number)))

    def like(self, message_id: str, sender: str, *, but: int) -> Mail | None:
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

    def attempt(self, numbers: Sequence[int]) -> None:
        """Count one more try at reading each of these mails, before it is tried."""
        tried = update(mails).where(mails.c.number.in_(list(numbers)))
        self._connection.execute(tried.values(attempts=mails.c.attempts + 1))

    def describe(self, number: int, *, message_id: str, sender: str, subject: str) -> None:
        """What a mail says of itself, for lists."""
        self.describe_all({number: (message_id, sender, subject)})

    def describe_all(self, said: Mapping[int, tuple[str, str, str]]) -> None:
        """What mails say of themselves, by number: Message-ID, sender, subject."""
        rows = [{"one": number, "id": one[0], "from": one[1], "about": one[2]} for number, one in said.items()]
        self._connection.execute(_DESCRIBE, rows)

    def settle(self, number: int, state: MailState, reason: str = "", *, next_try: datetime | None = None) -> None:
        """What became of a mail."""
        self._connection.execute(_SETTLE, {"one": number, "now": state, "why": reason, "then": next_try})

    def untidied(self, account: str) -> list[tuple[Place, MailState]]:
        """Mails of an account that have come to an end and still lie where they came in."""
        rows = self._connection.execute(
            select(places, mails.c.state)
            .join(mails, mails.c.number == places.c.mail)
            .where(
                places.c.account == account,
                places.c.tidied == 0,
                places.c.owed == 0,  # moved, it would have another uid
                mails.c.state.notin_(_WAITING),
            )
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

    def tally(self) -> dict[str, int]:
        """How many mails are in each state."""
        counted = self._connection.execute(select(mails.c.state, func.count()).group_by(mails.c.state))
        return {state: int(count) for state, count in counted}

    def moved_away(self, account: str, *, staying: Sequence[str]) -> int:
        """How many mails of an account were moved out of the way: they should lie in the folders of what is settled.
        What is ignored in `staying` folders stays there."""
        stays = and_(places.c.folder.in_(list(staying)), mails.c.state == MailState.IGNORED)
        moved = select(func.count()).select_from(places).join(mails, mails.c.number == places.c.mail)
        gone = moved.where(places.c.account == account, places.c.tidied == 1, not_(stays))
        return int(self._connection.scalar(gone) or 0)

    def where(self, condition: ColumnElement[bool]) -> list[Mail]:
        """The mails of which something holds, oldest receipt first."""
        wanted = select(mails).where(condition).order_by(mails.c.received_at, mails.c.number)
        return [_mail(row) for row in self._connection.execute(wanted)]
