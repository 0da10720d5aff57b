"""What a form says about itself around its table: title, preface, unit, date, round."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from ledger.model import Field
from ledger.rounds import PERIOD
from parsers.form.notes import without_notes, without_prompt

Tidy = Callable[[str], str]


def _spaced(*words: str) -> str:
    """A pattern for words that people stretch: 填 报 单 位."""
    return "|".join(r"\s*".join(map(re.escape, word)) for word in words)


_SEAL = r"(?:[（(\[【]\s*(?:加\s*)?(?:盖\s*)?(?:公\s*|签\s*)?章\s*[)）\]】])"
_REPORTED = _spaced("填报", "填表", "报送", "上报", "呈报", "填写")
_OFFICES = rf"(?:{_REPORTED})\s*{_spaced('科室')}"  # who in the unit: not the unit
_PEOPLE = (
    "填报人", "填表人", "联系人", "联系电话", "联系方式", "电话", "审核人", "审核", "负责人", "单位负责人", "主要负责人",
    "分管领导", "审签人", "签发人", "经办人", "手机", "邮箱",
)  # fmt: skip
_UNIT_WORDS = (
    rf"(?:{_REPORTED})\s*(?:{_spaced('单位', '部门', '机关')})(?:\s*(?:{_spaced('名称', '全称')}))?"
    rf"|{_spaced('单位名称', '部门名称', '单位全称')}"
)
_DATE_WORDS = rf"(?:{_REPORTED})\s*(?:{_spaced('时间', '日期')})"
_BARE_UNIT, _BARE_DATE = _spaced("单位", "部门", "责任单位"), _spaced("日期", "时间")
_NEXT = rf"(?=\s*[（(]?\s*(?:{_OFFICES}|{_spaced('密级', '联系人', '联系电话')}\s*[：:﹕])|{_UNIT_WORDS}|{_DATE_WORDS}|{_spaced(*_PEOPLE)}\s*[（(：:]|\s(?:{_BARE_DATE}|{_BARE_UNIT})\s*[：:﹕]|$)"
_NEXT_TO_UNIT = rf"(?=\s*[（(]?(?:20\d\d|二[〇○零])[\d〇○零一二三四五六七八九]*\s*[年./-]|{_NEXT[3:]}"
_UNIT = re.compile(
    rf"(?:{_UNIT_WORDS}|^\s*(?:{_BARE_UNIT})(?=\s*{_SEAL}?\s*[：:﹕]))\s*{_SEAL}?\s*(?P<sign>[：:﹕]?)(?P<value>.*?){_NEXT_TO_UNIT}"
)
_DATE = re.compile(
    rf"(?:{_DATE_WORDS}|(?:^|(?<=\s))(?:{_BARE_DATE})(?=\s*[：:﹕]))\s*(?:[（(][^）)]*[）)]\s*)?(?P<sign>[：:﹕]?)(?P<value>.*?){_NEXT}"
)
_LABEL = re.compile(
    rf"\s*(?:{_UNIT_WORDS}|{_DATE_WORDS}|{_BARE_UNIT}|{_BARE_DATE})\s*(?:[（(][^）)]*[）)]\s*)?(?:[：:﹕]|$)"
)
_SEALS = re.compile(_SEAL)
_PERSON = re.compile(rf"\s*(?:{_spaced(*_PEOPLE)})\s*[（(：:]")
_MEASURE = re.compile(
    r"(?:人民币)?[百千万亿]?(?:元|个|件|项|人次?|户|亩|公顷|公里|吨|次|条|份|家|台|套|间|辆|张|宗|起|批|平方米|立方米|平方公里|%|％)(?![一-鿿])"
)
"""单位：万元, which names no body."""
_LINE = re.compile(r"[_＿\u2581\u2582]+")
_ROUND = re.compile(PERIOD)
_DATE_ALONE = re.compile(
    r"\s*(?:20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})\s*[年./-]\s*[\d一二三四五六七八九十]{1,3}\s*[月./-]\s*[\d一二三四五六七八九十]{1,3}\s*日?\s*"
)
_SIGNED = re.compile(rf"(?P<name>.*?)(?P<day>{_DATE_ALONE.pattern})?")
_TITLE = re.compile(r"台账|填报表|任务表|进度表|分解|分工|进展|落实|清单|要点|汇总表|统计表|情况表|报表")
_PROSE = re.compile(r"[。；]\s*$|[，；].*[，；]|每(?:月|季|半年|双月|单月)[^，]*(?:报|送)|\d[日号]前")
_ANNEX = re.compile(r"^\s*附\s*[件表]\s*[\d一二三四五六七八九十]*\s*[：:﹕]?\s*$")
_BODY = r"(?:局|委|办|处|镇|乡|道|心|院|会|府|队|厅|司|校|部|室|站)"
_NAME_ALONE = re.compile(rf"[一-鿿（）()·\s]{{2,30}}{_BODY}")
_NAME_WITHIN = re.compile(rf"[一-鿿]{{1,30}}{_BODY}(?![一-鿿])")
_SHORT = 80
HINT = 40
"""Characters of a line that may be a name."""
SENTENCE = re.compile("[。；！？，]|请|抄送|联系|附件")
"""What a line with a name is not."""
_INSTRUCTION = re.compile(r"[。，；]|请|应|须|不得|填写|要求")
_SENTENCE = re.compile(r"[。，；]|请|[前底]")
_MEANT = re.compile(r"[\d一二三四五六七八九十〇○零]")


def is_label(text: str) -> bool:
    """Whether a line names the unit or the date of the form."""
    return _UNIT.search(text) is not None or _DATE.search(text) is not None


def begins_with_label(text: str) -> bool:
    """Whether a cell is, or begins with, a label for unit or date: 填报时间, 报送单位：…"""
    return _LABEL.match(text) is not None


def is_name(text: str) -> bool:
    """Whether a line is a body's name and nothing else."""
    return _NAME_ALONE.fullmatch(text.strip()) is not None and not is_label(text)


def holds_name(text: str) -> bool:
    """Whether a short line that is no sentence holds a body's name: 司法局　第1页."""
    return len(text) <= HINT and not SENTENCE.search(text) and _NAME_WITHIN.search(text) is not None


def is_bare_label(text: str) -> bool:
    """Whether a cell is such a label, or one for people, and nothing else: its answer stands in the next."""
    return (
        _LABEL.fullmatch(text.strip()) is not None or _PERSON.fullmatch(text.strip().rstrip("：:") + "：") is not None
    )


def is_date(text: str) -> bool:
    """Whether a cell is a date and nothing else."""
    return _DATE_ALONE.fullmatch(text) is not None


def signature_of(text: str) -> tuple[str, ...]:
    """What a line under a text says, () where it is no signature: a body's name, sealed or not, a date, or both."""
    found = _SIGNED.fullmatch(_SEALS.sub(" ", text)) if len(text) <= _SHORT else None
    name, day = (found["name"].strip(), found["day"]) if found else ("", None)
    if found is None or (name and not is_name(name)):
        return ()
    return tuple(filter(None, (name, day and day.strip())))


def is_person(text: str) -> bool:
    """Whether a line names who filled the form in."""
    return _PERSON.match(text) is not None


def unit_of(rows: Iterable[Sequence[Field]]) -> Field | None:
    """The text after 填报单位, wherever it stands; `rows` are lines of neighbouring cells."""
    return _value(_UNIT, rows, _unit_text)


def date_of(rows: Sequence[Sequence[Field]]) -> Field | None:
    """The text after 填报时间; without such a label a date that stands alone, as under a signature."""
    found = _value(_DATE, rows, _date_text)
    if found is not None:
        return found
    behind = [
        Field(text=said[0].strip(), where=cell.where)
        for row in rows
        for cell in row
        for line in cell.text.splitlines()
        if len(line) <= _SHORT and _UNIT.search(line) and (said := _DATE_ALONE.search(line))
    ]
    if behind and found is None:  # 填报单位：司法局　　2022年6月8日
        return behind[0]
    signed = [(cell, own[-1]) for row in rows for cell in row if (own := signature_of(cell.text)) and is_date(own[-1])]
    return Field(text=signed[-1][1], where=signed[-1][0].where) if signed else None


def _unit_text(text: str) -> str:
    return without_prompt(_LINE.sub("", _SEALS.sub("", without_notes(text))).strip().strip("：:").strip())


def _date_text(text: str) -> str:
    """A date as written; 「　　年　月　日」 waiting to be filled in is none."""
    said = _LINE.sub("", text).strip().strip("：:").strip()
    return said if _MEANT.search(said) else ""


def _value(label: re.Pattern[str], rows: Iterable[Sequence[Field]], tidy: Tidy) -> Field | None:
    empty = None
    for row, below in pairwise([*rows, ()]):
        for index, cell in enumerate(row):
            for line in lines_of(cell.text):
                found = label.search(line)
                if found is None or _MEASURE.match(found["value"].strip()):
                    continue
                value, where = tidy(found["value"]), cell.where
                if not value and len(row) == 1 and _is_answer(below):
                    value, where = tidy(below[0].text), below[0].where
                elif not value and index + 1 < len(row) and not is_label(row[index + 1].text):
                    value, where = tidy(row[index + 1].text), row[index + 1].where
                elif not found["sign"] and found["value"].strip() and index + 1 == len(row) and not _is_set_off(found):
                    continue  # a sentence that speaks of 填报单位, no label
                if value and len(value) <= _SHORT:
                    return Field(text=value, where=where)
                empty = empty or Field(text="", where=where)
    return empty


def lines_of(text: str) -> list[str]:
    """The lines of a text; one written from top to bottom, a character a line, is one."""
    lines = text.splitlines()
    upright = len(lines) > 2 and all(len(line.strip()) <= 1 for line in lines)
    return ["".join(lines)] if upright else lines


def _is_answer(row: Sequence[Field]) -> bool:
    """Whether a line under a label alone is what it asks for: a name by itself."""
    return len(row) == 1 and is_name(row[0].text)


def _is_set_off(found: re.Match[str]) -> bool:
    """Whether a value without a colon stands apart from its label, as in 「填报单位　某某局」, and is no instruction."""
    before, value = found.string[: found.start()], found.start("value")
    apart = (not before or before[-1].isspace()) and found.string[value - 1].isspace()
    return apart and _INSTRUCTION.search(found["value"]) is None


def round_of(texts: Iterable[Field]) -> Field | None:
    """The first round named: 2022年第二季度, 二季度, 2022Q2; a month only where no day or time limit can be meant."""
    for text in texts:
        found = _ROUND.search(text.text) if len(text.text) <= _SHORT else None
        if found and ("月" not in found[0] or _is_of_title(text, found[0])):
            return Field(text=found[0].strip(), where=text.where)
    return None


def _is_of_title(text: Field, words: str) -> bool:
    """Whether a month stands in a title or a heading, in brackets by itself, or is the name of its sheet."""
    bracketed = re.fullmatch(rf"\s*[（(]\s*{re.escape(words)}\s*[)）]\s*", text.text) is not None
    if bracketed or text.text == text.where:
        return True
    named = "年" in words or text.text.lstrip("（(关于 \u3000").startswith(
        words
    )  # not 「…6月、9月、12月」 in a sentence
    return (
        named and _TITLE.search(text.text) is not None and not is_label(text.text) and not _SENTENCE.search(text.text)
    )


def title_of(lines: Sequence[str]) -> tuple[str, int]:
    """The title, and the index of the first line after it; ("", 0) if nothing reads like one."""
    likely = [
        index
        for index, line in enumerate(lines)
        if 2 <= len(line.strip()) <= _SHORT and not is_label(line) and not is_person(line) and not _ANNEX.match(line)
    ]
    named = [index for index in likely if not _PROSE.search(lines[index])] or likely
    chosen = next((index for index in named if _TITLE.search(lines[index])), named[0] if named else None)
    if chosen is None:
        return "", 0
    title = lines[chosen].strip()
    following = chosen + 1
    if following in likely and _runs_on(title, lines[following].strip()):
        return title + lines[following].strip(), following + 1
    return title, following


def _runs_on(title: str, following: str) -> bool:
    """Whether a title goes on in the next line: 「……工作要点」「任务落实台账」."""
    return (
        len(following) <= 24 and not re.search(r"台账|表$", title) and bool(re.match(r"[^（(]*(?:台账|表)", following))
    )


def _is_measure(line: str) -> bool:
    """Whether a line says what is counted in, and perhaps more: 「单位：万元。各单位于每月25日前报送。」"""
    found = _UNIT.search(line)
    return found is not None and _MEASURE.match(found["value"].strip()) is not None


def preface_of(lines: Iterable[str]) -> str:
    """The paragraphs between title and table, without the head fields and the line under the title."""
    kept = (line.strip() for line in lines if _is_measure(line) or not (is_label(line) or is_person(line)))
    return "\n".join(
        line
        for line in kept
        if line and not (len(line) <= HINT and not _PROSE.search(line) and (_ROUND.search(line) or line[0] in "（("))
    )
