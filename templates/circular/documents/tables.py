"""Tables of a document template: a head that repeats, rows that never split, docxtpl loops in rows of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from docx.table import Table, _Row

_STYLES = {(False, False): "表文", (False, True): "表中", (True, False): "表小", (True, True): "表小中"}
_AIR = {"top": 20, "left": 57, "bottom": 20, "right": 57}  # twips between line and text


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperColumn:
    """One column: width in mm, head, and the text of its cell in the loop's row."""

    width: float
    head: str
    cell: str
    centred: bool = False
    small: bool = False


def add_table(document: Document, columns: Sequence[PaperColumn], loop: str) -> Table:
    """A table with one row per item of `loop` (`unit in units`)."""
    table = _frame(document, columns, rows=4)
    _tag(table.rows[1], f"{{%tr for {loop} %}}")
    _fill(table.rows[2], columns)
    _tag(table.rows[3], "{%tr endfor %}")
    return table


def add_grouped_table(document: Document, columns: Sequence[PaperColumn], groups: str, group: str, loop: str) -> Table:
    """The same with a row over the whole width before each group of items."""
    table = _frame(document, columns, rows=7)
    _tag(table.rows[1], f"{{%tr for {groups} %}}")
    title = table.rows[2].cells[0].merge(table.rows[2].cells[-1])
    _write(title, group, "表文")
    title.paragraphs[0].paragraph_format.keep_with_next = True
    _tag(table.rows[3], f"{{%tr for {loop} %}}")
    _fill(table.rows[4], columns)
    _tag(table.rows[5], "{%tr endfor %}")
    _tag(table.rows[6], "{%tr endfor %}")
    return table


def keep_with_next(table: Table) -> None:
    """Keep a short table on one page with what stands under it."""
    for row in table.rows:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _frame(document: Document, columns: Sequence[PaperColumn], rows: int) -> Table:
    table: Table = document.add_table(rows=rows, cols=len(columns))
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    _lines(table)
    for index, column in enumerate(columns):
        table.columns[index].width = Mm(column.width)
        for cell in table.columns[index].cells:
            cell.width = Mm(column.width)
    for row in table.rows:
        _mark(row, "w:cantSplit")
        row.height, row.height_rule = Mm(6.3), WD_ROW_HEIGHT_RULE.AT_LEAST
    _mark(table.rows[0], "w:tblHeader")
    for cell, column in zip(table.rows[0].cells, columns, strict=True):
        _write(cell, column.head, "表头")
    return table


def _fill(row: _Row, columns: Sequence[PaperColumn]) -> None:
    for cell, column in zip(row.cells, columns, strict=True):
        _write(cell, column.cell, _STYLES[column.small, column.centred])


def _write(cell: Any, text: str, style: str) -> None:  # noqa: ANN401 - python-docx's cell type is private
    cell.paragraphs[0].style = style
    cell.paragraphs[0].text = text
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _tag(row: _Row, tag: str) -> None:
    """A row that holds nothing but a loop's tag; docxtpl takes the whole row away."""
    row.cells[0].paragraphs[0].text = tag


def _mark(row: _Row, tag: str) -> None:
    properties: Any = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no public way
    properties.append(OxmlElement(tag))


def _lines(table: Table) -> None:
    """Full grid, the frame a little thicker, some air around the text."""
    sizes = {"top": 8, "left": 8, "bottom": 8, "right": 8, "insideH": 4, "insideV": 4}
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>' for side, size in sizes.items()
    )
    properties: Any = table._tbl.tblPr  # noqa: SLF001 - python-docx has no public way
    layout = properties.find(qn("w:tblLayout"))
    layout.addprevious(parse_xml(f"<w:tblBorders {nsdecls('w')}>{lines}</w:tblBorders>"))
    air = "".join(f'<w:{side} w:w="{size}" w:type="dxa"/>' for side, size in _AIR.items())
    layout.addnext(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{air}</w:tblCellMar>"))
