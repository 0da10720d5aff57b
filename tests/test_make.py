"""The verbs of the Makefile that decide something themselves."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

_HOUSE = Path(__file__).parent.parent
_BENCHES = sorted(path.stem for path in (_HOUSE / "benchmarks").glob("*.py") if "__main__" in path.read_text())


@pytest.mark.parametrize("misses", [*_BENCHES, "none"])
def test_every_bench_is_run_whichever_misses_its_goal(tmp_path: Path, misses: str) -> None:
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\n[ "$2" != benchmarks.{misses} ]\n')
    python.chmod(0o700)
    make = ["make", "-o", ".venv/dev.stamp", "bench", f"BIN={tmp_path}"]
    ran = subprocess.run(make, cwd=_HOUSE, check=False, stdout=subprocess.PIPE, text=True)
    heads = [line for line in ran.stdout.splitlines() if line.startswith("==")]
    assert sorted(heads) == [f"== {bench}" for bench in _BENCHES]
    assert (ran.returncode != 0, f"missed in: {misses}" in ran.stdout) == (misses != "none", misses != "none")
