"""工作台 served: by a process of its own beside the schedules, so that neither can hold the other up."""

from __future__ import annotations

import gc
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from office.desk.settings import PageSettings
from office.desk.staff import Role, Staff
from pages import held, units
from pages import now as now_page
from pages.app import UNUSABLE, clock, make_app
from pages.opened import SharedDesk
from pages.press import compile_pages
from pages.visit import Visit

_FAREWELL = 10  # seconds it may take to end
_AGAIN, _SELDOM = 1, 600  # seconds
_READY = 15  # seconds between two looks at whether something has come in
_PATIENCE = 60  # seconds it may take to start on a small machine
_OWN = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  where a server that listens everywhere is asked


def address_of(settings: PageSettings, port: int) -> str:
    """Where people open the pages, as letters say it."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return settings.address.rstrip("/") or f"http://{host}:{port}"


def run(root: Path, settings: PageSettings, port: int) -> None:
    """Serve until interrupted."""
    opened = SharedDesk(root)
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    app = make_app(opened, addresses_of(settings, port))
    warming = threading.Thread(target=warm, args=(opened, clock()))  # whatever it comes to, the pages are served
    warming.start()
    warming.join()
    threading.Thread(target=keep_ready, args=(opened, clock), daemon=True).start()
    uvicorn.Server(configured(app, root, settings, port)).run()


def warm(opened: SharedDesk, now: datetime) -> None:
    """Make the pages that people come to first once for nobody, so that the first of them waits for nothing to be loaded,
    compiled or collected."""
    compile_pages()
    with suppress(*UNUSABLE):  # a visitor is told
        opened.make_ready(now)
        _show_nobody(opened, now)
    gc.collect()
    gc.freeze()


def _show_nobody(opened: SharedDesk, now: datetime) -> None:
    nobody = Staff(address="", name="", role=Role.VIEW)
    for path, show in (("/", now_page.show), ("/held", held.show_all), ("/units", units.show_all)):
        show(
            Visit(opened=opened, desk=opened.desk(), person=nobody, session="", mark="", client="", now=now, path=path)
        )


def end_with(parent: int) -> None:
    """End when the process that started this one is gone: killed, it could not end it."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def keep_ready(opened: SharedDesk, clock: Callable[[], datetime]) -> None:
    """Make the standings anew whenever something has come in, so that nobody who looks has to wait for them."""
    while True:
        with suppress(*UNUSABLE):  # a visitor is told
            opened.make_ready(clock())
        time.sleep(_READY)


def addresses_of(settings: PageSettings, port: int) -> tuple[str, ...]:
    """Every address that the pages answer to, the one in letters first."""
    own = address_of(settings, port)
    return (own, f"http://localhost:{port}", f"http://127.0.0.1:{port}") if own.startswith("http:") else (own,)


def configured(app: ASGIApp, root: Path, settings: PageSettings, port: int) -> uvicorn.Config:
    """The server as an office can have it: it says nothing of itself, and believes a proxy that the settings name."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=port,
        ssl_certfile=root / settings.certificate if settings.certificate else None,
        ssl_keyfile=root / settings.key if settings.key else None,
        proxy_headers=bool(settings.proxy),
        forwarded_allow_ips=settings.proxy or None,
        server_header=False,
        access_log=False,
        log_level="warning",
        lifespan="off",
        ws="none",
        h11_max_incomplete_event_size=64 << 10,
        limit_concurrency=100,
        timeout_graceful_shutdown=5,
    )


@contextmanager
def beside(root: Path, settings: PageSettings, port: int) -> Iterator[None]:
    """Serve an office while something else runs, if its settings say so; ended with it. What keeps the pages from being
    served keeps nothing else."""
    if not settings.host:
        yield
        return
    if _answers(settings.host, port):
        print(f"工作台没有启动：{settings.host}:{port} 已被别的程序占用；收发邮件不受影响", flush=True)  # noqa: T201  whoever started it reads the terminal
        yield
        return
    children, ended = [_start(root, port)], threading.Event()
    watch = threading.Thread(target=_keep_alive, args=(children, partial(_start, root, port), ended))
    watch.start()
    try:
        print(_started(children[0], settings, port), flush=True)  # noqa: T201  same
        yield
    finally:
        ended.set()
        watch.join()
        _end(children[-1])


def _start(root: Path, port: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "pages", str(root), str(port)], process_group=0)  # noqa: S603  our own interpreter


def _keep_alive(
    children: list[subprocess.Popen[bytes]], start: Callable[[], subprocess.Popen[bytes]], ended: threading.Event
) -> None:
    """Whatever ends the pages before their time, they come again: after a while that grows each time."""
    while not ended.wait(1):
        if children[-1].poll() is not None and not ended.wait(min(_AGAIN * 2 ** len(children), _SELDOM)):
            children.append(start())


def _started(child: subprocess.Popen[bytes], settings: PageSettings, port: int) -> str:
    """A sentence saying where the pages are, once they are there."""
    end = time.monotonic() + _PATIENCE
    while child.poll() is None and time.monotonic() < end:
        if _answers(settings.host, port):
            return f"工作台：{address_of(settings, port)}"
        time.sleep(0.2)
    return "工作台没有启动，请查看上面的输出；收发邮件不受影响"


def _answers(host: str, port: int) -> bool:
    with closing(socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)) as probe:
        probe.settimeout(2)
        return probe.connect_ex((_OWN.get(host, host), port)) == 0


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(_FAREWELL)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
