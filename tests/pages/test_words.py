"""What to do is said by the word that the page's button, the reply and the command have alike; no sentence that a clerk may
read tells him to type a command."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pages.words import lasting, left
from tests.offices import at

HOUSE = Path(__file__).parents[2]
READ_BY_CLERKS = ("office", "pages", "templates", "ledger")
MACHINE_ROOM = ("office/desk", "office/keeping", "ledger/book")
"""What these say is answered in the office's folder or by whoever keeps the machine."""
_COMMAND = re.compile(r"taizhang [a-z]|(?<![\w-])--[a-z]")
_KEEPER = "管理系统的同志"


def sentences(module: Path) -> Iterator[str]:
    """Every text in Chinese of a module, joined ones whole."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    told = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}  # docstrings
    for one in ast.walk(tree):
        if isinstance(one, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else "甲" for part in one.values)  # type: ignore[misc]  # text
        elif isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in told:
            yield one.value


def read_by_clerks() -> Iterator[Path]:
    """The modules whose sentences a page or a letter may show."""
    for folder in READ_BY_CLERKS:
        for path in sorted((HOUSE / folder).rglob("*.py")):
            if not path.relative_to(HOUSE).as_posix().startswith(MACHINE_ROOM):
                yield path


def test_no_sentence_for_a_clerk_names_a_command() -> None:
    found = [
        f"{path.relative_to(HOUSE)}: {said}"
        for path in read_by_clerks()
        for said in sentences(path)
        if re.search("[\u4e00-\u9fff]", said) and _COMMAND.search(said) and _KEEPER not in said
    ]
    assert found == []


def test_no_page_and_no_letter_names_a_command() -> None:
    for path in (*(HOUSE / "pages").glob("*.j2"), *(HOUSE / "templates").rglob("*.j2")):
        text = re.sub(r"<[^>]*>|\{\{.*?\}\}|\{%.*?%\}", "", path.read_text(encoding="utf-8"))
        assert path.name.endswith("css.j2") or not _COMMAND.search(text), path


@pytest.mark.parametrize(
    ("until", "said"), [("2022-06-11T00:00", "还有1天14小时"), ("2022-06-09T09:45", "已截止15分钟")]
)
def test_times_are_said_as_people_say_them(until: str, said: str) -> None:
    assert left(at(until), at("2022-06-09T10:00")) == said
    assert lasting(timedelta(days=3)) == "3天"
