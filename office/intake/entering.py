"""An opened mail → the book: whose it is is asked, what becomes of it is decided (`office.arrivals.plan`), and written here."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

import mailboxes
from ledger.book import Page
from ledger.model import Mail, MailState, Message, Outcome, PostState
from office.answers import answers, requests
from office.answers.resent import settle_resent
from office.answers.telling import tell_bounce
from office.arrivals.aside import Aside, put_aside
from office.arrivals.judging import Envelope
from office.arrivals.opened import Opened
from office.arrivals.plan import Arrival, Hold, Plan, plan
from office.arrivals.shared import is_shared
from office.arrivals.shelf import Shelf
from office.asking.carriers import proven_units
from office.asking.noticing import notice
from office.asking.questions import ask_about
from office.desk.desk import Desk
from office.post.fates import prove_sent
from office.standing.assessing import own_versions
from office.standing.texts import newest_texts

_ADDRESSES = re.compile(r"[\w.+-]+@[\w.-]+\w")


def enter_mail(desk: Desk, page: Page, mail: Mail, opened: Opened, now: datetime) -> Outcome:
    """Enter what comes of a mail."""
    outcome = _settle(desk, page, mail, opened, now)
    page.mails.settle(mail.number, outcome.state, outcome.reason)
    return outcome


def _settle(desk: Desk, page: Page, mail: Mail, opened: Opened, now: datetime) -> Outcome:
    shelf = _shelf(desk, page, mail)
    if aside := put_aside(desk, opened, shelf):
        return _leave(desk, page, mail, opened, aside, now)
    envelope = envelope_of(desk, page, mail, opened)
    if desk.settings.mail.front and is_shared(page.mails.names_of(mail.number)):
        envelope = replace(envelope, shared=True)
    answered = notice(desk, page, envelope, opened.sent_to, now, filled=opened.filled)
    if answered is None and not opened.filled:
        answered = requests.answer(desk, page, envelope, now)
    return answered or _carry_out(desk, page, envelope, plan(desk, envelope, opened, shelf), now)


def _shelf(desk: Desk, page: Page, mail: Mail) -> Shelf:
    """What this book has on file."""
    return Shelf(
        folders=lambda: page.mails.folders_of(mail.number),
        letter=page.letters.of_id,
        versions=lambda round_, unit: own_versions(desk, page, desk.round(round_), unit),
        texts=lambda round_, unit: newest_texts(page, [desk.round(round_)], unit=unit).get(unit, {}),
    )


def _leave(desk: Desk, page: Page, mail: Mail, opened: Opened, aside: Aside, now: datetime) -> Outcome:
    """Leave a mail aside, and enter what it proves of a letter of ours."""
    if aside.sent:
        prove_sent(page, aside.sent, mail.received_at)
    if aside.refused and opened.bounce:
        page.letters.settle(aside.refused.number, PostState.REFUSED, aside.reason)
        tell_bounce(desk, page, aside.refused, opened.bounce, now)
    return Outcome(MailState.IGNORED, aside.reason)


def envelope_of(desk: Desk, page: Page, mail: Mail, opened: Opened) -> Envelope:
    """Whose a mail is, as far as the book and the roster know."""
    message, authentic, why = opened.message, opened.authentic, opened.why
    sender = desk.roster.sender(message.sender) if message.sender else None
    if authentic == "unverified" and sender and sender in proven_units(desk, page, opened.sent_to):
        authentic, why = "verified", "来信寄往本办给该单位的专用回信地址"
    ours = [post for reference in message.references if (post := page.letters.of_id(reference))]
    answered = [post for post in ours if post.round]
    known = {one.code: one for one in desk.rounds}
    return Envelope(
        mail=mail,
        message=message,
        sender=sender,
        authentic=authentic,
        why=why,
        reference=known.get(answered[-1].round) if answered else None,
        quoted=tuple(mailboxes.decode(page.letters.content(ours[-1].number)).text.splitlines()) if ours else (),
    )


def _carry_out(desk: Desk, page: Page, envelope: Envelope, planned: Plan, now: datetime) -> Outcome:
    """Hold, file and answer as planned."""
    for hold in planned.holds:
        _hold(desk, page, envelope, hold, now)
    for arrival in planned.arrivals:
        _take(desk, page, envelope, arrival, now, alone=len(planned.arrivals) == 1)
    if planned.holds and not ask_about(desk, page, envelope, now):
        answers.held(desk, page, envelope, planned.holds[0].kind, now)
    return planned.outcome


def _hold(desk: Desk, page: Page, envelope: Envelope, hold: Hold, now: datetime) -> None:
    page.held.add(
        mail=envelope.mail.number,
        kind=hold.kind,
        reason=hold.reason,
        at=now,
        file=hold.file,
        sha256=hold.sha256,
        unit=hold.unit,
        round_=hold.round,
        clues=_clues(desk, envelope.message),
    )


def _take(desk: Desk, page: Page, envelope: Envelope, arrival: Arrival, now: datetime, *, alone: bool) -> None:
    """File a form and answer it; of a copy its earlier time of receipt counts. `alone`: the mail brings no other."""
    submission, earlier = arrival.submission, arrival.copy_of
    if earlier:
        page.submissions.received_earlier(earlier.number, submission.received_at)
        answers.duplicate(desk, page, envelope, submission, earlier, now)
        return
    filed = page.submissions.file(submission)
    answers.receipt(desk, page, envelope, filed, now, known=arrival.on_file if alone else None)
    settle_resent(desk, page, envelope, filed, now)


def _clues(desk: Desk, message: Message) -> str:
    """What may say whose a mail is: what its files are called, what a server quotes of one it did not give, and the
    units whose addresses stand there."""
    addresses = _ADDRESSES.findall(message.sealed)
    quoted = [unit.name for address in addresses if (unit := desk.roster.sender(address.lower()))]
    return "\n".join([*(file.name for file in message.attachments), *filter(None, (message.sealed,)), *quoted])
