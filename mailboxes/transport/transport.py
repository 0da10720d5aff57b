"""What every mailbox and every way out can do, and what passes between them and the office."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What lies in a folder now. A uid means something only together with `validity`."""

    folder: str
    validity: str
    uids: tuple[str, ...]  # ascending


class Lack(StrEnum):
    """Why a mail that lies in the mailbox was not given."""

    LARGE = "too_large"  # larger than asked for: left where it lies
    REFUSED = "unread"  # the server would not give it


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One mail as the server has it; of one that was not given, all that the server does tell."""

    uid: str
    received_at: datetime | None  # the server's own time, in Asia/Shanghai; None where it states none that can be
    size: int | None  # bytes, as the server states it; None where it does not
    raw: bytes | None  # None: not given
    lack: Lack | None = None
    said: str = ""  # the server's own words on what it would not give
    sender: str = ""  # of a mail not given: its sender and subject, as the server knows them
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The fate of one letter. Only "retry" is sure not to have gone out; "unknown" may have."""

    state: Literal["sent", "refused", "retry", "unknown"]
    detail: str = ""
    account: bool = False  # what was refused is the office's own account: it is nobody's letter's fault


class Mailbox(Protocol):
    """A mailbox as a context manager. The folder "INBOX" is the one its address names."""

    account: str

    def __enter__(self) -> Self: ...
    def __exit__(self, *exc: object) -> None: ...

    def survey(self, folder: str = "INBOX") -> Survey:
        """Every mail that lies in the folder now. Makes nothing; raises FolderError where there is no such folder."""
        ...

    def fetch(self, folder: str, uids: Iterable[str], *, limit: int) -> Iterator[Fetched]:
        """The mails of those uids that are still there; bytes only of those up to `limit` bytes. One that cannot
        be had stops no other: it comes with its lack."""
        ...

    def move(self, folder: str, uids: Sequence[str], target: str) -> int:
        """Put mails into another folder, made where it is missing; how many were there to be moved. Raises
        ReadOnlyError where this mailbox may only be read."""
        ...


class Outbox(Protocol):
    """A way out as a context manager: one connection for many letters."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *exc: object) -> None: ...

    def send(self, raw: bytes, *, sender: str, recipients: Sequence[str], copy: str = "") -> Delivery:
        """Hand over one finished letter; whatever the server says comes back as its fate.

        `copy` is an address that gets the letter in the same transaction if the server takes it; the
        fate is that of the `recipients`.
        """
        ...

    def admits(self, sender: str) -> str:
        """Why the server lets nobody send under that address with this account; "" where it does."""
        ...
