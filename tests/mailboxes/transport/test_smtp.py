"""The way out by SMTP, against a real server with every fault it can have."""

import ssl
from contextlib import ExitStack
from pathlib import Path

import pytest

from mailboxes import LoginRefused, MailAddressError, Outbox, UnreachableError, connect, outbox
from tests.mailboxes.lines import Cut, Line
from tests.servers import PASSWORD, Account, Dovecot, Fault, Smtp, free_port

HERE = Path()
LETTER = b"Message-ID: <1@gov.test>\r\nSubject: x\r\n\r\n.\r\n..two\r\nend\r\n"


def opened(url: str, secret: str | None = PASSWORD, timeout: float = 5) -> Outbox:
    return outbox(url, root=HERE, secret=secret, timeout=timeout)


def sent(url: str, *recipients: str, raw: bytes = LETTER) -> tuple[str, str]:
    with opened(url) as out:
        delivery = out.send(raw, sender="office@gov.test", recipients=recipients or ["a@unit.test"])
    return delivery.state, delivery.detail


def test_letters_arrive_byte_for_byte_over_one_connection(smtp: Smtp, dovecot: Account) -> None:
    with opened(smtp.url) as out:
        for _ in range(3):
            assert out.send(LETTER, sender="office@gov.test", recipients=[f"{dovecot.user}@gov.test"]).state == "sent"
    assert smtp.connections == 1
    assert [letter[2] for letter in smtp.accepted] == [LETTER] * 3
    with connect(dovecot.url, root=HERE, secret=PASSWORD) as box:
        arrived = list(box.fetch("INBOX", box.survey().uids, limit=10_000))
    assert len(arrived) == 3
    assert all(LETTER in (mail.raw or b"") for mail in arrived)


def test_bare_line_feeds_become_lines(smtp: Smtp) -> None:
    smtp.lmtp_port = None
    assert sent(smtp.url, raw=b"Subject: x\n\na\n.b") == ("sent", "")
    assert smtp.accepted[0][2] == b"Subject: x\r\n\r\na\r\n.b\r\n"


@pytest.mark.parametrize(
    ("fault", "state", "delivered"),
    [
        (Fault("mail", "451 4.3.0 later"), "retry", 0),
        (Fault("mail", "421 bye"), "sent", 1),  # nothing was said yet: a new connection, once
        (Fault("mail", b"25"), "sent", 1),
        (Fault("mail"), "sent", 1),
        (Fault("rcpt", "550 5.1.1 no such user"), "refused", 0),
        (Fault("rcpt", "452 4.2.2 mailbox full"), "retry", 0),
        (Fault("rcpt"), "retry", 0),
        (Fault("rcpt", b"25"), "retry", 0),
        (Fault("data", "554 DT:SPM"), "refused", 0),
        (Fault("data", "451 4.3.0 a proxy may say so after relaying"), "unknown", 0),
        (Fault("data"), "unknown", 0),
        (Fault("after"), "unknown", 1),
        (Fault("after", b"25"), "unknown", 1),
        (Fault("after", b"2"), "unknown", 1),
        (Fault("after", b"nonsense\r\n"), "unknown", 1),
        (Fault("after", b"250-first line only\r\n"), "unknown", 1),
        (Fault("after", "451 4.3.0"), "unknown", 1),
    ],
)
def test_the_fate_of_a_letter_is_known_or_said_to_be_unknown(
    smtp: Smtp, fault: Fault, state: str, delivered: int
) -> None:
    smtp.lmtp_port = None
    smtp.faults = [fault]
    with opened(smtp.url) as out:
        first = out.send(LETTER, sender="office@gov.test", recipients=["a@unit.test"])
        assert (first.state, len(smtp.accepted)) == (state, delivered)
        assert out.send(LETTER, sender="office@gov.test", recipients=["b@unit.test"]).state == "sent"
    assert len(smtp.accepted) == delivered + 1


def test_a_silent_server_leaves_the_fate_unknown(smtp: Smtp) -> None:
    smtp.lmtp_port = None
    smtp.faults = [Fault("after", seconds=3)]
    with opened(smtp.url, timeout=0.5) as out:
        assert out.send(LETTER, sender="office@gov.test", recipients=["a@unit.test"]).state == "unknown"


def test_a_refused_recipient_does_not_keep_the_others_from_it(smtp: Smtp) -> None:
    smtp.lmtp_port = None
    smtp.faults = [Fault("rcpt", "550 5.1.1 no such user")]
    state, detail = sent(smtp.url, "gone@unit.test", "b@unit.test")
    assert state == "sent"
    assert "gone@unit.test：550" in detail
    assert smtp.accepted[0][1] == ["b@unit.test"]


@pytest.mark.parametrize("address", ["a@b.test>\r\nRCPT TO:<evil@x.test", "a b@c.test", ""])
def test_what_is_no_address_is_refused_here(smtp: Smtp, address: str) -> None:
    assert sent(smtp.url, address)[0] == "refused"
    assert smtp.accepted == []


def test_a_line_cut_anywhere_never_calls_a_lost_letter_sent(smtp: Smtp) -> None:
    """One letter over a line that breaks at every byte: sent is sent, retry did not arrive, no other claim."""
    smtp.lmtp_port = None

    def attempt(port: int) -> str | None:
        try:
            with opened(smtp.url.replace(str(smtp.port), str(port))) as out:
                return out.send(LETTER, sender="office@gov.test", recipients=["a@unit.test"]).state
        except UnreachableError:
            return None

    with Line(smtp.port) as line:
        assert attempt(line.port) == "sent"
    fates = set()
    for side, length in line.passed[0].items():
        for after in range(1, length - 8, 3):
            smtp.accepted.clear()
            breaks = Cut("up" if side == "up" else "down", after, "reset" if after % 2 else "close")
            with Line(smtp.port, breaks, breaks) as line:
                fate = attempt(line.port)
            fates.add(fate)
            assert len(smtp.accepted) <= 1
            assert fate != "sent" or smtp.accepted
            assert fate in {"unknown", "sent"} or not smtp.accepted
    assert {"unknown", "retry", None} <= fates


def test_a_server_gone_in_the_middle_leaves_the_letters_for_later() -> None:
    with ExitStack() as running:
        smtp = running.enter_context(Smtp())
        with opened(smtp.url) as out:
            assert out.send(LETTER, sender="office@gov.test", recipients=["a@unit.test"]).state == "sent"
            running.close()
            fates = [out.send(LETTER, sender="office@gov.test", recipients=["a@unit.test"]) for _ in range(3)]
    assert [fate.state for fate in fates] == ["retry"] * 3
    assert all("连接失败" in fate.detail for fate in fates)


@pytest.mark.parametrize(("scheme", "context"), [("smtps", "ssl_context"), ("smtp+starttls", "tls_context")])
def test_letters_go_out_over_tls_to_a_server_that_proves_its_name(
    dovecot_server: Dovecot, monkeypatch: pytest.MonkeyPatch, scheme: str, context: str
) -> None:
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.load_cert_chain(dovecot_server.certificate, dovecot_server.root / "key.pem")
    with Smtp(tls={context: secure}) as smtp:
        url = f"{scheme}://office@localhost:{smtp.port}"
        with pytest.raises(UnreachableError, match="证书"), opened(url):
            pass
        monkeypatch.setenv("SSL_CERT_FILE", str(dovecot_server.certificate))
        assert sent(url) == ("sent", "")


def test_tls_that_was_asked_for_is_never_done_without(smtp: Smtp) -> None:
    with pytest.raises(UnreachableError), opened(smtp.url.replace("smtp://", "smtp+starttls://")):
        pass


def test_a_refused_login_tells_what_to_do(smtp: Smtp) -> None:
    with pytest.raises(LoginRefused, match="授权码"), opened(smtp.url, secret="wrong"):
        pass


@pytest.mark.parametrize("password", ['a"b\\c{}%', "pass word", "密码", "ünï\\"])
def test_a_password_of_any_characters_logs_in(smtp: Smtp, password: str) -> None:
    smtp.password = password
    with outbox(smtp.url, root=HERE, secret=password):
        pass
    with pytest.raises(LoginRefused), outbox(smtp.url, root=HERE, secret=f"{password}不"):
        pass


def test_a_token_logs_in_where_the_address_says_so(smtp: Smtp) -> None:
    smtp.lmtp_port = None
    url = smtp.url.replace("office@", "office;AUTH=XOAUTH2@")
    assert sent(url) == ("sent", "")
    with pytest.raises(LoginRefused), opened(url, secret="stale"):
        pass


def test_a_missing_server_is_unreachable() -> None:
    with pytest.raises(UnreachableError), opened(f"smtp://a@127.0.0.1:{free_port()}"):
        pass


@pytest.mark.parametrize("url", ["smtp://", "smtp://u:secret@host", "smtp://host:port", "smtpx://host"])
def test_outbox_refuses_addresses_that_say_nothing(url: str) -> None:
    with pytest.raises(MailAddressError):
        outbox(url, root=HERE)


@pytest.mark.parametrize(
    ("at", "reply"),
    [
        ("mail", "550 5.7.1 no"),  # no recipient was named yet: it is our own account
        ("mail", "553 Mail from must equal authorized user"),
        ("mail", "530 5.7.0 Authentication required"),
        ("rcpt", "530 5.7.1 Client was not authenticated"),
    ],
)
def test_refused_account_is_said_once_and_no_further_letter_is_tried(smtp: Smtp, at: str, reply: str) -> None:
    smtp.lmtp_port = None
    smtp.faults += [Fault(at, reply)]  # type: ignore[arg-type]  # one of the four
    with opened(smtp.url) as out:
        first = out.send(LETTER, sender="office@gov.test", recipients=["a@unit.test"])
        second = out.send(LETTER, sender="office@gov.test", recipients=["b@unit.test"])
    assert (first.state, first.account) == (second.state, second.account) == ("retry", True)
    assert "不许本办账号以 office@gov.test 发信" in first.detail
    assert reply in first.detail
    assert second.detail == first.detail
    assert smtp.accepted == []


@pytest.mark.parametrize(
    ("at", "reply", "advice"),
    [
        ("mail", "440 mail from account doesn't conform with authentication", "发信账号一致"),
        ("after", "550 5.7.60 SMTP; Client does not have permissions to send as this sender", "发信账号一致"),
        ("after", "554 5.2.252 SendAsDenied; office not allowed to send as x", "发信账号一致"),
        ("rcpt", "550 Connection frequency limited", "过密"),
        ("rcpt", "505 the total of RCPTs is achieved the maximum threshold", "过密"),
        ("after", "554 MI:SFQ 163 smtp9", "过密"),
        ("after", "554 5.2.0 STOREDRV.Submission; SubmissionQuotaExceededException", "过密"),
        ("data", "554 Reject by behaviour spam at Rcpt State", "过密"),
    ],
)
def test_what_is_refused_for_the_offices_sake_is_no_recipients_fault(
    smtp: Smtp, at: str, reply: str, advice: str
) -> None:
    smtp.lmtp_port = None
    smtp.faults += [Fault(at, reply)]  # type: ignore[arg-type]  # one of the four
    with opened(smtp.url) as out:
        fates = [out.send(LETTER, sender="office@gov.test", recipients=[f"{one}@unit.test"]) for one in "ab"]
    assert [(fate.state, fate.account) for fate in fates] == [("retry", True)] * 2
    assert advice in fates[0].detail
    assert reply in fates[1].detail


def test_letter_taken_for_junk_is_refused_with_what_to_do(smtp: Smtp) -> None:
    smtp.lmtp_port = None
    smtp.faults += [Fault("after", "554 DT:SPM 163 smtp9")]
    state, detail = sent(smtp.url)
    assert state == "refused"
    assert "白名单" in detail


def test_account_is_tried_without_a_letter(smtp: Smtp) -> None:
    smtp.lmtp_port = None
    with opened(smtp.url) as out:
        assert out.admits("office@gov.test") == ""
        smtp.faults += [Fault("mail", "553 no")]
        assert "不许本办账号" in out.admits("office@gov.test")
    with opened(smtp.url) as out:  # mended: letters go out again
        assert out.send(LETTER, sender="office@gov.test", recipients=["a@unit.test"]).state == "sent"
