"""A file of the office's own is changed only into one that the check has nothing against; what was there is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.trouble import Busy
from office.desk.desk import Desk
from office.desk.rewriting import with_unit, with_values
from office.keeping.changing import KEPT, ChangeError, change, edition
from tests.offices import Played, at

NOW = at("2022-06-09T10:00")


def reported(root: Path) -> Played:
    """An office with a form on file."""
    office = Played(root)
    office.send("2022-06-08T09:00:00", ("台账.docx", office.form()))
    office.collect("2022-06-08T09:05")
    return office


@pytest.fixture
def office(tmp_path: Path) -> Played:
    return reported(tmp_path / "office")


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return reported(tmp_path_factory.mktemp("unchanged") / "office")


def put(office: Played, name: str, make: Callable[[bytes], bytes]) -> bool:
    old = (office.root / name).read_bytes()
    return change(Desk(office.root), name, make(old), edition(old), NOW)


def settings(old: str, new: str) -> tuple[str, Callable[[bytes], bytes]]:
    return "office.toml", lambda content: content.replace(old.encode(), new.encode(), 1)


def unit(name: str, **said: str) -> tuple[str, Callable[[bytes], bytes]]:
    return "units.xlsx", lambda content: with_unit(content, name, said)


REFUSED = [
    (*settings("correction_days = 2", "correction_days = 99"), "correction_days"),
    (*settings("correction_days = 2", "correction_days = "), "office.toml"),
    (*settings("due = 2022-06-10", 'due = "六月"'), "due"),
    (*settings("[[rounds]]\ndue = 2022-06-10", ""), "已有报送"),
    (*settings("due = 2022-12-10", "due = 2035-12-10"), "2035"),
    (*settings("days_off = []", 'days_off = ["国庆"]'), "days_off"),
    (*unit("教育局", A岗邮箱="没有"), "不是有效的邮箱地址"),
    (*unit("教育局", A岗邮箱=""), "没有登记A岗邮箱"),
    (*unit("教育局", 类别=""), "没有类别"),
    (*unit("教育局", 单位名称="司法局"), "重复"),
    (*unit("司法局", 单位名称="法治局"), "不在单位名录中"),
    (*unit("司法局", 单位名称="法治局", 别名="司法局"), "账册中有「司法局」"),
    ("units.xlsx", lambda _: b"PK", "xlsx"),
    (*settings("due = 2022-12-10", 'due = 2022-12-10\nname = "../../年终"'), "不能用作文件名"),
    (*settings("due = 2022-12-10", 'due = 2022-12-10\ncode = ".."'), "不能用作文件名"),
    (*unit("", 单位名称="../档案局", 类别="部门", A岗邮箱="da@x.example"), "不能用作文件名"),
    (*unit("", 单位名称="档" * 90, 类别="部门", A岗邮箱="da@x.example"), "太长"),
]


@pytest.mark.parametrize(("name", "make", "said"), REFUSED)
def test_what_fails_is_not_written(unchanged: Played, name: str, make: Callable[[bytes], bytes], said: str) -> None:
    before = (unchanged.root / name).read_bytes()
    with pytest.raises(ChangeError, match=said):
        put(unchanged, name, make)
    assert (unchanged.root / name).read_bytes() == before
    assert not (unchanged.root / KEPT).exists()


def test_what_passes_is_written_and_the_file_before_is_kept(office: Played) -> None:
    name, make = settings("correction_days = 2", "correction_days = 4")
    before = (office.root / name).read_bytes()
    (office.root / name).chmod(0o600)
    assert put(office, name, make)
    assert Desk(office.root).settings.correction_days == 4
    assert not put(office, name, lambda content: content)
    assert put(office, name, lambda content: content + b"\n")
    kept = sorted((office.root / KEPT).iterdir())
    assert [path.name for path in kept] == ["2022-06-09T100000 office.toml", "2022-06-09T100000-1 office.toml"]
    assert kept[0].read_bytes() == before
    assert (office.root / name).stat().st_mode & 0o077 == 0
    assert put(office, *unit("司法局", A岗电话="0951-1234567"))
    assert Desk(office.root).roster["司法局"].contacts[0].phone == "0951-1234567"


def test_a_unit_is_renamed_with_the_name_that_it_had(office: Played) -> None:
    said = {"单位名称": "法治局", "别名": "司法局", "曾用名": "司法局（至2022-06-08）"}
    assert put(office, *unit("司法局", **said))
    desk = Desk(office.root)
    with desk.book.reading() as page:
        assert [one.unit for one in page.submissions.all()] == ["法治局"]


def test_who_saw_another_file_changes_nothing(office: Played) -> None:
    with pytest.raises(ChangeError, match="刚刚有人改过"):
        change(office.desk, "office.toml", b"", edition(b"another"), NOW)


def test_nothing_is_changed_under_a_poll(office: Played) -> None:
    with office.desk.book.alone(), pytest.raises(Busy):
        put(office, *settings("correction_days = 2", "correction_days = 4"))


def test_what_was_wrong_before_keeps_nobody_from_changing_something_else(office: Played) -> None:
    """The demo's office has the example's people: `check` says so, before and after."""
    path = office.root / "office.toml"
    page = {"page.certificate": "c.pem", "page.key": "k.pem", "page.address": "https://t.example"}
    path.write_text(with_values(path.read_text(encoding="utf-8"), page), encoding="utf-8")
    assert put(office, *settings("correction_days = 2", "correction_days = 4"))
