"""Mail in and mail out: where it lies, how it is sent, and what it says. One module per scheme."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType

from ledger.model import Message
from mailboxes.message.bounced import Bounce
from mailboxes.transport.errors import (
    FolderError,
    LoginRefused,
    MailAddressError,
    MailServerError,
    ReadOnlyError,
    UnreachableError,
    UnsentError,
)
from mailboxes.transport.transport import Delivery, Fetched, Lack, Mailbox, Outbox, Survey

__all__ = [
    "INBOXES",
    "OUTBOXES",
    "Bounce",
    "Delivery",
    "Fetched",
    "FolderError",
    "Lack",
    "LoginRefused",
    "MailAddressError",
    "MailServerError",
    "Mailbox",
    "Outbox",
    "ReadOnlyError",
    "Survey",
    "UnreachableError",
    "UnsentError",
    "bounce",
    "by_server",
    "connect",
    "decode",
    "outbox",
    "scheme",
]


INBOXES = ("maildir", "eml", "imap", "imaps", "imap+starttls")
OUTBOXES = ("maildir", "smtp", "smtps", "smtp+starttls")
"""The schemes of the addresses that mail comes from and goes to."""


def scheme(url: str) -> str:
    """What an address begins with: `imaps`."""
    return url.partition(":")[0].lower()


def by_server(url: str) -> bool:
    """Whether letters go to a server: it wants them paced, and does not tell the same letter twice from two."""
    return scheme(url).startswith("smtp")


def decode(raw: bytes) -> Message:
    """The message of a raw mail. Never raises: losses are told in `losses`, the raw bytes stay what counts."""
    from mailboxes.message import decoding  # noqa: PLC0415 - who only connects need not load it

    return decoding.decode(raw)


def bounce(raw: bytes) -> Bounce | None:
    """What a mail says about letters that could not be delivered; None for every other mail."""
    from mailboxes.message import bounces  # noqa: PLC0415 - same

    return bounces.bounce(raw)


def connect(url: str, *, root: Path, secret: str | None = None, timeout: float = 60) -> Mailbox:
    """The mailbox of an address: maildir:PATH, eml:PATH, imap://, imaps:// or imap+starttls://user@host:port/INBOX.

    Paths start at `root`; `timeout` is in seconds for every answer of a server. The server is spoken
    to on entering the context. Raises MailAddressError.
    """
    module = _module(url, "connect")
    mailbox: Mailbox = module.connect(url, root=root, secret=secret, timeout=timeout)
    return mailbox


def outbox(url: str, *, root: Path, secret: str | None = None, timeout: float = 60) -> Outbox:
    """The way out of an address: maildir:PATH, smtp://, smtps:// or smtp+starttls://user@host:port.

    Raises MailAddressError.
    """
    module = _module(url, "outbox")
    way_out: Outbox = module.outbox(url, root=root, secret=secret, timeout=timeout)
    return way_out


def _module(url: str, opener: str) -> ModuleType:
    """The module of an address's scheme: imaps and imap+starttls are spoken by mailboxes/transport/imap.py."""
    known = INBOXES if opener == "connect" else OUTBOXES
    if scheme(url) in known:
        return import_module("mailboxes.transport." + scheme(url).partition("+")[0].removesuffix("s"))
    raise MailAddressError(f"邮箱地址“{url}”的协议无法识别，可用的有：{'、'.join(known)}。")
