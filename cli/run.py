"""`taizhang serve`, `taizhang demo`: the only commands that load Prefect."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.common import need_person, say, saying_trouble, with_desk

if TYPE_CHECKING:
    from office.desk.desk import Desk

_MARK = ".taizhang-demo"
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Prefect 服务的地址")
@click.option(
    "--port", default=4200, show_default=True, help="Prefect 服务的端口；工作台用下一个端口，除非设置另有规定"
)
@with_desk
def serve(desk: Desk, host: str, port: int) -> None:
    """启动定时服务和工作台：每5分钟收件，工作日提醒，期满通报。"""
    from office.keeping.check import check

    checked = check(desk, datetime.now(UTC))
    for finding in checked.blocking:
        say(finding.message, err=True)
    if checked.blocking:
        need_person()
    page = desk.settings.page
    desk.close()
    from flows.serve import ServeError
    from flows.serve import serve as run
    from pages.serving import beside

    try:
        run(desk.root, host=host, port=port, beside=lambda: beside(desk.root, page, page.port or port + 1))
    except ServeError as error:
        say(str(error), err=True)
        need_person()


@click.command()
@click.option(
    "--office",
    "office_",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo"),
    show_default=True,
    help="演示目录",
)
@click.option("--ledger", type=_FILE, help="用这份台账演示；不给则用示例台账")
@click.option("--plain", is_flag=True, help="不经过 Prefect")
@saying_trouble
def demo(office_: Path, ledger: Path | None, plain: bool) -> None:  # noqa: FBT001  click passes flags by name
    """演示：示例机关走完一期，从发填报表到通报。"""
    from cli.next_steps import after_demo
    from office.desk.desk import Desk
    from office.keeping.opening import init

    _clear(office_)
    init(office_, ledger=ledger)
    (office_ / _MARK).touch()
    desk = Desk(office_.resolve())
    say(f"演示目录：{desk.root}")
    if plain:
        lines = _plainly(desk)
    else:
        from flows.demo import play_through_flows

        lines = play_through_flows(desk, say)
    say("")
    for line in (*lines, "", *after_demo(desk)):
        say(line)
    desk.close()


def _plainly(desk: Desk) -> list[str]:
    from office.duties.drafting import draft_due_circular
    from office.duties.remind import remind
    from office.intake.collect import collect
    from office.keeping.demo import Steps, play
    from office.papers.forms import open_due_round

    steps = Steps(
        open_round=lambda now: open_due_round(desk, now),
        collect=lambda now: collect(desk, now),
        remind=lambda now: remind(desk, now),
        circular=lambda now: draft_due_circular(desk, now),
    )
    return play(desk, steps, say)


def _clear(folder: Path) -> None:
    """A demo of before makes room for this one; a folder of anything else is never touched."""
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / _MARK).exists():
        raise click.UsageError(f"{folder} 已存在且不是演示目录，请另给一个 --office")
    shutil.rmtree(folder)
