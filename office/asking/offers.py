"""What can be done with each thing that waits, as the lines that do it: offered in the digest, read by the grammar."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from ledger.book import Page
from ledger.calendar import last_day, midnight_after
from ledger.dates import read_limit
from ledger.held_kinds import HeldKind
from ledger.model import SHANGHAI, Held, Unit
from ledger.rounds import round_open_at, round_said
from office.arrivals.judging import units_named
from office.desk.desk import Desk

_APPLIED = re.compile(
    r"(?:延期?|推迟|延后|延缓|宽限|延长|缓)[^，。；,;]{0,6}?(?:到|至)(?P<day>[^，。；,;前之报提上填]{2,20})"
)
_MOST_UNITS = 2


@dataclass(frozen=True, slots=True)
class Offer:
    """A line that decides; one that is not whole is written to its end by hand."""

    line: str
    whole: bool = True


def offers(desk: Desk, page: Page, held: Held) -> list[Offer]:
    """The lines offered for what waits, the likeliest first."""
    return [Offer(f"{held.number} {said}", whole=whole) for said, whole in _said(desk, page, held)]


def _said(desk: Desk, page: Page, held: Held) -> Iterator[tuple[str, bool]]:
    if make := _OF_ITS_OWN.get(held.kind):
        yield from make(desk, page, held)
    yield from _USUAL.get(held.kind, ())
    yield "无需处理", True


_USUAL: dict[HeldKind, tuple[tuple[str, bool], ...]] = {
    HeldKind.EXTENSION: (("不同意：", False),),
    HeldKind.EXPLANATION: (("销号", True),),
    HeldKind.RECALL: (("作废", True),),
    **dict.fromkeys(
        (HeldKind.TWO_FORMS, HeldKind.CLOSED_ROUND, HeldKind.ROWS_DIFFER), (("认可", True), ("退回：", False))
    ),
    **dict.fromkeys(
        (
            HeldKind.NO_FORM,
            HeldKind.SCAN,
            HeldKind.CLOUD,
            HeldKind.TORN,
            HeldKind.FAILED,
            HeldKind.WHICH_ROUND,
            HeldKind.LAST_YEAR,
        ),
        (("退回：", False),),
    ),
}


def _more_time(desk: Desk, page: Page, held: Held) -> Iterator[tuple[str, bool]]:  # noqa: ARG001  all makers have one shape
    until = until_asked(desk, held)
    yield ("同意延期至", False) if until is None else (f"同意延期至{_day(until)}", True)


def _rounds(desk: Desk, page: Page, held: Held) -> Iterator[tuple[str, bool]]:
    yield from ((f"登记为{desk.round(code).name}", True) for code in rounds_in_question(desk, page, held))


def _time(desk: Desk, page: Page, held: Held) -> Iterator[tuple[str, bool]]:  # noqa: ARG001  all makers have one shape
    yield f"归属{held.unit} 收到时间", False


def _units(desk: Desk, page: Page, held: Held) -> Iterator[tuple[str, bool]]:
    if held.file:
        yield from ((f"归属{unit.name}", True) for unit in units_in_question(desk, page, held))
        yield "归属", False
        yield "退回：", False


_OF_ITS_OWN: dict[HeldKind, Callable[[Desk, Page, Held], Iterator[tuple[str, bool]]]] = {
    HeldKind.EXTENSION: _more_time,
    HeldKind.WHICH_ROUND: _rounds,
    HeldKind.ODD_TIME: _time,
    **dict.fromkeys(
        (
            HeldKind.UNKNOWN_SENDER,
            HeldKind.FROM_STAFF,
            HeldKind.FAILED_SENDER,
            HeldKind.UNKNOWN_UNIT,
            HeldKind.UNIT_DIFFERS,
            HeldKind.SUBJECT_DIFFERS,
        ),
        _units,
    ),
}


def _day(until: datetime) -> str:
    """A limit as people write it."""
    day = last_day(until)
    if until == midnight_after(day):
        return f"{day.month}月{day.day}日"
    at = until.astimezone(SHANGHAI)
    return f"{at.month}月{at.day}日{at.hour}时" + (f"{at.minute}分" if at.minute else "")


def day_asked(held: Held) -> str:
    """The day a unit asks for more time until, in its own words; "" if it names none."""
    found = _APPLIED.search(re.sub(r"\s+", "", held.reason.partition("：")[2]))
    return found["day"] if found else ""


def until_asked(desk: Desk, held: Held) -> datetime | None:
    """Until when a unit asks for more time, if that is a day that can be."""
    said = day_asked(held)
    return read_limit(said, year=desk.settings.year) if said else None


def rounds_in_question(desk: Desk, page: Page, held: Held) -> list[str]:
    """The rounds that a form may be of: those its reason names, the one it was read as, the one that was open."""
    named = [one.code for one in desk.rounds if one.name in held.reason]
    mail = page.mails.one(held.mail)
    said = round_said(mail.subject, desk.rounds)
    found = [*named, held.round, said.code if said else "", round_open_at(mail.received_at, desk.rounds).code]
    known = {one.code for one in desk.rounds}
    return list(dict.fromkeys(code for code in found if code in known))


def units_in_question(desk: Desk, page: Page, held: Held) -> list[Unit]:
    """The units that a form may be of: the one it names, the sender's, those that subject and files name."""
    mail = page.mails.one(held.mail)
    named = units_named(desk, f"{mail.subject}\n{held.file}\n{held.clues}")
    found = [desk.roster.find(held.unit) if held.unit else None, desk.roster.sender(mail.sender), *named]
    return list({unit.name: unit for unit in found if unit}.values())[:_MOST_UNITS]
