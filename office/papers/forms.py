"""Forms out: each unit's own blank form in Word and Excel, written into out/ and, if wished, mailed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from ledger.book import Page
from ledger.editions import Edition, changed_for
from ledger.model import Attachment, Letter, Round, Unit
from ledger.progress_text.chosen import split_choice
from ledger.rounds import round_before
from office.desk.desk import Desk
from office.post.post import Sent, draft, queue, send
from office.standing.assessing import assess_round, refuse_unexplained
from office.standing.cases import in_words, told_problems
from templates.common.wording import tasks
from templates.forms import forms, guide

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def write_forms(desk: Desk, round_: Round, now: datetime) -> list[Path]:
    """Every unit's blank form of a round into out/填报表/<round>/; the files written."""
    with desk.book.reading() as page:
        texts = last_texts(desk, page, round_, now)
    return [
        path
        for unit in desk.watch(desk.roster.units, "填报表", len(desk.roster.units))
        for path in _written(desk, round_, blank_forms(desk, unit, round_, texts.get(unit.name, {})))
    ]


def _written(desk: Desk, round_: Round, files: tuple[Attachment, ...]) -> list[Path]:
    folder = desk.out / "填报表" / round_.code
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        (folder / file.name).write_bytes(file.content)
    return [folder / file.name for file in files]


def blank_forms(
    desk: Desk, unit: Unit, round_: Round, previous: Mapping[int, str], *, deadline: datetime | None = None
) -> tuple[Attachment, ...]:
    """A unit's own form, Word and Excel; nothing if no task is its to answer. `deadline`: where it is not the round's."""
    edition = desk.edition_of(round_)
    if not desk.tasks_of(unit.name, round_):
        return ()
    made = {
        suffix: make(
            edition.ledger,
            unit,
            round_,
            version=edition.version,
            previous={task: split_choice(text)[1] for task, text in previous.items()},
            choose=desk.settings.choose_state,
            office=desk.settings.office,
            deadline=deadline or round_.deadline,
        )
        for suffix, make in (("docx", forms.docx), ("xlsx", forms.xlsx))
    }
    return tuple(
        Attachment(
            name=forms.file_name(edition.ledger, unit, round_, suffix), content=content, media_type=MEDIA[suffix]
        )
        for suffix, content in made.items()
    )


def units_to_mail(desk: Desk, round_: Round) -> list[Unit]:
    """The units that have a form of the round to fill in and have not got it yet."""
    busy = [unit for unit in desk.roster.units if unit.addresses and desk.tasks_of(unit.name, round_)]
    with desk.book.reading() as page:
        refuse_unexplained(desk, page)
        return [unit for unit in busy if not page.letters.queued(_key(desk, round_, unit))]


def send_forms(desk: Desk, round_: Round, now: datetime) -> Sent:
    """Write each unit's form into out/ and mail it, once a round. Raises Busy, UnsentError."""
    due = units_to_mail(desk, round_)
    with desk.book.reading() as page:
        texts = last_texts(desk, page, round_, now)
        open_ = told_problems(desk, page, now)
    forms_of = {
        unit.name: blank_forms(desk, unit, round_, texts.get(unit.name, {}))
        for unit in desk.watch(due, "填报表", len(due))
    }
    with desk.book.alone():
        with desk.book.writing() as page:
            for unit in due:
                _written(desk, round_, files := forms_of[unit.name])
                letter = _letter(
                    desk,
                    unit,
                    round_,
                    files,
                    now,
                    with_previous=bool(texts.get(unit.name)),
                    open_problems=in_words(desk, open_.get(unit.name, ())),
                )
                queue(page, desk, letter, now=now)
        return send(desk, now)


def _key(desk: Desk, round_: Round, unit: Unit) -> str:
    """Once a round, and once more where a notice has changed the unit's tasks for this round."""
    changed = _changed(desk, round_, unit)
    return f"forms:{round_.code}:{unit.name}" + (f":{changed[1].since}" if changed else "")


def _changed(desk: Desk, round_: Round, unit: Unit) -> tuple[Edition, Edition] | None:
    """The editions between which the unit's tasks changed, if it is this round that is the first to follow."""
    changed, before = changed_for(desk.editions, unit.name, round_.due), round_before(round_, desk.rounds)
    return changed if changed and (before is None or before.due < changed[1].since) else None


def _amended(desk: Desk, round_: Round, unit: Unit) -> str:
    """What a notice has changed of a unit's tasks for this round, "" for nothing."""
    changed = _changed(desk, round_, unit)
    if changed is None:
        return ""
    old, new = ({task.number: task for task in one.tasks_of(unit.name)} for one in changed)
    kinds = {
        "新增": new.keys() - old.keys(),
        "取消": old.keys() - new.keys(),
        "调整": {number for number in new.keys() & old.keys() if new[number] != old[number]},
    }
    said = "；".join(f"{word}{tasks(sorted(numbers))}" for word, numbers in kinds.items() if numbers)
    by = f"按{changed[1].notice}" if changed[1].notice else "按调整后的台账"
    return f"{by}，自本期起你单位承担的任务有变化：{said}。请以本次所附填报表为准"


def open_due_round(desk: Desk, now: datetime) -> Sent | None:
    """Mail the forms of the round that is open now, if its start has not been missed; None if it was
    done or the deadline has passed."""
    opened = [one for one in desk.rounds if one.opens <= now < one.deadline]
    return send_forms(desk, opened[0], now) if opened else None


def last_texts(desk: Desk, page: Page, round_: Round, now: datetime) -> dict[str, dict[int, str]]:
    """What each unit wrote last round, by task."""
    before = round_before(round_, desk.rounds)
    if before is None:
        return {}
    return {
        one.unit.name: {entry.task: entry.progress for entry in one.entries}
        for one in assess_round(desk, page, before, now)
    }


def _guide(desk: Desk, round_: Round) -> Attachment:
    """单位怎么填报, behind the forms."""
    office = desk.settings.office
    content = guide.docx(guide.text(office, round_, round_.deadline, desk.settings.correction_days), office)
    return Attachment(name=guide.NAME, content=content, media_type=MEDIA["docx"])


def _letter(
    desk: Desk,
    unit: Unit,
    round_: Round,
    files: tuple[Attachment, ...],
    now: datetime,
    *,
    with_previous: bool,
    open_problems: Sequence[str],
) -> Letter:
    expected = desk.tasks_of(unit.name, round_)
    return draft(
        desk,
        "forms_out",
        _key(desk, round_, unit),
        now,
        to=unit.addresses,
        attachments=(*files, _guide(desk, round_)),
        of=round_.code,
        unit=unit.name,
        round=round_.name,
        deadline=round_.deadline,
        due=round_.due,
        expected=[task.number for task in expected],
        leads=[task.number for task in expected if unit.name in task.leads],
        files=[file.name for file in files],
        with_previous=with_previous,
        open_problems=open_problems,
        amended=_amended(desk, round_, unit),
    )
