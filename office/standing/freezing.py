"""A circular frozen: what it states and what each statement rests on, as the book keeps it, and read back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ledger.book import Page
from ledger.frozen import as_json, freeze, thaw
from ledger.model import Assessment, Problem, Report, Standing, Submission
from ledger.roster import Names
from ledger.standings import RULES


def snapshot(report: Report, page: Page, *, template: str = "") -> str:
    """The inputs and the result of a circular, so that every name in it can be traced, and the whole of it
    so that what was approved is what is issued; `template` is the hash of the office's own."""
    sources = page.submissions.sources()
    frozen = {
        "round": report.round.code,
        "made_at": report.made_at,
        "rules": RULES,
        "submissions": [_input(one, sources[one.number][0]) for one in page.submissions.all(report.round.code)],
        "decisions": [one.number for one in page.decisions.all(report.round.code)],
        "standings": [_result(one) for one in report.assessments],
        "problems": report.problems,
        "report": report,
        "template": template,
    }
    return as_json(frozen)


def _input(one: Submission, message_id: str) -> dict[str, object]:
    return {
        "number": one.number,
        "unit": one.unit,
        "received_at": one.received_at.isoformat(),
        "message_id": message_id,
        "sha256": one.sha256,
        "findings": [finding.code for finding in one.findings],
    }


def _result(one: Assessment) -> dict[str, object]:
    return {
        "unit": one.unit.name,
        "standing": one.standing.value,
        "deadline": one.deadline.isoformat(),
        "received_at": freeze(one.received_at),
        "submission": one.submission,
        "versions": list(one.versions),
        "reason": one.reason,
    }


def stated_report(kept: str) -> Report | None:
    """The report a circular was made of; None of a book before versions were kept."""
    frozen = json.loads(kept).get("report")
    return None if frozen is None else thaw(Report, frozen)


def stated_template(kept: str) -> str | None:
    """The hash of the template a circular stands on, "" for the shipped one; None of a book before that was kept."""
    template: str | None = json.loads(kept).get("template")
    return template


def stated_problems(kept: str, code: str, names: Names) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """What the circular of a round listed and what it looked back at, by the units' names of today; a problem of a book
    that did not keep its round is of this round, or of the one before."""
    stated = json.loads(kept)
    report = stated.get("report") or {}
    before = (report.get("previous") or {}).get("code", "")
    return _stated(stated["problems"], code, names), _stated(report.get("lookback", []), before, names)


def _stated(problems: Iterable[object], code: str, names: Names) -> tuple[Problem, ...]:
    stated = [thaw(Problem, one) for one in problems]
    return tuple(replace(one, unit=names.current(one.unit), round=one.round or code) for one in stated)


def by_todays_names(report: Report, names: Names) -> Report:
    """What a circular stated, under the units' names of today: to be held against what is known now, not to be printed
    as what was issued."""

    def today(one: Assessment) -> Assessment:
        return replace(one, unit=replace(one.unit, name=names.current(one.unit.name)))

    return replace(
        report,
        assessments=tuple(map(today, report.assessments)),
        problems=tuple(replace(one, unit=names.current(one.unit)) for one in report.problems),
        lookback=tuple(replace(one, unit=names.current(one.unit)) for one in report.lookback),
    )


_GOOD = (
    Standing.ON_TIME,
    Standing.EXCUSED,
    Standing.INCOMPLETE,
    Standing.LATE,
    Standing.MISSING,
    Standing.PENDING,
    Standing.UNDECIDED,
)
"""Standings from the best."""


def as_issued(assessments: Sequence[Assessment], kept: str | None, names: Names) -> tuple[Assessment, ...]:
    """A round's standings as its circular stated them; as they stand now where there was none, or where it stated that
    a unit still had time (an extension that a correction granted): that was no last word."""
    standings = json.loads(kept or "{}").get("standings", [])
    told: dict[str, Standing] = {}
    for one in standings:  # of units merged since, the better one is the merged unit's
        unit = names.current(one["unit"])
        told[unit] = min(told.get(unit, Standing(one["standing"])), Standing(one["standing"]), key=_GOOD.index)
    stated = {unit: one for unit, one in told.items() if one not in (Standing.PENDING, Standing.UNDECIDED)}
    return tuple(replace(one, standing=stated.get(one.unit.name, one.standing)) for one in assessments)
