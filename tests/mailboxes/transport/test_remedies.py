"""What a mail server says, told with what to do about it."""

from __future__ import annotations

import imaplib
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import mailboxes
from mailboxes.transport.errors import LoginRefused
from mailboxes.transport.remedies import is_passing, said, told
from tests.servers import Account, Smtp

HERE = Path()
QQ = "Login fail. Account is abnormal, service is not open, password is incorrect, login frequency limited, or system is busy."


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"[PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure connections.", "imaps://"),
        (imaplib.IMAP4.error("LOGIN command error: BAD [b'LOGIN disabled']"), "imaps://"),
        (b"[ALERT] Too many simultaneous connections. (Failure)", "连接已满"),
        (b"[LIMIT] Maximum number of connections from user+IP exceeded", "连接已满"),
        (b"[OVERQUOTA] Quota exceeded (mailbox for user is full)", "空间已满"),
        (b"552 5.2.2 Mailbox full", "空间已满"),
        (b"[TRYCREATE] Invalid mailbox name: Name must begin with INBOX.", "INBOX."),
        (b"EXAMINE Unsafe Login. Please contact kefu@188.com for help", "授权码"),
        (b"[UNAVAILABLE] Temporary authentication failure.", "稍后自动再试"),
        ("Error: 请使用授权码登录。详情请看: http://service.mail.qq.com/".encode("gbk"), "代替登录密码"),
        (b"Login Fail. Please enter your authorization code to login.", "代替登录密码"),
        (b"535 Error: ERR.LOGIN.REQCODE", "代替登录密码"),
        (b"451 Requested mail action not taken: too much fail authentication", "暂时被锁"),
        (b"526 Authentication failure[1]", "暂时被锁"),
        (b"Too many login failures, try again later", "暂时被锁"),
        (b"550 User has no permission", "开启 IMAP/SMTP"),
        (b"535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant", "开启"),
        (b"UC_LOGIN_SOURCE_NOT_ALLOWED", "开启"),
        (b"UC_CLIENT_NON_SSL", "imaps://"),
        (b"421 HL:ICC 163 smtp8", "过密"),
        ("self-signed certificate", "根证书"),
        ("Hostname mismatch, certificate is not valid for 'mail.test'.", "主机名与证书不符"),
        ("certificate has expired", "本机时间"),
        (imaplib.IMAP4.abort("unexpected response: b'220 smtp.test ESMTP'"), "993"),
    ],
)
def test_answer_is_told_with_what_to_do(answer: object, words: str) -> None:
    assert words in told(answer)
    assert "b'" not in told(answer)


def test_what_is_not_known_is_told_as_it_is() -> None:
    assert told([b"Login fail. Account is abnormal"]) == "Login fail. Account is abnormal"


@pytest.mark.parametrize(
    ("words", "passing"),
    [
        ("[ALERT] Too many simultaneous connections", True),
        ("[UNAVAILABLE] internal error", True),
        ("Too many login failures, try again later", False),
        ("Login fail. login frequency limited, or system is busy", False),
        ("[AUTHENTICATIONFAILED] Invalid credentials", False),
    ],
)
def test_only_a_refusal_that_blames_no_password_is_tried_again_soon(words: str, passing: bool) -> None:
    assert is_passing(words) == passing


@example("\U00010000" * 80)
@given(st.text(max_size=80))
def test_words_in_a_bytes_literal_are_the_servers(words: str) -> None:
    assert said(repr(words.encode())) == " ".join(words.split())


@pytest.mark.parametrize("words", ["b'密码'", r"b'\xZZ'", "b'", "b'" + "x" * 9000])
def test_words_that_only_look_like_a_literal_stay(words: str) -> None:
    assert words.startswith(said(words))


def test_wrong_kind_of_port_is_said(dovecot: Account, smtp: Smtp) -> None:
    plain = f"imaps://{dovecot.user}@127.0.0.1:{dovecot.server.imap_port}/INBOX"
    with (
        pytest.raises(mailboxes.UnreachableError, match="端口或加密方式不对"),
        mailboxes.connect(plain, root=HERE, secret="x"),
    ):
        pass
    other = f"smtp://office@127.0.0.1:{dovecot.server.imap_port}"
    with (
        pytest.raises(mailboxes.UnreachableError, match="端口或加密方式不对"),
        mailboxes.outbox(other, root=HERE, secret="x"),
    ):
        pass
    mail = f"imap://{dovecot.user}@127.0.0.1:{smtp.port}/INBOX"
    with (
        pytest.raises(mailboxes.MailServerError, match="端口或加密方式不对"),
        mailboxes.connect(mail, root=HERE, secret="x"),
    ):
        pass


def test_refused_login_has_one_advice() -> None:
    assert "核对用户名和密码" in str(LoginRefused("mx.test", QQ))
    assert "核对用户名和密码" not in str(LoginRefused("mx.test", "[PRIVACYREQUIRED] no plaintext auth"))
