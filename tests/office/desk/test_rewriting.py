"""What a page changes in office.toml and units.xlsx is all that changes there."""

from __future__ import annotations

import io
import tomllib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

import examples.office
from ledger.model import RoundPlan
from office.desk.rewriting import unit_columns, unit_row, with_rounds, with_unit, with_values
from office.desk.units import read_roster

TEXT = """# 本办的设置
[office]
name = "某办"   # 全称

[[rounds]]
due = 2022-06-10   # 第一期
[[rounds]]
due = 2022-09-10

[rules]
correction_days = 2            # 工作日
exclude = ["late"]  # 情形
[points]
# late = 1
"""


@pytest.mark.parametrize(
    ("key", "value", "read"),
    [
        ("rules.correction_days", 3, 3),
        ("rules.ranking", True, True),
        ("rules.exclude", ("late", "missing"), ["late", "missing"]),
        ("rules.exclude", (), []),
        ("reminders.before", (5, 1), [5, 1]),
        ("points.late", Decimal("0.5"), 0.5),
        ("points.late", Decimal(2), 2),
        ("office.name", '"]\n[staff]', '"]\n[staff]'),
    ],
)
def test_a_value_is_set_and_all_else_stays(key: str, value: Any, read: object) -> None:  # noqa: ANN401  each of its kind
    section, name = key.split(".")
    written = with_values(TEXT, {key: value})
    before, after = tomllib.loads(TEXT), tomllib.loads(written)
    before.setdefault(section, {})[name] = read
    assert after == before
    assert [line for line in TEXT.splitlines() if line.startswith("#") and line not in written] == []
    assert written.count("# 工作日") == 1


def test_a_value_that_is_left_blank_is_taken_out() -> None:
    with_points = with_values(TEXT, {"points.late": Decimal(1)})
    assert tomllib.loads(with_values(with_points, {"points.late": None})) == tomllib.loads(TEXT)


def test_rounds_are_set_added_and_taken_out() -> None:
    first, second = RoundPlan(due=date(2022, 6, 15), opens=date(2022, 4, 1)), RoundPlan(due=date(2022, 9, 10))
    third = RoundPlan(due=date(2022, 12, 10), code="2022Q4", name="年终")
    written = with_rounds(TEXT, [first, second, third])
    assert tomllib.loads(written)["rounds"] == [
        {"due": date(2022, 6, 15), "opens": date(2022, 4, 1)},
        {"due": date(2022, 9, 10)},
        {"due": date(2022, 12, 10), "code": "2022Q4", "name": "年终"},
    ]
    assert "# 第一期" in written
    assert tomllib.loads(with_rounds(written, [second]))["rounds"] == [{"due": date(2022, 9, 10)}]
    assert tomllib.loads(with_rounds("[rules]\n", [second]))["rounds"] == [{"due": date(2022, 9, 10)}]
    assert with_rounds(TEXT, [RoundPlan(due=date(2022, 6, 10)), RoundPlan(due=date(2022, 9, 10))]) == TEXT


def test_a_unit_is_changed_in_its_own_cells() -> None:
    content = examples.office.units()
    written = with_unit(content, "教育局", {"A岗姓名": "=新人", "A岗电话": ""})
    before, after = (load_workbook(io.BytesIO(one)) for one in (content, written))
    changed = [
        (sheet.title, cell.coordinate)
        for sheet in before
        for row in sheet.iter_rows()
        for cell in row
        if cell.value != after[sheet.title][cell.coordinate].value
    ]
    assert len(changed) == 2
    assert unit_row(written, "教育局")["A岗姓名"] == "=新人"
    assert {cell.data_type for row in after["单位名录"].iter_rows() for cell in row} <= {"s", "n"}


@pytest.mark.parametrize("title", [None, "2022年单位名录"])
def test_a_unit_and_a_column_are_added_below_and_beside(title: str | None) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "单位名录"
    for row in (
        [title] if title else None,
        ["单位名称", "类别", "A岗邮箱"],
        ["甲局", "部门", "a@x.cn"],
        [None],
        ["乙局", "部门", "b@x.cn"],
    ):
        if row:
            sheet.append(row)
    content = io.BytesIO()
    workbook.save(content)
    said = {"单位名称": "丙局", "类别": "部门", "A岗邮箱": "c@x.cn", "曾用名": "丁局（至2022-03-01）"}
    written = with_unit(content.getvalue(), "", said)
    roster = read_roster(written)
    assert [one.name for one in roster.units] == ["甲局", "乙局", "丙局"]
    assert [one.name for one in roster.units[2].former] == ["丁局"]
    assert unit_columns(written) == ("单位名称", "类别", "A岗邮箱", "曾用名")
    assert unit_row(written, "没有的局") == {}
