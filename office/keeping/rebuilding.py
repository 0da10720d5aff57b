"""The book made again from the mailbox alone: what lay there is read anew, in the order in which it came.

No letter goes out. What had gone out is known from the office's own copies: when a return letter went, its
correction window began; what a unit was reminded of, it is not reminded of again. What people decided is in the
records that were mailed to the office (`office.decisions.decision_record`), each taken at its own moment among the mails. The new
book grows beside the old and takes its place at the very end, so that a rebuild that is killed has changed nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import mailboxes
from ledger.book import Book, BookError, Page
from ledger.model import SHANGHAI, CircularState, Decision, Letter, Message, Place, Verdict
from mailboxes import Fetched, FolderError, Mailbox
from mailboxes.message.headers import Headers
from office.arrivals.open_mail import UnopenedError, open_mail
from office.decisions.decide import DecisionError, act
from office.decisions.decision_record import PAPER, Record, mark_of, records_in, seal_key
from office.desk.desk import Desk
from office.duties.remind import steps_due
from office.intake.collect import can_be, hold_unread
from office.intake.filing import file_waiting
from office.intake.recording import RecordingError, enter_paper
from office.standing.freezing import stated_report

_BOOK = "book.sqlite"
_FRESH = "book.sqlite.rebuild"


class NotConfirmedError(Exception):
    """A person has not said that the decisions found are to be taken again."""


@dataclass(slots=True)
class Rebuilt:
    """What a rebuild came to."""

    mails: int = 0
    submissions: int = 0
    letters: int = 0
    records: list[Record] = field(default_factory=list)
    refused: list[Record] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)  # what could not be recovered, a sentence each
    aside: Path | None = None  # where the old book lies now


@dataclass(frozen=True, slots=True)
class _Own:
    """A letter of ours: what its copy says of it."""

    message: Message
    key: str  # of X-Taizhang: our key without what is not ASCII in it
    sent_at: datetime


def rebuild(desk: Desk, now: datetime, *, confirm: Callable[[Rebuilt], bool], force: bool = False) -> Rebuilt:
    """Make the book again. `confirm` shows a person the decisions found; nothing is written unless it is true.

    Raises NotConfirmedError, BookError where a book of this office is there and whole (unless `force`), Busy,
    MailServerError.
    """
    if desk.settings.book:
        raise BookError(
            "账册在 PostgreSQL 中：请先在 office.toml 中把 [book] url 留空，重建为本目录的 book.sqlite，核对后再由数据库管理员迁入"
        )
    path = desk.root / _BOOK
    if not force:
        _refuse_whole(desk, path)
    with closing(Book.at(f"sqlite:///{path}")) as old, old.alone():
        fresh = _fresh(desk)
        try:
            done = _read_all(fresh, now, confirm)
        finally:
            fresh.close()
        done.aside = _take_place(desk.root / _FRESH, path, now)
    return done


def _refuse_whole(desk: Desk, path: Path) -> None:
    if not path.exists():
        return
    try:
        with closing(Book.open(desk.book_url, desk.settings.book_id)) as book, book.reading() as page:
            kept = len(page.mails.all())
    except BookError:
        return
    if kept:
        raise BookError(f"账册完好（有{kept}封邮件），不需要重建；确要重建的，加上 --force，原来的账册会留存")


def _fresh(desk: Desk) -> Desk:
    """The office with a new book beside its own."""
    for end in ("", "-wal", "-shm", ".lock"):
        (desk.root / f"{_FRESH}{end}").unlink(missing_ok=True)
    fresh = Desk(desk.root, watch=desk.watch)
    book = Book.create(f"sqlite:///{desk.root / _FRESH}", desk.settings.book_id)
    book.names = lambda: fresh.roster.names
    fresh.__dict__["book"] = book
    return fresh


def _take_place(fresh: Path, path: Path, now: datetime) -> Path | None:
    """The new book in the place of the old, which is kept under another name: at every moment one of them is there."""
    aside = path.with_name(f"{path.name}.{now.astimezone(SHANGHAI):%Y%m%d-%H%M%S}.old")
    kept = path.exists()
    if kept:
        aside.unlink(missing_ok=True)
        os.link(path, aside)
        for end in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                path.with_name(f"{path.name}{end}").rename(aside.with_name(f"{aside.name}{end}"))
    fresh.replace(path)
    return aside if kept else None


# --- reading ------------------------------------------------------------------------------------


def _read_all(desk: Desk, now: datetime, confirm: Callable[[Rebuilt], bool]) -> Rebuilt:
    done, own = Rebuilt(), list[_Own]()
    with desk.inbox() as inbox:
        settings = desk.settings.mail
        for folder in (settings.done, settings.waiting, settings.folder, *settings.also):
            try:
                own += _store_folder(desk, inbox, folder, done, now)
            except FolderError:
                if folder in (settings.folder, *settings.also):
                    raise
    own += _letters_on_disk(desk)
    key = seal_key(desk.root)
    found = {_digest(one): one for each in own for one in records_in(each.message, key)}
    done.records = sorted((one for one in found.values() if one.signed), key=lambda one: one.at)
    done.refused = [one for one in found.values() if not one.signed]
    if not confirm(done):
        raise NotConfirmedError
    _enter_letters(desk, own, done)
    _play(desk, own, done)
    with desk.book.writing() as page:
        for folder in (settings.folder, *settings.also):
            page.mails.write_read_through(desk.account, folder, now)
    _pass_over(desk, now)
    return done


def _digest(record: Record) -> str:
    return hashlib.sha256(repr((record.kind, record.at, record.by, sorted(record.facts.items()))).encode()).hexdigest()


def _store_folder(desk: Desk, inbox: Mailbox, folder: str, done: Rebuilt, now: datetime) -> Iterator[_Own]:
    """Every mail of a folder into the book; those that are our own letters are passed on."""
    survey = inbox.survey(folder)
    settled = folder in (desk.settings.mail.done, desk.settings.mail.waiting)
    office = desk.settings.office.address.lower()
    mails = inbox.fetch(folder, survey.uids, limit=desk.settings.mail.max_size)
    for one in desk.watch(mails, f"读取{folder}", len(survey.uids)):
        with desk.book.writing() as page:
            place = Place(account=inbox.account, folder=folder, validity=survey.validity, uid=one.uid, mail=0)
            _store(desk, page, place, one, settled=settled, now=now)
        done.mails += 1
        message = _message(desk, one.raw) if one.raw else None
        if one.raw and message and message.own and message.sender == office:
            yield _own(message, one.raw, one.received_at or now)


def _message(desk: Desk, raw: bytes) -> Message | None:
    """What a mail says; None where it cannot be opened: no letter of ours."""
    try:
        return open_mail(desk.settings, raw, files=False).message
    except UnopenedError:
        return None


def _store(desk: Desk, page: Page, place: Place, one: Fetched, *, settled: bool, now: datetime) -> None:
    timed = one.received_at is not None and can_be(desk, one.received_at, now)
    number = page.mails.store(
        one.raw, size=one.size or len(one.raw or b""), received_at=one.received_at or now, timed=timed, at=now
    )
    here = replace(place, mail=number)
    page.mails.place(here, owed=not settled and (one.raw is None or not timed))
    if settled:
        page.mails.tidied(here)
    if one.raw is None:
        hold_unread(page, number, one, now)


def _own(message: Message, raw: bytes, received_at: datetime) -> _Own:
    headers = Headers.of(raw)
    try:
        sent_at = parsedate_to_datetime(headers.text("date")).astimezone(SHANGHAI)
    except ValueError:
        sent_at = received_at
    return _Own(message=message, key=headers.text("x-taizhang"), sent_at=sent_at)


def _letters_on_disk(desk: Desk) -> Iterator[_Own]:
    """What lies in a Maildir of letters out: there no server delivers the office its copies."""
    way_out = desk.settings.mail.outbox
    if mailboxes.by_server(way_out):
        return
    with mailboxes.connect(way_out, root=desk.root) as box:
        for one in box.fetch("INBOX", box.survey().uids, limit=desk.settings.mail.max_size):
            if one.raw and (message := mailboxes.decode(one.raw)).own:
                yield _own(message, one.raw, one.received_at or datetime.now(SHANGHAI))


# --- letters that went out ----------------------------------------------------------------------

_CALENDAR = ("before-", "last", "overdue-", "escalate", "forms", "notice", "annual_check", "circular", "issued")
_KINDS = {
    "before": "reminder",
    "last": "reminder",
    "overdue": "overdue",
    "escalate": "escalation",
    "forms": "forms_out",
}


def _enter_letters(desk: Desk, own: Sequence[_Own], done: Rebuilt) -> None:
    """Our own letters, as sent: a bounce, a reply finds them, and what was said once is not said again."""
    with desk.book.writing() as page:
        for one in own:
            if one.message.message_id and page.letters.of_id(one.message.message_id) is None:
                page.letters.enter_sent(
                    _letter(desk, one),
                    message_id=one.message.message_id,
                    sender=desk.settings.office.address,
                    at=one.sent_at,
                )
                done.letters += 1


def _letter(desk: Desk, one: _Own) -> Letter:
    """A letter as its copy tells of it. Letters of the calendar keep their key; the others' keys name numbers of the
    book that was lost."""
    unit = next((found.name for address in one.message.to if (found := desk.roster.sender(address))), "")
    parts = one.key.split(":")
    round_ = next((each.code for each in desk.rounds if each.code in parts), "")
    key = ":".join(part or unit for part in parts) if one.key.startswith(_CALENDAR) else f"old:{one.message.message_id}"
    head = parts[0].partition("-")[0]
    return Letter(
        key=key, kind=_KINDS.get(head, head), to=one.message.to, subject=one.message.subject, text="", html="",
        unit=unit, round=round_,
    )  # fmt: skip


# --- what happened, in order --------------------------------------------------------------------


def _play(desk: Desk, own: Sequence[_Own], done: Rebuilt) -> None:
    """Every mail at its time of receipt, every decision at its own, one after the other."""
    with desk.book.reading() as page:
        mails = [(mail.received_at, 0, mail.number) for mail in page.mails.all()]
    answered = _answered(own)
    events = sorted([*mails, *((one.at, 1, place) for place, one in enumerate(done.records))])
    for at, what, number in desk.watch(events, "重建", len(events)):
        if what:
            _take(desk, done.records[number], done)
        else:
            _file(desk, number, at, answered)
        _suppress(desk)
    with desk.book.reading() as page:
        done.submissions = len(page.submissions.all())


def _answered(own: Sequence[_Own]) -> dict[str, datetime]:
    """When each mail was answered, by its Message-ID."""
    moments: dict[str, datetime] = {}
    for one in own:
        for reference in one.message.references[-1:]:
            moments[reference] = min(one.sent_at, moments.get(reference, one.sent_at))
    return moments


def _file(desk: Desk, number: int, at: datetime, answered: dict[str, datetime]) -> None:
    """Read a mail as it was read then: a return letter's window runs from when its copy says that it went out."""
    with desk.book.reading() as page:
        mail = page.mails.one(number)
        raw = page.mails.raw(mail.sha256) if mail.sha256 else b""
    moment = answered.get(next(iter(Headers.of(raw).message_ids("message-id")), ""), at)
    file_waiting(desk, max(moment, at), only=number)


def _suppress(desk: Desk) -> None:
    """What reading queued has gone out before: it is entered as sent, and goes nowhere."""
    with desk.book.writing() as page:
        page.letters.count_as_sent("重建账册：此前已发出")
        for reply in page.questions.replies_unread():  # what it decided is in the records
            page.questions.finish_reply(reply.number, {"rebuilt": True}, at=reply.noticed_at)


def _take(desk: Desk, record: Record, done: Rebuilt) -> None:
    """A decision once more, on what it was about; one that fits nothing any more is told."""
    try:
        with desk.book.writing() as page:
            if record.kind == PAPER:
                _paper(desk, page, record)
            elif record.kind in (Verdict.APPROVE, Verdict.ISSUE, Verdict.CORRECT):
                _circular(page, record)
            else:
                act(desk, page, _decision(page, record), record.at)
    except (DecisionError, RecordingError, KeyError, ValueError) as error:
        done.lost.append(f"{record.told}：{error}")


def _decision(page: Page, record: Record) -> Decision:
    """The decision with the numbers that the new book has for what it was about. Raises KeyError."""
    facts = record.facts

    def moment(name: str) -> datetime | None:
        return datetime.fromisoformat(facts[name]) if facts.get(name) else None

    return Decision(
        number=0, kind=Verdict(record.kind), by=record.by, at=record.at, reason=record.reason,
        round=facts.get("round", ""), unit=facts.get("unit", ""), code=facts.get("code", ""),
        task=int(facts["task"]) if facts.get("task") else None,
        until=moment("until"), received_at=moment("received_at"),
        held=_held(page, facts) if "held" in facts else None,
        submission=_submission(page, facts) if "submission" in facts and "held" not in facts else None,
        letter=_post(page, facts["letter"]) if "letter" in facts else None,
        words=facts.get("words", ""),
        undoes=_undone(page, facts["undoes"]) if "undoes" in facts else None,
    )  # fmt: skip


def _held(page: Page, facts: dict[str, str]) -> int:
    """What waits of the same mail and the same form."""
    for item in page.held.listed():
        if page.mails.one(item.mail).sha256 == (facts["mail"] or None) and item.sha256 == facts["form"]:
            return item.number
    raise KeyError("待处理事项已不存在")


def _submission(page: Page, facts: dict[str, str]) -> int:
    found = page.submissions.copy_of(facts["of_unit"], facts["of_round"], facts["submission"])
    if found is None:
        raise KeyError("报送件已不存在")
    return found.number


def _undone(page: Page, mark: str) -> int:
    """The decision that was taken back."""
    found = [one.number for one in page.decisions.all(whole=True) if mark_of(one) == mark]
    if not found:
        raise KeyError("所撤销的决定已不存在")
    return found[-1]


def _post(page: Page, message_id: str) -> int:
    found = page.letters.of_id(message_id)
    if found is None:
        raise KeyError("信件已不存在")
    return found.number


def _paper(desk: Desk, page: Page, record: Record) -> None:
    """A form that was handed in, from the record's own file."""
    unit = desk.roster.find(record.facts["unit"])
    if unit is None:
        raise KeyError(f"单位名录中没有「{record.facts['unit']}」")
    received_at = datetime.fromisoformat(record.facts["received_at"])
    enter_paper(desk, page, record.files[0], unit, received_at, record.at, desk.round(record.facts["round"]))


def _circular(page: Page, record: Record) -> None:
    """A version of a circular as it was approved, issued or corrected."""
    stated, document = json.loads(record.files[0].content), record.files[1]
    report = stated_report(stated["snapshot"])
    page.decisions.enter(_decision(page, record))
    page.circulars.freeze(
        record.facts["round"],
        report.assessments if report else (),
        state=CircularState(stated["state"]),
        at=datetime.fromisoformat(stated["made_at"]),
        rules=stated["rules"],
        file=stated["file"],
        sha256=page.mails.store_raw(document.content, at=record.at),
        snapshot=stated["snapshot"],
        reference=stated["reference"],
    )


def _pass_over(desk: Desk, now: datetime) -> None:
    """A step of reminding that applies now was sent, as far as anybody knows: better none than one too many."""
    with desk.book.writing() as page:
        for letter in steps_due(desk, page, now):
            page.letters.enter_sent(
                letter, message_id=f"<rebuilt-{letter.key}>", sender=desk.settings.office.address, at=now
            )
