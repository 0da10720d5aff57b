"""An office of one's own for every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.offices import Played
from tests.servers import PASSWORD, Smtp


@pytest.fixture
def office(tmp_path: Path) -> Played:
    return Played(tmp_path / "office")


@pytest.fixture
def server(office: Played, monkeypatch: pytest.MonkeyPatch) -> Iterator[Smtp]:
    """The SMTP server the office sends over; what it took lies in `accepted` and goes nowhere."""
    with Smtp() as smtp:
        monkeypatch.setenv("TAIZHANG_OUTBOX_PASSWORD", PASSWORD)
        office.set("maildir:mail/out", smtp.url)
        yield smtp
