"""The paragraphs and tables of one run of rich text: the page's own, a text box's, a page header's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from parsers.form.grid import MAX_CELLS, MAX_ROWS, Grid
from parsers.form.notes import without_notes
from parsers.form.refusal import too_large
from parsers.formats.edges import Box, grid_of_boxes

_JOTTING = 2  # rows of a table in a cell that are a note of the cell's


@dataclass(slots=True, kw_only=True)
class _RowPlan:
    """What the row's properties say of its cells, in order."""

    edges: list[int] = field(default_factory=list)
    flags: list[tuple[str, bool]] = field(default_factory=list)  # vertical merge, belongs to the left
    merge: str = ""
    joined: bool = False


class Story:
    """Takes up text and the marks that end paragraphs, cells and rows; `numbers` counts the tables of the file."""

    def __init__(self, numbers: Iterator[int] | None = None) -> None:
        self.numbers = count(1) if numbers is None else numbers
        self.blocks: list[str | Grid] = []
        self.text: list[str] = []  # of the paragraph
        self.pictured = ""  # what the cell shows beside text
        self.in_table = False
        self._cell: list[str] = []  # paragraphs of the cell
        self._row: list[str] = []
        self._rows: list[list[Box]] = []
        self._plan = _RowPlan()
        self._plans: list[_RowPlan] = []  # of the rows around
        self._depth = 1  # of nested tables
        self._nest_cell: list[str] = []  # of a nested table: paragraphs of the cell
        self._nest_row: list[str] = []
        self._nest_rows: list[list[Box]] = []
        self._inner: list[Grid | list[list[Box]]] = []  # tables in cells that are more than a jotting

    # --- paragraphs ---

    def begin_paragraph(self, *, in_table: bool) -> None:
        """Properties of a paragraph: in a table or not."""
        self.in_table, self._depth = in_table, 1

    def nest(self, depth: int) -> None:
        """How deep the paragraph's table lies in others."""
        self._depth = depth

    def end_paragraph(self) -> None:
        """A paragraph ends here."""
        self._paragraph(self._line())

    def end(self) -> None:
        """The text ends, perhaps in the midst of a paragraph."""
        line = "" if self.in_table else self._line()
        self._end_table()
        if line.strip():
            self.blocks.append(without_notes(line))

    def take(self, box: Story) -> None:
        """What a box says that is anchored here: lines of the paragraph's cell, or paragraphs; tables after the table."""
        box.end()
        for block in box.blocks:
            if not self.in_table:
                self.blocks.append(block)
            elif isinstance(block, Grid):
                self._inner.append(block)
            else:
                self.text.append(f"\n{block}")

    def _line(self) -> str:
        text = "".join(self.text)
        self.text = []
        if any("\ud800" <= character <= "\udfff" for character in text):
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return text

    def _paragraph(self, line: str) -> None:
        if self.in_table:
            (self._nest_cell if self._depth > 1 else self._cell).append(line)
            return
        self._end_table()
        if line.strip():
            self.blocks.append(without_notes(line))

    # --- cells and rows ---

    def end_cell(self) -> None:
        """A cell ends here."""
        self._cell += (
            ["\n".join(filter(None, (*self._nest_row, *self._nest_cell)))] if self._nest_row or self._nest_cell else []
        )
        text = "\n".join([*self._cell, self._line()]).strip("\n")
        self._row.append(text if text.strip() else self.pictured or text)
        self.pictured = ""
        if len(self._nest_rows) > _JOTTING:
            self._inner.append(self._nest_rows)
        self._cell, self._nest_cell, self._nest_row, self._nest_rows = [], [], [], []

    def end_row(self) -> None:
        """A row ends here; the plan says where its cells stand."""
        boxes = self._boxes(self._row)
        if boxes:
            self._rows.append(boxes)
        self._row, self._cell = [], []
        if len(self._rows) > MAX_ROWS or len(boxes) * len(self._rows) > MAX_CELLS:
            raise too_large(f"表格超过 {MAX_ROWS} 行")

    def _boxes(self, row: list[str]) -> list[Box]:
        """The cells of a row where the plan puts them."""
        boxes: list[Box] = []
        left = 0
        for index, text in enumerate(row):
            right = self._plan.edges[index] if index < len(self._plan.edges) else left + 100
            merge, joined = self._plan.flags[index] if index < len(self._plan.flags) else ("", False)
            if joined and boxes:
                boxes.append(replace(boxes.pop(), right=right))
            else:
                boxes.append(Box(text=text, left=left, right=right, merge=merge))
            left = right
        return boxes

    def _end_table(self) -> None:
        """The table ends here, if there is one; those in its cells follow it."""
        if self._rows:
            self.blocks.append(self._grid(self._rows))
        self.blocks += [replace(one if isinstance(one, Grid) else self._grid(one), depth=1) for one in self._inner]
        self._rows, self._inner = [], []

    def _grid(self, rows: Sequence[Sequence[Box]]) -> Grid:
        return grid_of_boxes(f"表{next(self.numbers)}", rows)

    def end_edge(self, edge: int) -> None:
        """The properties of one cell are complete."""
        self._plan.edges.append(edge)
        self._plan.flags.append((self._plan.merge, self._plan.joined))
        self._plan.merge, self._plan.joined = "", False

    def begin_row(self) -> None:
        """New properties for the row to come."""
        self._plan = _RowPlan()

    def begin_nested_plan(self) -> None:
        """The properties of a nested table's row follow; those of the row around wait."""
        self._plans.append(self._plan)
        self._plan = _RowPlan()

    def end_nested_plan(self) -> None:
        """The row around has its properties again."""
        if self._plans:
            self._plan = self._plans.pop()

    def end_nested_cell(self) -> None:
        """A cell of a nested table ends."""
        self._nest_row.append("\n".join([*self._nest_cell, self._line()]).strip("\n"))
        self._nest_cell = []

    def end_nested_row(self) -> None:
        """A row of a nested table ends: a line of the outer cell, and a row of a table that may be a form."""
        self._cell.append("\t".join(filter(None, self._nest_row)))
        self._nest_rows.append(self._boxes(self._nest_row))
        self._nest_row = []
        if len(self._nest_rows) > MAX_ROWS:
            raise too_large(f"表格超过 {MAX_ROWS} 行")

    def merge(self, how: str) -> None:
        """The next cell is merged with those above or below."""
        self._plan.merge = how

    def join(self) -> None:
        """The next cell belongs to the one on its left."""
        self._plan.joined = True
