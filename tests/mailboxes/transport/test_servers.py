"""The servers of the tests themselves."""

import psycopg
import pytest

from tests.servers import Account, Postgres, program


def test_postgres_gives_each_test_a_database_of_its_own(postgres_server: Postgres, postgres_url: str) -> None:
    other = postgres_server.database()
    assert other != postgres_url
    for url in (postgres_url, other):
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            connection.execute("CREATE TABLE here (number integer)")


def test_dovecot_gives_each_test_a_mailbox_of_its_own(dovecot: Account) -> None:
    other = dovecot.server.account()
    other.deliver(b"Subject: x\r\n\r\n")
    assert list((other.maildir / "new").iterdir())
    assert not dovecot.maildir.exists()


def test_a_missing_program_fails_the_test() -> None:
    with pytest.raises(FileNotFoundError, match="not installed"):
        program("no-such-server")
