"""The IMAP mailbox against a real Dovecot."""

import imaplib
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import pytest

from ledger.model import SHANGHAI
from mailboxes import FolderError, Lack, LoginRefused, Mailbox, UnreachableError, connect
from tests.mailboxes.lines import Cut, Line
from tests.servers import PASSWORD, Account, free_port

HERE = Path()


def mail(number: int, size: int = 0) -> bytes:
    return f"Message-ID: <{number}@unit.test>\r\nSubject: {number}\r\n\r\n{'x' * size}\r\n".encode()


def opened(account: Account, url: str = "", timeout: float = 10) -> Mailbox:
    return connect(url or account.url, root=HERE, secret=PASSWORD, timeout=timeout)


@contextmanager
def colleague(account: Account) -> Iterator[imaplib.IMAP4]:
    """Somebody else in the same mailbox at the same time."""
    with imaplib.IMAP4("127.0.0.1", account.server.imap_port) as client:
        client.login(account.user, PASSWORD)
        client.select("INBOX")
        yield client


def test_survey_names_all_uids_and_their_validity(dovecot: Account) -> None:
    dovecot.deliver(mail(1), mail(2), mail(3))
    with opened(dovecot) as box:
        survey = box.survey()
        assert box.account == f"{dovecot.user}@127.0.0.1"
    assert survey.uids == ("1", "2", "3")
    assert int(survey.validity) > 0


def test_survey_of_an_empty_folder_is_empty(dovecot: Account) -> None:
    with opened(dovecot) as box:
        assert box.survey().uids == ()


def test_a_folder_that_is_missing_is_told_and_not_made(dovecot: Account) -> None:
    with opened(dovecot) as box, pytest.raises(FolderError, match="待处理"):
        box.survey("待处理")
    with colleague(dovecot) as client:
        assert "XoVZBHQG" not in str(client.list()[1])
    with pytest.raises(FolderError, match="收件箱"), opened(dovecot, dovecot.url.replace("INBOX", "收件箱")) as box:
        box.survey()


def test_fetch_brings_the_very_bytes_and_the_servers_time(dovecot: Account) -> None:
    raw = (
        b"Date: Mon, 1 Jan 2001 00:00:00 +0000\r\nSubject: \xb9\xd8\xd3\xda\r\n\r\n.\r\n..\r\nFrom x\r\n" + b"y" * 3000
    )
    with colleague(dovecot) as client:
        client.append("INBOX", "", '"10-Jun-2022 23:59:59 +0800"', raw)
    with opened(dovecot) as box:
        [fetched] = box.fetch("INBOX", ["1"], limit=10_000)
    assert fetched.raw == raw
    assert fetched.size == len(raw)
    assert fetched.received_at == datetime(2022, 6, 10, 23, 59, 59, tzinfo=SHANGHAI)
    assert fetched.received_at.tzinfo is SHANGHAI


def test_fetch_leaves_large_mails_and_marks_none_as_read(dovecot: Account) -> None:
    dovecot.deliver(mail(1), mail(2, 5000), mail(3))
    with opened(dovecot) as box:
        fetched = list(box.fetch("INBOX", ["3", "2", "1", "77"], limit=3000))
    assert [(item.uid, item.lack) for item in fetched] == [("1", None), ("2", Lack.LARGE), ("3", None)]
    assert fetched[1].raw is None
    assert (fetched[1].size or 0) > 5000
    assert fetched[1].subject == "2"
    with colleague(dovecot) as client:
        assert client.search(None, "SEEN")[1] == [b""]


def test_fetch_takes_more_mails_than_fit_one_command(dovecot: Account) -> None:
    dovecot.deliver(*(mail(number, 100) for number in range(120)))
    with opened(dovecot) as box:
        fetched = list(box.fetch("INBOX", box.survey().uids, limit=10_000))
    assert [item.uid for item in fetched] == [str(number + 1) for number in range(120)]
    assert all(f"<{number}@unit.test>".encode() in (item.raw or b"") for number, item in enumerate(fetched))


def test_fetch_is_not_led_astray_by_a_colleague(dovecot: Account) -> None:
    """Flags set and mails expunged in another session meanwhile: no phantom, no mail under a wrong uid."""
    dovecot.deliver(*(mail(number) for number in range(1, 7)))
    with opened(dovecot) as box, colleague(dovecot) as client:
        uids = box.survey().uids
        client.uid("STORE", "3", "+FLAGS", r"(\Seen $Reviewed)")
        client.uid("STORE", "2,5", "+FLAGS", r"(\Deleted)")
        client.expunge()
        fetched = list(box.fetch("INBOX", uids, limit=10_000))
    assert [item.uid for item in fetched] == ["1", "3", "4", "6"]
    assert all(f"<{item.uid}@unit.test>".encode() in (item.raw or b"") for item in fetched)


def test_move_is_real_and_leaves_what_others_deleted(dovecot: Account) -> None:
    dovecot.deliver(mail(1), mail(2), mail(3))
    with colleague(dovecot) as client:
        client.uid("STORE", "1", "+FLAGS", r"(\Deleted)")
    with opened(dovecot) as box:
        assert box.move("INBOX", ["2"], "已处理/2022")
        assert not box.move("INBOX", ["2"], "已处理/2022")
        assert not box.move("INBOX", ["99"], "已处理/2022")
        assert box.survey().uids == ("1", "3")
        [moved] = box.fetch("已处理/2022", box.survey("已处理/2022").uids, limit=10_000)
    assert b"<2@unit.test>" in (moved.raw or b"")


def test_move_without_move_copies_and_expunges_that_one_mail(dovecot: Account) -> None:
    dovecot.deliver(mail(1), mail(2), mail(3))
    with colleague(dovecot) as client:
        client.uid("STORE", "1", "+FLAGS", r"(\Deleted)")
    with opened(dovecot) as box:
        box._box.client.capabilities = ("IMAP4REV1", "UIDPLUS")  # type: ignore[attr-defined]
        assert box.move("INBOX", ["2"], "已处理")
        assert not box.move("INBOX", ["2"], "已处理")
        assert box.survey().uids == ("1", "3")
        assert len(box.survey("已处理").uids) == 1


def test_move_without_uidplus_leaves_the_mail_marked(dovecot: Account) -> None:
    dovecot.deliver(mail(1), mail(2))
    with opened(dovecot) as box:
        box._box.client.capabilities = ("IMAP4REV1",)  # type: ignore[attr-defined]
        assert box.move("INBOX", ["1"], "已处理")
        assert not box.move("INBOX", ["77"], "已处理")
        assert box.survey().uids == ("1", "2")
    with colleague(dovecot) as client:
        assert client.search(None, "DELETED")[1] == [b"1"]


def test_capabilities_are_those_after_login(dovecot: Account) -> None:
    with opened(dovecot) as box:
        assert {"MOVE", "UIDPLUS"} <= set(box._box.client.capabilities)  # type: ignore[attr-defined]


def test_validity_changes_with_the_folder(dovecot: Account) -> None:
    with opened(dovecot) as box, colleague(dovecot) as client:
        client.create("incoming")
        first = box.survey("incoming").validity
        box.survey()
        client.delete("incoming")
        time.sleep(1.1)  # Dovecot's validity is a second
        client.create("incoming")
        assert box.survey("incoming").validity != first


def test_connect_over_tls_verifies_the_certificate(dovecot: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreachableError, match="证书"), opened(dovecot, dovecot.secure_url):
        pass
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.server.certificate))
    for url in (
        dovecot.secure_url,
        dovecot.url.replace("imap://", "imap+starttls://").replace("127.0.0.1", "localhost"),
    ):
        with opened(dovecot, url) as box:
            assert box.survey().uids == ()


def test_a_refused_login_tells_what_to_do(dovecot: Account) -> None:
    box = connect(dovecot.url, root=HERE, secret="wrong", timeout=10)
    with pytest.raises(LoginRefused, match="授权码"), box:
        pass


def test_a_missing_server_is_unreachable(dovecot: Account) -> None:
    with pytest.raises(UnreachableError), opened(dovecot, f"imap://a@127.0.0.1:{free_port()}/INBOX"):
        pass


def test_a_silent_server_is_given_up(dovecot: Account) -> None:
    with Line(dovecot.server.imap_port, Cut("down", 0, "silence")) as line:
        started = time.monotonic()
        with pytest.raises(UnreachableError), opened(dovecot, f"imap://a@127.0.0.1:{line.port}", timeout=0.5):
            pass
        assert time.monotonic() - started < 5


def test_a_line_cut_anywhere_is_told_and_brings_no_torn_mail(dovecot: Account) -> None:
    """A whole poll over a line that breaks at byte after byte, in both directions."""
    dovecot.deliver(*(mail(number, 400) for number in range(3)))

    def poll(port: int) -> list[bytes | None]:
        with opened(dovecot, f"imap://{dovecot.user}@127.0.0.1:{port}", timeout=20) as box:
            return [item.raw for item in box.fetch("INBOX", box.survey().uids, limit=10_000)]

    with Line(dovecot.server.imap_port) as line:
        whole = poll(line.port)
        passed = line.passed[0]
    for side, length in passed.items():
        for after in range(1, length - 60, max(1, length // 40)):  # the last bytes are the farewell
            cut = Cut("up" if side == "up" else "down", after, "reset" if after % 2 else "close")
            with Line(dovecot.server.imap_port, cut) as line, suppress(UnreachableError):
                assert poll(line.port) == whole


@pytest.mark.parametrize("able", [("IMAP4REV1", "UIDPLUS", "MOVE"), ("IMAP4REV1", "UIDPLUS"), ("IMAP4REV1",)])
def test_many_mails_are_moved_together_and_only_those_that_are_there_count(
    dovecot: Account, able: tuple[str, ...]
) -> None:
    dovecot.deliver(*(mail(number) for number in range(1, 231)))
    with opened(dovecot) as box:
        box._box.client.capabilities = able  # type: ignore[attr-defined]
        wanted = [str(uid) for uid in range(1, 300) if uid not in (3, 130)]
        assert box.move("INBOX", wanted, "已处理") == 228
        assert len(box.survey("已处理").uids) == 228
        assert box.move("INBOX", [], "已处理") == 0
