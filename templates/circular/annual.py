"""年度考核: the year's sheet of deductions, the list of those excluded, and each unit's own page to check."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from docx.shared import Mm
from docxtpl import DocxTemplate

from ledger.calendar import days_late
from ledger.model import Annual, Assessment, Decision, Deduction, Finding, Score
from ledger.naming import theme_of
from ledger.numerals import ranges
from ledger.problems import LABELS
from ledger.year import plain
from templates.circular import sample
from templates.circular.lint import lint as lint_template
from templates.common import confined
from templates.common.docx_parts import fill, open_template, save
from templates.common.wording import day, in_lines, listed, short_clock, tasks, until

_FOLDER = Path(__file__).with_name("documents")
NO_POINTS = "未设定分值"
UNSET = "＊"
_WIDE, _FIXED = 222, 6  # mm of the sheet's table at most; its columns but those of the rounds
_MOST_ROUNDS = 4  # that have a column each
_WON = {"early": "提前报送", "exemplary": "全年按时完整"}
_MANY = 2  # task numbers that the sheet's narrow column holds
_GROUND = 11  # Han characters in the column of grounds on a unit's page


def render(annual: Annual, *, template: bytes | None = None) -> bytes:
    """年度考核扣分表 with 不纳入表彰名单 as docx; an office's own template is filled in a child with limits."""
    if template is not None:
        return confined.call("templates.circular.annual:render_here", annual, template)
    return render_here(annual, (_FOLDER / "annual.docx").read_bytes())


def render_here(annual: Annual, template: bytes) -> bytes:
    """The sheet from this template, filled in this process: only for templates that are trusted."""
    document = open_template(template)
    fill(document, context(annual))
    _spread(document, len(_round_heads(annual)))
    return save(document, title=_title(annual), author=annual.office.name, made_at=annual.made_at)


def _spread(document: DocxTemplate, rounds: int) -> None:
    """Give the columns of the rounds the width that their number leaves over in the turned page."""
    table = document.docx.tables[0]
    widths = [column.width or 0 for column in table.columns]
    spare = (Mm(_WIDE) - sum(widths)) // max(1, rounds)
    if spare <= 0 or len(widths) != _FIXED + rounds:
        return  # an office's own sheet, laid out its own way
    for place in range(2, 2 + rounds):
        table.columns[place].width = Mm(0) + widths[place] + spare
        for cell in table.columns[place].cells:
            cell.width = widths[place] + spare


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
    return f"{annual.ledger.year}年度{_theme(annual)}考核扣分表"


def _theme(annual: Annual) -> str:
    return theme_of(annual.ledger, annual.office.district)


def context(annual: Annual) -> dict[str, object]:
    """The sheet as plain data."""
    bases = {basis: _circled(number) for number, basis in enumerate(_bases(annual.deductions), 1)}
    return {
        "year": annual.ledger.year,
        "theme": _theme(annual),
        "office": annual.office.name,
        "date": day(annual.made_at),
        "rounds": _round_heads(annual),
        "rows": [_row(annual, number, unit.name, bases) for number, unit in enumerate(annual.units, 1)],
        "excluded": excluded(annual, bases),
        "ranking": _ranking(annual) if annual.scale.ranking else [],
        "note": "".join(_notes(annual, bases)),
    }


def _round_heads(annual: Annual) -> list[str]:
    """A column for each round; more rounds than fit the page share one."""
    if len(annual.rounds) > _MOST_ROUNDS:
        return ["各期扣分情形"]
    return [_short(annual, one.code) for one in annual.rounds]


def _short(annual: Annual, code: str) -> str:
    """第二季度: a round's name within its year; 全年 of none."""
    names = {one.code: one.name.removeprefix(f"{annual.ledger.year}年") for one in annual.rounds}
    return names.get(code, code or "全年")


def _circled(number: int) -> str:
    return chr(ord("①") + number - 1) if number <= 20 else f"（{number}）"


def _bases(deductions: Iterable[Deduction]) -> list[str]:
    return list(dict.fromkeys(one.basis for one in deductions if one.basis))


def _notes(annual: Annual, bases: Mapping[str, str]) -> list[str]:
    """What the sheet's signs mean: said once."""
    notes = ["说明：“—”为无扣分情形，“未完成”为责任时限已过而未完成的任务。"]
    if bases:
        notes.append(f"扣分依据：{'；'.join(f'{sign}{basis}' for basis, sign in bases.items())}。")
    if any(one.unset for one in annual.scores):
        notes.append(f"“{UNSET}”为{NO_POINTS}的情形，只列明，不计入小计。")
    if annual.bonuses:
        notes.append("小计为扣分减加分，加分多于扣分的写明加分。")
    notes.append(f"计分过程见单位核对表。请各单位于{day(annual.objections_by)}前核对反馈，最终扣分以核对后认定为准。")
    return notes


def _row(annual: Annual, number: int, unit: str, bases: Mapping[str, str]) -> dict[str, object]:
    own = _of(annual, unit)
    return {
        "number": number,
        "unit": unit,
        "grounds": [_in_round(annual, unit, this.code) for this in annual.rounds]
        if len(annual.rounds) <= _MOST_ROUNDS
        else [_in_all_rounds(annual, unit)],
        "total": net(_score(annual, unit)),
        "basis": _cited(own, bases),
    }


def _cited(deductions: Iterable[Deduction], bases: Mapping[str, str]) -> str:
    """①、③: what the grounds rest on, in the order of the note."""
    own = _bases(deductions)
    return "、".join(bases[one] for one in bases if one in own) or "、".join(own) or "—"


def _of(annual: Annual, unit: str) -> list[Deduction]:
    return [one for one in annual.deductions if one.unit == unit]


def _score(annual: Annual, unit: str) -> Score:
    return next(one for one in annual.scores if one.unit == unit)


def _in_round(annual: Annual, unit: str, code: str) -> str:
    """逾期3天，扣1分, each ground on a line; what the whole year added stands in its last round."""
    lost = [f"{_brief(annual, one)}，{_points(one)}" for one in _of(annual, unit) if one.round == code]
    last = annual.rounds[-1].code
    won = [one for one in annual.bonuses if one.unit == unit and (one.round or last) == code]
    return "\n".join([*lost, *(f"{_WON[one.kind]}，加{plain(one.points)}分" for one in won)]) or "—"


def _in_all_rounds(annual: Annual, unit: str) -> str:
    """1、3月报送不完整，各扣0.5分: each ground on a line, with all rounds in which it stood."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in _of(annual, unit):
        found.setdefault((_brief(annual, one), _points(one)), []).append(one.round)
    for won in annual.bonuses:
        if won.unit == unit:
            found.setdefault((_WON[won.kind], f"加{plain(won.points)}分"), []).append(won.round)
    lines = (
        f"{_rounds(annual, codes)}{ground}，{'各' if len(codes) > 1 and points != UNSET else ''}{points}"
        for (ground, points), codes in found.items()
    )
    return "\n".join(lines) or "—"


def _brief(annual: Annual, one: Deduction) -> str:
    """The ground in the sheet's narrow column; the unit's own page says it in full."""
    if one.kind == "late":
        stood = next(a for a in annual.assessments if (a.unit.name, a.round.code) == (one.unit, one.round))
        return f"逾期{days_late(stood.received_at, stood.deadline)}天" if stood.received_at else "逾期"
    if one.kind == "expired":
        return f"未完成{len(one.tasks)}项" if len(one.tasks) > _MANY else f"{tasks(one.tasks)}未完成"
    return one.ground


def _points(one: Deduction) -> str:
    return UNSET if one.points is None else f"扣{plain(one.points)}分"


def net(one: Score) -> str:
    """小计: 0 where there is no ground; ＊ beside or instead of it where a ground has no points."""
    if one.unset and not (one.lost or one.won):
        return UNSET
    return (plain(one.net) if one.net >= 0 else f"加{plain(-one.net)}") + (UNSET if one.unset else "")


def total(one: Score) -> str:
    """The same in words that stand alone."""
    if one.unset and not (one.lost or one.won):
        return NO_POINTS
    return net(one).replace(UNSET, f"（另有{NO_POINTS}的情形）")


def excluded(annual: Annual, bases: Mapping[str, str] = {}) -> list[dict[str, object]]:
    """Units that are excluded from commendation, each with grounds, basis and rounds, in official order."""
    rows: list[dict[str, object]] = []
    for unit in annual.units:
        own = [one for one in _of(annual, unit.name) if one.excludes]
        if own:
            rows.append(
                {
                    "number": len(rows) + 1,
                    "unit": unit.name,
                    "grounds": "；".join(_together(annual, own)),
                    "basis": _cited(own, bases),
                    "rounds": _rounds(annual, (one.round for one in own)),
                }
            )
    return rows


def _together(annual: Annual, deductions: Iterable[Deduction]) -> list[str]:
    """第二季度、第三季度未报送: rounds with the same ground in one phrase."""
    rounds: dict[str, list[str]] = {}
    for one in deductions:
        rounds.setdefault(_brief(annual, one), []).append(one.round)
    return [f"{_rounds(annual, codes)}{ground}" for ground, codes in rounds.items()]


def _rounds(annual: Annual, codes: Iterable[str]) -> str:
    """第二、第三季度: what the names end with is said once."""
    names = list(dict.fromkeys(_short(annual, code) for code in codes))
    same = next((end for end in ("季度", "月", "半年") if all(name.endswith(end) for name in names)), "")
    bare = [name.removesuffix(same) for name in names]
    return (ranges(map(int, bare)) if same and all(name.isdecimal() for name in bare) else listed(bare)) + same


def _ranking(annual: Annual) -> list[dict[str, object]]:
    """Units by what remains to be deducted, the least first, equals alike; 滞后 is who has any ground."""
    ordered = sorted(annual.scores, key=lambda one: (one.unset, one.net))
    places = {one.unit: 1 + sum(other.net < one.net for other in ordered if not other.unset) for one in ordered}
    return [
        {
            "place": "—" if one.unset else places[one.unit],
            "unit": one.unit,
            "total": net(one),
            "state": "滞后" if _of(annual, one.unit) else "序时",
        }
        for one in ordered
    ]


def render_check(annual: Annual, unit: str, *, template: bytes | None = None) -> bytes:
    """单位核对表 of one unit as docx, to be mailed to it for confirmation or objection."""
    return render_checks(annual, [unit], template=template)[0]


def render_checks(annual: Annual, units: Sequence[str], *, template: bytes | None = None) -> list[bytes]:
    """The pages of many units in their order, on an office's own template in one child with limits."""
    if template is None:
        shipped = (_FOLDER / "annual_check.docx").read_bytes()
        return [_check(annual, unit, shipped) for unit in units]
    packed = confined.call("templates.circular.annual:checks_here", annual, list(units), template)
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
    title = f"{annual.ledger.year}年度{_theme(annual)}考核情况核对表（{unit}）"
    return save(document, title=title, author=annual.office.name, made_at=annual.made_at)


def check_file_name(annual: Annual, unit: str) -> str:
    """2022年度政务公开考核情况核对表（教育局）.docx"""
    safe = re.sub(r"[^\w（）()-]", "", unit)[:60]
    return f"{annual.ledger.year}年度{_theme(annual)}考核情况核对表（{safe}）.docx"


def check_context(annual: Annual, unit: str) -> dict[str, object]:
    """A unit's own page as plain data."""
    own = _of(annual, unit)
    standings = {one.round.code: one for one in annual.assessments if one.unit.name == unit}
    grounds = [one.ground for one in own if one.excludes]
    return {
        "year": annual.ledger.year,
        "theme": _theme(annual),
        "unit": unit,
        "rows": [
            _checked(this.name, standings.get(this.code), [one for one in own if one.round == this.code])
            for this in annual.rounds
        ],
        "total": total(_score(annual, unit)),
        "verdict": f"因{listed(dict.fromkeys(grounds))}，拟不纳入本年度表彰奖励范围。" if grounds else "",
        "sources": f"依据：{listed(_bases(own)) or '本年度各期报送记录'}。",
        "notes": _explained(annual, unit),
        "objections_by": day(annual.objections_by),
        "office": annual.office.name,
        "room": annual.office.room,
    }


def _checked(name: str, one: Assessment | None, own: Sequence[Deduction]) -> dict[str, object]:
    return {
        "round": name,
        "standing": f"{one.standing.symbol} {one.standing.label}" if one else "—",
        "received": short_clock(one.received_at) if one and one.received_at else "—",
        "grounds": "\n".join(in_lines(ded.ground, _GROUND) for ded in own) or "无",
        "points": "\n".join(_figure(ded) for ded in own) or "0",
    }


def _figure(one: Deduction) -> str:
    return "—" if one.points is None else plain(one.points)


def _explained(annual: Annual, unit: str) -> list[str]:
    """How the unit's sum comes about, number by number and decision by decision, and what became of its problems."""
    return [*_workings(annual, unit), *_decided(annual, unit), *_histories(annual, unit)]


def _workings(annual: Annual, unit: str) -> list[str]:
    told = [
        f"{_short(annual, one.round)}{one.ground}：{one.workings}，计{plain(one.points)}分。"
        for one in _of(annual, unit)
        if one.workings and one.points is not None
    ]
    told += [
        f"{_short(annual, one.round)}{one.ground}：加{plain(one.points)}分。"
        for one in annual.bonuses
        if one.unit == unit
    ]
    own = _score(annual, unit)
    told += [f"{_short(annual, code)}扣分超过每期上限，按{plain(most)}分计。" for code, most in own.capped.items()]
    return told + ([f"全年扣分超过上限，按{plain(own.lost)}分计。"] if own.year_capped else [])


def _decided(annual: Annual, unit: str) -> list[str]:
    return [
        f"{_short(annual, one.round)}：{one.kind.label}{_until(one)}，{one.reason}"
        f"（{one.by}，{day(one.at)}，第{one.number}号决定）。"
        for one in annual.decisions
        if one.unit == unit
    ]


def _until(one: Decision) -> str:
    return f"至{until(one.until)}" if one.until else ""


def _histories(annual: Annual, unit: str) -> list[str]:
    """Each problem with its steps: 第42项到期未完成：36号列入（9月21日）；张三销号 … Tasks with one fate stand together."""
    together: dict[tuple[str, str, str], list[int]] = {}
    for case in annual.cases:
        if case.line.unit == unit:
            told = "；".join(f"{step.words}（{day(step.at)}）" for step in case.steps)
            numbers = together.setdefault((case.line.round, case.line.kind, told), [])
            numbers += [case.task] if case.task is not None else []
    return [
        f"{_short(annual, round_)}{tasks(numbers)}{LABELS[kind]}：{told}。"
        for (round_, kind, told), numbers in together.items()
    ]
