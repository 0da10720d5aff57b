"""How the commands speak: Chinese throughout, each also under a Chinese name, and an error without the usage around it.

click's own sentences are translated the way click provides for, by gettext (`cli/locale`).
"""

from __future__ import annotations

import gc
import gettext
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import click

_DOMAIN = "taizhang"
_OBJECTS = (
    200_000  # made before rubbish is looked for: what loading makes stays, and looking through it costs a twentieth
)
LOCALES = Path(__file__).with_name("locale")
_METAVARS = {"text": "文字", "integer": "数字", "float": "数字"}


class Commands(click.Group):
    """The commands by name, each in its module; each is also called by its Chinese names."""

    modules: Mapping[str, str] = {}
    chinese: Mapping[str, tuple[str, ...]] = {}

    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  click's signature
        """Run a command; everything that click says is in Chinese."""
        gc.set_threshold(_OBJECTS)
        with _in_chinese():
            return super().main(*args, **kwargs)

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:  # noqa: ANN401  click's signature
        """The context of a call; what is wrong with it is said plainly."""
        with _plainly():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  click's signature
        """Run a command; what is wrong with its call is said plainly."""
        with _plainly():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """All commands, in the order of an office's year."""
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click's signature
        """One command, by its name or a Chinese one."""
        name = self.named(cmd_name)
        if name is None:
            return None
        with _in_chinese():  # what a command is made with is asked for once
            command: Any = getattr(import_module(f"cli.{self.modules[name]}"), name)
            return _worded(command) if isinstance(command, click.Command) else None

    def named(self, word: str) -> str | None:
        """The command that a word names."""
        if word in self.modules:
            return word
        return next((name for name, words in self.chinese.items() if word in words), None)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called, else an error that names near ones."""
        word = args[0]
        if self.named(word) is None and not word.startswith("-"):
            known = [*self.modules, *(name for names in self.chinese.values() for name in names)]
            raise click.UsageError(f"没有「{word}」这个命令{near(word, known)}\n看说明：{program()} --help", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Each command with its Chinese name and what it does."""
        rows = []
        for name in self.modules:
            command = self.get_command(ctx, name)
            told = ((command.help or "") if command else "").strip().partition("\n")[0]
            rows.append((f"{name} {self.chinese.get(name, ('',))[0]}", told))
        with formatter.section("命令"):
            formatter.write_dl(rows)


def _worded(command: click.Command) -> click.Command:
    """A command whose usage names its options' contents in Chinese."""
    command.options_metavar = "[选项]"
    if not any(
        "--office" in param.opts for param in command.params
    ):  # needs no office, and may be told of one all the same
        command.params.append(click.Option(["--office"], expose_value=False, hidden=True))
    for param in command.params:
        if isinstance(param, click.Option) and not param.is_flag and param.metavar is None:
            param.metavar = _METAVARS.get(param.type.name, param.type.name)
    command.get_help_option(click.Context(command))
    return command


@contextmanager
def _in_chinese() -> Iterator[None]:
    """gettext, which click asks for its sentences, answers from our catalogue."""
    before = os.environ.get("LANGUAGE")
    gettext.bindtextdomain(_DOMAIN, str(LOCALES))
    gettext.textdomain(_DOMAIN)
    os.environ["LANGUAGE"] = "zh_CN"
    try:
        yield
    finally:
        os.environ.pop("LANGUAGE")
        if before is not None:
            os.environ["LANGUAGE"] = before


@contextmanager
def _plainly() -> Iterator[None]:
    """An error of usage is one sentence, and one more that says where the usage stands."""
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        raise click.UsageError(f"{_said(error)}{_where(error)}") from None


def _said(error: click.UsageError) -> str:
    """What is wrong with a call: which part of it, and what was probably meant."""
    match error:
        case click.MissingParameter(param=click.Option() as option):
            return f"缺少 {max(option.opts, key=len)}（{option.help or option.name}）"
        case click.MissingParameter(param=click.Parameter() as argument):
            return f"缺少{argument.human_readable_name}"
        case click.BadParameter(param=click.Option() as option):
            return f"{max(option.opts, key=len)}：{error.message}"
        case click.NoSuchOption() if error.ctx:
            known = [name for param in error.ctx.command.get_params(error.ctx) for name in param.opts]
            return f"{error.message}{near(error.option_name, known)}"
        case click.UsageError(ctx=click.Context() as ctx) if error.message.startswith("多写了"):
            return f"{error.message}；{_takes(ctx)}"
    return error.message


def _takes(ctx: click.Context) -> str:
    """What may be written behind a command."""
    taken = "、".join(
        one.make_metavar(ctx).strip("[]…") for one in ctx.command.params if isinstance(one, click.Argument)
    )
    only = f"{taken}和选项" if taken else "选项，不分期次、单位"
    return f"{ctx.info_name} 后面只写{only}"


def near(word: str, known: Iterable[str]) -> str:
    """The names that were probably meant, as they end a sentence; "" for none."""
    from difflib import get_close_matches

    known = list(dict.fromkeys(known))
    found = get_close_matches(word, known, 3, 0.5) or [name for name in known if word and word in name][:3]
    return f"，是不是{'、'.join(f'「{name}」' for name in found)}？" if found else ""


def _where(error: click.UsageError) -> str:
    """Where the usage is told, to somebody who did not know it; nothing for what a command found wrong."""
    unknown = (click.MissingParameter, click.NoSuchOption, click.BadOptionUsage)
    if error.ctx is None or not isinstance(error, unknown):
        return ""
    _, *command = error.ctx.command_path.split(" ", 1)
    return f"\n看说明：{' '.join((program(), *command))} --help"


def program() -> str:
    """How this program is called on this machine, as it can be typed again."""
    from shutil import which

    called = Path(sys.argv[0])
    if called.name not in ("taizhang", "taizhang.exe") or which("taizhang") == str(called.resolve()):
        return "taizhang"
    try:
        return str(called.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(called)
