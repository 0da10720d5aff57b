"""The press letters are printed on: the office's template or ours, plain facts, subject, text and HTML."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, ChoiceLoader, FileSystemLoader, StrictUndefined, Template
from jinja2.bccache import Bucket
from jinja2.sandbox import ImmutableSandboxedEnvironment

from templates.common import phrases, wording
from templates.letters import marks as letter_marks

SHIPPED = Path(__file__).parent
"""The folder of our own letters."""


def printed(name: str, overrides: Path | None, facts: Mapping[str, object]) -> tuple[str, str, str]:
    """Subject, plain text and HTML of one letter. Raises jinja2's errors for a broken template."""
    template = environment(overrides).get_template(f"{name}.j2")
    context = template.new_context(plain(facts))
    subject = one_line("".join(template.blocks["subject"](context)))
    parts = letter_marks.blocks("".join(template.blocks["body"](context)))
    return subject, letter_marks.as_text(parts), _page().render(subject=subject, blocks=parts)


def one_line(text: str) -> str:
    """Text on a single line: no header and no mark of the body can be smuggled in."""
    return " ".join(wording.clean(text).split())


def plain(value: object) -> Any:  # noqa: ANN401 - the shape of the value is the caller's
    """The value as a template may have it: no objects, only texts of one line, numbers, times, lists."""
    match value:
        case str():
            return one_line(value)
        case None | bool() | int() | date():
            return value
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case Iterable():
            return [plain(item) for item in value]
    if dataclasses.is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    raise TypeError(f"{type(value).__name__} is no plain fact")


def _of(findings: Iterable[Mapping[str, object]], severity: str) -> list[Mapping[str, object]]:
    """The findings of one severity."""
    return [finding for finding in findings if finding["severity"] == severity]


class _Compiled(BytecodeCache):
    """Letters compiled in this process, for whichever office: by file and by what stands in it."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is kept of a template."""
        if code := self._kept.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template that was compiled."""
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


@cache
def environment(overrides: Path | None) -> ImmutableSandboxedEnvironment:
    """Jinja for templates people edit: sandboxed, loud about unknown variables, HTML made afterwards."""
    folders = [folder for folder in (overrides, SHIPPED) if folder]
    press = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_COMPILED,
    )
    press.filters |= {
        "minute": phrases.minute,
        "last_day": phrases.last_day,
        "weekday": phrases.weekday,
        "margin": phrases.margin,
        "stated": phrases.stated,
        "counted": phrases.counted,
        "until": wording.until,
        "day": wording.day,
        "tasks": wording.tasks,
        "listed": wording.listed,
        "ordinal": wording.ordinal,
        "of": _of,
    }
    return press


@cache
def _page() -> Template:
    """The HTML page every letter is shown on."""
    press = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(SHIPPED), undefined=StrictUndefined, autoescape=True, trim_blocks=True
    )
    return press.get_template("page.html")
