"""分送: every mail of the front's mailbox into the folder of the one ledger it belongs to, before that ledger reads.

Stored on the disk first, noted as taken, then handed over by a rename: killed at any step, it is done again or found done.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import closing, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import mailboxes
from ledger.model import SHANGHAI
from ledger.opening import LedgerError
from ledger.trouble import BookError
from mailboxes import Fetched, FolderError, ReadOnlyError
from mailboxes.transport import maildir
from office.arrivals.open_mail import UnopenedError, open_mail
from office.arrivals.opened import Opened
from office.arrivals.plan import is_whole
from office.desk.desk import Desk
from office.desk.front import Front, Unrouted, front_of, put
from office.desk.passwords import secret
from office.desk.settings import SettingsError
from office.desk.units import UnitsError
from office.intake.which_ledger import Which, which_ledger
from office.post.logins import patient

HANDED = "分送.jsonl"
_LACKING = "邮箱没有给出这封邮件（过大或读取失败），每次收件都会重取；也可在邮箱中取出附件，在所属的台账登记后另存"


class RoutingError(Exception):
    """What a person asks for cannot be done; the message says why."""


def route(desk: Desk, now: datetime) -> None:
    """Take what lies in the mailbox of a ledger's front, and hand on what is certain; nothing where there is no front.

    Raises SettingsError, MailServerError: then nobody knows what lies there, and nothing is said of what is not."""
    front = front_of(desk)
    if front is None:
        return
    with front.alone(), closing(front):
        with patient(desk, "inbox", now), _mailbox(front) as inbox:
            _take(front, inbox, now)
        for name in front.unnoted():  # killed right after it was stored; its name says when it came
            _note(front, name, now)
        for one in front.waiting():
            _finish(front, one, now)


def _mailbox(front: Front) -> mailboxes.Mailbox:
    return mailboxes.connect(front.inbox, root=front.root, secret=secret("INBOX"))


def _take(front: Front, inbox: mailboxes.Mailbox, now: datetime) -> None:
    """Store what was not seen, then put it away on the server: tidying, not memory. Raises FolderError while something
    lies there of which nothing is known."""
    survey, seen = inbox.survey(front.folder), front.seen()
    places = {uid: f"{survey.folder}\t{survey.validity}\t{uid}" for uid in survey.uids}
    told = set()
    for one in inbox.fetch(front.folder, [uid for uid in places if places[uid] not in seen], limit=front.max_size):
        told.add(one.uid)
        if _store(front, one, places[one.uid], now):
            front.see(places[one.uid])
    seen = front.seen()
    with suppress(ReadOnlyError):
        inbox.move(front.folder, [uid for uid in places if places[uid] in seen], front.done)
    silent = [uid for uid in inbox.survey(front.folder).uids if uid in places and uid not in told | _of(places, seen)]
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


def _finish(front: Front, one: Unrouted, now: datetime) -> None:
    """Hand a mail on if it is certain whose it is; else say why it waits."""
    if not one.has_raw:
        return
    if not front.raw(one).exists():  # handed over right before the crash
        front.forget(one)
        return
    if one.why:
        return
    try:
        which, opened = _which(front, front.raw(one).read_bytes())
    except (SettingsError, UnitsError, LedgerError, BookError, OSError):
        return  # a ledger that is out of order, or a machine: the mail waits, and every ledger knows
    if which.certain is not None:
        _hand(front, one, front.desks[which.certain], by="", reason="", now=now)
        return
    sender, subject = (opened.message.sender or "", opened.message.subject) if opened else ("", "")
    folders = tuple(front.names)
    may_be = tuple(folders[n] for n in sorted(which.ledgers))
    front.write(replace(one, why=which.why, ledgers=may_be, sender=sender, subject=subject))


def _which(front: Front, raw: bytes) -> tuple[Which, Opened | None]:
    """Where a mail belongs. One that nobody can read may be anybody's, and stops no other."""
    everybody = frozenset(range(len(front.desks)))
    try:
        opened = open_mail(front.desks[0].settings, raw)
    except UnopenedError as error:
        return Which(ledgers=everybody, why=str(error)), None
    return which_ledger(front.desks, front.names, opened), opened


def _hand(front: Front, one: Unrouted, desk: Desk, *, by: str, reason: str, now: datetime) -> None:
    """Into the ledger's own mailbox, as if it had come there at that second."""
    target = maildir.place(desk.settings.mail.inbox, desk.root) / "new"
    front.raw(one).rename(target / one.name)
    _log(front, one, str(desk.root), by, reason, now)
    front.forget(one)


def _log(front: Front, one: Unrouted, to: str, by: str, reason: str, now: datetime) -> None:
    line = {"number": one.number, "name": one.name, "subject": one.subject, "sender": one.sender, "to": to}
    told = {**line, "by": by, "reason": reason, "at": now.isoformat()}
    front.note(HANDED, json.dumps(told, ensure_ascii=False))


def give(front: Front, number: int, folder: Path, *, by: str, reason: str, now: datetime) -> str:
    """A person says whose a mail is. Raises RoutingError."""
    with front.alone():
        one = _waiting(front, number)
        desk = next((each for each in front.desks if each.root == folder.resolve()), None)
        if desk is None:
            raise RoutingError(f"{folder} 不是本总台的台账；有：{'、'.join(front.names)}")
        _hand(front, one, desk, by=by, reason=reason, now=now)
    return f"第{number}号邮件已交给 {desk.root}，下次收件时登记，收到时间不变"


def set_aside(front: Front, number: int, *, by: str, reason: str, now: datetime) -> str:
    """A person says that a mail is no ledger's: it is kept apart. Raises RoutingError."""
    with front.alone():
        one = _waiting(front, number, with_raw=False)
        apart = front.root / "set-aside"
        apart.mkdir(mode=0o700, exist_ok=True)
        if one.has_raw:
            front.raw(one).rename(apart / f"{one.name}.eml")
        _log(front, one, "", by, reason, now)
        front.see(one.place)
        front.forget(one)
    return f"第{number}号邮件不属于任何台账，已另存"


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
