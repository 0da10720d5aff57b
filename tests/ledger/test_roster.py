"""A unit is found by its name with whatever people put before and behind it; two units at once are none."""

from __future__ import annotations

import pytest

from ledger.model import Unit
from ledger.roster import Roster

NAMES = ("司法局", "审批局", "政府办公室", "凤凰北街街道", "通贵乡")
ROSTER = Roster(units=tuple(Unit(name=name, category="部门") for name in NAMES), place="银川市兴庆区")


@pytest.mark.parametrize(
    "text",
    [
        "司法局",
        "兴庆区司法局",
        "宁夏回族自治区银川市兴庆区司法局",
        "银川市司法局",
        "司法局办公室",
        "司法局党组",
        "司法局法制科",
        "司法局政务公开领导小组办公室",
        "司法局综合办",
        "司法局便民服务中心",
        "中共司法局党组",
        "区司法局（区普法办）",
        "司法局（原法制办）",
        "司法局（联系人：张三）",
        "司法局（",
        "司法局（盖章）",
        "【司法局】",
        "“司法局”",
        "司法局　　2022年6月8日",
        "司法局　密级：公开",
    ],
)
def test_a_unit_is_found_whatever_follows_its_name(text: str) -> None:
    found = ROSTER.find(text)
    assert found is not None
    assert found.name == "司法局"


@pytest.mark.parametrize("text", ["司法局、审批局", "司法局和审批局", "司法局 审批局", "财政局", "司法", ""])
def test_two_units_or_a_strange_one_are_none(text: str) -> None:
    assert ROSTER.find(text) is None


def test_an_office_of_its_own_is_not_part_of_another() -> None:
    found = ROSTER.find("政府办公室")
    assert found is not None
    assert found.name == "政府办公室"
