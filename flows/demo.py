"""The demo through the flows, on Prefect's ephemeral server."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime

from office.desk.desk import Desk
from office.keeping.demo import Step, Steps, play


def play_through_flows(desk: Desk, tell: Callable[[str], None]) -> list[str]:
    """Play a round through the flows; what happened, line by line."""
    os.environ.setdefault("PREFECT_HOME", str(desk.root / ".prefect"))
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings  # noqa: PLC0415  after the settings above

    from flows.circular import circular  # noqa: PLC0415
    from flows.collect import collect  # noqa: PLC0415
    from flows.open_round import open_round  # noqa: PLC0415
    from flows.remind import remind  # noqa: PLC0415

    def through(flow: Callable[..., object]) -> Step:
        return lambda now: flow(office=str(desk.root), now=_iso(now))

    steps = Steps(
        open_round=through(open_round), collect=through(collect), remind=through(remind), circular=through(circular)
    )
    # a flow run of a second would wait another for the heartbeat's thread
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        return play(desk, steps, tell)


def _iso(now: datetime) -> str:
    return now.isoformat()
