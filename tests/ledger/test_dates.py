"""Dates as people write them."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.calendar import midnight_after
from ledger.dates import read_date, read_dates, read_limit, read_year
from ledger.limits import read_due
from ledger.model import SHANGHAI

EIGHTH = date(2022, 6, 8)
DIGITS = "〇一二三四五六七八九"


@pytest.mark.parametrize(
    "text",
    [
        "2022.6.8",
        "2022-06-08",
        "2022/6/8",
        "20220608",
        "2022年6月8日",
        "2022 年 6 月 8 日",
        "2022年6月8号",
        "２０２２年６月８日",
        "二〇二二年六月八日",
        "二○二二年六月八日",
        "二零二二年六月八日",
        "22年6月8日",
        "2022-06-08 00:00:00",
        "2022年6月8日（星期三）",
        "填报时间：2022年6月8日",
    ],
)
def test_full_date_is_read_however_it_is_written(text: str) -> None:
    assert read_date(text) == EIGHTH


@pytest.mark.parametrize("text", ["", "   ", "2022年6月", "2022年6月31日", "2022年13月1日", "六月", "待定", "2022"])
def test_no_full_possible_date_is_none(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize("text", ["6月8日", "6.8", "六月八日", "6/8"])
def test_month_and_day_take_the_year_they_are_given(text: str) -> None:
    assert read_date(text) is None
    assert read_date(text, year=2022) == EIGHTH


def _in_words(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (("" if tens < 2 else DIGITS[tens]) + "十" if tens else "") + (DIGITS[ones] if ones else "")


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_back_in_every_spelling(day: date) -> None:
    words = "".join(DIGITS[int(digit)] for digit in str(day.year))
    for text in (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y-%m-%d}",
        f"{day:%Y%m%d}",
        f"{words}年{_in_words(day.month)}月{_in_words(day.day)}日",
    ):
        assert read_date(text) == day, text


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    read_date(text)
    read_date(text, year=2022)
    read_dates(text)
    read_due(text, year=2022)
    read_year(text)


def test_dates_in_a_sentence_carry_the_year_on() -> None:
    said = read_dates("分别于2022年6月10日、9月10日、12月10日前报送")
    assert said == (date(2022, 6, 10), date(2022, 9, 10), date(2022, 12, 10))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("长期坚持", (None, True)),
        ("2022年11月", (date(2022, 11, 30), True)),
        ("2022年2月", (date(2022, 2, 28), True)),
        ("11月底前", (date(2022, 11, 30), True)),
        ("2022年6月15日前", (date(2022, 6, 15), True)),
        ("十二月", (date(2022, 12, 31), True)),
        ("尽快", (None, False)),
        ("13月", (None, False)),
    ],
)
def test_time_limit_is_a_standing_task_or_the_last_day_of_its_month(
    text: str, expected: tuple[date | None, bool]
) -> None:
    assert read_due(text, year=2022) == expected


FIFTEENTH = midnight_after(date(2022, 6, 15))


@pytest.mark.parametrize(
    "text",
    [
        "2022-06-15",
        "6月15日",
        "6月15号",
        "6-15",
        "6/15",
        "2022.6.15",
        "20220615",
        "２０２２年６月１５日",
        "六月十五日",
        "二〇二二年六月十五日",
        "6月15日前",
        "6月15日（星期三）前",
        "延至6月15日",
        "6月15日24时",
        "2022-06-15T24:00",
        "2022-06-15 24:00:00",
        "2022年6月15日24:00",
    ],
)
def test_a_day_given_as_a_limit_is_through_that_day(text: str) -> None:
    assert read_limit(text, year=2022) == FIFTEENTH


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("6月15日17时", 17, 0),
        ("6月15日17时30分", 17, 30),
        ("6月15日下午5点", 17, 0),
        ("6月15日下午5点半", 17, 30),
        ("2022-06-15 17:30", 17, 30),
        ("2022-06-15T17:30:00+08:00", 17, 30),
        ("2022-06-15T09:30:00+00:00", 17, 30),
        ("2022-06-15T00:00", 0, 0),
    ],
)
def test_a_time_of_day_ends_the_limit_then(text: str, hour: int, minute: int) -> None:
    assert read_limit(text, year=2022) == datetime(2022, 6, 15, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "text", ["", "明天", "6月", "2022-06-31", "6月15日下班前", "6月15日25时", "下周三", "15日", "本月底"]
)
def test_what_is_no_clear_limit_is_none(text: str) -> None:
    assert read_limit(text, year=2022) is None


@given(
    st.dates(date(2001, 1, 1), date(2099, 12, 30)),
    st.sampled_from(["{0}-{1:02}-{2:02}", "{0}年{1}月{2}日", "{0}.{1}.{2}", "{0}/{1}/{2}前"]),
)
def test_every_day_however_spelt_ends_at_its_midnight(day: date, spelling: str) -> None:
    said = spelling.format(day.year, day.month, day.day)
    assert (
        read_limit(said, year=1999)
        == midnight_after(day)
        == midnight_after(day - timedelta(days=1)) + timedelta(days=1)
    )


@pytest.mark.parametrize(
    "text", ["2022.6.9 15:20", "2022-6-9 15:20", "6月9 15:20", "2022年6月9日 15时20分", "2022/6/9　15：20"]
)
def test_blank_between_a_day_and_its_time_parts_them(text: str) -> None:
    assert read_limit(text, year=2022) == datetime(2022, 6, 9, 15, 20, tzinfo=SHANGHAI)
