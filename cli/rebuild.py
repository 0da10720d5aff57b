"""`taizhang rebuild`: the book again from the mailbox alone."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING

import click

from cli.common import need_person, now_option, say, with_desk

if TYPE_CHECKING:
    from office.desk.desk import Desk
    from office.keeping.rebuilding import Rebuilt


@click.command()
@click.option("--yes", is_flag=True, help="不再询问，按列出的决定重建")
@click.option("--force", is_flag=True, help="账册完好也重建（原账册留存）")
@now_option
@with_desk
def rebuild(desk: Desk, now: datetime, *, yes: bool, force: bool) -> None:
    """重建账册：没有备份时，从邮箱的各文件夹和本办留存的决定重新建立账册；不发出任何信件。"""
    from office.keeping.rebuilding import NotConfirmedError
    from office.keeping.rebuilding import rebuild as make_again

    try:
        done = make_again(desk, now, confirm=lambda found: _confirm(found, yes=yes), force=force)
    except NotConfirmedError:
        say("没有确认，未作任何改动；核对上列决定后用 taizhang rebuild --yes 重建", err=True)
        need_person()
    say(
        f"已重建账册：邮件{done.mails}封，报送件{done.submissions}件，决定{len(done.records)}项，已发信件{done.letters}封；没有发出信件"
    )
    if done.aside:
        say(f"原来的账册留存在 {done.aside}")
    for line in done.lost:
        say(f"未能恢复：{line}", err=True)
    say("请运行 taizhang status 核对各期认定")
    if done.lost or done.refused:
        need_person()


def _confirm(found: Rebuilt, *, yes: bool) -> bool:
    """Show the decisions found, and have a person say once that they are to be taken again."""
    say(f"邮箱中有{found.mails}封邮件；留存的决定{len(found.records)}项：")
    for record in found.records:
        say(f"  {record.told}")
    for record in found.refused:
        say(f"  签名不符，不予采用：{record.told}", err=True)
    if yes or not found.records:
        return True
    return sys.stdin.isatty() and click.confirm("按以上决定重建？")
