"""`taizhang collect`, `record`, `remind`, `mail`: mail in and out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.common import RECEIPT, find_round, find_unit, need_person, now_option, say, say_findings, with_desk

if TYPE_CHECKING:
    from ledger.model import MailState
    from office.desk.desk import Desk


@click.command()
@click.option("--everywhere", is_flag=True, help="也查看“已处理”“待处理”中账册没有见过的邮件（恢复旧备份以后）")
@now_option
@with_desk
def collect(desk: Desk, now: datetime, *, everywhere: bool) -> None:
    """收件一次：收取、登记、答复、归档邮件。"""
    from ledger.trouble import Busy
    from office.intake.collect import EVERYWHERE
    from office.intake.collect import collect as poll

    if everywhere:
        with desk.book.writing() as page:
            page.notes.write(EVERYWHERE, "1")
    try:
        done = poll(desk, now)
    except Busy as error:
        say(str(error), err=True)
        need_person()
    states = _in_words(done.filed.states)
    say(f"收到新邮件{done.fetched}封" + (f"：{states}" if states else "") + f"；发出{done.sent.sent}封")
    say(done.tally, err=not done.balanced)
    if done.sent.capped:
        say(
            f"警告：今日发信已达{desk.settings.mail.total_per_day}封上限，其余次日再发；请查看是否有自动往复的来信",
            err=True,
        )
    if done.trouble:
        say(f"警告：{done.trouble}", err=True)
    if done.doubtful:
        say(f"有{done.doubtful}封信多次发送而结果不明，请看 taizhang held", err=True)
    if done.needs_person:
        say("有事项需要人工处理，请看 taizhang held")
        need_person()


def _in_words(states: Mapping[MailState, int]) -> str:
    """How many mails came to which end."""
    return "，".join(f"{state.label}{count}封" for state, count in states.items())


@click.command()
@click.argument("file", metavar="文件", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--unit", required=True, help="填报单位")
@click.option("--received-at", required=True, type=RECEIPT, help="收到时间")
@click.option("--round", "round_", help="期次（表中没有写明时）")
@now_option
@with_desk
def record(desk: Desk, file: Path, unit: str, received_at: datetime, round_: str | None, now: datetime) -> None:
    """登记用其他方式（如送到办公室）交来的填报表。"""
    from office.intake.recording import RecordingError
    from office.intake.recording import record as enter

    found = desk.roster[find_unit(desk, unit)]
    try:
        submission = enter(desk, file, found, received_at, now, find_round(desk, round_) if round_ else None)
    except RecordingError as error:
        raise click.UsageError(str(error)) from None
    say(
        f"已登记：{submission.unit}{desk.any_round(submission.round).name} 第{submission.number}号报送件，{len(submission.entries)}项"
    )
    say_findings(submission.findings)
    if submission.blocked:
        need_person()


@click.command()
@now_option
@with_desk
def remind(desk: Desk, now: datetime) -> None:
    """发出此刻应发的提醒、催报和拟通报预告。"""
    from ledger.calendar import print_step
    from ledger.trouble import Busy
    from office.duties.remind import remind as send_due

    try:
        done = send_due(desk, now)
    except Busy as error:
        say(str(error), err=True)
        need_person()
    if done.quiet:
        say("现在不是工作时间（工作日8:30至17:30），没有发信")
        return
    say(f"发出{len(done.steps)}封提醒、催报或拟通报预告" if done.steps else "没有需要提醒的单位")
    for round_, unit, step in done.steps:
        say(f"  {desk.round(round_).name}　{unit or '本办负责人'}　{print_step(step)}")
    if done.sent.waiting:
        say(f"其中{done.sent.waiting}封排队，随后各次收件时发出")
    if done.trouble:
        say(f"警告：邮箱不能完整读取，没有发出催报：{done.trouble}", err=True)
    if done.sent.refused or done.trouble:
        need_person()


@click.command()
@click.argument("number", metavar="编号", type=int)
@click.option("--save", type=click.Path(file_okay=False, path_type=Path), help="把原件和附件存到此目录")
@with_desk
def mail(desk: Desk, number: int, save: Path | None) -> None:
    """查看一封收到的邮件。"""
    from office.arrivals.letterbox import save_mail, show_mail

    try:
        lines = show_mail(desk, number)
    except KeyError:
        raise click.UsageError(f"没有第{number}号邮件") from None
    for line in lines:
        say(line)
    if save:
        for path in save_mail(desk, number, save):
            say(f"已存：{path}")
