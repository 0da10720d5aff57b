"""`taizhang backup`, `taizhang restore`: one checked file of everything, and back from it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.common import need_person, now_option, say, saying_trouble, with_desk

if TYPE_CHECKING:
    from office.desk.desk import Desk


@click.command()
@click.argument("folder", metavar="[目录]", required=False, type=click.Path(file_okay=False, path_type=Path))
@now_option
@with_desk
def backup(desk: Desk, folder: Path | None, now: datetime) -> None:
    """备份：账册、设置、单位名录、台账、模板和文件存成一个经过核验的文件（默认存入 backups）。"""
    from office.keeping.backup import BackupError, back_up

    try:
        say(f"已备份并核验：{back_up(desk, now, folder)}")
    except BackupError as error:
        say(str(error), err=True)
        need_person()


@click.command()
@click.argument("path", metavar="备份文件", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--office", "office_", type=click.Path(file_okay=False, path_type=Path), help="恢复到的工作目录")
@now_option
@click.pass_context
@saying_trouble
def restore(ctx: click.Context, path: Path, office_: Path | None, now: datetime) -> None:
    """恢复：从备份文件恢复整个工作目录；原有的文件移到“恢复前-时间”中，不删除。"""
    from office.keeping.backup import BackupError
    from office.keeping.backup import restore as put_back

    root = (office_ or Path(ctx.obj or ".")).resolve()
    try:
        aside = put_back(path.resolve(), root, now)
    except BackupError as error:
        say(str(error), err=True)
        need_person()
    say(f"已恢复到 {root}" + (f"；原有的文件在 {aside}" if aside.exists() else ""))
    say("备份以后收到的邮件，下一次收件（taizhang collect）时从邮箱的各文件夹补登；请先运行 taizhang check")
