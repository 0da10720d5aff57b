"""序号 of the master ledger → the number each task is known by: running, by section, or as counted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ledger.model import Finding, Row, Severity
from ledger.numerals import SECTION, in_section, read_numeral, task_numbers
from ledger.text import squeeze

_TWO_LEVELS = re.compile(r"第?(?P<section>\d{1,2}|[一二三四五六七八九十]{1,3})[-.．—–](?P<number>\d{1,3})")
_LAST = re.compile(r"\d+(?=\D*$)")
_SECTION = re.compile(r"(?:第|板块)?[（(]?(?P<number>[一二三四五六七八九十]{1,3})(?:[、.．,，)）]|部分|板块|$)")


def number_tasks(rows: Sequence[Row]) -> tuple[list[int], list[Finding]]:
    """The number of each row's task. What is written twice within a section is told and not numbered anew."""
    texts = [squeeze(row.number.text) for row in rows]
    if levels := _two_levels(texts):
        return levels, []
    plain = [_number(text) or place for place, text in enumerate(texts, 1)]
    if len(set(plain)) == len(plain) and max(plain) < SECTION:
        return plain, _gap(plain)
    if len(set(texts)) == len(texts):
        return list(range(1, len(texts) + 1)), []  # codes, each its own: 督〔2025〕1号
    if sections := _by_section(rows, plain):
        return sections, []
    return _once(plain), [_twice(rows, plain)]


def _number(text: str) -> int:
    if numbers := task_numbers(text):
        return (
            numbers[0]
            if re.fullmatch(r"\W*(?:第|任务)?\W*[\d一二三四五六七八九十百]+\W*[项条号]?\W*", text)
            else _last(text)
        )
    return _last(text)


def _last(text: str) -> int:
    found = _LAST.search(text)
    return int(found[0]) if found else 0


def _two_levels(texts: Sequence[str]) -> list[int]:
    """The numbers of a ledger that writes 1-3 or 1.3 throughout; none for any other."""
    found = [_TWO_LEVELS.fullmatch(text) for text in texts]
    numbers = [in_section(_value(one["section"]), int(one["number"])) for one in found if one]
    return numbers if len(numbers) == len(texts) == len(set(numbers)) else []


def _value(words: str) -> int:
    return int(words) if words.isdecimal() else read_numeral(words)


def _by_section(rows: Sequence[Row], plain: Sequence[int]) -> list[int]:
    """Section and number, where the numbers begin anew in each section and run up within it; none if they do not."""
    groups: list[list[int]] = []
    before = ""
    for row, number in zip(rows, plain, strict=True):
        if not groups or (number == 1 and (row.section != before or groups[-1][-1] > 1 or not row.section)):
            groups.append([])
        elif number <= groups[-1][-1]:
            return []
        groups[-1].append(number)
        before = row.section
    if len(groups) < 2 or max(plain) >= SECTION:
        return []
    named = _named_sections(rows, plain, len(groups))
    return [in_section(named[place], number) for place, group in enumerate(groups) for number in group]


def _named_sections(rows: Sequence[Row], plain: Sequence[int], count: int) -> list[int]:
    """The sections' own numbers, where each has one of its own; else they are counted."""
    firsts = [row for row, number in zip(rows, plain, strict=True) if number == 1]
    found = [_SECTION.match(row.section.strip()) for row in firsts]
    numbers = [read_numeral(one["number"]) for one in found if one]
    return numbers if len(set(numbers)) == len(firsts) == count else list(range(1, count + 1))


def _once(plain: Sequence[int]) -> list[int]:
    """The numbers as they are, those that stand twice counted on, so that nothing is lost until they are mended."""
    last, seen, numbers = max(plain), set[int](), []
    for number in plain:
        last += number in seen
        numbers.append(last if number in seen else number)
        seen.add(numbers[-1])
    return numbers


def _twice(rows: Sequence[Row], plain: Sequence[int]) -> Finding:
    places = {
        number: [row.number.where for row, one in zip(rows, plain, strict=True) if one == number] for number in plain
    }
    told = "；".join(f"{number}（{'、'.join(cells)}）" for number, cells in places.items() if len(cells) > 1)
    message = f"序号出现不止一次：{told}；填报表按序号对应任务，请在台账中改正。"
    return Finding(code="number_twice", severity=Severity.CORRECT, message=message, where="序号")


def _gap(plain: Sequence[int]) -> list[Finding]:
    if list(plain) == list(range(1, len(plain) + 1)):
        return []
    message = "任务序号不是从1起连续编排，请核对是否有漏项。"
    return [Finding(code="number_gap", severity=Severity.NOTE, message=message)]
