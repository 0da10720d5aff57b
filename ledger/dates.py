"""Dates as people write them: 2022.6.8, 二〇二二年六月八日, 2022 年 6 月 8 日, 6月8日."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from ledger.calendar import midnight_after
from ledger.model import SHANGHAI
from ledger.text import squeeze

_DIGITS = {
    char: str(value)
    for value, chars in enumerate(("〇零○Oo", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for char in chars
}
_YEAR_WORD = re.compile(r"[\d〇零○Oo一二三四五六七八九壹贰叁肆伍陆柒捌玖两]{4}(?=年|[-./、.])")
_NUMBER_WORD = re.compile(r"[〇零一二三四五六七八九十廿卅壹贰叁肆伍陆柒捌玖拾]+(?=[月日号])")
_FULL = re.compile(
    r"(?<!\d)(?P<y>\d{4}|\d{2})(?:年|[-./、,]{1,2})(?P<m>\d{1,2})(?:月|[-./、,]{1,2})(?P<d>\d{1,2})"
    r"(?:(?=\d{2}:\d{2})|(?!\d))"  # a sheet's typed date brings its time of day: 2022-06-08 00:00:00
)
_COMPACT = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})(?!\d)")
_SHORT = re.compile(r"(?<![\d年./-])(?P<m>\d{1,2})(?:月(?P<d>\d{1,2})[日号]?|[./-](?P<d2>\d{1,2})(?![\d./-]))")
_MONTH = re.compile(r"(?:(?P<y>\d{4})年)?(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})[日号])?")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年")
_AROUND = re.compile(r"^(?:延期?至|截止?至|到|于)|(?:之前|以前|前|止|为止|底前)$")
_DAY = re.compile(
    r"(?:(?:\d{4}|\d{2})(?:年|[-./]))?\d{1,2}(?:月\d{1,2}[日号]?|[-./]\d{1,2}(?:日|号)?)(?:\(?星期.\)?|周[一二三四五六日])?"
    r"|(?:19|20)\d{6}(?=$|\D)"
)
_TIME = re.compile(
    r"(?P<half_day>上午|中午|下午|晚上)?(?P<h>\d{1,2})(?:[:时点](?P<m>\d{2})?(?P<half>半)?分?|[:时点])(?::00)?(?:\+08:?00)?"
)
_BETWEEN = re.compile(r"(?<=\d)\s+(?=\d{1,2}\s*[:：时点])")  # a day and its time of day: 2022.6.9 15:20 has no 91st
_SERIAL = re.compile(r"4[0-9]{4}|5[0-4][0-9]{3}")  # 2009 to 2050 in Excel's count


def read_number(words: str) -> str:
    """A Chinese numeral up to 99 in digits: 二十八 → 28, 〇六 → 06."""
    words = words.replace("廿", "二十").replace("卅", "三十").replace("拾", "十")
    if "十" not in words:
        return "".join(_DIGITS[char] for char in words)
    tens, _, ones = words.partition("十")
    return (_DIGITS[tens] if tens else "1") + (_DIGITS[ones] if ones else "0")


def plain_digits(text: str) -> str:
    """The text without white space, Chinese numerals in front of 年, 月, 日 made digits."""
    text = squeeze(text)
    text = _YEAR_WORD.sub(lambda m: "".join(_DIGITS.get(char, char) for char in m[0]), text)
    return _NUMBER_WORD.sub(
        lambda m: read_number(m[0]) if re.fullmatch(r"[^十廿卅拾]*|[^十廿卅拾]?[十廿卅拾][^十廿卅拾]?", m[0]) else m[0],
        text,
    )


def _possible(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_date(text: str, *, year: int | None = None) -> date | None:
    """The first full date in a text; a month and day alone take `year`. None if there is none, or if
    the calendar has no such day."""
    plain = plain_digits(text)
    for pattern in (_FULL, _COMPACT):
        if found := pattern.search(plain):
            return _possible(int(found["y"]) % 2000 + 2000, int(found["m"]), int(found["d"]))
    if year and (found := _SHORT.search(plain)):
        return _possible(year, int(found["m"]), int(found["d"] or found["d2"]))
    if _SERIAL.fullmatch(plain):  # a sheet's day whose cell was not told that it is one
        return date(1899, 12, 30) + timedelta(days=int(plain))
    return None


def read_limit(text: str, *, year: int) -> datetime | None:
    """A time limit as a clerk writes it: the first moment that is too late. 「6月15日」, `2022-06-15`, 「6月15日前」 and
    `2022-06-15T24:00` all include the 15th; a time of day ends the limit then. None where it is none, or unclear.
    A month and day alone take `year`."""
    if moment := _iso(text):
        return moment
    plain = _AROUND.sub("", plain_digits(_BETWEEN.sub("日", text.replace("T", " "))))
    day = read_date(plain, year=year)
    found = _DAY.search(plain)
    if day is None or found is None or found.start():
        return None
    return _end_of(day, plain[found.end() :])


def read_moment(text: str, *, year: int) -> tuple[datetime, bool] | None:
    """A moment as a clerk writes it, and whether a time of day is said: 「6月9日15时20分」, 「2022.6.9 下午3点」. A bare day
    is its beginning. None where it is none, or unclear. A month and day alone take `year`."""
    limit, day = read_limit(text, year=year), read_date(text, year=year)
    if limit is None or day is None:
        return None
    timed = re.search(r"[:：时点]", text) is not None
    return (limit if timed else datetime.combine(day, time(), SHANGHAI)), timed


def _end_of(day: date, said: str) -> datetime | None:
    """When a day ends, or the time of day that is said after it; None for what is no time of day."""
    if not said:
        return midnight_after(day)
    found = _TIME.fullmatch(said)
    if found is None:
        return None
    hour, minute = int(found["h"]), int(found["m"] or (30 if found["half"] else 0))
    if found["half_day"] in ("下午", "晚上") and hour < 12:
        hour += 12
    if (hour, minute) == (24, 0):
        return midnight_after(day)
    return datetime.combine(day, time(hour, minute), SHANGHAI) if hour < 24 and minute < 60 else None


def _iso(text: str) -> datetime | None:
    """A moment with its time of day in ISO 8601, in Shanghai where it has no offset."""
    try:
        moment = datetime.fromisoformat(text.strip()) if ":" in text else None
    except ValueError:
        return None
    return moment and (moment.astimezone(SHANGHAI) if moment.tzinfo else moment.replace(tzinfo=SHANGHAI))


def read_year(text: str) -> int | None:
    """The first year a text names: 「2022年…」."""
    found = _YEAR.search(plain_digits(text))
    return int(found[1]) if found else None


def read_years(text: str) -> tuple[int, ...]:
    """Every year a text names: 「2021年结转事项及2022年任务」."""
    return tuple(int(year) for year in _YEAR.findall(plain_digits(text)))


def read_dates(text: str, *, year: int | None = None) -> tuple[date, ...]:
    """Every day a text names, a year carried on to those after it: 「2022年6月10日、9月10日」."""
    dates: list[date] = []
    for found in _MONTH.finditer(plain_digits(text)):
        year = int(found["y"]) if found["y"] else year
        if year and found["d"] and (day := _possible(year, int(found["m"]), int(found["d"]))):
            dates.append(day)
    return tuple(dates)
