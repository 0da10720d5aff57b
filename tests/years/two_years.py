"""The example office in two years: the papers of the second, and the first as it was lived and handed over."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl

import examples.office
from examples import build
from ledger.model import CircularState, Entry, Submission, Task
from office.papers.papers import Printed
from office.reports.archive import pack
from office.reports.report import keep, make_report
from templates.forms import grid
from templates.forms import word as form_word
from tests.offices import Played, at

ROUNDS = {"2022Q2": "2022-06-15T10:00", "2022Q3": "2022-09-15T10:00", "2022Q4": "2022-12-15T10:00"}
REPORTING = ("司法局", "教育局", "财政局")
HANDED_OVER = at("2022-12-30T10:00")
ADDED = "开展政务公开满意度调查，形成调查报告并公布结果"
OLD_NAME, RENAMED, GONE, HEIR = "司法局", "司法和信访局", "防控办", "疾控局"


def ledger_of_2023() -> bytes:
    """The example's ledger a year on: task 1 struck, the last one new, the second's lead another; days as before."""
    text = build._read("ledger.toml")
    first: list[dict[str, Any]] = text["sections"][0]["works"][0]["tasks"]
    del first[0]
    last = text["sections"][-1]["works"][-1]
    last["tasks"].append({"content": ADDED, "responsible": "财政局牵头，教育局配合", "due": "2023年11月"})
    return _written(_in_year(text, 2023))


def ledger_of(year: int, due: str) -> bytes:
    """The example's ledger in another year, to be reported on by some days: 「10月10日前、次年1月5日前」."""
    text = _in_year(build._read("ledger.toml"), year)
    text["preface"] = f"各单位于{due}将任务落实台账报送区政府办公室。"
    return _written(text)


def _written(text: dict[str, Any]) -> bytes:
    return form_word.write(grid.FormTable(title=text["title"], preface=text["preface"], tasks=tuple(build.tasks(text))))


def edition(
    *, without: Sequence[int] = (), added: Sequence[Task] = (), moved: Mapping[int, int] = {}, **responsible: str
) -> bytes:
    """The example's ledger of 2022 as a notice has changed it; `t12="…"` is who answers for task 12 now."""
    text = build._read("ledger.toml")
    kept = [task for task in build.tasks(text) if task.number not in without]
    given = [
        replace(
            task,
            number=moved.get(task.number, task.number),
            responsible=responsible.get(f"t{task.number}", task.responsible),
        )
        for task in kept
    ]
    return form_word.write(grid.FormTable(title=text["title"], preface=text["preface"], tasks=(*given, *added)))


def _in_year(said: Any, year: int) -> Any:  # noqa: ANN401  tables of TOML
    if isinstance(said, dict):
        return {key: _in_year(value, year) for key, value in said.items()}
    if isinstance(said, list):
        return [_in_year(one, year) for one in said]
    return said.replace("2022", str(year)) if isinstance(said, str) else said


def units_of_2023() -> bytes:
    """单位名录 a year on: 司法局 has another name; 防控办 is gone, its mailbox another unit's that does not say so."""
    book = openpyxl.load_workbook(io.BytesIO(examples.office.units()))
    sheet = book["单位名录"]
    heads = {str(cell.value): place for place, cell in enumerate(sheet[1], 1)}
    heads["曾用名"] = len(heads) + 1
    sheet.cell(1, heads["曾用名"], "曾用名")
    for row in range(2, sheet.max_row + 1):
        name = sheet.cell(row, heads["单位名称"])
        if name.value == OLD_NAME:
            name.value = RENAMED
            sheet.cell(row, heads["曾用名"], f"{OLD_NAME}（至2023-01-05）")
        if name.value == GONE:
            name.value = HEIR
            sheet.cell(row, heads["别名"], "")
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def live_2022(office: Played) -> Path:
    """The year 2022 as the book has it: three units report in each round, nobody else does; the circulars name that, and
    the year is handed over."""
    for code, drafted in ROUNDS.items():
        with office.desk.book.writing() as page:
            for unit in REPORTING:
                page.submissions.file(_reported(office, unit, code))
            page.mails.write_read_through(office.desk.account, "INBOX", at(drafted))
        with office.desk.book.writing() as page:
            report = make_report(office.desk, page, office.desk.round(code), at(drafted))
            keep(page, report, Printed(content=code.encode()), state=CircularState.DRAFT, now=at(drafted))
    return pack(office.desk, HANDED_OVER)


def _reported(office: Played, unit: str, code: str) -> Submission:
    """What a unit reports: all done, but for 司法局, which leaves task 2 blank and has not done what its tasks ask."""
    said = "正在推进，尚未完成" if unit == OLD_NAME else "已全部完成"
    entries = tuple(
        Entry(task=task.number, progress="" if (unit, task.number) == (OLD_NAME, 2) else said, where="表1")
        for task in office.desk.tasks_of(unit)
    )
    received = at(ROUNDS[code]) - timedelta(days=8)
    name = f"{unit}{code}"
    return Submission(
        number=0, unit=unit, round=code, received_at=received, file=f"{name}.docx", sha256=name, entries=entries
    )
