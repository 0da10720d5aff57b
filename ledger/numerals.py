"""序号 as people write it and as it is printed: 21, ２１, 二十一, （三）, 第三项, ①, 5、6, 5-6 → the numbers of tasks it names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from ledger.text import squeeze

_DIGITS = {
    char: value
    for value, chars in enumerate(("〇零○", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for char in chars
}
_TENS = str.maketrans({"廿": "二十", "卅": "三十", "拾": "十", "佰": "百"})
_ROMAN = str.maketrans({chr(ord("Ⅰ") + n): str(n + 1) for n in range(12)})
_WORD = "〇零○一壹二贰两三叁四肆五伍六陆七柒八捌九玖十拾百佰廿卅"
_ONE = rf"(?:\d{{1,3}}|[{_WORD}]{{1,6}})"
_ITEM = rf"[(\[【]?第?{_ONE}(?:项|条|号)?[)\]】]?"
_AND, _TO = r"[、,，;；/和及与&\n]", r"[-—–―~至到]{1,2}"
_SPAN = re.compile(rf"(?P<first>{_ITEM})(?:{_TO}(?P<last>{_ITEM}))?")
_NUMBERS = re.compile(rf"(?:任务|序号|no\.?)?{_ITEM}(?:(?:{_AND}|以及|{_TO}){_ITEM})*[、.．。,:)]?", re.IGNORECASE)
_ANY = re.compile(_ONE)
_IN_SECTION = re.compile(rf"(?P<section>[{_WORD}]{{1,3}})-(?P<number>\d{{1,3}})")
_IN_SECTIONS = re.compile(
    rf"第?{_IN_SECTION.pattern}(?:[、,;]{_IN_SECTION.pattern.replace('section', 's').replace('number', 'n')})*项?"
)
SECTION = 1000
"""Where numbers begin anew in each section, the third task of section one is 1003, printed 一-3."""
_MOST = 20  # tasks that one row may answer


@lru_cache(maxsize=4096)
def task_numbers(text: str) -> tuple[int, ...]:
    """The tasks a 序号 names, in its order; several for a pair or a range, none for what names none."""
    plain = squeeze(text.translate(_ROMAN).strip().replace("\n", "、"))
    if _IN_SECTIONS.fullmatch(plain):
        return tuple(
            in_section(read_numeral(one["section"]), int(one["number"])) for one in _IN_SECTION.finditer(plain)
        )
    if not _NUMBERS.fullmatch(plain):
        if re.fullmatch(rf"{_ONE}[.．]{_ONE}", plain):  # 一.3: the third of section one
            return (_value(_ANY.findall(plain)[-1]),)
        found = re.search(r"\d+", plain)  # 任务3（新增）
        return (int(found[0]),) if found else ()
    numbers: list[int] = []
    for span in _SPAN.finditer(plain):
        first, last = (_value(_ANY.search(span[name] or "")) for name in ("first", "last"))
        numbers += range(first, last + 1) if first < last <= first + _MOST else [one for one in (first, last) if one]
    return tuple(dict.fromkeys(number for number in numbers if number))


def in_section(section: int, number: int) -> int:
    """The number of a task whose number counts within its section."""
    return section * SECTION + number


def task_label(number: int) -> str:
    """A task's number as it is printed: 3, 一-3."""
    section, within = divmod(number, SECTION)
    return f"{print_numeral(section)}-{within}" if section else str(number)


def in_cell(number: int) -> int | str:
    """The number in a table of its own: a figure where it is one, so that tables sort."""
    return task_label(number) if number >= SECTION else number


def print_numeral(number: int) -> str:
    """A number below a hundred in Chinese: 三, 十二, 四十."""
    tens, ones = divmod(number, 10)
    digits = "〇一二三四五六七八九"
    return (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones or not tens else "")


def is_number(text: str) -> bool:
    """Whether a text is a 序号 and nothing else: 一、 and （三）, not 一、夯实基础."""
    return _NUMBERS.fullmatch(squeeze(text.translate(_ROMAN).strip().replace("\n", "、"))) is not None


def is_span(text: str) -> bool:
    """Whether a 序号 is written as a range: 5-6, which may also be the sixth of section five."""
    return re.fullmatch(rf"{_ITEM}{_TO}{_ITEM}", squeeze(text)) is not None


def _value(word: str | re.Match[str] | None) -> int:
    digits = word[0] if isinstance(word, re.Match) else word or ""
    return int(digits) if digits.isdecimal() else read_numeral(digits)


def read_numeral(words: str) -> int:
    """A Chinese numeral up to 999: 二十八, 廿八, 一百零三, 四二; 0 for none."""
    words = words.translate(_TENS)
    if not re.search("[十百]", words):
        return int("".join(str(_DIGITS[char]) for char in words)) if words else 0
    hundreds, _, rest = words.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    total = 100 * (_figure(hundreds) or 1) if "百" in words else 0
    return total + (10 * (_figure(tens) or 1) if ten else 0) + _figure(ones)


def _figure(words: str) -> int:
    return next((_DIGITS[char] for char in reversed(words) if char in _DIGITS), 0)


def ranges(numbers: Iterable[int]) -> str:
    """Task numbers as a list: 14、15, three and more in a row as 1—5."""
    return "、".join(print_run(run) for run in runs(numbers))


def runs(numbers: Iterable[int]) -> list[list[int]]:
    """Numbers in order, those in a row together."""
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return found


def print_run(run: Sequence[int]) -> str:
    """Numbers in a row: 1—5, 一-1—5, two as 14、15."""
    if len(run) <= 2:
        return "、".join(map(task_label, run))
    return f"{task_label(run[0])}—{run[-1] % SECTION}"
