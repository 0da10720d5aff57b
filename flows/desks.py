"""The office and the moment a flow works for, from its parameters."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from ledger.model import SHANGHAI
from office.desk import Desk


def desk_of(office: str | None) -> Desk:
    """The desk of an office folder; TAIZHANG_OFFICE or the current folder where none is named."""
    return Desk(Path(office or os.environ.get("TAIZHANG_OFFICE", ".")).resolve())


def moment(now: str | None) -> datetime:
    """The moment named, in Asia/Shanghai where it has no offset; the clock's where none is named."""
    if now is None:
        return datetime.now(SHANGHAI)
    at = datetime.fromisoformat(now)
    return at.replace(tzinfo=SHANGHAI) if at.tzinfo is None else at.astimezone(SHANGHAI)
