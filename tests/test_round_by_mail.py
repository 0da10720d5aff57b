"""A whole round on a real mail server, run by what `serve` runs and by nothing else: everything people do, they do by
replying to letters. No command is typed."""

from __future__ import annotations

import imaplib
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

import mailboxes
from examples.filling import fill
from ledger.model import CircularState, Message
from office.collect import collect
from office.desk import Desk
from office.drafting import draft_due_circular
from office.forms import open_due_round
from office.opening import init
from office.remind import remind
from office.status import held_json, status
from tests.mailboxes.reply_shapes import HEADS
from tests.office.bymail import CLERK, LEADER, VERIFIED
from tests.offices import at
from tests.servers import PASSWORD, Dovecot, Smtp

OFFICE = "taizhang@xingqing.example"


@pytest.fixture
def server() -> Iterator[Dovecot]:
    with Dovecot() as started:
        yield started


class Town:
    """The office, its people and its units, each with a mailbox on one server; the clock is an argument."""

    def __init__(self, root: Path, server: Dovecot, smtp: Smtp) -> None:
        self.server, self.number = server, 0
        init(root)
        settings = root / "office.toml"
        text = settings.read_text(encoding="utf-8")
        for old, new in (
            ("maildir:mail/in", f"imap://taizhang@127.0.0.1:{server.imap_port}/INBOX"),
            ("maildir:mail/out", smtp.url),
            ("per_minute = 15", "per_minute = 0"),
            ("copy_to_self = true", "copy_to_self = false"),
            ("trusted = []", 'trusted = ["mx\\\\.xingqing\\\\.example"]'),
        ):
            text = text.replace(old, new)
        settings.write_text(text, encoding="utf-8")
        self.desk = Desk(root)

    def letters(self, address: str, title: str = "") -> list[Message]:
        """What lies in somebody's mailbox, read over IMAP."""
        url = f"imap://{address.partition('@')[0]}@127.0.0.1:{self.server.imap_port}/INBOX"
        with mailboxes.connect(url, root=Path(), secret=PASSWORD) as box:
            found = box.fetch("INBOX", box.survey("INBOX").uids, limit=2**26)
            mails = [mailboxes.decode(one.raw or b"") for one in found]
        return [one for one in mails if title in one.subject]

    def write(
        self,
        when: str,
        sender: str,
        subject: str,
        text: str,
        *files: tuple[str, bytes],
        answers: Message | None = None,
        html: str = "",
    ) -> None:
        """A mail that the office's server takes at that moment."""
        self.number += 1
        mail = EmailMessage(policy=SMTP)
        mail["Authentication-Results"] = VERIFIED
        mail["From"], mail["To"], mail["Subject"] = sender, OFFICE, subject
        mail["Message-ID"] = f"<{self.number}@units.example>"
        if answers:
            mail["In-Reply-To"] = mail["References"] = answers.message_id
        mail.set_content(text)
        if html:
            mail.add_alternative(html, subtype="html")
        for name, content in files:
            mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
        with imaplib.IMAP4("127.0.0.1", self.server.imap_port) as line:
            line.login("taizhang", PASSWORD)
            line.append("INBOX", "", imaplib.Time2Internaldate(at(when)), bytes(mail))

    def reply(self, when: str, sender: str, title: str, text: str, head: str = "qq new") -> None:
        """Answer the newest letter with those words in its subject, as a mail program does."""
        letter = self.letters(sender, title)[-1]
        body = f"{text}\n\n\n{HEADS[head]}\n{letter.text}"
        self.write(when, sender, f"回复：{letter.subject}", body, answers=letter)

    def serve(self, now: str) -> None:
        """What the schedules of `serve` do at a moment."""
        moment: datetime = at(now)
        collect(self.desk, moment)
        if moment.minute == 32:
            draft_due_circular(self.desk, moment)
        if moment.minute == 2:
            remind(self.desk, moment)

    def held(self) -> list[str]:
        """Kinds of what waits for a person."""
        return [str(one["kind"]) for one in held_json(self.desk)]

    def form(self, unit: str, blank: bytes, text: str = "已开展{n}次", day: str = "2022年6月8日") -> bytes:
        """A unit's own form, filled."""
        texts = {task.number: f"{unit}{text.format(n=task.number)}" for task in self.desk.tasks_of(unit)}
        return fill(blank, texts, day=day)

    def standing(self, unit: str, now: str) -> str:
        """How a unit stands at a moment."""
        stands = status(self.desk, self.desk.round("2022Q2"), at(now))
        return next(one.standing.value for one in stands if one.unit.name == unit)


def test_round_of_the_example_office_without_one_command(  # noqa: PLR0915  one story
    server: Dovecot, smtp: Smtp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    smtp.lmtp_port = server.lmtp_port
    monkeypatch.setenv("TAIZHANG_INBOX_PASSWORD", PASSWORD)
    monkeypatch.setenv("TAIZHANG_OUTBOX_PASSWORD", PASSWORD)
    town = Town(tmp_path / "office", server, smtp)
    units = {unit.name: unit.addresses[0] for unit in town.desk.roster.units}
    open_due_round(town.desk, at("2022-05-09T09:00"))
    blanks = {}
    for name in ("司法局", "教育局", "财政局", "民政局", "发改局", "科技局"):
        (letter,) = town.letters(units[name])
        blanks[name] = next(file.content for file in letter.attachments if file.name.endswith(".docx"))

    # what comes in: one plain form, and one of each kind that needs a word
    town.write(
        "2022-06-08T09:00", units["司法局"], "报送台账", "请查收", ("台账.docx", town.form("司法局", blanks["司法局"]))
    )
    town.write(
        "2022-06-08T09:01", "who@mail.example", "台账", "请查收", ("台账.docx", town.form("教育局", blanks["教育局"]))
    )
    two = [town.form("财政局", blanks["财政局"], text) for text in ("初稿{n}", "定稿{n}")]
    town.write("2022-06-08T09:02", units["财政局"], "台账", "见附件", ("初稿.docx", two[0]), ("定稿.docx", two[1]))
    town.write("2022-06-08T09:03", units["民政局"], "延期申请", "因防汛，申请延期至6月15日报送二季度台账。")
    town.write("2022-06-08T09:04", units["发改局"], "咨询", "请问第3项怎么填？")
    town.write("2022-06-08T09:05", units["科技局"], "变更联系人", "联系人改为李敏")
    town.serve("2022-06-08T09:10")
    assert sorted(town.held()) == ["contact", "extension", "no_form", "two_forms", "two_forms", "unknown_sender"]

    # the unit is asked, the office is told, both answer from their mail programs
    town.reply("2022-06-08T09:20", units["财政局"], "【请答复】", "2", "outlook mac zh")
    todo = town.letters(CLERK, "【待办】")[-1]
    assert "等单位答复" in todo.text
    number = {kind: str(one["number"]) for one in held_json(town.desk) for kind in [one["kind"]]}
    lines = [
        f"{number['unknown_sender']} 归属教育局",
        f"{number['extension']} 同意延期至6月15日",
        f"{number['no_form']} 退回：第3项请按填报说明填写",
        f"{number['contact']} 无需处理",
    ]
    town.reply("2022-06-08T09:30", CLERK, "【待办】", "\n".join(lines), "mail master")
    town.serve("2022-06-08T09:35")
    assert town.held() == []
    assert town.letters(CLERK, "【已办理】")[-1].subject.startswith("【已办理】4项（")
    for unit in ("司法局", "教育局", "财政局"):
        assert town.letters(units[unit], "【收件回执】")
    assert "已登记为教育局" in town.letters(units["教育局"], "【收件回执】")[-1].text
    assert "延至2022年6月15日24时" in town.letters(units["民政局"], "【延期报送】")[-1].text

    # a slip is taken back; the rest of the units report, all but one
    town.reply("2022-06-08T10:00", CLERK, "【已办理】", f"撤销 {number['unknown_sender']}", "189")
    town.serve("2022-06-08T10:05")
    assert town.held() == ["unknown_sender"]
    town.reply("2022-06-08T10:10", CLERK, "【待办】", f"{number['unknown_sender']} 归属教育局")
    town.serve("2022-06-08T10:15")
    town.serve("2022-06-10T14:02")
    missing = town.letters(CLERK, "【待办】")[-1].text
    assert "尚未报送" in missing
    assert "科技局：A岗" in missing
    assert "司法局：A岗" not in missing

    # the circular: drafted when nobody is pending any more, approved and issued by the leader's replies
    town.serve("2022-06-13T09:32")
    town.write(
        "2022-06-14T09:00", units["民政局"], "台账", "请查收", ("台账.docx", town.form("民政局", blanks["民政局"]))
    )
    for day in ("14", "15", "16"):
        town.serve(f"2022-06-{day}T09:32")
    stood = {
        unit: town.standing(unit, "2022-06-16T09:33") for unit in ("司法局", "教育局", "财政局", "民政局", "科技局")
    }
    assert stood == {**dict.fromkeys(stood, "on_time"), "科技局": "missing"}
    cover = town.letters(LEADER, "【通报稿】")[-1]
    assert "按时报送：4个" in cover.text.replace("　", "")
    town.reply("2022-06-16T10:00", LEADER, "【通报稿】", "审定", "foxmail en")
    town.serve("2022-06-16T10:05")
    town.reply("2022-06-16T10:10", LEADER, "【已办理】", "印发 兴政办发〔2022〕36号")
    town.serve("2022-06-16T10:15")
    town.reply("2022-06-16T10:20", LEADER, "【请确认】", "确认")
    town.serve("2022-06-16T10:25")
    with town.desk.book.reading() as page:
        issued = page.circular("2022Q2")
        assert issued is not None
        assert (issued.state, issued.reference) == (CircularState.ISSUED, "兴政办发〔2022〕36号")
        assert all(one.mail and one.words for one in page.decisions(whole=True))
    assert town.letters(CLERK, "兴政办发〔2022〕36号")
