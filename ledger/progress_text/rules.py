"""What a clause can say of its task, and what a row of the table (`ledger.progress_text.table`) is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto


class Sign(Enum):
    """What one clause says."""

    FINAL = auto()  # the task as a whole is done
    DONE = auto()  # something that was to be done is done
    LIKELY = auto()  # something came to its end: done, where the clause speaks of the task
    STEP = auto()  # a step on the way is done
    OPEN = auto()  # something is still to be done
    LATE = auto()  # it was or is held up: open, unless it was done since
    WAIT = auto()  # something is going on or waited for: open, unless the whole is said to be done
    NOT_STARTED = auto()  # nothing has begun
    FUTURE = auto()  # it will be done
    PAST_OPEN = auto()  # it was open once
    UNSURE = auto()  # can be read both ways
    NOT_INVOLVED = auto()
    SLOGAN = auto()  # says what should be
    AFTER = auto()  # what follows once it is done: audit, the last payment
    ASIDE = auto()  # says nothing of the state
    UNREAD = auto()  # no rule knows it


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table."""

    name: str
    sign: Sign
    pattern: re.Pattern[str]
    examples: tuple[str, ...]


def rows(*given: tuple[str, Sign, tuple[str, ...], tuple[str, ...]]) -> tuple[Rule, ...]:
    """Rows of the table: name, sign, the wordings that fit, examples."""
    return tuple(Rule(name, sign, re.compile("|".join(words)), examples) for name, sign, words, examples in given)
