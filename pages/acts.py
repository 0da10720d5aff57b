"""记录: every decision, taken back within a day where it can be; who came in and what he took away."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import Response

from ledger.model import Verdict
from office.decisions.permitted import needed
from office.decisions.undoing import WITHIN, can_be_undone
from pages.deciding import RefusedError, decision_of, number_of, take
from pages.visit import Visit

_MOST = 300


def show(visit: Visit) -> Response:
    """The page."""
    with visit.desk.book.reading() as page:
        decisions = page.decisions.all(whole=True)
        back = {
            one.number
            for one in page.decisions.all()
            if can_be_undone(one) and visit.now - one.at < WITHIN and visit.person.role.rank >= needed(page, one).rank
        }
        acts = page.access.acts(_MOST)
    undone = {one.undoes for one in decisions if one.undoes}
    return visit.page("acts", decisions=decisions[: -_MOST - 1 : -1], back=back, undone=undone, acts=acts)


def undo(visit: Visit) -> Response:
    """Take a decision back."""
    try:
        decision = decision_of(visit, Verdict.UNDO, undoes=number_of(visit.said("decision")) or 0)
        done = take(visit, decision)
    except RefusedError as error:
        return show(replace(visit, error=str(error)))
    return visit.done(done, "/acts")
