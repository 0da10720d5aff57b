"""How long a circular takes: against bare docxtpl on the same template, and from 38 to 3,800 units.

`python -m benchmarks.circular` prints the figures and exits 1 where they miss the goal: 38 units in at most twice
the time of bare docxtpl, and 100 times the units in at most 1.3 times 100 times what each further unit costs.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable

from docxtpl import DocxTemplate

from ledger.model import Report, Standing
from templates.circular import circular, sample

ROUNDS = 5
MOST_OVERHEAD = 2.0
MOST_GROWTH = 1.3


def report(count: int) -> Report:
    """A round in which every tenth unit is late, missing or incomplete."""
    states = (Standing.LATE, Standing.MISSING, Standing.INCOMPLETE)
    return sample.report(
        {place: states[place // 10 % 3] for place in range(0, count, 10)}, count=count, before={0: Standing.LATE}
    )


def bare(data: dict[str, object]) -> bytes:
    """The same template and data without sandbox, escaping, cleaning, chart and properties."""
    template = DocxTemplate(io.BytesIO(circular.SHIPPED.read_bytes()))
    template.render({**data, "rate_chart": ""})
    buffer = io.BytesIO()
    template.save(buffer)
    return buffer.getvalue()


def best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Seconds of the fastest of some runs: what the machine can do when nothing disturbs it."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> int:
    """Print the figures; 1 where one misses its goal."""
    reports = {count: report(count) for count in (38, 380, 1900, 3800)}
    data = circular.context(reports[38])
    whole, plain = best(lambda: circular.render(reports[38])), best(lambda: bare(data))
    print(
        f"38 units: {whole * 1000:.0f} ms, bare docxtpl {plain * 1000:.0f} ms, {whole / plain:.2f} times (goal {MOST_OVERHEAD})"
    )
    times = {count: best(lambda one=one: circular.render(one), 3) for count, one in reports.items()}  # type: ignore[misc]  # the lambda is bound at once
    for count, seconds in times.items():
        print(f"{count:>5} units: {seconds:6.2f} s, {seconds / count * 1000:.2f} ms a unit")
    growth = times[3800] / times[38] / 100
    print(f"38 to 3,800 units: {growth:.2f} times linear (goal {MOST_GROWTH})")
    return int(whole / plain > MOST_OVERHEAD or growth > MOST_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
