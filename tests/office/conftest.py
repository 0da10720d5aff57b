"""An office of one's own for every test."""

from pathlib import Path

import pytest

from tests.offices import Played


@pytest.fixture
def office(tmp_path: Path) -> Played:
    return Played(tmp_path / "office")
