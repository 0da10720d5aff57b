"""Make ledger.docx and units.xlsx of the example office from their texts: `python -m examples.build`."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ledger.model import Task
from templates.common.package import NO_CLOCK, settle
from templates.forms import grid
from templates.forms import word as form_word

HERE = Path(__file__).parent
DOMAIN = "xingqing.example"
UNIT_COLUMNS = {
    "序号": 6,
    "单位名称": 20,
    "类别": 8,
    "别名": 90,
    "A岗姓名": 10,
    "A岗邮箱": 30,
    "A岗电话": 15,
    "B岗姓名": 10,
    "B岗邮箱": 30,
    "B岗电话": 15,
    "负责人": 10,
    "负责人邮箱": 30,
}
"""The columns of 单位名录 and their widths in characters."""
GROUP_COLUMNS = {"分组名称": 18, "别名": 44, "包含": 80, "不含": 18}
HELP = (
    "一、“单位名录”一行一个单位，行的先后就是通报、汇总时的单位排序。",
    "二、“别名”填写该单位在台账、邮件和填报表中可能出现的其他写法，用顿号隔开；同一写法只能属于一个单位。",
    "三、“类别”填写部门、乡镇、街道等，分组可以按类别引用。",
    "四、A岗、B岗邮箱是报送和收函的登记邮箱，只有登记邮箱发来的邮件才直接收件；负责人邮箱用于逾期抄送。",
    "五、“分组”说明台账中的统称包括哪些单位：“包含”写“类别：部门”或单位名称，用顿号隔开；“不含”写例外的单位。",
    "六、修改后请运行 taizhang check，检查有无重名、漏填和写错的邮箱。",
)
_FONT, _LINE = "宋体", Side(style="thin", color="BFBFBF")


def main() -> None:
    """Write both files beside their texts."""
    (HERE / "ledger.docx").write_bytes(ledger_docx())
    (HERE / "units.xlsx").write_bytes(units_xlsx())


def ledger_docx() -> bytes:
    """The master ledger as the office would have written it in Word."""
    text = _read("ledger.toml")
    return form_word.write(grid.FormTable(title=text["title"], preface=text["preface"], tasks=tuple(tasks(text))))


def tasks(text: dict[str, Any]) -> Iterator[Task]:
    """The tasks of a ledger's text; an indicator left out is that of the task before."""
    numbers = count(1)
    for section in text["sections"]:
        for work in section["works"]:
            indicator = ""
            for task in work["tasks"]:
                indicator = task.get("indicator", indicator)
                yield Task(
                    number=next(numbers),
                    section=section["title"],
                    focus=work["focus"],
                    content=task["content"],
                    indicator=indicator,
                    responsible=task.get("responsible", work["responsible"]),
                    due=task.get("due", work["due"]),
                )


def units_xlsx() -> bytes:
    """单位名录 with its groups and instructions, as the office would keep it in Excel."""
    text = _read("units.toml")
    book = Workbook()
    book.remove(book.worksheets[0])
    rows = (unit_row(number, unit) for number, unit in enumerate(text["units"], start=1))
    _write_table(book.create_sheet("单位名录"), UNIT_COLUMNS, rows, frozen="C2")
    _write_table(book.create_sheet("分组"), GROUP_COLUMNS, map(group_row, text["groups"]), frozen="B2")
    _write_help(book.create_sheet("填写说明"))
    book.properties.creator, book.properties.title = "政务公开台账", "单位名录"
    data = io.BytesIO()
    book.save(data)
    return settle(data.getvalue(), created=NO_CLOCK, modified=NO_CLOCK)


def unit_row(number: int, unit: dict[str, Any]) -> list[str | int]:
    """One line of 单位名录; addresses and telephone numbers are made from the key and the number."""
    first, second, leader = unit["contacts"]
    row: list[str | int] = [number, unit["name"], unit["category"], "、".join(unit["aliases"])]
    for post, (name, suffix) in enumerate(((first, ""), (second, "-b")), start=1):
        row += [name, f"{unit['key']}{suffix}@{DOMAIN}", f"0951-0000{number:02}{post}"]
    return [*row, leader, f"{unit['key']}-leader@{DOMAIN}"]


def group_row(group: dict[str, Any]) -> list[str | int]:
    """One line of 分组."""
    return [group["name"], *("、".join(group[key]) for key in ("aliases", "includes", "excludes"))]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def _write_table(sheet: Worksheet, columns: dict[str, int], rows: Iterable[list[str | int]], frozen: str) -> None:
    sheet.append(list(columns))
    for row in rows:
        sheet.append(row)
    for number, width in enumerate(columns.values(), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        needed = (
            grid.lines_needed(str(cell.value), width) for cell, width in zip(cells, columns.values(), strict=True)
        )
        sheet.row_dimensions[number].height = 6 + 15 * max(needed)
        for cell in cells:
            cell.font = Font(name=_FONT, size=11)
            cell.alignment = Alignment(vertical="center", wrap_text=True)
            cell.border = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
    for cell in sheet[1]:
        cell.font = Font(name="黑体", size=11, color="FFFFFF")
        cell.fill = PatternFill("solid", start_color="2F5597")
        cell.alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[1].height = 24
    sheet.freeze_panes = frozen
    sheet.auto_filter.ref = sheet.dimensions
    _set_print(sheet)


def _set_print(sheet: Worksheet) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _write_help(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width = 100
    sheet.append(["填写说明"])
    for line in HELP:
        sheet.append([line])
    for cell in sheet["A"]:
        cell.font = Font(name=_FONT, size=12)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.row_dimensions[cell.row].height = 36
    sheet["A1"].font = Font(name="黑体", size=14)


if __name__ == "__main__":
    main()
