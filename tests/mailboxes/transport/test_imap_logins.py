"""Logging in to IMAP servers: what is said over which line, and what a person reads where it fails.

The real Dovecot over TLS with its trusted certificate is in test_imap.py.
"""

import base64
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mailboxes import LoginRefused, Mailbox, MailServerError, UnreachableError, connect
from tests.servers import PASSWORD, Account, Dovecot

HERE = Path()
CHINESE = "密码é§"


def opened(url: str, secret: str = PASSWORD) -> Mailbox:
    return connect(url, root=HERE, secret=secret, timeout=5)


def starttls(account: Account, host: str = "localhost") -> str:
    return account.url.replace("imap://", "imap+starttls://").replace("127.0.0.1", host)


class Sasl:
    """A server that takes AUTHENTICATE only: a challenge for each answer it wants, then the verdict."""

    def __init__(self, verdict: str = "OK", challenges: tuple[str, ...] = ("",), able: str = "") -> None:
        self.verdict, self.challenges, self.able = verdict, challenges, able
        self.heard: list[str] = []

    @contextmanager
    def listening(self) -> Iterator[int]:
        """Its port, while it listens."""
        server = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(b"* OK ready\r\n")
                for line in self.rfile:
                    tag, _, command = line.decode().strip().partition(" ")
                    server.heard.append(command)
                    verdict = "OK"
                    if command.startswith("AUTHENTICATE"):
                        for challenge in server.challenges:
                            self.wfile.write(f"+ {challenge}\r\n".encode())
                            server.heard.append(self.rfile.readline().decode().strip())
                        verdict = server.verdict
                    said = f"* CAPABILITY IMAP4rev1 {server.able}\r\n" if command == "CAPABILITY" else ""
                    self.wfile.write(f"{said}{tag} {verdict} done\r\n".encode())

        with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as listening:
            threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True).start()
            yield listening.server_address[1]
            listening.shutdown()

    def after(self, command: str) -> list[str]:
        """What was said in answer to the challenges of a command."""
        start = self.heard.index(command) + 1
        return self.heard[start : start + len(self.challenges)]


@pytest.mark.parametrize("secure", [True, False])
def test_an_unknown_certificate_is_refused_in_chinese_before_the_password(dovecot: Account, secure: bool) -> None:
    url = dovecot.secure_url if secure else starttls(dovecot)
    with (
        pytest.raises(UnreachableError, match=r"邮件服务器 localhost:\d+ 的证书未通过验证：.*self.signed"),
        opened(url),
    ):
        pass


@pytest.mark.parametrize("secure", [True, False])
def test_a_certificate_of_another_host_is_refused(
    dovecot: Account,
    secure: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.server.certificate))
    url = dovecot.secure_url.replace("localhost", "127.0.0.1") if secure else starttls(dovecot, "127.0.0.1")
    with pytest.raises(UnreachableError, match=r"证书未通过验证：.*127\.0\.0\.1"), opened(url):
        pass


def test_starttls_that_is_not_offered_sends_no_password() -> None:
    server = Sasl()
    with server.listening() as port:
        with (
            pytest.raises(MailServerError, match=f"127.0.0.1:{port}"),
            opened(f"imap+starttls://office@127.0.0.1:{port}"),
        ):
            pass
        assert not [command for command in server.heard if command.startswith(("LOGIN", "AUTHENTICATE"))]


def test_plain_tls_port_spoken_to_without_tls_is_told(dovecot: Account) -> None:
    url = dovecot.secure_url.replace("imaps", "imap+starttls")
    with pytest.raises(UnreachableError), opened(url):
        pass


@pytest.mark.parametrize("scheme", ["imap", "imap+starttls"])
def test_port_993_without_tls_is_a_server_that_cannot_be_reached(scheme: str) -> None:
    with pytest.raises(MailServerError), opened(f"{scheme}://office@127.0.0.1:993/"):
        pass


def test_a_password_beyond_ascii_opens_a_real_server() -> None:
    with Dovecot(CHINESE) as server:
        account = server.account()
        with opened(account.url, CHINESE) as box:
            assert box.survey().uids == ()
        with pytest.raises(LoginRefused), opened(account.url, CHINESE[:-1]):
            pass


def test_a_password_beyond_ascii_goes_as_sasl_plain_in_utf8() -> None:
    server = Sasl()
    with server.listening() as port, opened(f"imap://office@127.0.0.1:{port}", CHINESE):
        pass
    assert [base64.b64decode(said) for said in server.after("AUTHENTICATE PLAIN")] == [b"\0office\0" + CHINESE.encode()]


def test_a_token_goes_as_xoauth2() -> None:
    server, token = Sasl(), "ya29." + "x" * 900  # tokens are long, and the answer is one line
    with server.listening() as port, opened(f"imap://office%40gov.test;AUTH=XOAUTH2@127.0.0.1:{port}", token):
        pass
    said = [base64.b64decode(said) for said in server.after("AUTHENTICATE XOAUTH2")]
    assert said == [f"user=office@gov.test\1auth=Bearer {token}\1\1".encode()]


def test_a_refused_token_is_told_after_the_empty_answer_the_server_waits_for() -> None:
    """The second challenge is why: JSON in base64. Google and Microsoft want an empty line before they say NO."""
    why = base64.b64encode(b'{"status":"401","schemes":"bearer"}').decode()
    server = Sasl("NO", ("", why))
    with (
        server.listening() as port,
        pytest.raises(LoginRefused),
        opened(f"imap://office;AUTH=XOAUTH2@127.0.0.1:{port}", "old"),
    ):
        pass
    assert server.after("AUTHENTICATE XOAUTH2")[1] == ""


@pytest.mark.parametrize("user", ["office", "office;AUTH=XOAUTH2"])
def test_a_challenge_that_is_no_base64_is_told(user: str) -> None:
    with (
        Sasl(challenges=("go ahead",)).listening() as port,
        pytest.raises(MailServerError, match="应答无法理解"),
        opened(f"imap://{user}@127.0.0.1:{port}", CHINESE),
    ):
        pass
