"""`taizhang letters`: the letters we write, and each of them to look at."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.common import need_person, now_option, say, with_desk

if TYPE_CHECKING:
    from office.desk.desk import Desk


@click.command()
@click.option(
    "--preview",
    metavar="目录",
    type=click.Path(file_okay=False, path_type=Path),
    help="每种信函用本办的数据写一份样函，连同目录存到此目录",
)
@now_option
@with_desk
def letters(desk: Desk, preview: Path | None, now: datetime) -> None:
    """列出各种信函，哪些用本办自己的；或写成样函查看。"""
    from office.papers.specimens import INDEX, SpecimenError, list_letters, write_specimens
    from office.standing.status import round_to_show

    if preview is None:
        for one in list_letters(desk):
            say(f"{one.name}　{one.about}{'　（本办自有）' if one.own else ''}")
        say(f"本办自己的信函放在 {desk.letters}，与上列同名，后缀.j2；查看样函：taizhang letters --preview 目录")
        return
    try:
        written = list(write_specimens(desk, preview, round_to_show(desk, now), now))
    except SpecimenError as error:
        say(str(error), err=True)
        need_person()
    say(f"样函{len(written) // 2}种（.eml 和 .html）；用浏览器打开 {preview / INDEX}")
