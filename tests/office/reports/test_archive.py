"""交账: everything in one file, proven whole, and every kind of damage named."""

import hashlib
import io
import json
import os
import shutil
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from cli import main
from ledger.model import Decision, Entry, Letter, MailState, Submission, Unit, Verdict
from ledger.roster import Roster
from office.decisions.decide import decide
from office.desk.desk import Desk
from office.duties.drafting import draft_circular
from office.reports.archive import pack, seal, verify
from office.standing.knowing import NotKnownError
from tests.offices import Played, at

NOW = at("2022-12-20T10:00")
ROUNDS = ("2022Q2", "2022Q3", "2022Q4")
Entries = dict[str, bytes]


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year, played and packed once for all tests."""
    office = Played(tmp_path_factory.mktemp("once") / "office")
    office.send("2022-06-09T15:20:00", ("../台账\u202ecod.docx", office.form()))
    office.send("2022-06-09T16:00:00", sender="someone@mail.example", text="你好")
    office.collect("2022-06-09T16:05")
    draft_circular(office.desk, office.desk.round("2022Q2"), at("2022-06-15T10:00"))
    office.collect("2022-12-20T09:00")
    dismiss(office)
    pack(office.desk, NOW)
    office.desk.close()
    return office.root


@pytest.fixture
def packed(once: Path, office: Played) -> Path:
    """The office as it was then, and its archive."""
    office.desk.close()
    shutil.copytree(once, office.root, dirs_exist_ok=True)
    office.desk = Desk(office.root)
    return office.desk.out / "2022年度交账.zip"


def dismiss(office: Played) -> None:
    said = Decision(number=0, kind=Verdict.DISMISS, by="张三", at=NOW, reason="问候", held=1)
    decide(office.desk, said, NOW)


def test_year_is_not_handed_over_while_something_is_not_known(office: Played) -> None:
    office.send("2022-06-09T16:00:00", sender="someone@mail.example", text="你好")
    office.collect("2022-06-09T16:05")
    with pytest.raises(NotKnownError, match="尚未读全"):
        pack(office.desk, NOW)
    office.collect("2022-12-20T09:00")
    with pytest.raises(NotKnownError, match=r"第1号（.*）：认定归属、认可、退回或无需处理"):
        pack(office.desk, NOW)
    dismiss(office)
    assert pack(office.desk, NOW).exists()


def entries(path: Path) -> Entries:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewrite(path: Path, kept: Entries) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in kept.items():
            archive.writestr(name, content)


def test_archive_has_the_book_every_original_and_every_document(packed: Path) -> None:
    kept = entries(packed)
    assert packed.name == "2022年度交账.zip"
    raw = kept["来件/1/原件.eml"]
    assert hashlib.sha256(raw).hexdigest() == json.loads(kept["账册/mails.jsonl"].splitlines()[0])["sha256"]
    (attached,) = [name for name in kept if name.startswith("来件/1/附件1-")]
    filed = json.loads(kept["账册/submissions.jsonl"].splitlines()[0])
    assert hashlib.sha256(kept[attached]).hexdigest() == filed["sha256"]
    assert "\u202e" not in attached
    assert attached.count("/") == 2
    assert any(name.startswith("通报各版/2022Q2-1-关于") for name in kept)
    assert any(name.startswith("文件/") and "核对清单" in name for name in kept)
    assert {"建账/office.toml", "建账/units.xlsx", "建账/ledger.docx"} <= set(kept)
    assert load_workbook(io.BytesIO(kept["账册/账册.xlsx"]))["报送件"].max_row == 2
    manifest = json.loads(kept["manifest.json"])
    assert manifest["tables"]["mails"] == 2
    assert set(manifest["files"]) == set(kept) - {"manifest.json"}


def test_archive_is_whole_and_the_same_again(office: Played, packed: Path) -> None:
    first, sealed = packed.read_bytes(), seal(packed)
    assert verify(packed) == []
    assert pack(office.desk, NOW).read_bytes() == first
    assert seal(packed) == sealed


def _without(name: str) -> Callable[[Entries], Entries]:
    return lambda kept: {key: value for key, value in kept.items() if key != name}


def _shorter(kept: Entries) -> Entries:
    """A line lost from a table, its hash in the manifest made to fit."""
    name, manifest = "账册/mails.jsonl", json.loads(kept["manifest.json"])
    lines = kept[name].splitlines(keepends=True)[1:]
    manifest["files"][name]["sha256"] = hashlib.sha256(b"".join(lines)).hexdigest()
    return {**kept, name: b"".join(lines), "manifest.json": json.dumps(manifest).encode()}


def _forgotten(kept: Entries) -> Entries:
    """An original taken out of archive and manifest both."""
    manifest = json.loads(kept["manifest.json"])
    del manifest["files"]["来件/1/原件.eml"]
    return {**_without("来件/1/原件.eml")(kept), "manifest.json": json.dumps(manifest).encode()}


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (_without("来件/2/原件.eml"), "缺少文件：来件/2/原件.eml"),
        (_without("manifest.json"), "清单 manifest.json 缺失或损坏"),
        (lambda kept: {**kept, "manifest.json": b"{}"}, "清单 manifest.json 缺失或损坏"),
        (lambda kept: {**kept, "文件/多余.docx": b"x"}, "多出文件：文件/多余.docx"),
        (lambda kept: {**kept, "建账/units.xlsx": b"x"}, "内容与清单不符：建账/units.xlsx"),
        (_shorter, "账册表 mails 应有2行，实有1行"),
        (_forgotten, "账册所列原件不在交账文件中"),
    ],
)
def test_damage_is_named(packed: Path, damage: Callable[[Entries], Entries], words: str) -> None:
    rewrite(packed, damage(entries(packed)))
    assert any(words in line for line in verify(packed))
    said = CliRunner().invoke(main, ["verify", str(packed)], catch_exceptions=False)
    assert said.exit_code == 1
    assert words in said.output


@pytest.mark.parametrize("cut", [0, 100, -200])
def test_torn_file_is_no_archive(packed: Path, cut: int) -> None:
    packed.write_bytes(packed.read_bytes()[:cut])
    assert verify(packed)[0].endswith("不是完整的交账文件：不是压缩包，或已被截断、损坏")


def test_flipped_bit_is_found_in_every_file(packed: Path) -> None:
    whole = packed.read_bytes()
    with zipfile.ZipFile(packed) as archive:
        starts = [entry.header_offset for entry in archive.infolist()]
        ends = [*starts[1:], archive.start_dir]
    for start, end in zip(starts[::5], ends[::5], strict=True):
        place = end - (end - start) // 8 - 1  # among the packed bytes, behind the name
        packed.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        assert verify(packed) != [], place


def test_commands_say_where_and_the_seal(office: Played) -> None:
    runner = CliRunner()
    archive = ["--office", str(office.root), "archive", "--now", "2022-12-20"]
    assert runner.invoke(main, archive, catch_exceptions=False).exit_code == 1
    office.collect("2022-12-20T00:00")
    said = runner.invoke(main, archive, catch_exceptions=False)
    assert "2022年度交账.zip" in said.output
    path = office.root / "out" / "2022年度交账.zip"
    assert runner.invoke(main, ["verify", str(path)], catch_exceptions=False).exit_code == 0
    assert seal(path) in said.output


def _lived(office: Played, units: int, size: int) -> int:
    """A year of many units in the book: a mail, a form and a receipt of each in every round; the bytes of the mails."""
    total = 0
    with office.desk.book.writing() as page:
        for place, (round_, unit) in enumerate((one, two) for one in ROUNDS for two in range(units)):
            when, sender = at("2022-06-01T09:00") + timedelta(minutes=place), f"u{unit}@units.example"
            raw = f"From: {sender}\nSubject: {place}\n\n".encode() + os.urandom(size).hex("\n", 40).encode()
            entries = tuple(Entry(task=task, progress=f"已完成{task}次", where=f"表1第{task}行") for task in (1, 2))
            mail = page.mails.store(raw, size=len(raw), received_at=when, at=when)
            page.mails.settle(mail, MailState.FILED)
            form: dict[str, Any] = {"file": "台账.docx", "sha256": f"{place:064x}", "entries": entries}
            page.submissions.file(
                Submission(number=0, mail=mail, unit=f"单位{unit}", round=round_, received_at=when, **form)
            )
            letter = Letter(key=str(place), kind="receipt", to=(sender,), subject="回执", text="", html="")
            page.letters.queue(letter, content=raw[:500], message_id=f"<{place}@office.example>", sender="", at=when)
            total += len(raw)
        page.mails.write_read_through(office.desk.account, "INBOX", NOW)
    office.desk.roster = Roster(tuple(Unit(name=f"单位{number}", category="部门") for number in range(units)))
    return total


def test_year_of_four_hundred_units_is_packed_and_one_changed_byte_is_named(office: Played) -> None:
    _lived(office, 400, 2_000)
    path = pack(office.desk, NOW)
    assert verify(path) == []
    with zipfile.ZipFile(path) as archive:
        assert json.loads(archive.read("manifest.json"))["tables"]["entries"] == 2 * 400 * len(ROUNDS)
        middle = archive.getinfo("来件/600/原件.eml")
    whole = bytearray(path.read_bytes())
    whole[middle.header_offset + 1_000] ^= 1
    path.write_bytes(whole)
    assert verify(path) == ["内容与清单不符：来件/600/原件.eml（无法读出）"]


def test_mails_are_packed_without_lying_in_memory_together(office: Played) -> None:
    total = _lived(office, 10, 100_000)
    tracemalloc.start()
    path = pack(office.desk, NOW)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert verify(path) == []
    assert peak < total / 2, f"{peak:,} of {total:,} bytes"
