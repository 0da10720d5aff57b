"""`taizhang forms`, `taizhang read`: blank forms out, filled forms read."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.common import find_round, may_send, need_person, now_option, say, say_findings, say_sent, with_desk, yes_option

if TYPE_CHECKING:
    from office.desk.desk import Desk


@click.command()
@click.argument("round_", metavar="[期次]", required=False)
@click.option("--send", "mail_units", is_flag=True, help="同时发给各单位（先列出单位并询问）")
@yes_option
@now_option
@with_desk
def forms(desk: Desk, round_: str | None, now: datetime, *, mail_units: bool, yes: bool) -> None:
    """生成各单位的填报表（Word 和 Excel）。"""
    from office.papers.forms import send_forms, units_to_mail, write_forms
    from office.standing.status import current_round

    which = find_round(desk, round_) if round_ else current_round(desk, now)
    written = write_forms(desk, which, now)
    say(f"{which.name}填报表{len(written)}份，在 {written[0].parent if written else desk.out}")
    if not mail_units:
        return
    due = units_to_mail(desk, which)
    if not may_send(f"发出{which.name}填报表和《单位怎么填报》", (one.name for one in due), yes=yes):
        need_person()
    say_sent(send_forms(desk, which, now))


@click.command()
@click.argument("files", metavar="文件…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="每份表输出一行 JSON")
def read(files: tuple[Path, ...], as_json: bool) -> None:  # noqa: FBT001  click passes flags by name
    """读取填报表并显示内容；不写入任何东西。"""
    from office.standing.readout import read_out, readable
    from templates.common.wording import tasks

    troubled = False
    for path in files:
        for form, row in read_out(path):
            troubled = troubled or not readable(form)
            if as_json:
                click.echo(json.dumps(row, ensure_ascii=False))
                continue
            say(
                f"{path}：{row['unit'] or '（未写填报单位）'}，{row['round'] or '（未写期次）'}，{row['reported_on'] or '（无填报时间）'}"
            )
            for entry in row["entries"]:
                say(f"  {tasks((entry['task'],))} {entry['where']}：{entry['progress'] or '（空）'}")
            say_findings(form.findings)
    if troubled:
        need_person()
