"""登记: a form that was handed in on paper's way, with the time at which it was received."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from starlette.responses import Response

from ledger.model import Submission
from office.arrivals.letterbox import safe_name
from office.intake.recording import RecordingError
from office.intake.recording import record as enter
from pages.deciding import RefusedError, moment
from pages.visit import Visit


def show(visit: Visit) -> Response:
    """The form."""
    return visit.page("record", units=visit.desk.roster.units, rounds=visit.desk.rounds)


def record(visit: Visit) -> Response:
    """Enter it."""
    try:
        one = _record(visit)
    except RefusedError as error:
        return show(replace(visit, error=str(error)))
    visit.note("登记", f"{one.unit}{visit.round_name(one.round)} 第{one.number}号报送件")
    blocked = "；表有须退回的问题，不算合格的报送件" if one.blocked else ""
    return visit.done(
        f"已登记为{one.unit}第{one.number}号报送件，{len(one.entries)}项{blocked}", f"/submission/{one.number}"
    )


def _record(visit: Visit) -> Submission:
    """The submission as filed. Raises RefusedError."""
    unit, received_at = visit.desk.roster.find(visit.said("unit")), moment(visit, "received_at")
    if unit is None or received_at is None or visit.file is None or not visit.file.content:
        raise RefusedError("单位、收到时间、文件都要填写")
    if received_at > visit.now:
        raise RefusedError("收到时间晚于现在，请核对")
    code = visit.said("round")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / safe_name(visit.file.name)
        path.write_bytes(visit.file.content)
        try:
            return enter(visit.desk, path, unit, received_at, visit.now, visit.desk.round(code) if code else None)
        except (RecordingError, KeyError) as error:
            raise RefusedError(str(error) if isinstance(error, RecordingError) else "没有这一期") from error
