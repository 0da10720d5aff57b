"""The whole way on real servers: a unit mails the real ledger's form and gets its receipt; the office its circular."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

import mailboxes
from examples.filling import fill
from ledger.model import SHANGHAI, Message, Standing
from office.desk.desk import Desk
from office.duties.drafting import draft_due_circular
from office.intake.collect import collect
from office.keeping.opening import init
from office.standing.status import status
from tests.offices import REAL_LEDGER, at
from tests.servers import PASSWORD, Dovecot, Smtp


@pytest.fixture
def server() -> Iterator[Dovecot]:
    """A Dovecot of its own: letters of other tests lie in the units' mailboxes of the shared one."""
    with Dovecot() as started:
        yield started


def _mailbox(server: Dovecot, user: str) -> list[Message]:
    """What lies in a user's mailbox, read over IMAP."""
    with mailboxes.connect(f"imap://{user}@127.0.0.1:{server.imap_port}/INBOX", root=Path(), secret=PASSWORD) as box:
        survey = box.survey("INBOX")
        return [mailboxes.decode(one.raw or b"") for one in box.fetch("INBOX", survey.uids, limit=2**26)]


def test_unit_gets_its_receipt_and_the_office_its_circular(
    server: Dovecot, smtp: Smtp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    smtp.lmtp_port = server.lmtp_port
    root = tmp_path / "office"
    init(root, ledger=REAL_LEDGER / "master.docx")
    settings = root / "office.toml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace("maildir:mail/in", f"imap://taizhang@127.0.0.1:{server.imap_port}/INBOX")
    text = text.replace("maildir:mail/out", smtp.url)
    settings.write_text(text, encoding="utf-8")
    monkeypatch.setenv("TAIZHANG_INBOX_PASSWORD", PASSWORD)
    monkeypatch.setenv("TAIZHANG_OUTBOX_PASSWORD", PASSWORD)
    desk = Desk(root)

    filled = fill(
        (REAL_LEDGER / "master.docx").read_bytes(),
        {task.number: f"司法局已开展{task.number}次检查" for task in desk.ledger.tasks},
        day="2022年6月8日",
        unit="司法局（盖章）",
    )
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = (
        "sifa@xingqing.example",
        "taizhang@xingqing.example",
        "司法局2022年第二季度台账",
    )
    mail["Message-ID"] = "<unit-1@xingqing.example>"
    mail.set_content("请查收。")
    mail.add_attachment(filled, maintype="application", subtype="octet-stream", filename="任务落实台账（司法局）.docx")
    with smtplib.SMTP("127.0.0.1", smtp.port) as line:
        line.login("sifa", PASSWORD)
        line.send_message(mail)

    now = datetime.now(SHANGHAI)  # the server's own clock
    done = collect(desk, now)
    assert (done.filed.submissions, done.tidied, done.balanced) == (1, done.fetched, True)
    (receipt,) = _mailbox(server, "sifa")
    assert receipt.references == ("<unit-1@xingqing.example>",)
    assert "收件回执" in receipt.subject
    assert "应报任务：42项" in receipt.text
    one = next(one for one in status(desk, desk.round("2022Q2"), now) if one.unit.name == "司法局")
    assert one.standing is Standing.LATE  # the server's own time is this year's
    assert one.answered == tuple(range(1, 43))
    assert [mail.message_id for mail in _mailbox(server, "taizhang")] == [receipt.message_id]  # our own copy
    collect(desk, now + timedelta(minutes=5))
    assert _mailbox(server, "taizhang") == []

    with desk.book.writing() as page:  # as if the server's clock stood in June 2022
        page.submissions.received_earlier(one.versions[0], at("2022-06-08T15:20"))
    issued = draft_due_circular(Desk(root), at("2022-06-13T09:30"))
    assert issued is not None
    (cover,) = [letter for letter in _mailbox(server, "jingban") if "通报" in letter.subject]
    assert [file.name for file in cover.attachments] == [
        issued.document.name,
        issued.workbook.name,
        issued.check_list.name,
    ]
    assert cover.attachments[0].content == issued.document.read_bytes()
