"""Start and middle of the year: who answers for what, how far it has come, and what a unit publishes of it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from ledger.book import Page
from ledger.model import Inspection, Unit
from office.desk.desk import Desk
from office.standing.assessing import assess_round
from office.standing.freezing import as_issued
from office.standing.rulings import rulings
from office.standing.texts import newest_texts
from templates.circular import duties, middle, publication


def inspect(desk: Desk, page: Page, now: datetime) -> Inspection:
    """The year at a moment, every closed round as its circular stated it."""
    closed = tuple(one for one in desk.rounds if one.deadline <= now)
    stood = [
        one
        for round_ in closed
        for one in as_issued(
            assess_round(desk, page, round_, now), page.circulars.snapshot(round_.code), desk.roster.names
        )
    ]
    return Inspection(
        office=desk.settings.office,
        ledger=desk.edition_on(now).ledger,
        made_at=now,
        units=desk.roster.units,
        rounds=closed,
        assessments=tuple(stood),
        texts=newest_texts(page, desk.rounds, received_by=now),
        rulings=rulings(desk, page, until=now),
    )


def write_middle(desk: Desk, now: datetime) -> Path:
    """查账报告 into out/."""
    with desk.book.reading() as page:
        inspection = inspect(desk, page, now)
    path = desk.out / middle.file_name(inspection)
    path.write_bytes(middle.render(inspection))
    return path


def write_duties(desk: Desk, now: datetime) -> tuple[Path, Path]:
    """任务责任清单 into out/, Word and Excel: the year's start."""
    ledger = desk.edition_on(now).ledger
    word, excel = (desk.out / duties.file_name(ledger, suffix) for suffix in ("docx", "xlsx"))
    word.write_bytes(duties.docx(ledger, desk.roster.units, office=desk.settings.office, made_at=now))
    excel.write_bytes(duties.xlsx(ledger, desk.roster.units, office=desk.settings.office, made_at=now))
    return word, excel


def publish(desk: Desk, unit: Unit, now: datetime) -> tuple[Path, Path]:
    """A unit's own published ledger and the paragraph for its annual report, into out/公开/."""
    with desk.book.reading() as page:
        inspection = inspect(desk, page, now)
    folder = desk.out / "公开"
    folder.mkdir(exist_ok=True)
    first, second = (folder / name for name in publication.file_names(inspection, unit.name))
    first.write_bytes(publication.render_ledger(inspection, unit.name))
    second.write_bytes(publication.render_summary(inspection, unit.name))
    return first, second
