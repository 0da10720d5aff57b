"""Working days, effective deadlines, steps of reminding."""

from datetime import date, datetime, timedelta

import pytest

from ledger.calendar import (
    Calendar,
    CalendarError,
    last_day,
    midnight_after,
    print_deadline,
    step_due,
    within_office_hours,
)
from ledger.model import SHANGHAI, RoundPlan
from ledger.rounds import plan_rounds, round_open_at, round_said

CALENDAR = Calendar()
DUE_2022 = (date(2022, 6, 10), date(2022, 9, 10), date(2022, 12, 10))
ROUNDS = plan_rounds([RoundPlan(due=day) for day in DUE_2022], CALENDAR)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_deadline_on_a_day_off_moves_to_the_next_working_day() -> None:
    assert [CALENDAR.effective(day) for day in DUE_2022] == [date(2022, 6, 10), date(2022, 9, 13), date(2022, 12, 12)]


def test_deadline_is_kept_where_the_office_says_so() -> None:
    assert CALENDAR.effective(date(2022, 9, 10), "keep") == date(2022, 9, 10)


def test_make_up_workday_is_a_working_day() -> None:
    assert CALENDAR.is_workday(date(2022, 10, 8))  # a Saturday, worked for the National Day
    assert not CALENDAR.is_workday(date(2022, 10, 3))


def test_office_overrides_the_calendar() -> None:
    calendar = Calendar(days_off=frozenset({date(2022, 6, 10)}), workdays=frozenset({date(2022, 6, 11)}))
    assert calendar.effective(date(2022, 6, 10)) == date(2022, 6, 11)


def test_year_without_data_is_an_error_naming_the_setting() -> None:
    with pytest.raises(CalendarError, match=r"2035年.*\[calendar\].*years"):
        CALENDAR.is_workday(date(2035, 3, 1))


def test_year_the_office_entered_follows_the_week_and_its_days() -> None:
    calendar = Calendar(years=frozenset({2035}), days_off=frozenset({date(2035, 1, 1)}))
    assert not calendar.is_workday(date(2035, 1, 1))
    assert calendar.is_workday(date(2035, 1, 2))
    assert not calendar.is_workday(date(2035, 1, 6))


def test_deadline_includes_its_day_and_no_second_more() -> None:
    deadline = ROUNDS[0].deadline
    assert at("2022-06-10T23:59:59") < deadline <= at("2022-06-11T00:00:00")
    assert last_day(deadline) == date(2022, 6, 10)
    assert print_deadline(deadline) == "2022年6月10日24时"


def test_rounds_are_named_after_their_quarter_and_open_after_the_one_before() -> None:
    assert [one.code for one in ROUNDS] == ["2022Q2", "2022Q3", "2022Q4"]
    assert ROUNDS[0].name == "2022年第二季度"
    assert ROUNDS[1].opens == ROUNDS[0].deadline
    assert round_open_at(at("2022-06-11T00:00:00"), ROUNDS).code == "2022Q3"
    assert round_open_at(at("2022-09-13T23:59:59"), ROUNDS).code == "2022Q3"
    assert round_open_at(at("2022-01-01T00:00:00"), ROUNDS).code == "2022Q2"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2022年第二季度", "2022Q2"),
        ("（2022年第三季度填报版）", "2022Q3"),
        ("二季度台账", "2022Q2"),
        ("第4季度", "2022Q4"),
        ("2022Q3", "2022Q3"),
        ("2022 年 第 二 季度", "2022Q2"),
        ("2021年第二季度", None),
        ("第一季度", None),
        ("任务落实台账", None),
    ],
)
def test_round_is_read_from_text(text: str, code: str | None) -> None:
    found = round_said(text, ROUNDS)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("moment", "step"),
    [
        ("2022-05-30T17:00", None),
        ("2022-05-31T09:00", "before-7"),  # the Dragon Boat holiday lies between
        ("2022-06-06T09:00", "before-7"),
        ("2022-06-07T09:00", "before-3"),
        ("2022-06-09T09:00", "before-1"),
        ("2022-06-10T13:59", "before-1"),
        ("2022-06-10T14:00", "last"),
        ("2022-06-13T09:00", "overdue-1"),
        ("2022-06-14T09:00", "overdue-1"),
        ("2022-06-15T09:00", "overdue-3"),
        ("2022-06-17T09:00", "escalate"),
        ("2022-06-30T09:00", None),
    ],
)
def test_step_that_applies_now(moment: str, step: str | None) -> None:
    assert step_due(CALENDAR, ROUNDS[0].deadline, at(moment)) == step


def test_office_hours_are_half_past_eight_to_half_past_five_on_working_days() -> None:
    assert not within_office_hours(CALENDAR, at("2022-06-10T08:29"))
    assert within_office_hours(CALENDAR, at("2022-06-10T08:30"))
    assert not within_office_hours(CALENDAR, at("2022-06-10T17:30"))
    assert not within_office_hours(CALENDAR, at("2022-06-11T10:00"))


@pytest.mark.parametrize("year", range(2016, 2027))
def test_every_year_with_data_has_a_deadline_on_a_working_day(year: int) -> None:
    for month in (3, 6, 9, 12):
        day = CALENDAR.effective(date(year, month, 10))
        assert CALENDAR.is_workday(day)
        assert day - date(year, month, 10) < timedelta(days=10)
        assert midnight_after(day) > at(f"{day}T23:59:59")
