"""A paper that goes out as PDF beside the Word file, where the office suite is on the machine."""

from __future__ import annotations

from pathlib import Path

from office.desk.desk import Desk
from parsers.confined.outside import convert

_WITH_BLANK_PAGES = 'pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":"false"}}'
"""版记 stands on an even page: the blank page before it is printed, too."""


def pdf_beside(desk: Desk, path: Path, content: bytes) -> list[Path]:
    """The PDF of a Word file, written beside it; none where nobody wants one or no program makes it."""
    made = convert(content, "docx", target=_WITH_BLANK_PAGES) if desk.settings.pdf else None
    if made is None:
        return []
    path.with_suffix(".pdf").write_bytes(made)
    return [path.with_suffix(".pdf")]
