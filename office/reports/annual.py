"""The year's end: the sheet of deductions and each unit's own page to check, written and mailed to the office."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ledger.book import Page
from ledger.cases import Statement, fold, settle
from ledger.model import SHANGHAI, Annual, Assessment, Attachment, Letter, Unit
from ledger.year import deduct, reward, score
from office.desk.desk import Desk
from office.papers.forms import MEDIA
from office.papers.papers import print_paper, remember
from office.post.post import Sent, draft, queue, send, unsent
from office.reports.report import make_report
from office.standing.assessing import assess_round
from office.standing.cases import cited, evidence, statements
from office.standing.freezing import as_issued
from office.standing.knowing import NotKnownError, refuse_unknown
from templates.circular import annual


class YearError(Exception):
    """The year cannot be summed up yet; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummedUp:
    """The year's papers as they were made."""

    annual: Annual
    document: Path
    checks: tuple[Path, ...]
    warning: str = ""  # of a template that could not be used
    unsent: str = ""  # why the sheet has not gone out to the office yet


def sum_up(desk: Desk, now: datetime) -> SummedUp:
    """Write the year's papers into out/ and mail the sheet to the office.

    Raises YearError while a round is open, a unit pending or undecided, CalendarError, Busy.
    """
    with desk.book.reading() as page:
        made = annual_of(desk, page, now)
    names = [unit.name for unit in made.units]
    sheet = print_paper(desk, "annual.docx", lambda template: annual.render(made, template=template))
    pages = print_paper(
        desk, "annual_check.docx", lambda template: annual.render_checks(made, names, template=template)
    )
    path = desk.out / annual.file_name(made)
    path.write_bytes(sheet.content)
    folder = desk.out / "年度核对表"
    folder.mkdir(exist_ok=True)
    checks = []
    for unit, page_ in zip(made.units, pages.content, strict=True):
        checks.append(folder / annual.check_file_name(made, unit.name))
        checks[-1].write_bytes(page_)
    warning = "；".join(filter(None, (sheet.warning, pages.warning)))
    with desk.book.alone():
        with desk.book.writing() as page:
            remember(page, "annual.docx", sheet.template, now)
            remember(page, "annual_check.docx", pages.template, now)
            queue(page, desk, _cover(desk, made, path, sheet.content, now), now=now)
        why = unsent(desk, now)
    return SummedUp(annual=made, document=path, checks=tuple(checks), warning=warning, unsent=why)


def checks_to_mail(desk: Desk, made: SummedUp, now: datetime) -> list[Letter]:
    """A letter to each unit with its own page to check; none to a unit that has this very page already."""
    pairs = zip(made.annual.units, made.checks, strict=True)
    letters = [_to_check(desk, made.annual, unit, check, now) for unit, check in pairs]
    with desk.book.reading() as page:
        return [one for one in letters if one.to and not page.letters.queued(one.key)]


def mail_checks(desk: Desk, letters: Sequence[Letter], now: datetime) -> Sent:
    """Mail them. Raises Busy, UnsentError."""
    with desk.book.alone():
        with desk.book.writing() as page:
            for one in letters:
                queue(page, desk, one, now=now)
        return send(desk, now)


def annual_of(desk: Desk, page: Page, now: datetime, *, anew: bool = False) -> Annual:
    """The year as its circulars stated it; `anew`: as the desk's rules judge the book now. Raises YearError."""
    settings = desk.settings
    live = {one.code: assess_round(desk, page, one, now) for one in desk.rounds}
    try:
        judged = [one for stood in live.values() for one in stood]
        refuse_unknown(desk, page, judged, "年度扣分表须待全年各期期满并查清")
    except NotKnownError as error:
        raise YearError(str(error)) from error
    assessments = tuple(
        one
        for code, stood in live.items()
        for one in (stood if anew else as_issued(stood, page.circulars.snapshot(code), desk.roster.names))
    )
    cases = settle(fold(_stated(desk, page, now, live, anew=anew)), evidence(desk, page, judged))
    deductions = deduct(
        assessments,
        cases,
        scale=settings.scale,
        basis={one.code: words for one in desk.rounds if (words := cited(page, one.code))},
        notices=_notices(page),
    )
    bonuses = reward(assessments, deductions, scale=settings.scale, calendar=settings.calendar)
    day = settings.calendar.effective(now.astimezone(SHANGHAI).date())
    reporting = {one.unit.name for one in assessments}
    units = tuple(unit for unit in desk.roster.units if unit.name in reporting)
    return Annual(
        office=settings.office,
        ledger=desk.ledger,
        made_at=now,
        units=units,
        rounds=desk.rounds,
        assessments=assessments,
        deductions=deductions,
        objections_by=settings.calendar.shift(day, settings.objection_days),
        bonuses=bonuses,
        scores=tuple(score(unit.name, deductions, bonuses, settings.scale) for unit in units),
        scale=settings.scale,
        cases=cases,
        decisions=tuple(one for one in page.decisions.all() if one.unit and one.round),
    )


def _stated(
    desk: Desk, page: Page, now: datetime, live: Mapping[str, tuple[Assessment, ...]], *, anew: bool
) -> list[Statement]:
    """What the circulars in force say; for a round without one, and for all `anew`, what it would say now."""
    return [
        Statement(at=now, cited="年度核查", listed=make_report(desk, page, one, now, judged=live).problems)
        if anew or not page.circulars.newest(one.code)
        else statements(desk, page, [one])[0]
        for one in desk.rounds
    ]


def _notices(page: Page) -> Counter[tuple[str, str]]:
    """How many overdue notices have gone to each unit in each round."""
    return Counter((one.unit, one.round) for one in page.letters.all() if one.kind == "overdue" and one.sent_at)


def _cover(desk: Desk, made: Annual, path: Path, document: bytes, now: datetime) -> Letter:
    settings = desk.settings
    excluded = len(annual.excluded(made))
    return draft(
        desk,
        "annual_out",
        f"annual:{made.ledger.year}:{now.isoformat()}",
        now,
        to=settings.notify or (settings.office.address,),
        attachments=(Attachment(name=path.name, content=document, media_type=MEDIA["docx"]),),
        year=made.ledger.year,
        total=len(made.units),
        deducted=len({one.unit for one in made.deductions}),
        excluded=excluded,
        objections_by=made.objections_by,
        files=[path.name],
    )


def _to_check(desk: Desk, made: Annual, unit: Unit, check: Path, now: datetime) -> Letter:
    """A unit's own page, to be confirmed or objected to. The same page is the same letter."""
    facts = annual.check_context(made, unit.name)
    own = [one for one in made.deductions if one.unit == unit.name]
    names = {one.code: one.name for one in made.rounds}
    page = hashlib.sha256(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    return draft(
        desk,
        "annual_check",
        f"annual_check:{made.ledger.year}:{unit.name}:{page[:12]}",
        now,
        to=unit.addresses,
        attachments=(Attachment(name=check.name, content=check.read_bytes(), media_type=MEDIA["docx"]),),
        unit=unit.name,
        year=made.ledger.year,
        grounds=[f"{names.get(one.round, one.round)}{one.ground}" for one in own],
        total=str(facts["total"]),
        excluded=any(one.excludes for one in own),
        objections_by=made.objections_by,
        files=[check.name],
    )
