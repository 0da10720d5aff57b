"""A number in a sheet reads as the sheet shows it."""

from __future__ import annotations

import pytest

from parsers.formats.numbers import shown


@pytest.mark.parametrize(
    ("value", "code", "seen"),
    [
        ("36", '0"条"', "36条"),
        ("12", '"已发布"0"条信息"', "已发布12条信息"),
        ("12.5", "0.00", "12.50"),
        ("12.345", "0.##", "12.35"),
        ("12", "0.##", "12"),
        ("1234.5", "#,##0.00", "1,234.50"),
        ("0.855", "0.0%", "85.5%"),
        ("7", "000", "007"),
        ("3", "0.00_);[Red](0.00)", "3.00"),
        ("0.1", "General", "0.1"),
        ("0.30000000000000004", "", "0.3"),
        ("0.5", "# ?/?", "0.5"),
        ("12000", "0,", "12000"),
        ("1e300", "0.00", "1e+300"),
        ("44720", "yyyy-m-d", "2022-06-08"),
        ("已公开", "0", "已公开"),
    ],
)
def test_numbers_are_shown_as_their_format_says(value: str, code: str, seen: str) -> None:
    assert shown(value, code) == seen
