"""What becomes of a letter to the office, decided as a value and not yet written: what is filed, what is held, and why.

Nothing here changes the book; what it has on file is asked through a `Shelf`. `office.intake.entering` writes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ledger.held_kinds import HeldKind
from ledger.model import Form, Mail, MailState, Message, Outcome, Submission
from mailboxes.message.automatic import FOR_PERSON
from office.arrivals.declaring import declaration, with_declared
from office.arrivals.held_for import Formless, why_held
from office.arrivals.judging import Envelope, Judgement, judge, timed
from office.arrivals.opened import Opened
from office.arrivals.shared import is_own
from office.arrivals.shelf import Shelf
from office.arrivals.thanks import is_acknowledgement
from office.arrivals.twins import closed_rounds_apart, two_forms_apart
from office.desk.desk import Desk

_WHOLE = 0.95  # of the size a server states


class Hold(NamedTuple):
    """What waits for a person: a form, or a mail without one."""

    kind: HeldKind
    reason: str
    unit: str = ""
    round: str = ""
    file: str = ""
    sha256: str = ""


class Arrival(NamedTuple):
    """A form that is in order."""

    submission: Submission
    on_file: Sequence[Submission]  # of its unit, of its round and the one before
    copy_of: Submission | None  # what is on file of the same bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is filed of a mail, what is held of it, and what became of it."""

    outcome: Outcome
    arrivals: tuple[Arrival, ...] = ()
    holds: tuple[Hold, ...] = ()


def plan(desk: Desk, envelope: Envelope, opened: Opened, shelf: Shelf) -> Plan:
    """What becomes of a mail that answers no letter of ours and asks for nothing."""
    message = envelope.message
    torn = "" if opened.filled else _torn(envelope.mail, opened)
    if message.sealed and not opened.filled:
        return _without_form(desk, envelope, opened, torn)
    if (forms := opened.forms or declaration(desk, envelope)) and not torn:
        return _of_forms(judge_all(desk, envelope, forms), envelope, desk, shelf)
    if message.automatic and not (envelope.sender and (message.automatic in FOR_PERSON or _brings_files(message))):
        return Plan(outcome=Outcome(MailState.IGNORED, message.automatic))
    return _without_form(desk, envelope, opened, torn)


def judge_all(desk: Desk, envelope: Envelope, forms: Sequence[tuple[Form, str]]) -> list[Judgement]:
    """What becomes of each form of a mail by itself; two of one unit that differ wait for a person."""
    forms = [one for one in forms if not envelope.shared or is_own(desk, one[0])] or forms
    judged = [judge(desk, with_declared(desk, form, envelope), sha256, envelope) for form, sha256 in forms]
    return two_forms_apart([timed(one, envelope.mail) for one in judged])


def _of_forms(judgements: Sequence[Judgement], envelope: Envelope, desk: Desk, shelf: Shelf) -> Plan:
    judgements = closed_rounds_apart(judgements, _filed_before(desk, envelope, judgements, shelf))
    arrivals = tuple(_arrival(one.submission, shelf) for one in judgements if one.submission)
    holds = tuple(_hold(one) for one in judgements if one.submission is None)
    filed = sum(one.copy_of is None for one in arrivals)
    if holds:
        outcome = Outcome(MailState.HELD, "；".join(one.reason for one in holds), filed)
    elif filed:
        outcome = Outcome(MailState.FILED, f"登记报送件{filed}件", filed)
    else:
        outcome = Outcome(MailState.ANSWERED, f"与已登记的报送件相同（{len(arrivals)}件）")
    return Plan(outcome=outcome, arrivals=arrivals, holds=holds)


def _filed_before(
    desk: Desk, envelope: Envelope, judgements: Sequence[Judgement], shelf: Shelf
) -> dict[tuple[str, str], dict[int, str]]:
    """The texts filed by unit and round, of the rounds that had closed when a mail came that brings several."""
    rounds = {one.round for one in judgements if one.submission}
    if envelope.sender is None or len(rounds) < 2:
        return {}
    unit = envelope.sender.name
    closed = [one.code for one in desk.rounds if one.code in rounds and one.deadline <= envelope.mail.received_at]
    return {(unit, code): dict(said) for code in closed if (said := shelf.texts(code, unit))}


def _arrival(submission: Submission, shelf: Shelf) -> Arrival:
    on_file = shelf.versions(submission.round, submission.unit)
    return Arrival(submission, on_file, next((one for one in on_file if is_copy(submission, one)), None))


def is_copy(submission: Submission, earlier: Submission) -> bool:
    """Whether it is the same bytes again, in the same round."""
    return (submission.round, submission.sha256) == (earlier.round, earlier.sha256)


def _hold(one: Judgement) -> Hold:
    return Hold(one.kind, one.reason, one.unit, one.round, one.form.file, one.sha256)


def _without_form(desk: Desk, envelope: Envelope, opened: Opened, torn: str) -> Plan:
    message = envelope.message
    brings = message.attachments or message.cloud_links
    if envelope.sender and not brings and is_acknowledgement(message, envelope.sender, envelope.quoted):
        return Plan(outcome=Outcome(MailState.IGNORED, "对本办来信的简短回复"))
    kind, reason = why_held(Formless(envelope, opened, torn, ours=desk.settings.is_ours(message.sender)))
    hold = Hold(kind, reason, unit=envelope.sender.name if envelope.sender else "")
    return Plan(outcome=Outcome(MailState.HELD, reason), holds=(hold,))


def _brings_files(message: Message) -> bool:
    """Whether a mail hands in more than its words: a machine that passes mails on does not look into them."""
    return bool(message.cloud_links) or any(not file.inline for file in message.attachments)


def is_whole(had: int, size: int) -> bool:
    """Whether so many bytes are the mail of which the server states that size: some servers leave the attachments of
    large mails out (MailKit #1241), others only estimate a size."""
    return had >= size * _WHOLE


def _torn(mail: Mail, opened: Opened) -> str:
    """Why a mail is not whole, "" if it is."""
    if is_whole(opened.size, mail.size):
        return ""
    return f"邮件不完整：服务器报告{mail.size}字节，实收{opened.size}字节，附件可能缺失，每次收件都会重取；也可在邮箱中查看（收到时间有效）"
