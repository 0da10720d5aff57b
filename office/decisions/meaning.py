"""What a line decides, in the book's own terms: the numbers it leaves unsaid are those of the letter it answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from ledger.book import Page
from ledger.held_kinds import HeldKind
from ledger.model import SHANGHAI, Asked, Decision, Held, Verdict
from office.asking.examples import words_of
from office.asking.offers import until_asked
from office.asking.table import ExampleWords, Order, Verb
from office.decisions.undoing import can_be_undone
from office.desk.desk import Desk

_REASONS = {
    Verb.ASSIGN: "经办公室核实",
    Verb.ACCEPT: "经办公室核实",
    Verb.VOID: "经办公室核实",
    Verb.EXTEND: "经审核同意",
    Verb.EXCUSE: "经审核同意",
    Verb.AGREE: "经审核同意",
}
"""What the unit is told where a line gives no reason."""
_OF_CIRCULARS = {
    Verb.APPROVE: Verdict.APPROVE,
    Verb.WITHDRAW: Verdict.VOID,
    Verb.ISSUE: Verdict.ISSUE,
    Verb.CORRECT: Verdict.CORRECT,
}


class MeaningError(ValueError):
    """A line that is clear by itself and does not fit what was asked; the message says what to write."""


def taken_at(before: int, now: datetime) -> datetime:
    """When a decision is taken after that one: those of one poll differ by a hair, so that a book made again takes them
    in the same order."""
    return now + timedelta(microseconds=before % 1_000_000)


def decisions_of(desk: Desk, page: Page, asked: Asked | None, said: Order) -> list[Decision]:
    """The decisions that a line amounts to, by nobody yet. Raises MeaningError."""
    if said.act is Verb.UNDO:
        return list(_undone(page, asked, said))
    if said.act in _OF_CIRCULARS:
        return [_of_circular(desk, page, asked, said)]
    numbers = said.held or _only_one(desk, page, asked, said)
    if not numbers:
        return [_plain(desk, asked, said)]
    return [_of_held(desk, page, said, number) for number in numbers]


def _decision(kind: Verdict, said: Order, **values: object) -> Decision:
    reason = said.reason or _REASONS.get(said.act, "经办公室阅处")
    nobody = Decision(number=0, kind=kind, by="", at=datetime.now(SHANGHAI), reason=reason)
    return replace(nobody, **values)  # type: ignore[arg-type]  # fields of a decision


def _of_held(desk: Desk, page: Page, said: Order, number: int) -> Decision:
    """A line about something that waits."""
    found = page.held.listed(number)
    if not found:
        raise MeaningError(f"没有第{number}号待办事项")
    act = said.act
    values: dict[str, object] = {"held": number, "received_at": said.received_at, "round": said.round}
    if act is Verb.AGREE:
        act, until = _agreed(desk, found[0])
        values["until"] = until
    elif act is Verb.EXTEND:
        values["until"] = said.until
    if act is Verb.ASSIGN:
        values["unit"] = said.unit
    if said.code and act is Verb.CLEAR:
        values["code"] = said.code
    return _decision(Verdict(act.value), said, **values)


def _agreed(desk: Desk, held: Held) -> tuple[Verb, datetime | None]:
    """What it is to agree to what somebody applied for. Raises MeaningError."""
    if held.kind is HeldKind.EXTENSION:
        if until := until_asked(desk, held):
            return Verb.EXTEND, until
        raise MeaningError(f"申请没有写明延至哪一天，请写「{held.number} 同意延期至{_words(desk, held.round).day}」")
    if act := _AGREED.get(held.kind):
        return act, None
    raise MeaningError(f"第{held.number}号不是申请，请写明怎样办理，如「{held.number} 归属{_words(desk).unit}」")


def _words(desk: Desk, code: str = "") -> ExampleWords:
    return words_of(desk.roster, desk.rounds, desk.settings.year, code)


_AGREED = {HeldKind.EXPLANATION: Verb.CLEAR, HeldKind.RECALL: Verb.VOID, HeldKind.CONTACT: Verb.DISMISS}


def _only_one(desk: Desk, page: Page, asked: Asked | None, said: Order) -> tuple[int, ...]:
    """The one application that the letter told of, for a line that says no number. Raises MeaningError."""
    if said.about or said.submission is not None or said.letter is not None:
        return ()
    if said.act is not Verb.EXTEND:
        raise MeaningError("请写明待办事项的编号")
    listed = asked.facts.get("items", []) if asked else []
    waiting = [
        one.number for one in page.held.listed() if one.kind is HeldKind.EXTENSION and one.number in _numbers(listed)
    ]
    if len(waiting) != 1:
        raise MeaningError(f"请在前面写明待办事项的编号，如「6 同意延期至{_words(desk).day}」")
    return (waiting[0],)


def _numbers(listed: object) -> list[int]:
    return [int(str(one)) for one in listed] if isinstance(listed, list) else []


def _plain(desk: Desk, asked: Asked | None, said: Order) -> Decision:
    """A line about a form on file, a letter of ours, or a unit."""
    round_ = said.round
    if said.about and not round_:
        round_ = asked.round if asked and asked.round else _only_round(desk, said)
    return _decision(
        Verdict(said.act.value),
        said,
        submission=said.submission,
        letter=said.letter,
        unit=said.about,
        round=round_,
        task=said.task,
        until=said.until,
        code=said.code,
    )


def _only_round(desk: Desk, said: Order) -> str:
    """Which round a line means that names none. Raises MeaningError."""
    if said.until is not None:
        before = [one for one in desk.rounds if one.deadline < said.until]
        if before:
            return before[-1].code
    raise MeaningError(f"请写明期次，如「{said.about} {_words(desk).round} …」")


def _of_circular(desk: Desk, page: Page, asked: Asked | None, said: Order) -> Decision:
    round_ = said.round or (asked.round if asked else "")
    if not round_:
        raise MeaningError(f"请写明期次，如「{_words(desk).round} 审定」")
    newest = page.circulars.newest(round_)
    drafts = asked.facts.get("drafts") if asked else None
    seen = drafts.get(round_) if isinstance(drafts, dict) else None
    if newest and seen is not None and seen != newest.version:
        raise MeaningError(f"您回复的是第{seen}稿，现在已是第{newest.version}稿，请看过后回复最新的一封")
    return _decision(_OF_CIRCULARS[said.act], said, round=round_, code=said.code)


def _undone(page: Page, asked: Asked | None, said: Order) -> Iterator[Decision]:
    """The decisions to take back, the newest first: those of the letter answered, or the last on what is named. Raises
    MeaningError."""
    standing = {one.number: one for one in page.decisions.all()}
    of_letter = _numbers(asked.facts.get("decisions", [])) if asked else []
    wanted = sorted(of_letter, reverse=True)
    if said.held:
        every = wanted or sorted(standing, reverse=True)
        wanted = [number for number in every if number in standing and standing[number].held in said.held][:1]
    if not wanted:
        raise MeaningError("没有可以撤销的决定；请直接回复要撤销的那封【已办理】")
    for number in wanted:
        one = standing.get(number)
        if one is None or can_be_undone(one):
            yield _decision(Verdict.UNDO, said, undoes=number)
