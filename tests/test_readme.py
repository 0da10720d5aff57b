"""The commands that pages tell people to type are there, with their options; the README's own work as they stand."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import examples.office
from cli import main

_HOUSE = Path(__file__).parents[1]
_PAGES = ("README.md", "CONTRIBUTING.md", "install/安装.md", "docs/handbook/*.md")
_MARKED = re.compile(r"`([^`\n]+)`|^ {4}(\S.*)$", re.MULTILINE)
_VERBS = set(re.findall(r"(?m)^([a-z]+):", (_HOUSE / "Makefile").read_text(encoding="utf-8")))
_UPPER = "COMMAND"  # stands for any


def typed(page: Path) -> Iterator[str]:
    """What a page shows to be typed: in backticks, or indented."""
    for found in _MARKED.finditer(page.read_text(encoding="utf-8")):
        yield (found[1] or found[2]).partition("  #")[0]


def commands(line: str) -> Iterator[list[str]]:
    """The calls of our own program in a line, each as its words."""
    for found in re.finditer(r"(?<![\w.])(?:\S*/)?taizhang ((?:--office \S+ )?[^|；，。、()（）]+)", line):
        words = found[1].split()
        if words[0] == "--office":
            words = words[2:]
        if words and (words[0].isascii() or main.named(words[0])):
            yield words


def pages() -> list[Path]:
    return [path for pattern in _PAGES for path in sorted(_HOUSE.glob(pattern))]


@pytest.mark.parametrize("page", pages(), ids=lambda path: path.name)
def test_every_command_a_page_names_is_there_with_its_options(page: Path) -> None:
    context = click.Context(main)
    for line in typed(page):
        for verb in re.findall(r"(?<!\S)make ([a-z]+)", line) if line.startswith("make ") else ():
            assert verb in _VERBS, line
        for name, *words in commands(line):
            if name in (_UPPER, "命令") or name[0] in "-/":
                continue
            command = main.get_command(context, name)
            assert command, line
            known = {option for param in command.get_params(context) for option in param.opts}
            assert {word for word in words if word.startswith("--")} <= known, line


def test_every_verb_of_the_readme_is_one_of_make() -> None:
    told = set(re.findall(r"make ([a-z]+)", (_HOUSE / "README.md").read_text(encoding="utf-8")))
    assert told <= _VERBS
    assert _VERBS - told <= {"lint", "setup", "lock", "clean"}


def test_commands_of_the_readme_work_as_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("台账.docx").write_bytes(examples.office.ledger())
    lines = [line for line in typed(_HOUSE / "README.md") if line.startswith(".venv/bin/taizhang ")]
    assert [shlex.split(line)[1] for line in lines] == ["init", "check", "serve"]
    for line in lines[:2]:
        done = CliRunner().invoke(main, shlex.split(line)[1:], catch_exceptions=False)
        assert done.exit_code == 0, done.output
    words = shlex.split(lines[2])[1:]
    with main.make_context("taizhang", list(words)) as context:
        name, command, rest = main.resolve_command(context, words)
        assert command
        command.make_context(name, rest, parent=context)


@pytest.mark.parametrize("line", ["taizhang statu", "taizhang status --jsn", "make demos"])
def test_a_command_that_is_not_there_is_found(tmp_path: Path, line: str) -> None:
    page = tmp_path / "page"
    page.write_text(f"Type `{line}`.\n", encoding="utf-8")
    with pytest.raises(AssertionError):
        test_every_command_a_page_names_is_there_with_its_options(page)
