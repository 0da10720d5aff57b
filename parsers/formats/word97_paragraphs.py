"""What the formatting of a Word 97-2003 paragraph says of the table it stands in, and of its list."""

from __future__ import annotations

from dataclasses import dataclass, replace

from parsers.formats.word97_properties import operations, u16, u32

_FLAGS = {  # sprmPFInTable, sprmPFTtp, sprmPFInnerTableCell, sprmPFInnerTtp
    0x2416: "in_table",
    0x2417: "row_end",
    0x244B: "nested_cell_end",
    0x244C: "nested_row_end",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """What the formatting of a paragraph's end mark says of tables."""

    in_table: bool = False
    row_end: bool = False
    depth: int = 0
    nested_row_end: bool = False
    nested_cell_end: bool = False
    table: bytes = b""  # the row's definition: edges and cells
    merges: tuple[tuple[int, int], ...] = ()  # (cell, vertical merge) set after the definition
    style: int = 0
    list: int | None = None  # the number of its list; None where the style tells
    level: int = 0


PLAIN = Paragraph()
"""One that stands in no table."""


def applied(said: Paragraph, properties: bytes, stream: bytes, depth: int = 0) -> Paragraph:
    """A paragraph with what its properties say; `stream`: where those lie that are too many for their page."""
    for code, operand in operations(properties):
        match code:
            case 0x2416 | 0x2417 | 0x244B | 0x244C:
                said = replace(said, **{_FLAGS[code]: bool(operand[0])})  # type: ignore[arg-type]  # flags, all of them
            case 0x6649:  # sprmPItap
                said = replace(said, depth=u32(operand, 0))
            case 0x460B:  # sprmPIlfo
                said = replace(said, list=u16(operand, 0))
            case 0x260A:  # sprmPIlvl
                said = replace(said, level=operand[0])
            case 0xD608:  # sprmTDefTable
                said = replace(said, table=operand)
            case 0xD62B if len(operand) >= 2:  # sprmTVertMerge
                said = replace(said, merges=(*said.merges, (operand[0], operand[1])))
            case 0x6646 | 0x6645 | 0x646B if depth < 3:  # too many for their page: in the Data stream
                at = u32(operand, 0)
                if at + 2 <= len(stream):
                    more = stream[at + 2 : at + 2 + u16(stream, at)]
                    said = applied(said, more, stream, depth + 1)
    return said
