"""Real servers for the tests, made for one run on free ports of the loopback and ended by their process id.

Dovecot (IMAP, IMAPS, LMTP; any user with one password), an SMTP server with scripted faults that
delivers into it, PostgreSQL, and a LibreOffice that stays open.
"""

from __future__ import annotations

import asyncio
import base64
import grp
import logging
import os
import pwd
import shutil
import smtplib
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Self

import psutil
import psycopg
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

import tests.fonts

PASSWORD = "geheim"
_STATIC = Path(__file__).parent / "mailboxes" / "dovecot.conf"
logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd warns of its own deprecations at each login
_SEARCHED = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])


def program(name: str) -> str:
    """Where a server's program lies; a missing one is an error, never a skipped test."""
    found = shutil.which(name, path=_SEARCHED)
    if found is None:
        newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
        found = str(newest[-1]) if newest else None
    if found is None:
        raise FileNotFoundError(f"{name} is not installed: the tests run real servers, see the Makefile")
    return found


def free_port() -> int:
    """A port of the loopback nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _greeted(port: int, process: subprocess.Popen[bytes], seconds: float = 20) -> None:
    """Wait until a server answers on its port."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as line:
            line.settimeout(2)
            if line.recv(100):
                return
        time.sleep(0.01)
    raise TimeoutError(f"no server on port {port}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a server we started and its children."""
    if process.poll() is None:
        children = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.wait()
        for child in children:
            with suppress(psutil.NoSuchProcess):
                child.kill()


@dataclass
class Account:
    """One user of the Dovecot: how to reach the mailbox, and its Maildir."""

    user: str
    server: Dovecot
    password: str = PASSWORD

    @property
    def url(self) -> str:
        """The mailbox over plain IMAP."""
        return f"imap://{self.user}@127.0.0.1:{self.server.imap_port}/INBOX"

    @property
    def secure_url(self) -> str:
        """The mailbox over TLS; `server.certificate` must be trusted."""
        return f"imaps://{self.user}@localhost:{self.server.imaps_port}/INBOX"

    @property
    def maildir(self) -> Path:
        """Where the server keeps this user's mails."""
        return self.server.root / "mail" / self.user / "Maildir"

    def deliver(self, *raws: bytes, sender: str = "sender@unit.test") -> None:
        """Put mails into the mailbox as a mail server does, by LMTP."""
        with smtplib.LMTP("127.0.0.1", self.server.lmtp_port) as line:
            for raw in raws:
                line.sendmail(sender, [self.user], raw)


class Dovecot:
    """A throw-away Dovecot; rootless where the tests run as an ordinary user. Everyone has the one password."""

    def __init__(self, password: str = PASSWORD) -> None:
        self.password = password
        self.root = Path(tempfile.mkdtemp(prefix="dv."))
        self.root.chmod(0o755)  # the mail user must get in
        self.imap_port, self.imaps_port, self.lmtp_port = free_port(), free_port(), free_port()
        self.certificate = self.root / "certificate.pem"
        self._users = 0

    def __enter__(self) -> Self:
        self._write()
        command = [program("dovecot"), "-F", "-c", str(self.root / "dovecot.conf")]
        if shutil.which("setpriv"):  # so that it ends with the tests, even if they are killed
            command = ["setpriv", "--pdeathsig", "TERM", *command]
        with (self.root / "stderr").open("wb") as errors:
            self._process = subprocess.Popen(command, stdout=errors, stderr=errors, start_new_session=True)
        try:
            for port in (self.imap_port, self.lmtp_port):
                _greeted(port, self._process)
        except TimeoutError as error:
            log = self.root / "dovecot.log"
            said = (self.root / "stderr").read_text() + (log.read_text() if log.exists() else "")
            raise RuntimeError(said[-3000:]) from error
        return self

    def __exit__(self, *exc: object) -> None:
        _end(self._process)
        shutil.rmtree(self.root, ignore_errors=True)

    def account(self) -> Account:
        """A mailbox nobody has used."""
        self._users += 1
        return Account(user=f"office{self._users}", server=self, password=self.password)

    def _write(self) -> None:
        """Write the settings; as root the mails belong to `nobody`, else everything to us."""
        mine = pwd.getpwuid(os.geteuid())
        owner = pwd.getpwnam("nobody") if mine.pw_uid == 0 else mine
        (self.root / "mail").mkdir()
        os.chown(self.root / "mail", owner.pw_uid, owner.pw_gid)
        key = self.root / "key.pem"
        subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
        made = ["openssl", "req", "-x509", *curve, *subject, "-keyout", str(key), "-out", str(self.certificate)]
        subprocess.run(made, check=True, capture_output=True)
        rootless = mine.pw_uid != 0
        text = _STATIC.read_text(encoding="utf-8")
        for name, value in {
            "root": self.root,
            "uid": owner.pw_uid,
            "gid": owner.pw_gid,
            "internal_user": mine.pw_name if rootless else "dovecot",
            "internal_group": grp.getgrgid(mine.pw_gid).gr_name if rootless else "dovecot",
            "login_user": mine.pw_name if rootless else "dovenull",
            "service_user": f"user = {mine.pw_name}" if rootless else "",
            "password": self.password,
            "imap_port": self.imap_port,
            "imaps_port": self.imaps_port,
            "lmtp_port": self.lmtp_port,
        }.items():
            text = text.replace(f"@{name}@", str(value))
        (self.root / "dovecot.conf").write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class Fault:
    """One fault of the SMTP server: at which command of a transaction, and what it does instead of its duty.

    `after` is after the mail was delivered; a reply of bytes is sent as it is and the line cut; "" cuts it.
    """

    at: Literal["mail", "rcpt", "data", "after"]
    reply: str | bytes = ""
    seconds: float = 0


@dataclass
class Smtp:
    """An SMTP server with login; `faults` are consumed in order, `accepted` is what it took.

    `tls` are aiosmtpd's own arguments: ssl_context for smtps, tls_context for STARTTLS.
    """

    lmtp_port: int | None = None
    tls: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    accepted: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)  # addresses it does not take
    password: str = PASSWORD
    connections: int = 0
    port: int = field(default_factory=free_port)

    @property
    def url(self) -> str:
        """The way out through it; the password is PASSWORD."""
        return f"smtp://office@127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._controller = Controller(
            self, hostname="127.0.0.1", port=self.port, authenticator=self._known, auth_require_tls=False, **self.tls
        )
        self._controller.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._controller.stop()

    async def handle_EHLO(self, _s: SMTP, session: Session, _e: Envelope, host: str, replies: list[str]) -> list[str]:  # noqa: N802  aiosmtpd's names
        """Count who greets us."""
        session.host_name = host
        self.connections += 1
        return replies

    async def handle_MAIL(self, server: SMTP, _s: Session, envelope: Envelope, sender: str, _o: list[str]) -> str:  # noqa: N802  aiosmtpd's names
        """Take the sender."""
        envelope.mail_from = sender
        return await self._fault(server, "mail") or "250 OK"

    async def handle_RCPT(self, server: SMTP, _s: Session, envelope: Envelope, address: str, _o: list[str]) -> str:  # noqa: N802  aiosmtpd's names
        """Take a recipient."""
        if fault := await self._fault(server, "rcpt"):
            return fault
        if address in self.unknown:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _s: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's names
        """Take the letter and deliver it."""
        if fault := await self._fault(server, "data"):
            return fault
        content = bytes(envelope.original_content or b"")
        recipients = list(envelope.rcpt_tos)
        if self.lmtp_port:
            await asyncio.get_running_loop().run_in_executor(None, self._deliver, recipients, content)
        self.accepted.append((envelope.mail_from or "", recipients, content))
        return await self._fault(server, "after") or "250 2.0.0 queued"

    def _deliver(self, recipients: list[str], content: bytes) -> None:
        """Into the Dovecot, a transaction for each recipient: the stdlib reads one answer only."""
        with smtplib.LMTP("127.0.0.1", self.lmtp_port or 0) as line:
            for recipient in recipients:
                line.sendmail("office@gov.test", [recipient.partition("@")[0]], content)

    async def _fault(self, server: SMTP, at: str) -> str:
        if not self.faults or self.faults[0].at != at:
            return ""
        fault = self.faults.pop(0)
        if fault.seconds:
            await asyncio.sleep(fault.seconds)
        if isinstance(fault.reply, str) and fault.reply:
            return fault.reply
        if not fault.seconds or fault.reply:
            transport: Any = server.transport
            if fault.reply:
                transport.write(fault.reply)
            transport.close()
        return "421 bye" if not fault.seconds else ""

    async def auth_XOAUTH2(self, _server: SMTP, arguments: list[str]) -> AuthResult:  # noqa: N802  aiosmtpd's names
        """Know who brings PASSWORD as a token."""
        known = f"auth=Bearer {PASSWORD}\1".encode() in base64.b64decode(arguments[1])
        return AuthResult(success=known, handled=False)

    def _known(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object
    ) -> AuthResult:
        known = isinstance(data, LoginPassword) and data.password == self.password.encode()
        return AuthResult(success=known, handled=known)


class Postgres:
    """A throw-away PostgreSQL with as many databases as asked for."""

    def __init__(self) -> None:
        self._databases = 0

    def __enter__(self) -> Self:
        self._root = Path(tempfile.mkdtemp(prefix="pg."))
        self._port = free_port()
        owner: dict[str, Any] = {}
        if os.geteuid() == 0:  # it refuses to run as root
            entry = pwd.getpwnam("postgres")
            os.chown(self._root, entry.pw_uid, entry.pw_gid)
            owner = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        data, log = str(self._root / "data"), self._root / "log"
        made = [program("initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run(made, check=True, capture_output=True, cwd=self._root, **owner)
        started = [program("postgres"), "-D", data, "-p", str(self._port), "-k", str(self._root), "-c", "fsync=off"]
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                started, stdout=output, stderr=output, cwd=self._root, start_new_session=True, **owner
            )
        while "ready to accept connections" not in log.read_text(errors="replace"):
            if self._process.poll() is not None:
                raise RuntimeError(log.read_text(errors="replace"))
            time.sleep(0.01)
        return self

    def __exit__(self, *exc: object) -> None:
        _end(self._process)
        shutil.rmtree(self._root, ignore_errors=True)

    def database(self) -> str:
        """The address of a new, empty database, as the book takes it."""
        server = f"postgres@127.0.0.1:{self._port}"
        self._databases += 1
        with psycopg.connect(f"postgresql://{server}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE test{self._databases}")
        return f"postgresql+psycopg://{server}/test{self._databases}"


class LibreOffice:
    """A LibreOffice that does not end, as it has a page open: what it is asked to convert is handed to it by a second one,
    which costs a sixth of a start."""

    def __enter__(self) -> Self:
        self._root = Path(tempfile.mkdtemp(prefix="lo."))
        held, fonts = self._root / "held.txt", tests.fonts.configuration() or tests.fonts.fetch() / "fonts.conf"
        held.write_text("held open")
        self._environment = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
        command = [*self._command, str(held)]
        if shutil.which("setpriv"):  # so that it ends with the tests, even if they are killed
            command = ["setpriv", "--pdeathsig", "TERM", *command]
        with (self._root / "said").open("wb") as said:
            self._process = subprocess.Popen(
                command, stdout=said, stderr=said, env=self._environment, start_new_session=True
            )
        end = time.monotonic() + 120
        while not held.with_name(f".~lock.{held.name}#").exists():  # it is open
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError((self._root / "said").read_text(errors="replace"))
            time.sleep(0.01)
        return self

    def __exit__(self, *exc: object) -> None:
        _end(self._process)
        shutil.rmtree(self._root, ignore_errors=True)

    @property
    def _command(self) -> list[str]:
        return ["soffice", f"-env:UserInstallation={self._root.as_uri()}/profile", "--headless", "--norestore"]

    def convert(self, target: str, folder: Path, *paths: Path) -> None:
        """Save files anew in another format, under their names in the folder."""
        command = [*self._command, "--convert-to", target, "--outdir", str(folder), *map(str, paths)]
        subprocess.run(command, check=True, capture_output=True, env=self._environment, timeout=600)


def is_alive(process: psutil.Process, program: str) -> bool:
    """Whether a process runs that program; one that has ended and was not waited for is none."""
    return process.status() != psutil.STATUS_ZOMBIE and program in process.cmdline()
