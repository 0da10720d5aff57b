"""The office's calendar: working days with 调休, effective deadlines, the steps of reminding.

Seeded from chinesecalendar, which knows the State Council's notices and refuses years without one; the
office's own days come on top. A day nobody has said anything about is an error, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from ledger.model import SHANGHAI

Roll = Literal["next", "keep"]
_DAY = timedelta(days=1)
_OPENING, _CLOSING, _AFTERNOON = time(8, 30), time(17, 30), time(14)


class CalendarError(ValueError):
    """The calendar has no data for a year: the office must add it to its settings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Working days. `years` are those whose days off and make-up days the office has entered in full:
    its other days follow the week."""

    days_off: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()

    def is_workday(self, day: date) -> bool:
        """Whether the office works on that day. Raises CalendarError for a year without data."""
        if day in self.workdays or day in self.days_off:
            return day in self.workdays
        if day.year in self.years:
            return day.weekday() < 5
        import chinese_calendar  # noqa: PLC0415  60 ms of tables that most commands never look at

        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            raise CalendarError(
                f"没有{day.year}年的工作日数据：请在 office.toml 的 [calendar] 中按国务院办公厅放假通知填写 days_off、"
                f"workdays，并把 {day.year} 写入 years"
            ) from None

    def _days_from(self, day: date, step: timedelta) -> Iterator[date]:
        for _ in range(400):
            day += step
            if self.is_workday(day):
                yield day

    def shift(self, day: date, workdays: int) -> date:
        """The day so many working days after (before, if negative) a day; 0 is the day itself."""
        days = self._days_from(day, _DAY if workdays > 0 else -_DAY)
        for _ in range(abs(workdays)):
            day = next(days)
        return day

    def shift_known(self, day: date, workdays: int) -> date | None:
        """The same; None where it lies beyond what anybody has said of a year."""
        try:
            return self.shift(day, workdays)
        except CalendarError:
            return None

    def knows(self, year: int) -> bool:
        """Whether somebody has said which days of a year are worked."""
        return self.shift_known(date(year - 1, 12, 31), 1) is not None

    def effective(self, due: date, roll: Roll = "next") -> date:
        """The day a deadline really falls on: the next working day if it is a day off (民法典203 by analogy)."""
        if roll == "keep" or self.is_workday(due):
            return due
        return self.shift(due, 1)

    def workdays_after(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and including `end`; 0 if `end` is not later."""
        return sum(self.is_workday(start + _DAY * n) for n in range(1, (end - start).days + 1))


def midnight_after(day: date) -> datetime:
    """24:00 of a day: the first moment that is too late."""
    return datetime.combine(day + _DAY, time(), SHANGHAI)


def last_day(deadline: datetime) -> date:
    """The day a deadline is printed with: its last day, inclusive."""
    return (deadline - timedelta(microseconds=1)).astimezone(SHANGHAI).date()


def print_deadline(deadline: datetime) -> str:
    """A deadline as users read it: 2022年6月10日24时, or to the minute within a day."""
    day = last_day(deadline)
    if deadline == midnight_after(day):
        return f"{day.year}年{day.month}月{day.day}日24时"
    at = deadline.astimezone(SHANGHAI)
    return f"{at.year}年{at.month}月{at.day}日{at:%H:%M}"


def days_late(moment: datetime, deadline: datetime) -> int:
    """逾期天数: every begun day after the deadline counts (rules.md, Rounds and deadlines); 0:00 sharp is the first."""
    return max(0, (moment - deadline) // _DAY + 1)


def print_moment(moment: datetime) -> str:
    """A moment as users read it: 2022年6月9日15时20分."""
    at = moment.astimezone(SHANGHAI)
    return f"{at.year}年{at.month}月{at.day}日{at.hour}时{at.minute:02d}分"


def print_read_through(moment: datetime | None) -> str:
    """收件截至: until when the mailbox is known to have been read, as every page that says 未报送 prints it."""
    return f"收件截至{print_moment(moment)}" if moment else "邮箱尚未读全过"


def print_day(day: date) -> str:
    """A day as users read it: 2022年6月9日."""
    return f"{day.year}年{day.month}月{day.day}日"


def within_office_hours(calendar: Calendar, now: datetime) -> bool:
    """Whether letters that nobody asked for may go out: 08:30 to 17:30 on working days."""
    at = now.astimezone(SHANGHAI)
    return calendar.is_workday(at.date()) and _OPENING <= at.time() < _CLOSING


def step_due(
    calendar: Calendar,
    deadline: datetime,
    now: datetime,
    *,
    before: tuple[int, ...] = (7, 3, 1),
    after: tuple[int, ...] = (1, 3),
    escalate: int = 5,
    lapse: int = 10,
) -> str | None:
    """The step of reminding that applies at a moment, or None: `before-7`, `last`, `overdue-1`, `escalate`.

    A missed run catches up with the step that applies now, not with all it missed. All numbers are
    working days from the unit's own deadline; `lapse` is when reminding has no sense any more. A step whose day lies in
    a year without data has not come.
    """
    day = last_day(deadline)
    lapsed = calendar.shift_known(day, lapse)
    if lapsed and now.astimezone(SHANGHAI).date() > lapsed:
        return None
    named = [(calendar.shift_known(day, -n), f"before-{n}") for n in before]
    named += [(calendar.shift_known(day, n), f"overdue-{n}") for n in after]
    named.append((calendar.shift_known(day, escalate), "escalate"))
    steps = [(datetime.combine(on, time(), SHANGHAI), step) for on, step in named if on]
    if last := calendar.shift_known(day + _DAY, -1):
        steps.append((min(datetime.combine(last, _AFTERNOON, SHANGHAI), deadline), "last"))
    reached = [step for moment, step in sorted(steps) if moment <= now]
    return reached[-1] if reached else None


def print_step(step: str) -> str:
    """A step of reminding in words: 截止前7个工作日提醒."""
    kind, _, days = step.partition("-")
    return {
        "before": f"截止前{days}个工作日提醒",
        "last": "最后一个下午提醒",
        "overdue": f"逾期{days}个工作日催报",
        "escalate": "报告本办负责人",
        "notice": "拟通报预告",
    }.get(kind, step)
