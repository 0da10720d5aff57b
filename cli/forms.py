"""`taizhang forms`, `taizhang read`: blank forms out, filled forms read."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.common import find_round, need_person, now_option, say, say_findings, with_desk

if TYPE_CHECKING:
    from office.desk.desk import Desk


@click.command()
@click.argument("round_", metavar="[期次]", required=False)
@click.option("--send", is_flag=True, help="同时发给各单位")
@now_option
@with_desk
def forms(desk: Desk, round_: str | None, send: bool, now: datetime) -> None:  # noqa: FBT001  click passes flags by name
    """生成各单位的填报表（Word 和 Excel）。"""
    from office.papers.forms import send_forms, write_forms
    from office.standing.status import current_round

    which = find_round(desk, round_) if round_ else current_round(desk, now)
    written = write_forms(desk, which, now)
    say(f"{which.name}填报表{len(written)}份，在 {written[0].parent if written else desk.out}")
    if send:
        sent = send_forms(desk, which, now)
        say(f"已发出{sent.sent}封" + (f"，{sent.refused}封未成功" if sent.refused else ""))
        if sent.waiting:
            say(f"另有{sent.waiting}封排队，随后各次收件时发出")
        if sent.refused:
            need_person()


@click.command()
@click.argument("files", metavar="文件…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="每份表输出一行 JSON")
def read(files: tuple[Path, ...], as_json: bool) -> None:  # noqa: FBT001  click passes flags by name
    """读取填报表并显示内容；不写入任何东西。"""
    from office.standing.readout import read_out, readable

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
                say(f"  第{entry['task']}项 {entry['where']}：{entry['progress'] or '（空）'}")
            say_findings(form.findings)
    if troubled:
        need_person()
