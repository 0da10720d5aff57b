"""The problems of the year, as its circulars opened them and as what has come in and been decided since leaves them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from ledger.book import Page
from ledger.cases import Evidence, Statement, as_lines, fold, open_cases, settle
from ledger.editions import Edition, relieved
from ledger.model import Assessment, Case, Circular, CircularState, Problem, Round
from office.desk.desk import Desk
from office.standing.assessing import assess_round
from office.standing.freezing import stated_problems
from office.standing.rulings import rulings
from office.standing.texts import newest_entries
from templates.common import phrases


def cases_of(desk: Desk, page: Page, now: datetime) -> tuple[Case, ...]:
    """Every problem that a circular of the year has named, with its history up to a moment."""
    named = fold([*left_to(desk), *statements(desk, page, desk.rounds)])
    return (
        settle(named, evidence(desk, page, _standings(desk, page, now), edition=desk.edition_on(now))) if named else ()
    )


def _standings(desk: Desk, page: Page, now: datetime) -> list[Assessment]:
    return [
        one
        for round_ in desk.rounds
        if page.circulars.newest(round_.code)
        for one in assess_round(desk, page, round_, now)
    ]


def open_problems(desk: Desk, page: Page, now: datetime) -> dict[str, list[Problem]]:
    """What each unit has not put right of what circulars have named, as lines of a list."""
    found: dict[str, list[Problem]] = {}
    for line in as_lines(open_cases(cases_of(desk, page, now))):
        found.setdefault(line.unit, []).append(line)
    return found


def told_problems(desk: Desk, page: Page, now: datetime) -> dict[str, list[Problem]]:
    """Those of them that a unit may be told: what only a draft says nobody has signed for."""
    out = {one.code for one in desk.rounds if page.circulars.issued(one.code)}
    return {
        unit: told
        for unit, lines in open_problems(desk, page, now).items()
        if (told := [one for one in lines if one.round in out or desk.carried.round(one.round)])
    }


def in_words(desk: Desk, lines: Iterable[Problem]) -> list[str]:
    """Problems for a letter or a list on the screen."""
    return [phrases.problem(line, desk.any_round(line.round).name) for line in lines]


def left_to(desk: Desk) -> list[Statement]:
    """What last year left open, as the first statement of this one."""
    carried = desk.carried
    if carried.made_at is None:
        return []
    listed = carried.problems_of(desk.roster)
    return [Statement(at=carried.made_at, cited=f"{carried.year}年度交账时", listed=listed, of_last_year=True)]


def statements(desk: Desk, page: Page, rounds: Iterable[Round]) -> list[Statement]:
    """What the circulars in force say, of the rounds that have one."""
    return [
        Statement(at=stated.made_at, cited=cited(page, one.code), listed=listed, looked_back=looked_back)
        for one in rounds
        if (stated := page.circulars.newest(one.code))
        for listed, looked_back in [stated_problems(stated.snapshot, one.code, desk.roster.names)]
    ]


def evidence(
    desk: Desk,
    page: Page,
    then: Iterable[Assessment],
    *,
    rounds: Sequence[Round] | None = None,
    received_by: datetime | None = None,
    edition: Edition | None = None,
) -> Evidence:
    """What may have ended problems: `then` is how units stand by now in the rounds that opened them, `rounds` those
    whose texts count, `edition` says whose tasks are whose (by default at the last of these rounds), `received_by` leaves out what came in or was cleared later."""
    found = newest_entries(page, rounds or desk.rounds, received_by=received_by)
    edition = edition or (desk.edition_of(rounds[-1]) if rounds else desk.editions[-1])
    return Evidence(
        tasks=desk.ledger.tasks,
        rounds=desk.rounds,
        relieved=relieved(desk.editions, edition),
        no_more_leading=relieved(desk.editions, edition, of_leading=True),
        then={(one.round.code, one.unit.name): one for one in then},
        newest={unit: {task: entry.progress for task, (entry, _) in own.items()} for unit, own in found.items()},
        sources={unit: {task: source for task, (_, source) in own.items()} for unit, own in found.items()},
        decisions=[one for one in page.decisions.all() if received_by is None or one.at <= received_by],
        rulings=rulings(desk, page),
    )


def cited(page: Page, round_: str) -> str:
    """The circular that named a unit and its corrections: by number once issued, by title before; "" without one."""
    made = page.circulars.issued(round_) or page.circulars.newest(round_)
    corrections = [one for one in page.circulars.all(round_) if one.state is CircularState.CORRECTED]
    named = [_cited(one) for one in (made, *corrections) if one]
    return named[0] + "".join(f"（经{words}更正）" for words in named[1:]) if named else ""


def _cited(one: Circular) -> str:
    return one.reference or f"《{one.file.removesuffix('.docx')}》"
