"""Chinese phrasing shared by the documents: lists, numbers, dates, rates, and cleaned text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from ledger.model import SHANGHAI
from ledger.numerals import print_run, ranges, runs

_DIGITS = "零一二三四五六七八九"
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_TENTH = Decimal("0.1")


def clean(text: str) -> str:
    """The text without what no reader sees: control characters, bidi overrides, zero-width signs.

    Line breaks and tabs stay. Everything that has a shape on paper is kept, in full.
    """
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def listed(names: Iterable[str]) -> str:
    """Names one after another: 教育局、民政局."""
    return "、".join(names)


def ordinal(number: int) -> str:
    """A heading's number, 1 to 9999: 一, 十, 二十一, 一百零三, 一百一十."""
    words = ""
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        words += f"{_DIGITS[digit]}{unit}" if digit else "零"
    words = re.sub("零+", "零", words).strip("零")
    return words.removeprefix("一") if 10 <= number <= 19 else words


def day(moment: date) -> str:
    """2022年6月10日, nothing padded (GB/T 9704 7.3.5.4)."""
    return f"{moment.year}年{moment.month}月{moment.day}日"


def _hour(moment: datetime) -> str:
    return f"{moment.hour}时" + (f"{moment.minute:02d}分" if moment.minute else "")


def clock(moment: datetime) -> str:
    """2022年6月15日9时, with minutes where there are any."""
    local = moment.astimezone(SHANGHAI)
    return day(local) + _hour(local)


def short_clock(moment: datetime) -> str:
    """6月9日15时20分: in tables and lists whose year is known."""
    local = moment.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日{_hour(local)}"


def until(deadline: datetime) -> str:
    """A deadline as the last moment that counts: midnight is 24时 of the day before."""
    local = deadline.astimezone(SHANGHAI)
    if (local.hour, local.minute) == (0, 0):
        return f"{day(local.date() - timedelta(days=1))}24时"
    return clock(local)


def tasks(numbers: Sequence[int]) -> str:
    """Task numbers in a sentence: 第14、15项, 第1—5项."""
    return f"第{ranges(numbers)}项" if numbers else ""


def tasks_apart(numbers: Sequence[int]) -> str:
    """The same where lines are justified: 第3项、第7项、第9项, as 3、7、9 alone stretches a line it does not fit in."""
    apart = runs(numbers)
    return listed(f"第{print_run(run)}项" for run in apart) if len(apart) > 2 else tasks(numbers)


def in_lines(text: str, width: float) -> str:
    """A list for a narrow cell, broken after its commas: left alone, programs break it inside a number."""
    lines = [""]
    for item in re.findall("[^、]+、?", text):
        if lines[-1] and em(lines[-1] + item) > width:
            lines.append("")
        lines[-1] += item
    return "\n".join(lines)


def em(text: str) -> float:
    """The width of a text in Han characters; digits and letters take half of one."""
    return sum(0.5 if character.isascii() else 1 for character in text)


def rate(part: int, whole: int) -> Decimal | None:
    """Per cent with one decimal; None of nothing. 0.0 and 100.0 are kept for none and all."""
    if not whole:
        return None
    exact = (Decimal(100 * part) / Decimal(whole)).quantize(_TENTH, ROUND_HALF_UP)
    if part in (0, whole):
        return exact
    return min(max(exact, _TENTH), 100 - _TENTH)


def percent(value: Decimal | None) -> str:
    """81.6%, or a dash where there is nothing to count."""
    return "—" if value is None else f"{value}%"


def change(now: Decimal, before: Decimal) -> str:
    """The step between two printed rates: 提高5.3个百分点, 下降…, or 持平."""
    if now == before:
        return "持平"
    return f"{'提高' if now > before else '下降'}{abs(now - before)}个百分点"
