"""PDF with text → paragraphs and one grid per page; pdfplumber finds the lines of the tables.

A PDF knows no cells: merged ones are told by where the lines are, and a table that goes on over a
page is joined later, as for every other format. Pages without text are pictures: a person must read them.
"""

from __future__ import annotations

import bisect
import io
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from parsers.form.grid import PICTURE, Cell, Document, Grid
from parsers.form.refusal import RefusalError, broken, too_large
from parsers.formats.pdf_seen import Box, Page, Table, is_in, seen

_MOST_PAGES = 100
_SAME = 3.0  # points: edges closer than that are one
_STOPS = "。；！？：;!?:"


def read(content: bytes) -> Document:
    """A PDF as a document. Raises RefusalError."""
    try:
        with pdfplumber.open(io.BytesIO(content)) as file:
            blocks = tuple(_blocks(file.pages))
    except PdfminerException as error:
        if isinstance(error.args[0] if error.args else None, PDFPasswordIncorrect):
            raise RefusalError("encrypted") from error
        raise broken("PDF 文件已损坏") from error
    except RefusalError:
        raise
    except Exception as error:  # on damaged files pdfminer leaks whatever its structures trip over
        raise broken("PDF 文件已损坏") from error
    if not any(block.strip() if isinstance(block, str) else block.cells for block in blocks):
        raise RefusalError("scan", "扫描件或图片（PDF 内没有文字）")
    return Document(blocks=blocks)


def _blocks(pages: Sequence[Page]) -> Iterator[str | Grid]:
    if len(pages) > _MOST_PAGES:
        raise too_large(f"PDF 有 {len(pages)} 页")
    number = 0
    for page in pages:
        tables = sorted(page.find_tables(), key=lambda table: table.bbox[1])
        shown = seen(page, tables)
        for table in tables:
            table.page = shown
        lines = [(line["top"], line["text"]) for line in _outside(shown, tables).extract_text_lines(return_chars=False)]
        for table in tables:
            above = [text for top, text in lines if top < table.bbox[1]]
            lines = [(top, text) for top, text in lines if top >= table.bbox[1]]
            yield from above
            number += 1
            yield _grid(table, f"表{number}")
        yield from (text for _, text in lines if not text.strip().isdigit())  # page numbers say nothing
        page.close()


def _outside(page: Page, tables: Sequence[Table]) -> Page:
    """The page without what stands in its tables."""
    boxes = [table.bbox for table in tables]
    return page.filter(lambda thing: not is_in(thing, boxes)) if boxes else page


def _grid(table: Table, name: str) -> Grid:
    placed: list[tuple[Box, str]] = []
    for row, texts in zip(table.rows, table.extract(), strict=True):
        cells = zip(row.cells, texts, strict=True)
        placed += [
            (box, text if text and text.strip() else _pictured(table, box)) for box, text in cells if box is not None
        ]
    lefts = _edges([edge for box, _ in placed for edge in (box[0], box[2])])
    tops = _edges([edge for box, _ in placed for edge in (box[1], box[3])])
    found = []
    for (x0, top, x1, bottom), text in placed:
        row, column = _index(tops, top), _index(lefts, x0)
        rows, columns = max(1, _index(tops, bottom) - row), max(1, _index(lefts, x1) - column)
        found.append(Cell(row=row, column=column, text=_unwrapped(text), rows=rows, columns=columns))
    return Grid(name=name, cells=tuple(sorted(found, key=lambda cell: (cell.row, cell.column))), page=True)


def _pictured(table: Table, box: Box) -> str:
    return PICTURE if any(is_in(image, [box]) for image in table.page.images) else ""


def _edges(all_edges: list[float]) -> list[float]:
    edges: list[float] = []
    for edge in sorted(all_edges):
        if not edges or edge - edges[-1] > _SAME:
            edges.append(edge)
    return edges


def _index(edges: Sequence[float], edge: float) -> int:
    """The place of an edge, from 1."""
    return bisect.bisect_right(edges, edge + _SAME / 2)


def _unwrapped(text: str) -> str:
    """The lines of a cell as its paragraphs: a line ends one if it stops short of the others after a full stop."""
    lines = text.split("\n")
    widest = max(map(len, lines))
    joined = lines[0]
    for before, line in pairwise(lines):
        ends = before.rstrip().endswith(tuple(_STOPS)) and len(before) < widest * 0.8
        spaced = before[-1:].isascii() and before[-1:].isalnum() and line[:1].isascii() and line[:1].isalpha()
        joined += ("\n" if ends else " " if spaced else "") + line
    return joined
