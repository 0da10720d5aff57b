"""An empty document with the official styles, and nothing in it of the day it was built."""

from __future__ import annotations

from datetime import UTC, datetime

from docx.document import Document

from templates.circular.documents.styles import add_styles
from templates.common.empty_docx import empty_docx


def blank(title: str) -> Document:
    """A document to build a template on."""
    document = empty_docx()
    add_styles(document)
    document.settings.odd_and_even_pages_header_footer = True
    core = document.core_properties
    core.title, core.author, core.comments, core.last_modified_by = title, "", "", ""
    core.created = core.modified = datetime(2022, 1, 1, tzinfo=UTC)
    return document
