"""季度通报: a round as its circular states it at a moment, kept as a version; what it rests on; and the board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from ledger.book import Page
from ledger.calendar import last_day
from ledger.cases import as_lines, fold, open_cases, relief, settle
from ledger.model import (
    SHANGHAI,
    Assessment,
    Circular,
    CircularState,
    Report,
    Round,
)
from ledger.problems import find_problems
from ledger.rounds import round_before, rounds_up_to
from ledger.standings import RULES
from ledger.states import find_unsettled
from office.desk.desk import Desk
from office.papers.papers import Printed
from office.standing.assessing import assess_round
from office.standing.cases import evidence, left_to, statements
from office.standing.freezing import as_issued, by_todays_names, snapshot, stated_report
from office.standing.knowing import known, what_waits
from office.standing.rulings import struck
from templates.board import board
from templates.circular import check_list, circular


def print_check_list(page: Page, report: Report) -> bytes:
    """核对清单: every name and number of the circular with what it rests on."""
    rounds = [report.round.code, *([report.previous.code] if report.previous else [])]
    return check_list.render(
        report,
        submissions={one.number: one for code in rounds for one in page.submissions.all(code)},
        sources=page.submissions.sources(),
        decisions=page.decisions.all(),
        rules=RULES,
        waits=what_waits(report),
    )


def keep(
    page: Page,
    report: Report,
    printed: Printed[bytes],
    *,
    state: CircularState,
    now: datetime,
    file: str = "",
    number: str = "",
) -> int:
    """Enter a version of a circular into the book, its document with it; the version."""
    return page.circulars.freeze(
        report.round.code,
        report.assessments,
        state=state,
        at=now,
        rules=RULES,
        file=file or circular.file_name(report),
        sha256=page.mails.store_raw(printed.content, at=now),
        snapshot=snapshot(
            report, page, template=page.mails.store_raw(printed.template, at=now) if printed.template else ""
        ),
        reference=number or report.reference,
    )


def changed_since(desk: Desk, page: Page, newest: Circular, now: datetime) -> list[str]:
    """The units that a version of a circular states otherwise than what had come in by then now amounts to."""
    kept, names = stated_report(newest.snapshot), desk.roster.names
    stated = by_todays_names(kept, names) if kept else None
    counted = assess_round(desk, page, desk.round(newest.round), now, received_by=newest.made_at)
    now_ = {one.unit.name: (one.standing, one.received_at) for one in counted}
    return [
        name
        for one in (stated.assessments if stated else ())
        if now_.get(name := one.unit.name, (one.standing, one.received_at)) != (one.standing, one.received_at)
    ]


def rectify_from(desk: Desk, now: datetime) -> date:
    """整改时限 of what is issued at a moment: so many working days after that day."""
    calendar = desk.settings.calendar
    return calendar.shift(calendar.effective(now.astimezone(SHANGHAI).date()), desk.settings.rectify_days)


def make_report(
    desk: Desk,
    page: Page,
    round_: Round,
    now: datetime,
    *,
    received_by: datetime | None = None,
    judged: Mapping[str, tuple[Assessment, ...]] | None = None,
) -> Report:
    """A round as the circular states it at a moment; `received_by` leaves out what came in later, so that a
    statement can be made again on what was there, with what was decided since; `judged` are rounds whose standings at
    that moment the caller has."""

    def stood_in(one: Round) -> tuple[Assessment, ...]:
        if judged and one.code in judged:
            return judged[one.code]
        return assess_round(desk, page, one, now, received_by=received_by)

    ledger, rectify_by = desk.edition_of(round_).ledger, rectify_from(desk, now)
    assessments = stood_in(round_)
    off = struck(desk, page, until=received_by)
    lived = [one for one in desk.rounds if one.deadline <= round_.opens]
    live = {one.code: stood for one in lived if was_run(page, one, stood := stood_in(one))}
    before = next((one for one in (round_before(round_, desk.rounds),) if one and one.code in live), None)
    since = evidence(
        desk,
        page,
        (one for stood in live.values() for one in stood),
        rounds=rounds_up_to(round_, desk.rounds),
        received_by=received_by,
    )
    newest, ruled = since.newest, since.rulings
    earlier = {code: as_issued(stood, page.circulars.snapshot(code), desk.roster.names) for code, stood in live.items()}
    last = before.code if before else ""
    cases = settle(open_cases(fold([*left_to(desk), *statements(desk, page, lived)])), since)
    lookback = as_lines(case for case in cases if not relief(case, since))  # what is not the unit's is not put right
    knowing = known(desk, page, received_by=received_by)
    return Report(
        office=desk.settings.office,
        ledger=ledger,
        round=round_,
        made_at=now,
        assessments=assessments,
        problems=find_problems(
            assessments,
            ledger.tasks,
            newest,
            rectify_by=rectify_by,
            rulings=ruled,
            struck=off,
        ),
        unsettled=find_unsettled(assessments, ledger.tasks, newest, ruled, on=last_day(round_.deadline), struck=off),
        rectify_by=rectify_by,
        previous=before,
        previous_assessments=earlier.get(last, ()),
        previous_named=not last or page.circulars.newest(last) is not None,
        lookback=lookback,
        left_out=desk.carried.without_unit(desk.roster) if round_ == desk.rounds[0] else (),
        last_year={one.code: one.name for one in desk.carried.rounds},
        earlier=tuple(one for stood in earlier.values() for one in stood),
        read_through=knowing.read_through,
        waiting=knowing.of_everybody(round_.code),
    )


def was_run(page: Page, round_: Round, stood: Sequence[Assessment]) -> bool:
    """Whether the office was at work in a round: something came or went. One that begins in the middle of a year compares
    nothing with what was before it."""
    came = any(one.versions for one in stood)
    return came or page.circulars.newest(round_.code) is not None or bool(page.letters.all(round_=round_.code))


def write_board(desk: Desk, round_: Round, now: datetime) -> Path:
    """out/board.html: units × state, for the office's screen."""
    with desk.book.reading() as page:
        report = make_report(desk, page, round_, now)
    path = desk.out / "board.html"
    path.write_text(board.render(report), encoding="utf-8")
    return path
