"""收件总台: one mailbox before the folders of several ledgers. What it has taken and nobody could yet tell whose it is waits
here, and every ledger that it may belong to knows.

A mail lies in `mails/` of the front until it lies in the Maildir of the ledger it was handed to; one with the forms of
several ledgers, in that of each.
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
LOG = "分送.jsonl"
_SEEN, _NUMBERS, _EVERYWHERE = "seen.txt", "numbers.txt", "look-everywhere"
_MAILS, _ASIDE = "mails", "set-aside"
_KEPT = (FILE, _SEEN, _NUMBERS, LOG, f"{_MAILS}/*", f"{_ASIDE}/*")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """Where a mail went, and who said so."""

    number: int
    name: str
    at: datetime
    sha256: str = ""  # "" for one that the mailbox did not give
    subject: str = ""
    sender: str = ""
    to: tuple[str, ...] = ()  # folders; none: it is no ledger's
    by: str = ""  # "" where it was certain
    reason: str = ""


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
        folder = self.root / _MAILS
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    @property
    def aside(self) -> Path:
        """Where mails lie that are no ledger's."""
        folder = self.root / _ASIDE
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

    def hand(self, one: Handed) -> None:
        """Note where a mail goes."""
        self.note(LOG, as_json(one))

    def handed(self) -> dict[str, Handed]:
        """Where each mail went, by its digest."""
        return {one.sha256: one for one in _log(self.root) if one.sha256}

    @property
    def everywhere(self) -> Path:
        """A mark that the next poll looks among what was handed over, too."""
        return self.root / _EVERYWHERE

    def number(self, name: str) -> int:
        """The number of a mail by the name of its file: the same one has the same, whatever happens meanwhile."""
        names = self._lines(_NUMBERS)
        if name not in names:
            self.note(_NUMBERS, name)
        return names.index(name) + 1 if name in names else len(names) + 1

    def _lines(self, file: str) -> list[str]:
        return _lines(self.root / file)

    def note(self, file: str, line: str) -> None:
        """A line more in a record of the front, on the disk before anything else happens."""
        with (self.root / file).open("a", encoding="utf-8") as record:
            record.write(f"{line}\n")
            record.flush()
            os.fsync(record.fileno())


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def _log(root: Path) -> list[Handed]:
    """Every mail that went its way, in order."""
    return [thaw(Handed, json.loads(line)) for line in _lines(root / LOG)]


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """One at a time at a front: each ledger's poll and backup comes by here."""
    with (root / "front.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def kept(root: Path) -> list[Path]:
    """What of a front goes into a backup: its settings, its records, what waits and what is no ledger's."""
    return [path for pattern in _KEPT for path in sorted(root.glob(pattern)) if path.suffix != ".tmp"]


def put_back(copy: Path, root: Path) -> None:
    """A front from a backup: whole where it is gone, else the mails that it neither has nor has handed over. The next poll
    looks among what was handed over: a ledger from a backup has not seen what came since."""
    root.mkdir(parents=True, exist_ok=True)
    with alone(root):
        gone, handed = not (root / FILE).exists(), {one.name for one in _log(root)}
        for path in kept(copy):
            target = root / path.relative_to(copy)
            waits = path.parent.name == _MAILS and path.stem not in handed
            if not target.exists() and (gone or waits):
                target.parent.mkdir(mode=0o700, exist_ok=True)
                put(target, path.read_bytes())
        (root / _EVERYWHERE).touch()


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
