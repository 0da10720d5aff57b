"""`taizhang letters`: the list, and every letter as a mail and as a page."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner, Result

import examples.office
import mailboxes
from cli import main
from templates.letters import writing as letters
from tests.offices import Played

OWN = "{% block subject %}本办收到{% endblock %}\n{% block body %}已收到。{% endblock %}\n"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["letters", *map(str, arguments)], catch_exceptions=False)


def test_list_names_each_letter_and_which_is_the_offices_own(tmp_path: Path) -> None:
    office = Played(tmp_path / "office")
    office.desk.letters.mkdir(parents=True, exist_ok=True)
    (office.desk.letters / "held.j2").write_text(OWN, encoding="utf-8")
    said = run("--office", office.root)
    assert said.exit_code == 0
    lines = said.output.splitlines()
    assert len(lines) == len(letters.NAMES) + 1
    assert [line.split("　")[0] for line in lines if "本办自有" in line] == ["held"]


@pytest.fixture(scope="module")
def previewed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Played, Path]:
    """An office of its own names, and its letters to look at."""
    root = tmp_path_factory.mktemp("letters")
    office = Played(root / "office")
    office.set(f'contact = "{examples.office.CONTACT}"', 'contact = "赵科长"')
    office.set("银川市兴庆区人民政府办公室", "金凤区人民政府办公室")
    office.desk.letters.mkdir(parents=True, exist_ok=True)
    (office.desk.letters / "held.j2").write_text(OWN, encoding="utf-8")
    said = run("--preview", root / "样函", "--office", office.root, "--now", "2022-09-01")
    assert said.exit_code == 0
    assert "目录.html" in said.output
    return office, root / "样函"


def test_preview_writes_every_letter_as_a_mail_and_a_page(previewed: tuple[Played, Path]) -> None:
    _, folder = previewed
    titles = [facts.about.partition("：")[0] for facts in letters.FACTS.values()]
    assert len(set(titles)) == len(titles)
    assert {path.name for path in folder.iterdir()} == {
        "目录.html",
        *(f"{title}{suffix}" for title in titles for suffix in (".eml", ".html")),
    }
    assert mailboxes.decode((folder / "已收到，待核实.eml").read_bytes()).subject == "本办收到"
    receipt = mailboxes.decode((folder / "收件回执.eml").read_bytes())
    assert receipt.html.strip().split() == (folder / "收件回执.html").read_text(encoding="utf-8").strip().split()
    assert "收件回执" in receipt.subject


def test_preview_tells_of_the_office_its_units_and_its_round(previewed: tuple[Played, Path]) -> None:
    office, folder = previewed
    written = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.html")}
    for foreign in ("zwgk@", "马晓云", "0951-0000306", "银川市兴庆区人民政府办公室"):
        assert [name for name, text in written.items() if foreign in text] == []
    assert "赵科长" in written["临期提醒.html"]
    assert "2022年第三季度" in written["临期提醒.html"]
    assert "9月13日" in written["临期提醒.html"]  # the deadline of the round: 10 September is a day off
    assert office.desk.settings.office.address in written["待办.html"]


def test_index_names_every_letter_with_its_files_and_the_offices_own(previewed: tuple[Played, Path]) -> None:
    _, folder = previewed
    page = (folder / "目录.html").read_text(encoding="utf-8")
    links = {unquote(link) for link in re.findall(r'href="([^"]+)"', page)}
    assert links == {path.name for path in folder.iterdir()} - {"目录.html"}
    assert page.count("本办自有") == 1
    assert all(name in page for name in letters.NAMES)
    for name, facts in letters.FACTS.items():
        named = facts.names.get("files") == "附件名称" or "attached" in facts.names
        assert bool(facts.attaches) is (named or name == "held_digest"), name
        assert facts.attaches in page


def test_preview_says_what_is_wrong_with_the_offices_own_letter(tmp_path: Path) -> None:
    office = Played(tmp_path / "office")
    office.desk.letters.mkdir(parents=True, exist_ok=True)
    (office.desk.letters / "held.j2").write_text(OWN.replace("已收到", "{{ untis }}"), encoding="utf-8")
    said = run("--preview", tmp_path / "样函", "--office", office.root)
    assert said.exit_code == 1
    assert "held.j2第2行" in said.output
    assert "untis" in said.output
