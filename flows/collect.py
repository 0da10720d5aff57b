"""Every five minutes: one poll. A task per stage; what happened to each mail is in the book."""

from __future__ import annotations

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.tasks import exponential_backoff

from flows.desks import desk_of, moment
from office import collect as duty
from office import post
from office.filing import file_waiting
from office.telling import tell_office

_fetch = task(
    name="收取", cache_policy=NO_CACHE, retries=2, retry_delay_seconds=exponential_backoff(5), retry_jitter_factor=0.5
)(duty.fetch)
_file = task(name="登记", cache_policy=NO_CACHE)(file_waiting)
_tell = task(name="告知本办", cache_policy=NO_CACHE)(tell_office)
_send = task(name="发信", cache_policy=NO_CACHE)(post.send)
_tidy = task(name="归档", cache_policy=NO_CACHE)(duty.tidy)


@flow(name="collect", flow_run_name="收件", persist_result=False)
def collect(office: str | None = None, now: str | None = None) -> str:
    """One poll of the office's mailbox; a sentence saying what came of it."""
    desk, at = desk_of(office), moment(now)
    with desk.book.alone():
        fetched, waiting = _fetch(desk, at)
        filed = _file(desk, at)
        _tell(desk, at)
        sent = _send(desk, at)
        tidied = _tidy(desk)
    done = duty.Collected(fetched=fetched, filed=filed, sent=sent, tidied=tidied, waiting=waiting)
    return f"收到{done.fetched}封，登记报送件{done.filed.submissions}件，发出{done.sent.sent}封"
