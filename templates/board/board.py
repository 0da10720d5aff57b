"""board.html: a round at a glance. One page without remote content, scripts or inline code of any kind."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from ledger.calendar import print_read_through
from ledger.model import Assessment, Report, Standing
from templates.circular import tables
from templates.circular.circular import subject
from templates.common.docx_parts import plain
from templates.common.tally import Tally, tally
from templates.common.wording import clock, listed, percent, until

_FOLDER = Path(__file__).parent
_BAR = 300  # px: the width of a category's bar
_ATTENTION = (Standing.UNDECIDED, Standing.MISSING, Standing.LATE, Standing.INCOMPLETE)


def render(report: Report) -> str:
    """The board as one HTML page; safe to open from a file or to put on a web server."""
    style = (_FOLDER / "board.css.j2").read_text(encoding="utf-8")
    return _page().render(plain(_context(report)), style=Markup(style), style_hash=_hash(style))  # noqa: S704 - our own file


@cache
def _page() -> Template:
    loader = FileSystemLoader(_FOLDER)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.get_template("board.html.j2")


def _hash(style: str) -> str:
    """The one style sheet that the page's security policy lets in."""
    return f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}"


def _context(report: Report) -> dict[str, object]:
    counted = tally(report.assessments)
    rounds, _ = tables.matrix(report)
    return {
        "title": f"{report.round.name}{subject(report)}报送看板",
        "office": report.office.name,
        "period": report.round.name,
        "deadline": until(report.round.deadline),
        "as_of": clock(report.made_at),
        "read_through": print_read_through(report.read_through),
        "cards": _cards(counted),
        "attention": _attention(counted),
        "categories": [_category(name, part) for name, part in (*counted.categories, ("合计", counted))],
        "legend": tables.LEGEND,
        "earlier": rounds[:-1],
        "groups": _groups(report, rounds[:-1]),
        "problems": [row for row in tables.looked_back(report) if row["cleared"] == "未销号"],
        "tasks": tables.progress(report),
    }


def _cards(counted: Tally) -> list[dict[str, object]]:
    cards: list[dict[str, object]] = [
        {"code": "", "symbol": "", "count": counted.expected, "label": "应报送"},
        {"code": "", "symbol": "", "count": percent(counted.rate), "label": "按时报送率"},
    ]
    return cards + [
        {"code": one.value, "symbol": one.symbol, "count": counted.count(one), "label": one.label}
        for one in Standing
        if one not in (Standing.PENDING, Standing.UNDECIDED) or counted.count(one)
    ]


def _attention(counted: Tally) -> list[dict[str, object]]:
    return [
        {
            "code": standing.value,
            "symbol": standing.symbol,
            "label": standing.label,
            "count": counted.count(standing),
            "names": listed(one.unit.name for one in counted.of(standing)),
        }
        for standing in _ATTENTION
        if counted.count(standing)
    ]


def _category(name: str, part: Tally) -> dict[str, object]:
    """A category's bar: each standing as long as it is frequent."""
    parts, x = [], 0.0
    for standing in Standing:
        width = round(_BAR * part.count(standing) / max(len(part.all), 1), 1)
        if width:
            parts.append({"code": standing.value, "x": round(x, 1), "width": width})
        x += width
    words = listed(f"{one.label}{part.count(one)}个" for one in Standing if part.count(one))
    return {"name": name, "expected": part.expected, "rate": percent(part.rate), "parts": parts, "words": words}


def _groups(report: Report, earlier: list[str]) -> list[dict[str, object]]:
    """The units by category, as in the circular's first attachment, with the rounds before."""
    before = {(one.unit.name, one.round.name): one.standing for one in report.earlier or report.previous_assessments}
    current = {one.unit.name: one for one in report.assessments}
    return [
        {
            "name": category,
            "units": [
                {
                    **unit,
                    **_progress(current[str(unit["name"])]),
                    "earlier": [_mark(before.get((str(unit["name"]), name))) for name in earlier],
                }
                for unit in units
            ],
        }
        for category, units in tables.groups(report)
    ]


def _progress(one: Assessment) -> dict[str, object]:
    numbers = "、".join(map(str, one.versions))
    waiting = "、".join(str(waits.held) for waits in one.waiting if waits.held)
    return {
        "code": one.standing.value,
        "expected": len(one.expected) if one.is_counted else 0,
        "done": len(one.answered),
        "numbers": f"第{numbers}号" if numbers else "—",
        "waiting": f"待处理第{waiting}号" if waiting else "",
    }


def _mark(standing: Standing | None) -> dict[str, str]:
    if standing is None:
        return {"code": "", "symbol": ""}
    return {"code": standing.value, "symbol": standing.symbol}
