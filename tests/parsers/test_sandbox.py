"""The children that read: warm, limited, gone with their parent."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

import parsers
from parsers.confined import sandbox
from tests.parsers.producers import word_package
from tests.servers import is_alive

ROOT = Path(__file__).parents[2]
FORM = Path(__file__).parent / "corpus" / "plain" / "by-hand.docx"


def run(script: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True
    )


def children() -> list[int]:
    """The reading children of this process, and no other's: the tests' servers are its children too."""
    return [child.pid for child in psutil.Process().children() if is_alive(child, "parsers.confined.child")]


def kill_children() -> None:
    for pid in children():
        os.kill(pid, signal.SIGKILL)


def test_next_file_is_read_by_the_same_child() -> None:
    reads = 0
    while reads < 3 and not (reads and children()):  # a child that has read its fill makes room for a new one
        parsers.read("a.docx", FORM.read_bytes())
        reads += 1
    before = children()
    parsers.read("b.docx", FORM.read_bytes())
    assert before
    assert children() == before


def test_child_of_a_large_parent_is_kept_too() -> None:
    script = (
        "import sys, parsers, psutil\n"
        "held = bytearray(b'x') * (400 << 20)\n"
        "form = open(sys.argv[1], 'rb').read()\n"
        "def read():\n"
        "    parsers.read('a.docx', form)\n"
        "    return [child.pid for child in psutil.Process().children()]\n"
        "print(read() == read() != [])"
    )
    with run(script, str(FORM)) as parent:
        assert parent.communicate(timeout=60)[0].strip() == "True"


def test_threads_read_at_once() -> None:
    with ThreadPoolExecutor(4) as threads:
        forms = list(threads.map(lambda number: parsers.read(f"{number}.docx", FORM.read_bytes()), range(12)))
    assert [form.file for (form,) in forms] == [f"{number}.docx" for number in range(12)]
    assert all(len(form.rows) == 8 for (form,) in forms)


def test_child_outlives_the_thread_that_started_it() -> None:
    found: list[int] = []

    def first() -> None:
        found.append(len(parsers.read("a.docx", FORM.read_bytes())[0].rows))

    thread = threading.Thread(target=first)
    thread.start()
    thread.join()
    assert len(parsers.read("b.docx", FORM.read_bytes())[0].rows) == found[0] == 8


def test_death_of_a_child_is_a_finding_and_the_next_file_is_read() -> None:
    parsers.read("a.docx", FORM.read_bytes())
    killer = threading.Timer(0.3, kill_children)
    killer.start()
    slow = word_package("<w:tbl>" + "<w:tr><w:tc><w:p/></w:tc></w:tr>" * 4_900 + "</w:tbl>" + "<w:p/>" * 900_000)
    codes = {finding.code for _ in range(3) for form in parsers.read("slow.docx", slow) for finding in form.findings}
    killer.join()
    assert codes <= {"unreadable", "not_a_form"}
    assert len(parsers.read("b.docx", FORM.read_bytes())[0].rows) == 8


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_children_die_with_their_parent(how: signal.Signals) -> None:
    script = (
        "import sys, parsers; parsers.read('a', open(sys.argv[1], 'rb').read()); print('read', flush=True); input()"
    )
    with run(script, str(FORM)) as parent:
        assert parent.stdout
        assert parent.stdout.readline() == "read\n"
        (child,) = psutil.Process(parent.pid).children()
        parent.send_signal(how)
        parent.wait()
        child.wait(timeout=5)


def test_fork_of_the_parent_starts_its_own_children() -> None:
    script = (
        "import os, sys, parsers; content = open(sys.argv[1], 'rb').read(); parsers.read('a', content)\n"
        "pid = os.fork()\n"
        "assert len(parsers.read('b', content)[0].rows) == 8\n"
        "if pid: assert os.waitpid(pid, 0)[1] == 0\n"
    )
    with run(script, str(FORM)) as parent:
        assert parent.wait(timeout=20) == 0


def test_no_child_is_left_when_the_parent_ends() -> None:
    script = "import sys, psutil, parsers; parsers.read('a', open(sys.argv[1], 'rb').read()); print(psutil.Process().children()[0].pid)"
    with run(script, str(FORM)) as parent:
        said, _ = parent.communicate(timeout=20)
        assert parent.returncode == 0
        assert not psutil.pid_exists(int(said))


def test_child_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_WALL_SECONDS", 0.0)
    began = time.monotonic()
    (form,) = parsers.read("a.docx", FORM.read_bytes())
    assert "超时" in form.findings[0].message
    assert time.monotonic() - began < 5


CONFINED = """
import os, socket, sys
from parsers.confined import confinement
confinement.confine()
def tries(what):
    try:
        what()
    except (OSError, MemoryError) as error:
        return type(error).__name__
    return "done"
connection = socket.socket()
print(tries(lambda: open(sys.argv[1] + "/new", "w")))
print(tries(lambda: open(sys.argv[1] + "/old", "a").write("x")))
print(tries(lambda: os.remove(sys.argv[1] + "/old")))
print(tries(lambda: os.execv("/bin/true", ["true"])))
print(tries(lambda: connection.connect(("127.0.0.1", int(sys.argv[2])))))
print(tries(lambda: bytearray(2 << 30)))
"""


def test_child_can_neither_write_nor_start_programs_nor_connect_nor_grow(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("old")

    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        run(CONFINED, str(tmp_path), str(listener.getsockname()[1])) as child,
    ):
        said, _ = child.communicate(timeout=20)
    assert "done" not in said
    assert said.split()[-1] == "MemoryError"
    assert (tmp_path / "old").read_text() == "old"
    assert not (tmp_path / "new").exists()
