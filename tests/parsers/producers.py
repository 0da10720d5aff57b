"""Writers of a page in several formats, each as its producer does it; none shares code with our readers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

import docx
import openpyxl
from docx.document import Document

from tests.parsers.shapes import Block, C, Table

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


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


def python_docx(blocks: Sequence[Block]) -> bytes:
    """A page by python-docx."""
    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
        else:
            _docx_table(document, block)
            document.add_paragraph("")
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def _docx_table(document: Document, table: Table) -> None:
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


def word_table(table: Table, *, ragged: bool = False) -> str:
    """A w:tbl; ragged: what is merged is left out, as if it had never been there."""
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
                cells.append(word_cell("".join(map(paragraph, cell.text.split("\n"))), span + merge))
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


def word_body(blocks: Sequence[Block], *, ragged: bool = False) -> str:
    """The body of a document."""
    return "".join(
        paragraph(block) if isinstance(block, str) else word_table(block, ragged=ragged) + "<w:p/>" for block in blocks
    )


def word_package(body: str, *, strict: bool = False, main: str = "word/document.xml") -> bytes:
    """A docx round a body written by hand."""
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
    return package(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type="{kind}" Target="{main}"/></Relationships>',
            main: document,
        }
    )


def package(parts: dict[str, str | bytes]) -> bytes:
    """A zip of parts, the same bytes every time."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2022, 6, 8, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def web_page(blocks: Sequence[Block], *, charset: str = "utf-8") -> bytes:
    """A page as WPS or Word save it for the web."""
    pieces = []
    for block in blocks:
        if isinstance(block, str):
            pieces.append(f"<p class=MsoNormal><span lang=EN-US style='font-family:仿宋'>{escape(block)}</span></p>\n")
            continue
        lines = []
        for row in block:
            cells = "".join(
                f"<td{f' colspan={cell.columns}' if cell.columns > 1 else ''}{f' rowspan={cell.rows}' if cell.rows > 1 else ''}>"
                + "".join(f"<p>{escape(line)}</p>" for line in cell.text.split("\n"))
                + "</td>"
                for cell in row
            )
            lines.append(f" <tr>{cells}</tr>\n")
        pieces.append(f"<table border=1>\n{''.join(lines)}</table>\n")
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}"><style>p {{margin:0}}</style>'
    text = f"<html><head>{head}</head><body>{''.join(pieces)}</body></html>"
    return text.encode("gb18030" if charset == "gb2312" else charset)
