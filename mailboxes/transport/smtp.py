"""Letters out by SMTP, command by command, so that it is always known which of them may have gone out."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from base64 import b64encode
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Self

from mailboxes.message.headers import ADDRESS
from mailboxes.transport.errors import LoginRefused, MailServerError, UnreachableError
from mailboxes.transport.remedies import is_our_fault, is_passing, remedy, said, told
from mailboxes.transport.server import Server
from mailboxes.transport.transport import Delivery

_LET_IN = 235
_NOT_LET_IN = (530, 534, 535, 538)  # RFC 4954: log in first, or otherwise
_TORN = "服务器的应答不完整"


def outbox(url: str, *, root: Path, secret: str | None, timeout: float) -> SmtpOutbox:  # noqa: ARG001  one signature for all schemes
    """The way out of smtp://, smtps:// or smtp+starttls://user@host:port; smtp:// alone stays plain text."""
    return SmtpOutbox(Server.named(url), secret=secret, timeout=timeout)


class SmtpOutbox:
    """One SMTP connection for many letters, made anew once where the server has hung up between two."""

    def __init__(self, server: Server, *, secret: str | None, timeout: float) -> None:
        self._server = server
        self._secret = secret
        self._timeout = timeout
        self._line: smtplib.SMTP | None = None
        self._refused = False  # whether that is because the office's own account is refused
        self._down = ""  # why the server cannot be reached any more: the letters after that are not tried

    def __enter__(self) -> Self:
        self._line = self._opened()
        return self

    def __exit__(self, *exc: object) -> None:
        with suppress(smtplib.SMTPException, OSError):  # a dead line needs no farewell
            if self._line:
                self._line.quit()
        self._hang_up()

    def send(self, raw: bytes, *, sender: str, recipients: Sequence[str], copy: str = "") -> Delivery:
        """Hand over one letter. Refused recipients are named in the detail of a letter that went to others."""
        wrong = [address for address in (sender, *recipients) if not ADDRESS.fullmatch(address)]
        if wrong or not recipients:
            return Delivery(state="refused", detail=f"邮件地址无效：{'、'.join(wrong)}")
        if self._down:
            return Delivery(state="retry", detail=self._down, account=self._refused)
        fate = self._tried(raw, sender, recipients, copy) if self._line else None
        if fate is None:  # the line of the letter before is dead, and nothing was said on it yet
            try:
                self._line = self._opened()
            except MailServerError as error:
                self._down = str(error)
                return Delivery(state="retry", detail=self._down)
            fate = self._tried(raw, sender, recipients, copy)
        return fate or Delivery(state="retry", detail=_TORN)

    def _tried(self, raw: bytes, sender: str, recipients: Sequence[str], copy: str) -> Delivery | None:
        """One transaction; None where the line was dead before the first word of it."""
        code, answer = self._asked(f"MAIL FROM:<{sender}>")
        if not 200 <= code <= 599 or code == 421:
            self._hang_up()
            return None
        if code >= 300:  # before a recipient is named: it is the office's account that is refused
            return self._account_refused(sender, code, answer) if code >= 500 else self._given_up(code, answer)
        refused: dict[str, tuple[int, str]] = {}
        for recipient in dict.fromkeys([*recipients, *filter(None, [copy])]):
            code, answer = self._asked(f"RCPT TO:<{recipient}>")
            if code in _NOT_LET_IN:
                return self._account_refused(sender, code, answer)
            if not 200 <= code <= 599 or code == 421:
                return self._given_up(code, answer)
            if code >= 300 and recipient in recipients:  # without the copy the letter goes all the same
                refused[recipient] = code, f"{recipient}：{code} {answer}"
        detail = "；".join(text for _, text in refused.values())
        if len(refused) == len(recipients):
            return self._given_up(min((code for code, _ in refused.values()), default=550), detail)
        return self._handed_over(raw, detail)

    def _handed_over(self, raw: bytes, detail: str) -> Delivery:
        """The letter itself, to those recipients that were taken."""
        code, answer = self._asked("DATA")
        return self._written(raw, detail) if code == 354 else self._given_up(code, answer)

    def admits(self, sender: str) -> str:
        """Why the server lets nobody send under that address with this account; "" where it does."""
        code, answer = self._asked(f"MAIL FROM:<{sender}>")
        refused = (
            self._account_refused(sender, code, answer).detail if 500 <= code <= 599 or is_our_fault(answer) else ""
        )
        self._asked("RSET")
        return refused

    def _account_refused(self, sender: str, code: int, answer: str) -> Delivery:
        """No letter can go out until somebody mends the account: those to come are not tried."""
        self._make_ready(code)
        advice = "请核对 [mail] outbox 的账号、密码或授权码，以及该账号的发信权限"
        refused = f"发信服务器 {self._server.place} 不许本办账号以 {sender} 发信（{code} {answer}）"
        return self._wait("；".join(filter(None, (refused, advice, remedy(answer)))))

    def _wait(self, why: str) -> Delivery:
        """It is no letter's fault: all of them wait."""
        self._refused, self._down = True, why
        return Delivery(state="retry", detail=why, account=True)

    def _written(self, raw: bytes, detail: str) -> Delivery:
        """The letter itself. Without the final dot no server may deliver it; after the dot only 2xx and 5xx are clear."""
        line = self._line
        if line is None:
            return Delivery(state="retry", detail=_TORN)
        try:
            line.send(_stuffed(raw))
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            return Delivery(state="retry", detail=said(error))
        try:
            line.send(b".\r\n")
            code, answer = line.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            return Delivery(state="unknown", detail=said(error))
        if 200 <= code <= 299:
            return Delivery(state="sent", detail=detail)
        if 500 <= code <= 599:
            return self._given_up(code, said(answer))
        self._hang_up()
        return Delivery(state="unknown", detail=f"{code} {said(answer)}")

    def _asked(self, command: str) -> tuple[int, str]:
        """A command's answer; code -1 where there was none."""
        try:
            if self._line:
                code, answer = self._line.docmd(command)
                return code, said(answer)
        except (OSError, smtplib.SMTPException) as error:
            return -1, said(error)
        return -1, _TORN

    def _given_up(self, code: int, answer: str) -> Delivery:
        """The fate of a letter the server would not take; the line is made ready for the next one."""
        self._make_ready(code)
        detail = told(answer if str(code) in answer else f"{code} {answer}")
        if is_our_fault(answer):
            return self._wait(f"发信服务器 {self._server.place} 未收下本办的信：{detail}")
        return Delivery(state="refused" if 500 <= code <= 599 else "retry", detail=detail)

    def _make_ready(self, code: int) -> None:
        if not 200 <= code <= 599 or code == 421 or self._asked("RSET")[0] != 250:
            self._hang_up()

    def _hang_up(self) -> None:
        if self._line:
            self._line.close()
        self._line = None

    def _opened(self) -> smtplib.SMTP:
        """A connection, greeted and logged in."""
        server = self._server
        with server.reached(), ExitStack() as failing:
            try:
                line = self._connected()
                failing.callback(line.close)
                self._greet(line)
            except smtplib.SMTPAuthenticationError as error:
                if is_passing(said(error.smtp_error)):
                    raise UnreachableError(
                        f"邮件服务器 {server.place} 暂时不让登录：{told(error.smtp_error)}。"
                    ) from None
                raise LoginRefused(server.place, said(error.smtp_error)) from None
            except smtplib.SMTPException as error:
                raise UnreachableError(f"邮件服务器 {server.place} 没有按规定应答：{told(error)}。") from error
            failing.pop_all()
        return line

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        if server.scheme != "smtps":
            return smtplib.SMTP(server.host, server.port, timeout=self._timeout)
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=self._timeout, context=context)

    def _greet(self, line: smtplib.SMTP) -> None:
        """EHLO, TLS where the address asks for it (never without then), login."""
        if line.sock:  # a letter and its final dot are two small writes: waiting for the first one's echo costs 40 ms
            line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.ehlo_or_helo_if_needed()
        if self._server.scheme == "smtp+starttls":
            line.starttls(context=ssl.create_default_context())
            line.ehlo()
        if self._server.user and self._secret is not None:
            self._log_in(line, self._secret)

    def _log_in(self, line: smtplib.SMTP, secret: str) -> None:
        user = self._server.user
        if not self._server.by_token and (user + secret).isascii():
            line.login(user, secret)
            return
        if not self._server.by_token:  # smtplib speaks ASCII alone; PLAIN is UTF-8 (RFC 4616, 2)
            code, answer = line.docmd("AUTH", f"PLAIN {b64encode(f'{chr(0)}{user}{chr(0)}{secret}'.encode()).decode()}")
            if code != _LET_IN:
                raise smtplib.SMTPAuthenticationError(code, answer)
            return
        token = f"user={user}\1auth=Bearer {secret}\1\1"
        line.auth("XOAUTH2", lambda challenge=None: token if challenge is None else "", initial_response_ok=True)


def _stuffed(raw: bytes) -> bytes:
    """A letter as DATA wants it: CR LF at every line's end, leading dots doubled."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", raw)
    return re.sub(rb"(?m)^\.", b"..", lines) + (b"" if lines.endswith(b"\r\n") else b"\r\n")
