"""The cells of a sheet and the strings of a workbook, read from the bytes of a part where each is written as nearly every
program writes it. What is left of the part, and all texts at once, the XML parser reads.

A cell taken out of its row is an element less: what is left is well-formed if and only if the whole was. Where a single
one is written otherwise, the whole part is for the XML parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from parsers.formats.package import Element, parse_xml

_MOST = 2 << 20  # bytes of a part, with fewer cells than `MAX_CELLS`; a larger one is for the parser and its limits
_PROLOG = (
    rb"""(?:\xef\xbb\xbf)?(?:<\?xml version=["']1\.0["'](?: encoding=["'](?i:utf-8)["'])?"""
    rb"""(?: standalone=["'](?:yes|no)["'])?\s?\?>)?\s*"""
)
_BEFORE, _BEFORE_STRINGS = re.compile(_PROLOG), re.compile(_PROLOG + rb"<sst[^<>]*>\s*")
_FORMULA = (  # that has been counted
    rb'<f(?: aca="[a-z0-9]+")?+(?: t="[A-Za-z]+")?+(?: ref="[A-Z0-9:]+")?+(?: ca="[a-z0-9]+")?+(?: si="[0-9]+")?+'
    rb"(?:/>|>(?:[ !-%'-;=-~]|&(?:amp|lt|gt|quot|apos);)*+</f>)(?=<v>[^<])"
)
_STYLE, _KIND = rb' s="[0-9]{1,9}+"', rb' t="(?:s|n|b|e|d|str)"'
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3}+)[0-9]{1,7}+"(?:(?:%(style)s)?+ t="inlineStr"><is><t(?: xml:space="preserve")?+>([^<]*+)</t></is></c>'
    rb'|((?:%(style)s)?+(?:%(kind)s)?+|%(kind)s%(style)s)>(?:%(formula)s)?+<v(?: xml:space="preserve")?+>([^<]*+)</v></c>'
    rb'|(?:%(style)s)?+(?: t="[A-Za-z]++")?+(?:/>|></c>))' % {b"style": _STYLE, b"kind": _KIND, b"formula": _FORMULA}
)
_ATTRIBUTE = re.compile(r' ([st])="(\w+)"')
_ROWS = re.compile(rb"(?:<row[^>]*+(?:(?<=/)>|(?<!/)>\0*+</row>))*+")
_STRING = re.compile(
    rb"<si>(?:<t/>|<t>([^<]*+)</t>|<r><t>([^<]*+)</t></r>)"
    rb'(?:<phoneticPr fontId="[0-9]++"(?: type="[A-Za-z]++")?+(?: alignment="[A-Za-z]++")?+/>)?+</si>\s*'
)
_OUT = b"\0"  # where a cell, or the end of one run and the beginning of the next, was taken out; in no XML
_BETWEEN = "\ue000"  # stands between texts; where one of them holds it, they are for the XML parser

_Reading = Callable[[str], str]


class PlainCells(NamedTuple):
    """The cells of a sheet in order: their columns in letters, the attributes that say how a value is meant (None: it is
    a text), the values."""

    columns: list[bytes]
    looks: list[bytes | None]
    values: list[str]

    def texts(
        self, rows: Iterable[int], column: Callable[[str], int], reading: Callable[[str, str], _Reading]
    ) -> dict[tuple[int, int], str]:
        """What they say by place, given the row of each, the number of a column, and how a kind and style is read."""
        numbers = {letters: column(letters.decode()) for letters in set(self.columns)}
        readings = {look: reading(*_kind_and_style(look)) for look in {*self.looks} - {None}}
        texts = [
            readings[look](value) if look is not None and value else value
            for look, value in zip(self.looks, self.values, strict=True)
        ]
        return {
            (row, numbers[letters]): text for row, letters, text in zip(rows, self.columns, texts, strict=True) if text
        }


@lru_cache(maxsize=256)
def _kind_and_style(look: bytes) -> tuple[str, str]:
    """The kind and the style of a cell by its attributes."""
    said = dict(_ATTRIBUTE.findall(look.decode()))
    return said.get("t", "n"), said.get("s", "0")


def sheet_of(content: bytes) -> tuple[Element, PlainCells | None]:
    """The root of a sheet. If all its cells are plain they come apart, and each row holds a character for each of its
    own. Raises RefusalError."""
    return _without_cells(content) or (parse_xml(content), None)


def _without_cells(content: bytes) -> tuple[Element, PlainCells] | None:
    parts = _CELL.split(content) if len(content) <= _MOST else [content]
    around, columns, inline, looks, values = (parts[n::5] for n in range(5))
    left = _OUT.join(around)
    head, _, rest = left.partition(b"<sheetData>")
    rows, _, tail = rest.partition(b"</sheetData>")
    if not left.count(_OUT) == rows.count(_OUT) == len(columns) or not _ROWS.fullmatch(rows):
        return None
    texts = _attribute([one or other or b"" for one, other in zip(inline, values, strict=True)])
    if texts is None or not _is_plain(head) or b"sheetData" in tail:
        return None
    root = parse_xml(b"%s<sheetData%s>%s</sheetData>%s" % (head, texts, rows.replace(_OUT, b"c"), tail))
    said = _apart(root.find("{*}sheetData"), len(columns))
    return (root, PlainCells(columns, list(looks), said)) if said else None


def strings_of(content: bytes) -> list[str] | None:
    """The shared strings of a workbook if all are plain, or of runs that are. Raises RefusalError."""
    head, begin, rest = content.partition(b"<si>")
    strings, end, tail = rest.rpartition(b"</sst>")
    if len(content) > _MOST or _OUT in content or not _BEFORE_STRINGS.fullmatch(head) or tail.strip():
        return None
    together = (begin + strings).replace(b'<t xml:space="preserve">', b"<t>").replace(b"</t></r><r><t>", _OUT)
    parts = _STRING.split(together)
    between, plain, runs = (parts[n::3] for n in range(3))
    if any(between) or any(_OUT in one for one in plain if one) or not end:
        return None
    texts = _attribute([(one or other or b"").replace(_OUT, b"") for one, other in zip(plain, runs, strict=True)])
    return None if texts is None else _apart(parse_xml(b"%s<si%s/>%s" % (head, texts, end))[0], len(plain))


def _is_plain(head: bytes) -> bool:
    """Whether a part begins in UTF-8 and with elements only, the one that is read not among them."""
    prolog = _BEFORE.match(head)
    rest = head[prolog.end() if prolog else 0 :]
    return not any(mark in rest for mark in (b"<!", b"<?", b"sheetData"))


def _attribute(texts: list[bytes]) -> bytes | None:
    """Texts as written between tags, as one attribute, which the parser reads in the shortest time; None where it would
    not read the same."""
    joined = _BETWEEN.encode().join(texts)
    if b"\r" in joined or (b"]" in joined and b"]]>" in joined):
        return None
    return b' t="%s"' % joined.replace(b'"', b"&#34;").replace(b"\n", b"&#10;").replace(b"\t", b"&#9;")


def _apart(element: Element | None, count: int) -> list[str] | None:
    """The texts of such an attribute; None if there are not so many, or more is to be made of one (`_x000D_`)."""
    joined = "" if element is None else element.get("t", "")
    texts = joined.split(_BETWEEN)
    return None if len(texts) != count or "\r" in joined or ("_" in joined and "_x" in joined) else texts
