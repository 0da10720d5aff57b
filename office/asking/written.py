"""What a person typed, made plain: half-width, without blanks, bullets, greetings and thanks; and cut into the lines that
may decide."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from ledger.numerals import read_numeral
from office.arrivals.thanks import is_signature

_HELLO = (
    r"(?:(?:各位)?(?:尊敬的)?(?:领导|老师|同志|主任|科长|局长|系统)[们]?)?(?:您|你|大家)?好|各位(?:领导|老师|同志)|领导|老师|同志|收到|好的?|已(?:阅|悉|收悉)"
    r"|(?:我的|本人|我办|本办|现将)?(?:处理|办理)?(?:意见|答复|回复|批复)(?:如下)?|如下"
)
_GREETING = re.compile(rf"^(?:(?:{_HELLO})[,!:。;]*)+(?=.)")
_FAREWELL = re.compile(r"(?:[,。!;~√✓✔\U0001f44c\U0001f44d\U0001f64f\U0001f60a\U0001f91d]|谢谢|感谢|辛苦了?|多谢)+$")
_QUOTES = str.maketrans("", "", "「」“”\"'‘’『』")
_BULLET = re.compile(r"^[-*•·◆■●>]+(?=[(第\d一二三四五六七八九十\u4e00-\u9fff])")
_FILLED_IN = re.compile(r"(\d{1,6}-[1-9]|UNDO|CONFIRM)[.,]?\(.*\)")  # by a link: what is in brackets is for the eye
_NUMBERED = r"\(?第?\d{1,6}(?![\d项])(?:号|件|条)?[、.:)]?\s*[\u4e00-\u9fff]"
_APART = re.compile(rf"(?<![;。,、\s])[;。,、\s]+(?={_NUMBERED})")
_CLAUSES = re.compile(r"(?<![;。])[;。]+(?=第?\d(?![\d、,和-]*项)|报送件|信|审定|印发|撤销)")
_OPTIONS = re.compile(r"(?:\d{1,6}\s*-\s*[1-9](?:[;,、\s]+|$))+")
_POINT = re.compile(r"([①-⑳])[\s、.,]*(?=\d)")  # of a list: 「①3 归属教育局」 is about number 3, not 13
_ANY_CIRCLED = re.compile(r"[①-⑳]")
_CIRCLED = re.compile(r"([①-⑳])\s*(?=[①-⑳])")
_NUMBERS = re.compile(r"\A[^\w\s]*第?\d{1,6}(?:\s+\d{1,6})+")
_LISTED = re.compile(r"[:(,]\s*\(?1[.、)]")  # a reason of several points is one reason


def plain(words: str) -> str:
    """Words half-width, without blanks and quotation marks."""
    circled = re.sub(r"[①-⑳]", lambda found: str(ord(found[0]) - ord("①") + 1), words)
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", circled).translate(_QUOTES))


def plain_line(words: str) -> str:
    """A line as the table sees it."""
    line = _BULLET.sub("", plain(words))
    if for_the_eye := _FILLED_IN.fullmatch(line):
        return for_the_eye[1]
    return _FAREWELL.sub("", _GREETING.sub("", line))


def apart(words: str) -> str:
    """A line half-width, whose numbers stay apart once blanks are gone: 「1 3 无需处理」 is about 1 and 3, not 13."""
    listed = _CIRCLED.sub(r"\1、", _POINT.sub(r"\1)", words)) if _ANY_CIRCLED.search(words) else words
    line = unicodedata.normalize("NFKC", listed).strip()
    return _NUMBERS.sub(lambda found: "、".join(found[0].split()), line, count=1)


def number_of(word: str) -> int:
    """A number as people write it: 3, ３, ③, 三."""
    narrow = unicodedata.normalize("NFKC", word)
    return int(narrow) if narrow.isdecimal() else read_numeral(narrow)


def unsigned(text: str, names: Sequence[str]) -> str:
    """A text without the lines below its first that only say who wrote it."""
    first, *more = text.strip().splitlines() or [""]
    return "\n".join([first, *(line for line in more if not is_signature(line, names))])


def clauses(line: str) -> list[str]:
    """A line, its numbers apart, cut where another clearly begins; whole where its reason is a list of points."""
    return _parts(_CLAUSES, line)


def closer_clauses(line: str) -> list[str]:
    """A line, its numbers apart, cut at every number that a word follows, or a choice: for who finds a decision in each part."""
    return re.split(r"[;,、\s]+(?=\d+\s*-)", line) if _OPTIONS.fullmatch(line) else _parts(_APART, line)


def _parts(cut: re.Pattern[str], line: str) -> list[str]:
    return [line] if _LISTED.search(line) else [part.strip() for part in cut.split(line) if part.strip()]


def lines_of(text: str) -> Iterator[str]:
    """The lines that say something."""
    return (line.strip() for line in text.splitlines() if line.strip())
