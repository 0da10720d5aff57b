"""`taizhang amend`: a notice changes the tasks within the year."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.common import MOMENT, need_person, now_option, say, with_desk

if TYPE_CHECKING:
    from office.desk.desk import Desk


@click.command()
@click.argument("ledger", metavar="调整后的台账", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--from", "since", required=True, type=MOMENT, help="生效日，如 7月15日或 2022-07-15")
@click.option("--notice", required=True, help="依据，如 兴政办发〔2022〕20号")
@now_option
@with_desk
def amend(desk: Desk, ledger: Path, since: datetime, notice: str, now: datetime) -> None:
    """年中调整任务：新增、取消任务，调整责任单位；生效日以前截止的期次不变。

    在现行台账上改好（新任务编在最后，取消的删去该行，其余序号不动），另存后用本命令登记。
    """
    from office.keeping.amending import AmendError
    from office.keeping.amending import amend as change

    try:
        lines = change(desk, ledger, since.date(), notice, now)
    except AmendError as error:
        say(str(error), err=True)
        need_person()
    say(f"已按{notice}调整任务，自{since.date()}起执行：")
    for line in lines:
        say(f"  {line}")
