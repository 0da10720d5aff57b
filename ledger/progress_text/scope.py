"""Which clauses speak for this unit and this moment: what is planned next, asked for or another unit's does not say how
the task stands."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from ledger.progress_text.clauses import Clause
from ledger.progress_text.mended import repaired
from ledger.progress_text.rules import Sign
from ledger.progress_text.sense import sign_of
from ledger.progress_text.vocabulary import OTHER, OWN

_NEXT = re.compile(
    r"^(?:[(]?第?[一二三四五六七八九十\d]+(?:[、.)]|是))?(?:下一?步|下一?阶段|接下来|今后|后续|明年(?=[,将拟计])|下季度|下半年工作|20\d\d年将)"
)
_ASKED = re.compile(
    r"^(?:[一二三四五六七八九十\d]+[、.])?(?:(?:任务要求|工作要求|任务内容|目标任务|主要内容|意见建议|存在问题和建议)$|任务书写的是)"
)
_TROUBLES = re.compile(
    r"^(?:[一二三四五六七八九十\d]+[、.]|[(])?(?:目前)?(?:存在|主要)?(?:的|主要)?(?:问题|不足|困难|短板|差距)(?:及[^,]{1,6}|和[^,]{1,6}|与[^,]{1,6})?(?:$|是|有)|^存在(?:的)?(?:主要)?(?:问题|不足|困难)"
)
_STILL = re.compile("[未没剩仍]|在建|[^,]率")
_HEAD = re.compile(r"^(?:[一二三四五六七八九十]+、|落实情况|成果反馈|完成情况|进展情况|工作进展|实际|目前|截至|现在)")
_OWN = re.compile(OWN)
_OTHER = re.compile(rf"^(?:目前|其中|虽然?|但)?(?:{OTHER})")


def signs_of(
    clauses: Sequence[Clause],
    figures: Mapping[int, Sign],
    *,
    task: str,
    written: date | None,
    aside: Collection[int] = (),
) -> tuple[Sign, ...]:
    """What each clause says, within its scope; what stands `aside` (`elsewhere`) says nothing."""
    owned = any(_OWN.search(clause.text) for clause in clauses)
    signs: list[Sign] = []
    troubled = False
    for place, clause in enumerate(clauses):
        troubled = bool(_TROUBLES.match(clause.text)) or (
            troubled and place not in aside and not _HEAD.match(clause.text)
        )
        others = owned and _OTHER.match(clause.text) and not _OWN.search(clause.text)
        if place in aside or _copied(clause, task) or others or (troubled and not _STILL.search(clause.text)):
            signs.append(Sign.ASIDE)
        else:
            signs.append(sign_of(clause, figures.get(place), written, task))
    return tuple(repaired(clauses, signs))


def elsewhere(clauses: Sequence[Clause]) -> frozenset[int]:
    """The clauses under a heading that repeats what the task asks for, or that says what comes next."""
    found: set[int] = set()
    next_from: Clause | None = None
    asked = False
    for place, clause in enumerate(clauses):
        head = _HEAD.match(clause.text)
        if _NEXT.match(clause.text):
            next_from = clause
        elif next_from and head and clause.paragraph != next_from.paragraph:
            next_from = None
        asked = bool(_ASKED.match(clause.text)) or (asked and not head)
        if asked or next_from:
            found.add(place)
    return frozenset(found)


def _copied(clause: Clause, task: str) -> bool:
    return len(clause.text) >= 8 and clause.text in task
