"""账册.xlsx: the book's tables as sheets, for people to read beside the JSON lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain, islice

from templates.workbook.sheets import Sheet, write_workbook

_NAMES = {
    "circulars": "通报",
    "decisions": "决定",
    "entries": "台账条目",
    "findings": "问题",
    "held": "待处理",
    "letters": "去信",
    "mails": "来件",
    "places": "邮箱位置",
    "problems": "通报问题",
    "raws": "原件",
    "standings": "认定",
    "submissions": "报送件",
}
_ELSEWHERE = ("snapshot",)  # a whole report as JSON: read in the JSON lines
_WIDE = 60.0
_WIDTHS = {
    "description": 40.0,
    "history": _WIDE,
    "progress": _WIDE,
    "message": _WIDE,
    "reason": _WIDE,
    "subject": 40.0,
    "file": 30.0,
    "detail": 40.0,
}


def render(
    tables: Mapping[str, Iterable[Mapping[str, object]]], *, title: str, author: str, made_at: datetime
) -> bytes:
    """The tables as xlsx, columns named as in the JSON lines; each is gone through once."""
    sheets = (_sheet(name, rows) for name, rows in tables.items())
    return write_workbook(sheets, title=title, author=author, made_at=made_at)


def _sheet(name: str, table: Iterable[Mapping[str, object]]) -> Sheet:
    rows = iter(table)
    first = list(islice(rows, 1))
    heads = list(first[0]) if first else ["（空）"]
    return Sheet(
        name=_NAMES.get(name, name),
        heads=[(head, _WIDTHS.get(head, 18.0)) for head in heads],
        rows=([_cell(name, head, row[head]) for head in heads] for row in chain(first, rows)),
        freeze="B2",
        wide=frozenset(range(len(heads))),
    )


def _cell(table: str, head: str, value: object) -> object:
    if head in _ELSEWHERE and value:
        return f"见 {table}.jsonl"
    return "" if value is None else value
