"""office.toml and units.xlsx written anew where a person has changed something on a page; whatever else stands in them,
comments included, stays as it was."""

from __future__ import annotations

import io
from collections.abc import Mapping, MutableMapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import tomlkit
from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple
from tomlkit.items import AoT

from ledger.model import RoundPlan
from ledger.roster import plain_name
from office.desk.headings import UNITS
from parsers.formats.lists import List, read_lists

NAME, FORMER = "单位名称", "曾用名"
Value = str | int | bool | Decimal | Sequence[str] | Sequence[int] | None


def with_values(text: str, values: Mapping[str, Value]) -> str:
    """The settings with those values at `section.key`; None takes a key out."""
    document: Any = tomlkit.parse(text)
    for key, value in values.items():
        section, _, name = key.partition(".")
        table = document.setdefault(section, tomlkit.table())
        if value is None:
            table.pop(name, None)
        else:
            table[name] = _written(value)
    return tomlkit.dumps(document)


def _written(value: Value) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value if isinstance(value, str | int) else list(value or ())


def with_rounds(text: str, plans: Sequence[RoundPlan]) -> str:
    """The settings with those rounds, one for each `[[rounds]]` in order; what is left over is taken out."""
    document: Any = tomlkit.parse(text)
    if not isinstance(document.get("rounds"), AoT):
        document["rounds"] = tomlkit.aot()
    tables = document["rounds"]
    while len(tables) > len(plans):
        del tables[-1]
    while len(tables) < len(plans):
        tables.append(tomlkit.table())
    for table, plan in zip(tables, plans, strict=True):
        _set_round(table, plan)
    return tomlkit.dumps(document)


def _set_round(table: MutableMapping[str, Any], plan: RoundPlan) -> None:
    said: dict[str, date | str | None] = {"due": plan.due, "code": plan.code, "name": plan.name, "opens": plan.opens}
    for key, value in said.items():
        if not value:
            table.pop(key, None)
        elif table.get(key) != value:
            table[key] = value


def unit_columns(content: bytes) -> tuple[str, ...]:
    """The headings of the list of units."""
    return read_lists(content)[UNITS].headings


def unit_row(content: bytes, name: str) -> dict[str, str]:
    """What stands in a unit's row, by heading; nothing where it has none."""
    rows = read_lists(content)[UNITS].rows
    wanted = plain_name(name)
    found = (row for row in rows if wanted and plain_name(row[NAME].text) == wanted)
    return {heading: field.text for heading, field in next(found, {}).items()}


def with_unit(content: bytes, name: str, said: Mapping[str, str]) -> bytes:
    """The list of units with what is said in the row of the unit of that name, or in a new one."""
    listed = read_lists(content)[UNITS]
    line, columns = _place(listed, name)
    workbook = load_workbook(io.BytesIO(content))
    sheet = workbook[UNITS]
    for heading, text in said.items():
        if heading not in columns:
            columns[heading] = max(columns.values()) + 1
            sheet.cell(_place(listed, "", at=0)[0] - 1, columns[heading]).value = heading
        cell = sheet.cell(line, columns[heading])
        cell.value = text or None
        cell.data_type = "s" if text else "n"  # what begins with = is text all the same
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def _place(listed: List, name: str, at: int | None = None) -> tuple[int, dict[str, int]]:
    """The line of a unit, or the first below them all, and the column of each heading."""
    rows, wanted = listed.rows, plain_name(name)
    if at is None:
        at = next((n for n, row in enumerate(rows) if wanted and plain_name(row[NAME].text) == wanted), None)
    filled = [n for n, row in enumerate(rows) if any(field.text.strip() for field in row.values())]
    row = rows[filled[-1] if at is None else at]
    places = {heading: coordinate_to_tuple(field.where.rpartition("!")[2]) for heading, field in row.items()}
    return places[NAME][0] + (at is None), {heading: column for heading, (_, column) in places.items()}
