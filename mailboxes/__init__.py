"""Mail in and mail out: where it lies, how it is sent, and what it says. One module per scheme."""

from __future__ import annotations

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from mailboxes.bounces import Bounce, bounce
from mailboxes.decoding import decode
from mailboxes.errors import (
    FolderError,
    LoginRefused,
    MailAddressError,
    MailServerError,
    ReadOnlyError,
    UnreachableError,
)
from mailboxes.transport import Delivery, Fetched, Lack, Mailbox, Outbox, Survey

__all__ = [
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
    "bounce",
    "connect",
    "decode",
    "outbox",
]


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
    """The module of an address's scheme: imaps and imap+starttls are spoken by mailboxes/imap.py."""
    scheme = url.partition(":")[0].lower()
    name = "mailboxes." + scheme.partition("+")[0].removesuffix("s")
    if re.fullmatch(r"[a-z]+(\+[a-z]+)?", scheme) and find_spec(name):
        module = import_module(name)
        if hasattr(module, opener):
            return module
    raise MailAddressError(f"邮箱地址“{url}”的协议无法识别，请使用 maildir:、imaps:// 或 smtps:// 等形式。")
