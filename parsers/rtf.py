"""Rich text (rtf) → paragraphs and grids: one pass over its groups, control words and characters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from parsers.edges import Box, grid_of_boxes
from parsers.grid import MAX_CELLS, MAX_ROWS, OBJECT, PICTURE, Document, Grid
from parsers.notes import note, without_notes
from parsers.refusal import broken, too_large
from parsers.symbols import SYMBOL_FONTS, drawn_field, symbol

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_DEEPEST = 500
_JOTTING = 2  # rows of a table in a cell that are a note of the cell's
_LOW = 0x100  # characters above are drawn in another font than a symbol font
_UNDEFINED = 25  # of a form's field: its default holds
# Groups that are not the text of the page.
_ASIDE = frozenset(
    (
        "fonttbl", "colortbl", "stylesheet", "info", "pict", "header", "headerl", "headerr", "headerf",
        "footer", "footerl", "footerr", "footerf", "ftnsep", "listtable", "listoverridetable", "rsidtbl",
        "generator", "themedata", "colorschememapping", "datastore", "latentstyles", "xmlnstbl", "fldinst",
        "filetbl", "revtbl", "object", "objdata", "annotation", "atnid", "atnauthor", "nonshppict",
        "nonesttables", "sp", "shprslt", "bkmkstart", "bkmkend",
    )
)  # fmt: skip
_CHARSETS = {0: "cp1252", 2: "symbol", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950"}
_SIGNS = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """What holds until the group ends."""

    aside: bool = False  # not part of the text
    fonts: bool = False  # in the table of fonts
    gone: bool = False  # deleted or hidden
    font: int = 0
    note: bool = False  # in a footnote or endnote
    code: bool = False  # in the instruction of a field
    form: bool = False  # in what a form's field holds
    entry: bool = False  # in an entry of a form's list
    nest: bool = False  # in the properties of a nested table's row
    skip: int = 1  # characters that stand in for a Unicode one


_CHANGES: dict[str, Callable[[_State, int | None], _State]] = {
    "f": lambda state, number: replace(state, font=number or 0),
    "uc": lambda state, number: replace(state, skip=1 if number is None else max(0, number)),
    "plain": lambda state, _: replace(state, gone=False),
    "deleted": lambda state, number: replace(state, gone=number != 0),
    "v": lambda state, number: replace(state, gone=number != 0),
}


@dataclass(slots=True, kw_only=True)
class _RowPlan:
    """What the row's properties say of its cells, in order."""

    edges: list[int] = field(default_factory=list)
    flags: list[tuple[str, bool]] = field(default_factory=list)  # vertical merge, belongs to the left
    merge: str = ""
    joined: bool = False


@dataclass(slots=True, kw_only=True)
class _Field:
    """A field's instruction, and what a form's field holds."""

    code: list[str] = field(default_factory=list)
    entries: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def drawn(self) -> str:
        """What it shows without a result."""
        undefined = self.numbers.get("fftype", 0) and self.numbers.get("ffres", _UNDEFINED) == _UNDEFINED
        chosen = self.numbers.get("ffdefres" if undefined else "ffres", 0)
        return drawn_field("".join(self.code), ticked=chosen == 1, entries=self.entries, chosen=chosen)


def read(content: bytes) -> Document:
    """A rich text file as a document. Raises RefusalError."""
    reader = _Reader()
    at = 0
    while at < len(content):
        token = _TOKEN.match(content, at)
        at = token.end() if token else at + 1
        if token and token[1] == b"bin":  # raw bytes of a picture follow
            at += max(0, int(token[2] or 0))
        elif token:
            reader.take(token)
    reader.end()
    if not reader.blocks:
        raise broken("文件中没有文字")
    return Document(blocks=tuple(reader.blocks))


class _Reader:
    """Takes up a file token by token."""

    def __init__(self) -> None:
        self.blocks: list[str | Grid] = []
        self.state = _State()
        self.stack: list[_State] = []
        self.charset = "gb18030"
        self.fonts: dict[int, tuple[str, str]] = {}  # number → charset, name
        self.pending = bytearray()  # bytes of characters not decoded yet
        self.text: list[str] = []  # of the paragraph
        self.cell: list[str] = []  # paragraphs of the cell
        self.row: list[str] = []
        self.rows: list[list[Box]] = []
        self.plan = _RowPlan()
        self.in_table = False
        self.depth = 1  # of nested tables
        self.pictured = ""  # what the cell shows beside text
        self.field = _Field()
        self.drawn = False  # whether the field in hand was drawn, whatever its result is
        self.nest_cell: list[str] = []  # of a nested table: paragraphs of the cell
        self.nest_row: list[str] = []
        self.nest_rows: list[list[Box]] = []
        self.inner: list[list[list[Box]]] = []  # nested tables that are more than a jotting
        self.plans: list[_RowPlan] = []  # of the rows around
        self.around: list[str] = []  # of the paragraph a note is in, before it
        self.to_skip = 0
        self.starred = False
        self.tables = 0

    def take(self, token: re.Match[bytes]) -> None:
        """One token."""
        word, number, code, sign, brace, plain = token.groups()
        if plain is not None:
            self._characters(plain)
        elif code is not None:
            self._characters(bytes((int(code, 16),)))
        elif word is not None:
            self._word(word.decode("ascii"), int(number) if number else None)
        elif brace == b"{":
            self._flush()
            if len(self.stack) > _DEEPEST:
                raise too_large("文档嵌套层数")
            self.stack.append(self.state)
        elif brace == b"}":
            self._flush()
            left, self.state = self.state, self.stack.pop() if self.stack else self.state
            self._leave(left)
        elif sign is not None:
            self._sign(sign)

    def _leave(self, left: _State) -> None:
        """A group ends."""
        if left.note and not self.state.note:
            self.text = [*self.around, note("".join(self.text))]
        if left.code and not self.state.code and not self.state.aside:
            said = self.field.drawn()
            self.drawn = bool(said)
            self._say(said)
        if left.nest and not self.state.nest and self.plans:
            self.plan = self.plans.pop()

    # --- characters ---

    def _characters(self, raw: bytes) -> None:
        if self.to_skip:
            skipped = min(self.to_skip, len(raw))
            self.to_skip -= skipped
            raw = raw[skipped:]
        if self.state.fonts:
            self._font_name(raw)
        elif self.state.entry or (self.state.code and not self.state.form):
            self._to_field(raw.decode(self.charset, "replace"))
        elif not (self.state.aside or self.state.gone):
            self.pending += raw

    def _font_name(self, raw: bytes) -> None:
        charset, name = self.fonts.get(self.state.font, ("", ""))
        self.fonts[self.state.font] = charset, name + raw.decode("gb18030", "replace")

    def _to_field(self, text: str) -> None:
        """Part of a field's instruction, or of an entry of its list."""
        if self.state.entry and self.field.entries:
            self.field.entries[-1] += text
        elif not self.state.form:
            self.field.code.append(text)

    def _flush(self) -> None:
        """Decode the bytes gathered in the charset of the font."""
        if not self.pending:
            return
        charset, name = self.fonts.get(self.state.font, ("", ""))
        raw, self.pending = bytes(self.pending), bytearray()
        if charset == "symbol" or name.strip(" ;").lower() in SYMBOL_FONTS:
            self.text.append("".join(symbol(name.strip(" ;"), 0xF000 + byte) for byte in raw))
        else:
            wide = any(byte > 127 for byte in raw)
            self.text.append(raw.decode(charset if wide and charset else self.charset, "replace"))

    def _say(self, text: str) -> None:
        self._flush()
        if not (self.state.aside or self.state.gone or self.state.fonts):
            self.text.append(text)

    def _unicode(self, number: int) -> None:
        self._flush()
        code = number % 65536
        if self.state.code:
            self._to_field(chr(code))
        font = self.fonts.get(self.state.font, ("", ""))
        name = font[1].strip(" ;")
        drawn = 0xF000 <= code <= 0xF0FF or (code < _LOW and name.lower() in SYMBOL_FONTS)
        self._say(symbol(name, code) if drawn else chr(code))
        self.to_skip = self.state.skip

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self.starred = True
        elif sign in b"\\{}":
            self._characters(sign)
        elif sign in b"~_":
            self._say(" " if sign == b"~" else "-")
        elif sign in b"\r\n":
            self._paragraph()

    # --- control words ---

    def _word(self, word: str, number: int | None) -> None:
        starred, self.starred = self.starred, False
        if word in _SIGNS:
            self._say(_SIGNS[word])
        elif word == "u" and number is not None:
            self._unicode(number)
        elif self._destination(word, number, starred=starred):
            return
        elif (state := self._changed(word, number)) is not None:
            self._flush()
            self.state = state
        elif not self.state.aside and (action := _ACTIONS.get(word)):
            self._flush()
            if not self.state.note or word == "par":
                action(self, number or 0)

    def _destination(self, word: str, number: int | None, *, starred: bool) -> bool:
        """Whether a word says where the rest of its group goes: a note, a field, a nested row's properties, aside."""
        seen = not self.state.aside
        if word == "footnote" and seen and not self.state.note:
            self._flush()
            self.around, self.text = self.text, []
            self.state = replace(self.state, note=True)
        elif word == "fldinst" and seen:
            self.field, self.drawn = _Field(), False
            self.state = replace(self.state, aside=True, code=True)
        elif word == "fldrslt" and self.drawn:
            self.state, self.drawn = replace(self.state, aside=True), False
        elif word == "nesttableprops" and seen:
            self.plans.append(self.plan)
            self.plan, self.state = _RowPlan(), replace(self.state, nest=True)
        elif self.state.code and self._of_form(word, number):
            return True
        elif word in ("pict", "object") and seen and self.in_table:
            self.pictured = OBJECT if word == "object" else self.pictured or PICTURE
            self.state = replace(self.state, aside=True)
        elif word in _ASIDE or (starred and word != "shpinst"):
            self.state = replace(self.state, aside=True, fonts=word == "fonttbl")
        else:
            return False
        return True

    def _of_form(self, word: str, number: int | None) -> bool:
        """What a form's field holds: its kind, its state, the entries of its list."""
        if word == "formfield":
            self.state = replace(self.state, form=True)
        elif self.state.form and word == "ffl":
            self.state = replace(self.state, entry=True)
            self.field.entries.append("")
        elif self.state.form and word in ("fftype", "ffres", "ffdefres") and number is not None:
            self.field.numbers[word] = number
        else:
            return False
        return True

    def _changed(self, word: str, number: int | None) -> _State | None:
        """The state after a word that changes how characters are read, None for any other."""
        if word == "fcharset" and self.state.fonts:
            self.fonts[self.state.font] = _CHARSETS.get(number or 0, ""), ""
        elif word == "ansicpg" and number:
            self.charset = "gb18030" if number == 936 else f"cp{number}"
        elif change := _CHANGES.get(word):
            return change(self.state, number)
        return None

    # --- paragraphs, cells, rows ---

    def _line(self) -> str:
        self._flush()
        text = "".join(self.text)
        self.text = []
        if any("\ud800" <= character <= "\udfff" for character in text):
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return text

    def _paragraph(self) -> None:
        if self.state.note:
            self._say(" ")
            return
        line = self._line()
        if self.in_table:
            (self.nest_cell if self.depth > 1 else self.cell).append(line)
            return
        self.end_table()
        if line.strip():
            self.blocks.append(without_notes(line))

    def end_cell(self) -> None:
        """A cell ends here."""
        self.cell += (
            ["\n".join(filter(None, (*self.nest_row, *self.nest_cell)))] if self.nest_row or self.nest_cell else []
        )
        text = "\n".join([*self.cell, self._line()]).strip("\n")
        self.row.append(text if text.strip() else self.pictured or text)
        self.pictured = ""
        if len(self.nest_rows) > _JOTTING:
            self.inner.append(self.nest_rows)
        self.cell, self.nest_cell, self.nest_row, self.nest_rows = [], [], [], []

    def end_row(self) -> None:
        """A row ends here; the plan says where its cells stand."""
        boxes = self._boxes(self.row)
        if boxes:
            self.rows.append(boxes)
        self.row, self.cell = [], []
        if len(self.rows) > MAX_ROWS or len(boxes) * len(self.rows) > MAX_CELLS:
            raise too_large(f"表格超过 {MAX_ROWS} 行")

    def _boxes(self, row: list[str]) -> list[Box]:
        """The cells of a row where the plan puts them."""
        boxes: list[Box] = []
        left = 0
        for index, text in enumerate(row):
            right = self.plan.edges[index] if index < len(self.plan.edges) else left + 100
            merge, joined = self.plan.flags[index] if index < len(self.plan.flags) else ("", False)
            if joined and boxes:
                boxes.append(replace(boxes.pop(), right=right))
            else:
                boxes.append(Box(text=text, left=left, right=right, merge=merge))
            left = right
        return boxes

    def end(self) -> None:
        """The file ends, perhaps in the midst of a paragraph."""
        line = "" if self.in_table else self._line()
        self.end_table()
        if line.strip():
            self.blocks.append(without_notes(line))

    def end_table(self) -> None:
        """The table ends here, if there is one."""
        if self.rows:
            self.tables += 1
            self.blocks.append(grid_of_boxes(f"表{self.tables}", self.rows))
            self.rows = []
        for rows in self.inner:
            self.tables += 1
            self.blocks.append(grid_of_boxes(f"表{self.tables}", rows))
        self.inner = []

    def end_edge(self, edge: int) -> None:
        """The properties of one cell are complete."""
        self.plan.edges.append(edge)
        self.plan.flags.append((self.plan.merge, self.plan.joined))
        self.plan.merge, self.plan.joined = "", False

    def begin_row(self) -> None:
        """New properties for the row to come."""
        self.plan = _RowPlan()

    def begin_paragraph(self, *, in_table: bool) -> None:
        """Properties of a paragraph: in a table or not."""
        self.in_table, self.depth = in_table, 1

    def end_nested_cell(self) -> None:
        """A cell of a nested table ends."""
        self.nest_row.append("\n".join([*self.nest_cell, self._line()]).strip("\n"))
        self.nest_cell = []

    def end_nested_row(self) -> None:
        """A row of a nested table ends: a line of the outer cell, and a row of a table that may be a form."""
        self.cell.append("\t".join(filter(None, self.nest_row)))
        self.nest_rows.append(self._boxes(self.nest_row))
        self.nest_row = []
        if len(self.nest_rows) > MAX_ROWS:
            raise too_large(f"表格超过 {MAX_ROWS} 行")

    def nest(self, depth: int) -> None:
        """How deep the paragraph's table lies in others."""
        self.depth = depth

    def finish_paragraph(self) -> None:
        """A paragraph ends here."""
        self._paragraph()

    def merge(self, how: str) -> None:
        """The next cell is merged with those above or below."""
        self.plan.merge = how

    def join(self) -> None:
        """The next cell belongs to the one on its left."""
        self.plan.joined = True


def _actions() -> Iterator[tuple[str, Callable[[_Reader, int], None]]]:
    yield "par", lambda reader, _: reader.finish_paragraph()
    yield "sect", lambda reader, _: reader.finish_paragraph()
    yield "pard", lambda reader, _: reader.begin_paragraph(in_table=False)
    yield "intbl", lambda reader, _: reader.begin_paragraph(in_table=True)
    yield "cell", lambda reader, _: reader.end_cell()
    yield "row", lambda reader, _: reader.end_row()
    yield "nestcell", lambda reader, _: reader.end_nested_cell()
    yield "nestrow", lambda reader, _: reader.end_nested_row()
    yield "itap", lambda reader, depth: reader.nest(depth)
    yield "trowd", lambda reader, _: reader.begin_row()
    yield "cellx", lambda reader, edge: reader.end_edge(edge)
    yield "clvmgf", lambda reader, _: reader.merge("restart")
    yield "clvmrg", lambda reader, _: reader.merge("continue")
    yield "clmrg", lambda reader, _: reader.join()


_ACTIONS = dict(_actions())
