"""The page that lists the letters to look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Specimen:
    """A letter by its name: what it is for, what is attached to it, and whether the office's own text is used."""

    name: str
    about: str
    attaches: str
    own: bool

    @property
    def title(self) -> str:
        """What it is called, as a file."""
        return self.about.partition("：")[0]


@cache
def _page() -> Template:
    loader = FileSystemLoader(Path(__file__).parent)
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True).get_template("index.html")


def index(office: str, letters: Iterable[Specimen]) -> str:
    """The page."""
    return _page().render(office=office, letters=list(letters))
