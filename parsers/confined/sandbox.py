"""Reading what strangers sent in a limited child process, one of a few that are kept warm.

A child that dies, hangs or eats too much costs its file a finding, never the parent. The children
belong to the process that started them: a fork of it starts its own, and they end when it does.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO

from parsers.form.refusal import RefusalError, broken, refused, too_large
from parsers.formats import answer as wire
from parsers.formats.answer import Answer, Json

MAX_CONTENT = 60 << 20
_WALL_SECONDS = 45.0
_KEPT = 2  # idle children
_LENGTH = struct.Struct("<I")
_LONGEST_HEAD = 64 << 20
_ROOT = str(Path(__file__).resolve().parents[2])
_OVERTIME = (-signal.SIGXCPU, -signal.SIGALRM, -signal.SIGKILL)


class Sandbox:
    """The children of one program (a module that ends in `parsers.confined.child.serve`), and what they are asked."""

    def __init__(self, program: str) -> None:
        self._pool = _Pool(program)
        atexit.register(self._pool.end)
        os.register_at_fork(after_in_child=self._pool.forget)

    def ask(self, question: Json, content: bytes) -> tuple[Json, list[bytes]]:
        """A child's answer about these bytes, and the bytes that go with it. Raises RefusalError if it died over them,
        OSError if none can be started."""
        worker = self._pool.take()
        try:
            answer, contents, last = worker.ask(question, content)
        except BaseException:
            worker.end()
            raise
        if last:
            worker.end()
        else:
            self._pool.give_back(worker)
        return answer, contents


def read(name: str, content: bytes) -> Answer:
    """What a child says about a file; its death is a refusal. Raises OSError if no child can be started."""
    if len(content) > MAX_CONTENT:
        return Answer(forms=(refused(name, too_large(f"文件超过 {MAX_CONTENT >> 20} MB")),))
    try:
        return wire.decode(*_files.ask({"name": name}, content))
    except RefusalError as refusal:
        return Answer(forms=(refused(name, refusal),))


class _Worker:
    """One child and the pipes to it."""

    def __init__(self, program: str) -> None:
        # With our own search path spelled out, Python need not look for one (-S): a third of its start.
        paths = [_ROOT, *filter(None, sys.path)]
        self.process = subprocess.Popen(  # noqa: S603  our own program
            [sys.executable, "-s", "-S", "-m", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": os.pathsep.join(paths), "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1"},
            cwd="/",
            start_new_session=True,
        )

    @property
    def pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        """Where its files go in and its answers come out."""
        assert self.process.stdin, "asked for when it was started"  # noqa: S101
        assert self.process.stdout, "asked for when it was started"  # noqa: S101
        return self.process.stdin, self.process.stdout

    def is_alive(self) -> bool:
        """Whether it still waits for files."""
        return self.process.poll() is None

    def ask(self, question: Json, content: bytes) -> tuple[Json, list[bytes], bool]:
        """Its answer, and whether it ends now. Raises RefusalError when it died over the question."""
        ends = time.monotonic() + _WALL_SECONDS
        head = json.dumps({"question": question, "size": len(content)}).encode()
        try:
            self.pipes[0].write(_LENGTH.pack(len(head)) + head + content)
            self.pipes[0].flush()
            (length,) = _LENGTH.unpack(self._receive(_LENGTH.size, ends))
            if length > _LONGEST_HEAD:
                raise broken("读取结果异常")
            reply = json.loads(self._receive(length, ends))
            return reply["answer"], [self._receive(size, ends) for size in reply["sizes"]], reply["last"]
        except (OSError, EOFError) as error:
            raise self._death() from error

    def _receive(self, size: int, ends: float) -> bytes:
        received = bytearray()
        descriptor = self.pipes[1].fileno()
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        while len(received) < size:
            left = ends - time.monotonic()
            if left <= 0 or not poll.poll(left * 1000):
                raise broken("读取超时")
            chunk = os.read(descriptor, min(size - len(received), 1 << 20))
            if not chunk:
                raise EOFError
            received += chunk
        return bytes(received)

    def _death(self) -> RefusalError:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=5)
        if self.process.returncode in _OVERTIME:
            return broken("读取超时，内容异常庞大或复杂")
        return broken("内容异常，读取中止")

    def end(self) -> None:
        """Make an end of it, whatever it is doing."""
        for pipe in self.pipes:
            with contextlib.suppress(OSError):
                pipe.close()
        self.process.kill()
        self.process.wait()

    def forget(self) -> None:
        """In a fork of the parent: let go of a child that is not ours."""
        for pipe in self.pipes:
            with contextlib.suppress(OSError):
                os.close(pipe.fileno())
        self.process.returncode = 0


class _Pool:
    """The children of this process that run one program, idle and busy."""

    def __init__(self, program: str) -> None:
        self._program = program
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._busy: list[_Worker] = []

    def take(self) -> _Worker:
        """An idle child that lives, or a new one."""
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.is_alive():
                    self._busy.append(worker)
                    return worker
                worker.end()
        worker = _Worker(self._program)
        with self._lock:
            self._busy = [one for one in self._busy if one.is_alive()]
            self._busy.append(worker)
        return worker

    def give_back(self, worker: _Worker) -> None:
        """Keep a child for the next file, if not enough are kept."""
        with self._lock:
            self._busy = [one for one in self._busy if one is not worker]
            keep = len(self._idle) < _KEPT
            if keep:
                self._idle.append(worker)
        if not keep:
            worker.end()

    def end(self) -> None:
        """End all children: the process is going."""
        with self._lock:
            workers, self._idle, self._busy = [*self._idle, *self._busy], [], []
        for worker in workers:
            worker.end()

    def forget(self) -> None:
        """In a fork: start with no children."""
        self._lock = threading.Lock()
        for worker in [*self._idle, *self._busy]:
            worker.forget()
        self._idle, self._busy = [], []


_files = Sandbox("parsers.confined.child")
