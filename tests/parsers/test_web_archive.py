"""A workbook that Excel or WPS saved as one web page: its page is a frame, its sheets are parts of their own."""

from __future__ import annotations

import base64

import pytest

from ledger.text import squeeze
from parsers.formats import reading
from tests.parsers.producers import web_page
from tests.parsers.shapes import DAY, TASKS, TITLE, UNIT, Block, body, header

PAGE: list[Block] = [TITLE, f"填报单位：{UNIT}", f"填报时间：{DAY}", [header(), *body(TASKS)]]
FRAME = b'<html><head></head><frameset rows="*,39"><frame src="f.files/sheet001.htm"><noframes><body><p>frames</p></body></noframes></frameset></html>'


def archive(*parts: tuple[str, bytes]) -> bytes:
    lines = [b'MIME-Version: 1.0\nX-Document-Type: Workbook\nContent-Type: multipart/related; boundary="b"\n']
    for place, page in parts:
        head = (
            f"--b\nContent-Location: file:///C:/{place}\nContent-Transfer-Encoding: base64\nContent-Type: text/html\n"
        )
        lines += [head.encode(), base64.encodebytes(page)]
    return b"\n".join([*lines, b"--b--\n"])


@pytest.mark.parametrize(
    "parts",
    [
        (("f.htm", FRAME), ("f.files/sheet001.htm", web_page(PAGE)), ("f.files/tabstrip.htm", b"<html><p>tabs</p></html>")),
        (("f.htm", web_page(PAGE)), ("f.files/header.htm", web_page([TITLE, "页眉"]))),
    ],
)  # fmt: skip
def test_the_pages_that_are_shown_are_read(parts: tuple[tuple[str, bytes], ...]) -> None:
    (form,) = reading.answer("台账.mht", archive(*parts)).forms
    assert form.unit
    assert form.unit.text == UNIT
    told = [squeeze(row.progress.text if row.progress else "") for row in form.rows]
    assert told == [squeeze(task.progress or "") for task in TASKS]


def test_every_sheet_is_read() -> None:
    pages = [web_page([TITLE, f"填报单位：{unit}", [header(), *body(TASKS)]]) for unit in ("司法局", "教育局")]
    parts = [(f"f.files/sheet00{number}.htm", page) for number, page in enumerate(pages, 1)]
    forms = reading.answer("台账.mht", archive(("f.htm", FRAME), *parts)).forms
    assert [form.unit.text if form.unit else "" for form in forms] == ["司法局", "教育局"]
