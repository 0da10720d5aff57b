"""A folder of .eml files taken over from elsewhere: each mail received when its topmost Received line says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Self

from ledger.model import SHANGHAI
from mailboxes.message.headers import Headers
from mailboxes.transport.maildir import HEAD, file_fetched, place
from mailboxes.transport.transport import Fetched, Survey


def connect(url: str, *, root: Path, secret: str | None, timeout: float) -> EmlFolder:  # noqa: ARG001  one signature for all schemes
    """The folder of eml:PATH."""
    return EmlFolder(account=url, path=place(url, root))


class EmlFolder:
    """Files ending in .eml; sub-directories are folders."""

    def __init__(self, *, account: str, path: Path) -> None:
        self.account = account
        self._root = path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        pass

    def survey(self, folder: str = "INBOX") -> Survey:
        """Every .eml file by name."""
        names = sorted(path.name for path in self._folder(folder).glob("*.eml") if path.is_file())
        return Survey(folder=folder, validity="0", uids=tuple(names))

    def fetch(self, folder: str, uids: Iterable[str], *, limit: int) -> Iterator[Fetched]:
        """The files of those names that are still there."""
        for uid in uids:
            path = self._folder(folder) / uid
            if path.is_file():
                yield file_fetched(uid, path, _received(path), limit)

    def move(self, folder: str, uids: Sequence[str], target: str) -> int:
        """Put files into a sub-directory."""
        self._folder(target).mkdir(parents=True, exist_ok=True)
        return sum(self._rename(folder, uid, target) for uid in uids)

    def _rename(self, folder: str, uid: str, target: str) -> bool:
        try:
            (self._folder(folder) / uid).rename(self._folder(target) / uid)
        except FileNotFoundError:
            return False
        return True

    def _folder(self, folder: str) -> Path:
        return self._root if folder == "INBOX" else self._root / folder.replace("/", ".").strip(".")


def _received(path: Path) -> datetime:
    """The time of the topmost Received line, written by the server that took the mail in; else the file's."""
    with path.open("rb") as file:
        line = Headers.of(file.read(HEAD)).text("received").rpartition(";")[2]
    try:
        at = parsedate_to_datetime(line)
    except ValueError:
        at = datetime.fromtimestamp(int(path.stat().st_mtime), tz=UTC)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(SHANGHAI)
