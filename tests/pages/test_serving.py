"""工作台 on a network: only with TLS, or behind a proxy that the settings name."""

from __future__ import annotations

import ssl
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psutil
import pytest

from office.desk.desk import Desk
from office.desk.settings import PageSettings, SettingsError
from office.keeping.check import check
from pages.serving import address_of, addresses_of, beside
from tests.offices import Played
from tests.servers import free_port


@pytest.fixture
def office(tmp_path: Path) -> Played:
    return Played(tmp_path / "office")


def add(office: Played, *lines: str) -> Desk:
    """The office with a section [page]."""
    path = office.root / "office.toml"
    above = path.read_text(encoding="utf-8").partition("[page]")[0]
    path.write_text("\n".join((above, "[page]", *lines, "")), encoding="utf-8")
    return Desk(office.root)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (['host = "0.0.0.0"'], "须同时填写 certificate、key"),
        (['host = "192.0.2.7"', 'address = "https://t.example"'], "须同时填写 certificate、key"),
        (['host = "server"'], "不是有效的值"),
        (["port = 99999"], "不是有效的值"),
        (['address = "javascript:alert(1)"'], "不是有效的值"),
        (['certificate = "c.pem"', 'address = "https://t.example"'], "要一起填写"),
        (['host = "0.0.0.0"', 'proxy = "192.0.2.1"'], "address 须填写"),
        (['proxy = "everybody"', 'address = "https://t.example"'], "不是有效的值"),
        (['colour = "red"'], "没有名为 colour 的设置"),
    ],
)
def test_settings_that_open_more_than_is_safe_are_refused(office: Played, lines: list[str], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        _ = add(office, *lines).settings


def test_settings_of_a_network_are_taken_and_their_files_looked_for(office: Played) -> None:
    address = 'address = "https://taizhang.example.gov.cn"'
    desk = add(office, 'host = "0.0.0.0"', "port = 8443", address, 'certificate = "c.pem"', 'key = "k.pem"')
    assert address_of(desk.settings.page, 8443) == "https://taizhang.example.gov.cn"
    assert addresses_of(desk.settings.page, 8443) == ("https://taizhang.example.gov.cn",)
    missing = [one.message for one in check(desk, servers=False).blocking]
    assert len(missing) == 2
    assert "c.pem" in missing[0]


def test_pages_are_served_beside_and_ended_with_it(office: Played, capfd: pytest.CaptureFixture[str]) -> None:
    """With a certificate of one's own, over TLS; the session's cookie never leaves it."""
    port = free_port()
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2"]
    files = ["-addext", "subjectAltName=DNS:localhost", "-keyout", "k.pem", "-out", "c.pem"]
    subprocess.run([*make, *files], check=True, capture_output=True, cwd=office.root)
    address = f"https://localhost:{port}"
    desk = add(office, f'address = "{address}"', 'certificate = "c.pem"', 'key = "k.pem"')
    trusted = ssl.create_default_context(cafile=str(office.root / "c.pem"))
    with beside(office.root, desk.settings.page, port):
        answer = httpx.get(f"{address}/enter", verify=trusted)
        assert answer.headers["strict-transport-security"]
        assert "填写您登记的工作邮箱" in answer.text
        assert httpx.get(f"{address}/", verify=trusted).headers["location"] == "/enter"
    assert f"工作台：{address}" in capfd.readouterr().out
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{address}/enter", verify=trusted)


def test_pages_that_are_killed_come_again(office: Played) -> None:
    port, me = free_port(), psutil.Process()
    with beside(office.root, PageSettings(), port):
        (child,) = [one for one in me.children() if "pages" in one.cmdline()]
        child.kill()
        child.wait()
        while True:
            try:
                assert httpx.get(f"http://127.0.0.1:{port}/enter").status_code == 200
                break
            except httpx.ConnectError:
                time.sleep(0.2)
    assert [one for one in me.children() if "pages" in one.cmdline()] == []


def test_pages_do_not_outlive_who_started_them(office: Played) -> None:
    port = free_port()
    script = (
        "import sys, time; from pathlib import Path; from pages.serving import beside; "
        "from office.desk.settings import PageSettings\n"
        f"with beside(Path({str(office.root)!r}), PageSettings(), {port}): time.sleep(60)"
    )
    starter = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert starter.stdout is not None
    assert "工作台：" in starter.stdout.readline()
    starter.kill()
    starter.wait()
    starter.stdout.close()
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            httpx.get(f"http://127.0.0.1:{port}/enter")
            time.sleep(0.2)
        except httpx.ConnectError:
            return
    pytest.fail("the pages are still served")


def test_pages_that_cannot_be_served_keep_nothing_else(office: Played, capfd: pytest.CaptureFixture[str]) -> None:
    busy = subprocess.Popen([sys.executable, "-m", "http.server", "--bind", "127.0.0.1", port := str(free_port())])
    try:
        while True:
            try:
                httpx.get(f"http://127.0.0.1:{port}")
                break
            except httpx.ConnectError:
                time.sleep(0.1)
        with beside(office.root, PageSettings(), int(port)):
            pass
    finally:
        busy.terminate()
        busy.wait()
    assert "已被别的程序占用；收发邮件不受影响" in capfd.readouterr().out


def test_pages_can_be_left_out(office: Played, capfd: pytest.CaptureFixture[str]) -> None:
    with beside(office.root, add(office, 'host = ""').settings.page, free_port()):
        pass
    assert capfd.readouterr().out == ""
