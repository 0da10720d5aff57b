"""`taizhang status`, `taizhang held`: what stands where, what waits for a person."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, cast

import click

from cli.common import find_round, json_option, need_person, now_option, say, say_json, with_desk

if TYPE_CHECKING:
    from office.desk.desk import Desk


@click.command()
@click.argument("round_", metavar="[期次]", required=False)
@json_option
@now_option
@with_desk
def status(desk: Desk, round_: str | None, as_json: bool, now: datetime) -> None:  # noqa: FBT001  click passes flags by name
    """各单位本期报送情况。"""
    from ledger.calendar import print_deadline, print_moment, print_read_through
    from ledger.model import Standing
    from office.standing.knowing import read_through
    from office.standing.status import open_lines, round_to_show, status_json
    from office.standing.status import status as look

    which = find_round(desk, round_) if round_ else round_to_show(desk, now)
    assessments = look(desk, which, now)
    if as_json:
        say_json(status_json(which, assessments, read_through(desk), open_lines(desk, now)))
        return
    say(f"{which.name}，截止{print_deadline(which.deadline)}；{print_read_through(read_through(desk))}")
    for one in assessments:
        received = print_moment(one.received_at) if one.received_at else "—"
        numbers = f"　第{'、'.join(map(str, one.versions))}号报送件" if one.versions else ""
        say(
            f"{one.standing.symbol} {one.standing.label} {one.unit.name}　{received}　{len(one.answered)}/{len(one.expected)}项　{one.reason}{numbers}"
        )
    counts = [(standing.label, sum(one.standing is standing for one in assessments)) for standing in Standing]
    say("，".join(f"{label}{count}个" for label, count in counts if count))


@click.command()
@json_option
@with_desk
def held(desk: Desk, as_json: bool) -> None:  # noqa: FBT001  click passes flags by name
    """待人工处理的来件。"""
    from ledger.held_kinds import HeldKind
    from office.asking.questions import asked_of_units
    from office.standing.status import doubtful_letters, held_json

    rows = held_json(desk)
    if as_json:
        say_json(rows)
        return
    asked = asked_of_units(desk)
    for row in rows:
        say(
            f"{row['number']}. [{HeldKind(str(row['kind'])).label}] 邮件{row['mail']} {row['sender']}「{row['subject']}」"
        )
        numbers = "、".join(map(str, cast("list[int]", row["submissions"])))
        say(f"    {row['reason']}" + (f"（该单位已有第{numbers}号报送件）" if numbers else ""))
        if told := asked.get(cast("int", row["number"])):
            say(f"    {told}")
    doubtful = doubtful_letters(desk)
    for post in doubtful:
        say(f"第{post.number}号信结果不明：致{'、'.join(post.recipients)}「{post.subject}」")
    if doubtful:
        say("处理：taizhang decide 办结|重发 --letter 编号 --by 经办人 --reason 理由")
    if rows:
        say(
            "处理：taizhang decide 认定|认可|退回|延期|免报|办结 --held 编号 --by 经办人 --reason 理由；看原件：taizhang mail 邮件号"
        )
    if rows or doubtful:
        need_person()
    say("没有待处理的来件")
