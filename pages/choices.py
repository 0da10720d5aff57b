"""What can be decided of a thing that waits: by its kind, the likeliest first, with what has to be said beside the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from ledger.book import Page
from ledger.held_kinds import HeldKind
from ledger.model import Held, Mail, Round, Unit, Verdict
from ledger.rounds import round_open_at
from office.asking.offers import rounds_in_question, units_in_question, until_asked
from office.desk.desk import Desk
from pages.reasons import REASONS, RETURNED


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A decision that is offered: its name on the button, what follows from it, what is filled in."""

    kind: Verdict
    name: str
    follows: str
    fields: tuple[str, ...] = ()  # unit, round (may be left open), period (may not), until, received_at, code, task
    reason: str = ""  # filled in beforehand

    @property
    def reasons(self) -> tuple[str, ...]:
        """Those to pick from."""
        return tuple(dict.fromkeys(one for one in (self.reason, *REASONS[self.kind]) if one))


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefilled:
    """What is filled in beforehand."""

    units: tuple[Unit, ...] = ()  # the likeliest
    round: Round | None = None
    period: Round | None = None
    until: datetime | None = None


_ASSIGN = Choice(
    kind=Verdict.ASSIGN,
    name="认定归属并登记",
    follows="按这个单位、原来的收到时间登记，单位收到回执。",
    fields=("unit", "round"),
    reason="经办公室核实",
)
_ACCEPT = Choice(
    kind=Verdict.ACCEPT,
    name="认可并登记",
    follows="按表中的单位、原来的收到时间登记，单位收到回执。",
    fields=("round",),
    reason="经办公室核实",
)
_RETURN = Choice(kind=Verdict.RETURN, name="退回", follows="理由写入退回信，发给发件单位。")
_DISMISS = Choice(
    kind=Verdict.DISMISS, name="无需处理", follows="来件留存，不作登记，不影响认定。", reason="经办公室阅处"
)
_EXTEND = Choice(
    kind=Verdict.EXTEND,
    name="同意延期",
    follows="单位的截止时间改到这一天24时，单位收到通知。",
    fields=("period", "until"),
    reason="经审核同意",
)
_REFUSE = replace(_RETURN, name="不同意延期", follows="理由告知单位，截止时间不变。")
_EXCUSE = Choice(
    kind=Verdict.EXCUSE,
    name="本期免报",
    follows="单位本期不用报送，收到通知。",
    fields=("period",),
    reason="经审核同意",
)
_CLEAR = Choice(
    kind=Verdict.CLEAR,
    name="销号",
    follows="通报所指的逾期问题不再列入以后的通报。",
    fields=("period",),
    reason="书面说明已收到",
)
_RECALL = Choice(
    kind=Verdict.VOID,
    name="作废所撤回的报送件",
    follows="撤回通知以前最新的一件不再计入，单位收到通知。",
    reason="按单位撤回通知",
)
_TAKEN = (_ASSIGN, _ACCEPT, _RETURN, _DISMISS)
_AS_IT_IS = (_ACCEPT, _ASSIGN, _RETURN, _DISMISS)
_NOT_READ = (_RETURN, _ASSIGN, _DISMISS)
OFFERED: Mapping[HeldKind, tuple[Choice, ...]] = {
    HeldKind.UNKNOWN_SENDER: _TAKEN,
    HeldKind.FROM_STAFF: _TAKEN,
    HeldKind.FAILED_SENDER: _TAKEN,
    HeldKind.UNKNOWN_UNIT: _TAKEN,
    HeldKind.UNIT_DIFFERS: _TAKEN,
    HeldKind.SUBJECT_DIFFERS: _TAKEN,
    HeldKind.TWO_FORMS: _AS_IT_IS,
    HeldKind.ROWS_DIFFER: _AS_IT_IS,
    HeldKind.CLOSED_ROUND: _AS_IT_IS,
    HeldKind.WHICH_ROUND: _TAKEN,
    HeldKind.LAST_YEAR: (_DISMISS, _RETURN),
    HeldKind.SCAN: (_DISMISS, _RETURN),
    HeldKind.CLOUD: (_DISMISS, _RETURN),
    HeldKind.SEALED: _NOT_READ,
    HeldKind.NO_FORM: (_DISMISS, _RETURN),
    HeldKind.TOO_LARGE: (_DISMISS,),
    HeldKind.UNREAD: (_DISMISS,),
    HeldKind.ODD_TIME: _TAKEN,
    HeldKind.TORN: _NOT_READ,
    HeldKind.RECALL: (_RECALL, _DISMISS),
    HeldKind.FAILED: _NOT_READ,
    HeldKind.EXTENSION: (_EXTEND, _REFUSE, _EXCUSE, _DISMISS),
    HeldKind.EXPLANATION: (_CLEAR, _DISMISS),
    HeldKind.CONTACT: (_DISMISS,),
}
UNREADABLE = frozenset(
    {
        HeldKind.SCAN,
        HeldKind.CLOUD,
        HeldKind.SEALED,
        HeldKind.NO_FORM,
        HeldKind.TOO_LARGE,
        HeldKind.UNREAD,
        HeldKind.TORN,
        HeldKind.FAILED,
    }
)
"""Kinds of what came and could not be read: a form that is in it all the same is recorded by hand."""


def choices(held: Held, mail: Mail) -> list[Choice]:
    """What is offered for a thing that waits."""
    return [_timed(_worded(one, held.kind), mail) for one in _of(held)]


def _of(held: Held) -> Iterator[Choice]:
    """As it says itself, a form can be taken only where there is one and it names a unit."""
    for one in OFFERED[held.kind]:
        if one.kind is not Verdict.ACCEPT or (held.unit and (held.file or held.sha256)):
            yield one


def _worded(one: Choice, kind: HeldKind) -> Choice:
    """What is wrong with it is why it goes back."""
    return replace(one, reason=RETURNED[kind]) if one.kind is Verdict.RETURN else one


def _timed(one: Choice, mail: Mail) -> Choice:
    """Where the mailbox gave no time that can be, whoever takes the form says when it came."""
    if mail.timed or one.kind not in (Verdict.ASSIGN, Verdict.ACCEPT):
        return one
    return replace(one, fields=(*one.fields, "received_at"))


def known(desk: Desk, page: Page, held: Held) -> Prefilled:
    """What is filled in beforehand for a thing that waits."""
    codes = rounds_in_question(desk, page, held)
    open_then = round_open_at(page.mails.one(held.mail).received_at, desk.rounds)
    return Prefilled(
        units=tuple(units_in_question(desk, page, held)),
        round=desk.round(codes[0]) if held.kind is HeldKind.WHICH_ROUND and codes else None,
        period=desk.round(codes[0]) if codes else open_then,
        until=until_asked(desk, held) if held.kind is HeldKind.EXTENSION else None,
    )


OF_UNIT = (
    replace(_EXTEND, name="延期", reason=""),
    replace(_EXCUSE, reason=""),
    Choice(
        kind=Verdict.STATE,
        name="认定任务完成情况",
        follows="在单位就这一项重新填报以前有效。",
        fields=("period", "task", "state"),
    ),
)
"""What is decided of a unit without anything that waits."""

_ACCEPTED = Choice(kind=Verdict.ACCEPT, name="认可", follows="退回的问题不再计较，单位收到通知。")
_SENT_BACK = Choice(kind=Verdict.RETURN, name="退回补正", follows="内容须补正，是否按时不变，理由写入退回信。")
_VOIDED = Choice(kind=Verdict.VOID, name="作废", follows="这一件不再计入，单位收到通知。")
_WAIVED = Choice(kind=Verdict.WAIVE, name="问题不计", follows="所选的问题不再计入认定。", fields=("finding",))


def of_submission(*, blocked: bool, findings: bool) -> list[Choice]:
    """What is decided of a form on file."""
    return [*([_ACCEPTED] if blocked else [_SENT_BACK]), *([_WAIVED] if findings else []), _VOIDED]
