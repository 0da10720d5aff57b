"""`taizhang init`, `taizhang check`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.common import need_person, now_option, say, say_findings, saying_trouble, with_desk

if TYPE_CHECKING:
    from ledger.model import Ledger
    from office.desk.desk import Desk

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("directory", metavar="目录", type=click.Path(file_okay=False, path_type=Path))
@click.option("--ledger", type=_FILE, help="全年台账（Word）；不给则用示例台账")
@click.option("--units", type=_FILE, help="单位名录（units.xlsx）；不给则用示例名录")
@click.option(
    "--from",
    "last_year",
    type=click.Path(exists=True, path_type=Path),
    help="接续上一年：上年的工作目录（须已交账）或交账文件；沿用名录、设置、模板，未结问题转为“回头看”",
)
@click.option("--book", is_flag=True, help="在已有的工作目录中只建立账册（如 [book] url 改用新的数据库）")
@saying_trouble
def init(directory: Path, ledger: Path | None, units: Path | None, last_year: Path | None, *, book: bool) -> None:
    """建账：建立一个工作目录。"""
    from cli.next_steps import after_init
    from office.desk.desk import Desk
    from office.keeping.opening import as_understood, open_book

    if book:
        open_book(Desk(directory.resolve()))
        say(f"已建立空账册；工作目录 {directory}")
        return

    understood, changed = _opened(directory, ledger, units, last_year)
    sections = len({task.section for task in understood.tasks} - {""})
    parts = f"{sections}个板块" if sections else ""
    say(f"已建账：{understood.title}，{parts}{len(understood.tasks)}项任务；工作目录 {directory}")
    say("台账读作：")
    for line in as_understood(understood):
        say(line)
    if last_year:
        say("与上年度相比：")
    for line in changed:
        say(f"  {line}")
    if understood.findings:
        say(f"台账中有{len(understood.findings)}处需要核对（taizhang check 可随时再看）：")
        say_findings(understood.findings, of_office=True)
    for line in after_init(directory):
        say(line)


def _opened(
    directory: Path, ledger: Path | None, units: Path | None, last_year: Path | None
) -> tuple[Ledger, Sequence[str]]:
    """The ledger of the folder made, and what is another than last year."""
    from office.keeping.opening import init as open_office
    from office.keeping.succession import LastYearError, succeed

    try:
        if last_year is None:
            return open_office(directory, ledger=ledger, units=units), ()
        if ledger is None:
            raise click.UsageError("接续上一年建账，请用 --ledger 给出新一年的台账")
        return succeed(directory, last_year, ledger=ledger, units=units)
    except FileExistsError as error:
        raise click.UsageError(str(error)) from None
    except LastYearError as error:
        say(str(error), err=True)
        need_person()


@click.command()
@click.option("--offline", is_flag=True, help="不连接邮件服务器和账册")
@now_option
@with_desk
def check(desk: Desk, offline: bool, now: datetime) -> None:  # noqa: FBT001  click passes flags by name
    """检查设置、台账、单位名录、日历、信函模板和邮件服务器，一次列出所有问题。"""
    from office.keeping.check import check as look

    checked = look(desk, now, servers=not offline)
    say_findings(checked.findings, of_office=True)
    notes = len(checked.findings) - len(checked.blocking)
    if checked.blocking:
        say(f"有{len(checked.blocking)}个问题必须改正" + (f"，另有{notes}处请核对" if notes else ""))
        need_person()
    say("检查通过" + (f"，有{notes}处请核对" if notes else ""))
