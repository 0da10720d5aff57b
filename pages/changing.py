"""设置 changed: rules, rounds and units, by whoever may approve; nothing that `check` has something against is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from starlette.responses import Response

from ledger.model import RoundPlan
from ledger.rounds import named_plans
from ledger.text import tidy
from office.desk.rewriting import FORMER, NAME, unit_columns, unit_row, with_rounds, with_unit, with_values
from office.keeping.changing import SETTINGS, UNITS, ChangeError, change, edition
from pages import settings
from pages.deciding import RefusedError, patiently
from pages.rules import RULES, changed, worded
from pages.visit import Visit, download
from templates.common.wording import day

_NEW = 3  # rounds that may be added at once
_LONGEST = 2000  # characters of a cell


def _read(visit: Visit, name: str) -> bytes:
    return (visit.desk.root / name).read_bytes()


def _write(visit: Visit, name: str, content: bytes, what: str) -> str:
    """Put a file in place; what was done. Raises RefusedError."""
    try:
        done = patiently(lambda: change(visit.desk, name, content, visit.said("edition"), visit.now))
    except ChangeError as error:
        raise RefusedError("；".join(worded(one.message).rstrip("。") for one in error.findings)) from error
    if not done:
        return "没有变化"
    visit.note("修改设置", what)
    return f"已修改：{what}"


def _text(visit: Visit) -> str:
    return _read(visit, SETTINGS).decode("utf-8-sig")


def show_rules(visit: Visit) -> Response:
    """The rules, to be changed."""
    return visit.page("rules", rules=RULES, settings=visit.desk.settings, edition=edition(_read(visit, SETTINGS)))


def set_rules(visit: Visit) -> Response:
    """Change them."""
    rules = visit.desk.settings
    try:
        new = list(changed(rules, visit.form))
        what = "；".join(f"{one.label}：{one.told(one.of(rules))}→{one.told(value)}" for one, value in new)
        content = with_values(_text(visit), {one.key: value for one, value in new}) if new else _text(visit)
        done = _write(visit, SETTINGS, content.encode() if new else _read(visit, SETTINGS), what)
    except RefusedError as error:
        return show_rules(replace(visit, error=str(error)))
    return visit.done(done, "/settings")


def show_rounds(visit: Visit) -> Response:
    """The rounds, to be changed."""
    plans = [*named_plans(visit.desk.settings.rounds), *[None] * _NEW]
    return visit.page("rounds", plans=plans, edition=edition(_read(visit, SETTINGS)))


def set_rounds(visit: Visit) -> Response:
    """Change them."""
    try:
        plans = list(_keeping_codes(_plans(visit), visit.desk.settings.rounds))
        new, old = (
            "、".join(f"{one.name}（{day(one.due)}）" for one in named_plans(each))
            for each in (plans, visit.desk.settings.rounds)
        )
        content = (
            with_rounds(_text(visit), plans).encode()
            if plans != list(visit.desk.settings.rounds)
            else _read(visit, SETTINGS)
        )
        done = _write(visit, SETTINGS, content, f"期次：{old}→{new}")
    except RefusedError as error:
        return show_rounds(replace(visit, error=str(error)))
    return visit.done(done, "/settings")


def _plans(visit: Visit) -> list[RoundPlan]:
    """The rounds as the form says them, in order; a line without a day is none. Raises RefusedError."""
    numbers = range(len(visit.desk.settings.rounds) + _NEW)
    plans = [
        RoundPlan(due=due, code=visit.said(f"code{number}"), name=tidy(visit.said(f"name{number}")), opens=_day(visit, f"opens{number}"))
        for number in numbers
        if (due := _day(visit, f"due{number}"))
    ]  # fmt: skip
    if not plans:
        raise RefusedError("至少要有一期")
    return sorted(plans, key=lambda one: one.due)


def _day(visit: Visit, name: str) -> date | None:
    said = visit.said(name)
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise RefusedError(f"「{said[:20]}」不是有效的日期") from None


def _keeping_codes(plans: list[RoundPlan], old: tuple[RoundPlan, ...]) -> Iterator[RoundPlan]:
    """A round keeps the code and the name that the book knows it by; what its day says by itself is not written. Where
    days are such that others would bear them now, each is written."""
    bare = [replace(one, code="", name="") for one in plans]
    said = {one.code for one in old if one.code} | {one.name for one in old if one.name}
    for plan, itself in zip(plans, named_plans(bare), strict=True):
        code = "" if plan.code == itself.code and plan.code not in said else plan.code
        yield replace(plan, code=code, name="" if plan.name == itself.name and plan.name not in said else plan.name)


def show_unit(visit: Visit) -> Response:
    """A unit's row in the list, to be changed, or a new one."""
    content, name = _read(visit, UNITS), visit.asked.get("name", "")
    row = unit_row(content, name)
    if name and not row:
        return visit.missing("单位名录中没有这个单位。")
    return visit.page("unit_row", unit=name, row=row, columns=_columns(content), edition=edition(content))


def _columns(content: bytes) -> list[str]:
    """The headings; one that nobody needed yet is offered all the same."""
    return [one for one in dict.fromkeys((*unit_columns(content), FORMER)) if one != "序号"]


def set_unit(visit: Visit) -> Response:
    """Change it."""
    content, name = _read(visit, UNITS), visit.asked.get("name", "")
    try:
        row = unit_row(content, name)
        new = {one: visit.said(one) for one in _columns(content) if visit.said(one) != row.get(one, "").strip()}
        _refuse_cells(visit.said(NAME), new)
        what = "；".join(_cells(new, row))
        written = with_unit(content, name, new) if new else content
        done = _write(visit, UNITS, written, f"单位 {name or visit.said(NAME)}：{what}")
    except RefusedError as error:
        return show_unit(replace(visit, error=str(error)))
    return visit.done(done, f"/unit?{urlencode({'name': visit.said(NAME)})}")


def _refuse_cells(name: str, new: Mapping[str, str]) -> None:
    if not name:
        raise RefusedError("请填写单位名称")
    if any(len(one) > _LONGEST for one in new.values()):
        raise RefusedError(f"每栏请写在{_LONGEST}字以内")


def _cells(new: Mapping[str, str], row: Mapping[str, str]) -> Iterator[str]:
    for heading, text in new.items():
        yield f"{heading} {row.get(heading) or '空'}→{text or '空'}"


def set_units(visit: Visit) -> Response:
    """The whole list anew, as Excel has it."""
    try:
        name, content = _sent(visit)
        done = _write(visit, UNITS, content, f"单位名录（{name}）")
    except RefusedError as error:
        return settings.show(replace(visit, error=str(error)))
    return visit.done(done, "/settings")


def _sent(visit: Visit) -> tuple[str, bytes]:
    if visit.file is None or not visit.file.content:
        raise RefusedError("请选择改好的单位名录（xlsx）")
    return visit.file.name, visit.file.content


def units_file(visit: Visit) -> Response:
    """The list of units as it is, to be changed in Excel."""
    visit.note("下载", "单位名录.xlsx")
    return download("单位名录.xlsx", _read(visit, UNITS))
