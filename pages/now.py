"""现在: the round at a glance: how long there is, who is missing and whom to call, what is not decided."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from ledger.calendar import print_read_through
from ledger.model import Assessment, Severity, Standing
from office.post.fates import left_to_person
from office.standing.knowing import known
from pages.visit import Visit


def show(visit: Visit) -> Response:
    """The page."""
    desk = visit.desk
    with desk.book.reading() as page:
        round_ = visit.round(page)
        standings = visit.standings(page, round_)
        knowing = known(desk, page)
        circular, held = page.circulars.newest(round_.code), page.held.listed()
        doubtful = left_to_person(desk, page)
    return visit.page(
        "now",
        round=round_,
        rounds=desk.rounds,
        standings=standings,
        counts=[(one, sum(each.standing is one for each in standings)) for one in Standing],
        missing=[one for one in standings if _is_missing(one)],
        returned=[one for one in standings if one.correct_by and one.received_at is None],
        undecided=[one for one in standings if one.standing is Standing.UNDECIDED or one.waiting],
        wanting=[(one, _to_correct(one)) for one in standings if one.standing is Standing.INCOMPLETE],
        anybodys=[one for one in knowing.of_everybody(round_.code) if one.held],
        read_through=print_read_through(knowing.read_through),
        circular=circular,
        held=held,
        doubtful=doubtful,
    )


def _is_missing(one: Assessment) -> bool:
    """Whether nothing acceptable has come of a unit, and nothing that may be it waits."""
    silent = one.standing in (Standing.MISSING, Standing.PENDING)
    return silent and one.received_at is None and not one.waiting and one.correct_by is None


def _to_correct(one: Assessment) -> Sequence[str]:
    return [finding.message for finding in one.findings if finding.severity is Severity.CORRECT]
