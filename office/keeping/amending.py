"""年中调整任务: a notice adds tasks, strikes them, gives them to others. The ledger as it is then holds from a day on;
rounds due before it stay judged by what held then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import tomlkit

import parsers
from ledger.book import Page
from ledger.changes import tell_tasks
from ledger.editions import Edition, renumbered
from ledger.model import CircularState, Ledger, Task
from ledger.opening import open_year
from office.desk.desk import Desk, master_form
from office.desk.settings import parse_settings

_SIGNED = (CircularState.APPROVED, CircularState.ISSUED, CircularState.CORRECTED)
FOLDER = "editions"


class AmendError(Exception):
    """The ledger cannot be changed like that; the message says why."""


def amend(desk: Desk, file: Path, since: date, notice: str, now: datetime) -> list[str]:
    """Let a changed ledger hold from a day on; what changes and what follows, a sentence each.

    Nothing is written if anything is wrong. Raises AmendError, LedgerError, BookError, OSError.
    """
    content = file.read_bytes()
    before = desk.editions[-1]
    after = open_year(master_form(parsers.read(file.name, content)), desk.roster, desk.settings.said)
    if wrong := list(_wrong(desk, before, after, since, notice)):
        raise AmendError("\n".join(wrong))
    changes = list(tell_tasks(before.ledger, after, desk.roster))
    if not changes:
        raise AmendError("与现行台账没有不同，未作调整")
    with desk.book.reading() as page:
        if signed := signed_since(desk, page, since):
            raise AmendError(
                f"{'、'.join(signed)}的通报已经审定或印发，不能按调整后的任务重新认定；生效日请定在这些期次截止以后"
            )
    _write(desk, file, content, since, notice)
    with closing(Desk(desk.root)) as again:
        return [*changes, *_following(again, before.ledger, now)]


def signed_since(desk: Desk, page: Page, since: date) -> list[str]:
    """The rounds that an edition would judge anew though their circular is signed."""
    later = [one for one in desk.rounds if one.due >= since]
    return [one.name for one in later if any(made.state in _SIGNED for made in page.circulars.all(one.code))]


def _wrong(desk: Desk, before: Edition, after: Ledger, since: date, notice: str) -> Iterator[str]:
    if not notice.strip():
        yield "请写明依据（--notice，如调整任务的文号）"
    if after.year != before.ledger.year:
        yield f"调整后的台账是{after.year}年的，现行台账是{before.ledger.year}年的"
    if since <= before.since:
        yield f"生效日应晚于上一次调整的生效日（{before.since}）"
    if not any(one.due >= since for one in desk.rounds):
        yield f"{since}以后没有要报送的期次，调整对本年度没有作用"
    yield from renumbered(before.ledger, after)
    yield from (one.message for one in after.findings if one.code in ("no_units", "unknown_unit", "column_unclear"))


def _write(desk: Desk, file: Path, content: bytes, since: date, notice: str) -> None:
    """The file into the folder, then its line into the settings: a file without a line means nothing."""
    name = f"{FOLDER}/{since.isoformat()}{file.suffix.lower()}"
    (desk.root / FOLDER).mkdir(exist_ok=True)
    (desk.root / name).write_bytes(content)
    path = desk.root / "office.toml"
    document = tomlkit.parse(path.read_text(encoding="utf-8-sig"))
    table = tomlkit.table()
    table["from"], table["file"], table["notice"] = since, name, notice
    editions = document.setdefault("editions", tomlkit.aot())
    editions.append(table)
    settings = tomlkit.dumps(document).encode()
    parse_settings(settings)
    unfinished = path.with_suffix(".tmp")
    unfinished.write_bytes(settings)
    unfinished.replace(path)


def _following(desk: Desk, before: Ledger, now: datetime) -> Iterator[str]:
    """From which round it holds, whose forms change, who has reported of an open round already."""
    edition = desk.editions[-1]
    judged = [one for one in desk.rounds if one.due >= edition.since]
    yield f"自{judged[0].name}起按调整后的任务填报和认定，以前各期不变"
    earlier = {unit.name: tuple(t for t in before.tasks if unit.name in t.units) for unit in desk.roster.units}
    changed = [unit.name for unit in desk.roster.units if earlier[unit.name] != edition.tasks_of(unit.name)]
    if changed and judged[0].opens <= now < judged[0].deadline:
        yield f"{_named(changed)}的任务有变化，定时服务将补发新的填报表（或运行 taizhang forms {judged[0].code} --send）"
        gained = [name for name in changed if _numbers(edition.tasks_of(name)) - _numbers(earlier[name])]
        with desk.book.reading() as page:
            told = [name for name in gained if page.submissions.all(judged[0].code, unit=name)]
        if told:
            yield f"其中{_named(told)}本期已经报送，新增任务须补充填报，否则为不完整"


def _numbers(tasks: Sequence[Task]) -> set[int]:
    return {task.number for task in tasks}


def _named(names: Sequence[str]) -> str:
    return f"{'、'.join(names[:3])}{f'等{len(names)}个单位' if len(names) > 3 else ''}"
