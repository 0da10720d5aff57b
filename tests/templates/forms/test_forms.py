"""The units' own forms: what is given is closed, what is theirs is open, and both formats say the same."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import docx
import openpyxl
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from openpyxl.worksheet.worksheet import Worksheet

from ledger.model import SHANGHAI, Ledger, Office, Round, Task, Unit
from templates.forms import forms

UNIT = Unit(name="发改局", category="部门")
ROUND = Round(
    code="2022Q2",
    name="2022年第二季度",
    due=date(2022, 6, 10),
    deadline=datetime(2022, 6, 11, tzinfo=SHANGHAI),
    opens=datetime(2022, 1, 1, tzinfo=SHANGHAI),
)


def task(number: int, section: str, focus: str, *units: str, indicator: str = "查看记录") -> Task:
    return Task(
        number=number,
        section=section,
        focus=focus,
        content=f"第{number}项的内容。" * 8,
        indicator=indicator,
        responsible="牵头单位：政府办公室，责任单位：政府各部门",
        due="长期坚持",
        leads=("政府办公室",),
        units=units,
    )


LEDGER = Ledger(
    title="2022年银川市兴庆区政务公开工作要点任务落实台账",
    preface="共2个板块5项任务，请于2022年6月10日前报送。",
    year=2022,
    tasks=(
        task(1, "一、基础", "（一）管理", "政府办公室", "发改局"),
        task(2, "一、基础", "（一）管理", "政府办公室"),
        task(3, "一、基础", "（一）管理", "发改局"),
        task(4, "一、基础", "（二）公开", "发改局", indicator="另一个指标"),
        task(5, "二、平台", "（一）网站", "发改局"),
    ),
)
MINE = (1, 3, 4, 5)
HEADINGS = ["序号", "重点工作", "主要内容", "量化指标", "责任单位", "责任时限", "进展落实情况"]


def word(**texts: dict[int, str]) -> Document:
    return docx.Document(io.BytesIO(forms.docx(LEDGER, UNIT, ROUND, version="1", **texts)))  # type: ignore[arg-type]  # texts alone


def excel(**texts: dict[int, str]) -> Worksheet:
    book = openpyxl.load_workbook(io.BytesIO(forms.xlsx(LEDGER, UNIT, ROUND, version="1", **texts)))  # type: ignore[arg-type]  # texts alone
    return book.worksheets[0]


def word_rows(document: Document) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in document.tables[0].rows]


def excel_rows(sheet: Worksheet) -> list[list[str]]:
    return [["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)]


def test_word_form_says_title_round_preface_and_unit() -> None:
    said = [paragraph.text.strip() for paragraph in word().paragraphs]
    assert said[:3] == [LEDGER.title, "（2022年第二季度填报版）", LEDGER.preface]
    assert said[4:6] == ["填报单位：发改局", "填报时间："]


def test_excel_form_says_title_round_preface_and_unit() -> None:
    said = ["".join(row).strip() for row in excel_rows(excel())]
    assert said[:3] == [LEDGER.title, "（2022年第二季度填报版）", LEDGER.preface]
    assert said[4:6] == ["填报单位：发改局填报时间：", "填报人：联系电话：审核人："]


def test_word_form_holds_only_the_units_tasks_with_their_numbers() -> None:
    rows = word_rows(word())
    assert rows[0] == HEADINGS
    assert [row[0] for row in rows[1:]] == ["一、基础", "1", "3", "4", "二、平台", "5"]
    assert rows[3][1:6] == ["（一）管理", "第3项的内容。" * 8, "查看记录", LEDGER.tasks[0].responsible, "长期坚持"]
    assert all(row[6].strip() == "" for row in rows[1:] if row[0].isdigit())


def test_excel_form_holds_only_the_units_tasks_with_their_numbers() -> None:
    rows = excel_rows(excel())
    assert rows[6] == HEADINGS
    assert [row[0] for row in rows[7:13]] == ["一、基础", "1", "3", "4", "二、平台", "5"]


def test_every_row_says_all_of_itself_wherever_a_page_ends() -> None:
    assert not list(word().element.iter(qn("w:vMerge")))
    assert [row[1:4] for row in word_rows(word())[2:4]] == [
        ["（一）管理", f"第{n}项的内容。" * 8, "查看记录"] for n in (1, 3)
    ]
    assert not [merged for merged in excel().merged_cells.ranges if merged.size["rows"] > 1]


def test_head_says_until_when_and_where_to() -> None:
    office = Office(
        name="区政府办公室", district="", address="a@b.example", room="306室", phone="0000-1", contact="张经办"
    )
    extended = datetime(2022, 6, 16, tzinfo=SHANGHAI)
    for make, read_all in ((forms.docx, word_text), (forms.xlsx, excel_text)):
        said = read_all(make(LEDGER, UNIT, ROUND, version="1", office=office))
        assert (
            "报送截止：2022年6月10日24时；报送邮箱：a@b.example；送达地点：区政府办公室306室；咨询：张经办，0000-1。"
            in said
        )
        said = read_all(make(LEDGER, UNIT, ROUND, version="1", office=office, deadline=extended))
        assert "报送截止：2022年6月15日24时（经批准延期）" in said


def word_text(content: bytes) -> str:
    return "".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)


def excel_text(content: bytes) -> str:
    return "".join(map("".join, excel_rows(openpyxl.load_workbook(io.BytesIO(content)).worksheets[0])))


def test_rows_that_the_unit_leads_are_marked_in_words() -> None:
    led = replace(
        LEDGER, tasks=tuple(replace(one, leads=("发改局",)) if one.number == 3 else one for one in LEDGER.tasks)
    )
    document = docx.Document(io.BytesIO(forms.docx(led, UNIT, ROUND, version="1")))
    sheet = openpyxl.load_workbook(io.BytesIO(forms.xlsx(led, UNIT, ROUND, version="1"))).worksheets[0]
    for rows in (word_rows(document), excel_rows(sheet)):
        marked = {row[0]: row[4] for row in rows if row[0].isdigit()}
        said = LEDGER.tasks[0].responsible
        assert marked == {"1": said, "3": f"【本单位牵头】\n{said}", "4": said, "5": said}
    assert "标有“【本单位牵头】”的1项由本单位牵头" in word_text(forms.docx(led, UNIT, ROUND, version="1"))
    assert "牵头" not in word_text(forms.docx(LEDGER, UNIT, ROUND, version="1"))


def test_nothing_stands_after_the_table() -> None:
    *_, table, last, _ = word().element.body
    assert table.tag == qn("w:tbl")
    assert not "".join(last.itertext())
    assert excel_rows(excel())[-1][0] == "5"


def test_headings_stay_in_sight_and_rows_grow() -> None:
    sheet = excel()
    assert sheet.freeze_panes == "A8"
    with zipfile.ZipFile(io.BytesIO(forms.xlsx(LEDGER, UNIT, ROUND, version="1"))) as package:
        rows = re.findall(r'<row r="(\d+)"([^>]*)>', package.read("xl/worksheets/sheet1.xml").decode())
    assert [int(number) for number, looks in rows if "customHeight" not in looks] == [9, 10, 11, 13]


def test_word_form_is_open_only_where_the_unit_writes() -> None:
    document = word()
    protection = document.settings.element.find(qn("w:documentProtection"))
    assert protection is not None
    assert protection.get(qn("w:edit")) == "readOnly"
    starts = list(document.element.iter(qn("w:permStart")))
    assert len(starts) == len(list(document.element.iter(qn("w:permEnd")))) == len(MINE) + 4
    cells = [start.getparent().getparent() for start in starts[4:]]
    assert all(cell.getnext() is None for cell in cells), "only last columns are open"


def test_excel_form_is_open_only_where_the_unit_writes() -> None:
    sheet = excel()
    assert sheet.protection.sheet
    assert not sheet.protection.password
    unlocked = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert unlocked == {"G9", "G10", "G11", "G13"} | {f"{column}6" for column in "ABCDEFG"} | {"E5", "F5", "G5"}


@pytest.mark.parametrize("make", [forms.docx, forms.xlsx])
def test_form_carries_unit_round_and_version(make: Callable[..., bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(make(LEDGER, UNIT, ROUND, version="3"))) as package:
        properties = package.read("docProps/custom.xml").decode()
    assert 'name="taizhang"' in properties
    assert "发改局|2022Q2|3" in properties


@pytest.mark.parametrize("make", [forms.docx, forms.xlsx])
def test_form_is_the_same_bytes_each_time(make: Callable[..., bytes]) -> None:
    texts = {"filled": {1: "已完成。"}, "marks": {3: "请补充。"}, "previous": {1: "上期。"}}
    assert make(LEDGER, UNIT, ROUND, version="1", **texts) == make(LEDGER, UNIT, ROUND, version="1", **texts)


def test_returned_word_form_has_its_text_shade_and_comment() -> None:
    document = word(filled={1: "第一行\n第二行", 3: "无"}, marks={3: "第3项只写“无”，请补充数据。"})
    rows = word_rows(document)
    assert [rows[2][6], rows[3][6]] == ["第一行\n第二行", "无"]
    assert [comment.text for comment in document.comments] == ["第3项只写“无”，请补充数据。"]
    shades = [shade.get(qn("w:fill")) for shade in document.element.iter(qn("w:shd"))]
    assert shades.count("FFF2CC") == 1


def test_returned_excel_form_has_its_text_shade_and_comment() -> None:
    sheet = excel(filled={1: "第一行\n第二行", 3: "无"}, marks={3: "第3项只写“无”，请补充数据。"})
    assert [sheet["G9"].value, sheet["G10"].value] == ["第一行\n第二行", "无"]
    comment = sheet["G10"].comment
    assert comment is not None
    assert comment.text == "第3项只写“无”，请补充数据。"
    assert sheet["G10"].fill.start_color.rgb == "00FFF2CC"


def test_last_rounds_text_stands_in_a_column_of_its_own() -> None:
    rows = word_rows(word(previous={3: "上期已完成5次。"}))
    assert rows[0][6:] == ["上期进展（供参考）", "进展落实情况"]
    assert [row[6] for row in rows if row[0].isdigit()] == ["", "上期已完成5次。", "", ""]
    assert excel(previous={3: "上期已完成5次。"})["G10"].value == "上期已完成5次。"


def test_a_units_text_stays_text_and_unprintable_signs_are_dropped() -> None:
    hostile = "=1+1\x07\u202e</w:t><w:p/>{{ 7*7 }}水务&农业"
    plain = "=1+1</w:t><w:p/>{{ 7*7 }}水务&农业"
    assert word_rows(word(filled={1: hostile}))[2][6] == plain
    cell = excel(filled={1: hostile})["G9"]
    assert (cell.value, cell.data_type) == (plain, "s")


def test_pages_are_landscape_with_the_heading_repeated() -> None:
    document, sheet = word(), excel()
    assert document.sections[0].orientation is WD_ORIENT.LANDSCAPE
    assert len(list(document.element.iter(qn("w:tblHeader")))) == 1
    assert len(list(document.element.iter(qn("w:cantSplit")))) == 7
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$7:$7"


def test_excel_rows_leave_room_for_what_stands_in_them() -> None:
    sheet = excel(filled={1: "很长的进展情况。" * 40})
    heights = [sheet.row_dimensions[row].height for row in (9, 10)]
    assert heights[0] > 150 > heights[1] >= 54


def test_file_name_says_unit_and_round() -> None:
    assert forms.file_name(LEDGER, UNIT, ROUND, "docx") == "发改局-2022年第二季度任务落实台账（填报版）.docx"
    assert forms.file_name(LEDGER, UNIT, ROUND, ".xlsx") == "发改局-2022年第二季度任务落实台账（填报版）.xlsx"


@pytest.mark.parametrize("choose", [False, True])
def test_excel_form_keeps_what_excel_can_open(*, choose: bool) -> None:
    texts: dict[str, Any] = {"filled": {1: "长" * 40_000}, "marks": {2: "不是本单位的任务", 3: ""}}
    book = openpyxl.load_workbook(io.BytesIO(forms.xlsx(LEDGER, UNIT, ROUND, version="1", choose=choose, **texts)))
    sheet = book.worksheets[0]
    assert len(str(sheet.cell(9, sheet.max_column).value)) == 32767
    assert [str(one.sqref) for one in sheet.data_validations.dataValidation] == ["G9 G10 G11 G13"] * choose
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.comment]
    with zipfile.ZipFile(
        io.BytesIO(forms.xlsx(LEDGER, replace(UNIT, name="空"), ROUND, version="1", choose=True))
    ) as no_task:
        assert b"dataValidation" not in no_task.read("xl/worksheets/sheet1.xml")


def test_forms_made_one_after_another_share_nothing_of_their_own() -> None:
    marked = {"filled": {1: "甲单位的话"}, "marks": {1: "请补正"}}
    for make in (forms.docx, forms.xlsx):
        blank = make(LEDGER, UNIT, ROUND, version="1")
        make(LEDGER, replace(UNIT, name="政府办公室"), ROUND, version="2", **marked)  # type: ignore[arg-type]  # texts alone
        assert make(LEDGER, UNIT, ROUND, version="1") == blank
