"""The book is missing, empty, torn, another office's, locked or on a full disk: nobody is judged by it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from ledger.model import Standing
from ledger.trouble import BookError
from office.desk.desk import Desk
from office.duties.drafting import draft_circular
from office.duties.remind import remind
from office.keeping.opening import init
from office.reports.annual import sum_up
from office.reports.archive import pack
from office.reports.report import write_board
from office.standing.status import status
from tests.offices import Played, at

Spoil = Callable[[Path, ExitStack], None]
"""Spoils the book at a path; what it puts on the stack mends it."""


def _kept(path: Path, stack: ExitStack) -> None:
    kept = path.with_name("kept")
    shutil.copy(path, kept)
    stack.callback(shutil.copy, kept, path)


def _gone(path: Path, stack: ExitStack) -> None:
    _kept(path, stack)
    path.unlink()


def _empty(path: Path, stack: ExitStack) -> None:
    _kept(path, stack)
    path.write_bytes(b"")


def _no_database(path: Path, stack: ExitStack) -> None:
    _kept(path, stack)
    path.write_bytes(b"x" * 9000)


def _no_tables(path: Path, stack: ExitStack) -> None:
    _kept(path, stack)
    path.unlink()
    with sqlite3.connect(path) as line:
        line.execute("CREATE TABLE other (x)")
    line.close()


def _torn(path: Path, stack: ExitStack) -> None:
    _kept(path, stack)
    whole = bytearray(path.read_bytes())
    whole[4096 * 2 : 4096 * 12] = b"\xff" * 4096 * 10
    path.write_bytes(whole)


def _cut(path: Path, stack: ExitStack) -> None:
    _kept(path, stack)
    path.write_bytes(path.read_bytes()[:20_000])


def _anothers(path: Path, stack: ExitStack) -> None:
    _kept(path, stack)
    init(path.parents[1] / "another")
    shutil.copy(path.parents[1] / "another" / "book.sqlite", path)


def _later(path: Path, stack: ExitStack) -> None:
    _kept(path, stack)
    with sqlite3.connect(path) as line:
        line.execute("UPDATE alembic_version SET version_num = '9999'")
    line.close()


WAYS: dict[str, Spoil] = {
    "账册不见了": _gone,
    "账册是空文件": _empty,
    "账册不是数据库": _no_database,
    "账册里没有账": _no_tables,
    "账册有坏页": _torn,
    "账册只剩一截": _cut,
    "账册是别的办公室的": _anothers,
    "账册是更新版本写的": _later,
}


@contextmanager
def _spoilt(office: Played, spoil: Spoil) -> Iterator[None]:
    office.desk.close()
    with ExitStack() as stack:
        spoil(office.root / "book.sqlite", stack)
        yield


@pytest.fixture
def office(tmp_path: Path) -> Played:
    return Played(tmp_path / "office")


@pytest.mark.parametrize("way", WAYS)
def test_nobody_is_judged_by_a_book_that_is_none(office: Played, way: str) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    office.collect("2022-06-09T15:25")
    sent = sorted((office.root / "mail/out/new").iterdir())
    duties: tuple[Callable[[Desk], object], ...] = (
        lambda desk: status(desk, desk.rounds[1], at("2022-06-14T09:00")),
        lambda desk: remind(desk, at("2022-06-14T09:00")),
        lambda desk: draft_circular(desk, desk.rounds[1], at("2022-06-16T09:00")),
        lambda desk: write_board(desk, desk.rounds[1], at("2022-06-14T09:00")),
        lambda desk: sum_up(desk, at("2022-12-20T09:00")),
        lambda desk: pack(desk, at("2022-12-20T09:00")),
    )
    with _spoilt(office, WAYS[way]):
        for duty in duties:
            desk = Desk(office.root)
            with pytest.raises(BookError, match="账册") as caught:
                duty(desk)
            assert not any(word in str(caught.value) for word in ("sqlite3", "SELECT", "sqlalche.me", "Error"))
            desk.close()
        assert sorted((office.root / "mail/out/new").iterdir()) == sent
        assert not list((office.root / "out").glob("*通报*"))
    office.desk = Desk(office.root)
    office.collect("2022-06-14T09:00")
    assert office.standing("2022-06-14T09:00").standing is Standing.ON_TIME
    assert office.standing("2022-06-14T09:00", "财政局").standing is Standing.MISSING
