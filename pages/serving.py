"""工作台 served: by a process of its own beside the schedules, so that neither can hold the other up."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from office.settings import PageSettings
from pages.app import make_app

_FAREWELL = 10  # seconds it may take to end


def address_of(settings: PageSettings, port: int) -> str:
    """Where people open the pages, as letters say it."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return settings.address.rstrip("/") or f"http://{host}:{port}"


def run(root: Path, settings: PageSettings, port: int) -> None:
    """Serve until interrupted."""
    app = make_app(root, addresses_of(settings, port))
    uvicorn.Server(configured(app, root, settings, port)).run()


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
    """Serve an office while something else runs, if its settings say so; ended with it."""
    if not settings.host:
        yield
        return
    command = [sys.executable, "-m", "pages", str(root), str(port)]
    child = subprocess.Popen(command, process_group=0)  # noqa: S603  our own interpreter
    try:
        yield
    finally:
        child.terminate()
        try:
            child.wait(_FAREWELL)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
