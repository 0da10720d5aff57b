"""The office and the moment a flow works for, from its parameters."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from ledger.model import SHANGHAI
from office.desk.desk import Desk


@contextmanager
def desk_of(office: str | None) -> Iterator[Desk]:
    """The desk of an office folder, left when the run is over: the one this process serves, whatever a run names; else
    the one named, TAIZHANG_OFFICE or the current folder."""
    served = os.environ.get("TAIZHANG_SERVED")
    desk = Desk(Path(served or office or os.environ.get("TAIZHANG_OFFICE", ".")).resolve())
    try:
        yield desk
    finally:
        desk.close()


def moment(now: str | None) -> datetime:
    """The moment named, in Asia/Shanghai where it has no offset; the clock's where none is named."""
    if now is None:
        return datetime.now(SHANGHAI)
    at = datetime.fromisoformat(now)
    return at.replace(tzinfo=SHANGHAI) if at.tzinfo is None else at.astimezone(SHANGHAI)
