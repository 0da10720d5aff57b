"""What a unit's progress text says of its task: done, open or neither, with the words it was read from.

A text is cut into clauses (`clauses`); each clause is looked up in a table of rules (`table`, `vocabulary`) or its
figures are set against their target (`figures`), in the light of the task and the day (`sense`, `days`), of the rest of
its sentence (`mended`) and of whom it speaks of (`scope`); ticked boxes and whole-text answers come first (`marks`,
`phrases`); `verdict` weighs what the clauses say (`whole`, `opened`). No model, no network: every answer can be traced to one row of a table.
"""

from __future__ import annotations

from datetime import date

from ledger.progress_text.status import Reading, Status

__all__ = ["Reading", "Status", "may_be_no_answer", "read"]


def read(text: str, *, task: str = "", written: date | None = None) -> Reading:
    """What a progress text says of its task. `task` is the task's own words with its indicator, `written` the day the
    text was written or received: a date after it lies ahead."""
    from ledger.progress_text import verdict  # noqa: PLC0415 - its table of rules takes 0.2 s to compile: who reads pays

    return verdict.read(text, task=task, written=written)


def may_be_no_answer(text: str, task: str) -> bool:
    """Whether a text may read as `no_content` or `not_involved`; much cheaper than reading it."""
    from ledger.progress_text import glance  # noqa: PLC0415 - same

    return glance.may_be_no_answer(text, task)
