"""Which of several ledgers a mail belongs to: by the letter it answers, its forms, its subject, its sender. Certain only
where they do not contradict and one ledger remains, or each form in it is plainly of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ledger.model import Form, Message
from ledger.naming import short_of, theme_of
from ledger.text import squeeze
from office.arrivals.opened import Opened
from office.arrivals.shared import is_issued, is_own, reads
from office.asking.carriers import answered
from office.desk.desk import Desk

_SHORTEST = 2

Votes = frozenset[int]
"""Ledgers by their place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """The ledgers a mail belongs to, or those it may belong to and why that is not certain."""

    ledgers: Votes
    why: str = ""


def which_ledger(desks: Sequence[Desk], names: Mapping[str, Sequence[str]], opened: Opened) -> Which:
    """The ledger of a mail, or those it may be of."""
    message, everybody = opened.message, frozenset(range(len(desks)))
    senders = frozenset(n for n, desk in enumerate(desks) if _knows(desk, message))
    forms = [form for form, _ in opened.forms if form.rows]
    said = {
        "所回复的信件": _by_letter(desks, opened),
        "填报表": _by_forms(desks, forms),
        "主题": _by_subject(desks, names, message, [file.file.name for file in opened.files]),
    }
    heard = {what: votes for what, votes in said.items() if votes}
    several = _each_its_own(desks, forms)
    if several and all(votes & several for votes in heard.values()):
        return Which(ledgers=several)
    agreed = frozenset.intersection(*heard.values()) if heard else senders
    if heard and not agreed:
        return Which(ledgers=frozenset.union(*heard.values()), why=f"{'、'.join(heard)}所指的台账不一致")
    if len(agreed) > 1 and agreed & senders:
        agreed &= senders
    if len(agreed) == 1:
        return Which(ledgers=agreed)
    if message.automatic and not heard:
        return Which(ledgers=frozenset({min(agreed or everybody)}))  # it is answered by nobody and filed nowhere
    why = "没有填报表，主题未写明是哪个台账" if not said["填报表"] else "填报表、主题都看不出是哪个台账"
    return Which(ledgers=agreed or everybody, why=why)


def _knows(desk: Desk, message: Message) -> bool:
    sender = message.sender or ""
    return desk.roster.sender(sender) is not None or (desk.settings.person(sender) is not None)


def _by_letter(desks: Sequence[Desk], opened: Opened) -> Votes:
    """Our own letter come back, one that answers it, or tells that it could not be delivered."""
    message = opened.message
    ids = [*message.references, *([message.message_id] if message.message_id else [])]
    ids += [opened.bounce.message_id] if opened.bounce and opened.bounce.message_id else []
    found = set()
    for place, desk in enumerate(desks):
        with desk.book.reading() as page:
            if any(page.letters.of_id(one) for one in ids) or answered(desk, page, message, opened.sent_to).carriers:
                found.add(place)
    return frozenset(found)


def _by_forms(desks: Sequence[Desk], forms: Sequence[Form]) -> Votes:
    """The ledgers that every form in the mail fits; of forms that fit different ones, all of these."""
    fits = [votes for form in forms if (votes := _fits(desks, form))]
    if not fits:
        return frozenset()
    return frozenset.intersection(*fits) or frozenset.union(*fits)


def _fits(desks: Sequence[Desk], form: Form) -> Votes:
    marked = frozenset(n for n, desk in enumerate(desks) if is_issued(desk, form))
    return marked or frozenset(n for n, desk in enumerate(desks) if reads(desk, form))


def _each_its_own(desks: Sequence[Desk], forms: Sequence[Form]) -> Votes:
    """The several ledgers whose forms a mail brings, where each form is of one of them and of no other."""
    owners = [frozenset(n for n, desk in enumerate(desks) if is_own(desk, form)) for form in forms if len(forms) > 1]
    found = frozenset[int]().union(*owners)
    return found if len(found) > 1 and all(len(one) == 1 for one in owners) else frozenset()


def _by_subject(
    desks: Sequence[Desk], names: Mapping[str, Sequence[str]], message: Message, files: Iterable[str]
) -> Votes:
    """The ledgers whose names stand in the subject or in a file's name; of names within each other the longest."""
    words = squeeze(" ".join((message.subject, *files)))
    found = {(name, n) for n, desk in enumerate(desks) for name in _names(desk, names) if name in words}
    whole = {name for name, _ in found if not any(name != other and name in other for other, _ in found)}
    return frozenset(n for name, n in found if name in whole)


def _names(desk: Desk, names: Mapping[str, Sequence[str]]) -> set[str]:
    """What people call a ledger: as the front's settings say, and as its own title does."""
    district = desk.settings.office.district
    own = (short_of(desk.ledger, district), theme_of(desk.ledger, district))
    return {plain for name in (*names[str(desk.root.resolve())], *own) if len(plain := squeeze(name)) >= _SHORTEST}
