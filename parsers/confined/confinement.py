"""What a child that reads strangers' files gives up before it reads the first: memory, time, files, network.

The resource limits always hold. Landlock (writing, starting programs, TCP) and an empty network
namespace are taken where the kernel grants them to an ordinary user.
"""

from __future__ import annotations

import contextlib
import ctypes
import resource
import signal
import struct
from pathlib import Path

MEMORY = 1 << 30
CPU_SECONDS = 20
WALL_SECONDS = 40
_NEW_USER, _NEW_NET = 0x1000_0000, 0x4000_0000
_NO_NEW_PRIVILEGES = 38
_CREATE_RULESET, _RESTRICT_SELF = 444, 446  # the same on every architecture
_CHANGES = 0b0001_1111_1111_0011  # execute, write, remove and make of every kind: all but reading
_REFER, _TRUNCATE, _TCP = 1 << 13, 1 << 14, 0b11


def confine() -> None:
    """Give up everything that reading a file does not need. For good: there is no way back."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    libc.unshare(_NEW_USER | _NEW_NET)
    _landlock(libc)


def _landlock(libc: ctypes.CDLL) -> None:
    version = libc.syscall(_CREATE_RULESET, None, 0, 1)
    if version < 1:
        return
    files = _CHANGES | (_REFER if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)
    attributes = struct.pack("QQ", files, _TCP) if version >= 4 else struct.pack("Q", files)
    ruleset = libc.syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    if ruleset >= 0:
        libc.syscall(_RESTRICT_SELF, ruleset, 0)


def start_clock() -> None:
    """Give the next file its time: the kernel ends the process when it is over, whatever it is doing."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    with contextlib.suppress(ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (spent + CPU_SECONDS, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    signal.alarm(WALL_SECONDS)


def stop_clock() -> None:
    """Wait for the next file without a limit."""
    signal.alarm(0)


def memory_used() -> int:
    """The memory the process holds, in bytes. Not getrusage's maximum: a child inherits that of its parent,
    and the children of a large one would be replaced after every file."""
    resident = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(resident) * resource.getpagesize()
