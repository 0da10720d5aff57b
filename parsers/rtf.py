"""Rich text (rtf) → paragraphs and grids: one pass over its groups, control words and characters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from parsers.edges import Box, grid_of_boxes
from parsers.grid import MAX_CELLS, MAX_ROWS, Document, Grid
from parsers.notes import note, without_notes
from parsers.refusal import broken, too_large
from parsers.symbols import symbol

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_DEEPEST = 500
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
    reader.end_table()
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
            in_note, self.state = self.state.note, self.stack.pop() if self.stack else self.state
            if in_note and not self.state.note:
                self.text = [*self.around, note("".join(self.text))]
        elif sign is not None:
            self._sign(sign)

    # --- characters ---

    def _characters(self, raw: bytes) -> None:
        if self.to_skip:
            skipped = min(self.to_skip, len(raw))
            self.to_skip -= skipped
            raw = raw[skipped:]
        if self.state.fonts:
            self._font_name(raw)
        elif not (self.state.aside or self.state.gone):
            self.pending += raw

    def _font_name(self, raw: bytes) -> None:
        charset, name = self.fonts.get(self.state.font, ("", ""))
        self.fonts[self.state.font] = charset, name + raw.decode("gb18030", "replace")

    def _flush(self) -> None:
        """Decode the bytes gathered in the charset of the font."""
        if not self.pending:
            return
        charset, name = self.fonts.get(self.state.font, ("", ""))
        raw, self.pending = bytes(self.pending), bytearray()
        if charset == "symbol":
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
        font = self.fonts.get(self.state.font, ("", ""))
        self._say(symbol(font[1].strip(" ;"), code) if 0xF000 <= code <= 0xF0FF else chr(code))
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
        elif word == "footnote" and not self.state.aside and not self.state.note:
            self._flush()
            self.around, self.text = self.text, []
            self.state = replace(self.state, note=True)
        elif starred and word != "shpinst":
            self.state = replace(self.state, aside=True)
        elif word in _ASIDE:
            self.state = replace(self.state, aside=True, fonts=word == "fonttbl")
        elif (state := self._changed(word, number)) is not None:
            self._flush()
            self.state = state
        elif not self.state.aside and (action := _ACTIONS.get(word)):
            self._flush()
            if not self.state.note or word == "par":
                action(self, number or 0)

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
            self.cell.append(line)
            return
        self.end_table()
        if line.strip():
            self.blocks.append(without_notes(line))

    def end_cell(self) -> None:
        """A cell ends here."""
        self.row.append("\n".join([*self.cell, self._line()]).strip("\n"))
        self.cell = []

    def end_row(self) -> None:
        """A row ends here; the plan says where its cells stand."""
        boxes: list[Box] = []
        left = 0
        for index, text in enumerate(self.row):
            right = self.plan.edges[index] if index < len(self.plan.edges) else left + 100
            merge, joined = self.plan.flags[index] if index < len(self.plan.flags) else ("", False)
            if joined and boxes:
                boxes.append(replace(boxes.pop(), right=right))
            else:
                boxes.append(Box(text=text, left=left, right=right, merge=merge))
            left = right
        if boxes:
            self.rows.append(boxes)
        self.row, self.cell = [], []
        if len(self.rows) > MAX_ROWS or len(boxes) * len(self.rows) > MAX_CELLS:
            raise too_large(f"表格超过 {MAX_ROWS} 行")

    def end_table(self) -> None:
        """The table ends here, if there is one."""
        if self.rows:
            self.tables += 1
            self.blocks.append(grid_of_boxes(f"表{self.tables}", self.rows))
            self.rows = []

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
        self.in_table = in_table

    def nested(self) -> None:
        """A nested cell or row ends: its text belongs to the outer cell."""
        self.cell.append(self._line())

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
    yield "nestcell", lambda reader, _: reader.nested()
    yield "nestrow", lambda reader, _: reader.nested()
    yield "trowd", lambda reader, _: reader.begin_row()
    yield "cellx", lambda reader, edge: reader.end_edge(edge)
    yield "clvmgf", lambda reader, _: reader.merge("restart")
    yield "clvmrg", lambda reader, _: reader.merge("continue")
    yield "clmrg", lambda reader, _: reader.join()


_ACTIONS = dict(_actions())
