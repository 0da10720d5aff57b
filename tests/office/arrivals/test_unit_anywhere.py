"""填报单位 wherever it stands: under a label, in the title, a signature, a page's margin, the names of sheet and file."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import openpyxl
import pytest

from office.standing.status import held_json
from tests.offices import Played

TITLE = "2022年银川市兴庆区政务公开工作要点任务落实台账（2022年第二季度填报版）"
HEADS = ("序号", "主要内容", "责任时限", "进展落实情况")


def rows(office: Played) -> list[tuple[str, ...]]:
    tasks = office.desk.tasks_of("司法局")[:6]
    return [(str(task.number), task.content, task.due, f"已完成{task.number}次，发布{task.number}条") for task in tasks]


def word(
    office: Played, *above: str, title: str = TITLE, below: tuple[str, ...] = (), header: str = "", footer: str = ""
) -> bytes:
    document = docx.Document()
    for words in (title, *above):
        document.add_paragraph(words)
    document.sections[0].header.paragraphs[0].text = header
    document.sections[0].footer.paragraphs[0].text = footer
    table = document.add_table(rows=0, cols=4)
    for line in (HEADS, *rows(office)):
        for cell, text in zip(table.add_row().cells, line, strict=True):
            cell.text = text
    for words in below:
        document.add_paragraph(words)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def excel(office: Played, sheet: str) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page
    page.title = sheet
    page.append(["2022年第二季度台账"])
    for line in (HEADS, *rows(office)):
        page.append(line)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


Made = Callable[[Played, str], tuple[str, bytes]]
PLACES: dict[str, Made] = {
    "label": lambda o, u: ("台账.docx", word(o, f"填报单位：{u}（盖章）")),
    "label, date behind": lambda o, u: ("台账.docx", word(o, f"填报单位：{u} 2022年6月8日")),
    "label, contact behind": lambda o, u: ("台账.docx", word(o, f"填报单位：{u} 联系人：李四 电话：138")),
    "label with 名称": lambda o, u: ("台账.docx", word(o, f"填报单位名称：银川市兴庆区{u}")),
    "label of another kind": lambda o, u: ("台账.docx", word(o, f"填报部门﹕{u}")),
    "label over the name": lambda o, u: ("台账.docx", word(o, "填报单位：", u)),
    "party group": lambda o, u: ("台账.docx", word(o, f"填报单位：{u}党组")),
    "title": lambda o, u: ("台账.docx", word(o, title=f"{u}2022年第二季度政务公开工作要点任务落实台账")),
    "title, in brackets": lambda o, u: ("台账.docx", word(o, title=f"2022年第二季度政务公开任务落实台账（{u}）")),
    "signature": lambda o, u: ("台账.docx", word(o, below=(u, "2022年6月8日"))),
    "signature, sealed": lambda o, u: ("台账.docx", word(o, below=(f"银川市兴庆区{u}（盖章）", "2022年6月8日"))),
    "page header": lambda o, u: ("台账.docx", word(o, header=f"填报单位：{u}")),
    "page footer": lambda o, u: ("台账.docx", word(o, footer=f"填报单位：兴庆区{u}　　联系电话：0951-123")),
    "sheet": lambda o, u: ("台账.xlsx", excel(o, u)),
    "file": lambda o, u: (f"{u}台账.docx", word(o)),
}


@pytest.mark.parametrize("place", PLACES)
def test_form_is_its_senders_where_that_unit_is_named(office: Played, place: str) -> None:
    office.send("2022-06-08T10:00:00", PLACES[place](office, "司法局"))
    assert office.collect("2022-06-08T10:05").filed.submissions == 1
    assert office.held() == []


@pytest.mark.parametrize("place", PLACES)
def test_form_of_another_unit_is_for_a_person(office: Played, place: str) -> None:
    office.send("2022-06-08T10:00:00", PLACES[place](office, "民政局"))
    assert office.collect("2022-06-08T10:05").filed.submissions == 0
    (held,) = held_json(office.desk)
    assert held["kind"] == "unit_differs"
    assert "民政局" in str(held["reason"])
    assert "民政局" in str(held["unit"])


@pytest.mark.parametrize(
    "made",
    [
        lambda o: ("台账.docx", word(o)),
        lambda o: ("报政府办公室台账.docx", word(o, title="政府办公室2022年第二季度政务公开任务落实台账")),
        lambda o: ("台账.docx", word(o, below=("抄送：民政局、财政局", "联系人：王五（民政局借调）"))),
        lambda o: ("台账.docx", word(o, "请各责任单位（民政局、财政局等）逐项落实，按时报送。")),
    ],
    ids=["nothing named", "the office itself", "copies", "a sentence"],
)
def test_what_names_no_unit_as_the_forms_says_nothing(
    office: Played, made: Callable[[Played], tuple[str, bytes]]
) -> None:
    office.send("2022-06-08T10:00:00", made(office))
    assert office.collect("2022-06-08T10:05").filed.submissions == 1
    assert office.held() == []
