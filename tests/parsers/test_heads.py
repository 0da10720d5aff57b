"""The head fields as units write them: with and without colons, set off by blanks, beside instructions."""

from __future__ import annotations

import pytest

from ledger.model import Field
from parsers.form.heads import date_of, unit_of


@pytest.mark.parametrize(
    ("line", "unit", "date"),
    [
        ("填报单位：兴庆区财政局　填报时间：2022年6月8日", "兴庆区财政局", "2022年6月8日"),
        ("责任单位：兴庆区财政局（盖章）", "兴庆区财政局", ""),
        ("牵头单位：财政局，责任单位：各部门", "", ""),
        ("填报单位 兴庆区财政局    填报时间 2022年6月8日", "兴庆区财政局", "2022年6月8日"),
        ("填报单位（盖章）　兴庆区财政局", "兴庆区财政局", ""),
        ("填报单位　请写全称", "", ""),
        ("各填报单位 按季度报送", "", ""),
        ("填报单位要写全称。", "", ""),
    ],
)
def test_unit_and_date_are_read_from_a_line(line: str, unit: str, date: str) -> None:
    rows = [(Field(text=line, where="正文"),)]
    found = (unit_of(rows), date_of(rows))
    assert [field.text if field else "" for field in found] == [unit, date]
