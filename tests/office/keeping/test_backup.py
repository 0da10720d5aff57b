"""One checked file of everything, and back from it."""

import shutil
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from cli import main
from ledger.book import Book
from ledger.held_kinds import HeldKind
from ledger.model import Standing
from office.desk.desk import Desk
from office.keeping.backup import DAYS, BackupError, back_up, clear_out, differences, restore, to_keep
from office.keeping.opening import init, open_book
from tests.crash.child import Child, dying
from tests.offices import Played, at
from tests.servers import Postgres

NOW = at("2022-06-15T02:17")


def rows(desk: Desk) -> dict[str, list[dict[str, object]]]:
    """All that the book holds, but for the note that the next poll looks everywhere."""
    with desk.book.reading() as page:
        return {table: [dict(row) for row in page.export.rows(table)] for table in page.export.tables()}


def lived(office: Played) -> Path:
    """An office with a form on file and a backup of it."""
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    office.collect("2022-06-09T15:25")
    (office.root / "templates" / "letters" / "receipt.j2").write_text("本办的回执", encoding="utf-8")
    return back_up(office.desk, NOW)


def lose_everything(office: Played) -> None:
    office.desk.close()
    for name in ("book.sqlite", "office.toml", "units.xlsx", "ledger.docx"):
        (office.root / name).unlink(missing_ok=True)
    shutil.rmtree(office.root / "templates")


def test_what_was_lost_is_back_and_the_same(office: Played) -> None:
    path = lived(office)
    before = rows(office.desk)
    assert not list(differences(path))
    assert path.stat().st_mode & 0o077 == 0
    lose_everything(office)
    restore(path, office.root, NOW)
    desk = Desk(office.root)
    assert rows(desk) == before
    assert desk.letters.joinpath("receipt.j2").read_text(encoding="utf-8") == "本办的回执"
    desk.close()


def test_book_on_postgresql_is_back_and_the_same(office: Played, postgres_server: Postgres) -> None:
    office.set('url = ""', f'url = "{postgres_server.database()}"')
    open_book(office.desk)
    path = lived(office)
    before = rows(office.desk)
    with office.desk.book.writing() as page:
        page.notes.write("later", "1")
        page.held.add(mail=1, kind=HeldKind.SCAN, reason="后来的", at=NOW)
    office.desk.close()
    restore(path, office.root, NOW)
    desk = Desk(office.root)
    assert rows(desk) == before
    desk.close()


def test_mails_that_came_after_the_backup_are_found_among_what_was_settled(office: Played) -> None:
    path = lived(office)
    finance = office.desk.roster["财政局"].addresses[0]
    office.send("2022-06-09T16:00:00", ("台账.docx", office.form("财政局")), sender=finance)
    office.collect("2022-06-09T16:05")  # moved to 已处理
    assert office.standing("2022-06-20T09:00", "财政局").standing is Standing.ON_TIME
    office.desk.close()
    restore(path, office.root, NOW)
    office.desk = Desk(office.root)
    said = CliRunner().invoke(main, ["--office", str(office.root), "check"])
    assert "有1封邮件账册没有见过" in said.output
    office.collect("2022-06-20T09:00")
    assert office.standing("2022-06-20T09:00", "财政局").standing is Standing.ON_TIME
    assert office.standing("2022-06-20T09:00").standing is Standing.ON_TIME
    assert "没有见过" not in CliRunner().invoke(main, ["--office", str(office.root), "check"]).output


def test_backup_into_an_empty_folder_makes_the_office_there(office: Played, tmp_path: Path) -> None:
    path = lived(office)
    before = rows(office.desk)
    said = CliRunner().invoke(main, ["--office", str(tmp_path / "new"), "restore", str(path)], catch_exceptions=False)
    assert said.exit_code == 0
    assert rows(Desk(tmp_path / "new")) == before


@pytest.mark.parametrize("cut", [0, 200, -300])
def test_torn_backup_restores_nothing(office: Played, cut: int) -> None:
    path = lived(office)
    before = rows(office.desk)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(BackupError, match="不能用来恢复"):
        restore(path, office.root, NOW)
    assert rows(office.desk) == before
    assert not list(office.root.glob("恢复前*"))


def test_changed_file_in_a_backup_is_named(office: Played, tmp_path: Path) -> None:
    path, changed = lived(office), tmp_path / "changed.zip"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"x" if name == "units.xlsx" else old.read(name))
    assert list(differences(changed)) == ["units.xlsx 与清单不符"]


def test_backup_of_another_office_is_refused(office: Played, tmp_path: Path) -> None:
    init(tmp_path / "other")  # an office of its own, no copy as those of the tests are
    with pytest.raises(BackupError, match="另一个办公室的备份"):
        restore(back_up(Desk(tmp_path / "other"), NOW), office.root, NOW)


def test_backup_while_somebody_writes_is_of_one_moment(office: Played) -> None:
    lived(office)
    with office.desk.book.writing() as page:
        number = page.held.add(mail=1, kind=HeldKind.SCAN, reason="还没有写完", at=NOW)
        path = back_up(Desk(office.root), NOW + timedelta(minutes=1))
    office.desk.close()
    restore(path, office.root, NOW)
    with Desk(office.root).book.reading() as page:
        assert not page.held.listed(number)


STEPS = (
    "office.keeping.backup._swap",
    "office.keeping.backup._look_everywhere",
    "office.keeping.backup._load_dump",
    "pathlib.Path.unlink",
)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("turn", [1, 2, 4])
def test_restore_killed_at_any_step_says_so_and_is_done_again(office: Played, step: str, turn: int) -> None:
    path = lived(office)
    before = rows(office.desk)
    office.desk.close()
    ended = Child(lambda: restore(path, office.root, NOW), office.root.parent, prepare=dying(step, turn)).wait()
    assert ended
    assert ended.error == ""
    if (office.root / "正在恢复").exists():
        said = CliRunner().invoke(main, ["--office", str(office.root), "status"])
        assert said.exit_code != 0
        restore(path, office.root, NOW + timedelta(minutes=1))
    desk = Desk(office.root)
    assert rows(desk) == before
    desk.close()


@given(st.lists(st.integers(0, 800), max_size=60))
def test_a_week_of_days_five_weeks_and_twelve_months_are_kept(ages: list[int]) -> None:
    today = date(2022, 12, 20)
    days = [today - timedelta(days=age) for age in ages]
    kept = to_keep(days, today)
    assert {day for day in days if today - day < timedelta(days=DAYS)} <= kept <= set(days)
    assert max(days, default=None) in {*kept, None}
    assert len(kept) <= 7 + 5 + 12


def test_only_backups_are_cleared_out(tmp_path: Path) -> None:
    for day in range(1, 29):
        (tmp_path / f"台账备份-202201{day:02d}-021700.zip").touch()
    (tmp_path / "年度资料.zip").touch()
    clear_out(tmp_path, date(2022, 12, 20))
    assert (tmp_path / "年度资料.zip").exists()
    assert (tmp_path / "台账备份-20220128-021700.zip").exists()
    assert len(list(tmp_path.iterdir())) <= 6


def test_lost_book_is_a_sentence_in_every_command_and_nothing_is_made(office: Played) -> None:
    office.desk.close()
    (office.root / "book.sqlite").unlink()
    before = sorted(str(path) for path in office.root.rglob("*"))
    for words in (
        ["status"], ["collect"], ["held"], ["remind", "--now", "2022-06-14T09:00"], ["circular", "2022Q2"],
        ["annual", "2022"], ["board"], ["archive"], ["backup"], ["check"], ["mail", "1"],
        ["decide", "approve", "--round", "2022Q2", "--by", "张", "--reason", "x"],
    ):  # fmt: skip
        said = CliRunner().invoke(main, ["--office", str(office.root), *words])
        assert said.exit_code == 1, (words, said.output)
        assert "找不到账册文件" in said.output, words
        assert "Traceback" not in said.output
        assert said.exception is None or isinstance(said.exception, SystemExit)
    assert sorted(str(path) for path in office.root.rglob("*")) == before


def test_book_is_made_anew_only_where_nothing_was_settled(office: Played) -> None:
    lived(office)
    office.desk.close()
    (office.root / "book.sqlite").unlink()
    said = CliRunner().invoke(main, ["init", str(office.root), "--book"])
    assert said.exit_code == 1
    assert "taizhang rebuild" in said.output
    shutil.rmtree(office.root / "mail" / "in" / ".已处理")
    assert CliRunner().invoke(main, ["init", str(office.root), "--book"]).exit_code == 0
    Book.open(Desk(office.root).book_url).close()
