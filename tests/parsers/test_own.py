"""A file of the office's own is read in this process, and says what it says to a child."""

from __future__ import annotations

import io
import zipfile

import pytest

import parsers
from examples import office
from parsers.confined import outside, sandbox

_HOSTILE = {
    "empty": b"",
    "no file": b"PK\x03\x04" + b"\0" * 99,
    "text": "序号\t主要内容".encode(),
    "bomb": b"<!DOCTYPE a>" * 9,
}


def test_own_ledger_is_read_without_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = parsers.read("ledger.docx", office.ledger())
    monkeypatch.setattr(sandbox, "read", None)
    assert parsers.read_own("ledger.docx", office.ledger()) == expected
    assert len(expected[0].rows) == 42


@pytest.mark.parametrize("kind", ["doc", "zip"])
def test_own_file_of_another_kind_says_the_same(kind: str) -> None:
    content = packed(office.ledger()) if kind == "zip" else outside.convert(office.ledger(), "docx", target=kind)
    assert content
    forms = parsers.read_own(f"ledger.{kind}", content)
    assert forms == parsers.read(f"ledger.{kind}", content)
    assert max(len(form.rows) for form in forms) == 42


def packed(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("ledger.docx", content)
    return out.getvalue()


@pytest.mark.parametrize("name", _HOSTILE)
def test_own_file_that_is_none_is_a_finding(name: str) -> None:
    assert parsers.read_own(name, _HOSTILE[name]) == parsers.read(name, _HOSTILE[name])
