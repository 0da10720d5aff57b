"""Opening the book and its transactions: one `Page` is one transaction."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, delete, event, insert, inspect, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError, SQLAlchemyError

from ledger.book.access import Access
from ledger.book.circulars import Circulars
from ledger.book.decisions import Decisions
from ledger.book.export import Export
from ledger.book.held import HeldItems
from ledger.book.letters import Letters
from ledger.book.mails import Mails
from ledger.book.notes import Notes
from ledger.book.questions import Questions
from ledger.book.submissions import Submissions
from ledger.book.tables import notes
from ledger.roster import Names
from ledger.trouble import BookError, Busy

_ADVISORY = 0x7A68616E67  # "zhang": the one poller of an office's book on PostgreSQL
_VERSIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")  # of the tables, oldest first
_IDENTITY = "office"  # the note that says whose book it is
_LOOKED_THROUGH = 64 << 20  # bytes of a book that is looked through whenever it is opened


class Page:
    """The book within one transaction: everything that can be read from it and written into it, by topic."""

    def __init__(self, connection: Connection, names: Callable[[], Names] = Names) -> None:
        self.connection, self.names = connection, names
        self.mails, self.held = Mails(self), HeldItems(self)
        self.submissions, self.decisions = Submissions(self), Decisions(self)
        self.letters, self.questions = Letters(self), Questions(self)
        self.circulars, self.notes, self.export = Circulars(self), Notes(self), Export(self)
        self.access = Access(self)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """A part of the transaction that comes whole or, where it raises, not at all; the rest stays."""
        try:
            with self.connection.begin_nested():
                yield
        except BaseException:
            self.decisions.forget()
            self.notes.forget()
            raise


class Book:
    """An open book. Use `reading()` and `writing()` for a `Page`; a page's writes come all or none."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.names: Callable[[], Names] = Names
        """The names that units have had, asked for where a page speaks of units."""

    @classmethod
    def open(cls, url: str, identity: str = "") -> Book:
        """Open the book of an office, upgrading its tables; never make one. Raises BookError where it is missing,
        empty, damaged, another office's or newer than the code."""
        engine = _engine(url)
        try:
            _look_at_file(engine)
            with _saying():
                known = _look_at(engine, identity)
                _upgrade(engine)
                if not known:
                    _adopt(engine, identity)
        except BookError as error:
            engine.dispose()
            raise BookError(f"{error}（{_shown(engine)}）") from error.__cause__
        return cls(engine)

    @classmethod
    def at(cls, url: str) -> Book:
        """The place of a book, whatever is there: to load one into. Raises BookError."""
        return cls(_engine(url))

    @classmethod
    def create(cls, url: str, identity: str = "") -> Book:
        """A new, empty book for an office. Raises BookError where one is there already."""
        engine = _engine(url)
        try:
            with _saying():
                _refuse_existing(engine)
                _upgrade(engine)
                if identity:
                    _adopt(engine, identity)
        except BookError as error:
            engine.dispose()
            raise BookError(f"{error}（{_shown(engine)}）") from error.__cause__
        return cls(engine)

    def close(self) -> None:
        """Give all connections back; the last one folds what SQLite wrote beside the file into it."""
        self._engine.dispose()

    def save(self, path: Path) -> None:
        """A copy of the whole book as it is at one moment, whoever writes meanwhile: SQLite's online backup, or what
        pg_dump makes. Raises BookError."""
        with _saying():
            if self._engine.dialect.name == "sqlite":
                with self._engine.connect() as connection, closing(sqlite3.connect(path)) as copy:
                    source: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]  # SQLite's own
                    source.backup(copy)
                return
        _run("pg_dump", self._engine.url, "--format=custom", "--no-owner", f"--file={path}")

    def load(self, path: Path) -> None:
        """What `save` made of a book on PostgreSQL, in the place of all that is there: all of it or nothing. Raises
        BookError."""
        whole = ("--clean", "--if-exists", "--single-transaction", "--no-owner", "--exit-on-error")
        _run("pg_restore", self._engine.url, *whole, str(path))

    def examine(self) -> list[str]:
        """What is torn in the book, by the database's own check; nothing if it is whole. Raises BookError."""
        return _torn_pages(self._engine)

    @contextmanager
    def reading(self) -> Iterator[Page]:
        """A page to read from. Raises BookError."""
        with _saying(), self._engine.connect() as connection, connection.begin():
            yield Page(connection, self.names)

    @contextmanager
    def writing(self) -> Iterator[Page]:
        """A page to write on: one transaction, taken at once, so that no reader turns writer too late. Raises BookError."""
        with (
            _saying(),
            self._engine.execution_options(taizhang_begin="BEGIN IMMEDIATE").connect() as connection,
            connection.begin(),
        ):
            yield Page(connection, self.names)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """The right to poll: one process at a time, freed by the system when it dies. Raises Busy."""
        if self._engine.dialect.name == "sqlite":
            with _locked(Path(str(self._engine.url.database)).with_suffix(".lock")):
                yield
            return
        with _saying(), self._engine.connect() as connection:
            if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _ADVISORY}):
                raise Busy("另一个进程正在收发本办邮件")
            try:
                yield
            finally:
                connection.scalar(text("SELECT pg_advisory_unlock(:key)"), {"key": _ADVISORY})


@contextmanager
def _saying() -> Iterator[None]:
    """What the database cannot do, as a sentence for the office; its transaction is undone."""
    try:
        yield
    except (IntegrityError, DataError) as error:  # our own mistake, not the database's
        raise error from None
    except (DBAPIError, sqlite3.Error) as error:
        raise BookError(_sentence(error)) from error
    except (SQLAlchemyError, ImportError, OSError) as error:
        raise BookError(f"账册打不开：{type(error).__name__}") from error


def _sentence(error: DBAPIError | sqlite3.Error) -> str:
    """What a database's error means for the office, without a word of the database's."""
    said = str(error.orig if isinstance(error, DBAPIError) else error).lower()
    for words, meaning in _MEANINGS.items():
        if any(word in said for word in words):
            return meaning
    if isinstance(error, OperationalError):
        return "账册暂时不能读写：与数据库的连接断开或数据库没有应答；已有数据不受影响，排除后再运行一次即可"
    return f"账册已损坏，{_BACK}"


_BACK = "请用 taizhang restore 从备份恢复，没有备份的用 taizhang rebuild 从邮箱重建"
_MEANINGS = {
    ("locked", "lock timeout"): "账册暂时不能读写：正被其他程序占用；已有数据不受影响，稍后再运行一次即可",
    (
        "disk is full",
        "no space",
        "disk i/o",
    ): "账册暂时不能读写：磁盘已满或读写出错；已有数据不受影响，排除后再运行一次即可",
    ("readonly", "read-only", "permission"): "账册不能写入：没有写入权限；请检查文件夹和文件的权限",
    ("malformed", "not a database", "corrupt", "no such table", "no such column", "relation "): f"账册已损坏，{_BACK}",
    ("password", "authentication", "role "): "账册的数据库拒绝登录；请核对 office.toml [book] url 中的用户名和密码",
    ("does not exist",): "账册的数据库不存在；请核对 office.toml [book] url",
}


def _run(program: str, url: URL, *arguments: str) -> None:
    """One of PostgreSQL's own programs on a database; the password is in no argument. Raises BookError."""
    target = url.set(drivername="postgresql", password=None).render_as_string()
    secret = {"PGPASSWORD": url.password} if url.password else {}
    try:
        subprocess.run(  # noqa: S603  PostgreSQL's own program
            [program, f"--dbname={target}", *arguments], env={**os.environ, **secret}, capture_output=True, check=True
        )
    except FileNotFoundError:
        raise BookError(f"本机没有 {program}，请先安装 PostgreSQL 客户端程序（Debian：postgresql-client）") from None
    except subprocess.CalledProcessError as error:
        raise BookError(f"{program} 没有完成（退出码{error.returncode}），请在命令行中单独运行它核对") from error


def _engine(url: str) -> Engine:
    """The database of an address. Raises BookError."""
    try:
        target = make_url(url)
        if target.drivername in ("postgresql", "postgres"):
            target = target.set(drivername="postgresql+psycopg")
        engine = create_engine(target)
    except (SQLAlchemyError, ImportError, ValueError) as error:
        raise BookError(
            "office.toml [book] url 不是能用的数据库地址（应形如 postgresql://用户名@主机/库名）"
        ) from error
    if engine.dialect.name == "sqlite":
        _tune_sqlite(engine)
    return engine


def _shown(engine: Engine) -> str:
    """Which book, as a message may name it: no password."""
    return str(_file(engine) or engine.url.render_as_string(hide_password=True))


def _file(engine: Engine) -> Path | None:
    """The file of a book that is one."""
    return Path(str(engine.url.database)) if engine.dialect.name == "sqlite" else None


def _look_at_file(engine: Engine) -> None:
    """A book that is a file is there and is one, before SQLite would make it. Raises BookError."""
    path = _file(engine)
    if path is None:
        return
    if not path.exists():
        raise BookError(f"找不到账册文件；它只在建账（taizhang init）时建立一次。如果被移走，请放回原处；{_BACK}")
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise BookError(f"打不开账册文件（{error.strerror}）；请检查文件夹和文件的权限") from error
    if not head:
        raise BookError(f"账册是空文件，{_BACK}")
    if head != b"SQLite format 3\0":
        raise BookError(f"不是账册文件，或已损坏，{_BACK}")


def _refuse_existing(engine: Engine) -> None:
    path = _file(engine)
    if path.exists() if path else inspect(engine).has_table("alembic_version"):
        raise BookError("已经有账册，未作任何改动")


def _look_at(engine: Engine, identity: str) -> bool:
    """Whether a book knows that it is this office's; one from before that was noted does not. Raises BookError for
    one that is another's, no book, or torn."""
    path, noted = _file(engine), None
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            where = "数据库中没有账册" if path is None else "账册中什么都没有"
            new = "；如果是新建的数据库，请运行 taizhang init 工作目录 --book 在其中建立账册" if path is None else ""
            raise BookError(f"{where}，{_BACK}{new}")
        version = connection.scalar(text("SELECT version_num FROM alembic_version"))
        if version not in _VERSIONS:
            raise BookError("账册由更新版本的程序写成，请升级程序后再用")
        if identity and inspect(connection).has_table("notes"):
            noted = connection.scalar(select(notes.c.text).where(notes.c.name == _IDENTITY))
            if noted not in (None, identity):
                raise BookError(
                    "这是另一个办公室的账册，不能用于本工作目录；请核对 --office 和 office.toml [book]，"
                    "放回本办的账册，或用 taizhang restore 恢复"
                )
    if path and path.stat().st_size <= _LOOKED_THROUGH and _torn_pages(engine):
        raise BookError(f"账册已损坏，{_BACK}")
    return noted is not None or not identity


def _torn_pages(engine: Engine) -> list[str]:
    if engine.dialect.name != "sqlite":
        return []
    with _saying(), engine.connect() as connection:
        return [str(line) for line in connection.scalars(text("PRAGMA quick_check(5)")) if line != "ok"]


def _adopt(engine: Engine, identity: str) -> None:
    """The book knows whose it is; one from before that was noted belongs to the office that opens it."""
    with engine.execution_options(taizhang_begin="BEGIN IMMEDIATE").connect() as connection, connection.begin():
        connection.execute(delete(notes).where(notes.c.name == _IDENTITY))
        connection.execute(insert(notes).values(name=_IDENTITY, text=identity))


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
            if version == _VERSIONS[-1]:
                return
    from alembic import command  # noqa: PLC0415  0.2 s that only a new or an old book pays
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "ledger.book:migrations")
    with engine.connect().execution_options(taizhang_begin="BEGIN IMMEDIATE") as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
