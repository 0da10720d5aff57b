"""任务: each with who answers for it, and what was written on it, round after round."""

from __future__ import annotations

from starlette.responses import Response

from ledger.calendar import last_day
from ledger.states import has_expired, state_of
from office.standing.rulings import rulings
from office.standing.texts import newest_entries
from pages.visit import Visit


def show_all(visit: Visit) -> Response:
    """The list."""
    desk = visit.desk
    with desk.book.reading() as page:
        round_ = visit.round(page)
        ledger = desk.edition_of(round_).ledger
        filled = visit.filled(page, round_)
    today = last_day(visit.now)
    expired = {task.number for task in ledger.tasks if has_expired(task, today)}
    return visit.page(
        "tasks", ledger=ledger, round=round_, rounds=desk.rounds, filled=filled, expired=expired
    )  # fmt: skip


def show(visit: Visit) -> Response:
    """One of them."""
    desk = visit.desk
    task = next((one for one in desk.ledger.tasks if one.number == visit.number("number")), None)
    if task is None:
        return visit.missing("台账中没有这项任务。")
    begun = [one for one in desk.rounds if one.opens <= visit.now]
    with desk.book.reading() as page:
        written = {one.code: newest_entries(page, [one]) for one in begun}
        ruled = rulings(desk, page)
    newest = {
        unit: entries[unit][task.number][0]
        for entries in written.values()
        for unit in entries
        if task.number in entries[unit]
    }
    texts = {unit: {task.number: entry.progress} for unit, entry in newest.items()}
    return visit.page(
        "task",
        task=task,
        ledger=desk.ledger,
        rounds=begun,
        written={
            (unit, code): entries[unit][task.number]
            for code, entries in written.items()
            for unit in task.units
            if task.number in entries.get(unit, ())
        },
        states={unit: state_of(task, unit, texts, ruled) for unit in task.units},
        expired=has_expired(task, last_day(visit.now)),
    )
