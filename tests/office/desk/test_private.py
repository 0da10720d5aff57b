"""Everything an office holds is its own: no other user of the machine reads it, whatever the umask."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from tests.offices import Played

ROUND = (
    ["collect", "--now", "2022-06-09T15:25"],
    ["remind", "--now", "2022-06-09T15:30"],
    ["forms", "2022Q2"],
    ["circular", "2022Q2", "--now", "2022-06-15T10:00"],
    ["board"],
    ["backup"],
    ["duties"],
    ["mail", "1", "--save", "OFFICE/saved"],
    ["letters", "--preview", "OFFICE/preview"],
)


@pytest.fixture
def open_to_all() -> Iterator[None]:
    """A process whose files anybody may read and write."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("open_to_all")
def test_everything_in_the_office_folder_is_private_whatever_the_umask(office: Played, tmp_path: Path) -> None:
    root = tmp_path / "ours"

    def run(*words: str) -> None:
        said = CliRunner().invoke(main, [word.replace("OFFICE", str(root)) for word in words])
        assert isinstance(said.exception, SystemExit | None), said.exception

    run("init", str(root))
    mail = office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    dropped = root / "mail" / "in" / "new" / "1654759200.T1.test"
    dropped.write_bytes(mail)
    dropped.chmod(0o600)
    for words in ROUND:
        run("--office", str(root), *words)
    assert (root / "book.sqlite").exists()
    assert list((root / "out").glob("*通报*"))
    open_ = [path for path in (root, *root.rglob("*")) if path.stat().st_mode & 0o077]
    assert open_ == []
