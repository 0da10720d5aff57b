"""The year's end: the sheet of deductions and each unit's own page to check, written and mailed to the office."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ledger.book import Page
from ledger.model import SHANGHAI, Annual, Assessment, Attachment, Circular, CircularState, Letter, Problem, Unit
from ledger.problems import first_found, look_back
from ledger.year import deduct
from office.desk import Desk
from office.forms import MEDIA
from office.freezing import as_issued
from office.knowing import NotKnownError, refuse_unknown
from office.papers import print_paper, remember
from office.post import queue, send, write_letter
from office.report import make_report
from office.rulings import rulings, struck
from office.texts import newest_texts
from templates import annual


class YearError(Exception):
    """The year cannot be summed up yet; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummedUp:
    """The year's papers as they were made."""

    annual: Annual
    document: Path
    checks: tuple[Path, ...]
    warning: str = ""  # of a template that could not be used
    mailed: int = 0  # units whose page went out; one that has it already gets it no second time


def sum_up(desk: Desk, now: datetime, *, mail_units: bool = False) -> SummedUp:
    """Write the year's papers into out/ and mail the sheet to the office; `mail_units`: each unit its own page.

    Raises YearError while a round is open, a unit pending or undecided, CalendarError, Busy, MailServerError.
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
            told = [
                queue(page, desk, _to_check(desk, made, unit, check, now), now=now)
                for unit, check in zip(made.units, checks, strict=True)
                if mail_units
            ]
        send(desk, now)
    return SummedUp(annual=made, document=path, checks=tuple(checks), warning=warning, mailed=sum(told))


def annual_of(desk: Desk, page: Page, now: datetime, *, anew: bool = False) -> Annual:
    """The year as its circulars stated it; `anew`: as the desk's rules judge the book now. Raises YearError."""
    settings = desk.settings
    assessments: list[Assessment] = []
    found: list[tuple[Problem, ...]] = []
    reports = [make_report(desk, page, round_, now) for round_ in desk.rounds]
    try:
        refuse_unknown(
            desk, page, [one for made in reports for one in made.assessments], "年度扣分表须待全年各期期满并查清"
        )
    except NotKnownError as error:
        raise YearError(str(error)) from error
    for round_, report in zip(desk.rounds, reports, strict=True):
        standings, problems = report.assessments, report.problems
        standings = standings if anew else as_issued(standings, page.snapshot(round_.code), desk.roster.names)
        assessments += standings
        found.append(problems)
    basis = {one.code: words for one in desk.rounds if (words := _basis(page, one.code))}
    day = settings.calendar.effective(now.astimezone(SHANGHAI).date())
    return Annual(
        office=settings.office,
        ledger=desk.ledger,
        made_at=now,
        units=desk.roster.units,
        rounds=desk.rounds,
        assessments=tuple(assessments),
        deductions=deduct(
            assessments,
            _still_open(desk, page, first_found(found)),
            basis=basis,
            points=settings.points,
            exclude=settings.exclude,
        ),
        objections_by=settings.calendar.shift(day, settings.objection_days),
    )


def _basis(page: Page, round_: str) -> str:
    """The circular that named a unit and its corrections: by number once issued, by title before."""
    made = page.issued(round_) or page.circular(round_)
    corrections = [one for one in page.circulars(round_) if one.state is CircularState.CORRECTED]
    named = [_cited(one) for one in (made, *corrections) if one]
    return named[0] + "".join(f"（经{words}更正）" for words in named[1:]) if named else ""


def _cited(one: Circular) -> str:
    return one.reference or one.file.removesuffix(".docx")


def _still_open(desk: Desk, page: Page, expired: Sequence[Problem]) -> list[Problem]:
    """到期未完成 that nobody has cleared and no text has ended by the year's end: what was put right costs nothing."""
    looked_back = look_back(
        expired,
        then={},
        newest=newest_texts(page, desk.rounds),
        decisions=[],
        tasks=desk.ledger.tasks,
        rulings=rulings(desk, page),
        struck=struck(desk, page),
    )
    return [one for one in looked_back if not one.cleared]


def _cover(desk: Desk, made: Annual, path: Path, document: bytes, now: datetime) -> Letter:
    settings = desk.settings
    excluded = len(annual.excluded(made))
    subject, text, html = write_letter(
        desk,
        "annual_out",
        now,
        year=made.ledger.year,
        total=len(made.units),
        deducted=len({one.unit for one in made.deductions}),
        excluded=excluded,
        objections_by=made.objections_by,
        files=[path.name],
    )
    return Letter(
        key=f"annual:{made.ledger.year}:{now.isoformat()}",
        kind="annual_out",
        to=settings.notify or (settings.office.address,),
        subject=subject,
        text=text,
        html=html,
        attachments=(Attachment(name=path.name, content=document, media_type=MEDIA["docx"]),),
    )


def _to_check(desk: Desk, made: Annual, unit: Unit, check: Path, now: datetime) -> Letter:
    """A unit's own page, to be confirmed or objected to. The same page is the same letter."""
    facts = annual.check_context(made, unit.name)
    own = [one for one in made.deductions if one.unit == unit.name]
    names = {one.code: one.name for one in made.rounds}
    subject, text, html = write_letter(
        desk,
        "annual_check",
        now,
        unit=unit.name,
        year=made.ledger.year,
        grounds=[f"{names.get(one.round, one.round)}{one.ground}" for one in own],
        total=str(facts["total"]),
        excluded=any(one.excludes for one in own),
        objections_by=made.objections_by,
        files=[check.name],
    )
    page = hashlib.sha256(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    return Letter(
        key=f"annual_check:{made.ledger.year}:{unit.name}:{page[:12]}",
        kind="annual_check",
        to=unit.addresses,
        subject=subject,
        text=text,
        html=html,
        attachments=(Attachment(name=check.name, content=check.read_bytes(), media_type=MEDIA["docx"]),),
        unit=unit.name,
    )
