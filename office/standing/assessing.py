"""The standings of a round at a moment, for everything that prints one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from ledger.book import Page
from ledger.copies import Texts
from ledger.model import Assessment, Decision, Known, Round, Submission, Unit
from ledger.progress_text.chosen import split_choice
from ledger.roster import Roster
from ledger.rounds import round_before
from ledger.standings import assess
from ledger.text import squeeze
from office.desk.desk import Desk
from office.desk.units import UnitsError
from office.standing.knowing import known
from office.standing.texts import in_hand


def assess_round(
    desk: Desk,
    page: Page,
    round_: Round,
    now: datetime,
    *,
    received_by: datetime | None = None,
    units: Sequence[Unit] | None = None,
    compared: bool = True,
) -> tuple[Assessment, ...]:
    """Every unit's standing in official order, or that of some `units`, from what has been collected; `received_by`
    leaves out what came in later, but for a unit whose own deadline was put off beyond it. Where standings alone are
    wanted the texts need not be `compared` each with each: that makes findings, and no standing."""
    refuse_unexplained(desk, page)
    decisions = page.decisions.all(round_.code)
    submissions = _by_unit(in_hand(page.submissions.all(round_.code), decisions, received_by))
    knowing = known(desk, page, received_by=received_by)
    others = _texts_by_task(desk, submissions) if compared else {}
    before = round_before(round_, desk.rounds)
    earlier = _by_unit(page.submissions.all(before.code, received_by=received_by)) if before else {}
    return tuple(
        _assessed(
            desk,
            unit,
            round_,
            now,
            submissions=submissions.get(unit.name, ()),
            decisions=decisions,
            previous=_latest(earlier.get(unit.name, ())),
            others=others,
            knowing=knowing,
        )
        for unit in (desk.roster.units if units is None else units)
        if desk.tasks_of(unit.name, round_) or unit.name in submissions  # who has no task has nothing to report
    )


def refuse_unexplained(desk: Desk, page: Page) -> None:
    """Nobody is judged while something is on file of a unit that the roster does not know. Raises UnitsError."""
    if gone := unexplained(page, desk.roster):
        raise UnitsError.unexplained(gone)


def unexplained(page: Page, roster: Roster) -> list[str]:
    """The units on file that a roster does not know, under any name."""
    return sorted(page.submissions.units_on_file() - {unit.name for unit in roster.units})


def assess_unit(
    desk: Desk,
    page: Page,
    round_: Round,
    unit: Unit,
    now: datetime,
    *,
    knowing: Known | None = None,
    on_file: Sequence[Submission] | None = None,
) -> Assessment:
    """One unit's standing, as far as the unit is told of it: its texts are not compared with those of others, and
    only `own_versions` are read, where the caller has not. Without `knowing`, as the arrival in hand alone makes it: for
    the answer to an arrival, which says nothing of what else waits or is missing."""
    on_file = own_versions(desk, page, round_, unit.name) if on_file is None else on_file
    return _assessed(
        desk,
        unit,
        round_,
        now,
        submissions=[one for one in on_file if one.round == round_.code],
        decisions=page.decisions.all(round_.code),
        previous=_latest([one for one in on_file if one.round != round_.code]),
        others={},
        knowing=knowing or Known(read_through=now),
    )


def own_versions(desk: Desk, page: Page, round_: Round, unit: str) -> list[Submission]:
    """What is on file of a unit of a round and of the one before, in order of receipt."""
    before = round_before(round_, desk.rounds)
    return page.submissions.all(*([before.code] if before else []), round_.code, unit=unit)


def _assessed(
    desk: Desk,
    unit: Unit,
    round_: Round,
    now: datetime,
    *,
    submissions: Sequence[Submission],
    decisions: Sequence[Decision],
    previous: Mapping[int, str],
    others: Mapping[int, Mapping[str, str]],
    knowing: Known,
) -> Assessment:
    return assess(
        unit,
        round_,
        desk.tasks_of(unit.name, round_),
        submissions=submissions,
        decisions=_of_unit(decisions, unit.name),
        known=knowing,
        now=now,
        calendar=desk.settings.calendar,
        correction_days=desk.settings.correction_days,
        previous=previous,
        others=others,
    )


def _by_unit(submissions: Sequence[Submission]) -> dict[str, list[Submission]]:
    sorted_out: dict[str, list[Submission]] = defaultdict(list)
    for one in submissions:
        sorted_out[one.unit].append(one)
    return sorted_out


def _of_unit(decisions: Sequence[Decision], unit: str) -> list[Decision]:
    return [decision for decision in decisions if decision.unit == unit]


def _latest(submissions: Sequence[Submission]) -> dict[int, str]:
    """A unit's newest text by task, from submissions in order of receipt."""
    return {entry.task: entry.progress for one in submissions if not one.blocked for entry in one.entries}


def _texts_by_task(desk: Desk, submissions: Mapping[str, Sequence[Submission]]) -> dict[int, Texts]:
    """Every unit's text by task, squeezed: they are compared each with each."""
    texts = {task.number: Texts() for task in desk.ledger.tasks}
    for unit, theirs in submissions.items():
        for task, text in _latest(theirs).items():
            texts.setdefault(task, Texts())[unit] = squeeze(split_choice(text)[1])
    return texts
