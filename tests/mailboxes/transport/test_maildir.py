"""A Maildir as mailbox and as way out: what people drop in and take out by hand included."""

import os
from datetime import datetime
from pathlib import Path

import pytest

from ledger.model import SHANGHAI
from mailboxes import MailAddressError, connect, outbox
from mailboxes.transport.maildir import received_at

NINE = datetime(2022, 6, 10, 9, tzinfo=SHANGHAI)
SECOND = int(NINE.timestamp())
MAIL = b"Message-ID: <1@unit.test>\r\nDate: Fri, 10 Jun 2022 09:00:00 +0800\r\nSubject: x\r\n\r\ntext\r\n"


def drop(root: Path, name: str, raw: bytes = MAIL, part: str = "new") -> Path:
    path = root / "mail" / "in" / part / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)
    return path


def _names(uids: tuple[str, ...]) -> tuple[str, ...]:
    """The file names in the uids."""
    return tuple(uid.partition(";")[0] for uid in uids)


@pytest.mark.parametrize(
    "name", [f"{SECOND}.a", f"{SECOND}.M5P6Q1.host", f"{SECOND}.12345_1.host", f"{SECOND}", f"{SECOND}-form.eml"]
)
def test_received_at_is_the_second_the_name_begins_with(name: str) -> None:
    assert received_at(name, 0.0) == NINE


@pytest.mark.parametrize("name", ["form.eml", "20220610.eml", "202206100900.eml", "2022年第二季度.eml"])
def test_received_at_is_the_mtime_for_other_names(name: str) -> None:
    assert received_at(name, SECOND + 0.9) == NINE


def test_survey_orders_by_receipt_and_passes_over_what_is_no_mail(tmp_path: Path) -> None:
    drop(tmp_path, f"{SECOND + 5}.b")
    drop(tmp_path, f"{SECOND}.c:2,S", part="cur")
    drop(tmp_path, ".hidden")
    (tmp_path / "mail/in/new/directory").mkdir()
    os.utime(drop(tmp_path, "by-hand.eml"), (SECOND + 2, SECOND + 2))
    with connect("maildir:mail/in", root=tmp_path) as box:
        survey = box.survey()
        assert box.account == "maildir:mail/in"
    assert _names(survey.uids) == (f"{SECOND}.c", "by-hand.eml", f"{SECOND + 5}.b")
    assert survey.validity == "0"


def test_fetch_brings_bytes_up_to_the_limit_and_skips_the_missing(tmp_path: Path) -> None:
    drop(tmp_path, f"{SECOND}.b-small")
    drop(tmp_path, f"{SECOND}.c-large", b"x" * 1001)
    with connect("maildir:mail/in", root=tmp_path) as box:
        first, second = box.survey().uids
        small, large = box.fetch("INBOX", [first, "gone", second], limit=1000)
    assert (small.raw, small.size, small.received_at) == (MAIL, len(MAIL), NINE)
    assert (large.raw, large.size) == (None, 1001)


def test_move_keeps_the_name_and_makes_the_folder(tmp_path: Path) -> None:
    drop(tmp_path, f"{SECOND}.a")
    with connect("maildir:mail/in", root=tmp_path) as box:
        (uid,) = box.survey().uids
        assert box.move("INBOX", [uid], "已处理.2022")
        assert not box.move("INBOX", [uid], "已处理.2022")
        assert box.survey().uids == ()
        assert _names(box.survey("已处理.2022").uids) == (f"{SECOND}.a",)
        [mail] = box.fetch("已处理.2022", [uid], limit=1000)
    assert mail.raw == MAIL
    assert (tmp_path / f"mail/in/.已处理.2022/new/{SECOND}.a").exists()


def test_move_finds_a_mail_that_a_colleague_has_read_meanwhile(tmp_path: Path) -> None:
    path = drop(tmp_path, f"{SECOND}.a")
    (tmp_path / "mail/in/cur").mkdir()
    with connect("maildir:mail/in", root=tmp_path) as box:
        (uid,) = box.survey().uids
        path.rename(tmp_path / f"mail/in/cur/{SECOND}.a:2,S")
        assert box.move("INBOX", [uid], "已处理")
        assert _names(box.survey("已处理").uids) == (f"{SECOND}.a",)


def test_another_mail_under_a_name_used_before_is_a_new_mail_and_writes_nothing_over(tmp_path: Path) -> None:
    drop(tmp_path, f"{SECOND}.a")
    with connect("maildir:mail/in", root=tmp_path) as box:
        (first,) = box.survey().uids
        box.move("INBOX", [first], "已处理")
        drop(tmp_path, f"{SECOND}.a", b"another\n" + MAIL)
        (second,) = box.survey().uids
        assert second != first
        assert box.move("INBOX", [second], "已处理")
        mails = list(box.fetch("已处理", box.survey("已处理").uids, limit=1000))
    assert len(mails) == 2


def test_outbox_writes_the_same_letter_once_under_its_own_date(tmp_path: Path) -> None:
    (tmp_path / "mail/out").mkdir(parents=True)
    with outbox("maildir:mail/out", root=tmp_path) as out:
        first = out.send(MAIL, sender="o@x.test", recipients=["a@x.test"])
        again = out.send(MAIL, sender="o@x.test", recipients=["a@x.test"])
    assert first.state == again.state == "sent"
    [path] = (tmp_path / "mail/out/new").iterdir()
    assert path.name.startswith(f"{SECOND}.")
    assert path.read_bytes() == MAIL
    with connect("maildir:mail/out", root=tmp_path) as box:
        [mail] = box.fetch("INBOX", box.survey().uids, limit=10_000)
    assert mail.received_at == NINE


def test_outbox_knows_a_letter_that_has_been_read(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with outbox("maildir:out", root=tmp_path) as out:
        out.send(MAIL, sender="o@x.test", recipients=["a@x.test"])
        [path] = (tmp_path / "out/new").iterdir()
        path.rename(tmp_path / "out/cur" / f"{path.name}:2,S")
        out.send(MAIL, sender="o@x.test", recipients=["a@x.test"])
    assert list((tmp_path / "out/new").iterdir()) == []


@pytest.mark.parametrize("url", ["maildir:", "pop3://a@b", "compose:x", "nonsense", "../x:y", ""])
def test_connect_refuses_addresses_that_say_nothing(tmp_path: Path, url: str) -> None:
    with pytest.raises(MailAddressError):
        connect(url, root=tmp_path)
