"""One checked file of everything an office has, and back from it: book, settings, roster, ledger, templates, papers.

The book alone is no copy while anybody works with it (SQLite keeps what is new beside the file), and a book without
its settings and ledger judges nobody. What `restore` puts aside it keeps; a restore that was killed says so at the
next command and is done again.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from ledger.book import Book
from ledger.model import SHANGHAI
from office.desk import front
from office.desk.desk import CARRIED, Desk
from office.desk.settings import SettingsError
from office.intake.collect import EVERYWHERE

MANIFEST = "manifest.json"
FOLDER = "backups"
_FORMAT = "taizhang-backup-1"
_BOOK = "book.sqlite"
_DUMP = "book.dump"
_FRONT = "收件总台"
_NAME = re.compile(r"台账备份-(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)\.zip")
_KEPT = (
    "office.toml",
    "units.xlsx",
    "改动前/*",
    "key",
    "ledger.*",
    "editions/*",
    CARRIED,
    "templates/**/*",
    "out/**/*",
)
"""What of the folder goes into a backup beside the book; mail that lies here is in the book."""
_UNDER_WAY = "正在恢复"
DAYS, WEEKS, MONTHS = 7, 5, 12
"""How many daily, weekly and monthly backups are kept."""


class BackupError(Exception):
    """The file is no backup, or not of this office; the message says why."""


def back_up(desk: Desk, now: datetime, folder: Path | None = None) -> Path:
    """Write everything into one file in `folder` (default: backups/ of the office) and check it; its path.

    Raises BookError, BackupError, OSError.
    """
    book, folder = desk.book, folder or desk.root / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"台账备份-{now.astimezone(SHANGHAI):%Y%m%d-%H%M%S}.zip"
    unfinished = path.with_suffix(".tmp")
    with tempfile.TemporaryDirectory(dir=folder, prefix=".") as beside:
        copy = Path(beside) / (_DUMP if desk.settings.book else _BOOK)
        book.save(copy)
        with _front_at_rest(desk) as shared:
            _write(unfinished, desk, [(copy.name, copy), *_files(desk.root), *shared], now)
    if wrong := list(differences(unfinished)):
        raise BackupError(f"备份没有通过核验：{wrong[0]}")
    unfinished.replace(path)
    return path


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    for pattern in _KEPT:
        for path in sorted(root.glob(pattern)):
            if path.is_file() and path.suffix not in (".tmp", ".lock"):
                yield path.relative_to(root).as_posix(), path


@contextmanager
def _front_at_rest(desk: Desk) -> Iterator[list[tuple[str, Path]]]:
    """What lies at the front that this ledger shares, and that no poll takes away meanwhile."""
    root = desk.root / desk.settings.mail.front
    if not desk.settings.mail.front or not root.is_dir():
        yield []
        return
    with front.alone(root):
        yield [(f"{_FRONT}/{path.relative_to(root).as_posix()}", path) for path in front.kept(root)]


def _write(path: Path, desk: Desk, files: Iterable[tuple[str, Path]], now: datetime) -> None:
    listed: dict[str, str] = {}
    path.touch(mode=0o600)
    with path.open("wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, source in files:
                archive.write(source, name)
                with source.open("rb") as content:
                    listed[name] = hashlib.file_digest(content, "sha256").hexdigest()
            manifest = {
                "format": _FORMAT,
                "office": desk.settings.office.name,
                "book_id": desk.settings.book_id,
                "made_at": now.isoformat(),
                "files": listed,
            }
            archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        file.flush()
        os.fsync(file.fileno())


def differences(path: Path) -> Iterator[str]:
    """What in a backup is not as its manifest says, a sentence each; nothing if it is whole."""
    try:
        with zipfile.ZipFile(path) as archive:
            files: dict[str, str] = _manifest(archive)["files"]
            yield from (f"缺少 {name}" for name in files.keys() - set(archive.namelist()))
            for name in files.keys() & set(archive.namelist()):
                with archive.open(name) as file:
                    if hashlib.file_digest(file, "sha256").hexdigest() != files[name]:  # type: ignore[arg-type]  # reads as a file does
                        yield f"{name} 与清单不符"
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, KeyError, TypeError) as error:
        yield f"文件不完整或不是备份（{type(error).__name__}）"


def _manifest(archive: zipfile.ZipFile) -> dict[str, dict[str, str]]:
    manifest: dict[str, dict[str, str]] = json.loads(archive.read(MANIFEST))
    if manifest["format"] != _FORMAT:  # type: ignore[comparison-overlap]  # JSON
        raise ValueError(MANIFEST)
    return manifest


def under_way(root: Path) -> bool:
    """Whether a restore was begun in this folder and not ended."""
    return (root / _UNDER_WAY).exists()


def restore(path: Path, root: Path, now: datetime) -> Path:
    """Put back everything of a backup; what was there is kept in a folder of its own, whose path is returned.

    Nothing is touched unless the file is whole and of this office. Raises BackupError, BookError, OSError.
    """
    if wrong := list(differences(path)):
        raise BackupError(f"{path} 不能用来恢复：{wrong[0]}")
    _refuse_foreign(path, root)
    root.mkdir(parents=True, exist_ok=True)
    with _alone(root):
        return _put_back(path, root, now)


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """No poll goes on meanwhile, where there is an office that could poll. Raises Busy."""
    try:
        url = Desk(root).book_url
    except SettingsError:
        url = f"sqlite:///{root / _BOOK}"
    with closing(Book.at(url)) as book, book.alone():
        yield


def _put_back(path: Path, root: Path, now: datetime) -> Path:
    aside = root / f"恢复前-{now.astimezone(SHANGHAI):%Y%m%d-%H%M%S}"
    with tempfile.TemporaryDirectory(dir=root, prefix=".") as beside:
        fresh = Path(beside)
        with zipfile.ZipFile(path) as archive:
            archive.extractall(fresh, members=_manifest(archive)["files"])
        for file in fresh.rglob("*"):
            file.chmod(0o700 if file.is_dir() else 0o600)
        (root / _UNDER_WAY).write_text(f"{path}\n", encoding="utf-8")
        _load_dump(fresh)
        _put_back_front(fresh, root)
        for part in sorted(fresh.iterdir()):
            _swap(root / part.name, part, aside)
    _look_everywhere(root)
    (root / _UNDER_WAY).unlink()
    return aside


def _refuse_foreign(path: Path, root: Path) -> None:
    """A backup of another office is not put into this folder. Raises BackupError."""
    with zipfile.ZipFile(path) as archive:
        theirs = str(_manifest(archive)["book_id"])
    try:
        ours = tomllib.loads((root / "office.toml").read_text(encoding="utf-8")).get("book", {}).get("id", "")
    except (OSError, ValueError):  # nothing there, or settings that are no settings: nothing to protect
        return
    if ours and theirs and ours != theirs:
        raise BackupError(f"{path} 是另一个办公室的备份，不能恢复到 {root}；请另给一个空文件夹（--office）")


def _load_dump(fresh: Path) -> None:
    """A book on PostgreSQL is put back by PostgreSQL, in one transaction."""
    dump = fresh / _DUMP
    if not dump.exists():
        return
    book = Book.at(Desk(fresh).book_url)
    book.load(dump)
    book.close()
    dump.unlink()


def _put_back_front(fresh: Path, root: Path) -> None:
    """What waited at the front that several ledgers share, which is not this ledger's alone to put back."""
    copy = fresh / _FRONT
    if copy.exists():
        front.put_back(copy, root / Desk(fresh).settings.mail.front)
        shutil.rmtree(copy)


def _swap(old: Path, new: Path, aside: Path) -> None:
    """The new in the place of the old, which goes aside with what SQLite keeps beside a file."""
    for each in (old, *(old.with_name(f"{old.name}{end}") for end in ("-wal", "-shm"))):
        if each.exists():
            aside.mkdir(exist_ok=True)
            each.rename(aside / each.name)
    new.rename(old)


def _look_everywhere(root: Path) -> None:
    """What came after the backup lies among what was settled: the next poll looks there."""
    desk = Desk(root)
    with desk.book.writing() as page:
        page.notes.write(EVERYWHERE, "1")
    desk.close()


def clear_out(folder: Path, today: date) -> list[Path]:
    """Remove the backups of a folder that need not be kept; those removed."""
    taken = {path: day for path in folder.glob("*.zip") if (day := _day(path))}
    kept = to_keep(list(taken.values()), today)
    gone = [path for path, day in taken.items() if day not in kept]
    for path in gone:
        path.unlink()
    return gone


def _day(path: Path) -> date | None:
    found = _NAME.fullmatch(path.name)
    try:
        return date(*map(int, found.groups()[:3])) if found else None
    except ValueError:
        return None


def to_keep(days: Sequence[date], today: date) -> set[date]:
    """Of the days of backups those to keep: every day of the last seven, the newest of each of the last five weeks
    and twelve months, and the newest of all."""
    kept = {day for day in days if today - day < timedelta(days=DAYS)}
    for period, count in ((lambda day: day.isocalendar()[:2], WEEKS), (lambda day: (day.year, day.month), MONTHS)):
        newest = {period(day): day for day in sorted(days)}
        kept |= set(sorted(newest.values())[-count:])
    return kept
