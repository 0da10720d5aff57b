"""`taizhang archive`, `taizhang verify`: the year handed over, and proof that what was handed over is whole."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.common import need_person, now_option, say, with_desk

if TYPE_CHECKING:
    from office.desk.desk import Desk


@click.command()
@now_option
@with_desk
def archive(desk: Desk, now: datetime) -> None:
    """交账：账册、全部来件去信原件和文件打成一个交账文件。"""
    from office.reports.archive import pack, seal
    from office.standing.knowing import NotKnownError

    try:
        path = pack(desk, now)
    except NotKnownError as error:
        say(str(error), err=True)
        need_person()
    say(f"交账文件：{path}")
    say(f"清单校验值（SHA-256，请记入交接单）：{seal(path)}")


@click.command()
@click.argument("path", metavar="交账文件", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify(path: Path) -> None:
    """核验交账文件：逐个文件核对校验值，不缺、不多、不改；不符的逐条列出。"""
    from office.reports.archive import seal
    from office.reports.archive import verify as differences

    if found := differences(path):
        for line in found:
            say(line, err=True)
        need_person()
    say(f"完整：{path}")
    say(f"清单校验值（SHA-256）：{seal(path)}")
