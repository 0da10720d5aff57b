"""A file read and shown, without an office: what `taizhang read` prints."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import parsers
from ledger.model import Finding, Form, Row, Severity
from ledger.numerals import task_numbers
from ledger.reading import reported_on
from ledger.roster import plain_name
from ledger.text import tidy
from office.standing.status import finding_json
from parsers.form.heads import is_name

_WHY = {errno.ENOENT: "文件不存在", errno.EACCES: "没有权限", errno.EISDIR: "是文件夹，请写明文件"}


def read_out(path: Path) -> Iterator[tuple[Form, dict[str, Any]]]:
    """Each form in a file, and what the command contract prints of it (architecture.md, What scripts rely on)."""
    try:
        forms = parsers.read(path.name, path.read_bytes())
    except OSError as error:
        message = f"文件打不开：{path}（{_why(error)}）。"
        forms = (
            Form(file=str(path), findings=(Finding(code="unreadable", severity=Severity.RETURN, message=message),)),
        )
    for form in forms:
        day = reported_on(form)
        yield (
            form,
            {
                "file": str(path),
                "unit": _unit(form),
                "reported_on": day.isoformat() if day else None,
                "round": tidy(form.round.text) if form.round else None,
                "entries": [
                    entry
                    for position, row in enumerate(form.rows, 1)
                    if row.progress is not None
                    for entry in _entries(row, position)
                ],
                "findings": [finding_json(finding) for finding in form.findings],
            },
        )


def readable(form: Form) -> bool:
    """Whether anything could be read: a scan, a picture or a locked file could not."""
    return bool(form.rows)


def _why(error: OSError) -> str:
    """Why a file cannot be read."""
    return _WHY.get(error.errno or 0, "读取出错")


def _unit(form: Form) -> str:
    """The unit as written after its label; without one, a body's name that stands alone: a signature, a page's margin,
    the sheet's or the file's name."""
    labelled = tidy(plain_name(form.unit.text)) if form.unit else ""
    return labelled or next((name for name in (*form.hints, Path(form.file).stem) if is_name(name)), "")


def _entries(row: Row, position: int) -> Iterator[dict[str, object]]:
    """A task row, once for each task it names; one without a number is named by its position."""
    progress = row.progress.text if row.progress else ""
    where = row.progress.where if row.progress else row.number.where
    for task in task_numbers(row.number.text) or (position,):
        state = {"state": row.state.text.strip()} if row.state and row.state.text.strip() else {}
        yield {"task": task, "progress": progress, "where": where, **state}
