"""A held form is taken: filed for a unit, with its own time of receipt, and the unit told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ledger.book import Page
from ledger.model import Decision, Form, Held, Mail
from office.answers import answers
from office.answers.outcomes import tell_outcome
from office.arrivals.declaring import BODY, declaration, with_declared
from office.arrivals.judging import Envelope, find_round, understood
from office.arrivals.open_mail import UnopenedError, open_mail
from office.arrivals.opened import Opened
from office.decisions.decided_on import DecisionError, enter, held_of, round_of, unit_of
from office.desk.desk import Desk

_BY_HAND = "取出附件，在“登记”页按收到时间登记，再按“无需处理”办结这一事项"


def take(desk: Desk, page: Page, decision: Decision, now: datetime) -> str:
    """Assign or accept: the held form is filed for a unit, with its own time of receipt; what was done. Raises
    DecisionError."""
    held = held_of(page, decision.held)
    unit = unit_of(desk, decision.unit or held.unit)
    mail = _timed(page, page.mails.one(held.mail), decision)
    if mail.sha256 is None:
        raise DecisionError(f"这封邮件没有从邮箱取到；请在邮箱中{_BY_HAND}")
    opened = _opened(desk, page.mails.raw(mail.sha256))
    envelope = Envelope(mail=mail, message=opened.message, sender=unit, authentic="unverified", reference=None)
    form, sha256 = _form(desk, envelope, opened, held)
    reading = desk.read(form)
    round_ = round_of(desk, decision.round) if decision.round else find_round(desk, reading, envelope)[0]
    page.held.settle([held.number], at=now)
    if earlier := page.submissions.copy_of(unit.name, round_.code, sha256):
        entered = enter(page, decision, unit=unit.name, round_=round_.code, submission=earlier.number)
        said = f"与{unit.name}已登记的第{earlier.number}号报送件相同，未重复登记"
        tell_outcome(desk, page, unit, entered, said, now, held=held, submission=earlier)
        return said
    filed = page.submissions.file(understood(reading, form, sha256, unit=unit, round_=round_, mail=mail))
    entered = enter(page, decision, unit=unit.name, round_=round_.code, submission=filed.number)
    said = f"已登记为{unit.name}{round_.name}第{filed.number}号报送件，收到时间不变"
    shown = (
        f"{said}（{decision.reason}）" if decision.words else said
    )  # what was decided by mail is told with its words
    answers.receipt(desk, page, envelope, filed, now, decided=shown, decision=entered.number)
    return said


def _opened(desk: Desk, raw: bytes) -> Opened:
    try:
        return open_mail(desk.settings, raw)
    except UnopenedError as error:
        raise DecisionError(f"{error}；请{_BY_HAND}") from error


def _timed(page: Page, mail: Mail, decision: Decision) -> Mail:
    """The mail with a time of receipt that is sure: the mailbox's own, or the one a person gives where it has none."""
    if mail.timed:
        if decision.received_at:
            raise DecisionError("这封邮件的收到时间以邮箱记录为准，不能另行指定")
        return mail
    if decision.received_at is None:
        raise DecisionError("邮箱没有给出可信的收到时间，请核实后写明收到时间，如 6月9日15:20")
    page.mails.time(mail.number, decision.received_at)
    return page.mails.one(mail.number)


def _form(desk: Desk, envelope: Envelope, opened: Opened, held: Held) -> tuple[Form, str]:
    """The held form in its mail, with what the mail declares; of a mail held whole, the one form it brings."""
    if held.file == BODY and (said := declaration(desk, replace(envelope, reference=desk.round(held.round)))):
        return said[0]
    forms = [pair for pair in opened.every_form if not held.sha256 or pair[1] == held.sha256]
    if len(forms) != 1:
        raise DecisionError(f"这封邮件中有{len(forms)}份填报表，无法直接登记；请{_BY_HAND}")
    form, sha256 = forms[0]
    return with_declared(desk, form, envelope), sha256
