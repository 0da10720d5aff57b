"""A Maildir on disk: the embedded mailbox and way out, and the one a year can be played with from outside."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from typing import Self

from ledger.model import SHANGHAI
from mailboxes.message.headers import Headers
from mailboxes.transport.errors import FolderError, MailAddressError, MailServerError
from mailboxes.transport.transport import Delivery, Fetched, Lack, Survey

_SECOND = re.compile(r"\d{9,10}(?!\d)")
_PARTS = ("tmp", "new", "cur")
HEAD = 65_536
"""Bytes of a mail that are read where only its head is wanted."""


def connect(url: str, *, root: Path, secret: str | None, timeout: float) -> MaildirMailbox:  # noqa: ARG001  one signature for all schemes
    """The mailbox of maildir:PATH."""
    return MaildirMailbox(account=url, path=place(url, root))


def outbox(url: str, *, root: Path, secret: str | None, timeout: float) -> MaildirOutbox:  # noqa: ARG001  one signature for all schemes
    """The way out of maildir:PATH: letters lie there as files."""
    return MaildirOutbox(place(url, root))


def place(url: str, root: Path) -> Path:
    """The directory of maildir:PATH or eml:PATH. Raises MailAddressError where none is named."""
    path = url.partition(":")[2].removeprefix("//")
    if not path:
        raise MailAddressError(f"邮箱地址“{url}”没有写明目录，例如 maildir:mail/in。")
    return root / path


def received_at(name: str, mtime: float) -> datetime:
    """When a file came in: the second its name begins with (the Maildir convention), else its mtime."""
    second = _SECOND.match(name)
    return datetime.fromtimestamp(int(second[0]) if second else int(mtime), tz=SHANGHAI)


class MaildirMailbox:
    """A Maildir; its sub-folders are Maildir++ directories `.名称` beside new/ and cur/."""

    def __init__(self, *, account: str, path: Path) -> None:
        self.account = account
        self._root = path
        self._files: dict[tuple[str, str], Path] = {}

    def __enter__(self) -> Self:
        """A Maildir that is not there is not made: a share that is not mounted must not look like an empty mailbox."""
        if not any((self._root / part).is_dir() for part in ("new", "cur")):
            raise MailServerError(
                f"邮箱目录 {self._root} 不存在或不是 Maildir（其中应有 new、cur、tmp）；路径写错的请改正，误删的重新建立即可"
            )
        return self

    def __exit__(self, *exc: object) -> None:
        self._files.clear()

    def survey(self, folder: str = "INBOX") -> Survey:
        """Every mail in new/ and cur/, by time of receipt, then by name."""
        if not self._folder(folder).is_dir():
            raise FolderError(f"邮箱 {self._root} 中没有文件夹“{folder}”；请核对 office.toml [mail] 中的文件夹名称")
        files = self._scan(folder)
        order = sorted(files, key=lambda uid: (_received(files[uid]), uid))
        return Survey(folder=folder, validity="0", uids=tuple(order))

    def fetch(self, folder: str, uids: Iterable[str], *, limit: int) -> Iterator[Fetched]:
        """The files of those uids that are still there."""
        for uid in uids:
            path = self._find(folder, uid)
            if path and (mail := _read(uid, path, limit)):
                yield mail

    def move(self, folder: str, uids: Sequence[str], target: str) -> int:
        """Rename the files into the target folder; their names, so their times of receipt, stay."""
        destination = self._folder(target)
        self._make(destination)
        return sum(self._rename(folder, uid, destination) for uid in uids)

    def _rename(self, folder: str, uid: str, destination: Path) -> bool:
        for _attempt in range(2):  # a second look where somebody has just read it: cur/… now has other flags
            path = self._find(folder, uid)
            if path is None:
                return False
            try:
                path.rename(_free(destination / path.parent.name / path.name))
            except FileNotFoundError:
                self._scan(folder)
            else:
                self._files.pop((folder, uid), None)
                return True
        return False

    def _folder(self, folder: str) -> Path:
        if folder == "INBOX":
            return self._root
        return self._root / ("." + folder.replace("/", ".").strip("."))

    @staticmethod
    def _make(path: Path) -> None:
        for part in _PARTS:
            (path / part).mkdir(parents=True, exist_ok=True)

    def _scan(self, folder: str) -> dict[str, Path]:
        """All files of a folder by uid, remembered for `fetch` and `move`."""
        base = self._folder(folder)
        files = {
            _uid(entry): Path(entry.path)
            for part in ("cur", "new")
            if (base / part).is_dir()
            for entry in os.scandir(base / part)
            if not entry.name.startswith(".") and entry.is_file()
        }
        self._files = {key: path for key, path in self._files.items() if key[0] != folder}
        self._files |= {(folder, uid): path for uid, path in files.items()}
        return files

    def _find(self, folder: str, uid: str) -> Path | None:
        known = self._files.get((folder, uid))
        return known if known and known.exists() else self._scan(folder).get(uid)


def _uid(entry: os.DirEntry[str]) -> str:
    """What names a mail as long as it is the same file: the unique part of its name with size and time of
    writing, since who drops mails by hand may use a name again."""
    name = entry.name.partition(":2,")[0]
    try:
        status = entry.stat()
    except FileNotFoundError:  # read by somebody else this moment: its flags, so its name, have changed
        return name
    return f"{name};{status.st_size};{status.st_mtime_ns}"


def _free(path: Path) -> Path:
    """The path, or one beside it where a mail of that name lies already: nothing is written over."""
    taken = 0
    free = path
    while free.exists():
        taken += 1
        name, flags, rest = path.name.partition(":2,")
        free = path.with_name(f"{name}_{taken}{flags}{rest}")
    return free


def _received(path: Path) -> datetime:
    try:
        return received_at(path.name, path.stat().st_mtime)
    except FileNotFoundError:  # taken away since the directory was read: `fetch` will pass over it
        return datetime.fromtimestamp(0, tz=SHANGHAI)


def _read(uid: str, path: Path, limit: int) -> Fetched | None:
    try:
        return file_fetched(uid, path, received_at(path.name, path.stat().st_mtime), limit)
    except FileNotFoundError:
        return None


def file_fetched(uid: str, path: Path, received: datetime, limit: int) -> Fetched:
    """A mail that is a file: whole, or what its head tells where it is too large or the disk does not give it.
    Raises FileNotFoundError."""
    size = path.stat().st_size
    try:
        with path.open("rb") as file:
            raw = file.read(size if size <= limit else HEAD)
    except FileNotFoundError:
        raise
    except OSError as error:
        return Fetched(uid=uid, received_at=received, size=size, raw=None, lack=Lack.REFUSED, said=str(error))
    if size <= limit:
        return Fetched(uid=uid, received_at=received, size=size, raw=raw)
    head = Headers.of(raw)
    return Fetched(
        uid=uid,
        received_at=received,
        size=size,
        raw=None,
        lack=Lack.LARGE,
        sender=next(iter(head.addresses("from")), ""),
        subject=head.text("subject"),
    )


class MaildirOutbox:
    """Letters written into a Maildir: tmp/ → fsync → new/, named by their Date, so simulated time shows."""

    def __init__(self, path: Path) -> None:
        self._root = path

    def __enter__(self) -> Self:
        """A folder that is not there is not made: letters into a share that is not mounted would reach nobody."""
        if not self._root.is_dir():
            raise MailServerError(f"发信目录 {self._root} 不存在；路径写错的请改正，误删的重新建立即可")
        return self

    def __exit__(self, *exc: object) -> None:
        pass

    def admits(self, sender: str) -> str:  # noqa: ARG002  a folder asks nobody
        """A folder takes letters of any sender."""
        return ""

    def send(self, raw: bytes, *, sender: str, recipients: Sequence[str], copy: str = "") -> Delivery:  # noqa: ARG002  a Maildir has no envelope
        """Write one letter; the same letter again is the same file."""
        name = _letter_name(raw)
        for part in _PARTS:
            (self._root / part).mkdir(exist_ok=True)
        if not (self._root / "new" / name).exists() and not any((self._root / "cur").glob(f"{name}:2,*")):
            written = self._root / "tmp" / name
            with written.open("wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            written.rename(self._root / "new" / name)
            _settle(self._root / "new")
        return Delivery(state="sent", detail=name)


def _letter_name(raw: bytes) -> str:
    """A name that is a function of the letter: the second of its Date and the hash of its Message-ID."""
    headers = Headers.of(raw)
    unique = sha256(headers.text("message-id").encode("utf-8", "surrogateescape") or raw).hexdigest()[:24]
    try:
        second = int(parsedate_to_datetime(headers.text("date")).timestamp())
    except ValueError:
        second = 0
    return f"{second:010d}.{unique}.taizhang"


def _settle(directory: Path) -> None:
    """Make a rename survive a power cut."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
