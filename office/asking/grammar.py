"""A deciding line → what it decides. The table (`office.asking.table`) is all there is: a line counts if a row matches
the whole of it.

Words are never searched for: 「没有不同意见」 is no refusal, 「同意延期吗」 no consent. What is not understood is asked
back; the tests are the table's own examples, and every change of them that must not count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ledger.dates import read_limit
from ledger.model import Round
from ledger.numerals import task_numbers
from ledger.roster import Roster
from ledger.rounds import round_said
from office.asking.doubts import beside, is_courteous, says_more, seems_to_decide, wavers
from office.asking.examples import words_of
from office.asking.table import LINES, REASONS, SUBJECTS, Order, Verb, Wording
from office.asking.written import apart, clauses, closer_clauses, lines_of, number_of, plain, plain_line


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenLine:
    """A line as written, and what it says; `trouble` says why it does not count, "" for a remark."""

    words: str
    said: Order | None = None
    trouble: str = ""


_COMPILED = [(row, re.compile(f"{SUBJECTS[row.on]}(?:{row.pattern}){REASONS[row.reason]}")) for row in LINES]
_SHOWN = 20  # characters of a line that is shown back
_LONGEST = 400  # characters of a line that can decide
_BLANK = re.compile(r"\W*(?:理由|原因|事由|缘由)?\W*")  # a reason that was not filled in
_BESIDE_HAN = re.compile(r"(?<=[\u4e00-\u9fff])[,;:!]|[,;:!](?=[\u4e00-\u9fff])")
_SPEAKS = re.compile(r"[\d①-⑳\u4e00-\u9fff]|UNDO|CONFIRM")  # what any row holds
_POINTS = "行首的序号与事项编号分不清，请只写事项编号"
_PUNCTUATION = str.maketrans(",;:()!", "，；：（）！")


def read_lines(text: str, *, roster: Roster, rounds: Sequence[Round], year: int) -> list[WrittenLine]:
    """Every line of what a person wrote: understood, not understood, or a remark that decides nothing."""
    found: list[WrittenLine] = []
    for words in lines_of(text):
        found += _read_line(words, roster, rounds, year)
    if doubt := beside([(line.words, line.said) for line in found]):
        why = f"回复中「{doubt[:_SHOWN]}」一行像是疑问或保留意见，或说的不是本次的决定，其余各行也没有办理；与决定无关的话请不要写"
        return [replace(line, said=None, trouble=why) if line.said else line for line in found]
    return (
        [replace(line, said=None, trouble=_POINTS) if line.said else line for line in found]
        if _is_list(found)
        else found
    )


def _is_list(lines: Sequence[WrittenLine]) -> bool:
    """Whether the first numbers of the lines are the points of a list: 「1、3号…」 over 「2、5号…」."""
    held = [line.said.held for line in lines if line.said]
    return len(held) > 1 and all(len(one) > 1 and one[0] == place for place, one in enumerate(held, 1))


def _read_line(words: str, roster: Roster, rounds: Sequence[Round], year: int) -> list[WrittenLine]:
    """A line, or the several that stand in it."""
    if not _SPEAKS.search(words):
        return [WrittenLine(words=words)]
    words = apart(words)
    close = [_read(part, roster, rounds, year) for part in several] if len(several := closer_clauses(words)) > 1 else []
    if close and all(one.said and one.said.held for one in close):
        return close
    return [_read(part, roster, rounds, year) for part in clauses(words)]


def _read(words: str, roster: Roster, rounds: Sequence[Round], year: int) -> WrittenLine:
    """What one line says; why it does not count, if it seems to decide."""
    said, trouble = _said(words, roster, rounds, year)
    if said is None and not trouble and seems_to_decide(words):
        trouble = "没有看懂这一行"
    return WrittenLine(
        words=_BESIDE_HAN.sub(lambda sign: sign[0].translate(_PUNCTUATION), words), said=said, trouble=trouble
    )


def _said(words: str, roster: Roster, rounds: Sequence[Round], year: int) -> tuple[Order | None, str]:
    line = plain_line(words) if len(words) <= _LONGEST else words
    if len(line) > _LONGEST or "?" in line:
        return None, "写成了问句，没有办理" if "?" in line and seems_to_decide(line) else ""
    trouble = ""
    for row, pattern in _COMPILED:
        found = pattern.fullmatch(line)
        if found is None:
            continue
        said, why = _understood(row, found.groupdict(), roster, rounds, year)
        if said:
            return said, ""
        trouble = trouble or why
    return None, trouble or _lacks(line, roster, rounds, year)


def _lacks(plain: str, roster: Roster, rounds: Sequence[Round], year: int) -> str:
    """What a line lacks that says all but that: why, or the number of the document."""
    for row, pattern in _COMPILED:
        if row.reason == "must" and pattern.fullmatch(f"{plain}:理由"):
            return f"请写明理由，如「{_example(row, roster, rounds, year)}」"
        if row.act is Verb.ISSUE and pattern.fullmatch(f"{plain}兴政办发〔2022〕36号"):
            return f"请写全发文字号，如「{_example(row, roster, rounds, year)}」"
    return ""


def _example(row: Wording, roster: Roster, rounds: Sequence[Round], year: int) -> str:
    return words_of(roster, rounds, year).fill(row.like)


_Facts = dict[str, str | None]


def _understood(
    row: Wording, facts: _Facts, roster: Roster, rounds: Sequence[Round], year: int
) -> tuple[Order | None, str]:
    """The facts of a line that a row matches; why they are none."""
    said = Order(
        act=row.act,
        reason=_reason(facts.get("reason") or ""),
        code=facts.get("code") or "",
    )
    if done := facts.get("done"):
        said = replace(said, code="done" if done == "已完成" else "open")
    reason, example = plain((facts.get("reason") or "").strip(" ,)。")), _example(row, roster, rounds, year)
    if why := _why_no_reason(row, facts.get("sign") or "", reason, example):
        return None, why
    if option := facts.get("option"):
        said = replace(said, option=int(option))
    for name in ("held", "submission", "letter", "task"):
        if word := facts.get(name) or facts.get(f"{name}2"):
            numbers = task_numbers(word) if name == "task" else _numbers(word)
            if not numbers:
                return None, f"「{word}」不是能看懂的编号"
            named: dict[str, Any] = {name: numbers if name == "held" else numbers[0]}
            said = replace(said, **named)
    for name, read in _READERS.items():
        if word := facts.get("received" if name == "received_at" else name):
            value: dict[str, Any] = {name: read(word, roster, rounds, year)}
            if not value[name]:
                return None, _UNREAD[name].format(word)
            said = replace(said, **value)
    return said, ""


def _reason(words: str) -> str:
    """A reason as it is told; thanks and "please" are none."""
    said = words.strip(" ,)。").translate(_PUNCTUATION)
    return "" if is_courteous(plain(said)) else said


def _why_no_reason(row: Wording, sign: str, reason: str, example: str) -> str:
    """Why what stands behind a decision is no reason of it: it was not filled in, it doubts, it decides something else."""
    blank = _BLANK.fullmatch(reason) or (row.reason == "must" and is_courteous(reason))
    if sign and blank:
        return f"请写明理由，如「{example}」" if row.reason == "must" else "没有看懂这一行"
    if is_courteous(reason):
        return ""
    if wavers(row, sign, reason):
        return "决定后面的话像是疑问或保留意见，没有办理；是理由的，请写在冒号后面"
    return "没有看懂这一行，请一行只写一项" if says_more(row, sign, reason) else ""


def _numbers(word: str) -> tuple[int, ...]:
    """The numbers that 「3、5」 and 「3至5」 name; at most twenty."""
    found: list[int] = []
    if re.search(r"[一二三四五六七八九十][号项件条]?[、-]", word) and re.search(r"\d", word):
        return ()  # 「一、3号」: the first is the point of a list; 「一-3」 is a task
    for part in re.split(r"[、,和及与跟]", re.sub(r"[第号项件条]", "", word)):
        ends = [number_of(end) for end in re.split(r"[-—–~至到]", part)]
        if len(ends) > 2 or not all(ends) or ends[-1] < ends[0]:
            return ()
        found += range(ends[0], ends[-1] + 1)
    return tuple(dict.fromkeys(found)) if len(found) <= 20 else ()


def _unit(word: str, roster: Roster, rounds: Sequence[Round], year: int) -> str:  # noqa: ARG001  all readers have one shape
    unit = roster.find(word)
    return unit.name if unit else ""


def _round(word: str, roster: Roster, rounds: Sequence[Round], year: int) -> str:  # noqa: ARG001  all readers have one shape
    round_ = round_said(word, rounds)
    return round_.code if round_ else ""


def _limit(word: str, roster: Roster, rounds: Sequence[Round], year: int) -> datetime | None:  # noqa: ARG001  all readers have one shape
    return read_limit(word, year=year)


def _moment(word: str, roster: Roster, rounds: Sequence[Round], year: int) -> datetime | None:  # noqa: ARG001  all readers have one shape
    """A moment of receipt has a time of day; a day alone is none."""
    return read_limit(word, year=year) if re.search("[时点:]", word) else None


_READERS: dict[str, Callable[[str, Roster, Sequence[Round], int], object]] = {
    "unit": _unit,
    "about": _unit,
    "round": _round,
    "until": _limit,
    "received_at": _moment,
}
_UNREAD = {
    "unit": "单位名录中没有「{}」",
    "about": "单位名录中没有「{}」",
    "round": "没有「{}」这一期",
    "until": "「{}」不是能看懂的日期",
    "received_at": "「{}」不是能看懂的时间",
}
