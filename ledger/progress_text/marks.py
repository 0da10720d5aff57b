"""Boxes and ticks: ☑已完成 □未完成, 完成情况：[√]已完成 [ ]未完成, 是（ ） 否（√）."""

from __future__ import annotations

import re

from ledger.progress_text.clauses import plain
from ledger.progress_text.status import Status

_TICKED = r"(?:[☑☒■√✓✔●◉✅☆★⊠🗹\uf052\uf0fe\uf0a2]|[\[(【]\s*[√✓✔xX×vV■●☑]\s*[\])】])"
_EMPTY = r"(?:[□☐○◯❑❏▢◻\uf0a8\uf06f]|[\[(【]\s*[×xX]?\s*[\])】])"
_CROSS = r"(?:[\[(【]\s*[×xX]\s*[\])】]|[×✗✘])"
_LABEL = (
    r"(?P<label>(?:本季度|本期|已经|现已|已|均|全部|正在|正|尚|还|暂|部分|未|没有|没|不|基本|持续|按期|如期|任务)*"
    r"(?:完成|做完|办完|办结|编|清零|整治|治理|建成|竣工|到位|验收|达标|销账|提交|报送|上报|发放|落实|销号|推进中|推进|进行中|进行|办理中|实施中|在办|在建|已办|未办|待办|办$|启动|开展|开始|开工|涉及|适用|与本单位无关|无关|缓慢|滞后|整改|达标|公开|进展缓慢|是|否)(?:中|到位)?)"
)
_BEFORE = re.compile(rf"(?P<box>{_TICKED}|{_EMPTY})\s*{_LABEL}")
_AFTER = re.compile(rf"{_LABEL}\s*(?P<box>{_TICKED}|{_EMPTY})")
_ANY = re.compile(rf"(?P<box>{_TICKED}|{_EMPTY})\s*(?P<label>[一-鿿]{{2,6}})")
"""Any short words behind a box: □未改 □在改 ☑全部改完."""

_LABELS = (  # the first that fits
    (re.compile(r"无关|不涉及|不适用|未涉及|^不"), Status.NOT_INVOLVED),
    (re.compile(r"部分"), Status.UNDER_WAY),
    (re.compile(r"基本"), Status.UNCLEAR),
    (re.compile(r"(?:未|没|没有|尚未|暂未|还未)(?:启动|开展|开始|开工|实施)"), Status.NOT_STARTED),
    (re.compile(r"未|没|待|否|正在|^在|中$|推进|进行|在办|在建|缓慢|滞后|启动|开始|开展|开工|实施"), Status.UNDER_WAY),
    (
        re.compile(
            r"^现?已|完成|[做办]完|办理|编|清零|整治|治理|建成|竣工|到位|验收|销账|提交|报送|上报|发放|^已办$|办结|[一-鿿][完好毕齐]$|落实|销号|整改|达标|公开|是"
        ),
        Status.DONE,
    ),
)


_PARTNERED = re.compile(r"[●◉★■⊠]")
_EMPTY_ONE = re.compile(_EMPTY)
_A_BOX = re.compile(rf"{_TICKED}|{_EMPTY}")


def ticked(text: str) -> tuple[Status, str, tuple[int, int]] | None:
    """What the ticked boxes of a text say, with the words and where the boxes stand; None where it has no choice of
    boxes. Two contradicting ticks say nothing certain."""
    flat = plain(text)
    if not _EMPTY_ONE.search(flat) and "☆" not in flat:
        flat = _PARTNERED.sub(" ", flat)  # ★完成287户: what opens a line is no choice
    for pattern in _layouts(flat):
        found = list(pattern.finditer(flat))
        marked = _marked(found)
        if not found or (len(found) < 2 and not marked):
            continue
        if len(found) == 1 and not _stands_alone(found[0], flat):
            continue
        said = {meaning for one in marked if (meaning := _meaning(one["label"]))}
        if marked and not said:
            continue  # ☑涉及 □不涉及: it says that the text answers, not how
        words = "、".join(text[one.start() : one.end()].strip() for one in marked[:4])
        where = found[0].start(), found[-1].end()
        if len(said) == 1:
            return said.pop(), words, where
        return (Status.UNCLEAR, words, where) if said else (Status.NO_CONTENT, text.strip()[:30], where)
    return None


def _layouts(flat: str) -> list[re.Pattern[str]]:
    """Whether the box stands before its word or behind it: as the last of them does."""
    boxes = list(_A_BOX.finditer(flat))
    if not boxes:
        return []
    follows = re.match(r"\s*[一-鿿]", flat[boxes[-1].end() :])
    return [_BEFORE, _AFTER, _ANY] if follows else [_AFTER, _BEFORE, _ANY]


def _marked(found: list[re.Match[str]]) -> list[re.Match[str]]:
    """The boxes that are ticked: ☑ always; (×) and [x] where no box holds a tick: then the cross is the mark."""
    held = [one for one in found if re.fullmatch(_TICKED, one["box"])]
    ticks = [one for one in held if not re.fullmatch(_CROSS, one["box"])]
    return ticks or held


def _stands_alone(one: re.Match[str], flat: str) -> bool:
    """A single box counts where it opens the text or a line, not amid a sentence."""
    return not flat[: one.start()].strip() or flat[one.start() - 1] in "\n:"


def _meaning(label: str) -> Status | None:
    return next((status for pattern, status in _LABELS if pattern.search(label)), None)
