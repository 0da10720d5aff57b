"""Figures as people write them: 36, 1.2万, 七成五, 百分之八十, 两个半."""

from __future__ import annotations

import re
from functools import lru_cache

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "双": 2, "俩": 2}
_TENS = {"十": 10, "百": 100, "千": 1000, "万": 10000, "亿": 100000000}

NUMBER = r"(?:\d+(?:\.\d+)?[万亿千百]?|[一二两三四五六七八九十百千零〇]+[万亿]?)"
MEASURE = r"(?:平方米|公里|千米|公顷|万亩|[个处座条件家户栋幢所套台篇项部宗人名次份站村里圈批辆盏起例笔场元吨米对扇樘只间类镇街道株棵班趟亩页册本张块面根段期届卷])"
PERCENT = (
    r"(?:\d+(?:\.\d+)?%|百分百|百分之(?:百|[一二三四五六七八九十零〇点百]+|\d+(?:\.\d+)?)|"
    r"[一二三四五六七八九]成[一二三四五六七八九半]?(?![立员果效功])|\d成(?![立员果效功]))"
)

ADJUSTED = re.compile(
    rf"(?:调整|调减|核减|变更|核定)(?:为|至|到)(?P<n>{NUMBER})(?P<m>{MEASURE})"
)  # the target is another now
NONE_LEFT = re.compile(
    r"(?:没有|没|无)一[个户处项家件部条所座台栋宗人名次](?!不)|"
    r"(?:没有|没|无)(?:任何)?一[个户处项家件部条]?[^,]{0,6}[未没]|一[^,\d](?:都|也)?不[少落漏差剩留丢缺]"
)
"""没有一户未完成, 一亩不少: a figure that counts nothing."""


_NO_MONTH = "(?![多半]?(?:月|工作日|季度|小时|百分点))"  # 连续三个月 counts nothing of the task's


def number(text: str) -> float | None:
    """The value of a figure; None where it is none.

    >>> number("1.2万"), number("两"), number("三十六"), number("七千")
    (12000.0, 2.0, 36.0, 7000.0)
    """
    if match := re.fullmatch(r"(\d+(?:\.\d+)?)([万亿千百]?)", text):
        return float(match[1]) * _TENS.get(match[2], 1)
    total, section, digit = 0.0, 0.0, 0.0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in ("万", "亿"):
            total, section, digit = (total + section + digit) * _TENS[char], 0.0, 0.0
        elif char in _TENS:
            section, digit = section + (digit or 1) * _TENS[char], 0.0
        else:
            return None
    return total + section + digit if text else None


def percent(text: str) -> float | None:
    """The value of a share in percent.

    >>> percent("80%"), percent("百分之八十"), percent("七成五"), percent("八成")
    (80.0, 80.0, 75.0, 80.0)
    """
    if text.endswith("%"):
        return float(text[:-1])
    if text == "百分百":
        return 100.0
    if text.startswith("百分之"):
        return 100.0 if text == "百分之百" else _pointed(text.removeprefix("百分之"))
    if match := re.fullmatch(r"([一二三四五六七八九]|\d)成([一二三四五六七八九半]?)", text):
        tail = 5 if match[2] == "半" else (number(match[2]) or 0 if match[2] else 0)
        return (number(match[1]) or 0) * 10 + tail
    return None


def _pointed(text: str) -> float | None:
    """八十二点五, 82.5"""
    whole, _, part = text.partition("点")
    value = number(whole)
    if value is None:
        return None
    return value + sum(_DIGITS.get(char, 0) / 10.0**place for place, char in enumerate(part, 1))


@lru_cache(maxsize=256)
def figures_of(measure: str) -> re.Pattern[str]:
    """Every figure before a measure."""
    if measure == "元":
        return re.compile(rf"({NUMBER})[多余来]?个?(?:元|(?<=[万亿])(?![一-鿿]))")  # 全年36.2亿
    return re.compile(rf"({NUMBER})[多余来]?个?{re.escape(measure)}{_NO_MONTH if measure == '个' else ''}")


def counts(text: str, measure: str) -> list[float]:
    """Every figure of a measure in a clause."""
    return [number(one) or 0.0 for one in figures_of(measure).findall(text)]
