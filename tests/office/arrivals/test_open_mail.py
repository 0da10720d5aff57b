"""Mails are opened by confined children: what goes wrong in one costs that mail, nothing else."""

import threading
from email.message import EmailMessage
from pathlib import Path

import psutil
import pytest

from ledger.model import Message
from office.arrivals import open_mail as asking
from office.arrivals.open_mail import UnopenedError, open_ahead, open_mail, read_head
from office.arrivals.opened import Opened, decode, encode
from office.arrivals.opener import files_of
from parsers.form.refusal import broken
from tests.mailboxes.written import signed
from tests.offices import Played
from tests.servers import is_alive


def mail(*files: tuple[str, bytes], html: str = "") -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = "a@unit.test", "报送台账", "<1@unit.test>"
    message.set_content("请查收")
    if html:
        message.add_alternative(html, subtype="html")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return bytes(message)


def test_mail_comes_back_from_the_child_as_it_was_opened(office: Played) -> None:
    raw = mail(("台账.docx", office.form()), ("无.docx", b""), html="<p>请查收</p>")
    opened = open_mail(office.desk.settings, raw)
    assert decode(*encode(opened)) == opened
    assert (opened.size, opened.message.sender, opened.filled) == (len(raw), "a@unit.test", True)
    assert [form.file for form, _ in opened.forms] == ["台账.docx"]


def test_file_that_cannot_be_read_beside_a_form_is_named_in_the_receipt(office: Played) -> None:
    torn, photo = ("补充.docx", b"PK\x03\x04torn"), ("现场.mp4", b"\x00\x00\x00\x18ftypmp42" * 9)
    office.send("2022-06-08T15:20:00", ("台账.docx", office.form()), torn, photo)
    assert office.collect("2022-06-08T15:25").filed.submissions == 1
    (letter,) = office.letters()
    assert "补充.docx" in letter.text
    assert "现场.mp4" not in letter.text


def test_signed_mail_is_opened_where_nothing_can_be_started(office: Played, tmp_path: Path) -> None:
    raw = signed(mail(("台账.docx", office.form())), tmp_path, sender=office.unit.addresses[0])
    office.drop("2022-06-08T15:20:00", raw)
    assert office.collect("2022-06-08T15:25").filed.submissions == 1


def test_two_tables_of_one_body_are_two_forms(office: Played) -> None:
    head = "<tr><td>序号</td><td>主要内容</td><td>进展落实情况</td></tr>"
    tables = "".join(
        f"<p>填报单位：{unit}</p><table>{head}<tr><td>1</td><td>甲</td><td>{unit}办了</td></tr></table>"
        for unit in ("司法局", "教育局")
    )
    opened = open_mail(office.desk.settings, mail(html=tables))
    assert len({sha256 for _, sha256 in opened.forms}) == len(opened.forms) > 0


def test_where_a_child_dies_over_the_files_they_are_read_one_by_one(
    office: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    ask = asking._ask

    def dies(_: object, what: str, raw: bytes) -> Opened:
        asked.append(what)
        if what == "mail":
            raise broken("读取超时")
        return ask(office.desk.settings, what, raw)

    monkeypatch.setattr(asking, "_ask", dies)
    opened = open_mail(office.desk.settings, mail(("台账.docx", office.form())))
    assert asked == ["mail", "mail without files"]
    assert opened.filled


def test_mail_that_no_child_opens_is_said_and_the_others_are_filed(
    office: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = asking._ask

    def dies(_: object, what: str, raw: bytes) -> Opened:
        if "要命".encode() in raw or b"6KaB5ZG9" in raw:
            raise broken("读取超时")
        return ask(office.desk.settings, what, raw)

    monkeypatch.setattr(asking, "_ask", dies)
    with pytest.raises(UnopenedError, match="邮件无法拆开：读取超时"):
        open_mail(office.desk.settings, "Subject: 要命\n\n".encode())
    office.send("2022-06-09T15:10:00", text="要命", sender=office.unit.addresses[0])
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    came = office.collect("2022-06-09T15:25")
    assert came.filed.submissions == 1
    assert came.retried == 1


def test_head_is_read_by_a_child(office: Played) -> None:
    assert read_head(mail()) == ("<1@unit.test>", "a@unit.test", "报送台账")
    assert office.desk.settings
    assert read_head(b"\0" * 100) == ("", "", "")


def test_children_know_no_book(office: Played) -> None:
    """What opens strangers' mails loads nothing that opens a database or sends a mail."""
    open_mail(office.desk.settings, mail())
    children = [child for child in psutil.Process().children() if is_alive(child, "office.arrivals.opener")]
    assert children
    for child in children:
        loaded = " ".join(one.path for one in child.memory_maps())
        assert "_sqlite3" not in loaded


def test_mails_are_opened_ahead_in_order_and_only_as_far_as_wanted() -> None:
    gate, begun = threading.Event(), []

    def opener(key: int) -> Opened:
        begun.append(key)
        gate.wait(5)
        raise UnopenedError(str(key))

    mails = open_ahead(opener, range(100))
    gate.set()
    taken = [next(mails) for _ in range(3)]
    assert [(key, str(future.exception())) for key, future in taken] == [(key, str(key)) for key in range(3)]
    mails.close()
    assert max(begun) < 20


def test_body_alone_brings_no_file() -> None:
    message = Message(message_id="", subject="", senders=(), text="", html="<table><tr><td>1</td></tr></table>")
    files, exhausted = files_of(message, apart=False)
    assert not any(one.is_filled for one in files)
    assert not exhausted


def test_last_mails_taken_are_opened_though_no_more_come() -> None:
    gate = threading.Event()

    def opener(key: int) -> Opened:
        gate.wait(5)
        raise UnopenedError(str(key))

    taken = list(open_ahead(opener, range(5)))
    gate.set()
    assert [str(future.exception(5)) for _, future in taken] == [str(key) for key in range(5)]
