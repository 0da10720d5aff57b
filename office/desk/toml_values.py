"""A value of the wrong kind in office.toml, as it was meant: 306 for a room, "7" for a number, "是" for true."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

from ledger.dates import read_date
from office.desk.setting_names import Setting

_YES, _NO = ("是", "true", "yes", "开", "on", "1"), ("否", "false", "no", "关", "off", "0")
_COUNT = re.compile(r"\s*(\d+)\s*(?:个?工作日|[年天日封个项次分室])?\s*")
_APART = re.compile(r"[、，,;；\s]+")


def as_meant(value: object, known: Setting) -> object | None:
    """The value in the kind that its setting asks for; None where it is not known what was meant."""
    if not known.many:
        alone = value[0] if isinstance(value, list) and len(value) == 1 else value
        return _one(alone, known.kind)
    if isinstance(value, str) and known.kind is not str:
        value = [piece for piece in _APART.split(value) if piece]
    elif isinstance(value, str):
        value = [piece for piece in re.split(r"[、，,;；]\s*", value) if piece]
    items = [_one(item, known.kind) for item in (value if isinstance(value, list) else [value])]
    return None if None in items else items


def as_written(value: object) -> str:
    """A value as it stands in the file."""
    if isinstance(value, list):
        return f"[{', '.join(map(as_written, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"'{value}'" if "\\" in value or '"' in value else f'"{value}"'
    return value.isoformat() if isinstance(value, date) else str(value)


def _one(value: object, kind: type) -> object | None:
    meant = _MEANT.get(kind)
    return meant(value) if meant else None


def _as_text(value: object) -> str | None:
    if isinstance(value, bool | list | dict):
        return None
    return value.isoformat() if isinstance(value, date) else str(value)


def _as_count(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    found = _COUNT.fullmatch(str(value))
    return int(found[1]) if found else None


def _as_flag(value: object) -> bool | None:
    word = str(value).strip().lower()
    return True if word in _YES else False if word in _NO else None


def _as_day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    several = len(re.findall(r"(?:19|20)\d\d", str(value))) > 1
    return value if isinstance(value, date) else None if several else read_date(str(value))


def _as_number(value: object) -> float | int | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*分?\s*", str(value))
    return (float(found[1]) if "." in found[1] else int(found[1])) if found else None


_MEANT: dict[type, Callable[[object], object | None]] = {
    str: _as_text,
    int: _as_count,
    bool: _as_flag,
    date: _as_day,
    float: _as_number,
}
