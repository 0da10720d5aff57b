"""Mails opened by confined children (`office.arrivals.opener`), ahead of who files them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

import parsers
from ledger.model import Attachment, Form, Message
from office.arrivals.opened import PAGE, Head, Opened, ReadFile, decode, written
from office.desk.settings import Settings
from parsers.confined.sandbox import Sandbox
from parsers.form.refusal import RefusalError

K = TypeVar("K")
_HEAD = 256 << 10  # bytes of a mail in which its head ends
_AT_ONCE = 2
_AHEAD = 10  # mails opened, or being opened, before they are asked for
_children = Sandbox("office.arrivals.opener")


class UnopenedError(Exception):
    """A mail that no child could open: why, in Chinese."""


def open_mail(settings: Settings, raw: bytes, *, files: bool = True) -> Opened:
    """A mail, opened; `files`: with the forms in it. Where a child dies over them, another opens the mail without, and
    they are read one by one by children of their own. Raises UnopenedError, OSError if no child can be started."""
    if files:
        with suppress(RefusalError):
            return _with_files_apart(_ask(settings, "mail", raw))
    try:
        opened = _ask(settings, "mail without files", raw)
    except RefusalError as refusal:
        raise UnopenedError(f"邮件无法拆开：{refusal.reason}") from refusal
    return _with_files_apart(opened) if files else opened


def _ask(settings: Settings, what: str, raw: bytes) -> Opened:
    mail, office = settings.mail, settings.office.address.lower()
    question = {"what": what, "trusted": list(mail.trusted), "border": mail.border, "office": office}
    answer, contents = _children.ask(question, raw)
    if error := answer.get("error"):
        raise UnopenedError(error)
    return decode(answer, contents)


def read_head(raw: bytes) -> Head:
    """What the head of a mail says, as far as a child can read it. Raises OSError if none can be started."""
    try:
        answer, _ = _children.ask({"what": "head"}, raw[:_HEAD])
    except RefusalError:
        return Head()
    return Head(*answer) if isinstance(answer, list) else Head()


def _with_files_apart(opened: Opened) -> Opened:
    """The mail, and read those of its files that are to be converted, unpacked or read by themselves."""
    if all(forms is not None for _, forms in opened.files):
        return opened
    read: list[ReadFile] = []
    for file, forms in opened.files:
        if file.name == PAGE and any(one.is_filled for one in read):
            break
        read.append(ReadFile(file, _read_apart(file, opened.message) if forms is None else forms))
    return replace(opened, files=tuple(read))


def _read_apart(file: Attachment, message: Message) -> tuple[Form, ...]:
    forms = parsers.read(file.name, file.content)
    return written(forms, message) if file.name == PAGE else forms


def open_ahead(opener: Callable[[K], Opened], keys: Iterable[K]) -> Generator[tuple[K, Future[Opened]], None, None]:
    """Each key with its mail, in the order of the keys. A few mails are opened on the other cores ahead of who takes
    them; one that is not taken any more is not opened."""
    coming: deque[tuple[K, Future[Opened]]] = deque()
    pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="open")
    try:
        for key in keys:
            coming.append((key, pool.submit(opener, key)))
            if len(coming) > _AHEAD:
                yield coming.popleft()
        while coming:
            yield coming.popleft()
    finally:
        for _, future in coming:
            future.cancel()
        pool.shutdown(wait=False)  # those that were taken are still being opened
