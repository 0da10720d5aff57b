"""A letter becomes a mail that every program reads the same, whatever stands in it."""

import email
import re
from datetime import datetime
from email import policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.model import SHANGHAI, Attachment, Letter
from mailboxes import decode
from mailboxes.message.compose import compose, message_id, recipients

DATE = datetime(2022, 6, 10, 9, tzinfo=SHANGHAI)


def letter(**changed: object) -> Letter:
    facts: dict[str, object] = {
        "key": "receipt:1",
        "kind": "receipt",
        "to": ("a@unit.test",),
        "subject": "关于《2022年第二季度任务落实台账》的回执",
        "text": "已收到。\n",
        "html": "<p>已收到。</p>",
    }
    return Letter(**(facts | changed))  # type: ignore[arg-type]  # a test's own keywords


def composed(given: Letter, name: str = "政府办公室") -> bytes:
    return compose(
        given,
        sender="office@gov.test",
        sender_name=name,
        message_id=message_id(given.key, "gov.test"),
        date=DATE,
        own="receipt",
    )


def read(raw: bytes) -> EmailMessage:
    parsed = email.message_from_bytes(raw, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def test_compose_makes_a_mail_the_standard_library_reads() -> None:
    name = "附件1：填报表（朱镕基办公室）.docx"
    raw = composed(letter(cc=("b@unit.test",), attachments=(Attachment(name=name, content=b"PK"),)))
    mail = read(raw)
    assert mail["Subject"] == "关于《2022年第二季度任务落实台账》的回执"
    assert mail["From"] == "政府办公室 <office@gov.test>"
    assert (mail["To"], mail["Cc"]) == ("a@unit.test", "b@unit.test")
    assert mail["Date"].datetime == DATE
    assert [part.get_filename() for part in mail.iter_attachments()] == [name]
    html, text = mail.get_body(["html"]), mail.get_body(["plain"])
    assert html
    assert text
    assert (html.get_content().strip(), text.get_content().strip()) == ("<p>已收到。</p>", "已收到。")


def test_compose_writes_file_names_also_for_programs_that_know_no_rfc_2231() -> None:
    raw = composed(letter(attachments=(Attachment(name="填报表.docx", content=b"PK"),)))
    assert b"filename*=utf-8''%E5%A1%AB" in raw
    assert b'name="=?utf-8?b?' in raw


def test_compose_is_the_same_for_the_same_letter() -> None:
    assert composed(letter()) == composed(letter())


def test_compose_says_that_no_person_wrote_it() -> None:
    answer, notice = read(composed(letter(references=("<1@unit.test>",)))), read(composed(letter()))
    assert (answer["Auto-Submitted"], notice["Auto-Submitted"]) == ("auto-replied", "auto-generated")
    assert answer["X-Auto-Response-Suppress"] == "All"
    assert answer["X-Taizhang"] == "receipt"


def test_compose_threads_by_well_formed_ids_only() -> None:
    ids = ("<1@unit.test>", "<2@unit.test>\r\nBcc: x@evil.test", "no id", "<3@unit.test>")
    mail = read(composed(letter(references=ids)))
    assert mail["References"].split() == ["<1@unit.test>", "<3@unit.test>"]
    assert mail["In-Reply-To"] == "<3@unit.test>"


def test_compose_keeps_the_first_and_the_last_of_a_long_thread() -> None:
    ids = tuple(f"<{number}@unit.test>" for number in range(100))
    found = read(composed(letter(references=ids)))["References"].split()
    assert (len(found), found[0], found[-1]) == (20, ids[0], ids[-1])


@pytest.mark.parametrize("address", ["a@b.test\r\nBcc: x@y.test", "a b@c.test", "<a@b.test>", "a", ""])
def test_compose_refuses_what_is_no_address(address: str) -> None:
    with pytest.raises(ValueError, match="邮件地址无效"):
        composed(letter(to=(address,)))


@given(subject=st.text(), name=st.text(), file=st.text(), text=st.text(), own=st.text())
def test_compose_lets_no_text_become_a_header(subject: str, name: str, file: str, text: str, own: str) -> None:
    evil = "\r\nBcc: evil@x.test\r\n\r\n"
    given_letter = letter(subject=subject + evil, text=text, attachments=(Attachment(name=file + evil, content=b"x"),))
    raw = compose(
        given_letter,
        sender="office@gov.test",
        sender_name=name + evil,
        message_id=message_id(subject, "gov.test"),
        date=DATE,
        own=own + evil,
    )
    mail = email.message_from_bytes(raw)
    assert sorted(mail.keys()) == sorted(
        [
            "Content-Type",
            "MIME-Version",
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "Auto-Submitted",
            "X-Auto-Response-Suppress",
            "X-Taizhang",
        ]
    )
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
    assert max(map(len, raw.splitlines())) <= 998
    decoded = decode(raw)
    assert decoded.own
    assert not decoded.losses
    assert len(decoded.attachments) == 1


def test_message_id_is_a_function_of_the_key() -> None:
    assert message_id("a", "gov.test") == message_id("a", "gov.test") != message_id("b", "gov.test")
    assert message_id("a", "bad\r\ndomain").endswith("@taizhang.invalid>")


def test_recipients_names_everybody_once() -> None:
    assert recipients(letter(cc=("a@unit.test", "b@unit.test"))) == ("a@unit.test", "b@unit.test")
