"""待办: everything that waits for a person, the original beside what was understood; decided here."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import Response

from ledger.model import Verdict
from office.asking.questions import asked_of_units
from office.post.fates import left_to_person
from office.standing.status import submissions_of
from pages.choices import UNREADABLE, choices, known
from pages.deciding import RefusedError, decision_of, kind_of, take
from pages.mails import open_shown
from pages.original import compare
from pages.visit import Visit

_OF_LETTERS = (Verdict.RESEND, Verdict.DISMISS)


def show_all(visit: Visit) -> Response:
    """The list."""
    with visit.desk.book.reading() as page:
        held = page.held.listed()
        mails = page.mails.numbered([one.mail for one in held])
        doubtful = left_to_person(visit.desk, page)
    return visit.page(
        "held_all", held=held, mails=mails, doubtful=doubtful, asked=asked_of_units(visit.desk)
    )  # fmt: skip


def show(visit: Visit) -> Response:
    """One of them."""
    desk, number = visit.desk, visit.number("number")
    with desk.book.reading() as page:
        if not (found := page.held.listed(number)):
            return visit.missing("没有这一事项。")
        held = found[0]
        shown = open_shown(desk, page, held.mail)
        offered = [] if held.decided_at else choices(held, shown.mail)
        return visit.page(
            "held",
            held=held,
            shown=shown,
            forms=[compare(desk, form) for form, sha256 in shown.forms if held.sha256 in ("", sha256)],
            choices=offered,
            unreadable=held.kind in UNREADABLE,
            known=known(desk, page, held),
            units=desk.roster.units,
            rounds=desk.rounds,
            ledger=desk.ledger,
            on_file=submissions_of(page, held),
            decided=[one for one in page.decisions.all(whole=True) if one.held == number],
        )


def decide(visit: Visit) -> Response:
    """Take the decision that the form says."""
    number = visit.number("number")
    try:
        with visit.desk.book.reading() as page:
            if not (found := page.held.listed(number)):
                return visit.missing("没有这一事项。")
            offered = [one.kind for one in choices(found[0], page.mails.one(found[0].mail))]
        done = take(visit, decision_of(visit, kind_of(visit, offered), held=number))
    except RefusedError as error:
        return show(replace(visit, error=str(error)))
    return visit.done(done, "/held")


def decide_letter(visit: Visit) -> Response:
    """What is to be done with a letter of ours of which nobody knows whether it arrived."""
    try:
        done = take(visit, decision_of(visit, kind_of(visit, _OF_LETTERS), letter=visit.number("number")))
    except RefusedError as error:
        return show_all(replace(visit, error=str(error)))
    return visit.done(done, "/held")
