"""Turns of phrase: to the second on both sides of a deadline."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ledger.model import SHANGHAI
from templates.common import phrases

DEADLINE = datetime(2022, 6, 11, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("received", "said"),
    [
        (DEADLINE - timedelta(days=2, hours=3, minutes=59), "提前2天"),
        (DEADLINE - timedelta(days=2), "提前2天"),
        (DEADLINE - timedelta(hours=3, minutes=20), "提前3小时"),
        (DEADLINE - timedelta(hours=1), "提前1小时"),
        (DEADLINE - timedelta(minutes=5), "提前5分钟"),
        (DEADLINE - timedelta(seconds=1), "提前不足1分钟"),
        (DEADLINE, "逾期1天"),
        (DEADLINE + timedelta(seconds=1), "逾期1天"),
        (DEADLINE + timedelta(days=1) - timedelta(seconds=1), "逾期1天"),
        (DEADLINE + timedelta(days=1), "逾期2天"),
    ],
)
def test_margin_says_how_early_or_late(received: datetime, said: str) -> None:
    assert phrases.margin(received, DEADLINE) == said


def test_minute_is_shanghai_time_to_the_minute() -> None:
    assert phrases.minute(datetime(2022, 6, 9, 7, 5, 59, tzinfo=UTC)) == "2022年6月9日15时05分"


def test_last_day_of_midnight_is_the_day_before() -> None:
    assert phrases.last_day(DEADLINE) == date(2022, 6, 10)
    assert phrases.last_day(DEADLINE + timedelta(seconds=1)) == date(2022, 6, 11)
    assert phrases.weekday(phrases.last_day(DEADLINE)) == "星期五"


def test_deadline_says_why_it_is_not_the_day_written() -> None:
    assert phrases.stated(DEADLINE, date(2022, 6, 10)) == "2022年6月10日24时"
    moved = phrases.stated(datetime(2022, 9, 14, tzinfo=SHANGHAI), date(2022, 9, 10))
    assert moved == "2022年9月13日24时（原定2022年9月10日为休息日，顺延至2022年9月13日）"
    assert phrases.stated(DEADLINE, date(2022, 6, 3), extended=True) == "2022年6月10日24时（经批准延期）"


def test_tasks_are_named_and_counted() -> None:
    assert phrases.counted([5, 8]) == "第5、8项（共2项）"
    assert phrases.counted([]) == "无"
