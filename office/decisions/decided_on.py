"""What a decision is on: a unit, a round, a held item, found by what the decision says of them."""

from __future__ import annotations

from dataclasses import replace

from ledger.book import Page
from ledger.calendar import print_moment
from ledger.model import Decision, Held, Round, Unit, Verdict
from office.desk.desk import Desk


class DecisionError(ValueError):
    """What was decided does not fit what is there; the message says what to do."""


def unit_of(desk: Desk, name: str) -> Unit:
    """The unit of a name. Raises DecisionError."""
    unit = desk.roster.find(name)
    if unit is None:
        raise DecisionError(f"单位名录中没有「{name}」")
    return unit


def round_of(desk: Desk, code: str) -> Round:
    """The round of a code or name. Raises DecisionError."""
    try:
        return desk.round(code)
    except KeyError:
        raise DecisionError(f"没有期次「{code}」；本年度有：{'、'.join(one.code for one in desk.rounds)}") from None


def any_round_of(desk: Desk, code: str) -> Round:
    """The same, or a round of last year of which something is still open. Raises DecisionError."""
    return desk.carried.round(code) or round_of(desk, code)


def held_of(page: Page, number: int | None) -> Held:
    """What waits under a number. Raises DecisionError where it is none, or decided: the first decision wins."""
    found = page.held.listed(number) if number is not None else []
    if not found:
        raise DecisionError("请给出待处理事项的编号，列在待办中")
    if found[0].decided_at:
        raise DecisionError(f"待处理事项{number}已经处理过{_by_whom(page, number)}")
    return found[0]


def _by_whom(page: Page, number: int | None) -> str:
    """Who decided on a held item, when and how."""
    decided = [one for one in page.decisions.all() if one.held == number]
    if not decided:
        return ""
    one = decided[-1]
    about = "，".join(filter(None, (one.kind.label, one.unit)))
    return f"：{one.by}于{print_moment(one.at)}决定（{about}）"


_FAMILIES = (
    (Verdict.ACCEPT, Verdict.RETURN, Verdict.VOID),
    (Verdict.EXTEND, Verdict.EXCUSE),
    (Verdict.WAIVE,),
    (Verdict.CLEAR,),
    (Verdict.STATE,),
)
"""Decisions of which the last one on a thing holds."""


def said_before(page: Page, decision: Decision) -> str:
    """By whom and when the same was decided on a form on file, a unit or a task, if that is the last word on it; else ""."""
    family = next((kinds for kinds in _FAMILIES if decision.kind in kinds), ())
    if decision.held is not None or not (decision.submission or decision.unit):
        return ""  # what waits is decided once, a circular has its state
    same = [one for one in page.decisions.all() if one.kind in family and _thing(one) == _thing(decision)]
    if not same or _what(same[-1]) != _what(decision) or _written_anew(page, same[-1]):
        return ""
    return f"{same[-1].by}已于{print_moment(same[-1].at)}作出同样的决定（{decision.kind.label}），没有重复办理"


def _thing(one: Decision) -> tuple[object, ...]:
    on = (one.submission,) if one.submission else (one.unit, one.round, one.task)
    return (*on, one.code) if one.kind in (Verdict.WAIVE, Verdict.CLEAR) else on


def _what(one: Decision) -> tuple[object, ...]:
    return one.kind, one.until, one.code, one.reason if one.kind is Verdict.RETURN else ""


def _written_anew(page: Page, one: Decision) -> bool:
    """Whether the unit has written since on what was said of its task: then it is said anew."""
    if one.kind is not Verdict.STATE:
        return False
    return any(each.received_at > one.at for each in page.submissions.all(one.round, unit=one.unit))


def enter(page: Page, decision: Decision, *, unit: str, round_: str, submission: int | None = None) -> Decision:
    """The decision as the book has it: with its number, and whom and what it concerns."""
    entered = replace(decision, number=0, unit=unit, round=round_, submission=submission)
    return replace(entered, number=page.decisions.enter(entered))
