"""Answers that say nothing as a whole: 无, 同上, 详见附件, √, 正常推进, a page of slogans, the blank's own instruction."""

from __future__ import annotations

import re

from ledger.progress_text.clauses import squeeze
from ledger.progress_text.table.empty import EMPTY

_WHOLE = re.compile("|".join(wording for row in EMPTY for wording in row.wordings))
_URGING = re.compile(
    r"要(?!求|点|件|素|素质)|必须|务必|应当|坚决|坚持|切实|确保|各级|各部门|各单位|各科室|意义|重要|统一到|时刻"
)

_SENT = re.compile(
    r"(?:材料|情况|数据)?(?:均|都)?(?:已|已经)?(?:上报|报送|提交|报)(?:完毕|过?了)?"
)  # what was sent, the task does not ask for
_NAMES_WHAT_WAS = re.compile(r"\d|已|完毕")
_VOW = re.compile(
    "(?:全力|努力)?(?:确保|力争|争取|保证)(?:按[期时]|如期|高质量|圆满|保质保量|顺利)*(?:完成|落实|推进)(?:任务|目标|工作)*"
)
_STOP = re.compile("[,;。!]")
_LONGEST = 80  # characters: what says more says something
_OFTEN = 3


def says_nothing(text: str, task: str) -> bool:
    """Whether a text as a whole is no answer."""
    flat = squeeze(text).strip("。.;,、!/()[]【】「」“”\"' ")
    parts = _STOP.split(flat)
    if _is_empty(flat) or (any(map(_is_empty, parts)) and all(_is_empty(one) or _VOW.fullmatch(one) for one in parts)):
        return True
    goal = squeeze(task).strip("。.;")
    if _SENT.fullmatch(flat) and "报" not in goal:
        return True
    return len(flat) >= 4 and bool(goal) and (flat == goal or (len(flat) >= 8 and flat in goal))


def _is_empty(part: str) -> bool:
    return len(part) <= _LONGEST and _WHOLE.fullmatch(part) is not None


def only_urges(text: str) -> bool:
    """Whether a text says over and over what ought to be done, and names nothing that was."""
    flat = squeeze(text)
    return not _NAMES_WHAT_WAS.search(flat) and len(_URGING.findall(flat)) >= _OFTEN
