"""Nouns as JSON and back again: what a circular stated is read back exactly as it was, whatever is known by then."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def freeze(value: object) -> Any:  # noqa: ANN401  JSON has many shapes
    """A noun as what JSON knows: objects, lists, text, numbers."""
    match value:
        case date():  # a datetime is one
            return value.isoformat()
        case StrEnum() | Decimal():
            return str(value)
        case tuple() | list():
            return [freeze(item) for item in value]
        case _ if is_dataclass(value) or isinstance(value, dict):
            items = (
                value.items() if isinstance(value, dict) else ((f.name, getattr(value, f.name)) for f in fields(value))
            )
            return {name: freeze(item) for name, item in items}
        case _:
            return value


def thaw(kind: type[T], frozen: object) -> T:
    """The noun that was frozen. Fields that a later version has added take their defaults."""
    made: T = _thawer(kind)(frozen)  # type: ignore[arg-type]  # every class can be looked up
    return made


@cache
def _thawer(kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401  follows the annotations of the nouns
    """What thaws a kind: its annotations are read once, a year has thousands of nouns."""
    match get_origin(kind), get_args(kind):
        case origin, kinds if origin in (Union, UnionType):
            return lambda frozen: None if frozen is None else _thawer(_chosen(kinds, frozen))(frozen)
        case origin, (item, *rest) if origin is tuple and rest == [Ellipsis]:
            return lambda frozen: tuple(map(_thawer(item), frozen))
        case origin, kinds if origin is tuple:
            return lambda frozen: tuple(_thawer(one)(value) for one, value in zip(kinds, frozen, strict=True))
        case origin, (_, item) if origin is Mapping:
            return lambda frozen: {name: _thawer(item)(value) for name, value in frozen.items()}
    return _noun(kind) if is_dataclass(kind) else _word(kind)


def _noun(kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401  a class of the nouns
    hints = get_type_hints(kind)
    return lambda frozen: kind(**{name: _thawer(hints[name])(value) for name, value in frozen.items() if name in hints})


def _word(kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401  what JSON has as text or number
    if issubclass(kind, date):  # a datetime is one
        return kind.fromisoformat  # type: ignore[no-any-return]  # of a date, whichever kind
    return (lambda frozen: frozen) if kind in (str, int, bool) else kind


def _chosen(kinds: tuple[Any, ...], frozen: object) -> Any:  # noqa: ANN401  one of the kinds
    """Of several closed sets the one that has the word."""
    sets = [one for one in kinds if one is not NoneType]
    return sets[0] if len(sets) == 1 else next((one for one in sets if frozen in set(one)), None)


def as_json(value: object) -> str:
    """Frozen JSON, Chinese as it is written."""
    return json.dumps(freeze(value), ensure_ascii=False)
