"""Writers of a page in several formats, each as its producer does it; none shares code with our readers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

import docx
import openpyxl
from docx.document import Document

from tests.parsers.shapes import Block, C, Table

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = _OFFICE.removesuffix("/officeDocument")
_TYPES = "".join(
    f'<Default Extension="{suffix}" ContentType="{kind}"/>'
    for suffix, kind in (
        ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
        ("xml", "application/xml"),
        ("html", "text/html"),
        ("png", "image/png"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("vml", "application/vnd.openxmlformats-officedocument.vmlDrawing"),
    )
)
_WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def width_of(table: Table) -> int:
    """The columns of a table."""
    return max(sum(cell.columns for cell in row) for row in table)


def placed(table: Table) -> list[tuple[int, int, C]]:
    """Row and column from 0 of each cell of a table, merged cells making room."""
    taken: set[tuple[int, int]] = set()
    found = []
    for row, cells in enumerate(table):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            found.append((row, column, cell))
            taken |= {(row + down, column + right) for down in range(cell.rows) for right in range(cell.columns)}
            column += cell.columns
    return found


# --- python-docx and openpyxl ---


def python_docx(blocks: Sequence[Block], *, ragged: bool = False) -> bytes:
    """A page by python-docx; ragged: rows lack the cells that they do not tell."""
    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
        else:
            _docx_table(document, block, ragged=ragged)
            document.add_paragraph("")
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def _docx_table(document: Document, table: Table, *, ragged: bool = False) -> None:
    drawn = document.add_table(rows=len(table), cols=width_of(table))
    drawn.style = "Table Grid"
    for row, column, cell in placed(table):
        corner = drawn.cell(row, column)
        if cell.rows > 1 or cell.columns > 1:
            corner = corner.merge(drawn.cell(row + cell.rows - 1, column + cell.columns - 1))
        first, *more = cell.text.split("\n")
        corner.text = first
        for line in more:
            corner.add_paragraph(line)
    for row, told in zip(drawn.rows, table, strict=True) if ragged else ():
        for lacking in row._tr.tc_lst[len(told) :]:
            row._tr.remove(lacking)


def number(text: str) -> int | None:
    """What Excel keeps as a number: digits that it would show again as they are (007 it would not)."""
    return int(text) if text.isdecimal() and str(int(text)) == text and len(text) < 12 else None


def openpyxl_book(blocks: Sequence[Block], *, separate: bool = False) -> bytes:
    """A page by openpyxl: everything on one sheet, or (separate) a new sheet after each table."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "填报表"
    top = 0
    for index, block in enumerate(blocks):
        if isinstance(block, str):
            top += 1
            page.cell(top, 1).value = block
            page.merge_cells(start_row=top, end_row=top, start_column=1, end_column=7)
            continue
        for row, column, cell in placed(block):
            page.cell(top + row + 1, column + 1).value = (
                cell.text or None if (value := number(cell.text)) is None else value
            )
            if cell.text.startswith("="):  # a text, not a formula that nobody has counted
                page.cell(top + row + 1, column + 1).data_type = "s"
            if cell.rows > 1 or cell.columns > 1:
                page.merge_cells(
                    start_row=top + row + 1,
                    end_row=top + row + cell.rows,
                    start_column=column + 1,
                    end_column=column + cell.columns,
                )
        top += len(block)
        if separate and index + 1 < len(blocks):
            page, top = book.create_sheet(f"表{len(book.sheetnames) + 1}"), 0
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


# --- XML by hand ---


def paragraph(text: str) -> str:
    """A w:p of several runs, as Word splits them."""
    middle = len(text) // 2
    runs = "".join(
        f'<w:r><w:rPr><w:sz w:val="21"/></w:rPr><w:t xml:space="preserve">{escape(part)}</w:t></w:r>'
        for part in (text[:middle], text[middle:])
        if part
    )
    return f"<w:p>{runs}</w:p>"


def word_cell(content: str, properties: str = "") -> str:
    """A w:tc."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def word_table(table: Table, *, ragged: bool = False, raw: Mapping[str, str] | None = None) -> str:
    """A w:tbl; ragged: what is merged is left out, as if it had never been there; `raw`: a text → its cell's content."""
    rows: list[list[str]] = [[] for _ in table]
    width = width_of(table)
    cover = {(row, column): cell for row, column, cell in placed(table)}
    open_above: dict[int, tuple[int, C]] = {}
    for row, cells in enumerate(rows):
        column = 0
        while column < width:
            cell = cover.get((row, column))
            if cell is not None:
                merge = '<w:vMerge w:val="restart"/>' if cell.rows > 1 else ""
                span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
                said = (raw or {}).get(cell.text) or "".join(map(paragraph, cell.text.split("\n")))
                cells.append(word_cell(said, span + merge))
                open_above[column] = (row + cell.rows - 1, cell)
                column += cell.columns
            elif column in open_above and open_above[column][0] >= row:
                columns = open_above[column][1].columns
                span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
                cells.append(word_cell("<w:p/>", f"{span}<w:vMerge/>"))
                column += columns
            elif ragged:
                break
            else:
                cells.append(word_cell("<w:p/>"))
                column += 1
    lines = "".join(f"<w:tr>{''.join(cells)}</w:tr>" for cells in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{'<w:gridCol/>' * width}</w:tblGrid>{lines}</w:tbl>"


def word_body(blocks: Sequence[Block], *, ragged: bool = False, raw: Mapping[str, str] | None = None) -> str:
    """The body of a document."""
    return "".join(
        paragraph(block) if isinstance(block, str) else word_table(block, ragged=ragged, raw=raw) + "<w:p/>"
        for block in blocks
    )


def word_package(
    body: str,
    *,
    strict: bool = False,
    main: str = "word/document.xml",
    more: Mapping[str, tuple[str, str | bytes]] | None = None,
) -> bytes:
    """A docx round a body written by hand; `more`: parts beside the main one, the kind of their relation and content."""
    namespace = STRICT_W if strict else W
    extra = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
        ' xmlns:v="urn:schemas-microsoft-com:vml"'
        ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    )
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{namespace}" {extra}><w:body>{body}</w:body></w:document>'
    kind = (
        _OFFICE.replace("schemas.openxmlformats.org", "purl.oclc.org/ooxml").replace("/2006", "") if strict else _OFFICE
    )
    folder, _, name = main.rpartition("/")
    related = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE.removesuffix("officeDocument")}{kind_of_part}" Target="{part}"/>'
        for number, (part, (kind_of_part, _)) in enumerate((more or {}).items(), 1)
    )
    relations = {
        f"{folder}/_rels/{name}.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>'
    }
    return package(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{_TYPES}<Override PartName="/{main}" ContentType="{_WORD_MAIN}"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type="{kind}" Target="{main}"/></Relationships>',
            main: document,
        }
        | (relations if more else {})
        | {f"{folder}/{part}": content for part, (_, content) in (more or {}).items()}
    )


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of parts, the same bytes every time."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2022, 6, 8, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def sheet_package(
    blocks: Sequence[Block],
    raw: Mapping[str, str] | None = None,
    *,
    stray: str = "",
    merged: str = "",
    main: str = "xl/workbook.xml",
) -> bytes:
    """A workbook written by hand, its texts in the cells; `raw`: a text → what stands behind `<c r="A1"` in its place;
    `stray`: rows below; `merged`: one area more."""
    lines: list[str] = []
    merges = [f'<mergeCell ref="{merged}"/>'] if merged else []
    for block in blocks:
        top = len(lines)
        if isinstance(block, str):
            lines.append(_sheet_cell(f"A{top + 1}", block, raw or {}))
            continue
        rows: list[list[str]] = [[] for _ in block]
        for row, column, cell in placed(block):
            place = f"{_LETTERS[column]}{top + row + 1}"
            rows[row].append(_sheet_cell(place, cell.text, raw or {}))
            if cell.rows > 1 or cell.columns > 1:
                last = f"{_LETTERS[column + cell.columns - 1]}{top + row + cell.rows}"
                merges.append(f'<mergeCell ref="{place}:{last}"/>')
        lines += map("".join, rows)
    data = "".join(f'<row r="{number}">{cells}</row>' for number, cells in enumerate(lines, 1))
    areas = f'<mergeCells count="{len(merges)}">{"".join(merges)}</mergeCells>' if merges else ""
    folder, _, name = main.rpartition("/")
    types = "".join(
        f'<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
        for part, kind in ((main, "sheet.main"), (f"{folder}/worksheets/sheet1.xml", "worksheet"))
    )
    return package(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{_TYPES}{types}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type="{_OFFICE}" Target="{main}"/></Relationships>',
            main: f'<workbook xmlns="{_SHEET}" xmlns:r="{_RELATED}"><sheets><sheet name="填报表" sheetId="1" r:id="r1"/></sheets></workbook>',
            f"{folder}/_rels/{name}.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type="{_RELATED}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            f"{folder}/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}"><sheetData>{data}{stray}</sheetData>{areas}</worksheet>',
        }
    )


_LETTERS = "ABCDEFGHIJKLMNOP"


def _sheet_cell(place: str, text: str, raw: Mapping[str, str]) -> str:
    inner = raw.get(text, f' t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is>')
    return f'<c r="{place}"{inner}</c>' if text else ""


def rich_text(
    blocks: Sequence[Block], raw: Mapping[str, str] | None = None, *, fonts: str = "", end: str = ""
) -> bytes:
    """A page as Word and WPS write it as rich text; `raw`: a cell's text → what stands in its place."""
    pieces = [rf"{{\rtf1\ansi\ansicpg936\deff0{{\fonttbl{{\f0\fcharset134 SimSun;}}{fonts}}}", "\n"]
    for block in blocks:
        pieces.append(
            rf"\pard\plain {in_rich_text(block)}\par" if isinstance(block, str) else _rich_table(block, raw or {})
        )
        pieces.append("\n")
    return ("".join(pieces) + end + "}").encode("ascii")


def in_rich_text(text: str) -> str:
    """A text as rich text writes it."""
    codes = (f"\\u{code if code < 32768 else code - 65536}?" for one in text for code in _utf16(one))
    return "".join(codes).replace(rf"\u{ord(chr(10))}?", r"\line ")


def _utf16(character: str) -> list[int]:
    data = character.encode("utf-16-le")
    return [int.from_bytes(data[at : at + 2], "little") for at in range(0, len(data), 2)]


def _rich_table(table: Table, raw: Mapping[str, str]) -> str:
    cover = {(row, column): cell for row, column, cell in placed(table)}
    below: dict[int, tuple[int, int]] = {}  # column → the last row of the cell that begins there, its columns
    lines = []
    for row in range(len(table)):
        edges, texts, column = "", "", 0
        while column < width_of(table):
            cell = cover.get((row, column))
            last, columns = (row + cell.rows - 1, cell.columns) if cell else below.get(column, (row, 1))
            edges += r"\clvmgf" if cell and cell.rows > 1 else "" if cell else r"\clvmrg"
            edges += rf"\cellx{2000 * (column + columns)}"
            said = "" if cell is None else raw.get(cell.text) or in_rich_text(cell.text)
            texts += rf"\pard\intbl {said}\cell "
            below[column] = last, columns
            column += columns
        lines.append(rf"\trowd{edges}{texts}\row" + "\n")
    return "".join(lines) + r"\pard"


def web_page(blocks: Sequence[Block], *, charset: str = "utf-8", raw: Mapping[str, str] | None = None) -> bytes:
    """A page as WPS or Word save it for the web; `raw`: a text → its cell's content."""
    pieces = []
    for block in blocks:
        if isinstance(block, str):
            pieces.append(f"<p class=MsoNormal><span lang=EN-US style='font-family:仿宋'>{escape(block)}</span></p>\n")
            continue
        lines = []
        for row in block:
            cells = "".join(
                f"<td{f' colspan={cell.columns}' if cell.columns > 1 else ''}{f' rowspan={cell.rows}' if cell.rows > 1 else ''}>"
                + ((raw or {}).get(cell.text) or "".join(f"<p>{escape(line)}</p>" for line in cell.text.split("\n")))
                + "</td>"
                for cell in row
            )
            lines.append(f" <tr>{cells}</tr>\n")
        pieces.append(f"<table border=1>\n{''.join(lines)}</table>\n")
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}"><style>p {{margin:0}}</style>'
    text = f"<html><head>{head}</head><body>{''.join(pieces)}</body></html>"
    return text.encode("gb18030" if charset == "gb2312" else charset)
