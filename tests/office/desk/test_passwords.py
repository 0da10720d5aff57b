"""Passwords from the environment, tokens from a command."""

import pytest

from mailboxes import MailServerError
from office.desk.passwords import secret


def test_password_stands_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TAIZHANG_INBOX_PASSWORD", raising=False)
    assert secret("INBOX") is None
    monkeypatch.setenv("TAIZHANG_INBOX_PASSWORD", "geheim")
    assert secret("INBOX") == "geheim"


def test_token_is_what_the_command_prints_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAIZHANG_INBOX_PASSWORD_COMMAND", """sh -c 'echo "token $$"'""")
    first, second = secret("INBOX"), secret("INBOX")
    assert first
    assert first.startswith("token ")
    assert first != second


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("sh -c 'echo tok; echo login expired >&2; exit 3'", "login expired"),
        ("no-such-command", "no-such-command"),
        ("sh -c 'open", "No closing quotation"),
    ],
)
def test_command_that_fails_is_told_without_what_it_printed(
    command: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAIZHANG_OUTBOX_PASSWORD_COMMAND", command)
    with pytest.raises(MailServerError, match=rf"TAIZHANG_OUTBOX_PASSWORD_COMMAND.*{why}") as told:
        secret("OUTBOX")
    assert "tok；" not in str(told.value)
