"""季度通报: a round frozen as it stands, written as circular and workbook, mailed to the office."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ledger.book import Page
from ledger.model import SHANGHAI, Assessment, Attachment, Letter, Problem, Report, Round, Standing
from ledger.problems import find_problems, look_back
from ledger.rounds import round_before
from ledger.standings import RULES
from office.assessing import assess_round
from office.desk import Desk
from office.post import queue, send, write_letter
from templates import board, circular, workbook
from templates.confined import Refused

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TooEarlyError(Exception):
    """Some unit may still report: the circular waits."""

    def __init__(self, waiting: Sequence[Assessment]) -> None:
        names = "、".join(one.unit.name for one in waiting)
        super().__init__(f"还有{len(waiting)}个单位未到期或在补正期限内，通报须待期满：{names}")
        self.waiting = tuple(waiting)


class TemplateError(Exception):
    """The office's own template cannot be filled; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A circular as it was made."""

    report: Report
    document: Path
    workbook: Path


def issue_circular(desk: Desk, round_: Round, now: datetime) -> Issued:
    """Freeze a round and write its documents into out/, mailed to the office once.

    Raises TooEarlyError while any unit is pending, TemplateError, CalendarError, Busy, MailServerError.
    """
    with desk.book.reading() as page:
        report = make_report(desk, page, round_, now)
        sources = page.sources()
    if waiting := [one for one in report.assessments if one.standing is Standing.PENDING]:
        raise TooEarlyError(waiting)
    template = desk.root / "templates" / "circular.docx"
    try:
        document = circular.render(report, template=template.read_bytes() if template.exists() else None)
    except Refused as error:
        raise TemplateError(
            f"本办的通报模板 {template} 不能使用：{error}；请改正（taizhang check 逐条列出）或移走该文件用系统自带模板"
        ) from error
    table = workbook.render(report, sources, rules=RULES)
    files = Issued(
        report=report, document=desk.out / circular.file_name(report), workbook=desk.out / f"{round_.name}汇总台账.xlsx"
    )
    files.document.write_bytes(document)
    files.workbook.write_bytes(table)
    with desk.book.alone():
        with desk.book.writing() as page:
            digest = hashlib.sha256(document).hexdigest()
            page.freeze(
                round_.code,
                report.assessments,
                at=now,
                rules=RULES,
                file=files.document.name,
                sha256=digest,
                snapshot=_snapshot(report, page),
            )
            queue(page, desk, _cover(desk, report, files, digest, held=len(page.held())), now=now)
        send(desk, now)
    return files


def issue_due_circular(desk: Desk, now: datetime) -> Issued | None:
    """The circular that is due today: of the round that was due last, on the first working day after its
    deadline on which no unit is pending any more; None on every other day, and for a round in which
    nothing was ever received or sent (an office that begins in the middle of a year)."""
    closed = [one for one in desk.rounds if one.deadline <= now]
    if not closed or not desk.settings.calendar.is_workday(now.astimezone(SHANGHAI).date()):
        return None
    with desk.book.reading() as page:
        done = page.circular(closed[-1].code) is not None
        lived = page.submissions(closed[-1].code) or page.posts(round_=closed[-1].code)
    if done or not lived:
        return None
    try:
        return issue_circular(desk, closed[-1], now)
    except TooEarlyError:
        return None


def make_report(desk: Desk, page: Page, round_: Round, now: datetime) -> Report:
    """A round as the circular states it at a moment."""
    calendar, tasks = desk.settings.calendar, desk.ledger.tasks
    rectify_by = calendar.shift(calendar.effective(now.astimezone(SHANGHAI).date()), desk.settings.rectify_days)
    assessments = assess_round(desk, page, round_, now)
    newest = _newest(desk, page, round_)
    before = round_before(round_, desk.rounds)
    lived = [one for one in desk.rounds if one.deadline <= round_.opens]
    live = {one.code: assess_round(desk, page, one, now) for one in lived}
    frozen = {one.code: json.loads(page.snapshot(one.code) or "{}") for one in lived}
    earlier = {code: as_issued(stood, frozen[code]) for code, stood in live.items()}
    last = before.code if before else ""
    return Report(
        office=desk.settings.office,
        ledger=desk.ledger,
        round=round_,
        made_at=now,
        assessments=assessments,
        problems=find_problems(assessments, tasks, newest, rectify_by=rectify_by),
        rectify_by=rectify_by,
        previous=before,
        previous_assessments=earlier.get(last, ()),
        lookback=look_back(
            [_thaw(problem) for problem in frozen.get(last, {}).get("problems", [])],
            then={one.unit.name: one for one in live.get(last, ())},
            newest=newest,
            decisions=page.decisions(),
        ),
        earlier=tuple(one for stood in earlier.values() for one in stood),
    )


def _newest(desk: Desk, page: Page, round_: Round) -> dict[str, dict[int, str]]:
    """Each unit's newest text by task, of this round and those before it."""
    texts: dict[str, dict[int, str]] = {}
    for one in desk.rounds[: [other.code for other in desk.rounds].index(round_.code) + 1]:
        for submission in page.submissions(one.code):
            if not submission.blocked:
                texts.setdefault(submission.unit, {}).update(
                    {entry.task: entry.progress for entry in submission.entries}
                )
    return texts


def as_issued(assessments: Sequence[Assessment], frozen: dict[str, Any]) -> tuple[Assessment, ...]:
    """A round's standings as its circular stated them; as they stand now where there was none."""
    stated = {one["unit"]: Standing(one["standing"]) for one in frozen.get("standings", [])}
    return tuple(replace(one, standing=stated.get(one.unit.name, one.standing)) for one in assessments)


def _snapshot(report: Report, page: Page) -> str:
    """The inputs and the result of a circular, so that every name in it can be traced."""
    submissions = page.submissions(report.round.code)
    sources = page.sources()
    frozen = {
        "round": report.round.code,
        "made_at": report.made_at.isoformat(),
        "rules": RULES,
        "submissions": [
            {
                "number": one.number,
                "unit": one.unit,
                "received_at": one.received_at.isoformat(),
                "message_id": sources[one.number][0],
                "sha256": one.sha256,
                "findings": [finding.code for finding in one.findings],
            }
            for one in submissions
        ],
        "decisions": [one.number for one in page.decisions(report.round.code)],
        "standings": [
            {
                "unit": one.unit.name,
                "standing": one.standing.value,
                "deadline": one.deadline.isoformat(),
                "received_at": one.received_at.isoformat() if one.received_at else None,
                "submission": one.submission,
                "versions": one.versions,
                "reason": one.reason,
            }
            for one in report.assessments
        ],
        "problems": [asdict(problem) for problem in report.problems],
    }
    return json.dumps(frozen, ensure_ascii=False, default=str)


def _thaw(frozen: dict[str, object]) -> Problem:
    values = dict(frozen)
    values["rectify_by"] = date.fromisoformat(str(frozen["rectify_by"]))
    values["tasks"] = tuple(frozen["tasks"])  # type: ignore[arg-type]  # a JSON list of the numbers we wrote
    return Problem(**values)  # type: ignore[arg-type]  # the fields we wrote


def _cover(desk: Desk, report: Report, files: Issued, digest: str, *, held: int) -> Letter:
    settings = desk.settings
    by = {standing: [one.unit.name for one in report.assessments if one.standing is standing] for standing in Standing}
    subject, text, html = write_letter(
        desk,
        "circular_out",
        report.made_at,
        round=report.round.name,
        deadline=report.round.deadline,
        made_at=report.made_at,
        total=len(report.assessments),
        on_time=len(by[Standing.ON_TIME]),
        late=len(by[Standing.LATE]),
        incomplete=len(by[Standing.INCOMPLETE]),
        missing=by[Standing.MISSING],
        excused=len(by[Standing.EXCUSED]),
        held=held,
        files=[files.document.name, files.workbook.name],
    )
    return Letter(
        key=f"circular:{report.round.code}:{digest[:12]}",
        kind="circular_out",
        to=settings.notify or (settings.office.address,),
        subject=subject,
        text=text,
        html=html,
        attachments=(
            Attachment(name=files.document.name, content=files.document.read_bytes(), media_type=_DOCX),
            Attachment(name=files.workbook.name, content=files.workbook.read_bytes(), media_type=_XLSX),
        ),
        round=report.round.code,
    )


def write_board(desk: Desk, round_: Round, now: datetime) -> Path:
    """out/board.html: units × state, for the office's screen."""
    with desk.book.reading() as page:
        report = make_report(desk, page, round_, now)
    path = desk.out / "board.html"
    path.write_text(board.render(report), encoding="utf-8")
    return path
