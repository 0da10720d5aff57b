"""撤销: a decision is taken back within a day by another; what it had done is as if it had not been decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from ledger.book import Page
from ledger.calendar import print_deadline, print_moment
from ledger.model import CircularState, Decision, PostState, Verdict
from office.answers.outcomes import tell_outcome
from office.desk.desk import Desk
from office.standing.assessing import assess_unit

WITHIN = timedelta(days=1)
_NEVER = (Verdict.ISSUE, Verdict.CORRECT, Verdict.RESEND, Verdict.UNDO)
"""What has gone out into the world: it is put right by a further decision."""
_TOLD = (Verdict.ASSIGN, Verdict.ACCEPT, Verdict.RETURN, Verdict.VOID, Verdict.EXTEND, Verdict.EXCUSE, Verdict.CLEAR)
"""Decisions that the unit was told of."""


class UndoError(ValueError):
    """A decision that is not there, or cannot be taken back any more; the message says why."""


def undo(desk: Desk, page: Page, decision: Decision, now: datetime) -> str:
    """Take back the decision that `decision.undoes` names; what was done. Raises UndoError."""
    one = _standing_one(page, decision.undoes, now)
    entered = replace(
        decision, number=0, unit=one.unit, round=one.round, held=one.held, submission=one.submission, letter=one.letter
    )
    _take_back(page, one)
    number = page.decisions.enter(entered)
    if one.held is not None:
        page.held.reopen(one.held)
    gone = one.kind in (Verdict.ASSIGN, Verdict.ACCEPT) and _withdraw(page, one, number)
    said = f"{print_moment(one.at)}作出的「{one.kind.label}」决定已撤销{_now_counts(desk, page, one, now)}"
    if gone:
        said += f"，第{one.submission}号报送件不再计入"
    if one.kind in _TOLD and one.unit in desk.roster:
        told = said + ("，来件重新核实，结果另行函告" if one.held is not None else "")
        submission = page.submissions.one(one.submission) if one.submission is not None else None
        held = page.held.listed(one.held)[0] if one.held is not None else None
        tell_outcome(
            desk, page, desk.roster[one.unit], replace(entered, number=number), told, now, held=held, submission=submission
        )  # fmt: skip
    return said + (f"，第{one.held}号重新列入待办" if one.held is not None else "")


def can_be_undone(decision: Decision) -> bool:
    """Whether a decision may be taken back within a day."""
    return decision.kind not in _NEVER


def _standing_one(page: Page, number: int | None, now: datetime) -> Decision:
    """The decision of that number, if it can be taken back. Raises UndoError."""
    every = page.decisions.all(whole=True)
    one = next((each for each in every if each.number == number), None)
    if one is None:
        raise UndoError(f"没有第{number}号决定")
    if any(each.undoes == number for each in every):
        raise UndoError(f"第{number}号决定（{one.kind.label}）已经撤销过")
    if one.kind in _NEVER:
        raise UndoError(f"「{one.kind.label}」不能撤销；通报确有错误的，请作出相应决定后更正")
    if now - one.at >= WITHIN:
        raise UndoError(
            f"第{number}号决定（{one.kind.label}，{print_moment(one.at)}）已超过24小时，不能撤销，请另作决定"
        )
    if (
        one.round
        and one.unit
        and any(_rests_on(each.state, each.made_at, one) for each in page.circulars.all(one.round))
    ):
        raise UndoError(f"第{number}号决定（{one.kind.label}）以后通报已经印发，不能撤销，请另作决定后更正通报")
    return one


def _rests_on(state: CircularState, made_at: datetime, one: Decision) -> bool:
    return state in (CircularState.ISSUED, CircularState.CORRECTED) and made_at > one.at


def _take_back(page: Page, one: Decision) -> None:
    """What a decision did beside being a row. Raises UndoError."""
    if one.kind is Verdict.APPROVE or (one.kind is Verdict.VOID and one.submission is None and one.held is None):
        newest = page.circulars.newest(one.round)
        if newest is None or newest.state is not CircularState.APPROVED or one.kind is not Verdict.APPROVE:
            raise UndoError("审定以后情况已有变化，不能这样撤销；请按通报现在的状态重新决定")
        page.circulars.advance(newest.number, CircularState.DRAFT)
    if one.kind is Verdict.DISMISS and one.letter is not None:
        page.letters.settle(one.letter, PostState.UNKNOWN, "确认送达的决定已撤销")
    if one.received_at is not None and one.held is not None:
        page.mails.untime(page.held.listed(one.held)[0].mail)


def _withdraw(page: Page, one: Decision, number: int) -> bool:
    """A form that was filed by the decision is on file no more; one that had been there before stays."""
    if one.held is None or one.submission is None:
        return False
    submission = page.submissions.one(one.submission)
    filed = submission.mail == page.held.listed(one.held)[0].mail
    if filed:
        page.submissions.withdraw(submission.number, number)
    return filed


def _now_counts(desk: Desk, page: Page, one: Decision, now: datetime) -> str:
    """What holds again, where the unit must know it."""
    if one.kind not in (Verdict.EXTEND, Verdict.EXCUSE) or one.unit not in desk.roster:
        return ""
    deadline = assess_unit(desk, page, desk.round(one.round), desk.roster[one.unit], now).deadline
    return f"，报送截止时间仍为{print_deadline(deadline)}"
