"""The text of WordprocessingML as its reader sees it: changes accepted, controls and fields opened."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from parsers.package import Element
from parsers.symbols import symbol

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}t",
    "{http://purl.oclc.org/ooxml/officeDocument/math}t",
)


def words_of(root: Element) -> Words:
    """The vocabulary of a document: Strict files use another namespace than the usual ones."""
    return _words(root.tag.rpartition("}")[0] + "}" if isinstance(root.tag, str) and "}" in root.tag else "")


@lru_cache(maxsize=8)
def _words(namespace: str) -> Words:
    return Words(namespace)


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
        # Whatever makes a cell more than paragraphs of plain runs.
        odd = ("moveFrom", "tab", "br", "cr", "sym", "noBreakHyphen", "txbxContent", "ptab", "tbl", "rt", "del")
        self._odd = (self._alternate, *_MATH, *map(name, odd))

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
        properties = row.find(self._row_properties)
        return properties is not None and properties.find(self._del) is not None

    def skipped_columns(self, row: Element) -> tuple[int, int]:
        """The first column that is not skipped, from 1, and how many are skipped at the end."""
        properties = row.find(self._row_properties)
        if properties is None:
            return 1, 0
        return 1 + self._number(properties, self._before, 0), self._number(properties, self._after, 0)

    def spans(self, tc: Element) -> tuple[int, str, bool]:
        """Columns covered, "restart", "continue" or "" for a vertical merge, whether it belongs to the left."""
        properties = tc.find(self._properties)
        if properties is None:
            return 1, "", False
        vertical = properties.find(self._vertical)
        merge = "" if vertical is None else vertical.get(self._val, "continue")
        horizontal = properties.find(self._horizontal)
        joined = horizontal is not None and horizontal.get(self._val, "continue") == "continue"
        return max(1, self._number(properties, self._span, 1)), merge, joined

    def _number(self, properties: Element, name: str, default: int) -> int:
        element = properties.find(name)
        text = "" if element is None else element.get(self._val, "")
        return min(int(text), 63) if text.isascii() and text.isdigit() and len(text) < 10 else default

    # --- text ---

    def text(self, tc: Element) -> str:
        """All text of a cell, a line per paragraph."""
        if next(tc.iter(*self._odd), None) is None:
            lines = ["".join([t.text or "" for t in p.iter(self._t)]) for p in tc.iter(self.p)]
            return lines[0] if len(lines) == 1 else "\n".join(lines).strip("\n")
        return "\n".join(self._lines(tc)).strip("\n")

    def _lines(self, container: Element) -> Iterator[str]:
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
        if pending:
            yield pending

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
            lines += [line for line in self._lines(box) if line.strip()]
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
                pieces.append(child.text or "")
            elif tag in self._breaks:
                pieces.append("" if child.get(self._type) == "page" else self._breaks[tag])
            elif tag == self._sym:
                pieces.append(self._symbol(child))
            elif tag == self._box:
                boxes.append(child)
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
