"""A decision taken on a page: read from its form, allowed by the role, taken by the function that commands and mail call."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from ledger.dates import read_limit
from ledger.model import SHANGHAI, Decision, Verdict
from ledger.trouble import Busy
from office.decisions.decide import DecisionError
from office.decisions.decide import decide as act
from office.decisions.permitted import needed
from pages.visit import Visit

T = TypeVar("T")
_YEARS = 5  # that a moment may lie from now
_DIGITS = 10  # of no number that the book gives
_PATIENCE, _STEP = 15.0, 0.2  # seconds that a running poll is waited for
_LONGEST, _LONGEST_CODE = 2000, 32  # characters of a reason, of a document's number
_DECISION = Decision(number=0, kind=Verdict.DISMISS, by="", at=datetime.min.replace(tzinfo=SHANGHAI), reason="")


class RefusedError(ValueError):
    """Nothing was done; the message says why and what to do."""


def decision_of(visit: Visit, kind: Verdict, **on: object) -> Decision:
    """What the form says, by the person who came. Raises RefusedError."""
    reason = visit.said("reason")
    if not reason or len(reason) > _LONGEST:
        raise RefusedError("请写明理由" if not reason else f"理由过长，请写在{_LONGEST}字以内")
    if len(visit.said("code")) > _LONGEST_CODE:
        raise RefusedError(f"「{visit.said('code')[:_LONGEST_CODE]}…」过长，请核对")
    said: dict[str, object] = {
        "kind": kind,
        "by": visit.person.signed,
        "at": visit.now,
        "reason": reason,
        "unit": visit.said("unit"),
        "round": visit.said("round") or visit.said("period"),
        "until": _limit(visit),
        "received_at": moment(visit, "received_at"),
        "code": visit.said("code"),
        "task": number_of(visit.said("task")),
    }
    return Decision(**{**{name: getattr(_DECISION, name) for name in _DECISION.__slots__}, **said, **on})


def kind_of(visit: Visit, offered: Iterable[Verdict]) -> Verdict:
    """The kind of decision that the form says, of those offered. Raises RefusedError."""
    kind = next((one for one in offered if one.value == visit.said("kind")), None)
    if kind is None:
        raise RefusedError("这里不能这样办理")
    return kind


def number_of(said: str) -> int | None:
    """A number as a form says it; None where it says none."""
    return int(said) if said.isascii() and said.isdecimal() and len(said) < _DIGITS else None


def _limit(visit: Visit) -> datetime | None:
    said = visit.said("until")
    limit = read_limit(said, year=visit.desk.settings.year) if said else None
    if said and limit is None:
        raise RefusedError(f"「{said}」不是能看懂的日期")
    return limit


def moment(visit: Visit, name: str) -> datetime | None:
    """A moment as the browser writes it. Raises RefusedError."""
    said = visit.said(name)
    try:
        at = datetime.fromisoformat(said).replace(tzinfo=SHANGHAI) if said else None
    except ValueError:
        at = datetime.min.replace(tzinfo=SHANGHAI)
    if at and abs(at.year - visit.now.year) > _YEARS:
        raise RefusedError(f"「{said}」不是有效的时间")
    return at


def take(visit: Visit, decision: Decision) -> str:
    """Take it; what was done. Raises RefusedError."""
    with visit.desk.book.reading() as page:
        if visit.person.role.rank < needed(page, decision).rank:
            raise RefusedError("您的权限不能作出这项决定")
    try:
        done = patiently(lambda: act(visit.desk, decision, visit.now))
    except DecisionError as error:
        raise RefusedError(str(error)) from error
    visit.note("决定", f"{decision.kind.label}：{done}")
    return done


def patiently(work: Callable[[], T]) -> T:
    """Something that one does at a time: a poll that is running is waited for. Raises RefusedError."""
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            return work()
        except Busy:
            if time.monotonic() > end:
                raise RefusedError("系统正在收发邮件，请过一会儿再试") from None
            time.sleep(_STEP)
