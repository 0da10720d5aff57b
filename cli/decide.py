"""`taizhang decide`: what a person decides, each a row in the book."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from cli.common import RECEIPT, find_round, find_unit, now_option, say, with_desk
from cli.speaking import near

if TYPE_CHECKING:
    from ledger.model import Verdict
    from office.desk.desk import Desk


_HELP = """作出决定。

\b
认定 assign    把待处理来件登记给某单位（--held --unit）
认可 accept    认可待处理来件（--held）或被退回的报送件（--submission）
退回 return    退回（--held 或 --submission），理由写入退回信；延期申请退回即不同意
办结 dismiss   待处理来件无需处理（--held）；结果不明的信件已送达（--letter）
重发 resend    结果不明或被拒收的信件再次发送（--letter）
作废 void      报送件作废（--submission），或待处理来件作废（--held；撤回通知的，作废所撤回的报送件）
不计 waive     某个问题不计（--submission --code [--task]）
延期 extend    延长某单位的期限（--held，或 --unit --round；--until），通知单位
免报 excuse    某单位本期免报（--held，或 --unit --round），通知单位
销号 clear     问题销号（--unit --round [--code] [--task]；单位寄来书面说明的用 --held）
任务 state     认定任务是否完成（--unit --round --task --code 已完成 或 未完成），单位重新填报前有效
审定 approve   审定通报草稿（--round）；撤回审定用 作废 --round
印发 issue     印发审定的通报（--round --number 发文字号）
更正 correct   更正已印发的通报（--round [--number]），先作出改变认定的决定
撤销 undo      撤销24小时内作出的决定（--decision），回到决定以前（印发、更正、再次发送不能撤销）

\b
中文、英文都可以写。以上各项（除“不计”外的日常事项）也可在工作台或直接回复【待办】、【通报稿】办理，见《经办人手册》“回复邮件办理”。
"""

_WORDS = {
    "assign": "认定 归属 认定归属 认定来件归属 登记为",
    "accept": "认可",
    "return": "退回 退回补正 不同意",
    "dismiss": "办结 无需处理 已送达 来件无需处理",
    "resend": "重发 再次发送 信件再次发送",
    "void": "作废 撤回审定",
    "waive": "不计 问题不计",
    "extend": "延期 同意延期",
    "excuse": "免报 同意免报",
    "clear": "销号",
    "state": "任务 认定任务 完成情况 认定完成情况",
    "approve": "审定 审定通报",
    "issue": "印发 印发通报",
    "correct": "更正 更正通报",
    "undo": "撤销 撤销决定",
}
_STATES = {"已完成": "done", "完成": "done", "未完成": "open"}


class _Kind(click.ParamType["Verdict"]):
    """One of the decisions that there are, in English or Chinese."""

    name = "决定"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Verdict:  # noqa: ANN401  click's signature
        """The decision of that name."""
        from ledger.model import Verdict

        called = {word: name for name, words in _WORDS.items() for word in (name, *words.split())}
        word = called.get(str(value).lower())
        if word is None:
            known = "、".join(f"{words.split()[0]}（{name}）" for name, words in _WORDS.items())
            self.fail(f"没有「{value}」这种决定{near(str(value), called) or '，'}可用的有：{known}", param, ctx)
        return Verdict(word)


class _Task(click.ParamType[int]):
    """A task by its number as papers print it: 5, 一-3."""

    name = "序号"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401  click's signature
        """The task's number."""
        from ledger.numerals import task_numbers

        text = str(value)
        numbers = (int(text),) if text.isdecimal() else task_numbers(text)
        return numbers[0] if len(numbers) == 1 else self.fail(f"「{text}」不是一项任务的序号，应如 5、一-3", param, ctx)


@click.command(help=_HELP)
@click.argument("kind", metavar="决定", type=_Kind())
@click.option("--held", type=int, help="待处理来件的编号（taizhang held）")
@click.option("--letter", type=int, help="本办信件编号")
@click.option("--submission", type=int, help="报送件编号")
@click.option("--unit", default="", help="单位")
@click.option("--round", "round_", default="", help="期次")
@click.option("--until", default="", help="延长到哪一天（含当日24时），如 6月15日、2022-06-15；也可写明时刻")
@click.option("--received-at", type=RECEIPT, help="收到时间（邮箱没有给出时，assign、accept 须写明）")
@click.option("--code", default="", help="问题代码；认定任务状态时为 已完成（done）或 未完成（open）")
@click.option("--number", default="", help="发文字号，如 兴政办发〔2022〕36号")
@click.option("--decision", "undoes", type=int, help="所撤销的决定的编号（作出决定时给出）")
@click.option("--task", type=_Task(), help="任务序号，如 5；分板块编号的如 一-3")
@click.option("--by", required=True, help="经办人")
@click.option("--reason", required=True, help="理由")
@now_option
@with_desk
def decide(
    desk: Desk,
    kind: Verdict,
    *,
    unit: str,
    round_: str,
    code: str,
    number: str,
    until: str,
    now: datetime,
    **said: object,
) -> None:
    """Enter a decision."""
    from ledger.dates import read_limit
    from ledger.model import Decision
    from office.decisions.decide import DecisionError
    from office.decisions.decide import decide as act

    limit = read_limit(until, year=desk.settings.year) if until else None
    if until and limit is None:
        raise click.UsageError(f"「{until}」不是能看懂的期限，请写成 6月15日、2022-06-15 或 6月15日17时")
    decision = Decision(
        number=0,
        kind=kind,
        at=now,
        unit=find_unit(desk, unit) if unit else "",
        round=find_round(desk, round_).code if round_ else "",
        code=_STATES.get(code, code) or number,
        until=limit,
        **said,  # type: ignore[arg-type]  # click has typed them
    )
    try:
        say(act(desk, decision, now))
    except DecisionError as error:
        raise click.UsageError(str(error)) from None
