"""The draft of a round's circular: made, written into out/, mailed to the office for approval."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ledger.book import Page
from ledger.model import SHANGHAI, Assessment, Attachment, CircularState, Letter, Report, Round, Standing
from ledger.standings import RULES
from office.asking.asking import VALID, ask, asking, to_staff
from office.desk.desk import Desk
from office.desk.staff import Role
from office.intake.collect import look
from office.papers.papers import print_paper, remember
from office.post.post import draft, unsent
from office.reports.notices import notice_is_over
from office.reports.report import changed_since, keep, make_report, print_check_list
from office.standing.knowing import what_waits
from templates.circular import check_list, circular
from templates.workbook import workbook

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TooEarlyError(Exception):
    """Some unit may still report: the circular waits."""

    def __init__(self, waiting: Sequence[Assessment], trouble: str = "") -> None:
        names = "、".join(one.unit.name for one in waiting)
        super().__init__(
            f"还有{len(waiting)}个单位未到期、在补正期限内或截止以前的来件尚未读全，通报须待期满并读全邮箱：{names}"
            + (f"\n邮箱不能完整读取：{trouble}" if trouble else "")
        )
        self.waiting = tuple(waiting)


TEMPLATE = "circular.docx"
"""The office's own template of the circular, in templates/."""


class SettledError(Exception):
    """The round's circular is approved or issued: no further draft is made; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """A draft as it was made."""

    report: Report
    document: Path
    workbook: Path
    check_list: Path
    version: int
    warning: str = ""  # of a template that could not be used
    unsent: str = ""  # why the draft has not gone out for approval yet


def draft_circular(desk: Desk, round_: Round, now: datetime) -> Drafted:
    """Poll, freeze a round as the next draft of its circular, write the papers into out/, mail them to the office.

    A draft is made while units are undecided, so that the office sees the rest; it cannot be approved. Raises
    TooEarlyError while any unit is pending, SettledError once a draft is approved, CalendarError, Busy.
    """
    with desk.book.reading() as page:
        refuse_settled(page, round_)
    trouble = look(desk, now)
    with desk.book.reading() as page:
        refuse_settled(page, round_)
        report = make_report(desk, page, round_, now)
        sources = page.submissions.sources()
    if waiting := [one for one in report.assessments if one.standing is Standing.PENDING]:
        raise TooEarlyError(waiting, trouble)
    printed = print_paper(desk, TEMPLATE, lambda template: circular.render(report, template=template))
    table = workbook.render(report, sources, rules=RULES)
    with desk.book.alone():
        with desk.book.writing() as page:
            remember(page, TEMPLATE, printed.template, now)
            version = keep(page, report, printed, state=CircularState.DRAFT, now=now)
            drafted = Drafted(
                report=report,
                document=desk.out / circular.file_name(report),
                workbook=desk.out / f"{round_.name}汇总台账.xlsx",
                check_list=desk.out / check_list.file_name(report),
                version=version,
                warning="；".join(filter(None, (printed.warning, trouble and f"邮箱不能完整读取（{trouble}）"))),
            )
            papers = {
                drafted.document: printed.content,
                drafted.workbook: table,
                drafted.check_list: print_check_list(page, report),
            }
            digest = hashlib.sha256(printed.content + printed.warning.encode()).hexdigest()
            _send_covers(desk, page, drafted, papers, digest, now)
        for path, content in papers.items():  # a draft that the book refused leaves no paper
            path.write_bytes(content)
        return replace(drafted, unsent=unsent(desk, now))


def refuse_settled(page: Page, round_: Round) -> None:
    """No draft beside a circular that was approved or issued. Raises SettledError."""
    newest = page.circulars.newest(round_.code)
    if newest and newest.state is CircularState.APPROVED:
        raise SettledError(f"{round_.name}通报第{newest.version}稿已审定，不再生成草稿；可以印发，确需修改的先撤回审定")
    if newest and newest.state in (CircularState.ISSUED, CircularState.CORRECTED):
        raise SettledError(f"{round_.name}通报已印发，不能重新生成；确有错误的，作出相应决定后更正")


def draft_due_circular(desk: Desk, now: datetime) -> Drafted | None:
    """The draft that is due today: of the round that was due last, on the first working day after its
    deadline on which no unit is pending any more, and again once what people decided since has made the draft
    untrue; None on every other day, and for a round in which nothing was ever received or sent (an office that begins
    in the middle of a year)."""
    closed = [one for one in desk.rounds if one.deadline <= now]
    if not closed or not desk.settings.calendar.is_workday(now.astimezone(SHANGHAI).date()):
        return None
    with desk.book.reading() as page:
        newest = page.circulars.newest(closed[-1].code)
        draft = newest is not None and newest.state is CircularState.DRAFT
        done = newest is not None and not (draft and changed_since(desk, page, newest, now))
        lived = page.submissions.all(closed[-1].code) or page.letters.all(round_=closed[-1].code)
        told = notice_is_over(desk, page, closed[-1], now)
    if done or not lived or not told:
        return None
    try:
        return draft_circular(desk, closed[-1], now)
    except TooEarlyError:
        return None


def _send_covers(
    desk: Desk, page: Page, drafted: Drafted, papers: Mapping[Path, bytes], digest: str, now: datetime
) -> None:
    """The draft to the office's people: to each who may approve it a letter of his own, which he answers."""
    key, held = f"circular:{drafted.report.round.code}:{digest[:12]}", len(page.held.listed())
    approvers = [one.address for one in desk.settings.staff if one.role is Role.APPROVE and one.in_force(now)]
    others = tuple(one for one in desk.settings.notify if one.lower() not in approvers)
    to = others or (() if approvers else (desk.settings.office.address,))
    code = drafted.report.round.code
    facts = {"drafts": {code: drafted.version}}
    to_staff(page, desk, replace(_cover(desk, drafted, papers, key, held=held), to=to), now, facts=facts)
    for address in approvers:
        one = asking(desk, page, f"{key}:{address}")
        answers = [("审定", one.draft("审定")), ("印发……（写全文号）", one.draft("印发 "))]
        cover = _cover(desk, drafted, papers, one.letter, held=held, code=one.code, answers=answers)
        ask(page, desk, replace(cover, to=(address,)), kind="draft", facts=facts, until=now + VALID, now=now)


def _cover(
    desk: Desk,
    files: Drafted,
    papers: Mapping[Path, bytes],
    key: str,
    *,
    held: int,
    code: str = "",
    answers: Sequence[tuple[str, str]] = (),
) -> Letter:
    report = files.report
    by = {standing: [one.unit.name for one in report.assessments if one.standing is standing] for standing in Standing}
    return draft(
        desk,
        "circular_out",
        key,
        report.made_at,
        attachments=tuple(
            Attachment(name=path.name, content=content, media_type=_DOCX if path == files.document else _XLSX)
            for path, content in papers.items()
        ),
        of=report.round.code,
        round=report.round.name,
        deadline=report.round.deadline,
        made_at=report.made_at,
        total=len(report.assessments),
        on_time=len(by[Standing.ON_TIME]),
        late=len(by[Standing.LATE]),
        incomplete=len(by[Standing.INCOMPLETE]),
        missing=by[Standing.MISSING],
        excused=len(by[Standing.EXCUSED]),
        undecided=by[Standing.UNDECIDED],
        waiting=what_waits(report),
        read_through=report.read_through or report.made_at,
        held=held,
        warning=files.warning,
        files=[files.document.name, files.workbook.name, files.check_list.name],
        code=code,
        answers=[{"line": line, "link": link} for line, link in answers],
    )
