"""On working days: the reminders and overdue notices that are due."""

from __future__ import annotations

from prefect import flow

from flows.desks import desk_of, moment
from office import remind as duty


@flow(name="remind", flow_run_name="提醒催报", persist_result=False, retries=3, retry_delay_seconds=120)
def remind(office: str | None = None, now: str | None = None) -> str:
    """Send what is due now; a sentence saying what was sent."""
    done = duty.remind(desk_of(office), moment(now))
    return "不在工作时间" if done.quiet else f"发出提醒催报{len(done.steps)}封"
