"""Page headers, footers and text boxes: asked for the unit, the date and the round where the text names none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from parsers.grid import Grid

_WORDS = ("填报", "季度")  # of the fields for unit and date; of the round
_LONGEST = 120
_UPPER, _LOWER = 30, 5


def heads(blocks: Sequence[str | Grid], margins: Callable[[], Iterable[str]]) -> list[str]:
    """The lines of the margins that name what the text does not; `margins` is called only if something is missing."""
    wanted = [word for word in _WORDS if not any(_names(block, word) for block in blocks)]
    if not wanted:
        return []
    lines = [line for line in margins() if len(line) <= _LONGEST and any(word in line for word in wanted)]
    return list(dict.fromkeys(lines))  # first, even and odd pages often say the same


def _names(block: str | Grid, word: str) -> bool:
    """Whether a paragraph or one of the upper or lowest cells of a table has a head field's word."""
    if isinstance(block, str):
        return word in block
    cells = (*block.cells[:_UPPER], *block.cells[-_LOWER:])
    return any(word in cell.text for cell in cells if len(cell.text) <= _LONGEST)
