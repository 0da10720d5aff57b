"""Any table of random text, merges and page splits that we write is read back identical."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.text import squeeze
from parsers.confined import outside
from parsers.formats import reading
from tests.parsers import fuzz
from tests.parsers.producers import openpyxl_book, python_docx, web_page, word_body, word_package
from tests.parsers.shapes import FIELDS, TITLE, Block, Task, body, header

TEXT = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"), exclude_characters="\ufffe\uffff"), max_size=40
)
HAN = st.text(
    st.sampled_from("政务公开工作落实推进清单目录更新网站专栏服务群众监督（）《》“”、，。；12345%√"),
    min_size=30,
    max_size=90,
)
SECTIONS = ("一、夯实政务公开基础", "二、深化重点领域公开", "三、强化组织保障")


@st.composite
def forms(draw: st.DrawFn) -> tuple[Task, ...]:
    """A form's tasks: numbered, in sections, with texts at random and cells that repeat."""
    tasks = []
    for number in range(1, draw(st.integers(1, 9)) + 1):
        section = SECTIONS[min(2, number // 4)]
        focus = draw(st.sampled_from(("（一）强化政务信息管理", "（二）加强法定主动公开", "建立任务台账")))
        progress = draw(st.one_of(TEXT, HAN, st.lists(HAN, min_size=2, max_size=3).map("\n".join)))
        indicator = draw(st.sampled_from(("查看目录更新情况，未更新视为未完成。", "每年不少于1次。", "")))
        responsible = draw(st.sampled_from(("牵头单位：政府办公室", "牵头单位：财政局、税务局")))
        due = draw(st.sampled_from(("长期坚持", "2022年11月")))
        content = f"第{number}项：" + draw(HAN)
        tasks.append(Task(str(number), section, focus, content, indicator, responsible, due, progress))
    return tuple(tasks)


def seen(content: bytes) -> list[list[str]]:
    (form,) = reading.answer("a", content).forms
    return [
        [
            squeeze(value if isinstance(value, str) else value.text if value else "")
            for value in (getattr(row, name) for name in FIELDS)
        ]
        for row in form.rows
    ]


def meant(tasks: tuple[Task, ...]) -> list[list[str]]:
    return [[squeeze(getattr(task, name) or "") for name in FIELDS] for task in tasks]


def blocks(tasks: tuple[Task, ...], split: int) -> list[Block]:
    """A page, its table split after some tasks with the header repeated."""
    pages = [tasks[:split], tasks[split:]]
    return [TITLE, *([header(), *body(page)] for page in pages if page)]


WRITERS = [
    pytest.param(lambda page: word_package(word_body(page)), id="docx"),
    pytest.param(python_docx, id="python-docx"),
    pytest.param(openpyxl_book, id="xlsx"),
    pytest.param(web_page, id="html"),
]


@pytest.mark.parametrize("write", WRITERS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tasks=forms(), split=st.integers(0, 9))
def test_what_was_written_is_read(write: Callable[[list[Block]], bytes], tasks: tuple[Task, ...], split: int) -> None:
    assert seen(write(blocks(tasks, split))) == meant(tasks)


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
@pytest.mark.parametrize(("suffix", "target"), [("docx", "doc"), ("docx", "odt"), ("docx", "rtf"), ("xlsx", "ods")])
def test_what_libreoffice_made_of_it_is_read(suffix: str, target: str) -> None:
    """One conversion per format: LibreOffice takes a second for each."""
    tasks = tuple(
        Task(
            str(n),
            SECTIONS[n // 15],
            f"（{n}）重点",
            f"第{n}项内容，" * 6,
            "",
            "牵头单位：政府办公室",
            "长期坚持",
            f"已完成{n}件。√😀",
        )
        for n in range(1, 41)
    )
    tasks = tuple(replace(task, focus=tasks[n // 3 * 3].focus) for n, task in enumerate(tasks))
    page = blocks(tasks, 40)
    content = python_docx(page) if suffix == "docx" else openpyxl_book(page)
    converted = outside.convert(content, suffix, target=target)
    assert converted
    assert seen(converted) == meant(tasks)


def test_fuzzing_for_a_moment_finds_nothing() -> None:
    said = fuzz.run(3.0, seed=2022)
    assert said.total() > 10  # one that goes to LibreOffice takes a second or two
    assert not [what for what in said if "读取中止" in what or "超时" in what]
