"""Who of the office's own people may take a decision: said once, for whatever way it is taken by."""

from __future__ import annotations

from ledger.book import Page
from ledger.model import Decision, Verdict
from office.desk.staff import Role

_OF_CIRCULARS = (Verdict.APPROVE, Verdict.ISSUE, Verdict.CORRECT)


def needed(page: Page, decision: Decision) -> Role:
    """The least role that may take a decision: who takes one back must be one who could have taken it."""
    if decision.kind is Verdict.UNDO:
        undone = (one for one in page.decisions.all(whole=True) if one.number == decision.undoes)
        return next((_needed(one) for one in undone), Role.DECIDE)
    return _needed(decision)


def _needed(decision: Decision) -> Role:
    withdrawn = decision.kind is Verdict.VOID and decision.submission is None and decision.held is None
    return Role.APPROVE if withdrawn or decision.kind in _OF_CIRCULARS else Role.DECIDE
