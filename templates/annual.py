"""年度考核: the year's sheet of deductions, the list of those excluded, and each unit's own page to check."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import partial
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from ledger.model import Annual, Assessment, Deduction, Finding
from templates import confined, sample
from templates.docx_parts import fill, open_template, save
from templates.lint import lint as lint_template
from templates.wording import day, listed, short_clock

_FOLDER = Path(__file__).with_name("documents")
NO_POINTS = "未设定分值"


def render(annual: Annual, *, template: bytes | None = None) -> bytes:
    """年度考核扣分表 with 不纳入表彰名单 as docx; an office's own template is filled in a child with limits."""
    if template is not None:
        return confined.call("templates.annual:render_here", annual, template)
    return render_here(annual, (_FOLDER / "annual.docx").read_bytes())


def render_here(annual: Annual, template: bytes) -> bytes:
    """The sheet from this template, filled in this process: only for templates that are trusted."""
    document = open_template(template)
    fill(document, context(annual))
    return save(document, title=_title(annual), author=annual.office.name, made_at=annual.made_at)


def lint(template: bytes) -> tuple[Finding, ...]:
    """What is wrong with an office's annual.docx, tried with grounds and without."""
    trials = {"满项示例": sample.annual(), "空项示例": sample.bare_annual()}
    tried: dict[str, Callable[[], bytes]] = {
        what: partial(render, one, template=template) for what, one in trials.items()
    }
    return lint_template(template, context(sample.annual()).keys(), tried)


def lint_check(template: bytes) -> tuple[Finding, ...]:
    """What is wrong with an office's annual_check.docx, tried with a unit that has grounds and one without."""
    tried: dict[str, Callable[[], bytes]] = {
        "满项示例": partial(render_check, sample.annual(), "科技局", template=template),
        "空项示例": partial(render_check, sample.annual(), "发改局", template=template),
    }
    return lint_template(template, check_context(sample.annual(), "科技局").keys(), tried)


def file_name(annual: Annual) -> str:
    """2022年度政务公开考核扣分表.docx"""
    return f"{_title(annual)}.docx"


def _title(annual: Annual) -> str:
    return f"{annual.ledger.year}年度政务公开考核扣分表"


def context(annual: Annual) -> dict[str, object]:
    """The sheet as plain data."""
    return {
        "year": annual.ledger.year,
        "office": annual.office.name,
        "date": day(annual.made_at),
        "rounds": [one.name.removeprefix(f"{annual.ledger.year}年") for one in annual.rounds],
        "rows": [_row(annual, number, unit.name) for number, unit in enumerate(annual.units, 1)],
        "excluded": excluded(annual),
        "note": f"注：“—”为无扣分情形。请各单位于{day(annual.objections_by)}前核对反馈，最终扣分以核对后认定为准。",
    }


def _row(annual: Annual, number: int, unit: str) -> dict[str, object]:
    own = _of(annual, unit)
    return {
        "number": number,
        "unit": unit,
        "grounds": [_grounds(one for one in own if one.round == this.code) for this in annual.rounds],
        "total": total(own),
        "basis": _bases(own),
    }


def _of(annual: Annual, unit: str) -> list[Deduction]:
    return [one for one in annual.deductions if one.unit == unit]


def _grounds(deductions: Iterable[Deduction]) -> str:
    """逾期报送 and 扣2分, each on a line."""
    return "\n".join(f"{one.ground}\n{_points(one)}" for one in deductions) or "—"


def _points(one: Deduction) -> str:
    return NO_POINTS if one.points is None else f"扣{_plain(one.points)}分"


def _plain(points: Decimal) -> str:
    """Points without idle zeros: 2, 0.5."""
    text = f"{points:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def total(deductions: Sequence[Deduction]) -> str:
    """The sum of points: 0 where there is no ground, 未设定分值 while one of the grounds has no points."""
    known = [one.points for one in deductions if one.points is not None]
    return _plain(sum(known, Decimal(0))) if len(known) == len(deductions) else NO_POINTS


def _bases(deductions: Iterable[Deduction]) -> str:
    return "\n".join(dict.fromkeys(one.basis for one in deductions if one.basis)) or "—"


def excluded(annual: Annual) -> list[dict[str, object]]:
    """Units that are excluded from commendation, each with grounds, basis and rounds, in official order."""
    names = {one.code: one.name for one in annual.rounds}
    rows: list[dict[str, object]] = []
    for unit in annual.units:
        own = [one for one in _of(annual, unit.name) if one.excludes]
        if own:
            rows.append(
                {
                    "number": len(rows) + 1,
                    "unit": unit.name,
                    "grounds": "\n".join(f"{names.get(one.round, one.round)}{one.ground}" for one in own),
                    "basis": _bases(own),
                    "rounds": "\n".join(dict.fromkeys(names.get(one.round, one.round) for one in own)),
                }
            )
    return rows


def render_check(annual: Annual, unit: str, *, template: bytes | None = None) -> bytes:
    """单位核对表 of one unit as docx, to be mailed to it for confirmation or objection."""
    return render_checks(annual, [unit], template=template)[0]


def render_checks(annual: Annual, units: Sequence[str], *, template: bytes | None = None) -> list[bytes]:
    """The pages of many units in their order, on an office's own template in one child with limits."""
    if template is None:
        shipped = (_FOLDER / "annual_check.docx").read_bytes()
        return [_check(annual, unit, shipped) for unit in units]
    packed = confined.call("templates.annual:checks_here", annual, list(units), template)
    with ZipFile(BytesIO(packed)) as pages:
        return [pages.read(str(place)) for place in range(len(units))]


def checks_here(annual: Annual, units: Sequence[str], template: bytes) -> bytes:
    """The pages from this template, filled in this process, as a zip: only for templates that are trusted."""
    packed = BytesIO()
    with ZipFile(packed, "w") as pages:
        for place, unit in enumerate(units):
            pages.writestr(str(place), _check(annual, unit, template))
    return packed.getvalue()


def _check(annual: Annual, unit: str, template: bytes) -> bytes:
    document = open_template(template)
    fill(document, check_context(annual, unit))
    title = f"{annual.ledger.year}年度政务公开考核情况核对表（{unit}）"
    return save(document, title=title, author=annual.office.name, made_at=annual.made_at)


def check_file_name(annual: Annual, unit: str) -> str:
    """2022年度政务公开考核情况核对表（教育局）.docx"""
    safe = re.sub(r"[^\w（）()-]", "", unit)[:60]
    return f"{annual.ledger.year}年度政务公开考核情况核对表（{safe}）.docx"


def check_context(annual: Annual, unit: str) -> dict[str, object]:
    """A unit's own page as plain data."""
    own = _of(annual, unit)
    standings = {one.round.code: one for one in annual.assessments if one.unit.name == unit}
    grounds = [one.ground for one in own if one.excludes]
    return {
        "year": annual.ledger.year,
        "unit": unit,
        "rows": [
            _checked(this.name, standings.get(this.code), [one for one in own if one.round == this.code])
            for this in annual.rounds
        ],
        "total": total(own),
        "verdict": f"因{listed(dict.fromkeys(grounds))}，拟不纳入本年度表彰奖励范围。" if grounds else "",
        "sources": f"依据：{listed(dict.fromkeys(one.basis for one in own if one.basis)) or '本年度各期报送记录'}。",
        "objections_by": day(annual.objections_by),
        "office": annual.office.name,
        "room": annual.office.room,
    }


def _checked(name: str, one: Assessment | None, own: Sequence[Deduction]) -> dict[str, object]:
    return {
        "round": name,
        "standing": f"{one.standing.symbol} {one.standing.label}" if one else "—",
        "received": short_clock(one.received_at) if one and one.received_at else "—",
        "grounds": "\n".join(ded.ground for ded in own) or "无",
        "points": total(own),
    }
