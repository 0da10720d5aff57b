"""The forms of a mail, wherever they stand: in its files, or in its own text. Read here and nowhere else, so that what a
person decides on is the form that was held."""

from __future__ import annotations

from dataclasses import dataclass

import parsers
from ledger.model import Attachment, Form, Message
from ledger.text import squeeze
from mailboxes.quotes import is_forward, own_html, own_words
from office.twins import form_digests

_BODY = "邮件正文.html"
"""The file name of a form that is a table in a mail's own text."""
_PICTURE = 50_000  # bytes; smaller pictures are signatures and logos
_FORMS = (".docx", ".doc", ".wps", ".xlsx", ".xls", ".et", ".zip", ".rar", ".7z", ".pdf", ".ofd")
_NOT_FORMS = (".vcf", ".ics", ".p7s", ".asc", ".sig", ".url", ".lnk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What a mail brings: the forms that count, each with the digest it is known by, and scans for a person."""

    forms: tuple[tuple[Form, str], ...] = ()
    scans: tuple[tuple[Form, str], ...] = ()


def forms_of(message: Message) -> Brought:
    """The forms in a mail: of all its files those with task rows, else those that should have had them."""
    forms = [
        pair
        for file in message.attachments
        if _is_candidate(file)
        for pair in form_digests(parsers.read(file.name, file.content), file.sha256)
    ]
    if not any(form.rows for form, _ in forms):
        forms += _in_text(message)
    forms.sort(
        key=lambda pair: pair[0].file.lower().endswith(".pdf")
    )  # of a form sent twice, what can be edited counts
    real = [(form, sha256) for form, sha256 in forms if form.rows]
    scans = [(form, sha256) for form, sha256 in forms if any(finding.code == "scan" for finding in form.findings)]
    broken = [pair for pair in forms if pair not in scans]
    return Brought(forms=tuple(real or broken), scans=() if real else tuple(scans))


def _in_text(message: Message) -> list[tuple[Form, str]]:
    """The form that a table in the sender's own text is; of a forwarded mail, in what it passes on."""
    passed_on = is_forward(message.subject)
    body = message.html if passed_on else own_html(message.html)
    if "<table" not in body.lower():
        return []
    page = Attachment(name=_BODY, content=body.encode())
    read = [form for form in parsers.read(page.name, page.content) if form.rows]
    return [(form, page.sha256) for form in read if passed_on or not _is_quoted(form, message.text)]


def _is_quoted(form: Form, text: str) -> bool:
    """Whether the plain part of the mail has the form's texts in what it quotes, and none above."""
    own, whole = squeeze(own_words(text)), squeeze(text)
    texts = [said for row in form.rows if row.progress and (said := squeeze(row.progress.text))]
    return bool(texts) and not any(said in own for said in texts) and all(said in whole for said in texts)


def _is_candidate(file: Attachment) -> bool:
    if file.name.lower().endswith(_NOT_FORMS):
        return False
    if not file.content:  # a form that came empty is returned as such; other empty files are nothing
        return file.name.lower().endswith(_FORMS)
    picture = file.media_type.startswith("image/")
    return not (picture and (file.inline or len(file.content) < _PICTURE))
