"""Which of several ledgers a mail belongs to: by the letter it answers, its forms, its subject, its sender. Certain only
where they do not contradict and one ledger remains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ledger.model import Form, Message
from ledger.naming import short_of, theme_of
from ledger.text import squeeze
from office.arrivals.opened import Opened
from office.asking.carriers import answered
from office.desk.desk import Desk

_STRANGE = ("other_ledger", "no_tasks", "wrong_year")
"""Findings of a form that is none of a ledger's."""
_SHORTEST = 2

Votes = frozenset[int]
"""Ledgers by their place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """The ledgers a mail may belong to, and why it is not one alone."""

    ledgers: Votes
    why: str = ""

    @property
    def certain(self) -> int | None:
        """The one ledger it belongs to."""
        return next(iter(self.ledgers)) if len(self.ledgers) == 1 and not self.why else None


def which_ledger(desks: Sequence[Desk], names: Mapping[str, Sequence[str]], opened: Opened) -> Which:
    """The ledger of a mail, or those it may be of."""
    message, everybody = opened.message, frozenset(range(len(desks)))
    senders = frozenset(n for n, desk in enumerate(desks) if _knows(desk, message))
    said = {
        "所回复的信件": _by_letter(desks, opened),
        "填报表": _by_forms(desks, [form for form, _ in opened.forms if form.rows]),
        "主题": _by_subject(desks, names, message, [file.file.name for file in opened.files]),
    }
    heard = {what: votes for what, votes in said.items() if votes}
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
    marked = {n for n, desk in enumerate(desks) if form.issued and _issued(desk, form.issued[2])}
    if marked:
        return frozenset(marked)
    return frozenset(n for n, desk in enumerate(desks) if _reads(desk, form))


def _issued(desk: Desk, version: str) -> bool:
    return version in {edition.version for edition in desk.editions}


def _reads(desk: Desk, form: Form) -> bool:
    reading = desk.read(form)
    return bool(reading.entries) and not any(one.code in _STRANGE for one in reading.findings)


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
