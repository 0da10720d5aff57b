"""The press the pages are printed on: all that anybody wrote is text, whatever it holds."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from ledger.calendar import last_day, print_deadline, print_moment
from ledger.held_kinds import HeldKind
from ledger.layout import heading_of, progress_heading
from ledger.model import SHANGHAI
from pages.reasons import ARRIVED, REASONS, WITHDRAWN
from pages.words import CIRCULARS, MAILS, POSTS, left
from templates.common import wording

_FOLDER = Path(__file__).parent


@cache
def press() -> Environment:
    """Jinja, escaping everything, loud about what is not there."""
    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "minute": lambda moment: wording.short_clock(moment) if moment else "—",
        "moment": print_moment,
        "deadline": print_deadline,
        "day": wording.day,
        "typed": lambda moment: moment.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M") if moment else "",
        "query": urlencode,
        "last_date": lambda moment: last_day(moment).isoformat() if moment else "",
        "kind": lambda kind: HeldKind(kind).label,
        "mail_state": lambda state: MAILS[state],
        "circular_state": lambda state: CIRCULARS[state],
        "post_state": lambda state: POSTS[state],
        "listed": wording.listed,
        "tasks": wording.tasks,
        "task": lambda number: wording.tasks((number,)),
        "head": heading_of,
        "progress": progress_heading,
    }
    reasons = {kind.value: common for kind, common in REASONS.items()}
    made.globals |= {"left": left, "reasons": {**reasons, "withdraw": WITHDRAWN, "arrived": ARRIVED}}
    return made


def notice(words: str, status: int, *, title: str = "没有办理") -> HTMLResponse:
    """A page that says one thing, with the way back."""
    return HTMLResponse(press().get_template("nothing.html.j2").render(words=words, title=title), status_code=status)


def compile_pages() -> None:
    """Compile every page, so that the first visitor does not wait for it."""
    for name in press().list_templates(extensions=["j2"]):
        press().get_template(name)


@cache
def style() -> str:
    """The one style sheet: the board's, and what only the pages have."""
    board = files("templates.board").joinpath("board.css.j2").read_text(encoding="utf-8")
    return f"{board}\n{(_FOLDER / 'style.css').read_text(encoding='utf-8')}"
