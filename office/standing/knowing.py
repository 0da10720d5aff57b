"""What is known (rules.md, What is known): how far the mailbox was read, what waits, whom it may concern.

Whoever says that something is *not* there asks here first; whoever signs for a round is refused here while
something could still change it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from ledger.book import Page
from ledger.calendar import print_read_through
from ledger.held_kinds import HeldKind
from ledger.model import Assessment, Held, Known, Mail, MailState, Promise, Report, Standing, Waiting
from ledger.rounds import round_open_at
from office.desk.desk import Desk
from office.desk.front import Unrouted, unrouted

_STALE = timedelta(days=31)
_PROMISES = {HeldKind.NO_FORM: Promise.WORDS, HeldKind.RECALL: Promise.WISH, HeldKind.EXTENSION: Promise.WISH}
_NO_MATTER = (HeldKind.CONTACT, HeldKind.EXPLANATION, HeldKind.LAST_YEAR)
"""Kinds of held items that change no standing, whatever is decided."""
_HOW = {
    HeldKind.EXTENSION: "同意延期、免报或不同意",
    HeldKind.RECALL: "作废或无需处理",
    HeldKind.EXPLANATION: "销号或无需处理",
    **dict.fromkeys(
        (HeldKind.UNREAD, HeldKind.TOO_LARGE, HeldKind.SEALED),
        "在邮箱中取出附件，在“登记”页按收到时间登记，再按无需处理办结",
    ),
}
_USUAL = "认定归属、认可、退回或无需处理"


class NotKnownError(Exception):
    """Nothing can be signed for while it is not known; the message says what waits and what to decide."""


def read_through(desk: Desk) -> datetime | None:
    """收件截至: until when every folder of the mailbox is known to have been read whole."""
    with desk.book.reading() as page:
        return _read_through(desk, page)


def _read_through(desk: Desk, page: Page) -> datetime | None:
    mail = desk.settings.mail
    return page.mails.read_through(desk.account, (mail.folder, *mail.also))


def known(desk: Desk, page: Page, *, received_by: datetime | None = None, but: int | None = None) -> Known:
    """How far the house knows; `received_by` leaves out what came in later, `but` the mail in hand."""
    items = page.held.waiting()
    filed = page.submissions.filed_of({one.number for _, one in items})
    waiting = [_waiting(desk, held, one, filed) for held, one in items if held is None or held.kind not in _NO_MATTER]
    waiting += [_at_front(desk, one) for one in unrouted(desk)]
    return Known(
        read_through=_read_through(desk, page),
        waiting=tuple(
            one for one in waiting if one.mail != but and (received_by is None or one.received_at <= received_by)
        ),
    )


def _waiting(desk: Desk, held: Held | None, mail: Mail, filed: AbstractSet[tuple[int, str]]) -> Waiting:
    kind = held.kind if held else mail.state
    promise = _PROMISES.get(held.kind, Promise.FORM) if held else Promise.FORM
    if held and held.kind is HeldKind.UNKNOWN_SENDER and not held.file:
        promise = Promise.WORDS
    return Waiting(
        held=held.number if held else 0,
        mail=mail.number,
        kind=kind,
        promise=promise,
        received_at=mail.received_at,
        timed=mail.timed,
        units=_units(desk, held, mail, filed),
        rounds=_rounds(desk, held, mail),
    )


def _at_front(desk: Desk, one: Unrouted) -> Waiting:
    """A mail at the front of several ledgers: it may be this one's."""
    mail = Mail(
        number=-one.number,
        sha256=None,
        size=0,
        received_at=one.received_at,
        state=MailState.RECEIVED,
        timed=one.timed,
        sender=one.sender,
        subject=one.subject,
    )
    return _waiting(desk, None, mail, frozenset())


def _units(desk: Desk, held: Held | None, mail: Mail, filed: AbstractSet[tuple[int, str]]) -> tuple[str, ...]:
    """The units that sender, form, subject or file names point at, in official order. What a mail brings of another
    unit beside the sender's own form is that other unit's."""
    from office.arrivals.judging import units_named  # noqa: PLC0415 - loads what reads forms; most of the time nothing waits

    sender = desk.roster.sender(mail.sender)
    written = desk.roster.find(held.unit) if held and held.unit else None
    if written and sender and written != sender and (mail.number, sender.name) in filed:
        return (written.name,)
    words = "\n".join(filter(None, (mail.subject, held.clues if held else "", held.file if held else "")))
    found = [*units_named(desk, words), *(unit for unit in (sender, written) if unit)]
    return desk.roster.ordered(unit.name for unit in found)


def _rounds(desk: Desk, held: Held | None, mail: Mail) -> tuple[str, ...]:
    """The rounds it may belong to: the one it names, else those of which a mail of that moment can be; all where
    the moment is not sure."""
    said = (held.round,) if held and held.round else ()
    if held and said and held.kind is not HeldKind.WHICH_ROUND:
        return said
    if not mail.timed:
        return tuple(one.code for one in desk.rounds)
    open_then = round_open_at(mail.received_at, desk.rounds).code
    may_be = (one.code for one in desk.rounds if one.opens <= mail.received_at < one.deadline + _STALE)
    return tuple(dict.fromkeys((*said, *may_be, open_then)))


def what_waits(report: Report) -> list[str]:
    """What could still change a report, whose it may be."""
    waiting = (*report.waiting, *(one for each in report.assessments for one in each.waiting))
    return [_what(one) for one in _once(waiting)]


def refuse_unknown(desk: Desk, page: Page, assessments: Sequence[Assessment], what: str) -> None:
    """Nothing is signed while a unit is undecided or its wish unanswered, something may be anybody's, or the mailbox
    was not read through the deadline and every open window. Raises NotKnownError."""
    knowing = known(desk, page)
    undecided = [one for one in assessments if one.standing is Standing.UNDECIDED]
    pending = [one for one in assessments if one.standing is Standing.PENDING]
    rounds = dict.fromkeys(one.round.code for one in assessments)
    loose = (one for code in rounds for one in knowing.of_everybody(code))
    wishes = (each for one in assessments for each in knowing.of(one.unit.name, one.round.code) if _grants(each, one))
    waiting = _once((*loose, *wishes, *(each for one in undecided for each in one.waiting)))
    if not (undecided or pending or waiting):
        return
    told = [f"{what}：还有情况没有查清（{print_read_through(knowing.read_through)}）"]
    if undecided:
        told.append(f"待定{_names(undecided)}")
    if pending:
        told.append(f"未到期、在补正期限内或截止以前的来件尚未读全{_names(pending)}")
    told += map(_how, waiting)
    if any(one.held for one in waiting):
        told.append("待处理事项在工作台“待办”页或回复【待办】办理")
    raise NotKnownError("\n".join(told))


def _grants(wish: Waiting, one: Assessment) -> bool:
    """Whether a wish, granted, would change a standing: more time, asked for in time, or a form taken back."""
    if wish.kind is HeldKind.EXTENSION:
        return one.standing in (Standing.MISSING, Standing.LATE) and wish.received_at < one.deadline
    return wish.promise is Promise.WISH and one.submission is not None


def _once(waiting: Iterable[Waiting]) -> list[Waiting]:
    return [one for _, one in sorted({(one.held, one.mail): one for one in waiting}.items())]


def _names(units: Sequence[Assessment]) -> str:
    return f"{len(units)}个单位：{'、'.join(dict.fromkeys(one.unit.name for one in units))}"


def _what(one: Waiting) -> str:
    if not one.held and one.mail < 0:
        return f"收件总台第{-one.mail}号邮件尚未确定属于哪个台账"
    if not one.held:
        return f"邮件{one.mail}尚未读取成功，下次收件时重试"
    return f"待处理事项第{one.held}号（{'、'.join(one.units) or '不知是哪个单位的'}）"


def _how(one: Waiting) -> str:
    """What waits and what settles it."""
    if one.held:
        return f"{_what(one)}：{_HOW.get(HeldKind(one.kind), _USUAL)}"
    return f"{_what(one)}：请管理系统的同志交给所属的台账" if one.mail < 0 else _what(one)
