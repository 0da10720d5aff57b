"""文件: everything in out/, to keep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from starlette.responses import Response

from ledger.model import SHANGHAI
from pages.visit import Visit, download


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A file as it is listed."""

    name: str  # from out/ on
    size: int
    written_at: datetime


def show(visit: Visit) -> Response:
    """The list, the newest first, by folder."""
    out = visit.desk.out
    found = [_paper(out, path) for path in out.rglob("*") if path.is_file() and not path.is_symlink()]
    folders: dict[str, list[Paper]] = {}
    for one in sorted(found, key=lambda one: one.written_at, reverse=True):
        folders.setdefault(str(Path(one.name).parent), []).append(one)
    return visit.page("files", folders=sorted(folders.items()))


def _paper(out: Path, path: Path) -> Paper:
    stat = path.stat()
    written_at = datetime.fromtimestamp(stat.st_mtime, SHANGHAI)
    return Paper(name=path.relative_to(out).as_posix(), size=stat.st_size, written_at=written_at)


def file(visit: Visit) -> Response:
    """One of them: what lies in out/ and nowhere else, whatever its name says."""
    out = visit.desk.out.resolve()
    path = (out / visit.asked["name"]).resolve()
    if not path.is_relative_to(out) or not path.is_file():
        return visit.missing("没有这个文件。")
    visit.note("下载", path.relative_to(out).as_posix())
    return download(path.name, path.read_bytes())
