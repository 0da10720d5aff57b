"""Rows below a task that tell parts of it never go to the task whose number they happen to have."""

from __future__ import annotations

import pytest

from ledger.model import Field, Form, Ledger, Row, Severity, Task
from ledger.reading import FormReading, read_form
from ledger.roster import Roster

CONTENTS = (
    "规范性文件从起草到清理实行全过程管理，集中公开",
    "动态调整政务公开事项目录并向社会公布",
    "畅通申请渠道，按期答复政府信息公开申请",
)
LEDGER = Ledger(
    title="2022年任务落实台账", preface="", year=2022,
    tasks=tuple(
        Task(number=n, section="", focus="", content=text, indicator="", responsible="", due="长期坚持")
        for n, text in enumerate(CONTENTS, 1)
    ),
)  # fmt: skip


def field(text: str, row: int) -> Field:
    return Field(text=text, where=f"表1第{row}行")


def reading_of(*rows: tuple[str, str, str]) -> FormReading:
    told = tuple(
        Row(number=field(number, n), section="", content=field(content, n), progress=field(said, n))
        for n, (number, content, said) in enumerate(rows, 2)
    )
    form = Form(file="a", title="2022年任务落实台账", preface="", unit=None, reported_on=None, rows=told)
    return read_form(form, ledger=LEDGER, roster=Roster(units=()), rounds=())


@pytest.mark.parametrize("sub", [("（2）", ""), ("1.2", "转发情况"), ("②", ""), ("二", "转发情况"), ("2)", "")])
def test_a_sub_row_belongs_to_the_task_above(sub: tuple[str, str]) -> None:
    rows = [
        ("1", CONTENTS[0], "共36件。"),
        (*sub, "转发16件。"),
        ("2", CONTENTS[1], "目录已公布。"),
        ("3", CONTENTS[2], ""),
    ]
    reading = reading_of(*rows)
    first, second, third = (one.progress for one in reading.entries)
    assert first.startswith("共36件。\n")
    assert first.endswith("转发16件。")
    assert (second, third) == ("目录已公布。", "")
    assert [(one.code, one.severity) for one in reading.findings] == [("sub_row", Severity.VERIFY)]


@pytest.mark.parametrize("again", [("2", ""), ("2（续）", ""), (" 2 ", CONTENTS[1])])
def test_a_task_told_again_further_down_is_that_task(again: tuple[str, str]) -> None:
    rows = [("1", CONTENTS[0], "共36件。"), ("2", CONTENTS[1], "目录已公布。"), (*again, "另更新2次。")]
    reading = reading_of(*rows)
    assert [one.progress for one in reading.entries] == ["共36件。", "目录已公布。\n另更新2次。"]
    assert [one.code for one in reading.findings] == ["row_twice"]
