"""A hostile file costs its sender a finding, never the parent: no exception, no hang, no memory."""

from __future__ import annotations

import resource
import time

import pytest

import parsers
from ledger.model import Severity
from tests.parsers.hostile import HOSTILE

SECONDS = 25


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_with_a_sentence(name: str) -> None:
    content = HOSTILE[name]()
    began = time.monotonic()
    forms = parsers.read(f"{name}.docx", content)
    assert time.monotonic() - began < SECONDS
    assert forms
    for form in forms:
        assert form.rows == ()
        (finding,) = form.findings
        assert finding.severity is Severity.RETURN
        assert finding.message.endswith("。")
        assert name in finding.message


def test_no_child_exceeded_its_memory() -> None:
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < 1 << 30


def test_reading_goes_on_after_a_bomb() -> None:
    parsers.read("bomb.docx", HOSTILE["element_bomb"]())
    (form,) = parsers.read("text.txt", b"\x00\x01")
    assert form.findings[0].code == "unsupported"
