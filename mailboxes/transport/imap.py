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

from mailboxes.message.headers import read_addresses, read_words
from mailboxes.transport.errors import FolderError, LoginRefused, MailServerError, ReadOnlyError, UnreachableError
from mailboxes.transport.imap_answers import MailFacts, copied_of, envelope_of, facts_of, literals_of, uids_of
from mailboxes.transport.remedies import is_passing, said, told
from mailboxes.transport.server import Server
from mailboxes.transport.transport import Fetched, Lack, Survey

_LOG = logging.getLogger(__name__)
_FACTS_PER_COMMAND = 400
_MOVES_PER_COMMAND = 100
_BODIES_PER_COMMAND = 50
_BYTES_PER_COMMAND = 8_000_000  # what may be in memory at once
_RECONNECTIONS = 20  # in one poll: a line that breaks more often is no line
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
        self._selected: tuple[str, bool] | None = None  # folder, and whether it was opened to write
        self._reconnections = 0

    def __enter__(self) -> Self:
        with self._spoken():
            self._connect()
        return self

    def __exit__(self, *exc: object) -> None:
        with suppress(imaplib.IMAP4.error, ImapToolsError, OSError):  # a dead line needs no farewell
            if not exc[0]:
                self._box.logout()
        self._hang_up()

    def survey(self, folder: str = "INBOX") -> Survey:
        """Every uid in the folder now, by its own list: SEARCH is not to be trusted on QQ and 163."""
        with self._spoken():
            count = self._open_folder(folder)
            validity = self._validity()
            listed = self._fetched("1:*", "(UID)") if count else []
        return Survey(folder=folder, validity=validity, uids=tuple(map(str, sorted(uids_of(listed)))))

    def fetch(self, folder: str, uids: Iterable[str], *, limit: int) -> Iterator[Fetched]:
        """The mails of those uids that are still there, ascending, a few in memory at a time. What the server
        refuses for many it is asked for one by one: a mail that it will not give stops no other."""
        wanted = iter(sorted(uids, key=int))
        with self._spoken():
            self._reopen(folder)
            while some := list(islice(wanted, _FACTS_PER_COMMAND)):
                answer, refused = self._given(some, "(UID RFC822.SIZE INTERNALDATE)")
                facts = facts_of(answer, some)
                untold = set(some).difference(one.uid for one in facts)
                facts += [MailFacts(uid, None, None) for uid in self._there(sorted(untold, key=int))]
                for batch in _batches(sorted(facts, key=lambda one: int(one.uid)), limit):
                    yield from self._bodies(batch, limit, refused)

    def move(self, folder: str, uids: Sequence[str], target: str) -> int:
        """UID MOVE where there is one, else COPY and delete these mails; never an EXPUNGE of the folder."""
        moved, wanted = 0, iter(sorted(uids, key=int))
        if not uids:
            return 0
        with self._spoken():
            self._reopen(folder, to_write=True)
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

    def _connect(self) -> None:
        with ExitStack() as failing:
            self._box = self._open()
            failing.callback(self._hang_up)
            if self._server.scheme == "imap+starttls":
                self._box.client.starttls(ssl.create_default_context())
            self._log_in()
            failing.pop_all()

    def _connect_again(self) -> None:
        """A new line for one that broke, to the same folder. Raises UnreachableError, MailServerError."""
        self._hang_up()
        self._reconnections += 1
        if self._reconnections > _RECONNECTIONS or self._selected is None:
            raise ConnectionError("连接反复中断")
        (folder, to_write), before = self._selected, self._validity_seen
        with self._server.reached():
            self._connect()
            self._open_folder(folder, to_write=to_write)
        if self._validity() != before:
            raise MailServerError(f"邮件服务器 {self._server.place} 的文件夹“{folder}”在收取过程中被重建，请稍后再试")

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
            if is_passing(said(answer)):
                raise UnreachableError(f"邮件服务器 {self._server.place} 暂时不让登录：{told(answer)}。") from None
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

    def _open_folder(self, folder: str, *, to_write: bool = False) -> int:
        """Open a folder, only to read it unless said otherwise, and say how many mails lie in it."""
        client, name = self._box.client, self._name(folder)
        kind, answer = client.select(name, readonly=not to_write)
        if kind == "OK" and answer[0] is None and not to_write:  # a server that knows SELECT alone
            with suppress(imaplib.IMAP4.readonly):  # it is open all the same
                kind, answer = client.select(name)
            client.is_readonly = True
        if kind != "OK":
            shown = self._server.folder if folder == "INBOX" else folder
            raise FolderError(
                f"邮件服务器 {self._server.place} 打不开文件夹“{shown}”：{told(answer)}；请核对 office.toml [mail] 中的文件夹名称"
            )
        self._selected, self._validity_seen = (folder, to_write), self._validity()
        return int(said(client.untagged_responses.get("EXISTS", [b"0"])[0] or "0"))

    def _validity(self) -> str:
        return said(self._box.client.untagged_responses.get("UIDVALIDITY", [b"0"])[0] or "0")

    def _reopen(self, folder: str, *, to_write: bool = False) -> None:
        if self._selected != (folder, to_write):
            try:
                self._open_folder(folder, to_write=to_write)
            except imaplib.IMAP4.readonly:
                raise ReadOnlyError(f"邮箱 {self.account} 只能读取，不能移动邮件") from None

    def _name(self, folder: str) -> str:
        named = self._server.folder if folder == "INBOX" else folder
        return encode_folder(named).decode("ascii")

    def _bodies(self, batch: list[MailFacts], limit: int, refused: dict[str, str]) -> Iterator[Fetched]:
        """The mails of one command; one whose length differs from what the server said is asked for once more."""
        small = [mail.uid for mail in batch if (mail.size or 0) <= limit]
        answer, unwilling = self._given(small, "(UID BODY.PEEK[])") if small else ([], {})
        bodies, refused = literals_of(answer, small), refused | unwilling
        for mail in batch:
            raw = bodies.get(mail.uid)
            if raw and mail.size and len(raw) != mail.size:
                again, _ = self._given([mail.uid], "(UID BODY.PEEK[])")
                raw = literals_of(again, [mail.uid]).get(mail.uid) or raw
                if len(raw) != mail.size:
                    _LOG.warning("uid %s: %d bytes announced, %d received", mail.uid, mail.size, len(raw))
            if raw and len(raw) <= limit:
                yield Fetched(uid=mail.uid, received_at=mail.received_at, size=mail.size, raw=raw)
            elif raw or mail.uid not in small:
                yield self._untaken(mail._replace(size=mail.size or len(raw or b"")), Lack.LARGE, "")
            elif self._there([mail.uid]):
                yield self._untaken(mail, Lack.REFUSED, refused.get(mail.uid, ""))

    def _untaken(self, mail: MailFacts, lack: Lack, why: str) -> Fetched:
        """A mail that lies there and was not had, with what the server knows of it without its body."""
        answer, _ = self._given([mail.uid], "(UID ENVELOPE)")
        sender, subject = envelope_of(answer)
        return Fetched(
            uid=mail.uid,
            received_at=mail.received_at,
            size=mail.size,
            raw=None,
            lack=lack,
            said=why,
            sender=next(read_addresses(sender), ""),
            subject=read_words(subject).text,
        )

    def _given(self, uids: Sequence[str], items: str) -> tuple[list[object], dict[str, str]]:
        """The answer to FETCH of those mails; what the server will not do for all, or broke off at, it is asked for
        mail by mail. And by uid what it said of those it would not give alone either."""
        try:
            return self._fetched(",".join(uids), items), {}
        except (MailServerError, imaplib.IMAP4.error, OSError) as error:
            self._recover(error)
        answers: list[object] = []
        refused: dict[str, str] = {}
        for uid in uids:
            try:
                answers += self._fetched(uid, items)
            except (MailServerError, imaplib.IMAP4.error, OSError) as error:
                refused[uid] = said(error)
                self._recover(error)
        return answers, refused

    def _recover(self, error: Exception) -> None:
        """After a command that failed: a line that broke is laid anew, what came before the refusal is forgotten."""
        if isinstance(error, (imaplib.IMAP4.abort, OSError)):
            self._connect_again()
        else:
            self._box.client.response("FETCH")

    def _fetched(self, uids: str, items: str) -> list[object]:
        return self._asked("FETCH", uids, items)

    def _asked(self, command: str, *arguments: str) -> list[object]:
        kind, answer = self._box.client.uid(command, *arguments)
        if kind != "OK":
            raise MailServerError(f"邮件服务器 {self._server.place} 拒绝了 {command}：{told(answer)}")
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
            raise MailServerError(f"邮件服务器 {self._server.place} 无法移入“{target}”：{told(answer)}")
        if "UIDPLUS" not in client.capabilities:
            return there
        copied = copied_of(client.response("COPYUID")[1])
        return [uid for uid in there if int(uid) in copied]

    def _there(self, uids: Sequence[str]) -> list[str]:
        """Those of the uids that lie in the folder now."""
        here = uids_of(self._fetched(",".join(uids), "(UID)")) if uids else set()
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
                raise MailServerError(f"邮件服务器 {self._server.place} 的应答无法理解：{told(error)}") from error


def _batches(facts: list[MailFacts], limit: int) -> Iterator[list[MailFacts]]:
    """Mails for one command each: no more bytes at once than memory should hold."""
    batch: list[MailFacts] = []
    weight = 0
    for mail in facts:
        load = mail.size if mail.size and mail.size <= limit else 0
        if batch and (weight + load > _BYTES_PER_COMMAND or len(batch) == _BODIES_PER_COMMAND):
            yield batch
            batch, weight = [], 0
        batch.append(mail)
        weight += load
    if batch:
        yield batch
