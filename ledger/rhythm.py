"""When a preface asks for reports: fixed days, or every month, two months, quarter or half-year → the year's rounds.

What is not certain is no rhythm: the sentence comes back and a person writes the days into the settings.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ledger.dates import plain_digits
from ledger.model import RoundPlan
from ledger.rounds import period_named

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
_BEFORE = re.compile(r"上(?:一)?个?(?:月|季|半年|期)")
_LAST = {"月": 1, "季": 3, "半年": 6}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """The rounds that a preface asks for; where it cannot be read for certain, none, and the words that are unclear."""

    plans: tuple[RoundPlan, ...] = ()
    unclear: str = ""


def read_rhythm(preface: str, *, year: int) -> Rhythm:
    """The rounds of a year as the preface has them."""
    asked = [said for said in map(plain_digits, _SENTENCE.split(preface)) if _ASKS.search(said)]
    found = {plans for said in asked if (plans := _plans(said, year))}
    doubtful = [said for said in asked if _plans(said, year) is None]
    if len(found) == 1 and not doubtful:
        return Rhythm(plans=found.pop())
    return Rhythm(unclear="；".join(doubtful or (asked if found else asked[:1])))


def _plans(said: str, year: int) -> tuple[RoundPlan, ...] | None:
    """The rounds that a sentence asks for; () where it names no time, None where it cannot be told."""
    every, days = list(_EVERY.finditer(said)), list(_DAYS.finditer(said))
    if len(every) == 1 and not days:
        return _recurring(every[0], said, year)
    if days and not every:
        return _fixed(days, said, year)
    return None if every or (_RECURS.search(said) and not _WARNS.search(said)) else ()


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
    if every in ("双月", "单月"):
        first = 2 if every == "双月" else 1
        return (
            tuple(_plan(year, month, found, two=every == "双月") for month in range(first, 13, 2)) if not when else None
        )
    if every not in _LAST:
        return None
    after = _is_after(every, when, said)
    if after is None:
        return None
    return tuple(_plan(year, month, found, after=after, every=every) for month in range(_LAST[every], 13, _LAST[every]))


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
    kind = {"月": "month", "季": "quarter", "半年": "half"}[every]
    code, name = period_named(date(year, month, 1), kind)
    if two:
        name = f"{year}年{month - 1}—{month}月"
    at, due_month = (year + month // 12, month % 12 + 1) if after else (year, month)
    last = calendar.monthrange(at, due_month)[1]
    return RoundPlan(due=date(at, due_month, min(int(found["day"] or last), last)), code=code, name=name)


def spelled(plans: tuple[RoundPlan, ...]) -> Iterator[str]:
    """The rounds as a person reads them: 2025年1月（2月5日）."""
    return (f"{plan.name}（{plan.due.month}月{plan.due.day}日）" for plan in plans)
