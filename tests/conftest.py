"""The real servers every floor's tests may ask for; each is started once a run, and only if asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.servers import Account, Dovecot, LibreOffice, Postgres, Smtp

settings.register_profile("house", deadline=None)  # a busy machine is no finding
settings.load_profile("house")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On several cores files of few tests go first: theirs are the long ones, and none is left for one core at the end."""
    if hasattr(config, "workerinput"):
        many = Counter(item.path for item in items)
        items.sort(key=lambda item: many[item.path])


@pytest.fixture(scope="session")
def dovecot_server() -> Iterator[Dovecot]:
    """The one Dovecot of the run."""
    with Dovecot() as server:
        yield server


@pytest.fixture
def dovecot(dovecot_server: Dovecot) -> Account:
    """An empty mailbox on it, each test its own; others come from `dovecot.server.account()`."""
    return dovecot_server.account()


@pytest.fixture
def smtp(dovecot_server: Dovecot) -> Iterator[Smtp]:
    """An SMTP server that delivers into the Dovecot: `office1@…` into the mailbox office1."""
    with Smtp(lmtp_port=dovecot_server.lmtp_port) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """The one PostgreSQL of the run."""
    with Postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: Postgres) -> str:
    """The address of an empty database on it, each test its own."""
    return postgres_server.database()


@pytest.fixture(scope="session")
def soffice() -> Iterator[LibreOffice]:
    """The one LibreOffice of the run, with fonts as wide as those our documents name."""
    with LibreOffice() as suite:
        yield suite
