"""A person's decisions on how tasks stand: each holds while the unit's text is the one it was made on."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from ledger.book import Page
from ledger.model import Ruling, Verdict
from ledger.states import STATES
from office.desk import Desk


def rulings(desk: Desk, page: Page, *, until: datetime | None = None) -> dict[str, dict[int, Ruling]]:
    """What was decided, by unit and task, the last word counting; `until` leaves out what was decided later."""
    ruled: dict[str, dict[int, Ruling]] = defaultdict(dict)
    for one in page.decisions():
        if one.kind is Verdict.STATE and one.task is not None and (until is None or one.at <= until):
            text = _text_then(desk, page, one.unit, one.task, one.at)
            ruled[one.unit][one.task] = Ruling(status=STATES[one.code], text=text, number=one.number)
    return dict(ruled)


def _text_then(desk: Desk, page: Page, unit: str, task: int, at: datetime) -> str:
    """The unit's newest text on the task at a moment."""
    newest = ""
    for round_ in desk.rounds:
        for one in page.submissions(round_.code, unit=unit, received_by=at):
            if not one.blocked:
                newest = next((entry.progress for entry in one.entries if entry.task == task), newest)
    return newest
