"""期次: the reporting deadlines of a year, and which of them a text or a moment means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time

from ledger.calendar import Calendar, CalendarError, Roll, midnight_after
from ledger.dates import read_year
from ledger.model import SHANGHAI, Round, RoundPlan
from ledger.numerals import read_numeral
from ledger.text import squeeze

_WORDS = "一二三四"
_YEAR = r"(?:20\d\d|[二2][〇○零O0o][\d〇○零O一二三四五六七八九]{2})"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_ISSUE = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_STEM = rf"(?:{_YEAR}\s*年?(?:度)?\s*)?"
PERIOD = (
    rf"{_YEAR}\s*年\s*{_MONTH}\s*[-—–~至到]{{1,2}}\s*{_MONTH}\s*月(?![\s\d]*[日底末前初])"
    rf"|{_STEM}第?\s*[一二三四1-4１-４]\s*季\s*度?(?!节)|{_YEAR}\s*(?:年|[-_/])?\s*[Qq]\s*[1-4]"
    rf"|{_STEM}[上下]\s*半\s*年|{_STEM}(?<![-—–~至到月\d]){_MONTH}\s*月\s*份?(?![\s\d一二三四五六七八九十]*[日号底末前初上中下旬至到—–~-])"
    rf"|{_STEM}第\s*{_ISSUE}\s*[期次]"
)
"""The words of a period, as a pattern: 2022年第二季度, 2季度, 2022Q2, 上半年, 5月份, 第3期. The one place that knows them."""
_PERIOD = re.compile(PERIOD)
_SHORTEST = 3  # characters of a round's own name; shorter ones stand in texts by chance
_KINDS = (
    ("quarter", re.compile(r"第?([一二三四1-4])季|Q([1-4])", re.IGNORECASE)),
    ("half", re.compile("([上下])半年")),
    ("month", re.compile(rf"({_MONTH})月")),
    ("issue", re.compile(rf"第({_ISSUE})[期次]")),
)


def plan_rounds(plans: Sequence[RoundPlan], calendar: Calendar, roll: Roll = "next") -> tuple[Round, ...]:
    """The year's rounds in order. A round opens the day after the one before it was due, unless the
    office says otherwise. One that is due in a year without working-day data is due on its day and not sure of it: it
    takes mail, and nobody is judged late by it."""
    rounds: list[Round] = []
    for plan in named_plans(plans):
        opens = datetime.combine(plan.opens or date(plan.due.year, 1, 1), time(), SHANGHAI)
        if plan.opens is None and rounds:
            opens = rounds[-1].deadline
        try:
            day, sure = calendar.effective(plan.due, roll), True
        except CalendarError:
            day, sure = plan.due, False
        deadline = midnight_after(day)
        rounds.append(Round(code=plan.code, name=plan.name, due=plan.due, deadline=deadline, opens=opens, sure=sure))
    return tuple(rounds)


def named_plans(plans: Sequence[RoundPlan]) -> tuple[RoundPlan, ...]:
    """The plans in order, each with code and name: by quarter; two halves of a year, months and issues where the days
    are such."""
    plans = sorted(plans, key=lambda plan: plan.due)
    kind = _kind_of_days([plan.due for plan in plans])
    return tuple(
        replace(plan, code=plan.code or code, name=plan.name or name)
        for place, plan in enumerate(plans, 1)
        for code, name in [_named(plan.due, kind, place)]
    )


def _kind_of_days(days: Sequence[date]) -> str:
    months = [(day.year, day.month) for day in days]
    if [day.month for day in days] == [6, 12]:
        return "half"
    if len({(year, (month + 2) // 3) for year, month in months}) == len(days):
        return "quarter"
    return "month" if len(set(months)) == len(days) else "issue"


def _named(day: date, kind: str, place: int) -> tuple[str, str]:
    """The code and the name of the period of that kind in which a day lies."""
    half, quarter = (day.month + 5) // 6, (day.month + 2) // 3
    return {
        "half": (f"{day.year}H{half}", f"{day.year}年{'上下'[half - 1]}半年"),
        "quarter": (f"{day.year}Q{quarter}", f"{day.year}年第{_WORDS[quarter - 1]}季度"),
        "month": (f"{day.year}M{day.month:02}", f"{day.year}年{day.month}月"),
        "issue": (f"{day.year}P{place:02}", f"{day.year}年第{place}期"),
    }[kind]


def period_named(day: date, kind: str) -> tuple[str, str]:
    """The code and the name of the half, quarter or month in which a day lies: 2025M05, 2025年5月."""
    return _named(day, kind, 0)


def rhythm_word(name: str) -> str:
    """What a round's circular is called by its period: 季度, 月度, 半年; "" for one of no period."""
    kind = (_period(squeeze(name)) or ("", 0))[0]
    return {"quarter": "季度", "month": "月度", "half": "半年"}.get(kind, "")


def year_of(one: Round) -> int:
    """The year that a round tells of: 2025 of 2025年12月, which is due in January."""
    return read_year(one.name) or one.due.year


def round_said(text: str, rounds: Iterable[Round]) -> Round | None:
    """The round a text names: 「2022年第二季度」, 「二季度」, `2022Q2`, 「5月份」, 「上半年」, or a round's own name or code.

    A period of another year names no round of ours.
    """
    plain, rounds = squeeze(text), tuple(rounds)
    # the longest name first: 第1期 also stands in 第1期补报
    for one in sorted(rounds, key=lambda one: -len(one.name)):
        if squeeze(one.code) in plain or squeeze(one.name) in plain:
            return one
    if short := _by_short_name(plain, rounds):
        return short
    for found in _PERIOD.finditer(plain):
        if meant := _of_period(found[0], rounds):
            return meant
    return None


def is_no_round(text: str, rounds: Sequence[Round]) -> bool:
    """Whether a text names a period of the kind that the office has rounds of, and this is none of them: 第一季度."""
    period = _period(squeeze(period_in(squeeze(text))))
    kinds = {kind for one in rounds if (kind := (_period(squeeze(one.name)) or ("", 0))[0])}
    return period is not None and period[0] in kinds and round_said(text, rounds) is None


def only_counts(text: str, rounds: Sequence[Round]) -> bool:
    """Whether a text tells a round by its place alone (第二期) where the office calls its rounds by something else."""
    period = _period(squeeze(period_in(squeeze(text))))
    named = {(_period(squeeze(one.name)) or ("", 0))[0] for one in rounds}
    return period is not None and period[0] == "issue" and "issue" not in named


def period_in(text: str) -> str:
    """The words of the first period that a text names, "" for none."""
    found = _PERIOD.search(text)
    return found[0].strip() if found else ""


def same_period(one: str, other: str) -> bool:
    """Whether two texts name the same quarter, half, month or issue, whatever words they use."""
    mine = _period(squeeze(one))
    return mine is not None and mine == _period(squeeze(other))


def months_of(text: str) -> range:
    """The months of the period that a text names; none where it names none, or a mere count."""
    period = _period(squeeze(text))
    kind, number = period or ("", 0)
    length = {"month": 1, "quarter": 3, "half": 6}.get(kind, 0)
    return range(length * (number - 1) + 1, length * number + 1)


def _by_short_name(plain: str, rounds: tuple[Round, ...]) -> Round | None:
    """The round whose name, without the year it begins with, a text of the same or no year says."""
    for one in rounds:
        short = re.sub(r"^20\d\d年?", "", squeeze(one.name))
        if len(short) < _SHORTEST or _PERIOD.fullmatch(short):
            continue  # a period's words are told apart by what they mean: 二季度 is 2季度 too
        found = plain.find(short)
        year = read_year(plain[:found]) if found >= 0 else None
        if found >= 0 and year in (None, year_of(one)):
            return one
    return None


def _of_period(words: str, rounds: tuple[Round, ...]) -> Round | None:
    """The round that a period's words mean: the one named so, else for a quarter or a month the one due in it."""
    year = read_year(words) or _leading_year(words)
    ours = [one for one in rounds if year is None or year == year_of(one)]
    period = _period(words)
    if period is None:
        return None
    named = [one for one in ours if _period(squeeze(one.name)) == period]
    if named:
        return named[0]
    kind, number = period
    if any(_period(squeeze(one.name)) and _period(squeeze(one.name))[0] == kind for one in rounds):  # type: ignore[index]
        return None  # the office has rounds of this kind, and this is none of them
    if kind == "quarter":
        due = [one for one in ours if (one.due.month + 2) // 3 == number]
    elif kind == "half":
        due = [one for one in ours if one.due.month == 6 * number]
    elif kind == "issue":
        due = list(ours[number - 1 : number])
    else:
        due = [one for one in ours if one.due.month == number]
    return due[0] if len(due) == 1 else None


def _period(words: str) -> tuple[str, int] | None:
    """What a period is: ("quarter", 2), ("month", 5) …"""
    for kind, pattern in _KINDS:
        if found := pattern.search(words):
            word = next(filter(None, found.groups()))
            number = "上下".index(word) + 1 if kind == "half" else int(word) if word.isdecimal() else read_numeral(word)
            return kind, number
    return None


def _leading_year(words: str) -> int | None:
    found = re.match(r"20\d\d", words)
    return int(found[0]) if found else None


def round_open_at(moment: datetime, rounds: Sequence[Round]) -> Round:
    """The round that is open at a moment: the last that has opened, or the first of the year."""
    return next((one for one in reversed(rounds) if one.opens <= moment), rounds[0])


def rounds_up_to(round_: Round, rounds: Sequence[Round]) -> Sequence[Round]:
    """A round and those before it."""
    return rounds[: [one.code for one in rounds].index(round_.code) + 1]


def round_before(one: Round, rounds: Sequence[Round]) -> Round | None:
    """The round before this one in the year."""
    at = [other.code for other in rounds].index(one.code)
    return rounds[at - 1] if at else None
