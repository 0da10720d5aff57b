"""What a person decides: each a row (who, when, why), standings and letters following at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from ledger.book import Page
from ledger.calendar import print_deadline
from ledger.held_kinds import HeldKind
from ledger.model import Decision, PostState, Round, Unit, Verdict
from ledger.numerals import ranges, task_label
from ledger.states import STATES
from office.answers import answers
from office.answers.outcomes import tell_outcome, was_promised
from office.answers.requests import tell_decided
from office.decisions.decided_on import DecisionError, any_round_of, enter, held_of, round_of, said_before, unit_of
from office.decisions.decision_record import keep_decision
from office.decisions.taking import take
from office.decisions.undoing import UndoError, undo
from office.desk.desk import Desk
from office.post.post import unsent
from office.reports.correcting import correct
from office.reports.issuing import IssuingError, advance
from office.standing.assessing import refuse_unexplained

__all__ = ["DecisionError", "act", "decide", "keep_since"]

_RECALL = "recall"  # the kind of a held wish to take a form back


def decide(desk: Desk, decision: Decision, now: datetime) -> str:
    """Enter a decision and do what follows from it; a sentence saying what was done.

    Raises DecisionError, UnitsError, Busy.
    """
    if not decision.reason.strip() or not decision.by.strip():
        raise DecisionError("决定须写明经办人和理由")
    with desk.book.alone():
        with desk.book.writing() as page:
            refuse_unexplained(desk, page)
            if earlier := said_before(page, decision):
                raise DecisionError(earlier)
            before = page.decisions.newest()
            done = act(desk, page, decision, now)
            new = keep_since(desk, page, before, now)
        waits = unsent(desk, now)
    done = f"{done}（第{new[-1].number}号决定）" if new else done
    return f"{done}；但通知的信还没有发出：{waits}" if waits else done


def keep_since(desk: Desk, page: Page, before: int, now: datetime) -> list[Decision]:
    """Keep what was decided after the decision of that number where the book cannot take it along; the decisions."""
    new = [one for one in page.decisions.all(whole=True) if one.number > before]
    for one in new:
        keep_decision(desk, page, one, now)
    return new


def act(desk: Desk, page: Page, decision: Decision, now: datetime) -> str:
    """Do what a decision says within the transaction of a page. Raises DecisionError."""
    return ACTS[decision.kind](desk, page, decision, now)


def _accept(desk: Desk, page: Page, decision: Decision, now: datetime) -> str:
    """Take a held form as it is, or a submission that was returned."""
    act_on = _on_submission if decision.held is None else take
    return act_on(desk, page, decision, now)


def _on_submission(desk: Desk, page: Page, decision: Decision, now: datetime) -> str:
    """Accept, return, void, or waive a finding of: a submission."""
    if decision.submission is None and decision.kind is Verdict.VOID and decision.held is not None:
        return _void_held(desk, page, decision, now)
    if decision.submission is None and decision.kind is Verdict.VOID and decision.round:
        return _on_circular(desk, page, decision, now)
    if decision.submission is None:
        raise DecisionError("请给出报送件的编号")
    try:
        submission = page.submissions.one(decision.submission)
    except KeyError:
        raise DecisionError(f"没有第{decision.submission}号报送件") from None
    if decision.kind is Verdict.WAIVE and not decision.code:
        raise DecisionError("请写明不计哪个问题")
    entered = enter(page, decision, unit=submission.unit, round_=submission.round, submission=submission.number)
    if decision.kind is Verdict.ACCEPT:
        said = f"第{submission.number}号报送件已予认可"
        tell_outcome(desk, page, unit_of(desk, submission.unit), entered, said, now, submission=submission)
    if decision.kind is Verdict.RETURN:
        answers.returned(desk, page, submission, decision.reason, now)
    if decision.kind is Verdict.VOID:
        answers.voided(desk, page, submission, decision.reason, now)
    words = {
        Verdict.ACCEPT: "已予认可，并通知单位",
        Verdict.RETURN: "已退回补正并通知单位",
        Verdict.VOID: "已作废，不再计入，并通知单位",
        Verdict.WAIVE: "所指问题已不计",
    }
    return f"第{submission.number}号报送件（{submission.unit}）{words[decision.kind]}"


def _void_held(desk: Desk, page: Page, decision: Decision, now: datetime) -> str:
    """What waits does not count: of a recall the form it calls back, of any other mail the mail itself."""
    held = held_of(page, decision.held)
    if held.kind != _RECALL:
        return _dismiss(desk, page, decision, now)
    unit = unit_of(desk, held.unit)
    rounds = [held.round] if held.round else [one.code for one in desk.rounds]
    voided = {one.submission for one in page.decisions.all() if one.kind is Verdict.VOID}
    filed = [one for code in rounds for one in page.submissions.all(code, unit=unit.name) if one.number not in voided]
    before = [one for one in filed if one.received_at <= page.mails.one(held.mail).received_at]
    if not before:
        raise DecisionError(f"{unit.name}在撤回通知以前没有报送件可以作废；请办结这一事项（无需处理）")
    newest = before[-1]
    page.held.settle([held.number], at=now)
    enter(page, decision, unit=unit.name, round_=newest.round, submission=newest.number)
    answers.voided(desk, page, newest, decision.reason, now)
    return f"第{newest.number}号报送件（{unit.name}）已作废，不再计入，并通知单位"


def _return(desk: Desk, page: Page, decision: Decision, now: datetime) -> str:
    if decision.held is None:
        return _on_submission(desk, page, decision, now)
    held = held_of(page, decision.held)
    mail = page.mails.one(held.mail)
    entered = enter(page, decision, unit=held.unit, round_=held.round)
    page.held.settle([held.number], at=now)
    if held.kind is HeldKind.EXTENSION:
        tell_decided(desk, page, entered, held, now)
        return f"已告知{held.unit}不同意延期"
    unit = desk.roster.sender(mail.sender)
    if unit is None:
        return "已记录；发件地址未登记，未发出退回信，请另行联系"
    answers.returned_mail(desk, page, mail, unit, decision.reason, now)
    return f"已退回并通知{unit.name}"


def _on_unit(desk: Desk, page: Page, decision: Decision, now: datetime) -> str:
    """Extend a unit's deadline, excuse it (both as it applied for, or unasked), or clear one of its problems."""
    held = held_of(page, decision.held) if decision.held is not None else None
    unit = unit_of(desk, decision.unit or (held.unit if held else ""))
    find = any_round_of if decision.kind is Verdict.CLEAR else round_of
    round_ = find(desk, decision.round or (held.round if held else ""))
    if decision.kind is Verdict.EXTEND:
        _refuse_limit(page, decision, unit, round_, now)
    if decision.kind is Verdict.CLEAR and held and held.kind is HeldKind.EXPLANATION and not decision.code:
        decision = replace(decision, code="late")  # what a written explanation is asked for
    entered = enter(page, decision, unit=unit.name, round_=round_.code)
    if held:
        page.held.settle([held.number], at=now)
    if decision.kind is not Verdict.CLEAR:
        tell_decided(desk, page, entered, held, now)
    elif held:
        tell_outcome(desk, page, unit, entered, f"{round_.name}所指问题已销号", now, held=held)
    words = {
        Verdict.EXTEND: f"已延期至{print_deadline(decision.until or round_.deadline)}，并通知单位",
        Verdict.EXCUSE: "免报，已通知单位",
        Verdict.CLEAR: "所指问题已销号",
    }
    return f"{unit.name}{round_.name}{words[decision.kind]}"


def _refuse_limit(page: Page, decision: Decision, unit: Unit, round_: Round, now: datetime) -> None:
    """An extension goes beyond the round's deadline; one that has passed already helps only a unit that kept it."""
    if decision.until is None or decision.until <= round_.deadline:
        raise DecisionError(f"延期须给出晚于本期截止时间（{print_deadline(round_.deadline)}）的新期限")
    kept = any(one.received_at < decision.until for one in page.submissions.all(round_.code, unit=unit.name))
    if decision.until <= now and not kept:
        raise DecisionError(
            f"新期限{print_deadline(decision.until)}已经过去，{unit.name}在此以前没有报送，延期没有意义；请给出以后的期限"
        )


def _on_task(desk: Desk, page: Page, decision: Decision, now: datetime) -> str:  # noqa: ARG001  all acts have one shape
    """Say whether a unit has completed a task: it stands until the unit writes anew on it."""
    unit, round_ = unit_of(desk, decision.unit), round_of(desk, decision.round)
    if decision.code not in STATES:
        raise DecisionError("请写明认定为“已完成”还是“未完成”")
    own = [task.number for task in desk.tasks_of(unit.name, round_)]
    if decision.task not in own:
        raise DecisionError(f"请写明任务序号；{unit.name}承担的任务：{ranges(own) or '无'}")
    enter(page, decision, unit=unit.name, round_=round_.code)
    found = "未完成" if STATES[decision.code].is_open else "已完成"
    return f"{unit.name}第{task_label(decision.task)}项已认定为{found}，该单位就此项重新填报前有效"


def _dismiss(desk: Desk, page: Page, decision: Decision, now: datetime) -> str:
    if decision.letter is not None:
        return _on_letter(desk, page, decision, now)
    held = held_of(page, decision.held)
    entered = enter(page, decision, unit=held.unit, round_=held.round)
    page.held.settle([held.number], at=now)
    sender = desk.roster.sender(page.mails.one(held.mail).sender)
    if sender and was_promised(page, held):
        said = f"其中的“{held.file}”不作为报送件登记，邮件留存" if held.file else "来件已阅处，邮件留存"
        tell_outcome(desk, page, sender, entered, said, now, held=held)
        return f"待处理事项{held.number}已办结，邮件留存，并通知{sender.name}"
    return f"待处理事项{held.number}已办结，邮件留存"


def _undo(desk: Desk, page: Page, decision: Decision, now: datetime) -> str:
    """Take an earlier decision back."""
    try:
        return undo(desk, page, decision, now)
    except UndoError as error:
        raise DecisionError(str(error)) from error


def _on_letter(desk: Desk, page: Page, decision: Decision, now: datetime) -> str:  # noqa: ARG001  all acts have one shape
    """A letter that nobody knows the fate of has arrived, or goes out once more; so does one that was refused."""
    try:
        post = page.letters.one(decision.letter or 0)
    except KeyError:
        raise DecisionError("请给出本办信件的编号，列在待办中") from None
    again = decision.kind is Verdict.RESEND
    if post.state is not PostState.UNKNOWN and not (again and post.state is PostState.REFUSED):
        raise DecisionError(f"第{post.number}号信不是结果不明的信，无需处理")
    enter(page, decision, unit=post.unit, round_=post.round)
    if again:
        page.letters.settle(post.number, PostState.QUEUED, f"{decision.by}决定再次发送", not_before=now)
        return f"第{post.number}号信已再次发送"
    page.letters.settle(post.number, PostState.SENT, f"{decision.by}确认已送达")
    return f"第{post.number}号信已确认送达"


def _on_circular(desk: Desk, page: Page, decision: Decision, now: datetime) -> str:
    """Approve, issue or correct a round's circular."""
    round_ = round_of(desk, decision.round)
    try:
        act = correct if decision.kind is Verdict.CORRECT else advance
        return act(desk, page, round_, replace(decision, round=round_.code), now)
    except IssuingError as error:
        raise DecisionError(str(error)) from error


ACTS: dict[Verdict, Callable[[Desk, Page, Decision, datetime], str]] = {
    Verdict.ASSIGN: take,
    Verdict.ACCEPT: _accept,
    Verdict.RETURN: _return,
    Verdict.VOID: _on_submission,
    Verdict.WAIVE: _on_submission,
    Verdict.EXTEND: _on_unit,
    Verdict.EXCUSE: _on_unit,
    Verdict.CLEAR: _on_unit,
    Verdict.STATE: _on_task,
    Verdict.DISMISS: _dismiss,
    Verdict.RESEND: _on_letter,
    Verdict.APPROVE: _on_circular,
    Verdict.ISSUE: _on_circular,
    Verdict.CORRECT: _on_circular,
    Verdict.UNDO: _undo,
}
"""What each verdict does; the sentence that says what was done."""
