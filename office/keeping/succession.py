"""接续: the next year's office folder from the last one's: roster, templates and settings go on, the ledger is new, what
was left open is looked back at. The last year's folder stays as it is, and stays readable."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import tomlkit

import parsers
from ledger.changes import tell_tasks, tell_units
from ledger.frozen import as_json
from ledger.model import Ledger, RoundPlan
from ledger.opening import open_year
from ledger.roster import Roster
from office.desk.desk import CARRIED, master_form
from office.desk.settings import Settings, parse_settings
from office.desk.units import read_roster
from office.keeping.last_year import LastYear, LastYearError, read_last_year
from office.keeping.opening import make_office, master_file, refuse_office

__all__ = ["LastYearError", "succeed"]


def succeed(root: Path, place: Path, *, ledger: Path, units: Path | None = None) -> tuple[Ledger, list[str]]:
    """Make the office folder of the year after the one at `place`: the new ledger as it was understood, and what is
    another than last year, a sentence each.

    Nothing is made if anything is wrong. Raises FileExistsError, LastYearError, LedgerError, UnitsError, OSError.
    """
    refuse_office(root)
    last = read_last_year(place)
    name, content = master_file(ledger)
    listing = units.read_bytes() if units else last.units_file
    roster = read_roster(listing, place=last.settings.office.district)
    carried_on = _carry_on(last)
    said = parse_settings(tomlkit.dumps(carried_on).encode()).said
    understood = open_year(master_form(parsers.read(name, content)), roster, said)
    if understood.year <= last.ledger.year:
        raise LastYearError(
            f"新台账是{understood.year}年的，上年度的台账是{last.ledger.year}年的；请给出以后一年的台账，年中调整任务的不必另建"
        )
    settings = tomlkit.dumps(_of_year(carried_on, understood)).encode()
    parse_settings(settings)
    files = {name: content, "units.xlsx": listing, "office.toml": settings, CARRIED: as_json(last.carried).encode()}
    make_office(root, {**files, **last.templates})
    return understood, list(_told(last, understood, roster, parse_settings(settings)))


def _carry_on(last: LastYear) -> tomlkit.TOMLDocument:
    """Last year's settings without what was that year's alone: its rounds, the days of its time limits, its book."""
    document = tomlkit.parse(last.settings_file.decode("utf-8-sig"))
    _table(document, "office")["last_year"] = str(last.place)
    book, mail = _table(document, "book"), _table(document, "mail")
    book["url"], book["id"] = "", secrets.token_hex(8)
    document.pop("editions", None)
    due = _table(document, "ledger").get("due", {})
    for words in [words for words, day in due.items() if isinstance(day, date)]:
        del due[words]
    for name, usual in (("done", last.settings.mail.done), ("waiting", last.settings.mail.waiting)):
        mail[name] = usual  # of the year, once that is known
    return document


def _table(document: tomlkit.TOMLDocument, name: str) -> Any:  # noqa: ANN401  a table of anything
    return document.setdefault(name, tomlkit.table())


def _of_year(document: tomlkit.TOMLDocument, ledger: Ledger) -> tomlkit.TOMLDocument:
    """The settings with what the new year's ledger says. Mails settled are put away by year: those of last year are
    not this one's."""
    _table(document, "office")["year"] = ledger.year
    mail = _table(document, "mail")
    for name in ("done", "waiting"):
        mail[name] = f"{ledger.year}年{str(mail[name]).removeprefix(f'{ledger.year - 1}年')}"
    _set_rounds(document, ledger.rhythm)
    return document


def _set_rounds(document: tomlkit.TOMLDocument, plans: Sequence[RoundPlan]) -> None:
    """The rounds, where last year's stood."""
    if not (plans and isinstance(document.get("rounds"), tomlkit.items.AoT)):
        document.pop("rounds", None)
    if plans:
        rounds: Any = document.setdefault("rounds", tomlkit.aot())
        while len(rounds):
            del rounds[0]
        for plan in plans:
            rounds.append(_round(plan))


def _round(plan: RoundPlan) -> Any:  # noqa: ANN401  tomlkit's own table
    table = tomlkit.table()
    table["due"] = plan.due
    if plan.name:
        table["code"], table["name"] = plan.code, plan.name
    table.add(tomlkit.nl())
    return table


def _told(last: LastYear, ledger: Ledger, roster: Roster, settings: Settings) -> Iterator[str]:
    """What is another than last year, what was carried on, what a person has to look at."""
    yield from tell_tasks(last.ledger, ledger, roster)
    yield from tell_units(last.roster, roster)
    yield from _rounds(last, ledger)
    problems, gone = last.carried.problems_of(roster), last.carried.without_unit(roster)
    yield f"结转{last.carried.year}年度未结问题{len(last.carried.problems)}项，列入“回头看”{len(problems)}项" + (
        f"；{'、'.join(gone)}已不在名录中，其余{len(last.carried.problems) - len(problems)}项不列入，第一期通报写明；"
        "由其他单位承接的，在该单位的“曾用名”中写上原名，即列入其名下"
        if gone
        else ""
    )
    if last.settings.book:
        yield f"账册改在本目录（上年度在 {last.settings.book}）；仍用数据库的，请建一个新的空库，填入 [book] url 后运行 taizhang init --book"
    yield f"办结的邮件放入「{settings.mail.done}」「{settings.mail.waiting}」，上年度的留在原处"
    if last.templates:
        yield f"沿用本办模板{len(last.templates)}个，其中写有年份的请改"
    yield f"上年度仍在 {last.place}，随时可查；上年度的定时服务（taizhang serve）请停用，一个邮箱只能由一个目录收件"


def _rounds(last: LastYear, ledger: Ledger) -> Iterator[str]:
    if not ledger.rhythm:
        yield "新台账没有写明报送时间，期次未设，请在 office.toml 中逐期填写 [[rounds]]"
    elif _days(last.settings.rounds) != _days(last.ledger.rhythm):
        yield "上年度的期次由人设定，与上年度台账所写不同；本年度已按新台账设定，请核对 office.toml [[rounds]]"


def _days(plans: Sequence[RoundPlan]) -> list[tuple[int, int]]:
    return [(plan.due.month, plan.due.day) for plan in plans]
