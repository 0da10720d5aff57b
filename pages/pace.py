"""How often something may be asked for, by each and by all."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Lock


class Pace:
    """So many in a time from one; what is longer ago is forgotten, and so is who asked."""

    def __init__(self, within: timedelta, *, each: int, every: int) -> None:
        self._within, self._each, self._every = within, each, every
        self._asked: deque[tuple[datetime, str]] = deque()
        self._counts: dict[str, int] = {}
        self._lock = Lock()

    def allows(self, who: str, now: datetime) -> bool:
        """Whether one more is within the pace; it is counted then."""
        with self._lock:
            while self._asked and self._asked[0][0] <= now - self._within:
                self._forget(self._asked.popleft()[1])
            if len(self._asked) >= self._every or self._counts.get(who, 0) >= self._each:
                return False
            self._asked.append((now, who))
            self._counts[who] = self._counts.get(who, 0) + 1
            return True

    def _forget(self, who: str) -> None:
        self._counts[who] -= 1
        if not self._counts[who]:
            del self._counts[who]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many of each are remembered."""
        return self._counts
