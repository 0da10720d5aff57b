"""The table of docs/promises.md: `python -m tests.knowing` plays every way not to know and prints it."""

from __future__ import annotations

import sys

from tests.knowing.test_book_ways import WAYS
from tests.knowing.ways import ITEM, WHOLE, Way


def table() -> str:
    """The ways, and what is promised while each lasts; the tests beside this file hold every line."""
    rows = ["| 情形 | 邮箱 | 单位 | 提醒催报 | 通报、年度、交账 |", "|---|---|---|---|---|"]
    rows += [_row(way) for way in ITEM]
    rows += [_row(way) for way in WHOLE]
    rows += [f"| {name} | — | 不作认定（一句话说明） | 不发 | 不办 |" for name in WAYS]
    return "\n".join(rows)


def _row(way: Way) -> str:
    box = "IMAP" if way.server else "Maildir"
    if way.whole:
        return f"| {way.name} | {box} | 未到期（收件截至之后不说未报送） | 不催报，函告本办 | 不能生成，不能审定 |"
    if way.anybody:
        return f"| {way.name} | {box} | 不知是谁的，各单位照常 | 照发 | 可以起草，不能审定 |"
    return f"| {way.name} | {box} | 待定（编号见待处理） | 该单位不发，其余照发 | 可以起草，不能审定 |"


if __name__ == "__main__":
    sys.stdout.write(f"{table()}\n")
