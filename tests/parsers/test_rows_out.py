"""Rows in = rows out + rows named in a finding: nothing that stands in a progress cell is lost without a word."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ledger.model import Ledger, Severity, Task
from ledger.reading import read_form
from ledger.roster import Roster
from parsers.form.form import forms_of
from parsers.form.grid import Cell, Document, Grid

HEADINGS = ("序号", "重点工作", "主要内容", "责任单位", "责任时限", "进展落实情况", "备注")
WORDS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"]
CONTENTS = [
    f"{what}，明确责任主体和落实时限，按季度报送进展情况。"
    for what in (
        "坚持先审查后公开的原则", "规范性文件全生命周期管理", "动态更新事项清单目录", "主动公开惠企政策信息", "收费目录清单常态公开",
        "重大建设项目信息公开", "制定工作台账", "开展回头看并销号", "加强政务新媒体管理", "办理依申请公开事项",
    )
]  # fmt: skip
LEDGER = Ledger(
    title="2022年任务落实台账", preface="", year=2022,
    tasks=tuple(
        Task(number=n, section="", focus="", content=text, indicator="", responsible="", due="长期坚持")
        for n, text in enumerate(CONTENTS, 1)
    ),
)  # fmt: skip
PHRASES = st.sampled_from(
    [
        "",
        "填报时间：以系统为准",
        "报送单位",
        "查看报送时间",
        "联系人：张三",
        "注：见附件",
        "合计",
        "一、夯实基础",
        "第三季度",
        "2022年6月8日",
    ]
)
WAYS: list[Callable[[int], str]] = [
    str,
    lambda n: WORDS[n - 1],
    lambda n: f"（{WORDS[n - 1]}）",
    lambda n: f"第{WORDS[n - 1]}项",
    lambda n: "①②③④⑤⑥⑦⑧⑨⑩"[n - 1],
    lambda _: "",
    lambda n: f"{n}、{n % 10 + 1}",
    lambda n: str(n % 3 + 1),
    lambda _: "填报时间",
]
NUMBERS = st.sampled_from(WAYS)
BEGINNINGS = st.sampled_from(
    ["", "已完成", "一、开展培训", "填报时间：", "√", "（一）", "注：", "3.", "报送单位：各科室；"]
)


@dataclass(frozen=True)
class Sheet:
    """Rows of texts, and which of them are hidden."""

    rows: list[list[str]]
    hidden: frozenset[int]


def mark(place: int) -> str:
    return f"〖{place}号记录〗"


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """Tasks in any order, some twice, numbered in any way, with phrases that other rows have as labels."""
    rows: list[list[str]] = []
    for place in range(draw(st.integers(1, 14))):
        task = draw(st.integers(1, 10))
        content = draw(
            st.sampled_from(
                [CONTENTS[task - 1], CONTENTS[task - 1], CONTENTS[task - 1], "", "另外一项自己加的工作内容"]
            )
        )
        progress = draw(BEGINNINGS) + mark(place)
        number = draw(NUMBERS)(task) if content in CONTENTS else str(task)
        beside = [draw(PHRASES) for _ in range(4)]
        rows.append([number, beside[0], content, *beside[1:3], progress, beside[3]])
    hidden = draw(st.sets(st.integers(2, len(rows) + 1), max_size=3))
    return Sheet(rows, frozenset(hidden))


def document(sheet: Sheet) -> Document:
    cells = tuple(
        Cell(row=row, column=column, text=text)
        for row, texts in enumerate([list(HEADINGS), *sheet.rows], 1)
        for column, text in enumerate(texts, 1)
        if text
    )
    return Document(blocks=("2022年任务落实台账", Grid(name="表", cells=cells, sheet=True, unseen=sheet.hidden)))


@settings(deadline=None, max_examples=150)
@given(sheets())
@example(
    Sheet([["1", "", CONTENTS[0], "", "", mark(0), ""], ["", "合计", CONTENTS[0], "", "", mark(1), ""]], frozenset())
)
def test_every_row_is_an_entry_or_is_named_in_a_finding(sheet: Sheet) -> None:
    forms = forms_of("台账.xlsx", document(sheet))
    readings = [read_form(form, ledger=LEDGER, roster=Roster(units=()), rounds=()) for form in forms]
    findings = [finding for reading in readings for finding in reading.findings]
    if any(finding.severity is Severity.RETURN for finding in findings):
        return  # the whole form goes back, with a letter
    entered = "".join(entry.progress for reading in readings for entry in reading.entries)
    named = set(re.findall(r"[A-G]\d+", " ".join(f"{finding.where} {finding.message}" for finding in findings)))
    for place in range(len(sheet.rows)):
        assert mark(place) in entered or named & {f"{letter}{place + 2}" for letter in "ABCDEFG"}, (place, findings)
