"""The commands speak Chinese, are called in Chinese, and say what was probably meant; no usage stands before an error."""

import ast
import gettext
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from cli import main
from cli.decide import _HELP, _WORDS
from cli.next_steps import after_demo, after_init
from cli.speaking import LOCALES
from ledger.calendar import print_step
from ledger.model import MailState, Verdict
from tests.offices import Played

_PO = LOCALES / "zh_CN" / "LC_MESSAGES" / "taizhang.po"
_OF_PROGRAMMERS = (  # what a program that calls click wrongly is told
    "DeprecationWarning", "Could not determine name", "No options defined", "Arguments take exactly",
    "defined twice", "Boolean option", "Invalid start character", "Unknown color",
)  # fmt: skip
_ENGLISH = re.compile(r"\b(?:[A-Za-z]+ ){2,}[A-Za-z]+\b")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return Played(tmp_path_factory.mktemp("chinese") / "office")


def run(*words: str | Path, office: Played | None = None) -> Result:
    named = ["--office", str(office.root)] if office else []
    return CliRunner().invoke(main, [*named, *map(str, words)], catch_exceptions=False)


def sentences() -> Iterator[str]:
    """What click asks gettext for, in every module of it that we use."""
    for name in ("core", "exceptions", "types", "parser", "decorators", "formatting", "termui"):
        source = Path(click.__file__).with_name(f"{name}.py").read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)):
            match node:
                case ast.Call(func=ast.Name(id="_" | "ngettext"), args=[ast.Constant(value=str(said)), *_]):
                    yield said


def test_every_sentence_of_click_is_translated(tmp_path: Path) -> None:
    """After an upgrade of click too; the catalogue that is shipped is the one that is written."""
    made = tmp_path / "made.mo"
    subprocess.run(["msgfmt", "-o", made, _PO], check=True, stderr=subprocess.DEVNULL)
    if os.environ.get("GOLDEN") == "rewrite":
        _PO.with_suffix(".mo").write_bytes(made.read_bytes())
    with made.open("rb") as written, _PO.with_suffix(".mo").open("rb") as shipped:
        known, ours = (gettext.GNUTranslations(file) for file in (written, shipped))
    for said in sentences():
        if not any(words in said for words in _OF_PROGRAMMERS):
            told = {known.gettext(said), known.ngettext(said, "", 1)} - {said, ""}
            assert told, said
            assert told == {ours.gettext(said), ours.ngettext(said, "", 1)} - {said, ""}


@pytest.mark.parametrize("command", ["", *main.list_commands(click.Context(main))])
def test_help_is_chinese(command: str) -> None:
    told = run(*filter(None, [command]), "--help").output
    assert told.startswith("用法：")
    assert "选项" in told
    assert not _ENGLISH.search(told), _ENGLISH.search(told)
    assert set(re.findall(r"\b[A-Z]{4,}\b", told)) <= {"JSON"}


def test_environment_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en_US")
    assert run("--help").output.startswith("用法：")
    assert os.environ["LANGUAGE"] == "en_US"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("statu", "没有「statu」这个命令，是不是「status」"),
        ("收建", "没有「收建」这个命令，是不是「重建」、「收件」、「建账」？"),
        ("status --jsn", "没有「--jsn」这个选项，是不是「--json」"),
        ("status 第五季度", "没有期次「第五季度」；本年度有：2022Q2（2022年第二季度）、"),
        ("status 2022Q2 多余", "多写了「多余」；status 后面只写期次和选项"),
        ("report 第五季度", "多写了「第五季度」；report 后面只写选项，不分期次、单位"),
        ("status --now 昨天", "--now：「昨天」不是有效的时间，应如 2022-06-09T15:20 或 6月9日15:20"),
        ("status --now", "选项 --now 后面要写内容"),
        ("decide", "缺少决定\n看说明：taizhang decide --help"),
        ("decide 认定", "缺少 --by（经办人）\n"),
        ("decide 认定 --by 张", "缺少 --reason（理由）\n"),
        ("decide 同意 --by 张 --reason 好", "没有「同意」这种决定，是不是「"),
        ("decide 审订 --by 张 --reason 好", "没有「审订」这种决定，是不是「审定」"),
        ("decide 认定 --held 三 --by 张 --reason 好", "--held：「三」不是数字"),
        ("decide 延期 --unit 民证局 --by 张 --reason 好", "单位名录中没有「民证局」，是不是「民政局」"),
        ("decide 延期 --unit 民政 --until 6月40日 --by 张 --reason 好", "「6月40日」不是能看懂的期限"),
        ("publish 街道", "单位名录中没有「街道」，是不是「"),
        ("mail 一", "「一」不是数字"),
        ("record 没有.docx --unit 民政 --received-at 2022-06-09T10:00", "文件「没有.docx」不存在"),
        ("record . --unit 民政 --received-at 2022-06-09T10:00", "「.」是目录，这里应写文件"),
        ("annual 去年", "「去年」不是年份，应如 2022"),
        ("backup 甲 乙", "多写了「乙」"),
    ],
)  # fmt: skip
def test_error_is_one_chinese_sentence_without_the_usage(office: Played, words: str, said: str) -> None:
    told = run(*words.split(), office=office)
    assert told.exit_code == 2
    assert said in told.output
    assert told.output.count("\n") <= 2
    assert not any(word in told.output for word in ("Usage", "用法：", "Error", "Try ", "Missing"))


def test_a_file_that_is_not_there_is_said_in_chinese() -> None:
    told = run("read", "没有.docx")
    assert told.exit_code == 1
    assert "文件打不开：没有.docx（文件不存在）" in told.output


@pytest.mark.parametrize("said", ["2022Q2", "第二季度", "二季度", "2季度", "Q2", "2022年二季度", "2022q2", "二季"])
def test_round_is_found_in_any_words(office: Played, said: str) -> None:
    assert run("status", said, "--now", "2022-06-09", office=office).output.startswith("2022年第二季度，截止")


@pytest.mark.parametrize(
    "said", ["6月9日15:20", "6月9日15时20分", "2022.6.9 15:20", "2022年6月9日下午3点20分", "2022-06-09T15:20"]
)
def test_moment_is_read_as_a_clerk_writes_it(office: Played, said: str) -> None:
    context = click.Context(main, obj=str(office.root))
    status = main.get_command(context, "status")
    assert status
    (now,) = [param for param in status.params if param.name == "now"]
    assert now.type.convert(said, now, context).replace(tzinfo=None) == datetime(2022, 6, 9, 15, 20)  # noqa: DTZ001  Shanghai's own


def test_day_alone_is_its_beginning_but_no_time_of_receipt(office: Played) -> None:
    at = run("status", "--now", "6月9日", office=office)
    assert at.exit_code == 0
    told = run("record", __file__, "--unit", "民政", "--received-at", "6月9日", office=office)
    assert "「6月9日」没有写明几时几分，应如 6月9日 15:20" in told.output


def test_decision_is_taken_in_chinese_words(tmp_path: Path) -> None:
    office = Played(tmp_path / "office")
    told = run(
        *[
            "决定",
            "延期",
            "--unit",
            "民政",
            "--round",
            "二季度",
            "--until",
            "6月14日",
            "--by",
            "张",
            "--reason",
            "申请",
            "--now",
            "6月9日15:20",
        ],
        office=office,
    )
    assert told.output.startswith("民政局2022年第二季度已延期至2022年6月14日24时")
    told = run(
        *[
            "办理",
            "免报",
            "--unit",
            "区教育局",
            "--round",
            "第二季度",
            "--by",
            "张",
            "--reason",
            "无任务",
            "--now",
            "6月9日15:20",
        ],
        office=office,
    )
    assert told.output.startswith("教育局2022年第二季度")


def test_every_decision_and_every_end_of_a_mail_has_a_word() -> None:

    assert set(_WORDS) == set(Verdict)
    assert [line.split()[1] for line in _HELP.splitlines() if re.match(r"[一-鿿]+ [a-z]+ {2}", line)] == list(
        _WORDS
    ) or all(f" {name} " in _HELP for name in _WORDS)
    words = [word for words in _WORDS.values() for word in words.split()]
    assert len(words) == len(set(words))
    assert all(kind.label in words for kind in Verdict)
    assert all(state.label for state in MailState)


def test_every_command_has_chinese_names_of_its_own() -> None:
    names = [name for names in main.chinese.values() for name in names]
    assert set(main.chinese) == set(main.modules)
    assert len(names) == len(set(names))
    assert run("检查", "--help").output == run("check", "--help").output.replace("check", "检查", 1)


@pytest.mark.parametrize("step", ["before-7", "last", "overdue-3", "escalate", "notice"])
def test_step_of_reminding_is_said_in_words(step: str) -> None:
    assert not re.search(r"[a-z]", print_step(step))


def commands(lines: list[str]) -> list[list[str]]:
    """The commands that lines tell somebody to type."""
    found = (re.search(r"taizhang (.+?)(?:，|$)", line) for line in lines)
    return [shlex.split(one[1]) for one in found if one]


def test_next_steps_are_three_and_can_be_typed(office: Played, tmp_path: Path) -> None:
    for lines in (after_init(tmp_path / "新 目录"), after_demo(office.desk)):
        assert [line[:2] for line in lines if re.match(r"\d\.", line)] == ["1.", "2.", "3."]
        assert sum("看结果：" in line for line in lines) == 3
        for words in commands(lines):
            with main.make_context("taizhang", list(words)) as context:
                name, command, rest = main.resolve_command(context, list(words))
                assert command is not None
                command.make_context(name, rest, parent=context)


def test_init_prints_the_next_steps(tmp_path: Path) -> None:
    told = run("init", tmp_path / "office").output
    assert "下一步：" in told
    assert f"check --office {tmp_path / 'office'}" in told


def test_status_after_the_year_shows_the_last_round_of_which_something_is_known(office: Played) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    office.collect("2022-06-09T15:25")
    assert run("status", "--now", "2026-11-29", office=office).output.startswith("2022年第二季度，")
    assert run("status", "--now", "2022-09-01", office=office).output.startswith("2022年第三季度，")


@pytest.mark.parametrize("command", list(main.modules))
def test_every_command_may_be_told_of_the_office_behind_its_name(command: str) -> None:
    known = main.get_command(click.Context(main), command)
    assert known
    assert sum("--office" in param.opts for param in known.params) == 1


def test_settings_saved_under_another_name_are_named(tmp_path: Path) -> None:
    (tmp_path / "office.toml.txt").touch()
    told = run("status", "--office", tmp_path)
    assert told.exit_code == 2
    assert "请把其中的 office.toml.txt 改名为 office.toml" in told.output


def test_every_day_is_taken_as_clerks_write_it() -> None:
    context = click.Context(main)
    commands = [main.get_command(context, name) for name in main.list_commands(context)]
    given = [(command.name, one.name) for command in commands if command for one in command.params if is_day(one)]
    assert not given
    said = run("amend", Path(__file__), "--from", "下个月", "--notice", "兴政办发〔2022〕40号").output
    assert "「下个月」不是有效的时间，应如" in said


def is_day(param: click.Parameter) -> bool:
    """Whether a parameter takes days in one form only."""
    return isinstance(param.type, click.DateTime)
