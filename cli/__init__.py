"""What a person does by hand: one command, one call of a duty.

`taizhang --help` loads every command's module, so these load click alone: what a command works with is imported in the
command's own function, when it is called; what only types need stands under TYPE_CHECKING.
"""

from __future__ import annotations

import os
from functools import partial

import click

from cli.speaking import Commands

_COMMANDS = {
    "init": "setup",
    "check": "setup",
    "amend": "amend",
    "tasks": "ledger",
    "units": "ledger",
    "duties": "year",
    "forms": "forms",
    "read": "forms",
    "texts": "texts",
    "collect": "mail",
    "front": "front",
    "record": "mail",
    "remind": "mail",
    "mail": "mail",
    "letters": "letters",
    "status": "state",
    "held": "state",
    "decide": "decide",
    "circular": "documents",
    "report": "year",
    "publish": "year",
    "annual": "documents",
    "archive": "archive",
    "verify": "archive",
    "backup": "backup",
    "restore": "backup",
    "rebuild": "rebuild",
    "board": "documents",
    "serve": "run",
    "demo": "run",
}


_CHINESE = {
    "init": ("建账",),
    "check": ("检查",),
    "amend": ("调整",),
    "front": ("总台", "分送"),
    "tasks": ("任务", "台账"),
    "units": ("单位", "名录"),
    "duties": ("责任清单",),
    "forms": ("填报表", "发表"),
    "read": ("读表",),
    "texts": ("判读",),
    "collect": ("收件",),
    "record": ("登记",),
    "remind": ("提醒", "催报"),
    "mail": ("来件", "邮件"),
    "letters": ("信函", "样函"),
    "status": ("状态", "报送情况"),
    "held": ("待办", "待处理"),
    "decide": ("决定", "办理"),
    "circular": ("通报",),
    "report": ("查账",),
    "publish": ("公开",),
    "annual": ("年终",),
    "archive": ("交账",),
    "verify": ("核验",),
    "backup": ("备份",),
    "restore": ("恢复",),
    "rebuild": ("重建",),
    "board": ("看板",),
    "serve": ("启动", "服务"),
    "demo": ("演示",),
}


class _Ours(Commands):
    """The commands of this house."""

    modules = _COMMANDS
    chinese = _CHINESE


@click.group(
    cls=_Ours,
    context_settings={"help_option_names": ["-h", "--help"]},
    options_metavar="[选项]",
    subcommand_metavar="命令 [内容]…",
)
@click.option(
    "--office",
    metavar="目录",
    type=click.Path(),
    envvar="TAIZHANG_OFFICE",
    help="工作目录（默认为当前目录，或环境变量 TAIZHANG_OFFICE）",
)
@click.version_option(package_name="taizhang", prog_name="taizhang", message="%(prog)s %(version)s", help="显示版本")
@click.pass_context
def main(ctx: click.Context, office: str | None) -> None:
    """台账：单位照常用邮件报送，收件、回执、提醒、汇总、通报由系统完成。"""
    ctx.call_on_close(partial(os.umask, os.umask(0o077)))  # what an office holds is nobody else's on this machine
    ctx.obj = office
