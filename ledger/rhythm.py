"""When a preface asks for reports: fixed days, or every week, month, two months, quarter or half-year → the year's rounds.

What is not certain is no rhythm: the sentence comes back and a person writes the days into the settings. A day that is
counted in working days, of a year whose holidays are not announced yet, is named and left open.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ledger.calendar import Calendar
from ledger.dates import plain_digits, read_number
from ledger.model import RoundPlan
from ledger.rounds import period_named

_WORKED = Calendar()  # as announced; days of the office's own are in its settings, with the rounds
_SENTENCE = re.compile(r"[。；;\n]")
_ASKS = re.compile(r"报送|上报|填报|报告|反馈|提交|报[区县市州旗省委办我至到]|报[^，,]{0,16}(?:办|室|局|委|科|股|组)")
_DAYS = re.compile(
    r"(?:(?P<year>20\d\d)年|(?P<next>次年|翌年|明年))?(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})[日号]|(?P<end>底|末))"
)
_EVERY = re.compile(
    r"每个?(?P<every>半年度?|季度?|双月|单月|月度?|[^,]{1,4}?)的?"
    r"(?P<when>末月|最后一?个?月|第三个?月|首月|第一个?月|(?:结束|终了)后?(?:的?次月)?|次月|)的?"
    r"(?:(?P<day>\d{1,2})(?P<unit>日|号|个?工作日|天)(?P<more>[、和及至-]\d)?|(?P<end>最后一[天日]|度?[末底](?=(?:前|之前|以前)(?!\d)|报|将|,|$)))"
)
_RECURS = re.compile(r"每(?!项|个?单位|个?部门|一)|[旬周]报|会[议]?[^,]{0,6}后|按月|按季|逐月|定期|及时|适时")
_WARNS = re.compile(r"未按|逾期|不按|通报|约谈|扣分|考核")  # what follows for who is late, no time of its own
_WEEKLY = re.compile(
    r"每个?(?:周|星期|礼拜)的?(?:周|星期|礼拜)?(?P<weekday>[1-5一二三四五])(?=前|之前|以前|报|上报|将|,|$)(?!前?\d)"
)
_WORKDAYS = re.compile(
    r"每个?(?P<every>半年度?|季度?|月度?)的?"
    r"(?:(?P<after>(?:结束|终了|届满)之?后|次月)的?[前头第]?(?P<count>\d{1,2})个工作日"
    r"|[前头第](?P<first>\d{1,2})个工作日"
    r"|末?的?(?:末月|最后一?个?月)?的?(?P<last>最后(?:[一1]个)?工作日))(?![起后、至和或—-])"
)
_COUNTED = re.compile("[一二两三四五六七八九十]{1,3}(?=个工作日)")
_WEEK = "一二三四五"
_BEFORE = re.compile(r"上(?:一)?个?(?:月|季|半年|期)")
_LAST = {"月": 1, "季": 3, "半年": 6}
_TWO = ("双月", "单月", "两个月", "2个月")
_KIND = {"月": "month", "季": "quarter", "半年": "half"}
_Plans = tuple[RoundPlan | str, ...]
"""Rounds; of one whose day nobody can know yet, its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """The rounds that a preface asks for; where it cannot be read for certain, none, and the words that are unclear."""

    plans: tuple[RoundPlan, ...] = ()
    wanting: tuple[str, ...] = ()  # rounds whose day lies in a year without working-day data
    unclear: str = ""


def read_rhythm(preface: str, *, year: int) -> Rhythm:
    """The rounds of a year as the preface has them."""
    asked = [said for said in map(_plainly, _SENTENCE.split(preface)) if _ASKS.search(said)]
    found = {plans for said in asked if (plans := _plans(said, year))}
    doubtful = [said for said in asked if _plans(said, year) is None]
    if len(found) == 1 and not doubtful:
        every = found.pop()
        plans = tuple(one for one in every if isinstance(one, RoundPlan))
        return Rhythm(plans=plans, wanting=tuple(one for one in every if isinstance(one, str)))
    return Rhythm(unclear="；".join(doubtful or (asked if found else asked[:1])))


def _plainly(said: str) -> str:
    return plain_digits(_COUNTED.sub(lambda found: read_number(found[0]), said))


def _plans(said: str, year: int) -> _Plans | None:
    """The rounds that a sentence asks for; () where it names no time, None where it cannot be told."""
    days = list(_DAYS.finditer(said))
    if weekly := list(_WEEKLY.finditer(said)):
        return _of_weeks(weekly[0]["weekday"], year) if _alone(weekly, said, days) else None
    if counted := list(_WORKDAYS.finditer(said)):
        return _of_workdays(counted[0], said, year) if _alone(counted, said, days) else None
    every = list(_EVERY.finditer(said))
    if len(every) == 1 and not days:
        return _recurring(every[0], said, year)
    if days and not every:
        return _fixed(days, said, year)
    return None if every or (_RECURS.search(said) and not _WARNS.search(said)) else ()


def _alone(found: list[re.Match[str]], said: str, days: list[re.Match[str]]) -> bool:
    """Whether nothing else in the sentence names a time."""
    rest = said.replace(found[0][0], "，")
    return (
        len(found) == 1
        and not days
        and not _EVERY.search(rest)
        and (not _RECURS.search(rest) or _WARNS.search(rest) is not None)
    )


def _of_weeks(weekday: str, year: int) -> _Plans:
    """A round on that day of each week of the year: 第1期, 第2期."""
    place = int(weekday) - 1 if weekday.isdecimal() else _WEEK.index(weekday)
    first = date(year, 1, 1)
    first += timedelta(days=(place - first.weekday()) % 7)
    return tuple(RoundPlan(due=day) for n in range(53) if (day := first + timedelta(weeks=n)).year == year)


def _of_workdays(found: re.Match[str], said: str, year: int) -> _Plans | None:
    """The rounds of periods whose day is counted in working days: within them, or after their end."""
    every, before = found["every"].removesuffix("度"), _BEFORE.search(said) is not None
    if found["first"] and every != "月" and not before:
        return None
    if found["last"] and before:
        return None
    count = int(found["count"] or found["first"] or 0)
    within = bool(found["first"]) and not before
    return tuple(_counted(year, month, every, count, within=within) for month in range(_LAST[every], 13, _LAST[every]))


def _counted(year: int, month: int, every: str, count: int, *, within: bool) -> RoundPlan | str:
    """The round of the period that ends with this month: so many working days after its end (0: its last one), or from the
    month's beginning."""
    ends = date(year, month, calendar.monthrange(year, month)[1])
    start = date(year, month, 1) - timedelta(days=1) if within else ends
    due = _WORKED.shift_known(start, count) if count else _WORKED.shift_known(ends + timedelta(days=1), -1)
    code, name = period_named(ends, _KIND[every])
    return name if due is None else RoundPlan(due=due, code=code, name=name)


def _fixed(days: list[re.Match[str]], said: str, year: int) -> tuple[RoundPlan, ...] | None:
    plans: list[RoundPlan] = []
    at = year
    for found in days:
        at = int(found["year"]) if found["year"] else at + bool(found["next"])
        month = int(found["month"])
        if not 1 <= month <= 12:
            return None
        try:
            due = date(at, month, int(found["day"] or calendar.monthrange(at, month)[1]))
        except ValueError:
            return None
        plans.append(RoundPlan(due=due))
    before = _BEFORE.search(said)
    return tuple(_of_period_before(plan, before[0]) if before else plan for plan in plans)


def _of_period_before(plan: RoundPlan, words: str) -> RoundPlan:
    """上季度's report is due in this one: 4月10日 is of the first quarter."""
    kind = "half" if "半年" in words else "quarter" if "季" in words else "month" if "月" in words else ""
    length = {"half": 6, "quarter": 3, "month": 1}.get(kind)
    if not length:
        return plan
    first = (plan.due.month - 1) // length * length + 1
    code, name = period_named(date(plan.due.year, first, 1) - timedelta(days=1), kind)
    return RoundPlan(due=plan.due, code=code, name=name)


def _recurring(found: re.Match[str], said: str, year: int) -> tuple[RoundPlan, ...] | None:
    every, when = found["every"].removesuffix("度"), found["when"]
    if found["more"] or "工作" in (found["unit"] or "") or (found["unit"] == "天" and not when.startswith("结束")):
        return None
    if every in _TWO:
        return _every_two_months(found, year)
    if every not in _LAST:
        return None
    after = _is_after(every, when, said)
    if after is None:
        return None
    return tuple(_plan(year, month, found, after=after, every=every) for month in range(_LAST[every], 13, _LAST[every]))


def _every_two_months(found: re.Match[str], year: int) -> tuple[RoundPlan, ...] | None:
    """双月 and 单月 name the month; of 两个月 only the end is certain: 每两个月25日 may be of either."""
    every, when, first = found["every"], found["when"], 1 if found["every"] == "单月" else 2
    after = when.startswith(("结束", "终了", "次月"))
    if when if every in ("双月", "单月") else not (after or (found["end"] and not when)):
        return None
    return tuple(_plan(year, month, found, after=after, two=every != "单月") for month in range(first, 13, 2))


def _is_after(every: str, when: str, said: str) -> bool | None:
    """Whether the day lies in the month after the period; None where that cannot be told."""
    before = _BEFORE.search(said) is not None
    if when.startswith(("结束", "终了", "次月")):
        return True
    if every == "月":
        return before if not when else None
    if when in ("首月", "第一个月", "第一月"):
        return True if before else None
    return False if when or "末" in said or "底" in said else None


def _plan(
    year: int, month: int, found: re.Match[str], *, after: bool = False, every: str = "月", two: bool = False
) -> RoundPlan:
    """The round of the period that ends with this month."""
    code, name = period_named(date(year, month, 1), _KIND[every])
    if two:
        name = f"{year}年{month - 1}—{month}月"
    at, due_month = (year + month // 12, month % 12 + 1) if after else (year, month)
    last = calendar.monthrange(at, due_month)[1]
    return RoundPlan(due=date(at, due_month, min(int(found["day"] or last), last)), code=code, name=name)


def spelled(plans: tuple[RoundPlan, ...]) -> Iterator[str]:
    """The rounds as a person reads them: 2025年1月（2月5日）."""
    return (f"{plan.name}（{plan.due.month}月{plan.due.day}日）" for plan in plans)
