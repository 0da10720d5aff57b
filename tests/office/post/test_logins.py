"""A refused login is left alone for a while, over a Dovecot that refuses it."""

from __future__ import annotations

import pytest

from mailboxes import LoginRefused, UnsentError
from office.keeping.check import check
from office.post.logins import LoginPaused
from tests.offices import Played
from tests.servers import PASSWORD, Account, Smtp


@pytest.fixture
def locked_out(office: Played, dovecot: Account, monkeypatch: pytest.MonkeyPatch) -> Played:
    office.set("maildir:mail/in", dovecot.url)
    monkeypatch.setenv("TAIZHANG_INBOX_PASSWORD", "falsch")
    return office


def test_refused_login_is_tried_again_after_ten_minutes_then_twenty(locked_out: Played) -> None:
    for moment, error in (
        ("2022-05-16T09:00", LoginRefused),
        ("2022-05-16T09:09:59", LoginPaused),
        ("2022-05-16T09:10", LoginRefused),
        ("2022-05-16T09:29:59", LoginPaused),
        ("2022-05-16T09:30", LoginRefused),
        ("2022-05-16T10:00", LoginPaused),
    ):
        with pytest.raises(error):
            locked_out.collect(moment)


def test_pause_says_until_when_and_what_to_do(locked_out: Played) -> None:
    with pytest.raises(LoginRefused):
        locked_out.collect("2022-05-16T09:00")
    with pytest.raises(
        LoginPaused, match=r"授权码.*5月16日9时10分前不再自动尝试登录；管理系统的同志改正后运行 taizhang check"
    ):
        locked_out.collect("2022-05-16T09:05")


def test_check_ends_the_pause_once_the_password_is_right(locked_out: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LoginRefused):
        locked_out.collect("2022-05-16T09:00")
    monkeypatch.setenv("TAIZHANG_INBOX_PASSWORD", PASSWORD)
    assert not [finding for finding in check(locked_out.desk).findings if finding.code == "inbox"]
    assert locked_out.collect("2022-05-16T09:01").balanced


def test_refused_way_out_keeps_the_letters_and_is_left_in_peace(
    office: Played, server: Smtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.send("2022-06-09T15:20:00", ("台账.docx", office.form()))
    monkeypatch.setenv("TAIZHANG_OUTBOX_PASSWORD", "falsch")
    with pytest.raises(UnsentError, match=r"拒绝登录.*信件已留存，邮件服务器恢复后随下一次收件自动发出"):
        office.collect("2022-06-09T15:25")
    tried = server.connections
    with pytest.raises(UnsentError, match="前不再自动尝试登录"):
        office.collect("2022-06-09T15:30")
    assert server.connections == tried
    monkeypatch.setenv("TAIZHANG_OUTBOX_PASSWORD", PASSWORD)
    assert office.collect("2022-06-09T15:35").sent.sent == 2  # the receipt, and the day's digest


@pytest.mark.parametrize("scheme", ["imap", "imaps", "imap+starttls", "eml"])
def test_every_scheme_of_a_mailbox_is_accepted_in_the_settings(office: Played, scheme: str) -> None:
    office.set("maildir:mail/in", f"{scheme}://a@mx.test/INBOX")
    assert office.desk.settings.mail.inbox.startswith(f"{scheme}:")


@pytest.mark.parametrize("scheme", ["smtp", "smtps", "smtp+starttls"])
def test_every_scheme_of_the_way_out_is_accepted_in_the_settings(office: Played, scheme: str) -> None:
    office.set("maildir:mail/out", f"{scheme}://a@mx.test")
    assert office.desk.settings.mail.outbox.startswith(f"{scheme}:")
