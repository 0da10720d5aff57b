"""`taizhang front`: what waits at the one mailbox of several ledgers."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from cli.common import need_person, now_option, say, saying_trouble

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("directory", metavar="总台目录", type=_FOLDER)
@click.option("--give", type=int, help="把第几号邮件交给 --to 所指的台账")
@click.option("--to", type=_FOLDER, multiple=True, help="台账的工作目录；一封邮件中有几个台账的填报表的，逐个写")
@click.option("--set-aside", "aside", type=int, help="第几号邮件不属于任何台账，另存")
@click.option("--by", default="", help="经办人")
@click.option("--reason", default="", help="理由")
@now_option
@saying_trouble
def front(
    directory: Path, give: int | None, to: tuple[Path, ...], aside: int | None, by: str, reason: str, now: datetime
) -> None:
    """几个台账共用一个邮箱：列出不能确定属于哪个台账的邮件，由人交给所属的台账。"""
    from office.desk.front import Front
    from office.intake import routing

    desk = Front(directory)
    if give is None and aside is None:
        lines = list(routing.listed(desk))
        for line in lines:
            say(line)
        say(f"待分送{len(lines)}封" if lines else "没有待分送的邮件")
        if lines:
            need_person()
        return
    if not by.strip() or not reason.strip():
        raise click.UsageError("须写明经办人（--by）和理由（--reason）")
    if give is not None and not to:
        raise click.UsageError("请用 --to 写明交给哪个台账的工作目录")
    try:
        if give is not None:
            say(routing.give(desk, give, to, by=by, reason=reason, now=now))
        elif aside is not None:
            say(routing.set_aside(desk, aside, by=by, reason=reason, now=now))
    except routing.RoutingError as error:
        raise click.UsageError(str(error)) from None
