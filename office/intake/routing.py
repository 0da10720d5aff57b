"""分送: every mail of the front's mailbox into the folder of the ledger it belongs to, before that ledger reads; one with the
forms of several ledgers into each of theirs.

Stored on the disk first, noted as taken, then handed over by a link: killed at any step, it is done again or found done.
What was handed over once goes the same way whenever it comes again.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import mailboxes
from ledger.model import SHANGHAI, Mail, MailState
from ledger.opening import LedgerError
from ledger.trouble import BookError
from mailboxes import Fetched, FolderError, ReadOnlyError
from mailboxes.transport import maildir
from office.answers import answers
from office.arrivals import shared
from office.arrivals.open_mail import UnopenedError, open_mail
from office.arrivals.opened import Opened
from office.arrivals.plan import is_whole
from office.desk.desk import Desk
from office.desk.front import Front, Handed, Unrouted, alone, front_of, put
from office.desk.passwords import secret
from office.desk.settings import SettingsError
from office.desk.units import UnitsError
from office.intake.entering import envelope_of
from office.intake.which_ledger import Which, which_ledger
from office.post.logins import patient

_LACKING = "邮箱没有给出这封邮件（过大或读取失败），每次收件都会重取；也可在邮箱中取出附件，在所属的台账登记后另存"


class RoutingError(Exception):
    """What a person asks for cannot be done; the message says why."""


def route(desk: Desk, now: datetime) -> None:
    """Take what lies in the mailbox of a ledger's front, and hand on what is certain; nothing where there is no front.

    Raises SettingsError, MailServerError: then nobody knows what lies there, and nothing is said of what is not."""
    front = front_of(desk)
    if front is None:
        return
    with alone(front.root), closing(front):
        with patient(desk, "inbox", now), _mailbox(front) as inbox:
            if front.everywhere.exists():
                _take_settled(front, inbox, now)
            _take(front, inbox, front.folder, now)
        for name in front.unnoted():  # killed right after it was stored; its name says when it came
            _note(front, name, now)
        handed, here = front.handed(), set[str]()
        for one in front.waiting():
            _finish(front, one, handed, here, now)


def _mailbox(front: Front) -> mailboxes.Mailbox:
    return mailboxes.connect(front.inbox, root=front.root, secret=secret("INBOX"))


def _take_settled(front: Front, inbox: mailboxes.Mailbox, now: datetime) -> None:
    """What was handed over before, once: a ledger that was restored has not seen what came after its backup."""
    with suppress(FolderError):  # not made yet
        _take(front, inbox, front.done, now)
    front.everywhere.unlink()


def _take(front: Front, inbox: mailboxes.Mailbox, folder: str, now: datetime) -> None:
    """Store what was not seen, then put it away on the server: tidying, not memory. Raises FolderError while something
    lies there of which nothing is known."""
    survey, seen = inbox.survey(folder), front.seen()
    places = {uid: f"{survey.folder}\t{survey.validity}\t{uid}" for uid in survey.uids}
    told = set()
    for one in inbox.fetch(folder, [uid for uid in places if places[uid] not in seen], limit=front.max_size):
        told.add(one.uid)
        if _store(front, one, places[one.uid], now):
            front.see(places[one.uid])
    seen = front.seen()
    if folder != front.done:
        with suppress(ReadOnlyError):
            inbox.move(folder, [uid for uid in places if places[uid] in seen], front.done)
    silent = [uid for uid in inbox.survey(folder).uids if uid in places and uid not in told | _of(places, seen)]
    if silent:
        raise FolderError(f"收件总台的邮箱中有{len(silent)}封邮件未能取下，下次收件时重试")


def _of(places: Mapping[str, str], seen: AbstractSet[str]) -> set[str]:
    return {uid for uid, place in places.items() if place in seen}


def _store(front: Front, one: Fetched, place: str, now: datetime) -> bool:
    """The mail under a name that its place gives, so that the same one is the same file; whether it was had whole. One
    that was not waits for a person under the same name, and is asked for again."""
    digest = hashlib.sha256(f"{front.inbox}\t{place}".encode()).hexdigest()[:16]
    second = int(one.received_at.timestamp()) if one.received_at else 0
    name = f"{second:010}.{digest}.front"
    whole = one.raw if one.raw is not None and is_whole(len(one.raw), one.size or 0) else None
    item = Unrouted(
        number=front.number(name),
        name=name,
        place=place,
        received_at=one.received_at or now,
        timed=one.received_at is not None,
        has_raw=whole is not None,
        sender=one.sender,
        subject=one.subject,
        why="" if whole is not None else _LACKING,
    )
    if whole is not None:
        put(front.raw(item), whole)
    front.write(item)
    return whole is not None


def _note(front: Front, name: str, now: datetime) -> None:
    """What a mail's file alone tells of it."""
    second = int(name.partition(".")[0])
    received_at = datetime.fromtimestamp(second, SHANGHAI) if second else now
    number = front.number(name)
    front.write(Unrouted(number=number, name=name, place="", received_at=received_at, timed=bool(second)))


def _finish(front: Front, one: Unrouted, handed: Mapping[str, Handed], here: set[str], now: datetime) -> None:
    """Hand a mail on if it is certain whose it is; else say why it waits. `here`: the digests of those that do."""
    if not one.has_raw:
        return
    if not front.raw(one).exists():  # handed over right before the crash
        front.forget(one)
        return
    raw = front.raw(one).read_bytes()
    digest = hashlib.sha256(raw).hexdigest()
    if before := handed.get(digest):
        _again(front, one, before)
    elif digest in here:
        _drop(front, one)
    elif not one.why:
        _decide(front, one, raw, now)
    here.add(digest)


def _decide(front: Front, one: Unrouted, raw: bytes, now: datetime) -> None:
    """Whose a mail is that nobody has looked at."""
    try:
        which, opened = _which(front, raw)
        if which.why:
            _wait(front, one, which, opened, now)
            return
    except (SettingsError, UnitsError, LedgerError, BookError, OSError):
        return  # a ledger that is out of order, or a machine: the mail waits, and every ledger knows
    _hand(front, one, [front.desks[n] for n in sorted(which.ledgers)], by="", reason="", now=now)


def _again(front: Front, one: Unrouted, before: Handed) -> None:
    """The same mail as one that was handed over goes the same way, whoever said so then."""
    desks = [desk for desk in front.desks if str(desk.root) in before.to]
    if desks:
        _link(front, one, desks)
    else:
        _put_aside(front, one)


def _wait(front: Front, one: Unrouted, which: Which, opened: Opened | None, now: datetime) -> None:
    """A mail waits for a person: its sender hears it, from the first ledger that knows him, and every ledger it may be of
    knows."""
    sender, subject = (opened.message.sender or "", opened.message.subject) if opened else ("", "")
    if opened:
        _tell_sender(front, one, which, opened, now)
    may_be = tuple(folder for n, folder in enumerate(front.names) if n in which.ledgers)
    front.write(replace(one, why=which.why, ledgers=may_be, sender=sender, subject=subject))


def _tell_sender(front: Front, one: Unrouted, which: Which, opened: Opened, now: datetime) -> None:
    desks = [front.desks[n] for n in sorted(which.ledgers)]
    sender = opened.message.sender or ""
    desk = next((each for each in desks if each.roster.sender(sender)), desks[0])
    if any(each.settings.is_ours(sender) for each in desks):
        return
    mail = Mail(
        number=0, sha256=None, size=opened.size, received_at=one.received_at, state=MailState.RECEIVED, timed=one.timed
    )
    with desk.book.writing() as page:
        envelope = envelope_of(desk, page, mail, opened)
        answers.at_front(desk, page, envelope, one.name, [each.ledger.title for each in desks], now)


def _which(front: Front, raw: bytes) -> tuple[Which, Opened | None]:
    """Where a mail belongs. One that nobody can read may be anybody's, and stops no other."""
    everybody = frozenset(range(len(front.desks)))
    try:
        opened = open_mail(front.desks[0].settings, raw)
    except UnopenedError as error:
        return Which(ledgers=everybody, why=str(error)), None
    return which_ledger(front.desks, front.names, opened), opened


def _hand(front: Front, one: Unrouted, desks: Sequence[Desk], *, by: str, reason: str, now: datetime) -> None:
    """Into the mailbox of each of these ledgers, as if it had come there at that second. The log comes first: it says where
    the mail goes if this is not ended."""
    _log(front, one, desks, by, reason, now)
    _link(front, one, desks)


def _link(front: Front, one: Unrouted, desks: Sequence[Desk]) -> None:
    name = one.name if len(desks) == 1 else f"{one.name}{shared.MARK}"
    for desk in desks:
        with suppress(FileExistsError):
            os.link(front.raw(one), maildir.place(desk.settings.mail.inbox, desk.root) / "new" / name)
    _drop(front, one)


def _drop(front: Front, one: Unrouted) -> None:
    """It waits here no more, and lies elsewhere."""
    front.raw(one).unlink()
    front.forget(one)


def _log(front: Front, one: Unrouted, desks: Sequence[Desk], by: str, reason: str, now: datetime) -> None:
    raw = front.raw(one)
    front.hand(
        Handed(
            number=one.number,
            name=one.name,
            sha256=hashlib.sha256(raw.read_bytes()).hexdigest() if raw.exists() else "",
            subject=one.subject,
            sender=one.sender,
            to=tuple(str(desk.root) for desk in desks),
            by=by,
            reason=reason,
            at=now,
        )
    )


def give(front: Front, number: int, folders: Sequence[Path], *, by: str, reason: str, now: datetime) -> str:
    """A person says whose a mail is: one ledger's, or that it brings the forms of several. Raises RoutingError."""
    with alone(front.root):
        one = _waiting(front, number)
        wanted = dict.fromkeys(folder.resolve() for folder in folders)
        if strange := [folder for folder in wanted if str(folder) not in front.names]:
            raise RoutingError(f"{strange[0]} 不是本总台的台账；有：{'、'.join(front.names)}")
        desks = [desk for desk in front.desks if desk.root in wanted]
        _hand(front, one, desks, by=by, reason=reason, now=now)
    return f"第{number}号邮件已交给 {'、'.join(str(desk.root) for desk in desks)}，下次收件时登记，收到时间不变"


def set_aside(front: Front, number: int, *, by: str, reason: str, now: datetime) -> str:
    """A person says that a mail is no ledger's: it is kept apart. Raises RoutingError."""
    with alone(front.root):
        one = _waiting(front, number, with_raw=False)
        for desk in front.desks:
            with desk.book.writing() as page:
                answers.set_aside(desk, page, one, reason, now)
        _log(front, one, (), by, reason, now)
        _put_aside(front, one)
    return f"第{number}号邮件不属于任何台账，已另存"


def _put_aside(front: Front, one: Unrouted) -> None:
    if one.has_raw:
        front.raw(one).rename(front.aside / f"{one.name}.eml")
    front.see(one.place)
    front.forget(one)


def _waiting(front: Front, number: int, *, with_raw: bool = True) -> Unrouted:
    found = next((one for one in front.waiting() if one.number == number and (one.has_raw or not with_raw)), None)
    if found is None:
        raise RoutingError(f"没有第{number}号待分送的邮件")
    return found


def listed(front: Front) -> Iterator[str]:
    """What waits for a person, a line each."""
    for one in front.waiting():
        whose = "、".join(Path(folder).name for folder in one.ledgers or front.names)
        yield f"{one.number}　{one.received_at:%Y-%m-%d %H:%M}　{one.sender}　{one.subject}　{one.why}（可能是：{whose}）"
