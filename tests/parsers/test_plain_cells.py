"""Cells and strings taken from the bytes of a workbook's parts read as the XML parser reads them, or are left to it."""

from __future__ import annotations

import io
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.form.grid import Document
from parsers.form.refusal import RefusalError
from parsers.formats import plain_cells
from parsers.formats.reading import document_of

_WORKBOOKS = sorted((Path(__file__).parent / "corpus").glob("*/*.xlsx"))
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PARTS = {
    "_rels/.rels": f'<r><Relationship Id="a" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></r>',
    "xl/workbook.xml": f'<workbook xmlns:r="{_OFFICE}"><sheets><sheet name="表" r:id="a"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<r><Relationship Id="a" Type="{_OFFICE}/worksheet" Target="worksheet.xml"/>'
    f'<Relationship Id="b" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    f'<Relationship Id="c" Type="{_OFFICE}/styles" Target="styles.xml"/></r>',
}
_STYLES = (
    '<s><numFmts><numFmt numFmtId="176" formatCode="yyyy-m"/></numFmts><fonts><font/><font>%s</font></fonts><cellXfs>'
    '<xf/><xf numFmtId="176"/><xf numFmtId="9"/><xf numFmtId="14" fontId="1"/></cellXfs></s>'
)
_FONTS = ("", "<strike/>", '<name val="Wingdings"/>')
_PLAIN = (
    '<c r="A1" s="1" t="inlineStr"><is><t xml:space="preserve"> 已"完成" </t></is></c>',
    '<c r="B1" t="inlineStr"><is><t>&#24050;&amp;&lt;b&gt; \n\t</t></is></c>',
    '<c r="C1" s="1" t="s"><v>0</v></c>',
    '<c r="D1" t="s" s="3"><v>001</v></c>',
    '<c r="E1" t="s"><v>9</v></c>',
    f'<c r="E2" t="s"><v>{"1" * 5000}</v></c>',
    '<c r="F1" s="1"><v>44720</v></c>',
    '<c r="G1" s="2" t="n"><v>0.95</v></c>',
    '<c r="H1" s="3"/>',
    '<c r="I1" t="n"></c>',
    '<c r="AA1" t="b"><v>1</v></c>',
    '<c r="AB1" t="e"><v>#N/A</v></c>',
    '<c r="AC1" t="str"><f>IF(A1="是",1,2)</f><v>办结</v></c>'.replace("是", "x"),
    '<c r="AD1" t="str"><v xml:space="preserve"></v></c>',
    '<c r="AE1"><f aca="false" t="shared" ref="A1:B2" ca="1" si="0">A1&amp;"b"</f><v>1.50</v></c>',
    '<c r="AF1" t="inlineStr"><is><t>=DISPIMG("a",1)</t></is></c>',
    '<c r="AG1" t="str"><v>=DISPIMG("a",1)</v></c>',
    '<c r="A1" t="d"><v>2022-06-08</v></c>',
)
_ODD = (
    "<c><v>1</v></c>",
    '<c r="$A$1"><v>1</v></c>',
    '<c r="B1" cm="1"><v>1</v></c>',
    f'<c r="B1" s="{"1" * 5000}"><v>1</v></c>',
    '<c r="B1" t="e" vm="1"><v>#VALUE!</v></c>',
    "<c r='B1'><v>1</v></c>",
    '<c r="B1"><v>1</v><v>2</v></c>',
    '<c r="B1"><f>SUM(A1)</f></c>',
    '<c r="B1"><f>SUM(A1)</f><v></v></c>',
    '<c r="B1" t="str"><f>"是"</f><v>是</v></c>',
    '<c r="B1" t="inlineStr"><v>1</v></c>',
    '<c r="B1" t="inlineStr" s="1"><v>1</v></c>',
    '<c r="B1" t="str"><v>a\rb</v></c>',
    '<c r="B1" t="str"><v>a&#13;b</v></c>',
    '<c r="B1" t="s"><is><t>1</t></is></c>',
    '<c r="B1" t="inlineStr"><is><r><rPr><strike/></rPr><t>删</t></r><r><t>留</t></r></is></c>',
    '<c r="B1" t="str"><v><![CDATA[<c r="A1"><v>1</v></c>]]></v></c>',
    '<c r="B1" t="str"><v>_x0041_&#13;a\r\nb</v></c>',
    '<c r="B1" t="str"><v>\ue000</v></c>',
    '<c r="B1"> <v>1</v></c>',
    '<!-- <c r="B1"><v>1</v></c> -->',
    "<?pi <c/>?>",
    "<x><c><v>3</v></c></x>",
    "text",
)
_BROKEN = (
    '<c r="B1"><v>1</v>',
    '<c r="B1" r="C1"><v>1</v></c>',
    '<c r="B1" s="1" s="2"/>',
    '<c r="B1"><v>&foo;</v></c>',
    '<c r="B1"><v>&#0;</v></c>',
    '<c r="B1"><v>\x01</v></c>',
    '<c r="B1"><v>]]></v></c>',
    '<c r="B1" t="s"><v>1</t></is></c>',
    '<c r="B1"><f>\x02</f><v>1</v></c>',
    "\0",
    "</row>",
    "<row>",
    "</sheetData><sheetData>",
    '<row a="<c r="A1"/>">',
    "<",
    "&",
    "\ufffe",
)
_ROWS = (
    ' r="3"',
    "",
    ' r="7" hidden="1"',
    ' r="9" ht="0"',
    ' r="2" ht="26" x="&gt;"',
    ' r="99999999"',
    ' a="<"',
    ' r="1" r="2"',
)
_HEADS = tuple(
    head.replace("<worksheet>", f'<worksheet xmlns="{_MAIN}">')
    for head in (
        "<worksheet>",
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<worksheet>',
        "\ufeff<?xml version='1.0' encoding='utf-8'?><worksheet><!-- <sheetData> -->",
        "<?xml version='1.0' encoding='gbk'?><worksheet>",
        "<!DOCTYPE worksheet [<!ENTITY foo 'bar'>]><worksheet>",
        '<worksheet><sheetData a="1"/>',
        "<worksheet><a><sheetData><row/></sheetData></a>",
        "<worksheet><!-- <sheetData> --><x:sheetData xmlns:x='x'><row>c</row></x:sheetData>",
        "<worksheet><!-- ",
        "<worksheet><x>",
        "<worksheet><x:sheetData xmlns:x='x'><row>c</row></x:sheetData>",
        "<worksheet>\0",
    )
)
_TAILS = (
    '<mergeCells><mergeCell ref="A1:B3"/><mergeCell ref="C2"/></mergeCells></worksheet>',
    "</worksheet>",
    "<sheetData/></worksheet>",
    "</worksheet><!-- --> ",
    " --><sheetData><row><c><v>7</v></c></row></sheetData></worksheet>",
    '<c r="B1"><v>1</v></c></worksheet>',
    "</x></worksheet>",
    "</x><sheetData><row>c</row></sheetData></worksheet>",
    "",
)
_STRINGS = (
    "<si><t>甲</t></si>",
    '<si><t xml:space="preserve"> 乙"\n</t><phoneticPr fontId="1" type="noConversion"/></si>',
    '<si><r><t>丙</t></r><r><rPr><b/></rPr><t xml:space="preserve">丁</t></r></si>',
    "<si><t/></si>\n",
)
_ODD_STRINGS = (
    "<si/>",
    "<si><r><rPr><strike/></rPr><t>删</t></r><r><t>留</t></r></si>",
    '<si><t>東京</t><rPh sb="0" eb="1"><t>トウ</t></rPh></si>',
    "<si><t>a</t></r><r><t>b</t></si>",
    "<si><r><t>a</t></si>",
    "<si><t>_x000D_</t></si>",
    "<si><r><t>_x00</t></r><r><t>41_</t></r></si>",
    "<si><t>]]></t></si>",
    "<si><t>&#xE000;</t></si>",
    "<si><t>\0</t></si>",
    "<si><r><t>\0</t></r></si>",
    "<x><si><t>戊</t></si></x>",
    "<!-- <si><t>己</t></si> -->",
    "</sst>",
    "&amp;",
)
_AROUND_STRINGS = (
    ("<sst>", "</sst>\n"),
    ('<sst x:a="1">', "</sst>"),
    ("<sst><si/>", "</sst>"),
    ("<sst><!-- ", "--></sst>"),
    ("<?xml version='1.0' encoding='gbk'?><sst>", "</sst>"),
    ("<!DOCTYPE sst [<!ENTITY foo 'bar'>]><sst>", "</sst>"),
    ("<sst>", "</sst></sst>"),
    ("<sst>", "</sst><sst/>"),
    ("<a><sst>", "</sst></a>"),
    ("<sst>", "</sst>\0"),
    ("<sst>\0", "</sst>"),
    ("<sst>", ""),
)


def _workbook(sheet: str, strings: str = "<sst/>", styles: str = _STYLES % "") -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        written = {"xl/worksheet.xml": sheet, "xl/sharedStrings.xml": strings, "xl/styles.xml": styles}
        for name, part in (_PARTS | written).items():
            archive.writestr(name, part.encode())
    return data.getvalue()


def _sheet(*cells: str, head: str = _HEADS[0], tail: str = _TAILS[0]) -> str:
    return f'{head}<sheetData><row r="1">{"".join(cells)}</row></sheetData>{tail}'


def _read(content: bytes) -> Document | tuple[object, ...]:
    try:
        return document_of(content)
    except RefusalError as refusal:
        return refusal.args


def _read_as_xml(content: bytes) -> Document | tuple[object, ...]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain_cells, "_MOST", -1)
        return _read(content)


def _mostly(usual: tuple[str, ...], *unusual: str) -> st.SearchStrategy[str]:
    return st.one_of(*[st.sampled_from(usual)] * 15, st.sampled_from((*usual, *unusual)))


_CELLS = st.lists(_mostly(_PLAIN, *_ODD, *_BROKEN), max_size=5).map("".join)
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)


@given(
    st.lists(st.tuples(_mostly(_ROWS[:5], *_ROWS), _CELLS), min_size=1, max_size=4),
    _mostly(_HEADS[:2], *_HEADS),
    _mostly(_TAILS[:2], *_TAILS),
    st.lists(_mostly(_STRINGS, *_ODD_STRINGS), max_size=4).map("".join),
    st.sampled_from(_FONTS),
    _TEXT,
)
def test_what_is_read_is_what_the_parser_reads(
    rows: list[tuple[str, str]], head: str, tail: str, strings: str, font: str, text: str
) -> None:
    written = "".join(f"<row{place}>{cells}</row>" for place, cells in rows)
    last = f'<row/><row><c r="B1" t="str"><v>{text}</v></c></row>'
    content = _workbook(
        f"{head}<sheetData>{written}{last}</sheetData>{tail}",
        f"<sst>{strings}<si><t>{text}</t></si></sst>",
        _STYLES % font,
    )
    assert _read(content) == _read_as_xml(content)


_ONE_BY_ONE = {
    "cell": [_workbook(_sheet(_PLAIN[0], cell, _PLAIN[2])) for cell in (*_PLAIN, *_ODD, *_BROKEN)],
    "between rows": [
        _workbook(_sheet(f"{_PLAIN[0]}</row>{one}<row>{_PLAIN[2]}")) for one in (*_PLAIN, *_ODD, *_BROKEN)
    ],
    "row": [_workbook(_sheet(_PLAIN[0], f"</row><row{place}>", _PLAIN[2])) for place in _ROWS],
    "head and cell": [_workbook(_sheet(_PLAIN[0], one, head=head)) for head in _HEADS for one in _BROKEN[:5]],
    "head and tail": [_workbook(_sheet(*_PLAIN, head=head, tail=tail)) for head in _HEADS for tail in _TAILS],
    "string": [_workbook(_sheet(*_PLAIN), f"<sst>{_STRINGS[0]}{one}</sst>") for one in (*_STRINGS, *_ODD_STRINGS)],
    "strings": [_workbook(_sheet(*_PLAIN), head + "".join(_STRINGS) + tail) for head, tail in _AROUND_STRINGS],
    "font": [_workbook(_sheet(*_PLAIN), f"<sst>{_STRINGS[0]}</sst>", _STYLES % font) for font in _FONTS],
}


@pytest.mark.parametrize("where", _ONE_BY_ONE)
def test_whatever_is_odd_is_read_alike(where: str) -> None:
    for content in _ONE_BY_ONE[where]:
        assert _read(content) == _read_as_xml(content)


_PIECES = (
    "<",
    ">",
    '"',
    "/",
    "&",
    "\0",
    "c",
    "<c",
    "</c>",
    "<row>",
    "</row>",
    "<!--",
    "-->",
    "<v>",
    "sheetData",
    "<si>",
)


@given(st.booleans(), st.integers(0, 900), st.integers(0, 9), st.sampled_from(("", *_PIECES)))
def test_bytes_changed_are_refused_or_read_alike(in_sheet: bool, start: int, size: int, piece: str) -> None:
    parts = [_sheet(*_PLAIN[:6]), f"<sst>{''.join(_STRINGS)}</sst>"]
    part = parts[not in_sheet]
    start %= len(part)
    parts[not in_sheet] = part[:start] + piece + part[start + size :]
    content = _workbook(*parts)
    assert _read(content) == _read_as_xml(content)


@pytest.mark.parametrize("path", _WORKBOOKS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_workbooks_of_the_corpus_are_read_alike(path: Path) -> None:
    content = path.read_bytes()
    assert _read(content) == _read_as_xml(content)


def test_what_programs_write_is_plain_and_nothing_else() -> None:
    def plain(*cells: str) -> bool:
        return plain_cells.sheet_of(_sheet(*cells).encode())[1] is not None

    assert plain(*_PLAIN)
    assert [cell for cell in _ODD if plain(*_PLAIN, cell)] == []
    assert plain_cells.strings_of(f"<sst>{''.join(_STRINGS)}</sst>".replace("<rPr><b/></rPr>", "").encode()) == [
        "甲",
        ' 乙"\n',
        "丙丁",
        "",
    ]
    assert [one for one in _ODD_STRINGS if plain_cells.strings_of(f"<sst>{_STRINGS[0]}{one}</sst>".encode())] == []


@pytest.mark.parametrize(
    "piece",
    [
        '<c r="A1"',
        '<c r="A1"><v>',
        "<row>",
        '<c r="A1"><f>',
        '<c r="A1" s="1',
        "<c r=",
        "<si><t>",
        "<si><r><t></t></r>",
    ],
)
def test_pieces_without_end_are_given_up_soon(piece: str) -> None:
    many = piece * ((2 << 20) // len(piece) - 99)
    began = time.process_time()
    for content in (_sheet(*_PLAIN, many), f"<sst>{_STRINGS[0]}{many}</sst>"):
        with suppress(RefusalError):
            assert plain_cells.sheet_of(content.encode())[1] is None
        assert plain_cells.strings_of(content.encode()) is None
    assert time.process_time() - began < 5
