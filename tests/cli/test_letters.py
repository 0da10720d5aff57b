"""`taizhang letters`: the list, and every letter as a mail and as a page."""

from pathlib import Path

from click.testing import CliRunner, Result

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


def test_preview_writes_every_letter_as_a_mail_and_a_page(tmp_path: Path) -> None:
    office = Played(tmp_path / "office")
    office.desk.letters.mkdir(parents=True, exist_ok=True)
    (office.desk.letters / "held.j2").write_text(OWN, encoding="utf-8")
    folder = tmp_path / "样函"
    assert run("--preview", folder, "--office", office.root).exit_code == 0
    assert {path.name for path in folder.iterdir()} == {
        f"{name}{suffix}" for name in letters.NAMES for suffix in (".eml", ".html")
    }
    assert mailboxes.decode((folder / "held.eml").read_bytes()).subject == "本办收到"
    receipt = mailboxes.decode((folder / "receipt.eml").read_bytes())
    assert receipt.html.strip().split() == (folder / "receipt.html").read_text(encoding="utf-8").strip().split()
    assert "收件回执" in receipt.subject


def test_preview_says_what_is_wrong_with_the_offices_own_letter(tmp_path: Path) -> None:
    office = Played(tmp_path / "office")
    office.desk.letters.mkdir(parents=True, exist_ok=True)
    (office.desk.letters / "held.j2").write_text(OWN.replace("已收到", "{{ untis }}"), encoding="utf-8")
    said = run("--preview", tmp_path / "样函", "--office", office.root)
    assert said.exit_code == 1
    assert "held.j2第2行" in said.output
    assert "untis" in said.output
