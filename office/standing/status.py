"""What stands where: the units of a round, what is held, as values for printing or JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from ledger.book import Page
from ledger.model import Assessment, Finding, Held, Post, Problem, Round
from ledger.rounds import round_open_at, rounds_up_to
from office.desk.desk import Desk
from office.post.fates import left_to_person
from office.standing.assessing import assess_round
from office.standing.cases import open_problems

_AFTERWARDS = timedelta(days=31)  # a form of the last round may still come


def current_round(desk: Desk, now: datetime) -> Round:
    """The round that is open at a moment."""
    return round_open_at(now, desk.rounds)


def round_to_show(desk: Desk, now: datetime) -> Round:
    """The round that somebody who names none asks about: the one that is open; long after the year, the last one in
    which anything was received or sent, as in a demo that was played at its own time."""
    if now < desk.rounds[-1].deadline + _AFTERWARDS:
        return current_round(desk, now)
    with desk.book.reading() as page:
        alive = [one for one in desk.rounds if page.submissions.all(one.code) or page.letters.all(round_=one.code)]
    return alive[-1] if alive else desk.rounds[-1]


def last_due(desk: Desk, now: datetime) -> Round:
    """The round of which a circular is due: of those to show and before, the last whose deadline has passed."""
    shown = rounds_up_to(round_to_show(desk, now), desk.rounds)
    return next((one for one in reversed(shown) if one.deadline <= now), shown[0])


def status(desk: Desk, round_: Round, now: datetime) -> tuple[Assessment, ...]:
    """Every unit's standing in a round."""
    with desk.book.reading() as page:
        return assess_round(desk, page, round_, now)


def open_lines(desk: Desk, now: datetime) -> dict[str, list[Problem]]:
    """What each unit has not put right of what circulars have named."""
    with desk.book.reading() as page:
        return open_problems(desk, page, now)


def status_json(
    round_: Round,
    assessments: tuple[Assessment, ...],
    read_through: datetime | None,
    problems: Mapping[str, Sequence[Problem]] = {},
) -> dict[str, object]:
    """The status as the command contract has it (architecture.md, What scripts rely on)."""
    return {
        "round": round_.code,
        "deadline": round_.deadline.isoformat(),
        "units": [
            {
                "unit": one.unit.name,
                "category": one.unit.category,
                "standing": one.standing.value,
                "deadline": one.deadline.isoformat(),
                "received_at": one.received_at.isoformat() if one.received_at else None,
                "tasks_expected": len(one.expected),
                "tasks_answered": len(one.answered),
                "findings": [finding_json(finding) for finding in one.findings],
                "waiting": [waits.held for waits in one.waiting if waits.held],
                "submissions": list(one.versions),
                "reason": one.reason,
                "problems": [_problem_json(line) for line in problems.get(one.unit.name, ())],
            }
            for one in assessments
        ],
        "read_through": read_through.isoformat() if read_through else None,
    }


def _problem_json(line: Problem) -> dict[str, object]:
    return {
        "round": line.round,
        "kind": line.kind,
        "tasks": list(line.tasks),
        "description": line.description,
        "rectify_by": line.rectify_by.isoformat(),
    }


def finding_json(finding: Finding) -> dict[str, object]:
    """A finding as the command contract has it."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "where": finding.where,
        "message": finding.message,
    }


def held_json(desk: Desk) -> list[dict[str, object]]:
    """What waits for a person, as the command contract has it."""
    with desk.book.reading() as page:
        waiting = [(one, page.mails.one(one.mail), submissions_of(page, one)) for one in page.held.listed()]
    return [
        {
            "number": one.number,
            "kind": one.kind,
            "mail": one.mail,
            "sender": mail.sender,
            "subject": mail.subject,
            "received_at": mail.received_at.isoformat(),
            "reason": one.reason,
            "unit": one.unit,
            "round": one.round,
            "file": one.file,
            "submissions": numbers,
        }
        for one, mail, numbers in waiting
    ]


def submissions_of(page: Page, one: Held) -> list[int]:
    """What is on file of the unit that a held item points at, in its round."""
    return [each.number for each in page.submissions.all(*filter(None, [one.round]), unit=one.unit)] if one.unit else []


def doubtful_letters(desk: Desk) -> list[Post]:
    """Letters of ours whose fate only a person can find out."""
    with desk.book.reading() as page:
        return left_to_person(desk, page)
