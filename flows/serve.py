"""`taizhang serve`: Prefect's server and all schedules in one process, ended together."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

_DEPLOYMENTS = Path(__file__).parents[1] / "prefect.yaml"
_PATIENCE = 120  # seconds a server may take to start on a small machine


def serve(office: Path, *, host: str = "127.0.0.1", port: int = 4200) -> None:
    """Run until interrupted. Raises RuntimeError if the server does not start."""
    os.environ["TAIZHANG_OFFICE"] = str(office)
    os.environ.setdefault("PREFECT_HOME", str(office / ".prefect"))
    alone = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    os.environ["PREFECT_API_URL"] = f"http://{host}:{port}/api"
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", host, "--port", str(port)]
    server = subprocess.Popen(command, env=alone)  # noqa: S603  our own interpreter
    try:
        _wait(f"http://{host}:{port}/api/health", server)
        _serve_schedules(str(office))
    finally:
        server.terminate()
        server.wait(30)


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310  our own loopback address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError("Prefect 服务没有启动，请查看上面的输出")


def _serve_schedules(office: str) -> None:
    from prefect import serve as serve_all  # noqa: PLC0415  after the address of the server is set
    from prefect.client.schemas.objects import ConcurrencyLimitConfig  # noqa: PLC0415
    from prefect.types.entrypoint import EntrypointType  # noqa: PLC0415

    deployments: list[Any] = []
    for one in deployments_of(_DEPLOYMENTS):
        module, _, name = one["entrypoint"].removesuffix(".py").partition(".py:")
        flow = getattr(import_module(module.replace("/", ".")), name)
        limit = one.get("concurrency_limit")
        deployments.append(
            flow.to_deployment(
                one["name"],
                schedules=[_schedule(schedule) for schedule in one["schedules"]],
                parameters={"office": office},
                concurrency_limit=ConcurrencyLimitConfig(**_limit(limit)) if limit else None,
                entrypoint_type=EntrypointType.MODULE_PATH,
            )
        )
    serve_all(*deployments)


def _limit(written: dict[str, Any]) -> dict[str, Any]:
    return {key: written[key] for key in ("limit", "collision_strategy")}


def deployments_of(path: Path) -> list[dict[str, Any]]:
    """The deployments prefect.yaml names: the schedules are written there and nowhere else."""
    listed: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["deployments"]
    return listed


def _schedule(written: dict[str, Any]) -> Any:  # noqa: ANN401  Prefect's own schedule type
    from prefect.schedules import Cron  # noqa: PLC0415

    return Cron(written["cron"], timezone=written["timezone"], slug=written["slug"])
