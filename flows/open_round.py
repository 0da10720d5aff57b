"""Daily: at the start of a round each unit gets its own form."""

from __future__ import annotations

from prefect import flow

from flows.desks import desk_of, moment
from office.papers.forms import open_due_round


@flow(name="open-round", flow_run_name="发填报表", persist_result=False)
def open_round(office: str | None = None, now: str | None = None) -> str:
    """Mail the forms of the round that is open, once; a sentence saying how many."""
    with desk_of(office) as desk:
        sent = open_due_round(desk, moment(now))
    return f"发出填报表{sent.sent}封" if sent else "没有开放的期次"
