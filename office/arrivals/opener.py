"""The child that opens mails: takes one apart, says who it is from, reads the forms in it. It sees no book.

Whatever a stranger wrote is met here first, under the limits of `parsers.confined.confinement`: no header, no body and no file is
looked at by the process that holds the book before this one has made text and forms of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.model import Attachment, Form, Message
from mailboxes.message.authenticity import authenticate
from mailboxes.message.bounces import bounce_of
from mailboxes.message.decoding import message_of
from mailboxes.message.headers import Headers, sent_to
from mailboxes.message.parts import grow
from mailboxes.message.quotes import is_forward, own_html
from mailboxes.message.sender import one_sender
from office.arrivals.opened import PAGE, Head, Opened, ReadFile, encode, is_candidate, written
from parsers.confined.child import ChildAnswer, guarded, serve
from parsers.form.refusal import RefusalError, refused
from parsers.formats import reading
from parsers.formats.answer import Json


def main() -> None:
    """Open mails."""
    serve(_answer)


def _answer(question: Json, raw: bytes) -> ChildAnswer:
    try:
        if question["what"] == "head":
            return ChildAnswer(_head(raw))
        opened, exhausted = _opened(question, raw)
        return ChildAnswer(*encode(opened), exhausted)
    except MemoryError:
        raise  # the child ends of it
    except Exception as error:  # noqa: BLE001 - a mistake of ours that only this mail brings to light
        return ChildAnswer({"error": f"{type(error).__name__}: {error}"})


def _head(raw: bytes) -> Head:
    head = Headers.of(raw)
    return Head(next(iter(head.message_ids("message-id")), ""), one_sender(head), head.text("subject"))


def _opened(question: Json, raw: bytes) -> tuple[Opened, bool]:
    """The mail, and whether memory was short over a file of it."""
    tree = grow(raw)
    message = message_of(tree)
    authentic, why = authenticate(tree.headers, trusted=question["trusted"], border=question["border"])
    ours = message.own and message.sender == question["office"]
    files, exhausted = ((), False) if ours else files_of(message, apart=question["what"] == "mail without files")
    opened = Opened(
        message=message,
        size=len(raw),
        bounce=bounce_of(tree, message.automatic),
        authentic=authentic,
        why=why,
        sent_to=sent_to(tree.headers),
        files=files,
    )
    return opened, exhausted


def files_of(message: Message, *, apart: bool) -> tuple[tuple[ReadFile, ...], bool]:
    """What may be forms: the attachments and, where none of them has task rows, the tables in the body. `apart`: each
    is to be read by a child of its own."""
    read: list[ReadFile] = []
    exhausted = False
    for file in _candidates(message):
        if file.name == PAGE and any(form.rows for one in read for form in one.forms or ()):
            break
        forms, short = (None, False) if apart else _forms(file)
        read.append(ReadFile(file, written(forms, message) if forms and file.name == PAGE else forms))
        exhausted = exhausted or short
    return tuple(read), exhausted


def _candidates(message: Message) -> Iterator[Attachment]:
    yield from filter(is_candidate, message.attachments)
    page = message.html if is_forward(message.subject) else own_html(message.html)
    if "<table" in page.lower():
        yield Attachment(name=PAGE, content=page.encode("utf-8", "replace"))


def _forms(file: Attachment) -> tuple[tuple[Form, ...] | None, bool]:
    """The forms in a file; None for one that is to be converted or unpacked first."""
    answer, exhausted = guarded(reading.answer, file.name, file.content)
    forms = answer.forms or (refused(file.name, RefusalError("not_a_form")),)
    return (forms if answer.is_whole else None), exhausted


if __name__ == "__main__":
    main()
