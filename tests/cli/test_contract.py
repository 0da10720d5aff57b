"""The command contract of the house: shapes, exit statuses, no traceback ever."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from cli import main
from tests.offices import REAL_LEDGER, Played


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("real") / "office"
    assert run("init", root, "--ledger", REAL_LEDGER / "master.docx").exit_code == 0
    return root


def _plain(value: object) -> str:
    return "".join(str(value).split())


def test_real_ledger_is_understood_without_a_difference(real: Path) -> None:
    expected = json.loads((REAL_LEDGER / "tasks.json").read_text(encoding="utf-8"))
    got = json.loads(run("tasks", "--json", "--office", real).output)
    assert len(got) == len(expected) == 42
    for ours, theirs in zip(got, expected, strict=True):
        for key, value in theirs.items():
            assert _plain(ours["number" if key == "no" else key]) == _plain(value)
    assert got[17]["leads"] == ["卫健局", "防控办"]
    assert len({task["section"] for task in got}) == 6


def test_oddities_of_the_real_ledger_are_said(real: Path) -> None:
    said = run("check", "--office", real)
    assert said.exit_code == 1  # the units are still the example's
    for words in (
        "units.xlsx 还是示例名录",
        "第38项有两个责任时限",
        "第16、17项责任单位栏在「发改局、审批局」前没有「牵头单位」",
        "第18、19、20项责任单位中的「政府各部门政府」",
        "第40、41、42项的重点工作没有「（一）」",
        "第41项却要求「每季度末月10日前」",
        "第23、24、25项责任单位中的「各行业主管部门」",
    ):
        assert words in said.output


def test_units_answer_what_the_tasks_say(real: Path) -> None:
    tasks = json.loads(run("tasks", "--json", "--office", real).output)
    units = json.loads(run("units", "--json", "--office", real).output)
    assert [unit["category"] for unit in units].count("街道") == 11
    assert len(units) == 38
    for unit in units:
        assert unit["tasks"] == [task["number"] for task in tasks if unit["name"] in task["units"]]
        assert unit["leads"] == [task["number"] for task in tasks if unit["name"] in task["leads"]]


def test_rounds_come_from_the_preface(real: Path) -> None:
    status = json.loads(run("status", "2022Q3", "--json", "--now", "2022-09-01", "--office", real).output)
    assert status["deadline"] == "2022-09-14T00:00:00+08:00"
    assert {unit["standing"] for unit in status["units"]} == {"pending"}
    assert set(status["units"][0]) >= {
        "unit", "category", "standing", "deadline", "received_at", "tasks_expected", "tasks_answered", "findings",
    }  # fmt: skip


def test_read_prints_a_line_for_each_form(tmp_path: Path) -> None:
    office = Played(tmp_path / "office")
    form, torn = tmp_path / "司法局.docx", tmp_path / "坏.docx"
    form.write_bytes(office.form())
    torn.write_bytes(office.form()[:3000])
    good = run("read", form, "--json")
    assert good.exit_code == 0
    row = json.loads(good.output)
    assert (row["unit"], row["reported_on"], row["round"]) == ("司法局", "2022-06-08", "2022年第二季度")
    assert set(row["entries"][0]) == {"task", "progress", "where"}
    bad = run("read", torn, form, "--json")
    first, second = (json.loads(line) for line in bad.output.splitlines())
    assert bad.exit_code == 1
    assert first["entries"] == []
    assert first["findings"][0]["severity"] == "A"
    assert second == row


def test_collect_and_held_say_when_a_person_is_needed(tmp_path: Path) -> None:
    office = Played(tmp_path / "office")
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    assert run("collect", "--now", "2022-06-09T15:25", "--office", office.root).exit_code == 0
    office.send("2022-06-09T15:30:00", sender="x@elsewhere.example")
    assert run("collect", "--now", "2022-06-09T15:35", "--office", office.root).exit_code == 1
    (item,) = json.loads(run("held", "--json", "--office", office.root).output)
    assert set(item) >= {"number", "kind", "mail", "sender", "subject", "received_at", "reason"}
    assert item["received_at"] == "2022-06-09T15:30:00+08:00"
    done = run(
        "decide", "dismiss", "--held", str(item["number"]), "--by", "张三", "--reason", "广告", "--office", office.root
    )
    assert done.exit_code == 0
    assert json.loads(run("held", "--json", "--office", office.root).output) == []


def test_wrong_settings_and_units_are_said_all_in_one_go(tmp_path: Path) -> None:
    root = Played(tmp_path / "office").root
    settings = root / "office.toml"
    text = (
        settings.read_text(encoding="utf-8")
        .replace('holiday = "next"', 'holiday = "maybe"')
        .replace("correction_days = 2", "correction_day = 2")
    )
    settings.write_text(text.replace('inbox = "maildir:mail/in"', 'inbox = "pop3:mail"'), encoding="utf-8")
    said = run("check", "--office", root)
    assert said.exit_code == 1
    for words in ("holiday", "correction_day", "inbox"):
        assert words in said.output
    for command in (["collect"], ["status"], ["tasks"], ["held"]):
        assert run(*command, "--office", root).exit_code == 1


def test_damaged_units_are_said_with_their_cells(tmp_path: Path) -> None:
    root = Played(tmp_path / "office").root
    book = load_workbook(root / "units.xlsx")
    sheet = book["单位名录"]
    headings = [cell.value for cell in sheet[1]]
    sheet.cell(3, headings.index("A岗邮箱") + 1).value = "没有邮箱"
    sheet.cell(5, headings.index("类别") + 1).value = None
    sheet.cell(6, headings.index("单位名称") + 1).value = sheet.cell(7, headings.index("单位名称") + 1).value
    book.save(root / "units.xlsx")
    said = run("check", "--office", root)
    assert said.exit_code == 1
    assert "没有邮箱" in said.output
    assert said.output.count("单位名录!") >= 3
    (root / "units.xlsx").write_bytes(b"no workbook")
    assert "不是能读取的 xlsx 工作簿" in run("check", "--office", root).output


def test_wrong_usage_is_exit_2(tmp_path: Path) -> None:
    root = Played(tmp_path / "office").root
    assert run("status", "2022Q9", "--office", root).exit_code == 2
    assert run("status", "--office", tmp_path).exit_code == 2
    assert run("init", root).exit_code == 2
    assert run("collect", "--now", "yesterday", "--office", root).exit_code == 2


def test_commands_that_need_no_prefect_never_load_it() -> None:
    code = "import sys; from cli import main\ntry: main(['tasks', '--help'])\nexcept SystemExit: pass\nassert 'prefect' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


@pytest.mark.parametrize(
    "command",
    [
        "init",
        "check",
        "tasks",
        "units",
        "forms",
        "read",
        "collect",
        "record",
        "remind",
        "mail",
        "letters",
        "status",
        "held",
        "decide",
        "circular",
        "board",
        "serve",
        "demo",
    ],
)
def test_every_command_says_what_it_does_in_chinese(command: str) -> None:
    said = run(command, "--help")
    assert said.exit_code == 0
    assert any("一" <= char <= "鿿" for char in said.output)


def test_progress_texts_are_read_without_an_office() -> None:
    asked = [{"id": "a", "text": "决算未公开", "task": "公开决算", "written": "2022-12-08"}, {"id": "b", "text": "√"}]
    lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in asked)
    told = CliRunner().invoke(main, ["texts", "--json"], input=lines, catch_exceptions=False)
    assert [json.loads(line) for line in told.output.splitlines()] == [
        {"id": "a", "status": "under_way", "words": "决算未公开"},
        {"id": "b", "status": "no_content", "words": "√"},
    ]
    shown = CliRunner().invoke(main, ["texts"], input=lines, catch_exceptions=False).output.splitlines()
    assert shown[0].startswith("推进中")
    wrong = CliRunner().invoke(main, ["texts"], input="不是 JSON")
    assert wrong.exit_code == 2
    assert "第1行不是 JSON" in wrong.output
