"""Nightly: everything into one checked file; old ones are cleared out."""

from __future__ import annotations

from prefect import flow

from flows.desks import desk_of, moment
from ledger.model import SHANGHAI
from office.keeping.backup import FOLDER, back_up, clear_out


@flow(name="backup", flow_run_name="备份", persist_result=False, retries=3, retry_delay_seconds=120)
def backup(office: str | None = None, now: str | None = None) -> str:
    """Back up once; a sentence saying where."""
    at = moment(now)
    with desk_of(office) as desk:
        path = back_up(desk, at)
        clear_out(desk.root / FOLDER, at.astimezone(SHANGHAI).date())
    return f"已备份：{path.name}"
