"""Files made to break readers: bombs, lies, endless nesting, spans beyond reason."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

from tests.parsers.producers import package, paragraph, word_cell, word_package

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P = "http://schemas.openxmlformats.org/package/2006/relationships"


def workbook(sheet: str, **more: str) -> bytes:
    """An xlsx round one sheet's XML."""
    return package(
        {
            "_rels/.rels": f'<Relationships xmlns="{_P}"><Relationship Id="r1" Type="{_R}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{_S}" xmlns:r="{_R}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_P}"><Relationship Id="r1" Type="{_R}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_S}">{sheet}</worksheet>',
            **more,
        }
    )


def _part_bomb() -> bytes:
    return word_package(paragraph("字" * 20_000_000))


def _element_bomb() -> bytes:
    return word_package("<w:p/>" * 5_000_000)


def _lying_directory() -> bytes:
    """A part that says it is small and inflates to 300 MB."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * (300 << 20) + b"</a>")
    content = bytearray(data.getvalue())
    size = struct.pack("<I", (300 << 20) + 7)
    at = content.find(size)
    while at >= 0:
        content[at : at + 4] = struct.pack("<I", 1000)
        at = content.find(size, at + 4)
    return bytes(content)


def _laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    document = (
        f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "哈">{entities}]>'
        f'<w:document xmlns:w="{_W}"><w:body><w:p><w:r><w:t>&l11;</w:t></w:r></w:p></w:body></w:document>'
    )
    return package({"word/document.xml": document})


def _external_entity() -> bytes:
    document = (
        '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        f'<w:document xmlns:w="{_W}"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>'
    )
    return package({"word/document.xml": document})


def _nested_tables() -> bytes:
    depth = 3000
    return word_package("<w:tbl><w:tr><w:tc>" * depth + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * depth)


def _wide_span() -> bytes:
    cell = word_cell(paragraph("宽"), '<w:gridSpan w:val="200000000"/>')
    return word_package(f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>")


def _many_rows() -> bytes:
    return word_package("<w:tbl>" + "<w:tr><w:tc><w:p/></w:tc></w:tr>" * 60_000 + "</w:tbl>")


def _far_corner() -> bytes:
    return workbook(
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1048576"><c r="XFD1048576" t="str"><v>远</v></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    )


def _many_merges() -> bytes:
    areas = "".join(f'<mergeCell ref="A{n}:XFD1048576"/>' for n in range(1, 60_000))
    return workbook(f"<sheetData/><mergeCells>{areas}</mergeCells>")


def _many_merged_rows() -> bytes:
    """Every merged area covers every row: more places than any machine wants to visit."""
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="str"><v>主要内容</v></c></row>' for n in range(1, 4_900))
    areas = "".join(f'<mergeCell ref="A{n}:C1048576"/>' for n in range(1, 4_900))
    return workbook(f"<sheetData>{rows}</sheetData><mergeCells>{areas}</mergeCells>")


def _bad_numbers() -> bytes:
    cells = '<c r="A1"><v>1e999</v></c><c r="B1"><v>nan</v></c><c r="ZZZ99999999" t="s"><v>99999999999999999999</v></c><c t="s"><v>²</v></c>'
    return workbook(f'<sheetData><row r="9999999999999">{cells}</row><row r="x">{cells}</row></sheetData>')


def _many_parts() -> bytes:
    parts: dict[str, str | bytes] = {f"word/part{n}.xml": "x" for n in range(5_000)}
    return package(parts | {"word/document.xml": "<a/>"})


def _twice() -> bytes:
    data = io.BytesIO(word_package(paragraph("甲")))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("WORD/../word/document.xml", "<a/>")
    return data.getvalue()


def _strange_method() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("word/document.xml", "<a/>")
    return data.getvalue()


def _climbing_names() -> bytes:
    return package({"../../../../tmp/evil.docx": "x", "..\\evil.xlsx": "y"})


def _zip_in_itself() -> bytes:
    content = word_package(paragraph("内"))
    for depth in range(6):
        content = package({f"第{depth}层.zip": content})
    return content


def _rtf_depth() -> bytes:
    return b"{\\rtf1" + b"{" * 200_000


def _html_depth() -> bytes:
    return b"<html><body>" + b"<div>" * 100_000 + b"x"


def _html_spans() -> bytes:
    return b"<table>" + b"<tr><td colspan=99999999 rowspan=99999999>x</td></tr>" * 3000 + b"</table>"


def _ods_repeats() -> bytes:
    row = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row>'
    names = " ".join(
        f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
    )
    return f'<?xml version="1.0"?><office:document {names}><office:body><office:spreadsheet><table:table table:name="a">{row * 9}</table:table></office:spreadsheet></office:body></office:document>'.encode()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "part_bomb": _part_bomb,
    "element_bomb": _element_bomb,
    "lying_directory": _lying_directory,
    "laughs": _laughs,
    "external_entity": _external_entity,
    "nested_tables": _nested_tables,
    "wide_span": _wide_span,
    "many_rows": _many_rows,
    "far_corner": _far_corner,
    "many_merges": _many_merges,
    "many_merged_rows": _many_merged_rows,
    "bad_numbers": _bad_numbers,
    "many_parts": _many_parts,
    "twice": _twice,
    "strange_method": _strange_method,
    "climbing_names": _climbing_names,
    "zip_in_itself": _zip_in_itself,
    "rtf_depth": _rtf_depth,
    "html_depth": _html_depth,
    "html_spans": _html_spans,
    "ods_repeats": _ods_repeats,
    "truncated_docx": lambda: word_package(paragraph("字" * 5000))[:-200],
    "pdf_head_only": lambda: b"%PDF-1.7\n1 0 obj\n<</Type/Catalog",
    "ole_head_only": lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600,
    "zip_head_only": lambda: b"PK\x03\x04" + b"\x00" * 40,
    "text": "填报单位：某局".encode,
    "zeros": lambda: b"\x00" * 100_000,
    "nothing": lambda: b"",
}
