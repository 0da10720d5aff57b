"""A mail as a confined child opens it (`office.arrivals.opener`): what it says, who it is from, the forms in it; and how that
travels from the child: JSON, which can carry nothing but text, and bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ledger.model import Attachment, Form, Message
from ledger.text import squeeze
from mailboxes import Bounce
from mailboxes.message.quotes import is_forward, own_words
from parsers.form.unread import with_unread
from parsers.formats.answer import Json, decode_forms, encode_forms

PAGE = "邮件正文.html"
"""How the tables in a mail's body are named as a file."""

_PICTURE = 50_000  # bytes; smaller pictures are signatures and logos
_FORMS = (".docx", ".doc", ".wps", ".xlsx", ".xls", ".et", ".zip", ".rar", ".7z", ".pdf", ".ofd")
_NOT_FORMS = (".vcf", ".ics", ".p7s", ".asc", ".sig", ".url", ".lnk")
_WORDS = ("message_id", "subject", "date", "automatic", "sealed")
_LISTS = ("senders", "to", "references", "losses", "cloud_links")
_TEXTS = ("text", "html")


class Head(NamedTuple):
    """What the head of a mail says; "" for what it does not."""

    message_id: str = ""
    sender: str = ""
    subject: str = ""


class ReadFile(NamedTuple):
    """A file of a mail and the forms in it; None where a child of its own must read it."""

    file: Attachment
    forms: tuple[Form, ...] | None

    @property
    def is_filled(self) -> bool:
        """Whether a form with task rows is in it."""
        return any(form.rows for form in self.forms or ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A mail as opened; nothing in it is believed yet."""

    message: Message
    size: int  # of the raw mail, in bytes
    bounce: Bounce | None
    authentic: str  # verified, unverified, failed
    why: str  # as a sentence
    sent_to: tuple[str, ...]
    files: tuple[ReadFile, ...]  # those that may be forms

    @property
    def filled(self) -> bool:
        """Whether a form with task rows is in it."""
        return any(one.is_filled for one in self.files)

    @property
    def every_form(self) -> list[tuple[Form, str]]:
        """Each form with the digest it is known by: those with task rows, else what should have had them. Of a form
        sent twice what can be edited counts, so a PDF comes last."""
        pairs = [pair for one in self.files for pair in _with_digests(one)]
        pairs.sort(key=lambda pair: pair[0].file.lower().endswith(".pdf"))
        filled = [pair for pair in pairs if pair[0].rows]
        if not filled:
            return [pair for pair in pairs if pair[0].file != PAGE]
        (first, digest), *rest = filled
        return [(with_unread(first, [form for form, _ in pairs]), digest), *rest]

    @property
    def forms(self) -> list[tuple[Form, str]]:
        """The same without scans, which a person must read."""
        return [pair for pair in self.every_form if pair[0].rows or not _is_scan(pair[0])]

    @property
    def scans(self) -> list[str]:
        """The names of the scans in it, where no form is."""
        return [] if self.filled else [form.file for one in self.files for form in one.forms or () if _is_scan(form)]


def written(forms: Sequence[Form], message: Message) -> tuple[Form, ...]:
    """Of the forms that tables in a mail's body are, those with task rows that its sender wrote: not what the plain part
    has in the letter it quotes, and none above."""
    own, whole = squeeze(own_words(message.text)), squeeze(message.text)
    passed_on = is_forward(message.subject)
    return tuple(form for form in forms if form.rows and (passed_on or not _is_quoted(form, own, whole)))


def _is_quoted(form: Form, own: str, whole: str) -> bool:
    texts = [said for row in form.rows if row.progress and (said := squeeze(row.progress.text))]
    return bool(texts) and not any(said in own for said in texts) and all(said in whole for said in texts)


def is_candidate(file: Attachment) -> bool:
    """Whether a file may be a form, or should be one."""
    if file.name.lower().endswith(_NOT_FORMS):
        return False
    if not file.content:  # a form that came empty is returned as such; other empty files are nothing
        return file.name.lower().endswith(_FORMS)
    picture = file.media_type.startswith("image/")
    return not (picture and (file.inline or len(file.content) < _PICTURE))


def _is_scan(form: Form) -> bool:
    return any(finding.code == "scan" for finding in form.findings)


def _with_digests(read: ReadFile) -> list[tuple[Form, str]]:
    """Each form of a file with the digest it is known by: the file's own for its first or only form, so that books
    kept so far stay true; of every further one a digest of the file and of what the form says."""
    sha256 = read.file.sha256
    return [(form, sha256 if not place else _digest(form, sha256)) for place, form in enumerate(read.forms or ())]


def _digest(form: Form, sha256: str) -> str:
    head = [form.title, *(said.text if said else "" for said in (form.unit, form.round, form.reported_on))]
    rows = [
        "\t".join(squeeze(said.text) if said else "" for said in (row.number, row.content, row.progress))
        for row in form.rows
    ]
    return hashlib.sha256("\n".join([sha256, *head, *rows]).encode()).hexdigest()


# --- how it travels -----------------------------------------------------------------------------


def encode(opened: Opened) -> tuple[Json, list[bytes]]:
    """The mail as JSON, and the texts and files that go with it."""
    message, bounce = opened.message, opened.bounce
    attached = {id(file) for file in message.attachments}
    pages = [file for file, _ in opened.files if id(file) not in attached]
    places = {id(file): place for place, file in enumerate((*message.attachments, *pages))}
    said = {
        "words": [getattr(message, name) for name in _WORDS],
        "lists": [getattr(message, name) for name in _LISTS],
        "own": message.own,
        "attachments": [(file.name, file.media_type, file.inline) for file in message.attachments],
        "size": opened.size,
        "bounce": bounce and (bounce.recipients, bounce.message_id, bounce.detail),
        "authentic": (opened.authentic, opened.why),
        "sent_to": opened.sent_to,
        "files": [(places[id(file)], None if forms is None else encode_forms(forms)) for file, forms in opened.files],
    }
    texts = [getattr(message, name).encode("utf-8", "surrogatepass") for name in _TEXTS]
    return said, [*texts, *(file.content for file in (*message.attachments, *pages))]


def decode(said: Json, contents: Sequence[bytes]) -> Opened:
    """The mail as it was opened."""
    texts, files = contents[: len(_TEXTS)], contents[len(_TEXTS) :]
    attachments = tuple(
        Attachment(name=name, content=content, media_type=media_type, inline=inline)
        for (name, media_type, inline), content in zip(said["attachments"], files, strict=False)
    )
    facts: dict[str, Any] = {
        **dict(zip(_WORDS, said["words"], strict=True)),
        **{name: tuple(each) for name, each in zip(_LISTS, said["lists"], strict=True)},
        **{name: text.decode("utf-8", "surrogatepass") for name, text in zip(_TEXTS, texts, strict=True)},
    }
    message = Message(**facts, own=said["own"], attachments=attachments)
    may_be_forms = (*attachments, *(Attachment(name=PAGE, content=page) for page in files[len(attachments) :]))
    bounce = said["bounce"]
    return Opened(
        message=message,
        size=said["size"],
        bounce=bounce and Bounce(recipients=tuple(bounce[0]), message_id=bounce[1], detail=bounce[2]),
        authentic=said["authentic"][0],
        why=said["authentic"][1],
        sent_to=tuple(said["sent_to"]),
        files=tuple(
            ReadFile(may_be_forms[place], None if forms is None else decode_forms(forms))
            for place, forms in said["files"]
        ),
    )
