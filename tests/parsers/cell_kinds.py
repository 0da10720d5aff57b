"""Kinds of forms in whose rows cells were put in, taken out or only filled: texts stand beside the heading they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from openpyxl.worksheet.worksheet import Worksheet

from tests.parsers.kind import Kind
from tests.parsers.shapes import DAY, HEADINGS, TASKS, TITLE, UNIT, Block, C, Table

_PLAIN = tuple(replace(task, section="") for task in TASKS)


def kinds() -> Iterator[Kind]:
    """Every kind of them."""
    taken = tuple(replace(task, responsible="") if task.number == "5" else task for task in _PLAIN)
    yield Kind(
        name="rows_shifted", blocks=_page(_rows()), tasks=taken, findings=("shifted", "shifted"), excel=_shift, in_word=False,
        by_hand=False,
    )  # fmt: skip
    padded = _rows()
    padded[1].insert(1, C("/"))
    padded[4].insert(5, C("√"))
    yield Kind(name="rows_padded", blocks=_page(padded), tasks=_PLAIN, in_excel=False)
    ticked = tuple(
        replace(task, progress=f"{filler}\n第{task.number}项已公开{task.number}条。")
        for task, filler in zip(_PLAIN, "√√无√√无√√", strict=True)
    )
    beside = [[*map(C, task.texts()[:6]), *map(C, (task.progress or "").split("\n"))] for task in ticked]
    yield Kind(name="progress_beside_a_tick", blocks=_page(beside, (*HEADINGS, "备注")), tasks=ticked)
    counted = [[C(f"（{number}）") for number in range(1, 8)], *_rows()]
    yield Kind(name="columns_counted", blocks=_page(counted), tasks=_PLAIN)
    told = tuple(replace(task, progress=f"第{task.number}项已公开{task.number}条。") for task in _PLAIN)
    rows = [[C(text) for text in task.texts()] for task in told]
    for name, heading in (("progress_without_heading", ""), ("progress_under_another_name", "办得怎么样")):
        yield Kind(name=name, blocks=_page(rows, (*HEADINGS[:6], heading)), tasks=told, findings=("beside",))
    title = f"{TITLE}（2022年第二季度）"
    months = tuple(
        replace(task, progress=f"已部署。\n已培训{task.number}次。\n已公开{task.number}条。") for task in _PLAIN
    )
    rows = [[*map(C, task.texts()[:6]), *map(C, (task.progress or "").split("\n"))] for task in months]
    table = [*map(C, HEADINGS[:6]), *(C(f"{month}月进展") for month in (4, 5, 6))]
    yield Kind(
        name="months_of_the_quarter", blocks=[title, f"填报单位：{UNIT}", f"填报时间：{DAY}", [table, *rows]], tasks=months,
        title=title, round="2022年第二季度",
    )  # fmt: skip
    options = ("已完成", "推进中", "未开展")
    chosen = [options[(place * 2) % 3] for place, _ in enumerate(_PLAIN)]
    ticked = tuple(replace(task, progress=f"☑{one}") for task, one in zip(_PLAIN, chosen, strict=True))
    top = [*(C(heading, rows=2) for heading in HEADINGS[:6]), C("完成情况", columns=3)]
    rows = [
        [*map(C, task.texts()[:6]), *(C("√" if f"☑{one}" == task.progress else "") for one in options)]
        for task in ticked
    ]
    blocks: list[Block] = [TITLE, f"填报单位：{UNIT}", f"填报时间：{DAY}", [top, [*map(C, options)], *rows]]
    yield Kind(name="options_ticked", blocks=blocks, tasks=ticked)


def _page(rows: Table, headings: tuple[str, ...] = HEADINGS) -> list[Block]:
    return [TITLE, f"填报单位：{UNIT}", f"填报时间：{DAY}", [[C(one) for one in headings], *rows]]


def _rows() -> Table:
    return [[C(text) for text in task.texts()] for task in _PLAIN]


def _shift(page: Worksheet) -> None:
    """A cell put in before 主要内容 of task 2, that of 责任单位 of task 5 taken out."""
    rows = {str(cell.value): cell.row for cell in page["A"]}
    for number, first, step in (("2", 3, 1), ("5", 6, -1)):
        row = rows[number]
        page.move_range(f"{page.cell(row, first).coordinate}:{page.cell(row, 7).coordinate}", cols=step)
