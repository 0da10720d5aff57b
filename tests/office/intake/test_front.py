"""Two ledgers behind one mailbox: each mail goes to exactly one of them, or waits where both know of it."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner

import parsers
from cli import main
from ledger.model import Letter, PostState, Standing, Task
from office.desk.desk import Desk
from office.desk.front import LOG, Front, unrouted
from office.intake import routing
from office.intake.collect import collect
from office.keeping.backup import back_up, restore
from office.keeping.check import check
from office.keeping.opening import init
from office.keeping.rebuilding import rebuild
from office.standing.knowing import NotKnownError, read_through, refuse_unknown
from office.standing.status import status
from templates.forms import grid
from templates.forms import word as form_word
from tests.offices import Played, at

IN_TIME = "2022-06-08T15:20:00"
OPEN, OVER = "2022-06-09T09:00", "2022-06-14T09:00"
FRONT = 'inbox = "maildir:box"\n[[ledgers]]\nfolder = "../政务公开"\nnames = ["公开台账"]\n[[ledgers]]\nfolder = "../督查"\n'


WATCHED = tuple(
    f"{what}工作按季度报告进展，建立问题清单"
    for what in ("防汛物资储备和值守", "老旧小区改造收尾", "农村道路养护", "食品安全专项检查", "信访积案化解")
)


def other_ledger(theme: str = "重点督查事项", *words: str) -> bytes:
    """Another ledger of the same office and units, with words of its own."""
    tasks = tuple(
        Task(
            number=number,
            section="",
            focus="重点督查",
            content=what,
            indicator="",
            responsible="牵头单位：司法局，责任单位：各乡镇（街道）、政府各部门",
            due="2022年11月",
        )
        for number, what in enumerate(words or WATCHED, 1)
    )
    preface = "各单位于6月10日前、9月10日前、12月10日前将台账报送区政府办公室。"
    return form_word.write(grid.FormTable(title=f"2022年银川市兴庆区{theme}台账", preface=preface, tasks=tasks))


@dataclass
class Both:
    """The folder of both ledgers and their front."""

    root: Path
    open_: Played
    watch: Played

    @property
    def front(self) -> Front:
        """The front, opened anew."""
        return Front(self.root / "总台")

    def send(self, received: str, *files: tuple[str, bytes], subject: str = "报送台账", **headers: str) -> None:
        """Drop a mail into the one mailbox."""
        self.open_.mails += 1
        message = EmailMessage()
        said = {"From": self.open_.unit.addresses[0], "To": "taizhang@xingqing.example", "Subject": subject}
        said |= {"Message-ID": f"<f{self.open_.mails}@units.example>"} | {
            k.replace("_", "-"): v for k, v in headers.items()
        }
        for name, value in said.items():
            message[name] = value
        message.set_content("请查收。")
        for name, content in files:
            message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
        place = self.root / "总台" / "box" / "new" / f"{at(received).timestamp():.0f}.T{self.open_.mails}.test"
        place.write_bytes(bytes(message))

    def ask(self) -> str:
        """A letter of the second ledger to 司法局; its Message-ID."""
        letter = Letter(key="x", kind="reminder", to=(self.open_.unit.addresses[0],), subject="提醒", text="", html="")
        with self.watch.desk.book.writing() as page:
            page.letters.queue(letter, content=b"", message_id="<asked@office>", sender="", at=at("2022-06-08T09:00"))
            page.letters.settle(1, PostState.SENT)
        return "<asked@office>"

    def collect(self, now: str) -> None:
        """A poll of each ledger."""
        for office in (self.open_, self.watch):
            collect(office.desk, at(now))

    def filed(self) -> tuple[list[str], list[str]]:
        """What is on file in each ledger: unit and moment of receipt."""
        found = []
        for office in (self.open_, self.watch):
            with office.desk.book.reading() as page:
                found.append([f"{one.unit} {one.received_at:%m-%d %H:%M}" for one in page.submissions.all()])
        return found[0], found[1]

    def mails(self) -> tuple[int, int, int]:
        """How many mails each ledger's book has, and how many wait at the front."""
        counts = []
        for office in (self.open_, self.watch):
            with office.desk.book.reading() as page:
                counts.append(len(page.mails.all()))
        return counts[0], counts[1], len(self.front.waiting())

    def standing(self, office: Played, now: str, unit: str = "司法局") -> Standing:
        """How a unit stands in a ledger's second quarter."""
        stands = status(office.desk, office.desk.rounds[0], at(now))
        return next(one.standing for one in stands if one.unit.name == unit)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("front")
    file = root / "督查.docx"
    file.write_bytes(other_ledger())
    init(root / "政务公开")
    init(root / "督查", ledger=file)
    for part in ("new", "cur", "tmp"):
        (root / "总台" / "box" / part).mkdir(parents=True)
    (root / "总台" / "front.toml").write_text(FRONT, encoding="utf-8")
    for name in ("政务公开", "督查"):
        path = root / name / "office.toml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace('# front = "../收件总台"', 'front = "../总台"'), encoding="utf-8")
    return root


@pytest.fixture
def both(folders: Path, tmp_path: Path) -> Iterator[Both]:
    root = tmp_path / "both"
    shutil.copytree(folders, root)
    played = []
    for name in ("政务公开", "督查"):
        office = Played.__new__(Played)
        office.root, office.mails, office.desk = root / name, 0, Desk(root / name)
        played.append(office)
    yield Both(root, *played)
    for office in played:
        office.desk.close()


def test_forms_subjects_and_replies_find_their_ledger(both: Both) -> None:
    both.send(IN_TIME, ("台账.docx", both.open_.form()))
    both.send("2022-06-08T15:30:00", ("台账.docx", both.watch.form()))
    both.send("2022-06-08T15:40:00", subject="重点督查事项台账：联系人")
    both.send("2022-06-08T15:50:00", subject="公开台账有关情况")
    both.send("2022-06-08T16:10:00", subject="回复", References=both.ask())
    both.collect(OPEN)
    assert both.filed() == (["司法局 06-08 15:20"], ["司法局 06-08 15:30"])
    assert both.mails() == (2, 3, 0)
    assert both.standing(both.open_, OVER) is not Standing.MISSING
    assert not list((both.root / "总台" / "box" / "new").iterdir())  # put away on the server


def test_what_is_not_certain_waits_and_judges_nobody_until_a_person_says_it(both: Both) -> None:
    both.send(IN_TIME, ("扫描.png", b"\x89PNG" + b"0" * 60_000), subject="报送台账")
    both.collect(OVER)
    assert both.mails() == (0, 0, 1)
    for office in (both.open_, both.watch):
        assert both.standing(office, OVER) is Standing.UNDECIDED
        assert both.standing(office, OVER, "教育局") is Standing.MISSING  # the mail points at its sender
        assert any(
            "收件总台有1封邮件可能属于本台账" in one.text for one in office.letters(office.desk.settings.notify[0])
        )
        with office.desk.book.reading() as page, pytest.raises(NotKnownError, match="收件总台第1号邮件尚未确定"):
            refuse_unknown(office.desk, page, status(office.desk, office.desk.rounds[0], at(OVER)), "通报须待查清")
    command = ["front", str(both.root / "总台")]
    shown = CliRunner().invoke(main, command, catch_exceptions=False)
    assert (shown.exit_code, "待分送1封" in shown.output) == (1, True)
    give = [*command, "--give", "1", "--to", str(both.root / "督查"), "--by", "张三", "--reason", "电话核实"]
    said = CliRunner().invoke(main, give, catch_exceptions=False)
    assert "第1号邮件已交给" in said.output
    both.collect("2022-06-14T09:30")
    assert both.mails() == (0, 1, 0)
    assert both.standing(both.open_, "2022-06-14T09:30") is Standing.MISSING
    assert both.standing(both.watch, "2022-06-14T09:30") is Standing.UNDECIDED  # held there, received in time
    assert "电话核实" in (both.root / "总台" / LOG).read_text(encoding="utf-8")


@pytest.mark.parametrize("contradiction", ["reply", "subject"])
def test_what_contradicts_itself_waits(both: Both, contradiction: str) -> None:
    headers = {"subject": "重点督查事项台账"} if contradiction == "subject" else {}
    files = [("台账.docx", both.open_.form())]
    if contradiction == "reply":
        headers = {"References": both.ask()}
    both.send(IN_TIME, *files, **headers)
    both.collect(OPEN)
    assert both.mails() == (0, 0, 1)
    (waiting,) = unrouted(both.open_.desk)
    assert len(waiting.ledgers) == 2


def test_forms_of_two_ledgers_in_one_mail_reach_each_its_own(both: Both) -> None:
    both.send(IN_TIME, ("台账.docx", both.open_.form()), ("督查.docx", both.watch.form()), subject="公开台账、督查台账")
    both.collect(OPEN)
    both.collect("2022-06-09T09:05")
    assert both.filed() == (["司法局 06-08 15:20"], ["司法局 06-08 15:20"])
    assert both.mails() == (1, 1, 0)
    for office, file in ((both.open_, "台账.docx"), (both.watch, "督查.docx")):
        (receipt,) = office.letters(office.unit.addresses[0])
        assert ("收件回执" in receipt.subject, file in receipt.text) == (True, True)
        assert office.held() == []
    rebuild(both.watch.desk, at("2022-06-09T10:00"), confirm=lambda _: True, force=True)
    both.watch.desk.close()
    assert both.filed()[1] == ["司法局 06-08 15:20"]  # a book made anew takes its own form again, and no other
    assert both.watch.held() == []


def test_form_of_no_ledger_beside_two_keeps_the_mail_waiting(both: Both) -> None:
    files = (("台账.docx", both.open_.form()), ("督查.docx", both.watch.form()))
    both.send(
        IN_TIME,
        *files,
        ("别的.docx", other_ledger("植树造林", "古树名木挂牌保护", "绿道管护责任到人", "义务植树三万株")),
    )
    both.collect(OPEN)
    assert both.mails() == (0, 0, 1)


def test_unit_hears_once_that_its_mail_waits_at_the_front(both: Both) -> None:
    both.send(IN_TIME, ("扫描.png", b"\x89PNG" + b"0" * 60_000), subject="报送台账")
    both.send("2022-06-08T16:00:00", subject="自动回复：外出", Auto_Submitted="auto-replied")
    for now in (OPEN, "2022-06-09T09:05", "2022-06-09T09:10"):
        both.collect(now)
    letters = [one for office in (both.open_, both.watch) for one in office.letters(office.unit.addresses[0])]
    (said,) = letters
    for office in (both.open_, both.watch):
        assert f"《{office.desk.ledger.title}》" in said.text
    assert "2022年6月8日15时20分" in said.text
    assert said.references[-1] == "<f1@units.example>"
    routing.set_aside(both.front, 1, by="张三", reason="寄错邮箱", now=at("2022-06-09T09:20"))
    both.collect("2022-06-09T09:25")
    (_, outcome) = [one for office in (both.open_, both.watch) for one in office.letters(office.unit.addresses[0])]
    assert ("未作登记" in outcome.text, "寄错邮箱" in outcome.text) == (True, True)


def test_form_without_our_mark_is_known_by_what_it_asks(both: Both) -> None:
    for office in (both.open_, both.watch):
        document = docx.Document(io.BytesIO(office.form()))
        for paragraph in document.paragraphs[:2]:
            paragraph.text = ""
        data = io.BytesIO()
        document.save(data)
        unmarked = without_mark(data.getvalue())
        (form,) = [one for one in parsers.read("材料.docx", unmarked) if one.rows]
        assert form.issued is None
        assert not any(word in form.title for word in ("督查", "政务公开"))
        both.send(IN_TIME, ("材料.docx", unmarked), subject="材料")
    both.collect(OPEN)
    assert [len(some) for some in both.filed()] == [1, 1]


def without_mark(file: bytes) -> bytes:
    """A form as a program leaves it that drops what it does not know."""
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'name="taizhang"', b'name="other"'))
    return data.getvalue()


def test_mailbox_out_of_reach_says_nothing_of_what_is_not_there(both: Both) -> None:
    both.collect("2022-06-10T10:00")
    shutil.move(both.root / "总台" / "box", both.root / "away")
    for office in (both.open_, both.watch):
        with pytest.raises(Exception, match="不存在或不是 Maildir"):
            collect(office.desk, at(OVER))
        assert read_through(office.desk) == at("2022-06-10T10:00")
        assert both.standing(office, OVER) is Standing.PENDING


def test_mail_that_cannot_be_had_waits_until_a_person_has_seen_to_it(both: Both) -> None:
    settings = both.root / "总台" / "front.toml"
    settings.write_text(f"max_size = 1000\n{FRONT}", encoding="utf-8")
    both.send(IN_TIME, ("台账.docx", both.open_.form()))
    both.collect(OVER)
    both.collect(OVER)
    (waiting,) = both.front.waiting()
    assert (waiting.number, waiting.has_raw) == (1, False)
    assert both.standing(both.open_, OVER) is not Standing.MISSING
    settings.write_text(FRONT, encoding="utf-8")
    both.collect("2022-06-14T10:00")
    assert both.filed() == (["司法局 06-08 15:20"], [])
    settings.write_text(f"max_size = 1000\n{FRONT}", encoding="utf-8")
    both.send("2022-06-14T10:30:00", ("台账.docx", both.open_.form()))
    both.collect("2022-06-14T11:00")
    said = routing.set_aside(both.front, 2, by="张三", reason="重复", now=at("2022-06-14T11:10"))
    both.collect("2022-06-14T11:20")
    assert "不属于任何台账" in said
    assert both.front.waiting() == []


@pytest.mark.parametrize("step", ["kept", "stored", "seen", "logged", "linked", "handed"])
def test_killed_at_any_step_it_is_handed_over_once(both: Both, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Killed

    at_step = {
        "kept": (Front, "write"),
        "stored": (Front, "see"),
        "seen": (routing, "_finish"),
        "logged": (routing, "_link"),
        "linked": (Path, "unlink"),
        "handed": (Front, "forget"),
    }[step]
    both.send(IN_TIME, ("台账.docx", both.open_.form()))
    both.send("2022-06-08T15:30:00", ("台账.docx", both.watch.form()))
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(*at_step, die)
        collect(both.open_.desk, at(OPEN))
    both.collect(OPEN)
    both.collect("2022-06-09T09:05")
    assert both.filed() == (["司法局 06-08 15:20"], ["司法局 06-08 15:30"])
    assert both.mails() == (1, 1, 0)


def test_ledger_out_of_order_keeps_no_mail_from_waiting(both: Both) -> None:
    broken = both.root / "督查" / "units.xlsx"
    whole = broken.read_bytes()
    broken.write_bytes(b"x")
    both.send(IN_TIME, subject="报送")
    collect(both.open_.desk, at(OPEN))
    assert both.mails()[2] == 1
    assert both.standing(both.open_, OPEN) is Standing.PENDING
    broken.write_bytes(whole)
    both.collect(OPEN)
    assert both.front.waiting()[0].why


def test_check_sees_what_is_wrong_with_a_front(both: Both) -> None:
    assert "front" not in {one.code for one in check(both.open_.desk, servers=False).findings}
    toml = both.root / "总台" / "front.toml"
    toml.write_text(FRONT.replace("../政务公开", "../别处"), encoding="utf-8")
    assert any("没有本目录" in one.message for one in check(Desk(both.root / "政务公开"), servers=False).findings)
    toml.write_text("inbox = 3", encoding="utf-8")
    assert any("收件总台" in one.message for one in check(Desk(both.root / "政务公开"), servers=False).findings)


def test_what_waits_at_the_front_is_in_each_ledgers_backup(both: Both) -> None:
    both.send(IN_TIME, ("扫描.png", b"\x89PNG" + b"0" * 60_000), subject="报送台账")
    both.collect(OPEN)
    path = back_up(both.watch.desk, at("2022-06-09T10:00"))
    for office in (both.open_, both.watch):
        office.desk.close()
    shutil.rmtree(both.root / "总台" / "mails")
    restore(path, both.root / "督查", at("2022-06-09T11:00"))
    assert (both.root / "督查" / "office.toml").exists()
    both.open_.desk, both.watch.desk = Desk(both.root / "政务公开"), Desk(both.root / "督查")
    both.collect(OVER)
    assert both.mails() == (0, 0, 1)
    assert not (both.root / "督查" / "收件总台").exists()
    assert both.standing(both.open_, OVER) is Standing.UNDECIDED


def test_ledger_from_a_backup_gets_again_what_was_handed_over_since(both: Both) -> None:
    path = back_up(both.watch.desk, at("2022-06-08T10:00"), both.root / "备份")
    both.send(IN_TIME, ("台账.docx", both.open_.form()), ("督查.docx", both.watch.form()))
    both.send("2022-06-08T16:00:00", ("说明.png", b"\x89PNG" + b"0" * 60_000))
    both.collect(OPEN)
    routing.give(both.front, 2, [both.root / "督查"], by="张三", reason="电话核实", now=at(OPEN))
    both.collect("2022-06-09T09:05")
    before, letters = both.mails(), len(both.open_.letters())
    both.watch.desk.close()
    shutil.rmtree(both.root / "督查")
    restore(path, both.root / "督查", at("2022-06-09T11:00"))
    for part in ("in", "out"):
        for each in ("new", "cur", "tmp"):
            (both.root / "督查" / "mail" / part / each).mkdir(parents=True)
    both.watch.desk = Desk(both.root / "督查")
    both.collect(OVER)
    assert both.mails() == before == (1, 2, 0)
    assert both.filed() == (["司法局 06-08 15:20"], ["司法局 06-08 15:20"])
    assert len(both.open_.letters()) == letters  # nobody hears anything twice
