"""The steps of a poll, counted from outside: the product knows nothing of it.

Wrapped in the child: every transaction of the book, every IMAP and SMTP command (before it is sent, after
it, after its answer), every mail fetched and every file read.
"""

from __future__ import annotations

import imaplib
import smtplib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import parsers
from ledger.book import Book, Page
from ledger.model import Form
from mailboxes.transport.imap import ImapMailbox
from mailboxes.transport.transport import Fetched

Step = Callable[[str], None]
_patch = pytest.MonkeyPatch()


def count(step: Step) -> None:
    """Tell every step of this process from now on. For a process that ends soon: nothing is put back."""
    _book(step)
    _imap(step)
    _smtp(step)
    _reading(step)


def _book(step: Step) -> None:
    writing = Book.writing

    @contextmanager
    def told(book: Book) -> Iterator[Page]:
        who = sys._getframe(2).f_code.co_name.strip("_")  # of contextlib's __enter__ the caller
        step(f"book, {who}: before it")
        with writing(book) as page:
            yield page
            step(f"book, {who}: before its commit")
        step(f"book, {who}: after its commit")

    _patch.setattr(Book, "writing", told)


def _imap(step: Step) -> None:
    command, complete, fetch = imaplib.IMAP4._command, imaplib.IMAP4._command_complete, ImapMailbox.fetch  # type: ignore[attr-defined]  # typeshed leaves out what is private

    last = [""]

    def sent(client: imaplib.IMAP4, name: str, *arguments: Any) -> Any:  # noqa: ANN401  imaplib's own
        what = last[0] = f"imap, {name} {arguments[0] if name == 'UID' else ''}".strip()
        step(f"{what}: before it")
        tag = command(client, name, *arguments)
        step(f"{what}: sent")
        return tag

    def answered(client: imaplib.IMAP4, name: str, tag: Any) -> Any:  # noqa: ANN401  imaplib's own
        answer = complete(client, name, tag)
        step(f"{last[0]}: answered")
        return answer

    def fetched(box: ImapMailbox, *of: Any, **limits: Any) -> Iterator[Fetched]:  # noqa: ANN401  passed on as it came
        for mail in fetch(box, *of, **limits):
            step("imap, a mail: fetched")
            yield mail

    _patch.setattr(imaplib.IMAP4, "_command", sent)
    _patch.setattr(imaplib.IMAP4, "_command_complete", answered)
    _patch.setattr(ImapMailbox, "fetch", fetched)


def _smtp(step: Step) -> None:
    send, getreply = smtplib.SMTP.send, smtplib.SMTP.getreply
    last = ["greeting"]

    def sent(line: smtplib.SMTP, text: bytes | str) -> None:
        last[0] = _verb(text)
        step(f"smtp, {last[0]}: before it")
        send(line, text)
        step(f"smtp, {last[0]}: sent")

    def answered(line: smtplib.SMTP) -> tuple[int, bytes]:
        answer = getreply(line)
        step(f"smtp, {last[0]}: answered")
        return answer

    _patch.setattr(smtplib.SMTP, "send", sent)
    _patch.setattr(smtplib.SMTP, "getreply", answered)


def _verb(text: bytes | str) -> str:
    words = text if isinstance(text, str) else text.decode("ascii", "replace")
    if words == ".\r\n":
        return "final dot"
    verb = words[:4].upper()
    return verb if verb in ("EHLO", "AUTH", "MAIL", "RCPT", "DATA", "RSET", "QUIT") else "letter"


def _reading(step: Step) -> None:
    """Before and after a file is read; what was read in the warm parent is not read anew."""
    read = parsers.read

    def told(name: str, content: bytes) -> tuple[Form, ...]:
        step("file: before it is read")
        forms = known(name, content, read)
        step("file: read")
        return forms

    _patch.setattr(parsers, "read", told)


_read: dict[tuple[str, bytes], tuple[Form, ...]] = {}


def known(name: str, content: bytes, read: Callable[[str, bytes], tuple[Form, ...]] = parsers.read) -> tuple[Form, ...]:
    """The forms in a file: the same bytes give the same forms, and starting a reader for each fork costs the most."""
    if (name, content) not in _read:
        _read[name, content] = read(name, content)
    return _read[name, content]
