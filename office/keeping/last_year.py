"""上年: what the year before hands on, read from its archive, which must prove itself first."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from ledger.book import Page
from ledger.carried import Carried
from ledger.frozen import thaw
from ledger.model import Ledger
from ledger.roster import Roster
from office.desk.desk import Desk, editions_of
from office.desk.settings import Settings, SettingsError, parse_settings
from office.desk.units import read_roster
from office.reports.archive import BOOK, LEFT, MANIFEST, OPENED_WITH, opened_with, seal, verify

_TABLES = {"mails": "来件", "submissions": "报送件", "decisions": "决定", "circulars": "通报"}
"""What must not have grown since the archive was made."""


class LastYearError(Exception):
    """Nothing can be carried on from there; the message says why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastYear:
    """An office's year as it was handed over."""

    place: Path  # the folder or the archive, as it was given
    settings_file: bytes
    units_file: bytes
    ledger: Ledger
    roster: Roster
    settings: Settings
    templates: dict[str, bytes]  # by path in the office folder
    carried: Carried


def read_last_year(place: Path) -> LastYear:
    """What an office folder's archive, or an archive by itself, hands on. Raises LastYearError."""
    path = _archive_of(place) if place.is_dir() else place
    if wrong := verify(path):
        more = f"等{len(wrong)}处" if len(wrong) > 1 else ""
        raise LastYearError(
            f"上年度的交账文件没有通过核验，不能据以建账（{wrong[0]}{more}）；请重新运行 taizhang archive"
        )
    with zipfile.ZipFile(path) as archive:
        if place.is_dir() and (since := "、".join(_changed_since(Desk(place), archive))):
            raise LastYearError(f"{path} 做成以后，{place} 中又有变动（{since}）；请重新运行 taizhang archive 再建账")
        return _read(archive, place.resolve(), seal(path))


def _archive_of(folder: Path) -> Path:
    if not (folder / "office.toml").exists():
        raise LastYearError(f"{folder} 不是工作目录（没有 office.toml），也不是交账文件")
    found = sorted((folder / "out").glob("*年度交账.zip"))
    if not found:
        raise LastYearError(
            f"{folder} 还没有交账：请先运行 taizhang --office {folder} archive，核对无误后再建新一年的账"
        )
    return found[-1]


def _changed_since(desk: Desk, archive: zipfile.ZipFile) -> Iterator[str]:
    """What has been entered or edited since the archive was made."""
    manifest = json.loads(archive.read(MANIFEST))
    with closing(desk.book), desk.book.reading() as page:
        now = _rows(page)
    yield from (f"{word}有增减" for table, word in _TABLES.items() if now[table] != manifest["tables"].get(table))
    kept = {name: archive.read(name) for name in archive.namelist() if name.startswith(f"{OPENED_WITH}/")}
    there = {f"{OPENED_WITH}/{path.relative_to(desk.root).as_posix()}": path for path in opened_with(desk.root)}
    for name in sorted(kept.keys() | there.keys()):
        if name not in there or there[name].read_bytes() != kept.get(name):
            yield f"{name.removeprefix(f'{OPENED_WITH}/')} 有改动"


def _is_template(name: str) -> bool:
    """Whether a file of the archive goes into the new folder's templates, and nowhere else."""
    parts = PurePosixPath(name).parts
    return parts[0] == "templates" and ".." not in parts


def _rows(page: Page) -> Counter[str]:
    return Counter({table: sum(1 for _ in page.export.rows(table)) for table in _TABLES})


def _read(archive: zipfile.ZipFile, place: Path, digest: str) -> LastYear:
    """The parts of a proven archive."""
    opened = {
        name.removeprefix(f"{OPENED_WITH}/"): archive.read(name)
        for name in archive.namelist()
        if name.startswith(f"{OPENED_WITH}/")
    }
    if LEFT not in archive.namelist():
        raise LastYearError(f"{place} 的交账文件中没有结转内容（{BOOK}），是旧版本做的；请重新运行 taizhang archive")
    try:
        settings = parse_settings(opened["office.toml"])
    except SettingsError as error:
        raise LastYearError(f"上年度的 office.toml 有误：{error}") from error
    roster = read_roster(opened["units.xlsx"], place=settings.office.district)
    name = next(name for name in opened if name.startswith("ledger."))
    return LastYear(
        place=place,
        settings_file=opened["office.toml"],
        units_file=opened["units.xlsx"],
        ledger=editions_of(settings, roster, name, opened.__getitem__)[-1].ledger,
        roster=roster,
        settings=settings,
        templates={name: content for name, content in opened.items() if _is_template(name)},
        carried=replace(thaw(Carried, json.loads(archive.read(LEFT))), seal=digest),
    )
