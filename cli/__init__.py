"""What a person does by hand: one command, one call of a duty.

`taizhang --help` loads every command's module, so these load click alone: what a command works with is imported in the
command's own function, when it is called; what only types need stands under TYPE_CHECKING.
"""

from __future__ import annotations

import os
from functools import partial
from importlib import import_module
from typing import Any

import click

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


class _Commands(click.Group):
    """The commands by name, each in its module."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """All commands, in the order of an office's year."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click's signature
        """One command."""
        if cmd_name not in _COMMANDS:
            return None
        command: Any = getattr(import_module(f"cli.{_COMMANDS[cmd_name]}"), cmd_name)
        return command if isinstance(command, click.Command) else None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--office",
    type=click.Path(),
    envvar="TAIZHANG_OFFICE",
    help="工作目录（默认为当前目录，或环境变量 TAIZHANG_OFFICE）",
)
@click.version_option(package_name="taizhang", prog_name="taizhang")
@click.pass_context
def main(ctx: click.Context, office: str | None) -> None:
    """台账：单位照常用邮件报送，收件、回执、提醒、汇总、通报由系统完成。"""
    ctx.call_on_close(partial(os.umask, os.umask(0o077)))  # what an office holds is nobody else's on this machine
    ctx.obj = office
