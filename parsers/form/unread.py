"""A file that could not be read beside a form that could: it may have held another form, so its sender is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ledger.model import Finding, Form, Severity

_TOLD = ("unreadable", "encrypted")
_LIKE_A_FORM = (".docx", ".doc", ".wps", ".xlsx", ".xls", ".et", ".zip", ".rar", ".7z")


def with_unread(filled: Form, forms: Sequence[Form]) -> Form:
    """A form with a finding for each of some files that was not read, though it may be a form."""
    told = {finding.where for finding in filled.findings if finding.code == "unread_beside"}
    unread = [one for form in forms if not form.rows for one in form.findings if _may_be_a_form(form, one)]
    notes = [_note(one) for one in unread if one.where not in told]
    return replace(filled, findings=(*filled.findings, *notes)) if notes else filled


def _may_be_a_form(form: Form, finding: Finding) -> bool:
    like = form.file.lower().endswith(_LIKE_A_FORM)
    return finding.code in _TOLD or (finding.code == "unsupported" and like)


def _note(finding: Finding) -> Finding:
    message = f"同时报送的另一个文件没有登记，其中如有填报内容，请按提示重新报送：{finding.message}"
    return Finding(code="unread_beside", severity=Severity.NOTE, message=message, where=finding.where)
