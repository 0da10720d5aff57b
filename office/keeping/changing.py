"""设置 changed by page: a file takes the place of the office's own only where `check` has nothing against it that it had
not before; the one before is kept."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from ledger.book import Page
from ledger.calendar import CalendarError
from ledger.model import SHANGHAI, Finding, Round, Severity
from office.desk.desk import Desk
from office.desk.settings import SettingsError
from office.desk.units import UnitsError
from office.keeping.check import check
from office.standing.assessing import unexplained

SETTINGS, UNITS = "office.toml", "units.xlsx"
"""The files that a page changes."""
KEPT = "改动前"
"""The folder of what files were before."""
_NO_NAME = re.compile(r'[\\/:*?"<>|]|^\.')
_LONGEST = 60  # characters of a name: a file's may have 255 bytes


class ChangeError(ValueError):
    """The file stays as it was; `findings` says why."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("\n".join(one.message for one in findings))
        self.findings = tuple(findings)


def edition(content: bytes) -> str:
    """What names a file as somebody saw it."""
    return hashlib.sha256(content).hexdigest()[:16]


def change(desk: Desk, name: str, content: bytes, seen: str, now: datetime) -> bool:
    """Put a file in the place of the office's own, which was `seen` when it was changed; whether it is another one now.
    Raises ChangeError, and Busy while a poll is running."""
    path = desk.root / name
    with desk.book.alone():
        old = path.read_bytes()
        if edition(old) != seen:
            raise ChangeError([_wrong("这个文件刚刚有人改过，请看过现在的内容再改")])
        if content == old:
            return False
        if wrong := _against(desk, name, content):
            raise ChangeError(wrong)
        _replace(path, content, now)
    return True


def _wrong(message: str) -> Finding:
    return Finding(code="change", severity=Severity.RETURN, message=message)


def _against(desk: Desk, name: str, content: bytes) -> list[Finding]:
    """What `check` would say of the office with that file, and does not say of it now."""
    before = {one.message for one in _blocking(desk)}
    with tempfile.TemporaryDirectory(prefix="taizhang-") as folder:
        for one in desk.root.iterdir():
            if one.name != name and not one.name.startswith("book.sqlite"):
                (Path(folder) / one.name).symlink_to(one.resolve())
        (Path(folder) / name).write_bytes(content)
        trial = Desk(Path(folder))
        try:
            after = [replace(one, message=one.message.replace(folder, str(desk.root))) for one in _blocking(trial)]
            found = [one for one in after if one.message not in before]
            return found or [*_against_names(desk, trial), *_against_book(desk, trial)]
        finally:
            trial.close()


def _blocking(desk: Desk) -> list[Finding]:
    """What stands against an office, but for its front: that is named from the folder's own place, and no page changes it."""
    return [one for one in check(desk, servers=False).blocking if one.code != "front"]


def _against_names(desk: Desk, trial: Desk) -> Iterator[Finding]:
    """Units and rounds give their names to files."""
    for name in _names(trial) - _names(desk):
        if not name.isprintable() or _NO_NAME.search(name) or len(name) > _LONGEST:
            yield _wrong(f"名称「{name[:_LONGEST]}」太长，或者有不能用作文件名的字符")


def _names(desk: Desk) -> set[str]:
    rounds = _rounds(desk)
    units = {one.name for one in desk.roster.units}
    return units | {one.name for one in rounds} | {one.code for one in rounds}


def _against_book(desk: Desk, trial: Desk) -> Iterator[Finding]:
    """What is on file has to have its unit and its round."""
    with desk.book.reading() as page:
        names, known = trial.roster.names, {one.name for one in trial.roster.units}
        if gone := [one for one in unexplained(page, trial.roster) if names.current(one) not in known]:
            yield from UnitsError.unexplained(gone).findings
        left = {one.code: one for one in _rounds(trial)}
        for one in _rounds(desk):
            if one.code not in left and _is_on_file(page, one.code):
                yield _wrong(f"{one.name}已有报送、决定或通报，不能删去")
            elif page.circulars.issued(one.code) and left[one.code].deadline != one.deadline:
                yield _wrong(f"{one.name}的通报已经印发，截止时间不能再改")


def _rounds(desk: Desk) -> tuple[Round, ...]:
    try:
        return desk.rounds
    except (SettingsError, CalendarError):  # said by the check
        return ()


def _is_on_file(page: Page, code: str) -> bool:
    return bool(page.submissions.all(code) or page.decisions.all(code) or page.circulars.all(code))


def _replace(path: Path, content: bytes, now: datetime) -> None:
    """At once or not at all."""
    kept = path.parent / KEPT
    kept.mkdir(mode=0o700, exist_ok=True)
    stamp = now.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H%M%S")
    count = sum(1 for _ in kept.glob(f"{stamp}*"))
    (kept / f"{stamp}{f'-{count}' if count else ''} {path.name}").write_bytes(path.read_bytes())
    unfinished = path.with_name(f"{path.name}.tmp")
    with unfinished.open("wb") as file:
        os.fchmod(file.fileno(), path.stat().st_mode & 0o777)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
