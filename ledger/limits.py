"""责任时限 as people write it → the last day of a task: 12月底, 2022.12, 二季度末, 年底前, 上半年, 长期坚持, 立行立改."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date

from ledger.dates import plain_digits, read_date

_STANDING = re.compile(r"长期|常态|持续|全年|贯穿")
_NO_DAY = re.compile(
    r"立行立改|即知即改|立知立改|立即(?:整改|落实|办理)?|马上(?:就办)?|即时|随时|日常|按?每(?:个)?(?:年|半年|季度?|两?个?月|月度|周|旬|日|天)"
    r"(?:\d{1,2}次|[一二两三四]次|末|底|度)?"
)
_POINT = re.compile(
    r"(?P<y1>20\d\d)[-./](?P<m1>\d{1,2})(?:[-./](?P<d1>\d{1,2})日?(?!\d)|月?(?![\d./-]))"
    r"|(?:(?P<y2>20\d\d|次|明)年)?(?P<m2>\d{1,2})月份?(?:(?P<d2>\d{1,2})[日号]?|(?P<part>上旬|中旬|下旬|初|中|底|末))?"
    r"|(?:(?P<y3>20\d\d|本|今|次|明)年度?)?(?:第?(?P<quarter>[一二三四1-4])季度?|(?P<half>[上下])半年)"
    r"|(?:(?P<y4>20\d\d|本|今|次|明|当))?年(?:度?(?:底|末|内|终)|度)?"
)
_FILLING = re.compile(
    r"(?:底|末|前|以前|之前|以内|内|止|为止|截止|截至|全部|基本|完成|办结|整改|落实|到位|销号|验收|化解|确保|于|在|到|至"
    r"|[（(]含[)）]|[,。;:]|时限)*"
)
_JOINED = re.compile(r"(?:底|末)?[-—–~至到]{1,2}")
_RANGE = re.compile(r"(?<![\d月])\d{1,2}[-—–~至到]{1,2}(?=\d{1,2}月)")
_PARTS = {"上旬": 10, "初": 10, "中旬": 20, "中": 20}


def read_due(text: str, *, year: int) -> tuple[date | None, bool]:
    """A task's time limit: (last day, None for a task without one; whether the text was understood).

    A month, quarter or half means its last day (rules.md, Rounds and deadlines). Whatever is left over, a second day, or
    长期坚持 beside a day, makes it unclear: no date is invented.
    """
    plain = plain_digits(text)
    if _STANDING.search(plain):
        return None, not any(one["m1"] or one["m2"] or one["quarter"] or one["half"] for one in _POINT.finditer(plain))
    if _NO_DAY.fullmatch(plain.strip("。,;")):
        return None, True
    plain = _RANGE.sub("", plain)
    points = [one for one in _POINT.finditer(plain) if one[0]]
    if not points:
        day = read_date(plain, year=year)
        return day, day is not None
    between = list(_between(plain, points))
    joined = len(points) == 2 and _JOINED.fullmatch(between[1]) is not None  # 3月至9月
    if (len(points) > 1 and not joined) or not _is_filling(points[-1], between[0], between[-1]):
        day = read_date(plain, year=year) if re.fullmatch(r"[\d:./-]+", plain) else None
        return day, day is not None
    day = _day(points[-1], _year(points[-1], _year(points[0], year) if joined else year))
    return day, day is not None


def _is_filling(point: re.Match[str], before: str, after: str) -> bool:
    """Whether the words around a day add nothing. 6月前 and 四季度前 may mean their first day or their last."""
    whole = not (point["d1"] or point["d2"] or point["part"] or point[0].endswith(("底", "末", "内", "终")))
    either = whole and after.startswith(("前", "之前", "以前"))
    return not either and bool(_FILLING.fullmatch(before)) and bool(_FILLING.fullmatch(after))


def _between(plain: str, points: list[re.Match[str]]) -> Iterator[str]:
    """The texts before, between and after the points."""
    edges = [0, *(edge for one in points for edge in one.span()), len(plain)]
    return (plain[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))


def _year(point: re.Match[str], year: int) -> int:
    said = next((point[name] for name in ("y1", "y2", "y3", "y4") if point[name]), "")
    return int(said) if said.isdecimal() else year + (said in ("次", "明"))


def _day(point: re.Match[str], year: int) -> date | None:
    """The last day of what a point names, in that year."""
    month = int(point["m1"] or point["m2"] or 0) or _last_month(point)
    if not 1 <= month <= 12:
        return None
    day = point["d1"] or point["d2"] or _PARTS.get(point["part"] or "")
    try:
        return date(year, month, int(day or calendar.monthrange(year, month)[1]))
    except ValueError:
        return None


def _last_month(point: re.Match[str]) -> int:
    if point["m1"] or point["m2"]:
        return 0  # 00月
    if quarter := point["quarter"]:
        return 3 * ("一二三四".find(quarter) + 1 or int(quarter))
    return 6 if point["half"] == "上" else 12
