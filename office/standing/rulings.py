"""A person's decisions on how tasks stand: a state holds while the unit's text is the one it was made on; what is
cleared stays cleared."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from ledger.book import Page
from ledger.model import Ruling, Verdict
from ledger.problems import Struck, struck_tasks
from ledger.states import STATES
from office.desk.desk import Desk
from office.standing.texts import newest_texts


def rulings(desk: Desk, page: Page, *, until: datetime | None = None) -> dict[str, dict[int, Ruling]]:
    """What was decided, by unit and task, the last word counting; `until` leaves out what was decided later."""
    ruled: dict[str, dict[int, Ruling]] = defaultdict(dict)
    for one in page.decisions.all():
        if one.kind is Verdict.STATE and one.task is not None and (until is None or one.at <= until):
            then = newest_texts(page, desk.rounds, unit=one.unit, received_by=one.at, decided_by=one.at)
            text = then.get(one.unit, {}).get(one.task, "")
            ruled[one.unit][one.task] = Ruling(status=STATES[one.code], text=text, number=one.number, at=one.at)
    return dict(ruled)


def struck(desk: Desk, page: Page, *, until: datetime | None = None) -> Struck:
    """The tasks past their time limit that people have cleared; `until` leaves out what was decided later."""
    decided = (one for one in page.decisions.all() if until is None or one.at <= until)
    return struck_tasks(decided, desk.ledger.tasks, desk.rounds)
