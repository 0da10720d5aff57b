"""An IMAP server that holds real mails and fails as it is told: what Dovecot never does and others do."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Answer = tuple[bytes, str] | None
"""What comes before the tagged line, and that line; None hangs up."""

_OK = "OK done"


@dataclass
class Lying:
    """A mail in the mailbox, as the server states it."""

    raw: bytes
    received: str = '"10-Jun-2022 09:00:00 +0800"'
    size: int | None = None


@dataclass
class Box:
    """The server's INBOX. `fault` may answer a command in its own way; what it leaves to us is answered rightly."""

    mails: dict[int, Lying] = field(default_factory=dict)
    fault: Callable[[Box, str], Answer | bool] | None = None
    read_only: bool = False
    _next: int = 1

    def deliver(self, *mails: Lying) -> None:
        """Mails come in."""
        for mail in mails:
            self.mails[self._next] = mail
            self._next += 1

    def answer(self, command: str) -> Answer:
        """The answer to a command without its tag."""
        if self.fault and (own := self.fault(self, command)) is not True:
            return own or None
        verb = command.upper()
        if verb.startswith("CAPABILITY"):
            return b"* CAPABILITY IMAP4rev1 ID UIDPLUS MOVE\r\n", _OK
        if verb.startswith(("SELECT", "EXAMINE")):
            mode = "[READ-ONLY]" if self.read_only or verb.startswith("EXAMINE") else "[READ-WRITE]"
            return f"* {len(self.mails)} EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n".encode(), f"OK {mode} done"
        if verb.startswith("UID FETCH"):
            return b"".join(self.line(uid, command) for uid in self.wanted(command)), _OK
        if verb.startswith("UID MOVE"):
            gone = self.wanted(command)
            for uid in gone:
                del self.mails[uid]
            uids = ",".join(map(str, gone))
            return f"* OK [COPYUID 9 {uids} {uids}] x\r\n".encode(), _OK
        return (b"* BYE x\r\n" if verb.startswith("LOGOUT") else b""), _OK

    def wanted(self, command: str) -> list[int]:
        """The uids of a command that lie here."""
        named = command.split(" ")[2]
        return [uid for uid in sorted(self.mails) if named == "1:*" or str(uid) in named.split(",")]

    def line(self, uid: int, command: str) -> bytes:
        """The FETCH line of a mail."""
        mail, said = self.mails[uid], f"* 1 FETCH (UID {uid}"
        if "ENVELOPE" in command:
            address = re.search(rb"From: ([^@\r\n]+)@([^\r\n]+)", mail.raw)
            local, host = (part.decode() for part in address.groups()) if address else ("x", "y")
            said += f' ENVELOPE (NIL "form" ((NIL NIL "{local}" "{host}")) NIL NIL NIL NIL NIL NIL NIL)'
        if "SIZE" in command:
            size = len(mail.raw) if mail.size is None else mail.size
            said += f" RFC822.SIZE {size} INTERNALDATE {mail.received}"
        if "BODY" in command:
            return f"{said} BODY[] {{{len(mail.raw)}}}\r\n".encode() + mail.raw + b")\r\n"
        return f"{said})\r\n".encode()


@contextmanager
def serving(box: Box) -> Iterator[int]:
    """The port the box is served on."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"* OK ready\r\n")
            for line in self.rfile:
                tag, _, command = line.decode("utf-8", "replace").rstrip("\r\n").partition(" ")
                answer = box.answer(command)
                if answer is None:
                    return
                self.wfile.write(answer[0] + f"{tag} {answer[1]}\r\n".encode())
                if command.upper().startswith("LOGOUT"):
                    return

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True).start()
        yield listening.server_address[1]
        listening.shutdown()
