"""收件总台: one mailbox before the folders of several ledgers. What it has taken and nobody could yet tell whose it is waits
here, and every ledger that it may belong to knows.

A mail lies in one place at any moment: in `mails/` of the front, or in the Maildir of one ledger, where a rename put it.
"""

from __future__ import annotations

import fcntl
import json
import os
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from ledger.frozen import as_json, thaw
from mailboxes import INBOXES, scheme
from office.desk.desk import Desk
from office.desk.settings import SettingsError

FILE = "front.toml"
_SEEN, _NUMBERS = "seen.txt", "numbers.txt"
_MAX_SIZE = 40 * 2**20
_WANTED = "应写明 inbox（收信邮箱）和若干 [[ledgers]]（folder = 台账的工作目录）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrouted:
    """A mail of which it is not certain to which ledger it belongs, or that the mailbox would not give."""

    number: int
    name: str  # of its file; the ledger that gets it keeps the name
    place: str  # in the mailbox
    received_at: datetime
    timed: bool = True
    has_raw: bool = True  # False: it lies in the mailbox still
    sender: str = ""
    subject: str = ""
    why: str = ""  # "" while nobody has looked at it
    ledgers: tuple[str, ...] = ()  # folders it may belong to


class Front:
    """The folder of a front. Raises SettingsError where its settings cannot be used."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        try:
            raw = tomllib.loads((root / FILE).read_text(encoding="utf-8-sig"))
            self.inbox = str(raw["inbox"])
            self.folder = str(raw.get("folder", "INBOX"))
            self.done = str(raw.get("done", "已分送"))
            self.max_size = int(raw.get("max_size", _MAX_SIZE))
            self.names = {
                str((self.root / one["folder"]).resolve()): [str(name) for name in one.get("names", [])]
                for one in raw["ledgers"]
            }
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise SettingsError.of_front(f"{root / FILE} 不能读取（{error}）；{_WANTED}") from error
        if scheme(self.inbox) not in INBOXES or not self.names:
            raise SettingsError.of_front(f"{root / FILE} 不完整；{_WANTED}")

    @cached_property
    def desks(self) -> tuple[Desk, ...]:
        """The ledgers' own folders, in order."""
        return tuple(Desk(Path(folder)) for folder in self.names)

    def close(self) -> None:
        """Leave the ledgers' books, where they were opened."""
        for desk in self.__dict__.pop("desks", ()):
            desk.close()

    @property
    def mails(self) -> Path:
        """Where mails lie that are handed to nobody yet."""
        folder = self.root / "mails"
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    def waiting(self) -> list[Unrouted]:
        """What lies here, by number."""
        found = [thaw(Unrouted, json.loads(path.read_text(encoding="utf-8"))) for path in self.mails.glob("*.json")]
        return sorted(found, key=lambda one: one.number)

    def unnoted(self) -> list[str]:
        """The names of mails that lie here without a word about them."""
        return [path.stem for path in sorted(self.mails.glob("*.eml")) if not path.with_suffix(".json").exists()]

    def write(self, one: Unrouted) -> None:
        """Keep what is known of a mail."""
        put(self.mails / f"{one.name}.json", as_json(one).encode())

    def forget(self, one: Unrouted) -> None:
        """It waits here no more."""
        (self.mails / f"{one.name}.json").unlink(missing_ok=True)

    def raw(self, one: Unrouted) -> Path:
        """The mail itself."""
        return self.mails / f"{one.name}.eml"

    def seen(self) -> set[str]:
        """The places in the mailbox that need not be looked at again."""
        return set(self._lines(_SEEN))

    def see(self, place: str) -> None:
        """What lies there was taken, or a person has seen to it."""
        self.note(_SEEN, place)

    def number(self, name: str) -> int:
        """The number of a mail by the name of its file: the same one has the same, whatever happens meanwhile."""
        names = self._lines(_NUMBERS)
        if name not in names:
            self.note(_NUMBERS, name)
        return names.index(name) + 1 if name in names else len(names) + 1

    def _lines(self, file: str) -> list[str]:
        path = self.root / file
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def note(self, file: str, line: str) -> None:
        """A line more in a record of the front, on the disk before anything else happens."""
        with (self.root / file).open("a", encoding="utf-8") as record:
            record.write(f"{line}\n")
            record.flush()
            os.fsync(record.fileno())

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One at a time: each ledger's poll comes by here."""
        with (self.root / "front.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def put(path: Path, content: bytes) -> None:
    """A file whole or not at all, on the disk."""
    unfinished = path.with_suffix(".tmp")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def front_of(desk: Desk) -> Front | None:
    """The front that a ledger's mail comes through, if any. Raises SettingsError."""
    return Front(desk.root / desk.settings.mail.front) if desk.settings.mail.front else None


def unrouted(desk: Desk) -> list[Unrouted]:
    """What may belong to this ledger and waits at its front."""
    front = front_of(desk)
    here = str(desk.root.resolve())
    return [one for one in front.waiting() if here in one.ledgers or not one.ledgers] if front else []
