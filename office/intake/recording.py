"""A submission handed in by other means (room 306): entered by staff with the time they received it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import parsers
from ledger.book import Page
from ledger.model import Attachment, Mail, MailState, Message, Round, Submission, Unit
from office.arrivals.judging import Envelope, find_round, understood
from office.decisions.decision_record import keep_paper
from office.desk.desk import Desk
from office.standing.assessing import refuse_unexplained


class RecordingError(ValueError):
    """The file cannot be entered; the message says why."""


def record(
    desk: Desk, path: Path, unit: Unit, received_at: datetime, now: datetime, round_: Round | None = None
) -> Submission:
    """File a form handed in on paper's way; the submission as filed. Raises RecordingError, UnitsError, OSError."""
    file = Attachment(name=path.name, content=path.read_bytes())
    with desk.book.writing() as page:
        refuse_unexplained(desk, page)
        submission = enter_paper(desk, page, file, unit, received_at, now, round_)
        keep_paper(desk, page, file, unit, submission.round, received_at, now)
    return submission


def enter_paper(
    desk: Desk,
    page: Page,
    file: Attachment,
    unit: Unit,
    received_at: datetime,
    now: datetime,
    round_: Round | None = None,
) -> Submission:
    """The form in a file as a submission of that unit. Raises RecordingError."""
    forms = parsers.read(file.name, file.content)
    forms = tuple(form for form in forms if form.rows) or forms
    if len(forms) != 1:
        raise RecordingError(f"{file.name} 中有{len(forms)}份填报表，请拆成单份后登记")
    reading = desk.read(forms[0])
    if reading.unit and reading.unit.name != unit.name:
        raise RecordingError(f"表中填报单位为「{reading.unit.name}」，与所选的单位「{unit.name}」不一致")
    handed = Mail(number=0, sha256=None, size=len(file.content), received_at=received_at, state=MailState.FILED)
    envelope = Envelope(
        mail=handed,
        message=Message(message_id="", subject="", senders=()),
        sender=unit,
        authentic="verified",
        reference=None,
    )
    found, odd = find_round(desk, reading, envelope)
    submission = understood(
        reading, forms[0], file.sha256, unit=unit, round_=round_ or found, mail=handed, extra=() if round_ else odd
    )
    page.mails.store_raw(file.content, at=now)
    if earlier := page.submissions.copy_of(unit.name, submission.round, file.sha256):
        page.submissions.received_earlier(earlier.number, received_at)
        return page.submissions.one(earlier.number)
    return page.submissions.file(replace(submission, mail=None))
