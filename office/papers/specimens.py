"""The letters to look at: which there are, which the office has its own of, and each with sample facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ledger.model import Finding, Letter, Severity
from mailboxes.message.compose import compose, message_id
from office.desk.desk import Desk
from templates.letters import writing as letters


class SpecimenError(Exception):
    """Letters of the office that cannot be printed; `findings` says where."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("\n".join(f"{finding.where}：{finding.message}" for finding in findings))
        self.findings = findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Specimen:
    """A letter by its name: what it is for, and whether the office's own text is used."""

    name: str
    about: str
    own: bool


def list_letters(desk: Desk) -> list[Specimen]:
    """All letters, in the order of the story."""
    return [
        Specimen(name=name, about=facts.about, own=(desk.letters / f"{name}.j2").exists())
        for name, facts in letters.FACTS.items()
    ]


def write_specimens(desk: Desk, folder: Path, now: datetime) -> Iterator[Path]:
    """Every letter with its full sample as .eml and .html into a folder; the paths. Raises SpecimenError."""
    wrong = tuple(finding for finding in letters.lint(desk.letters) if finding.severity is Severity.RETURN)
    if wrong:
        raise SpecimenError(wrong)
    folder.mkdir(parents=True, exist_ok=True)
    for label, subject, text, html in letters.preview(overrides=desk.letters):
        name, _, sample = label.rpartition("-")
        if sample == "1":
            yield from _written(desk, folder / name, subject, text, html, now)


def _written(desk: Desk, path: Path, subject: str, text: str, html: str, now: datetime) -> Iterator[Path]:
    office = desk.settings.office
    letter = Letter(key=path.name, kind="specimen", to=(office.address,), subject=subject, text=text, html=html)
    mail = compose(
        letter,
        sender=office.address,
        sender_name=office.name,
        message_id=message_id(f"specimen:{path.name}", office.address.rpartition("@")[2]),
        date=now,
        own="specimen",
    )
    for suffix, content in ((".eml", mail), (".html", html.encode())):
        path.with_suffix(suffix).write_bytes(content)
        yield path.with_suffix(suffix)
