"""Letters: one file each in `templates/letters/`, written once, sent as plain text and as HTML.

The office's own file of the same name wins. A letter's file has two blocks, `subject` and `body`; the
body's marks are those of `letter_marks`, the facts it may name those of `letter_facts`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from templates.letters import samples as letter_samples
from templates.letters.facts import COMMON, FACTS
from templates.letters.lint import lint
from templates.letters.press import printed

__all__ = ["FACTS", "NAMES", "lint", "preview", "write"]

Adapt = Callable[[Mapping[str, object]], Mapping[str, object]]
NAMES = tuple(FACTS)
"""The letters we write, by name."""


def write(name: str, *, overrides: Path | None = None, **facts: object) -> tuple[str, str, str]:
    """Subject, plain text and HTML of one letter.

    Facts are plain values: text, numbers, dates and times, lists of these, findings. Text is cleaned
    and kept to one line, so no fact can forge a line of the letter or a header. Raises TypeError for
    facts the letter does not know or lacks, and jinja2's errors for a broken template.
    """
    return printed(name, overrides, _complete(name, facts))


def _complete(name: str, facts: Mapping[str, object]) -> dict[str, object]:
    """The facts with the defaults of those left out."""
    known = COMMON | FACTS[name].names
    defaults = {**letter_samples.NAMED, **FACTS[name].defaults}
    if unknown := facts.keys() - known.keys():
        raise TypeError(f"{name}: unknown facts {sorted(unknown)}")
    if lacking := known.keys() - facts.keys() - defaults.keys():
        raise TypeError(f"{name}: facts missing {sorted(lacking)}")
    return {**defaults, **facts}


def preview(*, overrides: Path | None = None, own: Adapt = dict) -> Iterator[tuple[str, str, str, str]]:
    """Every letter with a full and an empty sample, to look at: file name, subject, plain text, HTML. `own` makes the
    facts of a sample an office's own."""
    for name in NAMES:
        full = letter_samples.complete(name, letter_samples.FULL[name])
        bare = letter_samples.complete(name, letter_samples.EMPTY[name], bare=True)
        for label, facts in ((f"{name}-1", full), (f"{name}-2", bare)):
            yield (label, *printed(name, overrides, _complete(name, own(facts))))
