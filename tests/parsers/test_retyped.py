"""Forms that a unit laid out anew are read all the same, and a table that is no form is not taken for one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from ledger.text import squeeze
from parsers.formats import reading
from tests.parsers.producers import openpyxl_book, word_body, word_package
from tests.parsers.shapes import DAY, HEADINGS, TASKS, TITLE, UNIT, Block, C, Table, body, header

HEAD: list[Block] = [TITLE, f"填报单位：{UNIT}", f"填报时间：{DAY}"]
USED = tuple(replace(task, progress=task.progress or "不涉及") for task in TASKS)


def _headless() -> list[Block]:
    return [*HEAD, body(USED, merged=False)]


def _turned() -> list[Block]:
    return [*HEAD, [[C(heading), *(C(task.texts()[row]) for task in USED)] for row, heading in enumerate(HEADINGS)]]


def _cards() -> list[Block]:
    cards: list[Block] = []
    for task in USED:
        lines = (("序号", task.number), ("主要内容", task.content), ("责任时限", task.due))
        cards.append([[C(label), C(text)] for label, text in (*lines, ("进展落实情况", task.progress or ""))])
    return [*HEAD, *cards]


def _abreast() -> list[Block]:
    half = [C(HEADINGS[column]) for column in (0, 2, 6)]
    rows: Table = [half * 2]
    for pair in zip(USED[:4], USED[4:], strict=True):
        rows.append([C(text) for task in pair for text in (task.number, task.content, task.progress or "")])
    return [*HEAD, rows]


def _beneath() -> list[Block]:
    rows: Table = [header()]
    for task in USED:
        rows.append([*(C(text) for text in task.texts()[:6]), C("")])
        rows.append([C(f"进展落实情况：{task.progress}", columns=7)])
    return [*HEAD, rows]


def _seen(content: bytes) -> list[tuple[str, str, str]]:
    (form,) = reading.answer("a", content).forms
    assert form.unit
    assert form.unit.text == UNIT
    assert form.title == TITLE
    fields = [(row.number, row.content, row.progress) for row in form.rows]
    return [
        (number.text, squeeze(content.text if content else ""), squeeze(progress.text if progress else ""))
        for number, content, progress in fields
    ]


@pytest.mark.parametrize("write", [lambda page: word_package(word_body(page)), openpyxl_book], ids=["docx", "xlsx"])
@pytest.mark.parametrize("shape", [_headless, _turned, _cards, _abreast, _beneath])
def test_form_laid_out_anew_is_read(shape: Callable[[], list[Block]], write: Callable[[list[Block]], bytes]) -> None:
    meant = [(task.number, squeeze(task.content), squeeze(task.progress or "")) for task in USED]
    assert _seen(write(shape())) == meant


def test_place_in_a_turned_table_is_the_column() -> None:
    (form,) = reading.answer("a", word_package(word_body(_turned()))).forms
    assert form.rows[2].progress
    assert form.rows[2].progress.where == "表1第4列"
    (form,) = reading.answer("a", openpyxl_book(_turned())).forms
    assert form.rows[2].progress
    assert form.rows[2].progress.where == "填报表!D10"


def test_guide_to_filling_in_is_no_form() -> None:
    guide = [("序号", "填报单位不得改动"), ("主要内容", "照抄台账原文"), ("进展落实情况", "写明做了什么、何时、成效")]
    page: list[Block] = ["填报说明", [[C(text) for text in pair] for pair in guide]]
    (form,) = reading.answer("a", word_package(word_body(page))).forms
    assert [finding.code for finding in form.findings] == ["not_a_form"]
