"""`taizhang circular`, `taizhang annual`, `taizhang board`: the documents an office signs and looks at."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.common import (
    find_round,
    last_year_is_at,
    may_send,
    need_person,
    now_option,
    say,
    say_sent,
    with_desk,
    yes_option,
)

if TYPE_CHECKING:
    from office.desk.desk import Desk
    from office.reports.annual import SummedUp


class _Year(click.ParamType[int]):
    """A year: 2022, 2022年, 2022年度."""

    name = "年份"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401  click's signature
        """The year."""
        from ledger.dates import read_year

        year = read_year(f"{str(value).removesuffix('度').removesuffix('年')}年")
        return year or self.fail(f"「{value}」不是年份，应如 2022", param, ctx)


@click.command()
@click.argument("round_", metavar="[期次]", required=False)
@now_option
@with_desk
def circular(desk: Desk, round_: str | None, now: datetime) -> None:
    """生成通报草稿、汇总台账和核对清单，送本办经办人；审定前可反复生成。不写期次的，为最近截止的一期。"""
    from office.duties.drafting import SettledError, TooEarlyError, draft_circular
    from office.standing.status import last_due

    which = find_round(desk, round_) if round_ else last_due(desk, now)
    try:
        drafted = draft_circular(desk, which, now)
    except (TooEarlyError, SettledError) as error:
        say(str(error), err=True)
        need_person()
    say(f"{which.name}通报（第{drafted.version}稿）：{drafted.document}")
    say(f"汇总台账：{drafted.workbook}")
    say(f"核对清单：{drafted.check_list}")
    _warn(drafted.warning, drafted.unsent and f"草稿已生成、已入账册，送审的信还没有发出：{drafted.unsent}")


@click.command()
@click.argument("year", metavar="年份", type=_Year())
@click.option("--send", "mail_units", is_flag=True, help="把核对表发给各单位（先列出单位并询问）")
@yes_option
@click.option(
    "--rules",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="按另一份 [rules]、[points] 试算，列出哪些单位的结果会变，不写任何文件",
)
@now_option
@with_desk
def annual(desk: Desk, year: int, rules: Path | None, now: datetime, *, mail_units: bool, yes: bool) -> None:
    """年终：生成年度考核扣分表、不纳入表彰名单和各单位核对表。"""
    from office.reports.annual import YearError, sum_up

    if year != desk.ledger.year:
        where = last_year_is_at(desk, year)
        raise click.UsageError(f"本工作目录是{desk.ledger.year}年的台账，没有{year}年的数据{where}")
    if rules and mail_units:
        raise click.UsageError("试算（--rules）不发信，请去掉 --send")
    try:
        if rules:
            _try_rules(desk, rules, now)
            return
        made = sum_up(desk, now)
    except YearError as error:
        say(str(error), err=True)
        need_person()
    say(f"年度扣分表：{made.document}")
    say(f"各单位核对表{len(made.checks)}份：{made.checks[0].parent}")
    if mail_units:
        _mail_checks(desk, made, now, yes=yes)
    _warn(made.warning, made.unsent and f"扣分表已生成，送经办人的信还没有发出：{made.unsent}")


def _mail_checks(desk: Desk, made: SummedUp, now: datetime, *, yes: bool) -> None:
    """Each unit its own page, which whoever is asked may look at first."""
    from office.reports.annual import checks_to_mail, mail_checks

    letters = checks_to_mail(desk, made, now)
    if not letters:
        say("各单位都已收到内容相同的核对表，不重发")
        return
    if not may_send("发出年度核对表（内容未变的不重发）", (one.unit for one in letters), yes=yes):
        need_person()
    say_sent(mail_checks(desk, letters, now))


def _warn(*warnings: str) -> None:
    """Done, but not quite as the office wants."""
    for warning in filter(None, warnings):
        say(f"注意：{warning}", err=True)
    if any(warnings):
        need_person()


def _try_rules(desk: Desk, rules: Path, now: datetime) -> None:
    from office.reports.what_if import what_if

    effects = what_if(desk, rules, now)
    for effect in effects:
        say(str(effect))
        for ground in effect.grounds:
            say(f"    {ground}")
    say(f"按{rules.name}试算：{len(effects)}个单位的结果会变" if effects else f"按{rules.name}试算：结果不变")


@click.command()
@click.argument("round_", metavar="[期次]", required=False)
@now_option
@with_desk
def board(desk: Desk, round_: str | None, now: datetime) -> None:
    """生成看板 out/board.html。"""
    from office.reports.report import write_board
    from office.standing.status import round_to_show

    which = find_round(desk, round_) if round_ else round_to_show(desk, now)
    say(f"看板：{write_board(desk, which, now)}")
