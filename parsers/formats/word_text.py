"""The text of WordprocessingML as its reader sees it: changes accepted, controls and fields opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from parsers.form.grid import MAX_SPAN, OBJECT, PICTURE, Grid
from parsers.form.notes import note
from parsers.formats.package import Element, Package
from parsers.formats.symbols import PRIVATE, symbol
from parsers.formats.word_marks import is_prompt, write_bound, write_equation, write_form_field, write_symbols
from parsers.formats.word_styles import blank_unseen

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}t",
    "{http://purl.oclc.org/ooxml/officeDocument/math}t",
)


def words_of(root: Element) -> Words:
    """The vocabulary of a document: Strict files use another namespace than the usual ones."""
    words = Words(root.tag.rpartition("}")[0] + "}" if isinstance(root.tag, str) and "}" in root.tag else "")
    words.note_odd_cells(root)
    return words


class Words:
    """The element names of one namespace, and how to get text out of them."""

    def __init__(self, namespace: str) -> None:
        def name(local: str) -> str:
            return namespace + local

        self.body, self.p, self.tbl, self.tr, self.tc = map(name, ("body", "p", "tbl", "tr", "tc"))
        self._t, self._sym, self._box = name("t"), name("sym"), name("txbxContent")
        self._val, self._char, self._font, self._type = map(name, ("val", "char", "font", "type"))
        self._row_properties, self._properties = name("trPr"), name("tcPr")
        self._del, self._before, self._after = name("del"), name("gridBefore"), name("gridAfter")
        self._span, self._vertical, self._horizontal = name("gridSpan"), name("vMerge"), name("hMerge")
        self._deleted_mark = f"{name('pPr')}/{name('rPr')}/{name('del')}"
        self._cell_deleted, self.chunk = name("cellDel"), name("altChunk")
        self._wrappers = frozenset(
            map(name, ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "hyperlink"))
        )
        self._breaks = {name("tab"): "\t", name("br"): "\n", name("cr"): "\n", name("ptab"): "\t"} | {
            name("noBreakHyphen"): "-"
        }
        gone = ("del", "moveFrom", "pPr", "rPr", "tcPr", "tblPr", "sdtPr", "instrText", "delText", "delInstrText", "rt")
        self._gone = frozenset(map(name, gone))
        self._choice, self._fallback, self._alternate = _MC + "Choice", _MC + "Fallback", _MC + "AlternateContent"
        self._texts = frozenset((self._t, *_MATH))
        self._references = {name("footnoteReference"): "footnote", name("endnoteReference"): "endnote"}
        self._id = name("id")
        self.notes: Mapping[tuple[str, str], str] = {}  # footnote or endnote, number → its text
        # Whatever makes a cell more than paragraphs of plain runs.
        foreign = ("instrText", "fldData", "delText", "drawing", "pict", "object", "sdt", "customXml", "ins", "moveTo")
        odd = (
            *foreign,
            "altChunk",
            "moveFrom",
            "tab",
            "br",
            "cr",
            "sym",
            "noBreakHyphen",
            "txbxContent",
            "ptab",
            "tbl",
            "rt",
            "del",
        )
        self._odd = (self._alternate, *_MATH, *self._references, *map(name, odd))
        self._prompting, self._form_field, self._instruction = name("showingPlcHdr"), name("ffData"), name("instrText")
        self._unseen = (name("vanish"), name("strike"), name("dstrike"), self._prompting)
        self._holders = (name("r"), name("sdt"))
        self._bound = name("dataBinding")
        self.bound: list[Element] = []  # controls that show a part of the file
        self.chunks: Callable[[str], tuple[str | Grid, ...]] = lambda _: ()  # what a file put into this one says
        self.numbered: Callable[[Element], str] = lambda _: ""  # the automatic number of a cell
        self._object = name("object")
        self._pictures = (self._object, name("pict"), "{*}blip")
        self._odd_cells: set[Element] = set()
        self.refers_to: set[str] = set()  # the kinds of notes the document refers to: footnote, endnote

    def note_odd_cells(self, root: Element) -> None:
        """Find, once for a document, the cells that are more than paragraphs of plain runs; blank what none sees
        or what is struck out."""
        for element in list(root.iter(*self._odd, *self._unseen, self._form_field, self._bound, self._cell_deleted)):
            if element.tag in self._unseen:
                self._blank(element)
            elif element.tag == self._bound:
                self.bound.append(element)
            elif element.tag == self._cell_deleted:
                self._take_away(element)
            else:
                self._odd_cells.update(element.iterancestors(self.tc))
            if element.tag == self._form_field:
                write_form_field(element, self._t)
            elif element.tag == self._instruction:
                write_equation(element, self._t)
            if element.tag in self._references:
                self.refers_to.add(self._references[element.tag])

    def _take_away(self, mark: Element) -> None:
        """Take the cell away that a tracked change deletes."""
        cell = next(mark.iterancestors(self.tc), None)
        if cell is not None and (row := cell.getparent()) is not None:
            row.remove(cell)

    def _blank(self, mark: Element) -> None:
        """Empty the hidden run, or the control that still shows its prompt (单击此处输入文字), a mark belongs to."""
        properties = mark.getparent()
        holder = properties.getparent() if properties is not None else None
        if holder is None or holder.tag not in self._holders or mark.get(self._val, "1") in ("0", "false", "off"):
            return
        if mark.tag != self._prompting or is_prompt(holder, self._t):
            for text in holder.iter(self._t):
                text.text = ""

    def notes_in(self, root: Element, kind: str) -> dict[tuple[str, str], str]:
        """The texts of a part that holds footnotes or endnotes."""
        notes = root.iterchildren("{*}" + kind)
        return {(kind, one.get(self._id, "")): " ".join(self.lines(one)) for one in notes}

    # --- structure ---

    def unwrapped(self, container: Element) -> Iterator[Element]:
        """The children of a container, those inside content controls, tracked insertions … included."""
        for child in container:
            tag = child.tag
            if tag in self._wrappers:
                yield from self.unwrapped(child)
            elif tag == self._alternate:
                yield from self.unwrapped(self._alternative(child))
            elif isinstance(tag, str):
                yield child

    def is_deleted_row(self, row: Element) -> bool:
        """Whether a tracked change takes the row away."""
        properties = self._properties_of(row)
        return properties is not None and properties.find(self._del) is not None

    def _properties_of(self, row: Element) -> Element | None:
        """A row's properties, which stand before its cells: most rows have none, and no cell is looked at for them."""
        for child in row:
            if child.tag == self._row_properties:
                return child
            if child.tag == self.tc:
                break
        return None

    def skipped_columns(self, row: Element) -> tuple[int, int]:
        """The first column that is not skipped, from 1, and how many are skipped at the end."""
        properties = self._properties_of(row)
        if properties is None:
            return 1, 0
        return 1 + self._skip(properties, self._before), self._skip(properties, self._after)

    def write_drawn(self, root: Element, package: Package, *, symbols: bool) -> None:
        """Write what is drawn and not held as text: bound controls, and where there are any, symbol fonts; empty what a
        style hides."""
        blank_unseen(root, package, self._t)
        for binding in self.bound:
            write_bound(binding, package, self._t)
        if symbols:
            write_symbols(root, self._t)

    def spans(self, tc: Element) -> tuple[int, str, bool]:
        """Columns covered, "restart", "continue" or "" for a vertical merge, whether it belongs to the left."""
        properties = tc[0] if len(tc) else tc
        if properties.tag != self._properties:
            return 1, "", False
        span, merge, joined = 1, "", False
        for child in properties:
            tag = child.tag
            if tag == self._vertical:
                merge = child.get(self._val, "continue")
            elif tag == self._span:
                span = max(1, _number(child.get(self._val, ""), 1))
            elif tag == self._horizontal:
                joined = child.get(self._val, "continue") == "continue"
        return span, merge, joined

    def _skip(self, properties: Element, name: str) -> int:
        element = next(properties.iterchildren(name), None)
        return 0 if element is None else _number(element.get(self._val, ""), 0)

    def tables_in(self, table: Element) -> list[Element]:
        """The tables that stand directly in the cells of a table."""
        cells = [cell for cell in self._odd_cells if next(cell.iterancestors(self.tbl), None) is table]
        return [
            nested for cell in cells for nested in cell.iter(self.tbl) if next(nested.iterancestors(self.tc)) is cell
        ]

    # --- text ---

    def text(self, tc: Element) -> str:
        """All text of a cell, a line per paragraph."""
        if tc not in self._odd_cells:
            if len(tc) == 2 and tc[0].tag == self._properties:  # one paragraph: spares a look at it
                return self._plain(tc)
            lines = [self._plain(p) for p in tc.iterchildren(self.p)]
            return lines[0] if len(lines) == 1 else "\n".join(lines).strip("\n")
        said = "\n".join(self.lines(tc)).strip("\n")
        return said if said.strip() else self._pictured(tc) or said

    def _pictured(self, tc: Element) -> str:
        """What stands for text in a cell that has none: a picture, an object of another program."""
        shown = next(tc.iter(*self._pictures), None)
        return "" if shown is None else OBJECT if shown.tag == self._object else PICTURE

    def _plain(self, p: Element) -> str:
        """The text of a paragraph of plain runs. Only indented XML has line breaks outside its texts."""
        text: str = etree.tostring(p, method="text", encoding=str, with_tail=False)
        if text.isprintable():
            return text
        if "\n" in text:
            text = "".join([t.text or "" for t in p.iter(self._t)])
        return PRIVATE.sub(lambda found: symbol("", ord(found[0])), text)

    def lines(self, container: Element) -> Iterator[str]:
        """The lines of a cell, a text box, a note or a page header; a row of a table in it is one."""
        pending = ""  # text whose paragraph mark was deleted runs on into the next paragraph
        for element in self.unwrapped(container):
            if element.tag == self.p:
                first, *rest = self.paragraph(element)
                if element.find(self._deleted_mark) is not None:
                    pending += first
                    continue
                yield pending + first
                yield from rest
                pending = ""
            elif element.tag == self.tbl:
                yield from self._nested(element)
            elif element.tag == self.chunk:
                yield from self._chunk_lines(element)
        if pending:
            yield pending

    def chunk_of(self, element: Element) -> tuple[str | Grid, ...]:
        """The paragraphs and tables of a file that was put into this one (altChunk)."""
        return self.chunks(next((str(value) for name, value in element.items() if str(name).endswith("}id")), ""))

    def _chunk_lines(self, element: Element) -> Iterator[str]:
        for block in self.chunk_of(element):
            if isinstance(block, str):
                yield block
            else:
                yield from ("\t".join(cell.text for cell in line.cells if cell.text) for line in block.lines())

    def _nested(self, table: Element) -> Iterator[str]:
        for row in self.unwrapped(table):
            if row.tag == self.tr and not self.is_deleted_row(row):
                cells = [self.text(tc) for tc in self.unwrapped(row) if tc.tag == self.tc]
                yield "\t".join(text for text in cells if text)

    def paragraph(self, p: Element) -> list[str]:
        """A paragraph's own line, then those of the text boxes anchored in it."""
        pieces: list[str] = []
        boxes: list[Element] = []
        self._inline(p, pieces, boxes)
        lines = ["".join(pieces)]
        for box in boxes:
            lines += [line for line in self.lines(box) if line.strip()]
        return lines

    def boxes(self, p: Element) -> list[Element]:
        """The text boxes anchored in a paragraph."""
        boxes: list[Element] = []
        if next(p.iter(self._box), None) is not None:
            self._inline(p, [], boxes)
        return boxes

    def _inline(self, element: Element, pieces: list[str], boxes: list[Element]) -> None:
        for child in element:
            tag = child.tag
            if tag in self._texts:
                text = child.text or ""
                pieces.append(PRIVATE.sub(lambda found: symbol("", ord(found[0])), text))
            elif tag in self._breaks:
                pieces.append("" if child.get(self._type) == "page" else self._breaks[tag])
            elif tag == self._sym:
                pieces.append(self._symbol(child))
            elif tag == self._box:
                boxes.append(child)
            elif tag in self._references:
                pieces.append(note(self.notes.get((self._references[tag], child.get(self._id, "")), "")))
            elif tag == self._alternate:
                self._inline(self._alternative(child), pieces, boxes)
            elif tag not in self._gone and isinstance(tag, str):
                self._inline(child, pieces, boxes)

    def _alternative(self, alternate: Element) -> Element:
        """The one of several drawings of the same thing that says something: once, not twice."""
        choices = [child for child in alternate if child.tag in (self._choice, self._fallback)]
        for choice in choices:
            if next(choice.iter(self._t), None) is not None:
                return choice
        return choices[0] if choices else alternate.makeelement(self._fallback, {})

    def _symbol(self, element: Element) -> str:
        code = element.get(self._char, "")
        try:
            return symbol(element.get(self._font, ""), int(code, 16))
        except ValueError:
            return ""


def _number(text: str, default: int) -> int:
    """A count of columns; more than Word allows is cut to that."""
    return min(int(text), MAX_SPAN) if text.isascii() and text.isdigit() and len(text) < 10 else default
