"""A file read and shown, without an office: what `taizhang read` prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import parsers
from ledger.dates import plain_digits
from ledger.model import Finding, Form, Row, Severity
from ledger.reading import reported_on
from ledger.roster import plain_name
from ledger.text import tidy
from office.status import finding_json

_NUMBER = re.compile(r"\d+")


def read_out(path: Path) -> Iterator[tuple[Form, dict[str, Any]]]:
    """Each form in a file, and what the command contract prints of it (house.md)."""
    try:
        forms = parsers.read(path.name, path.read_bytes())
    except OSError as error:
        message = f"文件打不开：{path}（{error.strerror}）。"
        forms = (
            Form(file=str(path), findings=(Finding(code="unreadable", severity=Severity.RETURN, message=message),)),
        )
    for form in forms:
        day = reported_on(form)
        yield (
            form,
            {
                "file": str(path),
                "unit": tidy(plain_name(form.unit.text)) if form.unit else "",
                "reported_on": day.isoformat() if day else None,
                "round": tidy(form.round.text) if form.round else None,
                "entries": [
                    _entry(row, position) for position, row in enumerate(form.rows, 1) if row.progress is not None
                ],
                "findings": [finding_json(finding) for finding in form.findings],
            },
        )


def readable(form: Form) -> bool:
    """Whether anything could be read."""
    return bool(form.rows) or not any(finding.severity is Severity.RETURN for finding in form.findings)


def _entry(row: Row, position: int) -> dict[str, object]:
    """A task row; one without a number is named by its position."""
    found = _NUMBER.search(plain_digits(row.number.text))
    progress = row.progress.text if row.progress else ""
    where = row.progress.where if row.progress else row.number.where
    return {"task": int(found[0]) if found else position, "progress": progress, "where": where}
