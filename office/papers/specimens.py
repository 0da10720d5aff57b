"""The letters to look at: which there are, which the office has its own of, and each as it would write it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from ledger.model import Finding, Letter, Office, Round, Severity
from ledger.rounds import round_before
from mailboxes.message.compose import compose, message_id
from office.desk.desk import Desk
from office.post.post import named_papers
from templates.letters import sampled
from templates.letters import writing as letters
from templates.letters.specimens import Specimen, index

INDEX = "目录.html"


class SpecimenError(Exception):
    """Letters of the office that cannot be printed; `findings` says where."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("\n".join(f"{finding.where}：{finding.message}" for finding in findings))
        self.findings = findings


def list_letters(desk: Desk) -> list[Specimen]:
    """All letters, in the order of the story."""
    return [
        Specimen(name=name, about=facts.about, attaches=facts.attaches, own=(desk.letters / f"{name}.j2").exists())
        for name, facts in letters.FACTS.items()
    ]


def write_specimens(desk: Desk, folder: Path, round_: Round, now: datetime) -> Iterator[Path]:
    """Every letter with its full sample as .eml and .html into a folder, told of the office, its units and one of its
    rounds, and a page that lists them; the paths of the letters. Raises SpecimenError."""
    wrong = tuple(finding for finding in letters.lint(desk.letters) if finding.severity is Severity.RETURN)
    if wrong:
        raise SpecimenError(wrong)
    folder.mkdir(parents=True, exist_ok=True)
    listed = list_letters(desk)
    titles = {one.name: one.title for one in listed}
    own = _Own.of(desk, round_)
    for label, subject, text, html in letters.preview(overrides=desk.letters, own=own.facts):
        name, _, sample = label.rpartition("-")
        if sample == "1":
            yield from _written(desk, folder / titles[name], subject, text, html, now)
    (folder / INDEX).write_text(index(desk.settings.office.name, listed), encoding="utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Own:
    """What makes the facts of a sample the office's own: other names, other days."""

    office: Office
    papers: Mapping[str, str]
    words: Mapping[str, str]  # of the sample → of the office
    deadline: datetime

    @classmethod
    def of(cls, desk: Desk, round_: Round) -> _Own:
        """The office's own names for those of the samples, and the deadline of its round."""
        office = desk.settings.office
        free = iter([unit.name for unit in desk.roster.units if unit.name not in sampled.UNITS])
        others = [one for one in desk.rounds if one.code != round_.code] or [round_]
        strange = [name for name in sampled.UNITS if desk.roster.find(name) is None]
        return cls(
            office=office,
            papers=named_papers(desk),
            words={
                sampled.OFFICE.name: office.name,
                sampled.OFFICE.address: office.address,
                str(sampled.ROUND["round"]): round_.name,
                str(sampled.ROLLED["round"]): round_.name,
                sampled.EARLIER: (round_before(round_, desk.rounds) or others[0]).name,
                sampled.SUBJECT: f"报送{round_.name}台账",
                **dict(zip(strange, free, strict=False)),
            },
            deadline=round_.deadline,
        )

    def facts(self, facts: Mapping[str, object]) -> dict[str, object]:
        """The facts of a sample, told of this office."""
        theirs = facts.get("deadline", sampled.ROUND["deadline"])
        shift = self.deadline - theirs if isinstance(theirs, datetime) else timedelta()
        told = {name: self._own(value, shift) for name, value in facts.items()}
        return {**told, **self.papers, "office": self.office}

    def _own(self, value: object, shift: timedelta) -> object:
        match value:
            case str():
                for sample, ours in self.words.items():
                    value = value.replace(sample, ours)
                return value
            case date():
                return value + shift
            case tuple() | list():
                return type(value)(self._own(item, shift) for item in value)
            case dict():
                return {key: self._own(item, shift) for key, item in value.items()}
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{one.name: self._own(getattr(value, one.name), shift) for one in fields(value)})
        return value


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
        made = path.with_name(f"{path.name}{suffix}")
        made.write_bytes(content)
        yield made
