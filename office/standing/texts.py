"""Each unit's newest text by task, from the versions that count: what was voided or returned says nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from ledger.book import Page
from ledger.model import Decision, Entry, Round, Submission, Verdict
from ledger.standings import versions_that_count


def newest_texts(
    page: Page,
    rounds: Sequence[Round],
    *,
    unit: str | None = None,
    received_by: datetime | None = None,
    decided_by: datetime | None = None,
) -> dict[str, dict[int, str]]:
    """The texts of some rounds by unit and task, of one unit or of all; `received_by` leaves out what came in later
    (but for a unit whose own deadline was put off beyond it), `decided_by` also what was decided later."""
    found = newest_entries(page, rounds, unit=unit, received_by=received_by, decided_by=decided_by)
    return {name: {task: entry.progress for task, (entry, _) in own.items()} for name, own in found.items()}


def newest_entries(
    page: Page,
    rounds: Sequence[Round],
    *,
    unit: str | None = None,
    received_by: datetime | None = None,
    decided_by: datetime | None = None,
) -> dict[str, dict[int, tuple[Entry, Submission]]]:
    """The same with the submissions that they stand in."""
    found: dict[str, dict[int, tuple[Entry, Submission]]] = {}
    for round_ in rounds:
        versions: dict[str, list[Submission]] = defaultdict(list)
        decided = [one for one in page.decisions.all(round_.code) if decided_by is None or one.at <= decided_by]
        given = decided if decided_by is None else []
        for submission in in_hand(page.submissions.all(round_.code, unit=unit), given, received_by):
            versions[submission.unit].append(submission)
        decisions: dict[str, list[Decision]] = defaultdict(list)
        for decision in decided:
            decisions[decision.unit].append(decision)
        for name, submitted in versions.items():
            for version in versions_that_count(submitted, decisions[name]):
                found.setdefault(name, {}).update({entry.task: (entry, version) for entry in version.entries})
    return found


def in_hand(
    submissions: Sequence[Submission], decisions: Sequence[Decision], received_by: datetime | None
) -> list[Submission]:
    """What had come in by a moment, or within the time that a unit was given beyond it."""
    given: dict[str, datetime] = {}
    for one in decisions:
        if one.kind is Verdict.EXTEND and one.until:
            given[one.unit] = max(one.until, given.get(one.unit, one.until))
    return [
        one
        for one in submissions
        if received_by is None or one.received_at <= received_by or one.received_at < given.get(one.unit, received_by)
    ]
