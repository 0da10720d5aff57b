"""Work on what people upload, done in a child process with limits on time and memory.

A sandboxed template can still ask for a string of a thousand million characters.
"""

from __future__ import annotations

import importlib
import pickle
import resource
import subprocess
import sys
from pathlib import Path

SECONDS = 60
MEMORY = 1 << 30
_ROOT = Path(__file__).parents[2]


class Refused(Exception):  # noqa: N818 - it is the template that errs
    """The work failed or went over its limits; the message says how, in the last line of the child's words."""


def call(function: str, *arguments: object) -> bytes:
    """What `package.module:function` makes of the arguments, computed in a child with limits."""
    command = [sys.executable, "-m", "templates.common.confined", function]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command, input=pickle.dumps(arguments), capture_output=True, timeout=SECONDS, cwd=_ROOT, check=False
        )
    except subprocess.TimeoutExpired:
        raise Refused(f"处理时间超过{SECONDS}秒") from None
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines()
        raise Refused(words[-1] if words else "超出内存或时间限制")
    return done.stdout


def _work(function: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    module, name = function.split(":")
    arguments = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own parent process
    result: bytes = getattr(importlib.import_module(module), name)(*arguments)
    sys.stdout.buffer.write(result)


if __name__ == "__main__":
    _work(sys.argv[1])
