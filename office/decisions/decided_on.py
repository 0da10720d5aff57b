"""What a decision is on: a unit, a round, a held item, found by what the decision says of them."""

from __future__ import annotations

from dataclasses import replace

from ledger.book import Page
from ledger.calendar import print_moment
from ledger.model import Decision, Held, Round, Unit
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
        raise DecisionError("请给出待处理事项的编号（见 taizhang held）")
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


def enter(page: Page, decision: Decision, *, unit: str, round_: str, submission: int | None = None) -> Decision:
    """The decision as the book has it: with its number, and whom and what it concerns."""
    entered = replace(decision, number=0, unit=unit, round=round_, submission=submission)
    return replace(entered, number=page.decisions.enter(entered))
