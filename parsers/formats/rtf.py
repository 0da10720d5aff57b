"""Rich text (rtf) → paragraphs and grids: one pass over its groups, control words and characters."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from parsers.form.grid import OBJECT, PICTURE, Document
from parsers.form.notes import note
from parsers.form.refusal import broken, too_large
from parsers.formats.margins import with_margins
from parsers.formats.rtf_story import Story
from parsers.formats.symbols import SYMBOL_FONTS, drawn_field, symbol

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_DEEPEST = 500
_LOW = 0x100  # characters above are drawn in another font than a symbol font
_UNDEFINED = 25  # of a form's field: its default holds
# Groups that are not the text of the page.
_ASIDE = frozenset(
    (
        "fonttbl", "colortbl", "stylesheet", "info", "pict", "ftnsep", "listtable", "listoverridetable", "rsidtbl",
        "generator", "themedata", "colorschememapping", "datastore", "latentstyles", "xmlnstbl", "fldinst",
        "filetbl", "revtbl", "object", "objdata", "annotation", "atnid", "atnauthor", "nonshppict",
        "nonesttables", "sp", "shprslt", "bkmkstart", "bkmkend",
    )
)  # fmt: skip
# Groups that are text of their own, of page margins and of boxes; and starred ones that only wrap others.
_MARGINS = frozenset(("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"))
_BOXES = frozenset(("shptxt", "dptxbxtext"))
_WRAPPERS = frozenset(("shpinst", "shppict", "do"))
_CHARSETS = {0: "cp1252", 2: "symbol", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950"}
_CHINESE = (936, 20936, 54936)  # code pages
_SIGNS = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """What holds until the group ends."""

    aside: bool = False  # not part of the text
    fonts: bool = False  # in the table of fonts
    gone: frozenset[str] = frozenset()  # why it is not seen: deleted, hidden, struck out
    font: int = 0
    note: bool = False  # in a footnote or endnote
    code: bool = False  # in the instruction of a field
    form: bool = False  # in what a form's field holds
    entry: bool = False  # in an entry of a form's list
    nest: bool = False  # in the properties of a nested table's row
    shape: bool = False  # in a property of a shape
    margin: bool = False  # in a page's header or footer
    box: int = 0  # in how many text boxes
    skip: int = 1  # characters that stand in for a Unicode one


_CHANGES: dict[str, Callable[[_State, int | None], _State]] = {
    "f": lambda state, number: replace(state, font=number or 0),
    "uc": lambda state, number: replace(state, skip=1 if number is None else max(0, number)),
    "plain": lambda state, _: replace(state, gone=frozenset()),
}
_UNSEEN = {"deleted": "deleted", "v": "hidden", "strike": "struck", "striked": "struck twice"}


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
    if not reader.story.blocks:
        raise broken("文件中没有文字")
    return Document(blocks=with_margins(reader.story.blocks, lambda: reader.margins))


class _Reader:
    """Takes up a file token by token."""

    def __init__(self) -> None:
        self.story = Story()
        self.stories: list[Story] = []  # those around
        self.margins: list[str] = []  # the lines of page headers and footers
        self.state = _State()
        self.stack: list[_State] = []
        self.charset = "gb18030"
        self.fonts: dict[int, tuple[str, str]] = {}  # number → charset, name
        self.pending = bytearray()  # bytes of characters not decoded yet
        self.field = _Field()
        self.drawn = False  # whether the field in hand was drawn, whatever its result is
        self.around: list[str] = []  # of the paragraph a note is in, before it
        self.to_skip = 0
        self.starred = False

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
            self.story.text = [*self.around, note("".join(self.story.text))]
        if left.code and not self.state.code and not self.state.aside:
            said = self.field.drawn()
            self.drawn = bool(said)
            self._say(said)
        if left.nest and not self.state.nest:
            self.story.end_nested_plan()
        if self.stories and (left.box > self.state.box or (left.margin and not self.state.margin)):
            self._end_story(left)

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
            self.story.text.append("".join(symbol(name.strip(" ;"), 0xF000 + byte) for byte in raw))
        else:
            wide = any(byte > 127 for byte in raw)
            self.story.text.append(raw.decode(charset if wide and charset else self.charset, "replace"))

    def _say(self, text: str) -> None:
        self._flush()
        if not (self.state.aside or self.state.gone or self.state.fonts):
            self.story.text.append(text)

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
            self._do(_ACTIONS["par"], 0, "par")

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
            self._do(action, number or 0, word)

    def _do(self, action: _Action, number: int, word: str) -> None:
        """What a mark ends or begins; a note is one line, whatever its paragraphs are."""
        self._flush()
        if not self.state.note:
            action(self.story, number)
        elif word == "par":
            self._say(" ")

    def _destination(self, word: str, number: int | None, *, starred: bool) -> bool:
        """Whether a word says where the rest of its group goes: a note, a field, a nested row's properties, aside."""
        seen = not self.state.aside
        if word == "footnote" and seen and not self.state.note:
            self._flush()
            self.around, self.story.text = self.story.text, []
            self.state = replace(self.state, note=True)
        elif word == "fldinst" and seen:
            self.field, self.drawn = _Field(), False
            self.state = replace(self.state, aside=True, code=True)
        elif word == "fldrslt" and self.drawn:
            self.state, self.drawn = replace(self.state, aside=True), False
        elif word == "nesttableprops" and seen:
            self.story.begin_nested_plan()
            self.state = replace(self.state, nest=True)
        elif self.state.code and self._of_form(word, number):
            return True
        elif word in ("pict", "object") and (seen or self.state.shape) and self.story.in_table:
            self.story.pictured = OBJECT if word == "object" else self.story.pictured or PICTURE
            self.state = replace(self.state, aside=True)
        elif word in _BOXES and seen:
            self._begin_story(replace(self.state, box=self.state.box + 1))
        elif word in _MARGINS and seen:
            self._begin_story(replace(self.state, margin=True))
        elif word in _ASIDE or (starred and word not in _WRAPPERS):
            self.state = replace(self.state, aside=True, fonts=word == "fonttbl", shape=word == "sp" and seen)
        else:
            return False
        return True

    def end(self) -> None:
        """The file ends, perhaps in the midst of a box or of a paragraph."""
        self._flush()
        while self.stories:
            self._end_story(self.state)
        self.story.end()

    def _begin_story(self, state: _State) -> None:
        self._flush()
        self.stories.append(self.story)
        self.story, self.state = Story(self.story.numbers), state

    def _end_story(self, left: _State) -> None:
        told, self.story = self.story, self.stories.pop()
        if left.margin and not left.box:
            told.end()
            for block in told.blocks:
                self.margins += [block] if isinstance(block, str) else block.texts()
        else:
            self.story.take(told)

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
            self.charset = _code_page(number)
        elif why := _UNSEEN.get(word):
            gone = self.state.gone - {why} if number == 0 else self.state.gone | {why}
            return replace(self.state, gone=gone)
        elif change := _CHANGES.get(word):
            return change(self.state, number)
        return None


def _code_page(number: int) -> str:
    """The charset of a code page; one that nobody knows is read as Chinese."""
    try:
        return "gb18030" if number in _CHINESE else codecs.lookup(f"cp{number}").name
    except LookupError:
        return "gb18030"


_Action = Callable[[Story, int], None]


def _actions() -> Iterator[tuple[str, _Action]]:
    yield "par", lambda story, _: story.end_paragraph()
    yield "sect", lambda story, _: story.end_paragraph()
    yield "pard", lambda story, _: story.begin_paragraph(in_table=False)
    yield "intbl", lambda story, _: story.begin_paragraph(in_table=True)
    yield "cell", lambda story, _: story.end_cell()
    yield "row", lambda story, _: story.end_row()
    yield "nestcell", lambda story, _: story.end_nested_cell()
    yield "nestrow", lambda story, _: story.end_nested_row()
    yield "itap", lambda story, depth: story.nest(depth)
    yield "trowd", lambda story, _: story.begin_row()
    yield "cellx", lambda story, edge: story.end_edge(edge)
    yield "clvmgf", lambda story, _: story.merge("restart")
    yield "clvmrg", lambda story, _: story.merge("continue")
    yield "clmrg", lambda story, _: story.join()


_ACTIONS = dict(_actions())
