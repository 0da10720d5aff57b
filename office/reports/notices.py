"""拟通报预告: before the circular each unit about to be named gets its own line and some days to show proof."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ledger.book import Page
from ledger.calendar import CalendarError, midnight_after
from ledger.model import SHANGHAI, Assessment, Letter, Problem, Round, Standing
from ledger.problems import find_problems
from ledger.rounds import rounds_up_to
from office.desk.desk import Desk
from office.post.post import draft, queue
from office.standing.assessing import assess_round
from office.standing.rulings import rulings, struck
from office.standing.texts import newest_texts
from templates.common.wording import tasks

KIND = "notice_before"
_NAMED = (Standing.LATE, Standing.INCOMPLETE, Standing.MISSING)


def give_notice(desk: Desk, page: Page, now: datetime) -> list[tuple[str, str, str]]:
    """Queue the notices of the round that was due last, once no unit is pending: (round, unit, "notice") of each.

    One for each unit and round; none where the office has not set its days, once the circular is made, and
    for a round the office did not live. Raises CalendarError.
    """
    closed = [one for one in desk.rounds if one.deadline <= now]
    if not desk.settings.notice_days or not closed:
        return []
    round_ = closed[-1]
    if page.circulars.newest(round_.code) or not (
        page.submissions.all(round_.code) or page.letters.all(round_=round_.code)
    ):
        return []
    owed = _owed(page, assess_round(desk, page, round_, now))
    return [
        (round_.code, one.unit.name, "notice")
        for one in owed
        if queue(page, desk, _letter(desk, page, one, now), now=now)
    ]


def notice_is_over(desk: Desk, page: Page, round_: Round, now: datetime) -> bool:
    """Whether the circular need wait no longer: every unit it would name was told, and its days have passed."""
    if not desk.settings.notice_days:
        return True
    if _owed(page, assess_round(desk, page, round_, now)):
        return False
    given = [post.queued_at for post in page.letters.all(round_=round_.code) if post.kind == KIND]
    try:
        return all(_reply_by(desk, moment) <= now for moment in given)
    except CalendarError:  # an end that is not known has not come
        return False


def _owed(page: Page, assessments: Sequence[Assessment]) -> list[Assessment]:
    """Units to be named that have not been told; none while a unit may still report or is undecided."""
    if any(one.standing in (Standing.PENDING, Standing.UNDECIDED) for one in assessments):
        return []
    return [
        one
        for one in assessments
        if one.standing in _NAMED and one.unit.addresses and not page.letters.queued(_key(one))
    ]


def _key(one: Assessment) -> str:
    return f"notice:{one.round.code}:{one.unit.name}"


def _reply_by(desk: Desk, given: datetime) -> datetime:
    settings = desk.settings
    return midnight_after(settings.calendar.shift(given.astimezone(SHANGHAI).date(), settings.notice_days))


def _letter(desk: Desk, page: Page, one: Assessment, now: datetime) -> Letter:
    problems = find_problems(
        [one],
        desk.edition_of(one.round).ledger.tasks,
        newest_texts(page, rounds_up_to(one.round, desk.rounds), unit=one.unit.name),
        rectify_by=now.astimezone(SHANGHAI).date(),
        rulings=rulings(desk, page),
        struck=struck(desk, page),
    )
    return draft(
        desk,
        KIND,
        _key(one),
        now,
        to=one.unit.addresses,
        of=one.round.code,
        unit=one.unit.name,
        round=one.round.name,
        deadline=one.deadline,
        standing=one.standing.label,
        problems=[_line(problem) for problem in problems],
        received_at=one.received_at,
        reply_by=_reply_by(desk, now),
    )


def _line(problem: Problem) -> str:
    """A problem as the circular will name it."""
    numbers = "" if problem.kind == "missing" or not problem.tasks else tasks(problem.tasks)
    return f"{numbers}{problem.description}。"
