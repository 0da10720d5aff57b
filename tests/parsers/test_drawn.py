"""What Word and Excel draw and their files do not hold as text: each kind in every format that can hold it."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.drawing.image import Image

from ledger.checks import check_content
from ledger.model import Entry, Form, Severity, Task
from ledger.progress_text import Status, read
from parsers.formats import reading
from parsers.formats.symbols import drawn_field
from tests.servers import LibreOffice

FOUND = Path(__file__).parents[2] / ".." / "shared" / "found" / "docfiles"
W = nsdecls("w")
_TODAY = date(2022, 6, 8)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cfc000000301010018dd8db00000000049454e44ae426082"
)
_BOX = '<w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:sizeAuto/>{}</w:checkBox></w:ffData></w:fldChar>'
_CLOSE = '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'


def run(inner: str) -> str:
    return f"<w:r>{inner}</w:r>"


def text(said: str, properties: str = "") -> str:
    return run(f'<w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{said}</w:t>')


def box(state: str, label: str) -> str:
    """A check box of a form (FORMCHECKBOX) and its label."""
    code = run('<w:instrText xml:space="preserve"> FORMCHECKBOX </w:instrText>')
    return run(_BOX.format(state)) + code + _CLOSE + text(label)


def choice(chosen: str, *entries: str) -> str:
    """A list of a form (FORMDROPDOWN)."""
    listed = "".join(f'<w:listEntry w:val="{one}"/>' for one in entries)
    data = f'<w:fldChar w:fldCharType="begin"><w:ffData><w:ddList>{chosen}{listed}</w:ddList></w:ffData></w:fldChar>'
    return run(data) + run("<w:instrText> FORMDROPDOWN </w:instrText>") + _CLOSE


def drawn(code: str) -> str:
    """An EQ field, its instruction in two runs."""
    half = len(code) // 2
    parts = "".join(run(f'<w:instrText xml:space="preserve">{one}</w:instrText>') for one in (code[:half], code[half:]))
    return run('<w:fldChar w:fldCharType="begin"/>') + parts + run('<w:fldChar w:fldCharType="end"/>')


def font(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}"/>'


def control(inner: str, properties: str = "<w:showingPlcHdr/>") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


DRAWN = {
    "box ticked": (box("<w:checked/>", "已完成　") + box('<w:default w:val="0"/>', "未完成"), "☒已完成　☐未完成"),
    "box by default": (
        box('<w:default w:val="1"/>', "已完成") + box('<w:checked w:val="0"/>', "未完成"),
        "☒已完成☐未完成",
    ),
    "list": (text("本项") + choice('<w:result w:val="2"/>', "未开展", "推进中", "已完成") + text("。"), "本项已完成。"),
    "list by default": (choice('<w:default w:val="1"/>', "未开展", "推进中"), "推进中"),
    "list untouched": (choice("", "未开展", "推进中"), "未开展"),
    "Wingdings": (
        text("þ", font("Wingdings")) + text("已完成") + text("o", font("Wingdings")) + text("未完成"),
        "☑已完成□未完成",
    ),
    "Wingdings 2": (text("P", font("Wingdings 2")) + text("已完成，培训12次"), "√已完成，培训12次"),
    "Webdings": (
        text("a", font("Webdings")) + text("已完成") + text("c", font("Webdings")) + text("未完成"),
        "√已完成□未完成",
    ),
    "private": (text("\uf0fe已完成\uf0a8未完成"), "☑已完成□未完成"),
    "private in Wingdings 2": (text("\uf052", font("Wingdings 2")) + text("已完成"), "☑已完成"),
}
"""Read alike from what Word and LibreOffice make of them: docx, odt, doc, rtf."""

WORD_ALONE = {
    "enclosed": (drawn("eq \\o\\ac(□,√)") + text("已完成") + drawn("eq \\o\\ac(○,9)") + text("件"), "☑已完成⑨件"),
    "phonetic guide": (
        drawn('EQ \\* jc2 \\* "Font:宋体" \\* hps10 \\o\\ad(\\s\\up 9(gōngkāi),公开)') + text("率100%"),
        "公开率100%",
    ),
    "filled, marked as prompt": (control(text("已公开12件")), "已公开12件"),
    "prompt": (control(text("单击此处输入文字。", '<w:rStyle w:val="a3"/>')), ""),
    "prompt without a style": (control(text("点击或轻触此处以输入文字")), ""),
    "symbol field": (drawn(' SYMBOL 254 \\f "Wingdings" \\s 10 ') + text("已完成"), "☑已完成"),
    "hidden": (text("看不见", "<w:vanish/>") + text("已完成"), "已完成"),
    "struck out": (text("未完成", "<w:strike/>") + text("已完成"), "已完成"),
}
_SUITE = pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
_KINDS = ["docx", *(pytest.param(one, marks=_SUITE) for one in ("odt", "doc", "rtf"))]
_SHEETS = [pytest.param(one, marks=_SUITE) for one in ("xls", "ods")]


def form_of(*progress: str, rows: Sequence[str] = ()) -> bytes:
    """A form of one task for each progress given as runs; `rows` go in as they are."""
    document = docx.Document()
    document.add_paragraph("2022年政务公开工作要点任务落实台账（2022年第二季度）")
    document.add_paragraph("填报单位：司法局")
    table = document.add_table(rows=1, cols=4)
    for cell, head in zip(table.rows[0].cells, ("序号", "主要内容", "责任时限", "进展落实情况"), strict=True):
        cell.text = head
    for number, runs in enumerate(progress, 1):
        cells = table.add_row().cells
        cells[0].text, cells[1].text, cells[2].text = str(number), f"开展第{number}项工作。", "长期坚持"
        cells[3]._tc.remove(cells[3].paragraphs[0]._p)
        cells[3]._tc.append(parse_xml(f"<w:p {W}>{runs}</w:p>"))
    for row in rows:
        table._tbl.append(parse_xml(row))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def only(content: bytes) -> Form:
    (form,) = reading.answer("台账", content).forms
    return form


def said(content: bytes) -> list[str]:
    return [row.progress.text if row.progress else "" for row in only(content).rows]


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory, soffice: LibreOffice) -> dict[str, bytes]:
    """The form with all that is drawn, as Word writes it and as LibreOffice saves it."""
    folder = tmp_path_factory.mktemp("drawn")
    (folder / "form.docx").write_bytes(form_of(*(runs for runs, _ in DRAWN.values())))
    for suffix in ("odt", "doc", "rtf"):
        soffice.convert(suffix, folder, folder / "form.docx")
    return {path.suffix[1:]: path.read_bytes() for path in folder.glob("form.*")}


@pytest.mark.parametrize("kind", _KINDS)
def test_drawn_is_read_as_it_is_seen(converted: dict[str, bytes], kind: str) -> None:
    found = dict(zip(DRAWN, said(converted[kind]), strict=True))
    meant = {name: seen for name, (_, seen) in DRAWN.items()}
    lost = {"list by default"} if kind != "docx" else set()  # by LibreOffice, as the state of a box in rich text
    lost |= {"box ticked", "box by default"} if kind == "rtf" else set()
    assert {name: one for name, one in found.items() if name not in lost} == {
        name: one for name, one in meant.items() if name not in lost
    }


@pytest.mark.parametrize("name", WORD_ALONE)
def test_drawn_by_word_is_read_as_it_is_seen(name: str) -> None:
    runs, seen = WORD_ALONE[name]
    assert said(form_of(runs, text("第2项"))) == [seen, "第2项"]


@pytest.mark.parametrize(
    ("code", "seen"),
    [
        (r"eq \o\ac(○,12)", "⑫"),
        (r"EQ \o\ac(□,√)", "☑"),
        (r"eq \o\ac(○,32)", "㉜"),
        (r"eq \o\ac(○,50)", "㊿"),
        (r"eq \o\ac(○,51)", "51"),
        (r"eq \o\ac(□,×)", "☒"),
        (r"eq \o\ac(○,审)", "审"),
        (r"eq \o\ac(□, )", "□"),
        (r"eq \f(3,5)", "3/5"),
        (r'EQ \* jc2 \* "Font:宋体" \* hps10 \o\ad(\s\up 9(wán chéng),完成)', "完成"),
        (r"eq \x(已完成)", "已完成"),
        (r"eq 已完成\,3件", "已完成,3件"),
        ("PAGE", ""),
        (r'SYMBOL 254 \f "Wingdings" \s 10', "☑"),
        (r"SYMBOL 0xFE \f Wingdings", "☑"),
        (r"SYMBOL 99999999999 \f Wingdings", ""),
        (r"SYMBOL 007 \f Wingdings", "■"),
        ("equal", ""),
        (r"eq \o\ac(((((((", ""),
    ],
)
def test_equation_fields(code: str, seen: str) -> None:
    assert drawn_field(code).strip("(") == seen


def test_rich_text_of_word() -> None:
    head = r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fcharset134 SimSun;}{\f1\fcharset2 Wingdings 2;}}"
    lines = [r"\pard\'d5\'fe\'ce\'f1\'b9\'ab\'bf\'aa\'b9\'a4\'d7\'f7\'cc\'a8\'d5\'cb\par"]

    def u(words: str) -> str:
        return "".join(rf"\u{ord(one) if ord(one) < 32768 else ord(one) - 65536}?" for one in words)

    def row(*cells: str) -> str:
        edges = "".join(rf"\cellx{2000 * place}" for place in range(1, len(cells) + 1))
        return rf"\trowd{edges}\pard\intbl " + r"\cell ".join(cells) + r"\cell\row"

    def box_(state: str) -> str:
        return rf"{{\field{{\*\fldinst{{ FORMCHECKBOX }}{{\*\formfield{{\fftype1{state}{{\*\ffname Check1}}}}}}}}{{\fldrslt }}}}"

    entries = "".join(rf"{{\*\ffl {u(one)}}}" for one in ("未开展", "已完成"))
    listed = rf"{{\field{{\*\fldinst{{ FORMDROPDOWN }}{{\*\formfield{{\fftype2\ffres1{entries}}}}}}}{{\fldrslt }}}}"
    ring = r"{\field{\*\fldinst{ eq \\o\\ac(" + u("□") + "," + u("√") + r")}}{\fldrslt }}"
    lines += [
        row(*map(u, ("序号", "主要内容", "责任时限", "进展落实情况"))),
        row(
            "1",
            u("更新目录。"),
            u("长期坚持"),
            box_(r"\ffres1") + u("已完成") + box_(r"\ffres25\ffdefres0") + u("未完成"),
        ),
        row("2", u("公开预算。"), u("长期坚持"), u("本项") + listed),
        row("3", u("发布解读。"), u("长期坚持"), ring + u("已完成")),
        row("4", u("开展培训。"), u("长期坚持"), r"{\f1 R}" + u("已完成")),
        row("5", u("编发简报。"), u("长期坚持"), r"{\pict\pngblip 89504e47}"),
        r"\pard " + u("填报单位：司法局") + "}",  # the last paragraph has no mark of its own
    ]
    form = only((head + "\n".join(lines)).encode("ascii"))
    assert [row_.progress.text if row_.progress else "" for row_ in form.rows] == [
        "☒已完成☐未完成",
        "本项已完成",
        "☑已完成",
        "☑已完成",
        "［图片］",
    ]
    assert form.unit is not None
    assert form.unit.text == "司法局"


@pytest.mark.parametrize(
    ("field", "seen"),
    [
        (r"{\field{\*\fldinst{ FORMCHECKBOX }{{\*\formfield{\fftype1\ffres25\ffdefres1}}}}{\fldrslt}}完成", "☒完成"),
        (r"{\field{\*\fldinst{ FORMCHECKBOX }{{\*\formfield{\fftype1\ffres0\ffdefres1}}}}{\fldrslt}}完成", "☐完成"),
        (r"{\field{\*\fldinst{FORMDROPDOWN}{{\*\formfield{\fftype2\ffres1{\*\ffl 甲}{\*\ffl 乙}}}}}{\fldrslt}}", "乙"),
        (r"第{\field{\*\fldinst eq \\o\\ac(○,3)}{\fldrslt}}项", "第③项"),
        (r'{\field{\*\fldinst SYMBOL 252 \\f "Wingdings"}{\fldrslt\f5}}完成', "√完成"),
        (r"{\field{\*\fldinst SYMBOL 252}{\fldrslt\f5\'fc}}完成", "√完成"),
        (r"第{\field{\*\fldinst PAGE}{\fldrslt 4}}页", "第4页"),
    ],
)
def test_fields_of_rich_text(field: str, seen: str) -> None:
    head = r"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 SimSun;}{\f5\fcharset2 Wingdings;}}\f0 "
    assert reading.document_of((head + field + "}").encode("gb18030")).blocks == (seen,)


def cell(said_: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{text(said_)}</w:p></w:tc>"


def test_cell_struck_out_by_a_tracked_change_is_gone() -> None:
    mark = '<w:cellDel w:id="1" w:author="x" w:date="2022-06-08T00:00:00Z"/>'
    row = f"<w:tr {W}>{cell('2')}{cell('旧', mark)}{cell('公开预算。')}{cell('长期坚持')}{cell('已完成2次')}</w:tr>"
    assert said(form_of(text("已完成1次"), rows=[row])) == ["已完成1次", "已完成2次"]


def test_cells_joined_beside_one_carried_on_keep_their_row() -> None:
    begun = cell("长期坚持", '<w:vMerge w:val="restart"/>')
    first = f"<w:tr {W}>{cell('1')}{cell('更新目录。')}{begun}{cell('第一项已完成')}</w:tr>"
    joined = cell("长期坚持", '<w:hMerge w:val="restart"/><w:vMerge/>') + cell("第二项已完成", "<w:hMerge/>")
    second = f"<w:tr {W}>{cell('2')}{cell('公开预算。')}{joined}</w:tr>"
    progress = said(form_of(rows=[first, second]))
    assert "第二项" not in progress[0]
    assert "第二项已完成" in progress[1]


def test_file_put_into_a_form_is_read_where_it_stands() -> None:
    content = form_of(text("已完成1次"), text("X"))
    parts = {}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["word/chunk.html"] = "<html><body><p>由系统导出：已完成12件</p></body></html>".encode()
    relation = b'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk" Target="chunk.html"/></Relationships>'
    parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(b"</Relationships>", relation)
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>", b'<Default Extension="html" ContentType="text/html"/></Types>'
    )
    run_ = b'<w:t xml:space="preserve">X</w:t>'
    body = parts["word/document.xml"]
    at = body.index(run_)
    start, end = body.rindex(b"<w:p", 0, body.rindex(b"<w:r>", 0, at)), body.index(b"</w:p>", at) + 6
    chunk = (
        b'<w:altChunk r:id="rIdX" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/><w:p/>'
    )
    parts["word/document.xml"] = body[:start] + chunk + body[end:]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, one in parts.items():
            package.writestr(
                name.replace("word/document.xml", "Word/Document.xml") if "_rels" not in name else name, one
            )
    assert said(buffer.getvalue()) == [
        "已完成1次",
        "由系统导出：已完成12件",
    ]  # and part names are equal whatever their case


def sheet() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    page = book.active
    assert page
    for line in (
        ["2022年政务公开工作要点任务落实台账"],
        ["填报单位：司法局"],
        ["序号", "主要内容", "责任时限", "进展落实情况"],
    ):
        page.append(line)
    for number in range(1, 5):
        page.append([number, f"开展第{number}项工作。", "长期坚持", f"第{number}项已完成"])
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def merged_over() -> bytes:
    """Two progress cells merged, a text left under them."""
    content = saved(sheet())
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="D4:D5"/></mergeCells>'
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"</sheetData>", merged)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, one in parts.items():
            package.writestr(name, one)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["xlsx", *_SHEETS])
def test_text_left_under_a_merged_cell_is_nobodys(tmp_path: Path, soffice: LibreOffice, kind: str) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(merged_over())
    if kind != "xlsx":
        soffice.convert(kind, path.parent, path)
    progress = said(path.with_suffix(f".{kind}").read_bytes())
    assert progress == ["第1项已完成", "第1项已完成", "第3项已完成", "第4项已完成"]


def test_picture_and_uncounted_formula_are_said_as_that() -> None:
    book = sheet()
    page = book.active
    assert page
    page["D4"], page["D5"] = None, "=CONCATENATE(A5,B5)"
    page.add_image(Image(io.BytesIO(PNG)), "D4")
    assert said(saved(book)) == ["［图片］", "［公式无结果］", "第3项已完成", "第4项已完成"]
    picture = '<w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/></w:drawing>'
    assert said(form_of(run(picture), run("<w:object/>"), run(picture) + text("见图"))) == [
        "［图片］",
        "［嵌入对象］",
        "见图",
    ]
    task = Task(
        number=1,
        section="",
        focus="",
        content="开展工作",
        indicator="",
        responsible="",
        due="长期坚持",
        leads=(),
        units=("司法局",),
        expires=None,
    )
    (finding,) = check_content(
        [task], {1: Entry(task=1, progress="［图片］")}, unit="司法局", on=_TODAY, previous={}, others={}
    )
    assert (finding.code, finding.severity) == ("filler", Severity.VERIFY)
    assert "没有文字" in finding.message


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("甲_x000D_\n乙", "甲\n乙"), ("甲_x000A_乙", "甲\n乙"), ("甲_x0009_乙", "甲\t乙"), ("甲_x0001_乙", "甲乙"),
        ("_x516C_开", "公开"), ("_xD83D__xDC4D_", "👍"), ("_xD83D_单", "单"), ("_x005F_x516C_", "_x516C_"), ("_x005f_x000D_", "_x000D_"),
        ("_X516C_", "_X516C_"), ("_x516_", "_x516_"), ("_x516C", "_x516C"),
    ],
)  # fmt: skip
def test_escapes_are_read_in_sheets_alone(written: str, seen: str) -> None:
    book = sheet()
    page = book.active
    assert page
    page["D4"], page.title = written, "_x4E00_季度"
    page["D5"] = CellRichText("甲_x005F_", TextBlock(InlineFont(b=True), "x516C_乙"))  # two texts, each by itself
    assert page.oddHeader is not None
    page.oddHeader.left.text = "科室\n填报时间：2022年6月8日"
    form = only(saved(book))
    told = [row.progress.text if row.progress else "" for row in form.rows]
    assert told[:2] == [seen, "甲_x516C_乙"]
    assert form.rows[0].number.where.startswith("一季度!")
    assert form.reported_on is not None
    assert said(form_of(text(written)))[0].split() == written.split()


def test_boxes_over_a_sheet_are_read_with_their_cell() -> None:
    content = saved(sheet())
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}

    def shape(column: int, label: str, *, ticked: bool) -> str:
        mark = "<x:Checked>1</x:Checked>" if ticked else ""
        return (
            f'<v:shape><v:textbox><div>{label}</div></v:textbox><x:ClientData ObjectType="Checkbox">'
            f"<x:Anchor>3, {column}, 3, 0, 3, 60, 3, 20</x:Anchor>{mark}</x:ClientData></v:shape>"
        )

    drawing = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">'
        f"{shape(0, '已完成', ticked=True)}{shape(70, '未完成', ticked=False)}</xml>"
    )
    parts["xl/drawings/vmlDrawing1.vml"] = drawing.encode()
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/vmlDrawing" Target="../drawings/vmlDrawing1.vml"/></Relationships>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, one in parts.items():
            package.writestr(name, one)
    assert said(buffer.getvalue())[0] == "第1项已完成 ☑已完成 ☐未完成"
    assert read("☑已完成 ☐未完成").status is Status.DONE


def test_fields_of_a_page_are_read_as_they_are_filled() -> None:
    rows = "".join(f"<tr><td>{n}</td><td>开展第{n}项工作。</td><td>长期坚持</td><td>{one}</td></tr>" for n, one in enumerate((
        '<input type="text" value="已完成12件">', "<select><option>未开展</option><option selected>已完成</option></select>",
        '<input type="checkbox" checked>已完成<input type="checkbox">未完成', '<input type="hidden" value="x">已发布3条',
    ), 1))  # fmt: skip
    page = f"<html><body><p>2022年政务公开工作要点任务落实台账</p><table><tr><td>序号</td><td>主要内容</td><td>责任时限</td><td>进展落实情况</td></tr>{rows}</table></body></html>"
    assert said(page.encode()) == ["已完成12件", "已完成", "☑已完成☐未完成", "已发布3条"]


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("d02-formcheckbox.docx", {1: "☐已完成　☒未完成"}),
        ("d03-formdropdown.docx", {1: "已完成并长期坚持", 2: "本项已完成并长期坚持。"}),
        ("d05-altchunk-cell.docx", {1: "由系统导出的进展：已完成12件"}),
        ("d06-altchunk-all.docx", {31: "任务31已完成情况说明。"}),
        ("d07-celldel.docx", {1: "任务1已完成情况说明。"}),
        ("d09-databinding.docx", {1: "新文字（绑定的数据）"}),
        ("d19-placeholder-filled.docx", {1: "已公开12件，培训3次"}),
        ("d21-hmerge.docx", {3: "任务3已完成情况说明。", 4: "任务4已完成情况说明。"}),
        ("d22-case-parts.docx", {2: "任务2已完成情况说明。"}),
        ("d28-picture-tick.docx", {1: "☑已完成□未完成", 2: "☑已完成□未完成"}),
        ("d29-eq-enclosed.docx", {1: "☑已完成　□未完成", 2: "完成第⑫项，共3件", 3: "公开率100%"}),
        ("x03-case.xlsx", {2: "任务2已完成情况说明。"}),
        ("x04-covered-values.xlsx", {1: "两项合并：已完成", 2: "两项合并：已完成"}),
        ("x09-form-checkbox.xlsx", {1: "☑已完成 ☐未完成"}),
        ("h01-inputs.html", {2: "任务2已完成情况说明。", 3: "任务3已完成情况说明。"}),
        ("r01-tail-no-par.rtf", {31: "任务31已完成情况说明。"}),
        ("P-fodt.fodt", {1: "任务1已完成情况说明。"}),
        ("N-d31-form-in-frame-table.doc", {31: "任务31已完成情况说明。"}),
        ("N-d31-form-in-frame-table.odt", {31: "任务31已完成情况说明。"}),
        ("N-d31-form-in-frame-table.rtf", {31: "任务31已完成情况说明。"}),
        ("T-d10-form-in-textbox.doc", {31: "任务31已完成情况说明。"}),
        ("L-d10-form-in-textbox.odt", {31: "任务31已完成情况说明。"}),
        ("T-d11-progress-in-textbox.doc", {1: "文本框里的进展"}),
    ],
)
def test_files_that_a_stranger_found(name: str, seen: dict[int, str]) -> None:
    form = only((FOUND / name).read_bytes())
    assert len(form.rows) == 31
    assert form.unit is not None
    assert form.unit.text == "司法局"
    numbers = list(dict.fromkeys(row.number.text for row in form.rows))
    own = {place: (row.progress.text if row.progress else "").strip() for place, row in enumerate(form.rows, 1)}
    places = {place: numbers.index(str(place)) + 1 if str(place) in numbers else place for place in seen}
    assert {place: own[places[place]] for place in seen} == seen
