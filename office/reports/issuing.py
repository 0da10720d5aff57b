"""Draft, approved, issued: how far a circular has come, each step a person's decision."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from ledger.book import Page
from ledger.model import (
    SHANGHAI,
    Attachment,
    Circular,
    CircularState,
    Decision,
    Report,
    Round,
    Verdict,
)
from office.asking.asking import to_staff
from office.desk.desk import Desk
from office.papers.papers import Printed
from office.papers.pdf import pdf_beside
from office.post.post import draft
from office.reports.report import changed_since, keep, print_check_list, rectify_from
from office.standing.assessing import assess_round
from office.standing.freezing import stated_report, stated_template
from office.standing.knowing import NotKnownError, refuse_unknown
from templates.circular import check_list, circular
from templates.common.confined import Refused

_REFERENCE = re.compile(r"[一-鿿（）]{2,16}〔20\d\d〕[1-9]\d{0,3}号")
_BRACKETS = str.maketrans("[]【】［］﹝﹞", "〔〕〔〕〔〕〔〕")
_WORDS = {
    CircularState.DRAFT: "尚未审定",
    CircularState.APPROVED: "已审定",
    CircularState.ISSUED: "已印发",
    CircularState.CORRECTED: "已更正",
}


class IssuingError(ValueError):
    """The circular is not there yet, or is past it; the message says what to do."""


def advance(desk: Desk, page: Page, round_: Round, decision: Decision, now: datetime) -> str:
    """Approve a round's newest draft, withdraw the approval, or issue what was approved; what was done.

    Raises IssuingError.
    """
    newest = page.circulars.newest(round_.code)
    if newest is None:
        raise IssuingError(f"{round_.name}还没有通报草稿，请先生成草稿")
    return _STEPS[decision.kind](desk, page, newest, decision, now)


def _wanted(newest: Circular, state: CircularState, how: str) -> None:
    if newest.state is not state:
        raise IssuingError(f"通报第{newest.version}稿{_WORDS[newest.state]}，{how}")


def _approve(desk: Desk, page: Page, newest: Circular, decision: Decision, now: datetime) -> str:
    _wanted(newest, CircularState.DRAFT, "不能再审定")
    if stated_report(newest.snapshot) is None:
        raise IssuingError("这份草稿由旧版本生成，内容未留存；请重新生成草稿后审定")
    _refuse_doubt(desk, page, newest, "通报不能审定", now)
    page.decisions.enter(decision)
    page.circulars.advance(newest.number, CircularState.APPROVED)
    return f"通报第{newest.version}稿已审定；印发时写明完整的发文字号，如 印发 兴政办发〔2022〕36号"


def _refuse_doubt(desk: Desk, page: Page, newest: Circular, what: str, now: datetime) -> None:
    """No signature under what is not known, nor under a draft that what was decided since has made untrue."""
    round_ = desk.round(newest.round)
    try:
        refuse_unknown(desk, page, assess_round(desk, page, round_, now), what)
    except NotKnownError as error:
        raise IssuingError(str(error)) from error
    if changed := changed_since(desk, page, newest, now):
        first = "先撤回审定，再" if newest.state is CircularState.APPROVED else ""
        raise IssuingError(f"{what}：草稿生成以后认定有变化（{'、'.join(changed)}），请{first}重新生成草稿")


def _withdraw(desk: Desk, page: Page, newest: Circular, decision: Decision, now: datetime) -> str:  # noqa: ARG001  all steps have one shape
    _wanted(newest, CircularState.APPROVED, "没有可撤回的审定")
    page.decisions.enter(decision)
    page.circulars.advance(newest.number, CircularState.DRAFT)
    return f"通报第{newest.version}稿的审定已撤回，可重新生成草稿"


def _issue(desk: Desk, page: Page, newest: Circular, decision: Decision, now: datetime) -> str:
    """Print what was approved, word for word, under its number and today's date, from which 整改时限 runs."""
    reference = as_reference(decision.code)
    _wanted(newest, CircularState.APPROVED, "须先审定才能印发，印发后不再重复印发")
    _refuse_doubt(desk, page, newest, "通报不能印发", now)
    if taken := next((one for one in page.circulars.all() if one.reference == reference), None):
        raise IssuingError(f"发文字号{reference}已用于《{taken.file.removesuffix('.docx')}》")
    page.decisions.enter(replace(decision, code=reference))
    report = _as_issued(desk, newest, reference, now)
    printed = _print_as_approved(page, newest, report)
    version = keep(page, report, printed, state=CircularState.ISSUED, now=now)
    path = desk.out / newest.file
    path.write_bytes(printed.content)
    checked = desk.out / check_list.file_name(report)
    checked.write_bytes(print_check_list(page, report))
    files = [path, *pdf_beside(desk, path, printed.content), checked]
    tell_issued(desk, page, report, files, reference=reference, now=now)
    return (
        f"{reference}已印发（第{version}版，内容与审定的第{newest.version}稿相同，整改时限自印发之日起算）：{path.name}"
    )


def _print_as_approved(page: Page, approved: Circular, report: Report) -> Printed[bytes]:
    """On the template of what was approved, whatever lies in templates/ by now. Raises IssuingError."""
    kept = stated_template(approved.snapshot)
    template = page.mails.raw(kept) if kept else None
    try:
        return Printed(content=circular.render(report, template=template), template=template)
    except Refused as error:
        raise IssuingError(f"审定稿所用的模板不能用于印发：{error}；请改正模板，撤回审定后重新生成") from error


def tell_issued(
    desk: Desk,
    page: Page,
    report: Report,
    files: Sequence[Path],
    *,
    reference: str,
    now: datetime,
    units: Sequence[str] = (),
) -> None:
    """The office gets the text to print; `units` are those a correction is about."""
    letter = draft(
        desk,
        "circular_issued",
        f"issued:{report.round.code}:{now.isoformat()}",
        now,
        to=desk.settings.notify or (desk.settings.office.address,),
        of=report.round.code,
        attachments=tuple(Attachment(name=file.name, content=file.read_bytes()) for file in files),
        round=report.round.name,
        reference=reference,
        dated=report.dated or now.astimezone(SHANGHAI).date(),
        units=list(units),
        files=[file.name for file in files],
    )
    to_staff(page, desk, letter, now)


def as_reference(text: str) -> str:
    """A document's number as the standard writes it: 兴政办发〔2022〕36号. Raises IssuingError."""
    reference = re.sub(r"\s", "", text).translate(_BRACKETS)
    if not _REFERENCE.fullmatch(reference):
        raise IssuingError(f"发文字号「{text}」不合规范，应如 兴政办发〔2022〕36号（年份写全，序号不编虚位、不加“第”）")
    return reference


def _as_issued(desk: Desk, approved: Circular, reference: str, now: datetime) -> Report:
    report, today = stated_report(approved.snapshot), now.astimezone(SHANGHAI).date()
    if report is None:
        raise IssuingError("审定稿的内容未留存，请撤回审定后重新生成")
    rectify_by = rectify_from(desk, now)
    problems = tuple(replace(one, rectify_by=rectify_by) for one in report.problems)
    return replace(report, reference=reference, dated=today, rectify_by=rectify_by, problems=problems)


_STEPS: dict[Verdict, Callable[[Desk, Page, Circular, Decision, datetime], str]] = {
    Verdict.APPROVE: _approve,
    Verdict.VOID: _withdraw,
    Verdict.ISSUE: _issue,
}
