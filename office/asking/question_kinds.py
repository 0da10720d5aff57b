"""What can be asked about each kind of held item: why, the options, what follows from each. Adding one is one function and
a row."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ledger.book import Page
from ledger.held_kinds import HeldKind
from ledger.model import Held, Unit, Verdict
from office.asking.offers import day_asked, rounds_in_question, units_in_question, until_asked
from office.desk.desk import Desk

ASK_OTHER, RESTATE = "ask", "restate"
"""What an answer does beside deciding: the other unit is asked; an application is put in other words."""
NONE_OF_THESE = "都不是，请工作人员联系我单位"
_MOST_OPTIONS = 5
_IMPOSSIBLE = re.compile(r"(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question: what it is about, why it is asked, and of each option its words and what follows from it."""

    matter: str
    why: str
    options: tuple[tuple[str, tuple[dict[str, object], ...]], ...]
    held: tuple[int, ...]
    file: str = ""
    of_other: bool = False  # the mail came from somebody else


def questions_about(desk: Desk, page: Page, items: Sequence[Held], unit: Unit) -> list[Question]:
    """The questions about what is held of a mail, each about one thing; nothing for what a person must look at."""
    found = []
    for kind, make in _QUESTIONS.items():
        of_kind = [one for one in items if one.kind == kind]
        for some in [of_kind] if kind in _TOGETHER else [[one] for one in of_kind]:
            question = make(desk, page, some, unit) if some else None
            if question and len(question.options) <= _MOST_OPTIONS:
                found.append(question)
    return found


def assign(held: Held, unit: str, round_: str = "") -> dict[str, object]:
    """That a held form is that unit's."""
    return {"kind": Verdict.ASSIGN.value, "held": held.number, "unit": unit, "round": round_}


def _dismiss(held: Held) -> dict[str, object]:
    return {"kind": Verdict.DISMISS.value, "held": held.number}


def _which_round(desk: Desk, page: Page, items: Sequence[Held], unit: Unit) -> Question | None:
    rounds = rounds_in_question(desk, page, items[0])
    options = [(f"{desk.round(code).name}", (assign(items[0], unit.name, code),)) for code in rounds]
    reason = items[0].reason.rpartition("，请确定")[0] or items[0].reason
    return Question(
        matter="台账的期次",
        why=f"{reason}，请问是哪一期的台账？",
        options=(*options, (NONE_OF_THESE, ())),
        held=(items[0].number,),
        file=items[0].file,
    )


def _two_forms(desk: Desk, page: Page, items: Sequence[Held], unit: Unit) -> Question | None:  # noqa: ARG001  all questions have one shape
    if len(items) < 2 or len({(one.unit, one.round) for one in items}) > 1:
        return None
    files = [one.file for one in items]
    options = []
    for place, one in enumerate(items):
        which = f"（其中第{files[: place + 1].count(one.file)}份）" if files.count(one.file) > 1 else ""
        others = tuple(_dismiss(other) for other in items if other is not one)
        options.append((f"以“{one.file}”{which}为准", (assign(one, unit.name, one.round), *others)))
    return Question(
        matter="以哪份台账为准",
        why=f"邮件中有{len(items)}份内容不同的{desk.round(items[0].round).name}填报表，请问以哪份为准？",
        options=(*options, (NONE_OF_THESE, ())),
        held=tuple(one.number for one in items),
    )


def _whose(desk: Desk, page: Page, items: Sequence[Held], unit: Unit) -> Question | None:
    if len(items) > 1:
        return _bundle(desk, items, unit)
    if not items[0].file:
        return None
    held = items[0]
    others = [one for one in units_in_question(desk, page, held) if one != unit]
    mine = (f"是我单位（{unit.name}）的台账", (assign(held, unit.name),))
    theirs = [
        (f"是{other.name}的台账，由我单位转送", ({"kind": ASK_OTHER, "held": held.number, "unit": other.name},))
        for other in others
    ]
    return Question(
        matter="台账属于哪个单位",
        why=f"{held.reason.rstrip('。')}，请问这份台账属于哪个单位？",
        options=(mine, *theirs, (NONE_OF_THESE, ())),
        held=(held.number,),
        file=held.file,
    )


def _bundle(desk: Desk, items: Sequence[Held], unit: Unit) -> Question | None:
    """Forms of several other units in one mail: whether it passes them on. Each of those units then speaks for itself."""
    others = [desk.roster.find(one.unit) for one in items]
    named = [other for other in others if other and other != unit]
    if len({other.name for other in named}) < len(items):
        return None
    passes_on = tuple(
        {"kind": ASK_OTHER, "held": one.number, "unit": other.name} for one, other in zip(items, named, strict=True)
    )
    names = "、".join(other.name for other in named)
    return Question(
        matter="转送的台账",
        why=f"邮件中有{names}的填报表，发件地址登记在「{unit.name}」名下，请问是否由你单位转送？",
        options=(("是，分别是表中所写单位的台账，由我单位转送", passes_on), (NONE_OF_THESE, ())),
        held=tuple(one.number for one in items),
    )


def whether_own(held: Held, unit: Unit, said: str) -> Question:
    """Whether a form that somebody else sent is a unit's own."""
    return Question(
        matter="台账是否作为你单位报送",
        why=f"{said}请问是否作为你单位的报送件登记？",
        options=(("是，作为我单位的报送件", (assign(held, unit.name),)), ("不是", ())),
        held=(held.number,),
        file=held.file,
        of_other=True,
    )


def from_stranger(held: Held, unit: Unit, sender: str) -> Question:
    """Whether a form from an unregistered address is that unit's."""
    said = f"发件地址{sender}没有登记，所附填报表写明的填报单位是你单位。"
    return replace(whether_own(held, unit, said), file="")


def _closed_round(desk: Desk, page: Page, items: Sequence[Held], unit: Unit) -> Question | None:  # noqa: ARG001  all questions have one shape
    name = desk.round(items[0].round).name
    return Question(
        matter=f"{name}台账是否补正",
        why=f"同一文件中还有{name}的表，内容与已登记的不同，该期已经截止。请问是否作为{name}的补正登记？",
        options=(
            (f"作为{name}的补正登记", (assign(items[0], unit.name, items[0].round),)),
            ("不登记，只是留存的旧表", (_dismiss(items[0]),)),
        ),
        held=(items[0].number,),
        file=items[0].file,
    )


def _impossible_day(desk: Desk, page: Page, items: Sequence[Held], unit: Unit) -> Question | None:  # noqa: ARG001  all questions have one shape
    """An application for more time until a day that no calendar has: 6月31日."""
    said = day_asked(items[0])
    found = _IMPOSSIBLE.search(said)
    if found is None or until_asked(desk, items[0]) is not None:
        return None
    month, day = int(found["month"]), int(found["day"])
    if not 1 <= month <= 12 or not 28 < day <= 31:
        return None
    last = calendar.monthrange(desk.settings.year, month)[1]
    days = (f"{month}月{last}日", f"{month % 12 + 1}月1日")
    return Question(
        matter="延期到哪一天",
        why=f"申请延期至“{found[0]}”，没有这一天，请问是延至哪一天？",
        options=(
            *(
                (f"延至{one}", ({"kind": RESTATE, "held": items[0].number, "said": found[0], "day": one},))
                for one in days
            ),
            (NONE_OF_THESE, ()),
        ),
        held=(items[0].number,),
    )


_QUESTIONS: dict[HeldKind, Callable[[Desk, Page, Sequence[Held], Unit], Question | None]] = {
    HeldKind.WHICH_ROUND: _which_round,
    HeldKind.TWO_FORMS: _two_forms,
    HeldKind.UNIT_DIFFERS: _whose,
    HeldKind.SUBJECT_DIFFERS: _whose,
    HeldKind.UNKNOWN_UNIT: _whose,
    HeldKind.CLOSED_ROUND: _closed_round,
    HeldKind.EXTENSION: _impossible_day,
}
"""What can be asked of each kind of held item."""
_TOGETHER = (HeldKind.TWO_FORMS, HeldKind.UNIT_DIFFERS, HeldKind.SUBJECT_DIFFERS, HeldKind.UNKNOWN_UNIT)
"""Kinds of which several items of a mail are one question."""
