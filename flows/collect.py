"""Every five minutes: one poll. A task per stage; what happened to each mail is in the book."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.tasks import exponential_backoff

from flows.desks import desk_of, moment
from office.decisions.acting import act_on_replies
from office.decisions.digest import tell_office
from office.intake import collect as duty
from office.intake.filing import file_waiting
from office.post import post

P = ParamSpec("P")
R = TypeVar("R")

_fetch = task(
    name="收取", cache_policy=NO_CACHE, retries=2, retry_delay_seconds=exponential_backoff(5), retry_jitter_factor=0.5
)(duty.fetch)
_STAGES: dict[Callable[..., Any], Callable[..., Any]] = {
    duty.fetch: _fetch,
    file_waiting: task(name="登记", cache_policy=NO_CACHE)(file_waiting),
    act_on_replies: task(name="办理回复", cache_policy=NO_CACHE)(act_on_replies),
    tell_office: task(name="告知本办", cache_policy=NO_CACHE)(tell_office),
    post.send: task(name="发信", cache_policy=NO_CACHE)(post.send),
    duty.tidy: task(name="归档", cache_policy=NO_CACHE)(duty.tidy),
}


def _stage(work: Callable[P, R], /) -> Callable[P, R]:
    return cast("Callable[P, R]", _STAGES[work])


@flow(name="collect", flow_run_name="收件", persist_result=False)
def collect(office: str | None = None, now: str | None = None) -> str:
    """One poll of the office's mailbox; a sentence saying what came of it."""
    with desk_of(office) as desk:
        done = duty.collect(desk, moment(now), stage=_stage)
    if not done.balanced:
        get_run_logger().error(done.tally)
    return f"收到{done.fetched}封，登记报送件{done.filed.submissions}件，发出{done.sent.sent}封；{done.tally}"
