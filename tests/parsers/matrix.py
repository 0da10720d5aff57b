"""What the corpus holds: each kind of habit × formats × producers. `python -m tests.parsers.matrix` prints it.

A kind is told in at least three formats by at least two producers. Where it cannot be, `ONLY` says why.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

CORPUS = Path(__file__).parent / "corpus"
FORMATS, PRODUCERS = 3, 2
ONLY = {
    "mhtml": "a format of its own",
    "far_cells": "a sheet of xls ends at 65536 rows; LibreOffice fills the whole sheet and does not end",
    "odd_constructs": "WordprocessingML that LibreOffice refuses; each construct by itself is in test_constructs",
    "alternative_chunk": "WordprocessingML alone puts one file into another",
    "cell_deleted": "WordprocessingML alone strikes a cell out by a tracked change",
    "formula_never_counted": "LibreOffice counts a formula when it saves, and no xls is written by hand here",
    "numbers_counted_as_shown": "LibreOffice's rich text of the same is numbers_counted's; others hold no shown number",
    "enclosed_and_guided": "LibreOffice drops EQ fields when it reads them",
}


class Held(NamedTuple):
    """What a folder holds."""

    formats: frozenset[str]
    producers: frozenset[str]


def held() -> dict[str, Held]:
    """Every kind with its formats and producers."""
    files: dict[str, list[Path]] = {}
    for path in sorted(CORPUS.glob("*/*")):
        if path.name != "golden.json":
            files.setdefault(path.parent.name, []).append(path)
    return {
        kind: Held(frozenset(one.suffix[1:] for one in some), frozenset(one.name.partition(".")[0] for one in some))
        for kind, some in files.items()
    }


def short_of(kinds: dict[str, Held]) -> set[str]:
    """The kinds told in too few formats or by too few producers."""
    return {kind for kind, one in kinds.items() if len(one.formats) < FORMATS or len(one.producers) < PRODUCERS}


def main() -> None:
    """Print the matrix."""
    for kind, one in held().items():
        formats, producers = (" ".join(sorted(some)) for some in one)
        sys.stdout.write(f"{kind:32}{formats:48}{producers:56}{ONLY.get(kind, '')}\n")


if __name__ == "__main__":
    main()
