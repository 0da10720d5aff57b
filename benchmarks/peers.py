"""Other readers of Word and Excel files, each by the interface of its own that keeps most, and what they get right.

They are no part of the install: `make bench PEERS=1` puts those of `peers.txt` into a folder of their own.
"""

from __future__ import annotations

import importlib
import io
import os
import resource
import signal
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from parsers.formats import reading
from tests.parsers.constructs import HEADINGS, Construct, is_right

sys.path.append(str(Path(sys.prefix) / "peers"))  # last: what we install ourselves wins

Table = list[list[str]]
Read = Callable[[bytes], Table]
_SECONDS = 8
_MEMORY = 4 << 30
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _module(name: str) -> Any:  # noqa: ANN401 - a library that need not be there
    return importlib.import_module(name)


def _python_docx(content: bytes) -> Table:
    tables = _module("docx").Document(io.BytesIO(content)).tables
    return [[cell.text for cell in row.cells] for table in tables for row in table.rows]


def _docx2python(content: bytes) -> Table:
    with _module("docx2python").docx2python(io.BytesIO(content)) as file:
        return [["\n".join(cell) for cell in row] for table in file.body for row in table]


@cache
def _converter() -> Any:  # noqa: ANN401 - same
    return _module("markitdown").MarkItDown()


def _markitdown(content: bytes, suffix: str) -> Table:
    text = _converter().convert_stream(io.BytesIO(content), file_extension=suffix).text_content
    return [line.strip()[1:-1].split("|") for line in text.splitlines() if line.startswith("|")]


def _kreuzberg(content: bytes, kind: str) -> Table:
    return [list(row) for table in _module("kreuzberg").extract_bytes_sync(content, kind).tables for row in table.cells]


def _office_oxide(content: bytes, suffix: str) -> Table:
    sections = _module("office_oxide").Document.from_bytes(content, suffix).to_ir()["sections"]
    blocks = [block for section in sections for block in section["elements"] if block["type"] == "table"]
    return [row for block in blocks for row in _spread(block["rows"])]


def _spread(rows: Any) -> Table:  # noqa: ANN401 - a tree of JSON
    """The texts of cells that say how many rows and columns they cover."""
    table: Table = []
    open_above: dict[int, tuple[int, str]] = {}  # column → rows still to cover, text
    for row in rows:
        line: list[str] = []
        cells = iter(row["cells"])
        while True:
            left, text = open_above.get(len(line), (0, ""))
            if left:
                open_above[len(line)] = left - 1, text
                line.append(text)
                continue
            cell = next(cells, None)
            if cell is None:
                break
            said = "\n".join(map(_said, cell["content"]))
            for _ in range(cell.get("col_span", 1)):
                open_above[len(line)] = cell.get("row_span", 1) - 1, said
                line.append(said)
        table.append(line)
    return table


def _said(node: Any) -> str:  # noqa: ANN401 - same
    """All text in a node of a tree, in order."""
    if isinstance(node, dict):
        return str(node["text"]) if "text" in node else "".join(map(_said, node.values()))
    return "".join(map(_said, node)) if isinstance(node, list) else ""


def _openpyxl(content: bytes) -> Table:
    page = openpyxl.load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
    table = [["" if value is None else str(value) for value in row] for row in page.iter_rows(values_only=True)]
    return _filled(table, [(one.min_row - 1, one.min_col - 1, one.max_row, one.max_col) for one in page.merged_cells])


def _openpyxl_read_only(content: bytes) -> Table:
    page = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
    page.reset_dimensions()
    return [["" if value is None else str(value) for value in row] for row in page.iter_rows(values_only=True)]


def _calamine(content: bytes) -> Table:
    sheet = _module("python_calamine").CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    merges = [(*first, last[0] + 1, last[1] + 1) for first, last in sheet.merged_cell_ranges or ()]
    return _filled([list(map(str, row)) for row in sheet.to_python(skip_empty_area=False)], merges)


def _filled(table: Table, merges: Sequence[tuple[int, int, int, int]]) -> Table:
    """The table, each merged cell's text in every row and column it covers."""
    for top, left, bottom, right in merges:
        for row in table[top:bottom]:
            row[left:right] = [table[top][left] for _ in row[left:right]]
    return table


WORD: dict[str, Read] = {
    "python-docx row.cells": _python_docx,
    "docx2python": _docx2python,
    "markitdown": lambda content: _markitdown(content, ".docx"),
    "kreuzberg": lambda content: _kreuzberg(content, _DOCX),
    "office-oxide": lambda content: _office_oxide(content, "docx"),
}
SHEET: dict[str, Read] = {
    "openpyxl": _openpyxl,
    "openpyxl read-only": _openpyxl_read_only,
    "python-calamine": _calamine,
    "markitdown": lambda content: _markitdown(content, ".xlsx"),
    "kreuzberg": lambda content: _kreuzberg(content, _XLSX),
    "office-oxide": lambda content: _office_oxide(content, "xlsx"),
}


def ours(content: bytes) -> Table:
    """Our own reading of a construct: the rows of its form under the three headings."""
    (form,) = reading.answer("a", content).forms
    fields = [(row.number, row.content, row.progress) for row in form.rows]
    return [list(HEADINGS), *([field.text if field else "" for field in row] for row in fields)]


# --- what is right ---


def failures(read: Read, constructs: Sequence[Construct]) -> list[str]:
    """What a reader gets wrong: the constructs, with the reason where it is not a wrong text.

    It reads in a child with limits, a new one after each that a file has killed."""
    verdicts: list[str] = []
    while len(verdicts) < len(constructs):
        verdicts += _until_death(read, constructs[len(verdicts) :])
    named = zip(constructs, verdicts, strict=True)
    return [f"{one.name}{f' ({verdict})' * (verdict != 'wrong')}" for one, verdict in named if verdict != "right"]


def _until_death(read: Read, constructs: Sequence[Construct]) -> list[str]:
    """The verdicts up to the first file that kills the reader, that one included."""
    receiver, sender = os.pipe()
    child = os.fork()
    if child == 0:
        _judge(read, constructs, sender)
    os.close(sender)
    with os.fdopen(receiver, encoding="utf-8") as lines:
        verdicts = lines.read().splitlines()
    _, status = os.waitpid(child, 0)
    if len(verdicts) == len(constructs):
        return verdicts
    how = signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else "process ended"
    return [*verdicts, f"over {_SECONDS} s" if how == "SIGALRM" else how]


def _judge(read: Read, constructs: Sequence[Construct], sender: int) -> None:
    """In the child: write a verdict for each, and end."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    for construct in constructs:
        signal.alarm(_SECONDS)
        try:
            verdict = "right" if is_right(read(construct.content), construct) else "wrong"
        except BaseException as error:  # noqa: BLE001 - whatever a peer raises, a panic of Rust too, is its verdict
            verdict = type(error).__name__
        os.write(sender, f"{verdict}\n".encode())
    os._exit(0)
