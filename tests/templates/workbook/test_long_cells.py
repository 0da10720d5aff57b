"""A text longer than a cell of Excel holds is marked where the workbook cuts it."""

from __future__ import annotations

from openpyxl import Workbook

from templates.workbook import sheets


def test_a_text_cut_by_the_cell_says_so() -> None:
    cells = sheets._Cells(Workbook(write_only=True).create_sheet())
    text = str(cells.make("字" * 40_001, "Normal").value)
    assert len(text) == 32_767
    assert text.endswith("全文见账册）")
