"""Each unit's newest text by task, from the versions that count: what was voided or returned says nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from ledger.book import Page
from ledger.model import Decision, Entry, Round, Submission
from ledger.standings import versions_that_count


def newest_texts(
    page: Page,
    rounds: Sequence[Round],
    *,
    unit: str | None = None,
    received_by: datetime | None = None,
    decided_by: datetime | None = None,
) -> dict[str, dict[int, str]]:
    """The texts of some rounds by unit and task, of one unit or of all; `received_by` leaves out what came in later,
    `decided_by` what was decided later."""
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
        for submission in page.submissions(round_.code, unit=unit, received_by=received_by):
            versions[submission.unit].append(submission)
        decisions: dict[str, list[Decision]] = defaultdict(list)
        for decision in page.decisions(round_.code):
            if decided_by is None or decision.at <= decided_by:
                decisions[decision.unit].append(decision)
        for name, submitted in versions.items():
            for version in versions_that_count(submitted, decisions[name]):
                found.setdefault(name, {}).update({entry.task: (entry, version) for entry in version.entries})
    return found
