"""A number in a sheet as the sheet shows it: dates, per cents and plain numbers."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache
from math import isfinite, nan

_USUAL = {
    "1": "0",
    "2": "0.00",
    "3": "#,##0",
    "4": "#,##0.00",
    "9": "0%",
    "10": "0.00%",
    **dict.fromkeys(("14", "15", "16", "22", "30"), "yyyy-m-d"),
    **dict.fromkeys(("31", "50", "54", "57", "58", "27", "36"), "yyyy-m-d"),
    "17": "yyyy-m",
    "55": "yyyy-m",
    "28": "m-d",
    "29": "m-d",
    **dict.fromkeys(("18", "19", "20", "21", "32", "33", "34", "35"), "h:mm"),
}
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_LITERAL = re.compile(r'"[^"]*"|\\.')
_DIGIT = re.compile(r"[0#?]|general", re.IGNORECASE)
_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|(?P<digits>[0#?.,%/Ee+]+|[Gg]eneral)|(?P<bare>[\u3000-\u9fff\uff00-\uffef$￥¥ -])'
)
_DIGITS = re.compile(r"(?P<whole>[0#?,]*[0#?])(?:\.(?P<decimals>[0#?]*))?(?P<odd>[,/Ee.])?")
_EXACT = 1e15  # numbers from here on are no counts
_BARE = ("", "General")
_SHORT = 15  # digits that a float keeps
_LONGEST = 30  # of a format's digits
_LAST_DAY = 2_958_466  # 9999-12-31 in Excel's count


def usual_format(number: str) -> str:
    """The format behind a built-in id, as far as it changes what people read."""
    return _USUAL.get(number, "")


@lru_cache(maxsize=256)
def _kind(code: str) -> str:
    """What a format code shows: "date", "month" (no day), "time", "percent" or ""."""
    plain = _QUOTED.sub("", code.partition(";")[0]).lower()
    if "%" in plain:
        return "percent"
    if plain in ("general", "", "@"):
        return ""
    if "y" in plain or "d" in plain:
        return "month" if "y" in plain and "d" not in plain and "m" in plain else "date"
    return "time" if "h" in plain else ""


def shown(text: str, code: str, *, epoch_1904: bool = False) -> str:
    """A number as written in the file → as its format shows it; what is no number stays as it is."""
    value = nan if code in _BARE and _is_count(text) else _float(text)
    if not isfinite(value):
        return text
    kind = _kind(code)
    if kind in ("date", "month") and 0 < value < _LAST_DAY:
        return _day(value, month_only=kind == "month", epoch_1904=epoch_1904)
    if kind == "time" and 0 <= value < _LAST_DAY:
        minutes = round(value % 1 * 1440)
        return f"{minutes // 60}:{minutes % 60:02}"
    part = _section(code, value)
    if kind == "percent":
        return _worded(f"{_figure(value * 100, part)}%", part)
    return _worded(_figure(value, part), part)


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return nan


def _is_count(text: str) -> bool:
    """Whether a number is written as it is shown, as counts and serials are."""
    return len(text) < _SHORT and text.isdecimal() and text.isascii() and text[0] != "0"


def _section(code: str, value: float) -> str:
    """The part of a format for a value: above, below or at zero."""
    parts = code.split(";")
    return parts[1] if value < 0 and len(parts) > 1 else parts[2] if value == 0 and len(parts) > 2 else parts[0]


def _figure(value: float, part: str) -> str:
    """A number with the digits that a format asks for: 12.50, 1,234, 007; as it is where it asks for none."""
    plain = _QUOTED.sub("", part)
    found = _DIGITS.search(plain)
    if not found or found["odd"] or len(found[0]) > _LONGEST or abs(value) >= _EXACT or re.search("[/Ee]", plain):
        return plain_number(value)
    decimals = found["decimals"] or ""
    whole, _, rest = f"{value:{',' if ',' in found['whole'] else ''}.{len(decimals)}f}".partition(".")
    least = decimals.count("0")
    rest = rest[:least] + rest[least:].rstrip("0")
    whole = whole.zfill(found["whole"].count("0")) if "," not in found["whole"] else whole
    return f"{whole}.{rest}" if rest else whole


def _worded(number: str, part: str) -> str:
    """A number with the words that its format sets around it: 已发布0条信息."""
    if not _DIGIT.search(_LITERAL.sub("", part)):
        return number
    before, after, seen = "", "", False
    for piece in _PIECE.finditer(re.sub(r"\[[^\]]*\]|_.|\*.", "", part)):
        literal = piece["quoted"] or piece["escaped"] or piece["bare"] or ""
        if piece["digits"]:
            seen = True
        elif seen:
            after += literal
        else:
            before += literal
    return f"{before}{number}{after}".strip() if seen else number


def plain_number(value: float) -> str:
    """Without a tail of rounding: 12.0 → 12, 0.30000000000000004 → 0.3."""
    return str(int(value)) if value == int(value) and abs(value) < _EXACT else f"{value:.15g}"


def _day(value: float, *, month_only: bool, epoch_1904: bool) -> str:
    start = datetime(1904, 1, 1) if epoch_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's day has no zone
    try:
        moment = start + timedelta(days=value if value >= 60 or epoch_1904 else value + 1)
    except OverflowError:
        return plain_number(value)
    if month_only:
        return f"{moment.year}年{moment.month}月"
    return f"{moment:%Y-%m-%d}" if value == int(value) else f"{moment:%Y-%m-%d %H:%M}"
