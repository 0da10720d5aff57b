"""Daily: the draft of the circular, on the first working day on which no unit is pending, and again once decisions have
made it untrue."""

from __future__ import annotations

from prefect import flow

from flows.desks import desk_of, moment
from office.duties.drafting import draft_due_circular


@flow(name="circular", flow_run_name="通报", persist_result=False, retries=3, retry_delay_seconds=120)
def circular(office: str | None = None, now: str | None = None) -> str:
    """Do the circular's work once; a sentence saying whether it was done."""
    with desk_of(office) as desk:
        drafted = draft_due_circular(desk, moment(now))
    if drafted is None:
        return "今日无通报"
    return f"已生成 {drafted.document.name}" + (f"；送审的信还没有发出：{drafted.unsent}" if drafted.unsent else "")
