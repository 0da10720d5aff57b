"""What the limited child says about a file, and how that travels: JSON, which can carry nothing but text, and bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ledger.model import Field, Finding, Form, Row, Severity

_FIELDS = ("number", "focus", "content", "indicator", "responsible", "due", "progress", "state")
Json = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The forms of a file, and what else is needed to read it better than that.

    `suite`: the suffix under which the office suite might read what ours refuse. `packed`: the kind of
    archive that an outside program must unpack. `members`: the files in an archive, by name.
    """

    forms: tuple[Form, ...]
    suite: str = ""
    packed: str = ""
    members: tuple[tuple[str, bytes], ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether it says all that can be said: nothing is to be converted, unpacked or read member by member."""
        return not (self.suite or self.packed or self.members)


def encode(answer: Answer) -> tuple[Json, list[bytes]]:
    """The answer as JSON, and the members' bytes that go with it."""
    said = {
        "forms": encode_forms(answer.forms),
        "suite": answer.suite,
        "packed": answer.packed,
        "members": [name for name, _ in answer.members],
    }
    return said, [content for _, content in answer.members]


def decode(said: Json, contents: Sequence[bytes]) -> Answer:
    """The answer as it was given."""
    return Answer(
        forms=decode_forms(said["forms"]),
        suite=said["suite"],
        packed=said["packed"],
        members=tuple(zip(said["members"], contents, strict=True)),
    )


def encode_forms(forms: Sequence[Form]) -> Json:
    """Forms as JSON."""
    return [_form(form) for form in forms]


def decode_forms(said: Json) -> tuple[Form, ...]:
    """The forms as they were."""
    return tuple(_read_form(form) for form in said)


def _field(said: Field | None) -> Json:
    return said and (said.text, said.where)


def _read_field(said: Json) -> Field | None:
    return Field(text=said[0], where=said[1]) if said else None


def _form(form: Form) -> Json:
    return {
        "file": form.file,
        "title": form.title,
        "preface": form.preface,
        "unit": _field(form.unit),
        "reported_on": _field(form.reported_on),
        "round": _field(form.round),
        "issued": form.issued,
        "hints": form.hints,
        "columns": form.columns,
        "rows": [
            [
                row.section,
                *(_field(getattr(row, name)) for name in _FIELDS),
                [(head, _field(said)) for head, said in row.cells],
            ]
            for row in form.rows
        ],
        "findings": [(one.code, one.severity, one.message, one.where) for one in form.findings],
    }


def _read_form(said: Json) -> Form:
    return Form(
        file=said["file"],
        title=said["title"],
        preface=said["preface"],
        unit=_read_field(said["unit"]),
        reported_on=_read_field(said["reported_on"]),
        round=_read_field(said["round"]),
        issued=(said["issued"][0], said["issued"][1], said["issued"][2]) if said["issued"] else None,
        hints=tuple(said["hints"]),
        columns=tuple((title, kind) for title, kind in said["columns"]),
        rows=tuple(_read_row(row) for row in said["rows"]),
        findings=tuple(
            Finding(code=code, severity=Severity(severity), message=message, where=where)
            for code, severity, message, where in said["findings"]
        ),
    )


def _read_row(said: Json) -> Row:
    section, number, focus, content, indicator, responsible, due, progress, state, cells = said
    return Row(
        section=section,
        number=_read_field(number) or Field(text=""),
        focus=_read_field(focus),
        content=_read_field(content),
        indicator=_read_field(indicator),
        responsible=_read_field(responsible),
        due=_read_field(due),
        progress=_read_field(progress),
        state=_read_field(state),
        cells=tuple((head, Field(text=text[0], where=text[1])) for head, text in cells),
    )
