"""A round of the example office by nothing but `taizhang serve`, running for real: its own runs, at the moments they are
given; people write and answer mails on a real server."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.serve import _DEPLOYMENTS, deployments_of
from ledger.model import CircularState
from office.desk.desk import Desk
from tests.office.bymail import CLERK, LEADER
from tests.servers import PASSWORD, Dovecot, Smtp, free_port
from tests.towns import Town

_PATIENCE = 120.0


class Service:
    """A running `serve` and its API, asked with the office's own secret."""

    def __init__(self, root: Path, port: int) -> None:
        secret = (root / ".prefect" / "secret").read_text("ascii").strip()
        self._url = f"http://127.0.0.1:{port}/api"
        self._asker = {"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"}
        wanted, end = len(deployments_of(_DEPLOYMENTS)), time.monotonic() + _PATIENCE
        while len(listed := self._ask("/deployments/filter", {})) < wanted:
            assert time.monotonic() < end
            time.sleep(0.2)
        self._ids = {one["name"]: one["id"] for one in listed}
        for known in self._ids.values():  # the clock on the wall is of another year
            self._ask(f"/deployments/{known}/pause_deployment", {})

    def run(self, name: str, now: str) -> None:
        """Have the service do one of its jobs at that moment."""
        wanted = {"parameters": {"now": now}, "state": {"type": "SCHEDULED"}}
        number = self._ask(f"/deployments/{self._ids[name]}/create_flow_run", wanted)["id"]
        end = time.monotonic() + _PATIENCE
        while (state := self._ask(f"/flow_runs/{number}")["state_type"]) != "COMPLETED":
            assert state not in ("FAILED", "CRASHED", "CANCELLED"), (name, now, state)
            assert time.monotonic() < end
            time.sleep(0.2)

    def _ask(self, path: str, body: object = None) -> Any:  # noqa: ANN401  JSON
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", **self._asker}
        request = urllib.request.Request(f"{self._url}{path}", data, headers)  # noqa: S310  our own loopback address
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310  our own loopback address
            return json.loads(answer.read() or b"null")


@pytest.fixture
def server() -> Iterator[Dovecot]:
    with Dovecot() as started:
        yield started


@pytest.fixture
def town(server: Dovecot, smtp: Smtp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    smtp.lmtp_port = server.lmtp_port
    monkeypatch.setenv("TAIZHANG_INBOX_PASSWORD", PASSWORD)
    monkeypatch.setenv("TAIZHANG_OUTBOX_PASSWORD", PASSWORD)
    monkeypatch.setenv("PREFECT_RUNNER_POLL_FREQUENCY", "1")
    return Town(tmp_path / "office", server, smtp)


@pytest.fixture
def service(town: Town, tmp_path: Path) -> Iterator[Service]:
    port, log = free_port(), tmp_path / "serve.log"
    town.desk.close()
    command = [sys.executable, "-c", "from cli import main; main()", "--office", str(town.desk.root), "serve", "--port"]
    with log.open("wb") as said:
        running = subprocess.Popen([*command, str(port)], stdout=said, stderr=said, start_new_session=True)
    end = time.monotonic() + _PATIENCE
    while "工作台：" not in log.read_text("utf-8", "replace"):
        assert running.poll() is None, log.read_text("utf-8", "replace")
        assert time.monotonic() < end
        time.sleep(0.2)
    yield Service(town.desk.root, port)
    os.killpg(running.pid, signal.SIGINT)
    running.wait(60)


def test_round_by_nothing_but_serve(town: Town, service: Service) -> None:
    units = {unit.name: unit.addresses[0] for unit in town.desk.roster.units}
    service.run("open-round", "2022-05-09T09:00")
    for name in ("司法局", "教育局"):
        (letter,) = town.letters(units[name])
        blank = next(file.content for file in letter.attachments if file.name.endswith(".docx"))
        sender = units[name] if name == "司法局" else "who@mail.example"
        town.write("2022-06-08T09:00", sender, "报送台账", "请查收", ("台账.docx", town.form(name, blank)))
    town.write("2022-06-08T09:03", units["民政局"], "延期申请", "因防汛，申请延期至6月13日报送二季度台账。")
    service.run("collect", "2022-06-08T09:10")
    town.reply("2022-06-08T09:20", units["教育局"], "【请答复】", "1，谢谢")
    town.reply("2022-06-08T09:30", CLERK, "【待办】", "2 不同意：临近截止")
    service.run("collect", "2022-06-08T09:35")
    assert town.letters(units["教育局"], "【收件回执】")
    assert "临近截止" in town.letters(units["民政局"], "【延期申请未获同意】")[-1].text
    service.run("circular", "2022-06-13T09:32")
    town.reply("2022-06-13T10:00", LEADER, "【通报稿】", "审定\n印发 兴政办发〔2022〕36号")
    service.run("collect", "2022-06-13T10:05")
    town.reply("2022-06-13T10:10", LEADER, "【请确认】", "确认")
    service.run("collect", "2022-06-13T10:15")
    desk = Desk(town.desk.root)
    with desk.book.reading() as page:
        issued = page.circulars.newest("2022Q2")
        assert issued is not None
        assert (issued.state, issued.reference) == (CircularState.ISSUED, "兴政办发〔2022〕36号")
    assert town.letters(CLERK, "兴政办发〔2022〕36号")
