"""`taizhang serve`: Prefect's server and all schedules in one process, ended together."""

from __future__ import annotations

import fcntl
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from flows.listening import listener

_DEPLOYMENTS = Path(__file__).parents[1] / "prefect.yaml"
_FAREWELL = 30  # seconds it may take to end
_PATIENCE = 120  # seconds a server may take to start on a small machine
SERVED = "TAIZHANG_SERVED"
"""The office folder this process serves: whoever may start a run, it is of this office."""


Beside = Callable[[], AbstractContextManager[None]]
"""Something that runs as long as the service does: 工作台."""


class ServeError(RuntimeError):
    """The service cannot be started; the message says why and what to do."""


def serve(office: Path, *, host: str = "127.0.0.1", port: int = 4200, beside: Beside = nullcontext) -> None:
    """Run until interrupted; `beside` is entered once it runs. Raises ServeError where the port is taken, this office is
    served already, or the server does not start."""
    with _only_one(office):
        _refuse_taken(host, port)
        os.environ[SERVED] = str(office)
        os.environ.setdefault("PREFECT_HOME", str(office / ".prefect"))
        alone = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
        secret = _secret(office)
        alone |= {
            "PREFECT_SERVER_API_AUTH_STRING": secret,
            "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": f"http://{host}:{port}",
            "PREFECT_SERVER_UI_API_URL": f"http://{host}:{port}/api",
        }
        os.environ["PREFECT_API_URL"] = f"http://{host}:{port}/api"
        os.environ["PREFECT_API_AUTH_STRING"] = secret
        command = [sys.executable, "-m", "flows.server", host, str(port)]
        _end_by_signals()
        # a group of its own: Ctrl+C must not end the server before the schedules have said farewell to it, which they
        # would then try for a minute
        log = office / ".prefect" / "server.log"  # Prefect's own words, in English
        with log.open("wb") as said:
            server = subprocess.Popen(command, env=alone, process_group=0, stdout=said, stderr=said)  # noqa: S603  our own interpreter
        try:
            _wait(f"http://{host}:{port}/api/health", server, log)
            print(  # noqa: T201  whoever started it reads the terminal
                f"定时服务已启动：{office}，每5分钟收件；按 Ctrl+C 停止。运行情况：http://{host}:{port}，口令在 {office / '.prefect' / 'secret'}",
                flush=True,
            )
            with beside():
                _serve_schedules()
        finally:
            _end(server)
            print("定时服务已停止", flush=True)  # noqa: T201  same


def _end_by_signals() -> None:
    """A closed terminal and `kill` end the service as Ctrl+C does: the server is not left behind."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:  # `nohup` ignores the one
            signal.signal(number, signal.default_int_handler)


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(_FAREWELL)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


@contextmanager
def _only_one(office: Path) -> Iterator[None]:
    """One service for one office: a second would take the first one's schedules away when it ends."""
    (office / ".prefect").mkdir(mode=0o700, exist_ok=True)
    with (office / ".prefect" / "serve.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ServeError(f"本办的定时服务已在运行（{office}），不能再启动一个") from None
        yield


def _refuse_taken(host: str, port: int) -> None:
    """Whoever listens there is not ours. Raises ServeError."""
    with closing(socket.socket()) as probe:
        probe.settimeout(2)
        if probe.connect_ex((host, port)) == 0:
            there = listener(port) or "可能是另一个办公室的定时服务"
            raise ServeError(f"{host}:{port} 已被别的程序占用（{there}），请用 --port 另选一个端口")


def _secret(office: Path) -> str:
    """What Prefect's API asks for, made once for the office: nobody else on the machine starts a run or reads one."""
    path = office / ".prefect" / "secret"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(f"taizhang:{secrets.token_hex(24)}", encoding="ascii")
    return path.read_text(encoding="ascii").strip()


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310  our own loopback address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise ServeError(f"定时服务没有启动，原因见 {log}")


def _serve_schedules() -> None:
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
                concurrency_limit=ConcurrencyLimitConfig(**_limit(limit)) if limit else None,
                entrypoint_type=EntrypointType.MODULE_PATH,
            )
        )
    serve_all(*deployments, print_starting_message=False)


def _limit(written: dict[str, Any]) -> dict[str, Any]:
    return {key: written[key] for key in ("limit", "collision_strategy")}


def deployments_of(path: Path) -> list[dict[str, Any]]:
    """The deployments prefect.yaml names: the schedules are written there and nowhere else."""
    listed: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["deployments"]
    return listed


def _schedule(written: dict[str, Any]) -> Any:  # noqa: ANN401  Prefect's own schedule type
    from prefect.schedules import Cron  # noqa: PLC0415

    return Cron(written["cron"], timezone=written["timezone"], slug=written["slug"])
