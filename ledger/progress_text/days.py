"""Which day a clause speaks of: one that had come when it was written, or one that lay ahead."""

from __future__ import annotations

import re
from datetime import date

from ledger.progress_text.vocabulary import FINISH

_MONTH = re.compile(r"(?<![\d年])(?P<month>1[0-2]|[1-9])月(?:(?P<day>\d{1,2})[日号]|(?P<third>[中下]旬))?")
_THIS_MONTH = re.compile(r"本月(\d{1,2})[日号]")
_DAY_ALONE = re.compile(r"^(\d{1,2})[日号](?![内前])")
_PUT_OFF = re.compile(r"[延推改挪拖](?:迟|后|期)?(?:到|至|在)(?P<month>\d{1,2})月")
_PAST_YEAR = re.compile(r"去年|上年|20\d\d年|前年|次年|明年|来年")
_MONTH_ENDS = 28
_THEN = re.compile(r"(?:今年)?(\d{1,2})月(?:份|[初中底]|[上中下]旬|\d{1,2}[日号])?(?![\d以起至到—-]|[^,]{0,4}的)")
_EARLIER = re.compile("(?:去年底?|上年底?|前年|年初|上半年|[一二三]季度)(?![^,]{0,6}的)")
_LAST_MONTHS = {"年初": 2, "上半年": 6, "一季度": 3, "二季度": 6, "三季度": 9}
_SINCE = re.compile("待|等|正在|以来|至今|起(?!了)|开始|尚|至|到现在|一直|[月日底]前")
_STILL_MEANT = re.compile("计划|预计|力争|争取|确保|保证|将|拟|目标|尚|还|仍")
_NEXT_YEAR = 10  # months back: a limit as long past is one of the year to come
_THIRDS = {"中旬": 11, "下旬": 21}  # the first day of each
_DATED_DEED = re.compile(
    rf"本月\d{{1,2}}[日号]|^(?!.*(?:追加|新增|结余|增设|二期)).*(?:月[^,至]{{0,6}}(?:{FINISH}|(?![底初末中上下])[一-鿿]{{1,2}})$|(?:{FINISH})[^,至]{{0,6}}月)"
)


def is_planned(text: str, written: date | None) -> bool:
    """Whether a deed is told of a day to come (第三期6月上旬开班, written in May)."""
    return bool(written and _DATED_DEED.search(text) and lies_ahead(text, written))


def may_lie_ahead(text: str, written: date | None) -> bool:
    """Whether a clause names a day alone that is still to come this month (20号开门迎客): it may be last month's."""
    day = _DAY_ALONE.search(text)
    return bool(written and day and int(day[1]) > written.day and not re.search("已|均|完毕|了$|[月次当]", text))


def lies_ahead(text: str, written: date | None) -> bool:
    """Whether the date a clause ends on is later than the day it was written; a limit (5月31日前) where that is
    not known."""
    if this_month := _THIS_MONTH.search(text):
        return bool(written and int(this_month[1]) > written.day and not re.search("已|完毕|了.?$", text))
    found = list(_MONTH.finditer(text))
    if not found or _PAST_YEAR.search(text) or re.search("已|完毕|了.?$", text):
        return False
    if written is None:
        return re.match(r"[底末]?(?:之)?前", text[found[-1].end() :]) is not None
    month, day = int(found[-1]["month"]), found[-1]["day"]
    ahead = month - written.month
    if ahead == 0:
        limit = text[found[-1].end() :].startswith(("底前", "末前")) and written.day < _MONTH_ENDS
        first = int(day) if day else _THIRDS.get(found[-1]["third"], 0)
        return limit or first > written.day
    if ahead <= -_NEXT_YEAR and re.match(r"[底末]?(?:之)?前", text[found[-1].end() :]):  # 1月31日前, said in December
        return True
    return ahead > 0 and (written.month > 2 or ahead <= 2)


def was_then(text: str, written: date | None) -> bool:
    """Whether a clause says how it stood in a month that was over when this was written (3月份进度滞后)."""
    if not written or _SINCE.search(text):
        return False
    then = _THEN.match(text)
    earlier = _EARLIER.match(text)
    part_over = earlier and written.month > _LAST_MONTHS.get(earlier[0], 0)
    return bool(part_over) or bool(then and _was_over(int(then[1]), None, written))


def _was_over(month: int, day: str | None, written: date) -> bool:
    """Whether a month, or a day of the same month, had passed."""
    if month == written.month:
        return day is not None and int(day) < written.day
    return -_NEXT_YEAR < month - written.month < 0


def was_planned(text: str, written: date | None) -> bool:
    """Whether what was set for a month speaks of one that had come when this was written (头一回定在5月)."""
    months = list(_MONTH.finditer(text))
    if not written or not months or _PAST_YEAR.search(text) or _STILL_MEANT.search(text):
        return False
    return _was_over(int(months[-1]["month"]), months[-1]["day"], written)


def put_off_until_past(text: str, written: date | None) -> bool:
    """Whether something was put off until a day that had come when this was written (延至10月21日举行)."""
    until = _PUT_OFF.search(text)
    return bool(written and until and int(until["month"]) < written.month and not _PAST_YEAR.search(text))
