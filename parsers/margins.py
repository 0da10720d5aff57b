"""Page headers, footers and text boxes: asked for the unit, the date and the round where the text names none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from parsers.grid import Grid

_WANTED = (  # the fields for the unit, for the date; the round
    re.compile(
        r"(?:[填报呈上][报表送写]|责任)?\s*(?:单\s*位|部\s*门)\s*(?:名称|全称)?\s*(?:[（(][^）)]*[）)])?\s*[：:﹕]|填\s*报\s*单\s*位"
    ),
    re.compile(r"填\s*[报表写]\s*(?:时\s*间|日\s*期)"),
    re.compile("季度"),
)
_LONGEST = 120
_UPPER, _LOWER = 30, 5


def heads(blocks: Sequence[str | Grid], margins: Callable[[], Iterable[str]]) -> list[str]:
    """The lines of the margins that name what the text does not; `margins` is called only if something is missing."""
    wanted = [words for words in _WANTED if not any(_names(block, words) for block in blocks)]
    if not wanted:
        return []
    lines = [line for line in margins() if len(line) <= _LONGEST and any(words.search(line) for words in wanted)]
    return list(dict.fromkeys(lines))  # first, even and odd pages often say the same


def _names(block: str | Grid, words: re.Pattern[str]) -> bool:
    """Whether a paragraph or one of the upper or lowest cells of a table has a head field's words."""
    if isinstance(block, str):
        return len(block) <= _LONGEST and words.search(block) is not None
    cells = (*block.cells[:_UPPER], *block.cells[-_LOWER:])
    return any(words.search(cell.text) for cell in cells if len(cell.text) <= _LONGEST)
