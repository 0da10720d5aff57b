"""A poll, or another duty, in a process of its own, forked warm: it can be killed, or stopped while someone else acts, at any step."""

from __future__ import annotations

import ctypes
import itertools
import os
import pkgutil
import signal
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tests.crash import steps

_PR_SET_PDEATHSIG = 1  # of Linux
SECONDS = 60.0
"""No poll of a few mails takes longer; one that hangs is ended and is an error of the harness or the product."""


@dataclass(frozen=True, kw_only=True)
class At:
    """Where in a poll something happens to it: at the n-th step, or at the first one of that name."""

    what: Literal["kill", "stop"] = "kill"
    number: int = 0
    name: str = ""

    def reached(self, number: int, name: str) -> bool:
        """Whether this is the step."""
        return number == self.number or bool(self.name and name == self.name)


@dataclass(frozen=True, kw_only=True)
class End:
    """How a child ended: the signal that killed it, or what it raised; and the steps it took."""

    signal: int = 0
    error: str = ""
    steps: tuple[str, ...] = ()

    @property
    def died(self) -> bool:
        """Whether it was killed, as it was meant to be."""
        return self.signal == signal.SIGKILL


@dataclass
class _Story:
    """What a child leaves behind of itself, written at once, whatever happens to it."""

    path: Path
    at: At | None
    done: int = 0
    hit: bool = False

    def __post_init__(self) -> None:
        self._file = self.path.open("ab", buffering=0)

    def step(self, name: str) -> None:
        """One more step; the fatal one is the last thing told."""
        self.done += 1
        self._file.write(f"{name}\n".encode())
        if self.at and not self.hit and self.at.reached(self.done, name):
            self.hit = True
            os.kill(os.getpid(), signal.SIGKILL if self.at.what == "kill" else signal.SIGSTOP)

    def trouble(self, error: BaseException) -> None:
        """What went wrong."""
        self.path.with_suffix(".error").write_text("".join(traceback.format_exception(error)), encoding="utf-8")


def dying(step: str, turn: int) -> Callable[[], None]:
    """What makes a process die at the n-th call of a function, which is named as it is imported."""
    owner_name, _, name = step.rpartition(".")
    owner = pkgutil.resolve_name(owner_name)
    real, turns = getattr(owner, name), itertools.count(1)

    def die_in_turn(*of: object, **more: object) -> object:
        if next(turns) == turn:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*of, **more)

    return lambda: setattr(owner, name, die_in_turn)


@dataclass
class Child:
    """One forked process at one duty."""

    duty: Callable[[], object]
    folder: Path
    at: At | None = None
    prepare: Callable[[], None] = field(default=lambda: None)  # run in the child before it begins
    _pid: int = 0

    def __post_init__(self) -> None:
        self._story = self.folder / f"story-{time.monotonic_ns()}"
        with warnings.catch_warnings():  # from Python 3.12 on: the server's thread is not needed in the child
            warnings.simplefilter("ignore", DeprecationWarning)
            self._pid = os.fork()
        if not self._pid:
            self._live()

    def _live(self) -> None:
        """The whole life of the child; it never returns."""
        story = _Story(self._story, self.at)
        try:
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # a stopped child must not outlive the tests
            steps.count(story.step)
            self.prepare()
            self.duty()
            os._exit(0)
        except BaseException as error:  # noqa: BLE001  told to the parent, whatever it is
            story.trouble(error)
        finally:
            os._exit(1)

    def wait(self, *, stopped: bool = False) -> End | None:
        """Wait for its end; or, if asked, for its stop, which gives None."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            pid, status = os.waitpid(self._pid, os.WNOHANG | os.WUNTRACED)
            if pid and os.WIFSTOPPED(status):
                if stopped:
                    return None
                continue
            if pid:
                return self._ended(status)
            time.sleep(0.001)
        self.end()
        raise TimeoutError(f"a poll took longer than {SECONDS:.0f} s; its steps are in {self._story}")

    def go_on(self) -> End:
        """Let a stopped child finish."""
        os.kill(self._pid, signal.SIGCONT)
        ended = self.wait()
        assert ended, "a child that is not to stop has ended"
        return ended

    def end(self) -> None:
        """Make an end of it if it has not ended."""
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
            self._pid = 0

    def _ended(self, status: int) -> End:
        self._pid = 0
        error = self._story.with_suffix(".error")
        return End(
            signal=os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
            error=error.read_text(encoding="utf-8") if error.exists() else "",
            steps=tuple(self._story.read_text(encoding="utf-8").splitlines()),
        )
