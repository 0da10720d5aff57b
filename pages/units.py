"""单位: each with its rounds, its forms, our letters to it and their fate, whom to call; decided on here."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from starlette.responses import Response

import mailboxes
from ledger.model import Round, Verdict
from office.standing.cases import open_problems
from pages.choices import OF_UNIT, Prefilled
from pages.deciding import RefusedError, decision_of, kind_of, take
from pages.visit import Visit

_COLUMNS = 6  # rounds that a list has room for


def show_all(visit: Visit) -> Response:
    """The list, with the rounds that began last."""
    desk, rounds = visit.desk, _begun(visit)[-_COLUMNS:]
    with desk.book.reading() as page:
        standings = {
            (one.unit.name, one.round.code): one for round_ in rounds for one in visit.standings(page, round_)
        }  # fmt: skip
    return visit.page("units", units=desk.roster.units, rounds=rounds, standings=standings)


def show(visit: Visit) -> Response:
    """One of them."""
    desk = visit.desk
    if (unit := desk.roster.find(visit.asked.get("name", ""))) is None:
        return visit.missing("单位名录中没有这个单位。")
    rounds = _begun(visit)
    with desk.book.reading() as page:
        stands = [one for round_ in rounds for one in visit.standings(page, round_) if one.unit.name == unit.name]
        return visit.page(
            "unit",
            unit=unit,
            stands=stands,
            tasks=desk.tasks_of(unit.name),
            submissions=page.submissions.all(unit=unit.name),
            letters=page.letters.all(unit=unit.name),
            unissued={one.code for one in desk.rounds if not page.circulars.issued(one.code)},
            problems=open_problems(desk, page, visit.now).get(unit.name, []),
            held=[one for one in page.held.listed() if unit.name in _pointed(one.unit, visit)],
            decided=[one for one in page.decisions.all() if one.unit == unit.name],
            choices=OF_UNIT,
            known=Prefilled(period=visit.round(page)),
            rounds=desk.rounds,
        )


def _pointed(name: str, visit: Visit) -> str:
    found = visit.desk.roster.find(name) if name else None
    return found.name if found else ""


def decide(visit: Visit) -> Response:
    """Put a unit's deadline off, excuse it, strike a problem off, say how a task stands."""
    name = visit.asked.get("name", "")
    try:
        done = take(visit, decision_of(visit, kind_of(visit, _OFFERED), unit=name))
    except RefusedError as error:
        return show(replace(visit, error=str(error)))
    return visit.done(done, f"/unit?{urlencode({'name': name})}")


_OFFERED = (Verdict.EXTEND, Verdict.EXCUSE, Verdict.CLEAR, Verdict.STATE)


def letter(visit: Visit) -> Response:
    """A letter of ours to a unit, as it was written. Those to the office's own people are theirs alone."""
    with visit.desk.book.reading() as page:
        try:
            post = page.letters.one(visit.number("number"))
        except KeyError:
            return visit.missing("没有这封信。")
        if post.unit not in visit.desk.roster:
            return visit.missing("没有这封信。")
        raw = page.letters.content(post.number)
    return visit.page("post", post=post, message=mailboxes.decode(raw) if raw else None)


def _begun(visit: Visit) -> list[Round]:
    return [one for one in visit.desk.rounds if one.opens <= visit.now] or list(visit.desk.rounds[:1])
