"""A ledger file that is none, or lacks a heading, is one problem with what it should be."""

import io
from pathlib import Path

import pytest
from docx import Document

import examples.office
from office.desk.desk import Desk
from office.keeping.check import check
from tests.offices import Played


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return Played(tmp_path_factory.mktemp("ledger") / "office")


def without_heading(name: str) -> bytes:
    """The example ledger, one heading wiped out."""
    document = Document(io.BytesIO(examples.office.ledger()))
    for cell in document.tables[0].rows[0].cells:
        if cell.text == name:
            cell.text = ""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def empty_document() -> bytes:
    buffer = io.BytesIO()
    Document().save(buffer)
    return buffer.getvalue()


def said_of(office: Played, name: str, content: bytes) -> list[str]:
    for path in office.root.glob("ledger.*"):
        path.unlink()
    (office.root / name).write_bytes(content)
    found = check(Desk(office.root), servers=False).blocking
    return [one.message for one in found if "示例" not in one.message]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("ledger.xls", b"no workbook", "不是 Word、Excel、PDF 或网页"),
        ("ledger.csv", "序号,主要内容\n1,公开\n".encode(), "应是 Word（docx）或 Excel（xlsx）文件"),
        ("ledger.docx", empty_document(), "ledger.docx 中没有读到任何任务行"),
        ("ledger.docx", without_heading("责任单位"), "看不出哪一栏是责任单位"),
    ],
)
def test_file_that_is_no_ledger_is_one_problem(office: Played, name: str, content: bytes, said: str) -> None:
    found = said_of(office, name, content)
    assert len(found) == 1, found
    assert said in found[0]


def test_form_of_a_unit_is_no_ledger(office: Played, tmp_path: Path) -> None:
    form = Played(tmp_path / "other").form("司法局")
    assert said_of(office, "ledger.docx", form) == [
        "ledger.docx 是发给「司法局」的填报表，不是全年台账；请放入全年的任务台账"
    ]


def test_ledger_that_is_missing_says_what_to_put_there(office: Played) -> None:
    for path in office.root.glob("ledger.*"):
        path.unlink()
    (found,) = check(Desk(office.root), servers=False).blocking
    assert "中没有台账文件 ledger.docx，请放入后再试" in found.message


def test_second_ledger_is_said(tmp_path: Path) -> None:
    office = Played(tmp_path / "office")
    (office.root / "ledger.xlsx").write_bytes(b"last year's")
    (found,) = check(Desk(office.root), servers=False).findings
    assert found.message == "有几个台账文件，用的是 ledger.docx；请把 ledger.xlsx 移到别处"


def test_name_that_is_no_units_is_said_with_the_one_that_was_meant(office: Played) -> None:
    document = Document(io.BytesIO(examples.office.ledger()))
    cell = document.tables[0].rows[2].cells[4]
    cell.text = cell.text.replace("司法局", "司法居")
    buffer = io.BytesIO()
    document.save(buffer)
    (found,) = said_of(office, "ledger.docx", buffer.getvalue())
    assert "「司法居」不是单位名录中的单位" in found
    assert "是不是「司法局」？" in found
