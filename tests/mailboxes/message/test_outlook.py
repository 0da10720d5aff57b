"""Mails that Outlook saved (.msg), handed on as a file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailboxes import decode
from mailboxes.message import outlook
from tests.mailboxes.compound import Tree, compound
from tests.mailboxes.written import DOCX, XLSX, extended, file, with_parts


def attached(content: bytes, **names: bytes) -> Tree:
    return {"__substg1.0_37010102": content, **{f"__substg1.0_{tag[1:]}": name for tag, name in names.items()}}


SAVED = compound(
    {
        "__properties_version1.0": b"\0" * 32,
        "__attach_version1.0_#00000000": attached(DOCX * 300, _3707001F="填报表.docx".encode("utf-16-le")),
        "__attach_version1.0_#00000001": attached(XLSX * 300, _3704001E="台账.xlsx".encode("gbk")),
        "__recip_version1.0_#00000000": {"__substg1.0_3001001F": "办公室".encode("utf-16-le")},
    }
)


def test_files_of_a_saved_mail_are_read() -> None:
    assert outlook.files(SAVED) == [("填报表.docx", DOCX * 300), ("台账.xlsx", XLSX * 300)]


def test_saved_mail_in_a_mail_is_opened() -> None:
    message = decode(with_parts(file("*=" + extended("报送.msg"), SAVED)))
    assert [(one.name, one.content) for one in message.attachments] == [
        ("报送/填报表.docx", DOCX * 300),
        ("报送/台账.xlsx", XLSX * 300),
    ]


def test_saved_mail_without_files_or_torn_stays_a_file() -> None:
    empty = compound({"__properties_version1.0": b"\0" * 32})
    assert [one.name for one in decode(with_parts(file('="a.msg"', empty))).attachments] == ["a.msg"]
    torn = decode(with_parts(file('="a.msg"', SAVED[:1000])))
    assert [one.name for one in torn.attachments] == ["a.msg"]
    assert "普通附件重发" in torn.losses[0]


@pytest.mark.parametrize("content", [b"", b"no compound file", outlook.MAGIC, outlook.MAGIC + b"\xff" * 5000])
def test_what_is_no_saved_mail_is_none(content: bytes) -> None:
    assert outlook.files(content) is None


@given(st.integers(0, len(SAVED) - 1), st.integers(0, 255))
def test_damage_never_raises(place: int, byte: int) -> None:
    outlook.files(SAVED[:place] + bytes([byte]) + SAVED[place + 1 :])
