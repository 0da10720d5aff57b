"""A unit's answer to a question with numbered options: one of them, or nothing that is sure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from ledger.model import Round
from ledger.rounds import PERIOD, round_said
from office.bymail.grammar import number_of

_N = r"(?:[1-9]|[一二三四五六七八九])"
_CHOSEN = re.compile(
    rf"(?:确认|请按|按|我?单?位?选择?|答|是|应为|属于|第)*第?(?P<number>{_N})(?:项|个|条|号)?[.、:]?(?:\((?P<eye>.*)\)|(?P<label>.*))?"
)
_PERIOD = re.compile(rf"(?:请?按照?|是|应?为|属于|登记为|作为|选)*(?P<round>{PERIOD})(?:的|登记|办理|处理|台账|报送)*")
_WEIGHTLESS = re.compile(
    r"(?:您好|你好|好的?|收到|确认|已(?:核实|确认|阅)|同意|可以|是的?|对的?|OK|YES|谢谢|感谢|辛苦了?|请(?:按此)?办理|特此(?:答复|回复))*",
    re.IGNORECASE,
)
_YES = re.compile("是的?|同意|确认|可以|属实|无异议|对的?|yes", re.IGNORECASE)
_NO = re.compile("不是的?|不同意|不属实|否|不对|no", re.IGNORECASE)
_CLAUSE = re.compile(r"[,。;!~\n]+")
_MARK = re.compile(r"[\[(【]?\s*(?:[xX√✓✔☑■●]|选)\s*[\])】]?")
_LONGEST = 60


def read_choice(text: str, options: Sequence[str], rounds: Sequence[Round] = ()) -> int | None:
    """Which of the options (1, 2 …) an answer chooses; None where it chooses none, several, or says more than that."""
    paragraph = re.split(r"\n\s*\n", text.strip(), maxsplit=1)[0]
    plain = re.sub(r"[ \t\u3000\xa0]+", "", unicodedata.normalize("NFKC", paragraph))
    chosen: set[int] = set()
    yes_or_no = len(options) == 2 and options[0].startswith("是") and options[1].startswith("不是")
    for clause in filter(None, _CLAUSE.split(plain)):
        if len(clause) > _LONGEST:
            return None
        if yes_or_no and (_YES.fullmatch(clause) or _NO.fullmatch(clause)):
            chosen.add(1 if _YES.fullmatch(clause) else 2)
            continue
        if _WEIGHTLESS.fullmatch(clause):
            continue
        one = _choice(clause, options, rounds)
        if one is None:
            return None
        chosen.add(one)
    return chosen.pop() if len(chosen) == 1 else None


def marked_choice(lines: Sequence[str], options: Sequence[str]) -> int | None:
    """The option whose line, as quoted, bears a mark that it did not have when it was sent; None unless it is one."""
    found = set()
    for line in lines:
        for number, option in enumerate(options, 1):
            bare = _MARK.sub("", _tight(line), count=1)
            if _tight(line) != _tight(f"{number} {option}") and bare in (
                _tight(f"{number} {option}"),
                _tight(f"{number}. {option}"),
            ):
                found.add(number)
    return found.pop() if len(found) == 1 else None


def _tight(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _choice(clause: str, options: Sequence[str], rounds: Sequence[Round]) -> int | None:
    """The option that one clause names, by its number, its words, or the round it is of."""
    labels = [_tight(option) for option in options]
    if clause in labels:
        return labels.index(clause) + 1
    if found := _PERIOD.fullmatch(clause):
        named = [number for number in range(1, len(options) + 1) if _names(found["round"], number, options, rounds)]
        return named[0] if len(named) == 1 else None
    if found := _CHOSEN.fullmatch(clause):
        number, label = number_of(found["number"]), found["label"] or ""
        agrees = not label or (number <= len(labels) and _names(label, number, options, rounds))
        return number if number <= len(options) and agrees else None
    return None


def _names(words: str, number: int, options: Sequence[str], rounds: Sequence[Round]) -> bool:
    """Whether words are those of an option, in full or as the round that it is of."""
    label, words = _tight(options[number - 1]), words.removeprefix("是")
    said = round_said(words, rounds) if re.fullmatch(PERIOD, words) else None
    of_option = round_said(label, rounds)
    return words == label or bool(said and of_option and said.code == of_option.code)
