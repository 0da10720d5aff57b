"""A kind of form that people make: told once, as cells and what must be read off them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from docx.document import Document
from openpyxl.worksheet.worksheet import Worksheet

from tests.parsers.shapes import DAY, TITLE, UNIT, Block, Task

WORD, EXCEL = ("doc", "odt", "rtf"), ("xls", "ods")


@dataclass(frozen=True, kw_only=True, eq=False)
class Kind:
    """A page, what must be read off it, and what is done to it in Word and in Excel that cells alone cannot say."""

    name: str
    blocks: list[Block]
    tasks: tuple[Task, ...]
    title: str = TITLE
    unit: str | None = UNIT
    reported_on: str = DAY
    round: str | None = None
    hints: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    word: Callable[[Document], None] | None = None
    excel: Callable[[Worksheet], None] | None = None
    in_word: bool = True
    in_excel: bool = True
    by_hand: bool = True
    raw: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by format written by hand: a text → its markup
    fonts: str = ""  # of rich text
    more: Mapping[str, tuple[str, str | bytes]] = field(default_factory=dict)  # parts beside Word's main one
    by_suite: tuple[str, ...] = (*WORD, *EXCEL)  # the formats in which LibreOffice saves it
    also: tuple[str, ...] = ()  # more such
    lost_in: str = ""  # the format in which LibreOffice does not keep it
