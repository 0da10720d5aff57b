"""What each command costs before it does anything: seconds of CPU, its children's too, on the example office.

`python -m benchmarks.commands` prints the least of some runs beside a floor made in the same run (Python with click and, for
commands that open the book, SQLAlchemy's SQLite), and exits 1 where `--help` or `status` miss their goal.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROUNDS = 5
GOALS = {"--help": 0.2, "status": 0.5}
_TAIZHANG = str(Path(sys.executable).with_name("taizhang"))
_FLOORS = {"Python, click": "import click", "and SQLAlchemy": "import click, sqlalchemy.dialects.sqlite"}
_NOW = ("--now", "2022-06-09T09:00")
COMMANDS: dict[str, tuple[str, ...]] = {
    "--help": ("--help",),
    "tasks": ("tasks",),
    "units": ("units",),
    "letters": ("letters", *_NOW),
    "status": ("status", *_NOW),
    "held": ("held",),
    "check": ("check", "--offline"),
    "collect": ("collect", *_NOW),
    "board": ("board", *_NOW),
    "duties": ("duties", *_NOW),
    "report": ("report", *_NOW),
    "backup": ("backup", *_NOW),
    "forms": ("forms", *_NOW),
}


def cpu(command: list[str]) -> float:
    """Seconds of CPU of a command and its children, the least of some runs."""
    return min(_once(command) for _ in range(ROUNDS))


def _once(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Print the figures; 1 where one misses its goal."""
    missed = False
    for name, code in _FLOORS.items():
        print(f"{name:20} {cpu([sys.executable, '-c', code]):6.2f} s")
    with tempfile.TemporaryDirectory(prefix="commands.") as folder:
        office = f"{folder}/office"
        _once([_TAIZHANG, "init", office])
        for name, said in COMMANDS.items():
            seconds = cpu([_TAIZHANG, "--office", office, *said])
            goal = f"  (goal {GOALS[name]})" if name in GOALS else ""
            missed = missed or seconds > GOALS.get(name, seconds)
            print(f"taizhang {name:11} {seconds:6.2f} s{goal}", flush=True)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
