"""The words of a period, in one place: quarters, months, halves, issues, and the names an office gives."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.calendar import Calendar
from ledger.model import RoundPlan
from ledger.rounds import period_in, plan_rounds, round_said, same_period

QUARTERS = [RoundPlan(due=date(2022, month, 10)) for month in (6, 9, 12)]
MONTHS = [RoundPlan(due=date(2022, n, 25), code=f"2022M{n:02}", name=f"2022年{n}月") for n in range(1, 13)]
ISSUES = [RoundPlan(due=date(2022, 2 * n, 20), code=f"p{n}", name=f"2022年第{n}期") for n in (1, 2, 3)]
OWN = [
    RoundPlan(due=date(2022, 5, 20), code="zx1", name="2022年迎检专项"),
    RoundPlan(due=date(2022, 7, 5), code="h1", name="2022年上半年"),
]


@pytest.mark.parametrize(
    ("plans", "text", "code"),
    [
        (QUARTERS, "2022年第二季度", "2022Q2"),
        (QUARTERS, "2季度台账", "2022Q2"),
        (QUARTERS, "二〇二二年三季度", "2022Q3"),
        (QUARTERS, "2022Q4", "2022Q4"),
        (QUARTERS, "第一季度", ""),
        (QUARTERS, "2021年第二季度", ""),
        (QUARTERS, "报送台账", ""),
        (QUARTERS, "2022年6月8日报送", ""),
        (MONTHS, "2022年5月政务公开任务落实台账", "2022M05"),
        (MONTHS, "5月份台账", "2022M05"),
        (MONTHS, "五月台账", "2022M05"),
        (MONTHS, "十二月份", "2022M12"),
        (MONTHS, "11月", "2022M11"),
        (ISSUES, "第3期", "p3"),
        (ISSUES, "第三期报表", "p3"),
        (OWN, "上半年台账", "h1"),
        (OWN, "迎检专项填报表", "zx1"),
        (OWN, "下半年", ""),
    ],
)
def test_a_text_names_the_round_in_any_words_for_it(plans: list[RoundPlan], text: str, code: str) -> None:
    found = round_said(text, plan_rounds(plans, Calendar()))
    assert (found.code if found else "") == code


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2022年5月政务公开任务落实台账", "2022年5月"),
        ("兴庆区2022年上半年台账", "2022年上半年"),
        ("填报时间：2022年6月8日", ""),
        ("1—6月台账", ""),
        ("2022年6月底前完成", ""),
        ("（第 二 季 度）", "第 二 季 度"),
    ],
)
def test_a_period_is_found_in_a_line_and_a_day_is_none(text: str, words: str) -> None:
    assert period_in(text) == words


def test_the_same_period_in_other_words_is_the_same() -> None:
    assert same_period("二季度进展情况", "2022年第2季度")
    assert not same_period("一季度", "二季度")
