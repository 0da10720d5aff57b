"""A hostile file costs its sender a finding, never the parent: no exception, no hang, no memory."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context

import pytest

import parsers
from ledger.model import Form, Severity
from tests.parsers.hostile import HOSTILE

SECONDS = 25


@pytest.fixture(scope="module")
def apart() -> Iterator[Executor]:
    """A process of its own: its children read these files and nothing else."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        yield process


def _read(name: str) -> tuple[tuple[Form, ...], float]:
    content = HOSTILE[name]()
    began = time.monotonic()
    return tuple(parsers.read(f"{name}.docx", content)), time.monotonic() - began


def _most_memory() -> int:
    """Bytes of the greatest child that has ended."""
    parsers.confined.sandbox._files._pool.end()
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_with_a_sentence(apart: Executor, name: str) -> None:
    forms, seconds = apart.submit(_read, name).result()
    assert seconds < SECONDS
    assert forms
    for form in forms:
        assert form.rows == ()
        (finding,) = form.findings
        assert finding.severity is Severity.RETURN
        assert finding.message.endswith("。")
        assert name in finding.message


def test_no_child_exceeded_its_memory(apart: Executor) -> None:
    assert 0 < apart.submit(_most_memory).result() < 1 << 30


def test_reading_goes_on_after_a_bomb() -> None:
    parsers.read("bomb.docx", HOSTILE["element_bomb"]())
    (form,) = parsers.read("text.txt", b"\x00\x01")
    assert form.findings[0].code == "unsupported"
