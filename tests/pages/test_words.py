"""What the house says to who types commands, as a page says it."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest

from office.decisions.plainly import by_mail
from pages.words import by_page, lasting, left
from tests.offices import at

HOUSE = Path(__file__).parents[2] / "office"
SAID_BY = ("decide", "decided_on", "taking", "issuing", "correcting", "drafting", "knowing", "undoing", "recording")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("请给出报送件的编号（--submission）", "请给出报送件的编号"),
        ("已印发，请用 taizhang decide issue 印发", "已印发，请在相应页面作出决定"),
        ("请先运行 taizhang circular 2022Q2", "请在“通报”页生成草稿"),
        ("请取出附件后用 taizhang record 登记，再办结", "请取出附件后在“登记”页登记，再办结"),
        ("第2版，内容相同：/srv/台账/out/通报.docx", "第2版，内容相同"),
        (
            "通报第2稿已审定；印发时回复「印发」和完整的文号，或 taizhang decide issue --round 2022Q2 --number 发文字号（第4号决定）",
            "通报第2稿已审定，可以印发（第4号决定）",
        ),
        ("没有命令的话照旧", "没有命令的话照旧"),
    ],
)
def test_commands_become_pages(said: str, shown: str) -> None:
    assert by_page(said) == shown


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("请给出报送件的编号（--submission）", "请给出报送件的编号"),
        ("已审定，请用 taizhang decide issue 印发", "已审定，请回复写明决定"),
        ("第1号：回复【待办】办理，或 taizhang decide assign|return|dismiss --held 1", "第1号：回复【待办】办理"),
        ("还没有通报草稿，请先运行 taizhang circular 2022Q2", "还没有通报草稿，请管理系统的同志重新生成草稿"),
    ],
)
def test_commands_become_replies(said: str, told: str) -> None:
    assert by_mail(said) == told


def sentences(module: str) -> list[str]:
    """Every text of a module that a visitor may be told, blanks filled in with 甲."""
    tree = ast.parse(next(HOUSE.rglob(f"{module}.py")).read_text(encoding="utf-8"))
    joined = [one for one in ast.walk(tree) if isinstance(one, ast.JoinedStr)]
    parts = {id(part) for one in joined for part in one.values}
    plain = [
        one.value
        for one in ast.walk(tree)
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in parts
    ]
    filled = (
        "".join(str(part.value) if isinstance(part, ast.Constant) else "2022Q2" for part in one.values)
        for one in joined
    )
    return [*plain, *filled]


@pytest.mark.parametrize("module", SAID_BY)
def test_no_page_and_no_letter_speaks_of_commands(module: str) -> None:
    for said in sentences(module):
        for shown in (by_page(said), by_mail(said)):
            assert "taizhang" not in shown, said
            assert "--" not in shown, said


def test_times_are_said_as_people_say_them() -> None:
    now = at("2022-06-09T10:00")
    assert left(at("2022-06-11T00:00"), now) == "还有1天14小时"
    assert left(at("2022-06-09T09:45"), now) == "已截止15分钟"
    assert lasting(timedelta(days=3)) == "3天"
