"""完成状态: what a unit chose beside its text. The text carries it in front, as people read it: ［完成状态：已完成］…"""

from __future__ import annotations

import re

from ledger.progress_text.status import Status
from ledger.text import is_blank, squeeze

CHOICES = (Status.DONE, Status.UNDER_WAY, Status.NOT_STARTED, Status.NOT_INVOLVED)
"""What our own form offers."""
_CARRIED = re.compile(r"\s*［完成状态：(?P<word>[^］\n]{1,20})］\s*")
_PROMPT = re.compile(r"请?(?:选择|点选|勾选|填写)[^,。]{0,6}|[-—/\\]*")
_WORDS = (  # the first that fits; what fits none is shown and decides nothing
    (re.compile(r"不涉及|不适用|无(?:此|该|本)项(?:任务|工作|职责)?|与本单位无关"), Status.NOT_INVOLVED),
    (re.compile(r"(?:尚|暂|还)?(?:未|没有?)(?:开展|启动|开始|开工|实施|动工)"), Status.NOT_STARTED),
    (
        re.compile(
            r"(?:尚|暂|还)?(?:未|没有?)(?:完成|办结|落实|完结)|部分(?:完成|落实)|(?:正在|持续|有序|稳步|加快)?"
            r"(?:推进|进行|办理|实施|开展|落实|整改|建设)中?|在[办建]|进行中"
        ),
        Status.UNDER_WAY,
    ),
    (
        re.compile(r"(?:现|均|都)?已?(?:经)?(?:全部|全面|按时|如期)?(?:完成|办结|完结|落实|办理完毕|完毕|销号)"),
        Status.DONE,
    ),
)


def with_choice(chosen: str, text: str) -> str:
    """A progress text with what was chosen beside it. A choice alone is an answer where nothing is left to tell
    (未开展, 不涉及); 已完成 or 推进中 without a word leaves the cell blank."""
    word = squeeze(chosen)
    if not word or _PROMPT.fullmatch(word):
        return text
    if is_blank(text) and status_of(word) not in (Status.NOT_STARTED, Status.NOT_INVOLVED):
        return text
    return f"［完成状态：{chosen.strip()[:20]}］{text}"


def split_choice(text: str) -> tuple[str, str]:
    """What was chosen, "" for nothing, and the text alone."""
    found = _CARRIED.match(text)
    return (found["word"], text[found.end() :]) if found else ("", text)


def status_of(chosen: str) -> Status | None:
    """What a choice says, in whatever words; None where it says nothing certain."""
    return next((status for words, status in _WORDS if words.fullmatch(squeeze(chosen))), None)
