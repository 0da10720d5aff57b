"""`taizhang serve` for real: closed to all but its own office, once for an office, on a free port."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.offices import Played
from tests.servers import free_port

_PATIENCE = 90.0


def _wait_for_desk(root: Path, running: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE
    while "工作台：" not in (root.parent / "serve.log").read_text("utf-8", "replace"):
        assert running.poll() is None
        assert time.monotonic() < end
        time.sleep(0.2)


@pytest.fixture
def served(office: Played) -> Iterator[tuple[Path, int]]:
    """An office that is being served, and its port."""
    office.desk.close()
    port = free_port()
    log = (office.root.parent / "serve.log").open("wb")
    program = [
        sys.executable,
        "-c",
        "from cli import main; main()",
        "--office",
        str(office.root),
        "serve",
        "--port",
        str(port),
    ]
    running = subprocess.Popen(program, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        _wait_for_desk(office.root, running)
        yield office.root, port
        said = (office.root.parent / "serve.log").read_text("utf-8", "replace")
        assert not re.search(r"(?m)^(?:[A-Za-z]+ ){3,}", said), said
        os.killpg(running.pid, signal.SIGINT)
        running.wait(40)
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()
    with socket.socket() as probe:  # nothing is left behind
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port + 1)) != 0
    log.close()


def ask(port: int, path: str, body: object = None, **headers: str) -> int:
    """The status of an answer."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api{path}", data=data, headers={"Content-Type": "application/json", **headers}
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  our own loopback address
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_service_is_closed_to_others_and_runs_once(served: tuple[Path, int]) -> None:
    root, port = served
    assert ask(port, "/deployments/filter", {}) == 401
    with urllib.request.urlopen(f"http://127.0.0.1:{port + 1}/enter", timeout=10) as door:  # 工作台 beside it
        assert "登录" in door.read().decode()
    assert ask(port, "/flow_runs/filter", {}, Origin="http://evil.example") == 401
    for path in ("/health", "/deployments/filter"):  # a name that leads a browser here (DNS rebinding)
        assert ask(port, path, None if path == "/health" else {}, Host="evil.example") == 400
    secret = root / ".prefect" / "secret"
    assert secret.stat().st_mode & 0o077 == 0
    again = [sys.executable, "-c", "from cli import main; main()", "--office", str(root), "serve", "--port"]
    second = subprocess.run([*again, str(free_port())], capture_output=True, text=True, check=False, timeout=60)
    assert second.returncode == 1
    assert "已在运行" in second.stderr
    assert "Traceback" not in second.stderr


def test_busy_port_is_refused(office: Played) -> None:
    office.desk.close()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        program = [
            sys.executable,
            "-c",
            "from cli import main; main()",
            "--office",
            str(office.root),
            "serve",
            "--port",
            str(port),
        ]
        ended = subprocess.run(program, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 1
    assert "已被别的程序占用" in ended.stderr
    assert f"进程{os.getpid()}" in ended.stderr  # and says who it is
