"""On working days: the reminders and overdue notices that are due."""

from __future__ import annotations

from prefect import flow, get_run_logger

from flows.desks import desk_of, moment
from office.duties import remind as duty


@flow(name="remind", flow_run_name="提醒催报", persist_result=False, retries=3, retry_delay_seconds=120)
def remind(office: str | None = None, now: str | None = None) -> str:
    """Send what is due now; a sentence saying what was sent."""
    with desk_of(office) as desk:
        done = duty.remind(desk, moment(now))
    if done.trouble:
        get_run_logger().error(f"邮箱不能完整读取，没有发出催报：{done.trouble}")
    return "不在工作时间" if done.quiet else f"发出提醒催报{len(done.steps)}封"
