"""What a plan may ask the book, without knowing it: a test answers from a dictionary."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ledger.model import Post, Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What is on file when a mail comes; asked only where it matters."""

    folders: Callable[[], set[str]]  # where the mail was found
    letter: Callable[[str], Post | None]  # our letter of that Message-ID
    versions: Callable[[str, str], Sequence[Submission]]  # round, unit → of that round and the one before
    texts: Callable[[str, str], Mapping[int, str]]  # round, unit → its newest text by task
