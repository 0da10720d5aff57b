"""Opening the book and its transactions: one `Page` is one transaction."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from ledger.book.correspondence import CorrespondencePage
from ledger.book.export import ExportPage
from ledger.book.filing import FilingPage
from ledger.book.intake import IntakePage
from ledger.book.notes import NotesPage
from ledger.book.publishing import PublishingPage
from ledger.trouble import BookError, Busy

_ADVISORY = 0x7A68616E67  # "zhang": the one poller of an office's book on PostgreSQL
_HEAD = "0004"


class Page(IntakePage, FilingPage, PublishingPage, CorrespondencePage, NotesPage, ExportPage):
    """The book within one transaction: everything that can be read from it and written into it."""


class Book:
    """An open book. Use `reading()` and `writing()` for a `Page`; a page's writes come all or none."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> Book:
        """Open a book, making or upgrading its tables. Raises BookError."""
        try:
            target = make_url(url)
            if target.drivername in ("postgresql", "postgres"):
                target = target.set(drivername="postgresql+psycopg")
            engine = create_engine(target)
            if engine.dialect.name == "sqlite":
                _tune_sqlite(engine)
            _upgrade(engine)
        except (SQLAlchemyError, ImportError, OSError) as error:
            raise BookError(f"账册打不开（{url}）：{error}") from error
        return cls(engine)

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Page]:
        """A page to read from. Raises BookError."""
        with _saying(), self._engine.connect() as connection, connection.begin():
            yield Page(connection)

    @contextmanager
    def writing(self) -> Iterator[Page]:
        """A page to write on: one transaction, taken at once, so that no reader turns writer too late. Raises BookError."""
        with (
            _saying(),
            self._engine.execution_options(taizhang_begin="BEGIN IMMEDIATE").connect() as connection,
            connection.begin(),
        ):
            yield Page(connection)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """The right to poll: one process at a time, freed by the system when it dies. Raises Busy."""
        if self._engine.dialect.name == "sqlite":
            with _locked(Path(str(self._engine.url.database)).with_suffix(".lock")):
                yield
            return
        with self._engine.connect() as connection:
            if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _ADVISORY}):
                raise Busy("另一个进程正在收发本办邮件")
            try:
                yield
            finally:
                connection.scalar(text("SELECT pg_advisory_unlock(:key)"), {"key": _ADVISORY})


@contextmanager
def _saying() -> Iterator[None]:
    """What the database cannot do at the moment, as a sentence for the office; its transaction is undone."""
    try:
        yield
    except OperationalError as error:
        raise BookError(
            f"账册暂时不能读写（{error.orig}）：可能是磁盘已满、正被其他程序占用，或与数据库的连接断开；已有数据不受影响，"
            "排除后再运行一次即可"
        ) from error


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy("另一个进程正在收发本办邮件") from None
        yield


def _tune_sqlite(engine: Engine) -> None:
    """Durable at every commit, foreign keys on, writers take their lock when they begin."""

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:  # noqa: ANN401  the driver's own connection
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("taizhang_begin", "BEGIN"))


def _upgrade(engine: Engine) -> None:
    """Bring the tables to the code's version; alembic is loaded only where there is something to do."""
    with engine.connect() as connection, connection.begin():
        if inspect(connection).has_table("alembic_version"):
            version = connection.scalar(text("SELECT version_num FROM alembic_version"))
            if version == _HEAD:
                return
    from alembic import command  # noqa: PLC0415  0.2 s that only a new or an old book pays
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "ledger.book:migrations")
    with engine.connect().execution_options(taizhang_begin="BEGIN IMMEDIATE") as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
