"""Chinese phrasing: numbers, dates, lists as an official document writes them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from ledger.model import SHANGHAI
from templates.common import wording


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (21, "二十一"),
        (99, "九十九"),
        (100, "一百"),
        (103, "一百零三"),
        (110, "一百一十"),
        (990, "九百九十"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
    ],
)
def test_ordinals(number: int, written: str) -> None:
    assert wording.ordinal(number) == written


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2022, 6, 11, tzinfo=SHANGHAI), "2022年6月10日24时"),
        (datetime(2023, 1, 1, tzinfo=SHANGHAI), "2022年12月31日24时"),
        (datetime(2022, 6, 10, 17, 30, tzinfo=SHANGHAI), "2022年6月10日17时30分"),
    ],
)
def test_deadline_as_the_last_moment(moment: datetime, written: str) -> None:
    assert wording.until(moment) == written


def test_days_are_not_padded() -> None:
    assert wording.day(date(2022, 6, 1)) == "2022年6月1日"
    assert wording.clock(datetime(2022, 6, 1, 9, 5, tzinfo=SHANGHAI)) == "2022年6月1日9时05分"


@pytest.mark.parametrize(
    ("numbers", "written"),
    [
        ((), ""),
        ((14,), "第14项"),
        ((15, 14), "第14、15项"),
        ((1, 2, 3, 4, 5, 14), "第1—5、14项"),
        ((3, 3, 7), "第3、7项"),
    ],
)
def test_task_numbers(numbers: tuple[int, ...], written: str) -> None:
    assert wording.tasks(numbers) == written


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [
        (0, 0, "—"),
        (0, 9, "0.0%"),
        (9, 9, "100.0%"),
        (1, 3, "33.3%"),
        (2, 3, "66.7%"),
        (3799, 3800, "99.9%"),
        (1, 3800, "0.1%"),
    ],
)
def test_rates(part: int, whole: int, written: str) -> None:
    assert wording.percent(wording.rate(part, whole)) == written


@pytest.mark.parametrize(
    ("now", "before", "written"),
    [("81.6", "76.3", "提高5.3个百分点"), ("76.3", "81.6", "下降5.3个百分点"), ("50.0", "50.0", "持平")],
)
def test_change_between_printed_rates(now: str, before: str, written: str) -> None:
    assert wording.change(Decimal(now), Decimal(before)) == written


def test_list_in_a_narrow_cell_breaks_after_its_commas() -> None:
    assert wording.in_lines("10、20、30、40", 6) == "10、20、30、\n40"


@pytest.mark.parametrize("hidden", ["\x00", "\x07", "\x0c", "\u202e", "\u200b", "\ufeff", "\ud800", "\ufffe"])
def test_what_no_reader_sees_is_cleaned(hidden: str) -> None:
    assert wording.clean(f"甲{hidden}乙") == "甲乙"
