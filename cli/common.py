"""What the commands share: the office folder, the moment, how trouble is said."""

from __future__ import annotations

import errno
import functools
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, ParamSpec, TypeVar

import click

from cli.speaking import near

if TYPE_CHECKING:
    from ledger.model import Finding, Round
    from office.desk.desk import Desk
    from office.post.post import Sent

P = ParamSpec("P")
T = TypeVar("T")
_MANY = 5
R = TypeVar("R")


class _Moment(click.ParamType[datetime]):
    """A moment, ISO 8601 or as a clerk writes it (6月9日15时20分); Asia/Shanghai where no offset is given.
    `to_the_minute`: a bare day will not do."""

    name = "时间"

    def __init__(self, *, to_the_minute: bool = False) -> None:
        self._to_the_minute = to_the_minute

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:  # noqa: ANN401  click's signature
        """The moment."""
        from ledger.dates import read_moment
        from ledger.model import SHANGHAI

        if isinstance(value, datetime):
            return value
        text = str(value)
        try:
            moment, timed = datetime.fromisoformat(text), ":" in text
        except ValueError:
            read = read_moment(text, year=_year(ctx))
            if read is None:
                self.fail(f"「{value}」不是有效的时间，应如 2022-06-09T15:20 或 6月9日15:20", param, ctx)
            moment, timed = read
        if self._to_the_minute and not timed:
            self.fail(f"「{value}」没有写明几时几分，应如 {value} 15:20：是否按时由它决定", param, ctx)
        return moment.replace(tzinfo=SHANGHAI) if moment.tzinfo is None else moment.astimezone(SHANGHAI)


def _year(ctx: click.Context | None) -> int:
    """The year that a day without one belongs to: the office's, where one is named; else the clock's."""
    from office.desk.settings import SettingsError, load_settings

    given = ctx and ctx.params.get("office_")
    root = given if isinstance(given, Path) else Path((ctx and ctx.obj) or ".")
    try:
        return load_settings(root / "office.toml").year
    except (SettingsError, OSError):
        return _clock().year


MOMENT = _Moment()
RECEIPT = _Moment(to_the_minute=True)
"""When something came in: it decides whether that was in time."""


def with_desk(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command its office as first argument, and say trouble in one sentence with exit status 1."""

    @click.option("--office", "office_", is_eager=True, type=click.Path(path_type=Path), help="工作目录")
    @click.pass_context
    @functools.wraps(command)
    def wrapped(ctx: click.Context, /, *args: Any, office_: Path | None, **kwargs: Any) -> None:  # noqa: ANN401  click passes what the command declares
        from office.desk.desk import Desk

        root = office_ or Path(ctx.obj or ".")
        if not (root / "office.toml").exists():
            raise click.UsageError(f"{root.resolve()} 不是工作目录（没有 office.toml）；{_instead(root)}")
        if (root / "正在恢复").exists():
            say("上一次恢复没有完成，请再运行一次 taizhang restore 备份文件", err=True)
            sys.exit(1)
        desk = Desk(root.resolve(), watch=_bar) if sys.stderr.isatty() else Desk(root.resolve())
        try:
            saying_trouble(command)(desk, *args, **kwargs)
        finally:
            desk.close()

    return wrapped


def _instead(root: Path) -> str:
    """What to do about a folder without office.toml: one saved under a name like it is renamed."""
    there = [path.name for path in root.glob("*") if path.name.lower().startswith("office.toml")]
    if there:
        return f"请把其中的 {there[0]} 改名为 office.toml（记事本“另存为”时“保存类型”选“所有文件”）"
    return "请用 --office 指明，或先运行 taizhang init"


def _bar(items: Iterable[T], what: str, count: int, /) -> Iterator[T]:
    """A progress bar beside the answer, where somebody looks on; none for what is done at a glance."""
    if count < _MANY:
        yield from items
        return
    with click.progressbar(items, length=count, label=what, file=sys.stderr) as bar:
        yield from bar


def saying_trouble(function: Callable[P, R]) -> Callable[P, R]:
    """Say what went wrong as a sentence, not as a traceback."""

    @functools.wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except _troubles() as error:
            say(str(error), err=True)
            sys.exit(1)
        except OSError as error:
            say(_file_trouble(error), err=True)
            sys.exit(1)

    return wrapped


def _troubles() -> tuple[type[Exception], ...]:
    """What the office or the machine room can mend: loaded when something is raised."""
    from ledger.calendar import CalendarError
    from ledger.opening import LedgerError
    from ledger.trouble import BookError
    from mailboxes.transport.errors import MailServerError
    from office.desk.settings import SettingsError
    from office.desk.units import UnitsError

    return (SettingsError, UnitsError, LedgerError, CalendarError, BookError, MailServerError)


_FILE_TROUBLES = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已满",
    errno.EROFS: "所在磁盘只能读取",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EFBIG: "文件超过了允许的大小",
    errno.ENOENT: "文件或文件夹不存在",
    errno.EIO: "磁盘读写出错",
}


def _file_trouble(error: OSError) -> str:
    """What the disk would not do, which file, and what to do."""
    why = _FILE_TROUBLES.get(error.errno or 0, "文件读写出错")
    where = f"：{error.filename}" if error.filename else ""
    return f"{why}{where}；已登记的内容不受影响，排除后再运行一次即可"


def now_option(command: Callable[..., None]) -> Callable[..., None]:
    """`--now T`: the moment the command works at; the clock's where it is left out."""
    return click.option("--now", type=MOMENT, default=_clock, help="按此时间办理（默认为当前时间）")(command)


def _clock() -> datetime:
    from ledger.model import SHANGHAI

    return datetime.now(SHANGHAI)


json_option = click.option("--json", "as_json", is_flag=True, help="只输出 JSON")


def say(text: str, *, err: bool = False) -> None:
    """A line for the user."""
    click.echo(text, err=err)


def say_json(value: object) -> None:
    """JSON and nothing else."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def say_findings(findings: Iterable[Finding], *, of_office: bool = False) -> None:
    """Findings, one a line, the worst first; those of a form by their grades, those of the office's own files by what they
    ask of it."""
    for finding in sorted(findings, key=lambda finding: finding.severity.value):
        grade = finding.severity
        word = _ASKED[grade.value] if of_office else f"{grade.value} {grade.label}"
        say(f"[{word}] {finding.message}")


_ASKED = {"A": "必须改正", "B": "必须改正", "C": "请核对", "D": "提示"}


yes_option = click.option("--yes", is_flag=True, help="不再询问，直接发信")


def may_send(what: str, units: Iterable[str], *, yes: bool) -> bool:
    """Whether these units may be mailed: who sits at a terminal is shown what goes to whom, and asked; a script has said."""
    names = list(units)
    if not names or yes or not sys.stdin.isatty():
        return True
    say(f"将{what}，共{len(names)}个单位：{'、'.join(names)}")
    if click.confirm("现在发出？"):
        return True
    say("没有发信；看过以后再运行一次即可", err=True)
    return False


def say_sent(sent: Sent) -> None:
    """What one round of sending came to."""
    say(f"已发出{sent.sent}封" + (f"，{sent.refused}封未成功" if sent.refused else ""))
    if sent.waiting:
        say(f"另有{sent.waiting}封排队，随后各次收件时发出")
    if sent.refused:
        need_person()


def need_person() -> NoReturn:
    """Done, but something needs a person."""
    sys.exit(1)


def find_round(desk: Desk, said: str) -> Round:
    """The round of that code or name, in whatever words (第二季度, 二季度); else a usage error naming those there are."""
    from ledger.rounds import round_said

    try:
        return desk.round(said)
    except KeyError:
        pass
    if found := round_said(said, desk.rounds) or round_said(f"{desk.settings.year}年{said}", desk.rounds):
        return found
    known = "、".join(f"{one.code}（{one.name}）" for one in desk.rounds)
    where = last_year_is_at(desk, desk.carried.year) if desk.carried.round(said) else ""
    raise click.UsageError(f"没有期次「{said}」；本年度有：{known}{where}")


def find_unit(desk: Desk, said: str) -> str:
    """The unit of that name, an alias of it, or what only its name begins with (民政); else a usage error naming near ones."""
    if unit := desk.roster.find(said):
        return unit.name
    names = desk.roster.plain_names
    begun = {unit.name for name, unit in names if len(said) > 1 and name.startswith(said)}
    if len(begun) == 1:
        return begun.pop()
    meant = (
        f"，是不是{'、'.join(f'「{name}」' for name in begun)}？" if begun else near(said, (name for name, _ in names))
    )
    raise click.UsageError(f"单位名录中没有「{said}」{meant}")


def last_year_is_at(desk: Desk, year: int) -> str:
    """Where a year before this one is to be read, "" where that is not known."""
    place = desk.settings.last_year
    if not place or year != desk.carried.year:
        return ""
    how = f"taizhang --office {place}" if Path(place).is_dir() else f"交账文件 {place}"
    return f"；{year}年度请看 {how}"
