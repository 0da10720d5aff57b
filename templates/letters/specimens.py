"""The page that lists the letters to look at."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, Template


@cache
def _page() -> Template:
    loader = FileSystemLoader(Path(__file__).parent)
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True).get_template("index.html")


def index(office: str, letters: Iterable[tuple[str, str, str, bool]]) -> str:
    """The page: each letter's name, title, what it is for, and whether it is the office's own."""
    return _page().render(office=office, letters=list(letters))
