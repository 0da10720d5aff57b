"""交账: the whole year in one file that proves itself: the book, every original, every document, and their hashes."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath

from ledger.book import Page
from ledger.carried import Carried, leave
from ledger.cases import as_lines, open_cases
from ledger.frozen import as_json
from ledger.model import Case, Mail
from office.arrivals.open_mail import UnopenedError, open_mail
from office.desk.desk import CARRIED, Desk
from office.standing.assessing import assess_round
from office.standing.cases import cases_of
from office.standing.knowing import refuse_unknown
from templates.workbook import book_export

MANIFEST = "manifest.json"
BOOK, OPENED_WITH = "账册", "建账"
LEFT = f"{BOOK}/{CARRIED}"
_OPENED_WITH = ("office.toml", "units.xlsx", "ledger.*", "editions/*", CARRIED, "templates/**/*")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNSAFE = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_LONGEST = 80  # characters of a file's name that are kept


def pack(desk: Desk, now: datetime) -> Path:
    """Write out/<year>年度交账.zip and return it; the same office at the same moment gives the same bytes.

    Raises NotKnownError while a round that is due is not known whole: what is handed over has been judged.
    """
    path = desk.out / f"{desk.ledger.year}年度交账.zip"
    unfinished = path.with_suffix(".tmp")
    with desk.book.reading() as page:
        due = [one for one in desk.rounds if one.deadline <= now]
        judged = [one for round_ in due for one in assess_round(desk, page, round_, now)]
        refuse_unknown(desk, page, judged, "交账须待到期各期查清")
    with desk.book.reading() as page, zipfile.ZipFile(unfinished, "w") as archive:
        tables: dict[str, int] = {}
        files: dict[str, dict[str, object]] = {}
        for name, content in _contents(desk, page, tables, now):
            _add(archive, name, content)
            files[name] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        manifest = {
            "format": "taizhang-archive-1",
            "office": desk.settings.office.name,
            "year": desk.ledger.year,
            "made_at": now.isoformat(),
            "tables": tables,
            "files": dict(sorted(files.items())),
        }
        _add(archive, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    unfinished.replace(path)
    return path


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.external_attr = 0o600 << 16
    archive.writestr(entry, content, zipfile.ZIP_DEFLATED)


def _contents(desk: Desk, page: Page, counts: dict[str, int], now: datetime) -> Iterator[tuple[str, bytes]]:
    """Every file of the archive but its manifest, one at a time; `counts` gets the rows of each table."""
    for table in page.export.tables():
        lines = [f"{json.dumps(row, ensure_ascii=False)}\n" for row in page.export.rows(table)]
        counts[table] = len(lines)
        yield f"{BOOK}/{table}.jsonl", "".join(lines).encode()
    cases = cases_of(desk, page, now)
    yield LEFT, as_json(_left(desk, cases, now)).encode()
    problems = [_problem(case) for case in cases]
    counts["problems"] = len(problems)
    yield f"{BOOK}/problems.jsonl", "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in problems).encode()
    tables: dict[str, Iterable[Mapping[str, object]]] = {
        table: page.export.rows(table) for table in page.export.tables()
    }
    tables["problems"] = problems
    title = f"{desk.ledger.year}年度台账账册"
    yield f"{BOOK}/账册.xlsx", book_export.render(tables, title=title, author=desk.settings.office.name, made_at=now)
    yield from _originals(desk, page)
    yield from ((f"去信/{number}.eml", page.letters.content(number)) for number in page.export.letter_numbers())
    yield from _papers(desk)


def _left(desk: Desk, cases: Iterable[Case], now: datetime) -> Carried:
    """What the year leaves to the next one."""
    return leave(desk.carried, desk.rounds, as_lines(open_cases(cases)), year=desk.ledger.year, at=now)


def _problem(case: Case) -> dict[str, object]:
    """A problem's life as a row: what it is, since when, whether it has ended, step by step."""
    line = case.line
    return {
        "round": line.round,
        "unit": line.unit,
        "kind": line.kind,
        "task": case.task,
        "description": line.description,
        "rectify_by": line.rectify_by.isoformat(),
        "ended": int(case.ended),
        "history": "；".join(f"{step.words}（{step.at.isoformat()}）" for step in case.steps),
    }


def _originals(desk: Desk, page: Page) -> Iterator[tuple[str, bytes]]:
    """Every mail with its attachments, every version of a circular, every form handed in by other means."""
    told = set()
    for mail in page.mails.all():
        if mail.sha256 is not None:
            told.add(mail.sha256)
            yield from _mail(desk, mail, page.mails.raw(mail.sha256))
    for one in page.circulars.all():
        if one.sha256 not in told and _kept(page, one.sha256):
            told.add(one.sha256)
            yield f"通报各版/{_safe(one.round)}-{one.version}-{_safe(one.file)}", page.mails.raw(one.sha256)
    for row in page.export.rows("raws"):
        sha256 = str(row["sha256"])
        if sha256 not in told:
            yield f"其他原件/{sha256}", page.mails.raw(sha256)


def _kept(page: Page, sha256: str) -> bool:
    """Whether the book has the bytes: of circulars made before versions were kept it has not."""
    try:
        page.mails.raw(sha256)
    except KeyError:
        return False
    return True


def _mail(desk: Desk, mail: Mail, raw: bytes) -> Iterator[tuple[str, bytes]]:
    yield f"来件/{mail.number}/原件.eml", raw
    try:
        attachments = open_mail(desk.settings, raw, files=False).message.attachments
    except UnopenedError:  # the original is there
        return
    for place, file in enumerate(attachments, 1):
        yield f"来件/{mail.number}/附件{place}-{_safe(file.name)}", file.content


def _safe(name: str) -> str:
    """A file's name as every system takes it."""
    name = _UNSAFE.sub("_", name).strip(" .") or "未命名"
    stem, dot, suffix = name.rpartition(".")
    return f"{stem[:_LONGEST]}{dot}{suffix[:10]}" if dot else name[:_LONGEST]


def _papers(desk: Desk) -> Iterator[tuple[str, bytes]]:
    """Every document in out/ and what the office set its year up with; archives of before are left out."""
    for path in sorted(one for one in desk.out.rglob("*") if one.is_file()):
        if path.suffix != ".tmp" and not (path.parent == desk.out and path.name.endswith("交账.zip")):
            yield f"文件/{PurePosixPath(path.relative_to(desk.out))}", path.read_bytes()
    for path in opened_with(desk.root):
        yield f"{OPENED_WITH}/{path.relative_to(desk.root).as_posix()}", path.read_bytes()


def opened_with(root: Path) -> list[Path]:
    """What the office set its year up with: settings, roster, ledger, templates, what the year before left."""
    found = {path for pattern in _OPENED_WITH for path in root.glob(pattern)}
    return sorted(path for path in found if path.is_file() and path.suffix not in (".tmp", ".lock"))


def verify(path: Path) -> list[str]:
    """What is not as the archive's own manifest says, a sentence each; nothing if the archive is whole."""
    try:
        with zipfile.ZipFile(path) as archive:
            return list(_differences(archive))
    except zipfile.BadZipFile:
        return [f"{path} 不是完整的交账文件：不是压缩包，或已被截断、损坏"]
    except OSError as error:
        return [f"{path} 不是完整的交账文件，打不开：{error.strerror or error}"]


def seal(path: Path) -> str:
    """The sha256 of an archive's manifest: written into the handover record, it seals all the rest."""
    with zipfile.ZipFile(path) as archive:
        return hashlib.sha256(archive.read(MANIFEST)).hexdigest()


def _differences(archive: zipfile.ZipFile) -> Iterator[str]:
    names = [entry.filename for entry in archive.infolist()]
    try:
        manifest = json.loads(archive.read(MANIFEST))
        files: dict[str, dict[str, object]] = manifest["files"]
        tables: dict[str, int] = manifest["tables"]
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        yield f"清单 {MANIFEST} 缺失或损坏：{error}"
        return
    yield from (f"缺少文件：{name}" for name in files if name not in names)
    yield from (f"多出文件：{name}" for name in dict.fromkeys(names) if name not in files and name != MANIFEST)
    yield from (f"文件重复：{name}" for name in dict.fromkeys(names) if names.count(name) > 1)
    present = [name for name in files if name in names]
    for name in present:
        if (found := _hash(archive, name)) != files[name]["sha256"]:
            yield f"内容与清单不符：{name}" + ("" if found else "（无法读出）")
    yield from _miscounted(archive, tables, set(present))
    yield from _unkept(archive, {str(one["sha256"]) for one in files.values()}, set(present))


def _hash(archive: zipfile.ZipFile, name: str) -> str:
    """A file's sha256, read in pieces; nothing if it cannot be read."""
    digest = hashlib.sha256()
    try:
        with archive.open(name) as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error):
        return ""
    return digest.hexdigest()


def _miscounted(archive: zipfile.ZipFile, tables: dict[str, int], present: set[str]) -> Iterator[str]:
    for table, count in tables.items():
        name = f"{BOOK}/{table}.jsonl"
        if name not in present:
            yield f"缺少账册表：{table}"
        elif _hash(archive, name) and (lines := archive.read(name).count(b"\n")) != count:
            yield f"账册表 {table} 应有{count}行，实有{lines}行"


def _unkept(archive: zipfile.ZipFile, hashes: set[str], present: set[str]) -> Iterator[str]:
    """Originals that the book names and the archive has not."""
    name = f"{BOOK}/raws.jsonl"
    if name in present and _hash(archive, name):
        for line in archive.read(name).splitlines():
            if (sha256 := json.loads(line)["sha256"]) not in hashes:
                yield f"账册所列原件不在交账文件中：{sha256}"
