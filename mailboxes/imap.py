"""A mailbox on an IMAP server: imap-tools carries the lines, what is asked and believed is ours.

Its fetch, flag, delete and move are not used: they decode with loss, expunge the whole folder, and
know no MOVE where the server tells its capabilities after login.
"""

from __future__ import annotations

import binascii
import imaplib
import logging
import ssl
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Self

from imap_tools import BaseMailBox, MailBox, MailboxLoginError, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError
from imap_tools.utils import encode_folder

from mailboxes.errors import LoginRefused, MailServerError
from mailboxes.imap_answers import Facts, copied_of, facts_of, literals_of, uids_of
from mailboxes.server import Server, said
from mailboxes.transport import Fetched, Survey

_LOG = logging.getLogger(__name__)
_FACTS_PER_COMMAND = 400
_MOVES_PER_COMMAND = 100
_BODIES_PER_COMMAND = 50
_BYTES_PER_COMMAND = 8_000_000  # what may be in memory at once
_ID = '("name" "taizhang" "version" "1" "vendor" "taizhang")'


def connect(url: str, *, root: Path, secret: str | None, timeout: float) -> ImapMailbox:  # noqa: ARG001  one signature for all schemes
    """The mailbox of imap://, imaps:// or imap+starttls://user@host:port/FOLDER."""
    return ImapMailbox(Server.named(url), secret=secret or "", timeout=timeout)


class ImapMailbox:
    """One IMAP connection; the folder "INBOX" is the one the address names."""

    def __init__(self, server: Server, *, secret: str, timeout: float) -> None:
        self.account = server.account
        self._server = server
        self._secret = secret
        self._timeout = timeout
        self._selected = ""

    def __enter__(self) -> Self:
        with self._spoken(), ExitStack() as failing:
            self._box = self._open()
            failing.callback(self._hang_up)
            if self._server.scheme == "imap+starttls":
                self._box.client.starttls(ssl.create_default_context())
            self._log_in()
            failing.pop_all()
        return self

    def __exit__(self, *exc: object) -> None:
        with suppress(imaplib.IMAP4.error, ImapToolsError, OSError):  # a dead line needs no farewell
            if not exc[0]:
                self._box.logout()
        self._hang_up()

    def survey(self, folder: str = "INBOX") -> Survey:
        """Every uid in the folder now, by its own list: SEARCH is not to be trusted on QQ and 163."""
        with self._spoken():
            count = self._select(folder)
            validity = said(self._box.client.response("UIDVALIDITY")[1][0] or "0")
            listed = self._fetched("1:*", "(UID)") if count else []
        return Survey(folder=folder, validity=validity, uids=tuple(map(str, sorted(uids_of(listed)))))

    def fetch(self, folder: str, uids: Iterable[str], *, limit: int) -> Iterator[Fetched]:
        """The mails of those uids that are still there, ascending, a few in memory at a time."""
        wanted = iter(sorted(uids, key=int))
        with self._spoken():
            self._reselect(folder)
            while some := list(islice(wanted, _FACTS_PER_COMMAND)):
                facts = facts_of(self._fetched(",".join(some), "(UID RFC822.SIZE INTERNALDATE)"), some)
                for batch in _batches(facts, limit):
                    yield from self._bodies(batch, limit)

    def move(self, folder: str, uids: Sequence[str], target: str) -> int:
        """UID MOVE where there is one, else COPY and delete these mails; never an EXPUNGE of the folder."""
        moved, wanted = 0, iter(sorted(uids, key=int))
        with self._spoken():
            self._reselect(folder)
            while some := list(islice(wanted, _MOVES_PER_COMMAND)):
                moved += self._move(some, target)
        return moved

    def _move(self, uids: Sequence[str], target: str) -> int:
        able = self._box.client.capabilities
        verb = "MOVE" if "MOVE" in able else "COPY"
        there = self._transferred(verb, uids, target)
        if there and verb == "COPY":
            gone = ",".join(there)
            self._asked("STORE", gone, "+FLAGS.SILENT", r"(\Deleted)")
            if "UIDPLUS" in able:  # without it the mark must do: EXPUNGE spares nobody's
                self._asked("EXPUNGE", gone)
        return len(there)

    def _hang_up(self) -> None:
        with suppress(OSError):
            self._box.client.shutdown()

    def _open(self) -> BaseMailBox:
        host, port, timeout = self._server.host, self._server.port, self._timeout
        if self._server.scheme == "imaps":
            return MailBox(host, port, timeout, ssl_context=ssl.create_default_context())
        return MailBoxUnencrypted(host, port, timeout)

    def _log_in(self) -> None:
        """Log in, say who we are (163 and 126 refuse SELECT without), learn what the server can do now."""
        try:
            if self._server.by_token:
                answers = iter([f"user={self._server.user}\1auth=Bearer {self._secret}\1\1".encode()])
                self._box.client.authenticate("XOAUTH2", lambda _: next(answers, b""))  # after a refusal: an empty line
            elif (self._server.user + self._secret).isascii():
                self._box.login(self._server.user, self._secret, initial_folder=None)
            else:
                self._box.login_utf8(self._server.user, self._secret, initial_folder=None)
        except imaplib.IMAP4.abort:
            raise
        except (MailboxLoginError, imaplib.IMAP4.error) as error:
            answer = error.command_result[1] if isinstance(error, MailboxLoginError) else error
            raise LoginRefused(self._server.place, said(answer)) from None
        client = self._box.client
        self._identify()
        kind, answer = client.capability()
        if kind == "OK" and answer[0]:
            client.capabilities = tuple(answer[0].decode("ascii", "replace").upper().split())

    def _identify(self) -> None:
        try:
            self._box.client.xatom("ID", _ID)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            _LOG.debug("%s does not know ID", self._server.place)

    def _select(self, folder: str) -> int:
        """Open a folder and say how many mails lie in it. One that is missing is made."""
        name = self._name(folder)
        kind, answer = self._box.client.select(name)
        if kind != "OK" and folder != "INBOX":
            self._box.client.create(name)
            kind, answer = self._box.client.select(name)
        if kind != "OK":
            raise MailServerError(f"邮件服务器 {self._server.place} 无法打开文件夹“{folder}”：{said(answer)}")
        self._selected = folder
        return int(answer[0] or 0)

    def _reselect(self, folder: str) -> None:
        if self._selected != folder:
            self._select(folder)

    def _name(self, folder: str) -> str:
        named = self._server.folder if folder == "INBOX" else folder
        return encode_folder(named).decode("ascii")

    def _bodies(self, batch: list[Facts], limit: int) -> Iterator[Fetched]:
        """The mails of one command; one whose length differs from what the server said is asked for once more."""
        small = [mail.uid for mail in batch if mail.size <= limit]
        bodies = literals_of(self._fetched(",".join(small), "(UID BODY.PEEK[])"), small) if small else {}
        for mail in batch:
            raw = bodies.get(mail.uid)
            if mail.size <= limit and raw and len(raw) != mail.size:
                again = literals_of(self._fetched(mail.uid, "(UID BODY.PEEK[])"), [mail.uid])
                raw = again.get(mail.uid) or raw
                if len(raw) != mail.size:
                    _LOG.warning("uid %s: %d bytes announced, %d received", mail.uid, mail.size, len(raw))
            if raw or mail.size > limit:
                yield Fetched(uid=mail.uid, received_at=mail.received_at, size=mail.size, raw=raw or None)

    def _fetched(self, uids: str, items: str) -> list[object]:
        return self._asked("FETCH", uids, items)

    def _asked(self, command: str, *arguments: str) -> list[object]:
        kind, answer = self._box.client.uid(command, *arguments)
        if kind != "OK":
            raise MailServerError(f"邮件服务器 {self._server.place} 拒绝了 {command}：{said(answer)}")
        return list(answer)

    def _transferred(self, verb: str, uids: Sequence[str], target: str) -> list[str]:
        """MOVE or COPY mails; those that were there to take. A missing folder is made."""
        client = self._box.client
        there = self._there(uids)
        if not there:
            return []
        client.response("COPYUID")  # forget the one before
        kind, answer = client.uid(verb, ",".join(there), self._name(target))
        if kind != "OK":
            client.create(self._name(target))
            kind, answer = client.uid(verb, ",".join(there), self._name(target))
        if kind != "OK":
            if not self._there(there):
                return []
            raise MailServerError(f"邮件服务器 {self._server.place} 无法移入“{target}”：{said(answer)}")
        if "UIDPLUS" not in client.capabilities:
            return there
        copied = copied_of(client.response("COPYUID")[1])
        return [uid for uid in there if int(uid) in copied]

    def _there(self, uids: Sequence[str]) -> list[str]:
        """Those of the uids that lie in the folder now."""
        here = set(uids_of(self._fetched(",".join(uids), "(UID)")))
        return [uid for uid in uids if int(uid) in here]

    @contextmanager
    def _spoken(self) -> Iterator[None]:
        """Everything imaplib and imap-tools raise, as what it means to the machine room."""
        with self._server.reached():
            try:
                yield
            except imaplib.IMAP4.abort as error:
                raise ConnectionError(said(error)) from error
            except (imaplib.IMAP4.error, ImapToolsError, binascii.Error) as error:
                raise MailServerError(f"邮件服务器 {self._server.place} 的应答无法理解：{said(error)}") from error


def _batches(facts: list[Facts], limit: int) -> Iterator[list[Facts]]:
    """Mails for one command each: no more bytes at once than memory should hold."""
    batch: list[Facts] = []
    weight = 0
    for mail in facts:
        load = mail.size if mail.size <= limit else 0
        if batch and (weight + load > _BYTES_PER_COMMAND or len(batch) == _BODIES_PER_COMMAND):
            yield batch
            batch, weight = [], 0
        batch.append(mail)
        weight += load
    if batch:
        yield batch
