"""完成状态: offered by our own form where the office wants it, chosen by the unit, read back in every format, decisive."""

from __future__ import annotations

import io
import shutil
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

import parsers
from ledger.checks import check_content
from ledger.model import Entry, Form, Task
from ledger.progress_text import Status, read
from ledger.progress_text.chosen import split_choice, status_of, with_choice
from ledger.states import read_entry
from office.papers.forms import blank_forms
from tests.offices import Played
from tests.servers import LibreOffice

CHOSEN = {
    "已完成": "已发布信息12条。",
    "推进中": "已开展3次，其余正在办理。",
    "未开展": "",
    "不涉及": "",
    "": "已培训5次。",
}
_SUITE = pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
_KINDS = ["docx", "xlsx", *(pytest.param(one, marks=_SUITE) for one in ("doc", "odt", "rtf", "xls", "ods"))]


@pytest.fixture
def choosing(office: Played) -> Played:
    """The office asks for 完成状态."""
    office.set("choose_state = false", "choose_state = true")
    return office


def blank(office: Played, suffix: str) -> bytes:
    files = blank_forms(office.desk, office.unit, office.desk.round("2022Q2"), {})
    return next(file.content for file in files if file.name.endswith(suffix))


def choose_in_word(content: bytes) -> bytes:
    """A unit opens the form and chooses from the lists, as Word writes it: the prompt's mark goes with the prompt."""
    document = docx.Document(io.BytesIO(content))
    lines = (row for row in document.tables[0].rows[1:] if len(row._tr.tc_lst) > 1)
    for row, (state, text) in zip(lines, CHOSEN.items(), strict=False):
        control = row._tr.tc_lst[-2].find(f".//{qn('w:sdt')}")
        assert control is not None
        items = [item.get(qn("w:value")) for item in control.iter(qn("w:listItem"))]
        assert items == ["已完成", "推进中", "未开展", "不涉及"]
        if state:
            properties = control.find(qn("w:sdtPr"))
            assert properties is not None
            properties.remove(properties.findall(qn("w:showingPlcHdr"))[0])
            next(control.iter(qn("w:t"))).text = state
        next(iter(row._tr.tc_lst[-1].iter(qn("w:t")))).text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def choose_in_excel(content: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.worksheets[0]
    (listed,) = page.data_validations.dataValidation
    assert listed.formula1 == '"已完成,推进中,未开展,不涉及"'
    head = next(row for row in page.iter_rows() if row[0].value == "序号")
    assert [cell.value for cell in head][-2:] == ["完成状态", "进展落实情况"]
    lines = [row for row in page.iter_rows(min_row=int(head[0].row or 0) + 1) if isinstance(row[0].value, int)]
    assert all(row[-2].coordinate in listed.sqref for row in lines)
    for row, (state, text) in zip(lines, CHOSEN.items(), strict=False):
        row[-2].value, row[-1].value = state or None, text or None
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read_one(name: str, content: bytes) -> Form:
    (form,) = parsers.read(name, content)
    return form


@pytest.mark.parametrize("kind", _KINDS)
def test_what_is_chosen_is_read_beside_the_text(
    choosing: Played, tmp_path: Path, soffice: LibreOffice, kind: str
) -> None:
    word = kind in ("docx", "doc", "odt", "rtf")
    path = tmp_path / ("form.docx" if word else "form.xlsx")
    path.write_bytes(choose_in_word(blank(choosing, "docx")) if word else choose_in_excel(blank(choosing, "xlsx")))
    if path.suffix[1:] != kind:
        soffice.convert(kind, tmp_path, path)
    form = read_one(f"form.{kind}", path.with_suffix(f".{kind}").read_bytes())
    assert len(form.rows) == len(choosing.desk.tasks_of("司法局"))
    found = [
        (with_choice(row.state.text if row.state else "", ""), row.progress.text.strip() if row.progress else "")
        for row in form.rows
    ]
    states = [row.state.text.strip() if row.state else "" for row in form.rows]
    assert [state if state != "请选择" else "" for state in states[:5]] == list(CHOSEN)
    assert [text for _, text in found[:5]] == list(CHOSEN.values())
    assert {text for _, text in found[5:]} == {""}
    assert {mark for mark, _ in found[5:]} == {""}  # a list nobody has touched says nothing


@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
def test_choice_decides_from_the_mail_to_the_unit_and_comes_back_with_its_form(choosing: Played, suffix: str) -> None:
    fill = choose_in_word if suffix == "docx" else choose_in_excel
    choosing.send("2022-06-08T10:00:00", (f"台账.{suffix}", fill(blank(choosing, suffix))))
    choosing.collect("2022-06-08T10:05")
    one = choosing.standing("2022-06-08T10:10")
    entries = {entry.task: entry.progress for entry in one.entries}
    numbers = [task.number for task in choosing.desk.tasks_of("司法局")][:5]
    assert [entries[number] for number in numbers] == [
        "［完成状态：已完成］已发布信息12条。",
        "［完成状态：推进中］已开展3次，其余正在办理。",
        "［完成状态：未开展］",
        "［完成状态：不涉及］",
        "已培训5次。",
    ]
    assert set(numbers) <= set(one.answered)
    receipt = choosing.letters(choosing.unit.addresses[0])[-1]
    (own,) = receipt.attachments  # its own form, to be completed: choice and text each in their place
    back = read_one(own.name, own.content)
    assert [
        (row.state.text.strip() if row.state else "", row.progress.text.strip())
        for row in back.rows[:2]
        if row.progress
    ] == [
        ("已完成", "已发布信息12条。"),
        ("推进中", "已开展3次，其余正在办理。"),
    ]


def test_an_office_that_does_not_ask_keeps_its_issued_layout(office: Played) -> None:
    for suffix in ("docx", "xlsx"):
        form = read_one(f"form.{suffix}", blank(office, suffix))
        assert all(row.state is None for row in form.rows)
    assert "完成状态" not in "".join(
        cell.text for cell in docx.Document(io.BytesIO(blank(office, "docx"))).tables[0].rows[0].cells
    )


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("已完成", Status.DONE), ("完成", Status.DONE), ("已办结", Status.DONE), ("全部完成", Status.DONE), ("已落实", Status.DONE),
        ("推进中", Status.UNDER_WAY), ("正在推进", Status.UNDER_WAY), ("未完成", Status.UNDER_WAY), ("部分完成", Status.UNDER_WAY),
        ("进行中", Status.UNDER_WAY), ("未开展", Status.NOT_STARTED), ("尚未启动", Status.NOT_STARTED), ("没有开展", Status.NOT_STARTED),
        ("不涉及", Status.NOT_INVOLVED), ("不适用", Status.NOT_INVOLVED), ("正常", None), ("基本完成", None), ("100%", None),
    ],
)  # fmt: skip
def test_choice_in_other_words(word: str, status: Status | None) -> None:
    assert status_of(word) is status
    assert split_choice(with_choice(word, "已发布3条。")) == (word, "已发布3条。")


@pytest.mark.parametrize("untouched", ["", " ", "请选择", "选择一项", "请选择完成状态", "—", "/"])
def test_list_left_alone_says_nothing(untouched: str) -> None:
    assert with_choice(untouched, "已发布3条。") == "已发布3条。"


@pytest.mark.parametrize("chosen", ["已完成", "推进中"])
def test_choice_without_a_word_leaves_the_cell_blank(chosen: str) -> None:
    assert with_choice(chosen, " ") == " "


TASK = Task(
    number=7, section="", focus="", content="开展培训。", indicator="", responsible="", due="2022年5月", leads=("司法局",),
    units=("司法局",), expires=date(2022, 5, 31),
)  # fmt: skip


@pytest.mark.parametrize(
    ("chosen", "text", "status", "odd"),
    [
        ("已完成", "尚未完成，正在推进。", Status.DONE, True),
        ("推进中", "已全部完成，培训12次。", Status.UNDER_WAY, True),
        ("已完成", "已全部完成，培训12次。", Status.DONE, False),
        ("推进中", "尚未完成，正在推进。", Status.UNDER_WAY, False),
        ("未开展", "尚未开展。", Status.NOT_STARTED, False),
        ("正常", "已全部完成，培训12次。", Status.DONE, False),
    ],
)
def test_choice_decides_and_a_contradiction_is_for_the_office(
    chosen: str, text: str, status: Status, odd: bool
) -> None:
    progress = with_choice(chosen, text)
    assert read_entry(TASK, progress).status is status
    found = check_content(
        [TASK], {7: Entry(task=7, progress=progress)}, unit="司法局", on=date(2022, 6, 8), previous={}, others={}
    )
    assert ("state_differs" in {one.code for one in found}) is odd


def test_same_text_under_another_choice_is_still_the_same_text() -> None:
    before, now = with_choice("推进中", "已开展3次。"), with_choice("已完成", "已开展3次。")
    (found,) = [
        one
        for one in check_content(
            [TASK],
            {7: Entry(task=7, progress=now)},
            unit="司法局",
            on=date(2022, 6, 8),
            previous={7: before},
            others={},
        )
        if one.code == "unchanged"
    ]
    assert "与上期填报内容完全相同" in found.message
    assert read(now).words == "完成状态：已完成"
