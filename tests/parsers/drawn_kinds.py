"""Kinds of forms whose texts are drawn: what a cell's characters alone do not say, as each program writes it.

What is told of the first two tasks by markup is given for python-docx and openpyxl as a function, by hand as markup:
WordprocessingML as Word and WPS write it, a web page, rich text, a cell of a sheet.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.table import CT_Row
from docx.shared import Inches
from docx.table import _Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.drawing.image import Image
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from tests.parsers.kind import Kind
from tests.parsers.producers import in_rich_text, paragraph, sheet_package, word_table
from tests.parsers.shapes import DAY, TASKS, TITLE, UNIT, Block, C, Table, body, header
from tests.parsers.test_drawn import box, choice, control, drawn, font, text

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cfc000000301010018dd8db00000000049454e44ae426082"
)
_OBJECT = "urn:schemas-microsoft-com:office:office"
_SECOND = TASKS[1].progress
_U = in_rich_text
_INNER: Table = [[C("类别"), C("数量")], [C("政策"), C("12")], [C("解读"), C("3")], [C("图解"), C("1")]]


def kinds() -> Iterator[Kind]:
    """Every kind that is drawn."""
    yield from _unseen()
    yield from _signs()
    yield from _fields()
    yield from _within()
    yield from _tables()
    yield from _sheets()


def _told(name: str, first: str, second: str | None = _SECOND, **how: Any) -> Kind:  # noqa: ANN401  the fields of Kind
    """A form whose first two texts are drawn; `raw`: by format, their markup."""
    told = (TASKS[0].progress or "", TASKS[1].progress or "")
    how["raw"] = {
        suffix: {at: one for at, one in zip(told, both, strict=True) if one}
        for suffix, both in how.get("raw", {}).items()
    }
    tasks = (replace(TASKS[0], progress=first), replace(TASKS[1], progress=second), *TASKS[2:])
    blocks: list[Block] = [TITLE, f"填报单位：{UNIT}", f"填报时间：{DAY}", [header(), *body(TASKS, merged=False)]]
    return Kind(name=name, blocks=blocks, tasks=tasks, by_hand=False, **how)


def _p(runs: str) -> str:
    return f"<w:p>{runs}</w:p>"


# --- what none sees ---


def _unseen() -> Iterator[Kind]:
    done, not_yet = "已完成全部公示。", "尚未公示。"
    yield _told(
        "struck_out", not_yet, "", word=_strike_word, excel=_strike_excel, also=("pdf",),
        raw={
            "docx": (_p(text(done, '<w:strike w:val="true"/>') + text(not_yet)), _p(text(done, "<w:dstrike/>"))),
            "html": (f"<s>{done}</s>{not_yet}", f"<p><span style='text-decoration:line-through'>{done}</span></p>"),
            "rtf": (rf"{{\strike {_U(done)}}}{_U(not_yet)}", rf"\striked1 {_U(done)}\striked0 "),
        },
    )  # fmt: skip
    yield _told(
        "hidden_text", not_yet, word=_hide_word, in_excel=False,
        raw={
            "docx": (_p(text(done, "<w:vanish/>") + text(not_yet)), ""),
            "html": (f"<span style='display:none;mso-hide:all'>{done}</span>{not_yet}", ""),
            "rtf": (rf"{{\v {_U(done)}}}{_U(not_yet)}", ""),
        },
    )  # fmt: skip
    yield _told("unseen_by_style", not_yet, "", word=_styled_word, in_excel=False)
    gone = '<w:cellDel w:id="1" w:author="a" w:date="2022-06-08T00:00:00Z"/>'
    yield _told("cell_deleted", not_yet, raw={"docx": (_p(text(not_yet)) + f"</w:tc><w:tc><w:tcPr>{gone}</w:tcPr>" + _p(text(done)), "")}, in_word=False, in_excel=False, by_suite=())  # fmt: skip


def _strike_word(document: Document) -> None:
    cell = _cell(document, "1")
    cell.text = ""
    cell.paragraphs[0].add_run("已完成全部公示。").font.strike = True
    cell.paragraphs[0].add_run("尚未公示。")
    for one in _cell(document, "2").paragraphs:
        for run in one.runs:
            run.font.double_strike = True


def _strike_excel(page: Worksheet) -> None:
    page[_place(page, "1")].value = CellRichText(TextBlock(InlineFont(strike=True), "已完成全部公示。"), "尚未公示。")
    page[_place(page, "2")].font = Font(strike=True)


def _hide_word(document: Document) -> None:
    cell = _cell(document, "1")
    cell.text = ""
    cell.paragraphs[0].add_run("底稿：已完成全部公示。").font.hidden = True
    cell.paragraphs[0].add_run("尚未公示。")


def _styled_word(document: Document) -> None:
    """A character style that strikes out, and a paragraph style that hides by the style it is based on."""
    struck = document.styles.add_style("Struck", WD_STYLE_TYPE.CHARACTER)
    struck.font.strike = True
    base = document.styles.add_style("Unseen", WD_STYLE_TYPE.PARAGRAPH)
    base.font.hidden = True
    below = document.styles.add_style("Unseen too", WD_STYLE_TYPE.PARAGRAPH)
    below.base_style = base
    cell = _cell(document, "1")
    cell.text = ""
    cell.paragraphs[0].add_run("已完成全部公示。", style=struck)
    cell.paragraphs[0].add_run("尚未公示。")
    for one in _cell(document, "2").paragraphs:
        one.style = below


# --- signs ---


def _signs() -> Iterator[Kind]:
    yield _told("pictures", "［图片］", word=_picture_word, excel=_picture_excel, also=("fodt", "fods", "pdf"))
    yield _told(
        "ticks_by_font", "☑已完成", word=_tick_word, excel=_tick_excel,
        raw={
            "docx": (_p(text("R", font("Wingdings 2")) + text("已完成")), ""),
            "html": ("<span style='font-family:\"Wingdings 2\"'>R</span>已完成", ""),
            "rtf": (rf"{{\f1 R}}{_U('已完成')}", ""),
        },
        fonts=r"{\f1\fcharset2 Wingdings 2;}",
    )  # fmt: skip
    ring = r"{\field{\*\fldinst{ eq \\o\\ac(" + _U("□") + "," + _U("√") + r")}}{\fldrslt }}"
    guide = r"{\field{\*\fldinst{ EQ \\* jc2 \\o\\ad(\\s\\up 9(g\u333?ngk\u257?i)," + _U("公开") + r")}}{\fldrslt }}"
    yield _told(
        "enclosed_and_guided", "☑已完成", "公开率100%",
        raw={
            "docx": (
                _p(drawn("eq \\o\\ac(□,√)") + text("已完成")),
                _p(drawn('EQ \\* jc2 \\* "Font:宋体" \\* hps10 \\o\\ad(\\s\\up 9(gōngkāi),公开)') + text("率100%")),
            ),
            "rtf": (ring + _U("已完成"), guide + _U("率100%")),
            "html": ("☑已完成", "<ruby>公开<rp>(</rp><rt>gōngkāi</rt><rp>)</rp></ruby>率100%"),
        },
        in_word=False, in_excel=False, by_suite=(),
    )  # fmt: skip


def _picture_word(document: Document) -> None:
    cell = _cell(document, "1")
    cell.text = ""
    cell.paragraphs[0].add_run().add_picture(io.BytesIO(PNG), width=Inches(0.3))


def _picture_excel(page: Worksheet) -> None:
    place = _place(page, "1")
    page[place].value = None
    picture = Image(io.BytesIO(PNG))
    picture.width = picture.height = 15
    page.add_image(picture, place)


def _tick_word(document: Document) -> None:
    cell = _cell(document, "1")
    cell.text = ""
    tick = cell.paragraphs[0].add_run("R")
    tick.font.name = "Wingdings 2"
    cell.paragraphs[0].add_run("已完成")


def _tick_excel(page: Worksheet) -> None:
    tick = TextBlock(InlineFont(rFont="Wingdings 2"), "R")
    page[_place(page, "1")].value = CellRichText(tick, TextBlock(InlineFont(rFont="宋体"), "已完成"))


# --- fields and controls ---


def _fields() -> Iterator[Kind]:
    ticked, chosen = _FIELDS
    states = [
        rf"{{\field{{\*\fldinst{{ FORMCHECKBOX }}{{\*\formfield{{\fftype1\ffres{n}}}}}}}{{\fldrslt }}}}" for n in (1, 0)
    ]
    entries = "".join(rf"{{\*\ffl {_U(one)}}}" for one in ("未开展", "推进中", "已完成"))
    listed = rf"{{\field{{\*\fldinst{{ FORMDROPDOWN }}{{\*\formfield{{\fftype2\ffres1{entries}}}}}}}{{\fldrslt }}}}"
    yield _told(
        "form_fields", "☒已完成☐未完成", "推进中", word=_fields_word, in_excel=False, lost_in="rtf",
        raw={
            "docx": (_p(ticked), _p(chosen)),
            "rtf": (f"{states[0]}{_U('已完成')}{states[1]}{_U('未完成')}", listed),
        },
    )  # fmt: skip
    yield _told(
        "controls", "已公开12件", "",
        raw={"docx": (_p(control(text("已公开12件"))), _p(control(text("单击或点击此处输入文字。"))))},
        word=_controls_word, in_excel=False,
    )  # fmt: skip


_FIELDS = (
    box("<w:checked/>", "已完成") + box('<w:default w:val="0"/>', "未完成"),
    choice('<w:result w:val="1"/>', "未开展", "推进中", "已完成"),
)


def _write(document: Document, number: str, runs: str) -> None:
    cell = _cell(document, number)
    cell.text = ""
    for run in parse_xml(f"<w:p {nsdecls('w')}>{runs}</w:p>"):
        cell.paragraphs[0]._p.append(run)


def _fields_word(document: Document) -> None:
    for number, runs in zip("12", _FIELDS, strict=True):
        _write(document, number, runs)


def _controls_word(document: Document) -> None:
    _write(document, "1", control(text("已公开12件")))
    _write(document, "2", control(text("单击或点击此处输入文字。")))


# --- what lies within a cell ---


def _within() -> Iterator[Kind]:
    yield _told("nested_table", "见下表：类别数量政策12解读3图解1", word=_nest, in_excel=False,
        raw={
            "docx": (paragraph("见下表：") + word_table(_INNER) + "<w:p/>", ""),
            "html": ("见下表：<table>" + "".join(f"<tr>{''.join(f'<td>{one.text}</td>' for one in row)}</tr>" for row in _INNER) + "</table>", ""),
        },
    )  # fmt: skip
    boxed = "框内写明已公开12件"
    shape = (
        '<w:r><w:pict><v:shape style="width:200pt;height:60pt"><v:textbox><w:txbxContent>'
        f"<w:p>{text(boxed)}</w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    rich = rf"{{\shp{{\*\shpinst\shpleft0{{\sp{{\sn shapeType}}{{\sv 202}}}}{{\shptxt \pard\plain {_U(boxed)}}}}}}}"
    yield _told("text_box_in_a_cell", boxed, raw={"docx": (_p(shape), ""), "rtf": (rich, "")}, in_word=False, in_excel=False, lost_in="rtf")  # fmt: skip
    chunk = '<w:altChunk r:id="r1"/><w:p/>'
    yield _told("alternative_chunk", "由系统导出：已完成12件", raw={"docx": (chunk, "")}, in_word=False, in_excel=False,
                more={"chunk.html": ("aFChunk", "<html><body><p>由系统导出：已完成12件</p></body></html>")}, by_suite=())  # fmt: skip
    embedded = rf"{{\object\objemb{{\*\objclass Excel.Sheet.12}}{{\result {{\pict\pngblip {PNG.hex()}}}}}}}"
    named = f'xmlns:o="{_OBJECT}" w:dxaOrig="1500" w:dyaOrig="1000"'
    shape = '<v:shape id="_x0000_i1025" style="width:75pt;height:50pt" o:ole=""><v:imagedata r:id="r2"/></v:shape>'
    ole = (
        f"<w:p><w:r><w:object {named}>{shape}"
        '<o:OLEObject Type="Embed" ProgID="Excel.Sheet.12" ShapeID="_x0000_i1025" DrawAspect="Icon" ObjectID="_1" r:id="r1"/>'
        "</w:object></w:r></w:p>"
    )
    yield _told(
        "embedded_object", "［嵌入对象］", in_word=False, in_excel=False, lost_in="rtf",
        raw={"docx": (ole, ""), "rtf": (embedded, ""), "html": ('<object data="a.xlsx"></object>', "")},
        more={"embeddings/a.xlsx": ("package", sheet_package([UNIT])), "media/a.png": ("image", PNG)},
    )  # fmt: skip


def _nest(document: Document) -> None:
    cell = _cell(document, "1")
    cell.text = "见下表："
    inner = cell.add_table(rows=4, cols=2)
    for row, cells in zip(inner.rows, _INNER, strict=True):
        for one, said in zip(row.cells, cells, strict=True):
            one.text = said.text


# --- odd tables ---


def _tables() -> Iterator[Kind]:
    blocks: list[Block] = [TITLE, f"填报时间：{DAY}", [header(), *body(TASKS, merged=False)]]
    yield Kind(
        name="unit_in_page_header", blocks=blocks, tasks=TASKS, word=_head_word, excel=_head_excel, by_hand=False
    )  # fmt: skip
    yield Kind(name="unit_in_page_footer", blocks=blocks, tasks=TASKS, word=_foot_word, excel=_foot_excel, by_hand=False)  # fmt: skip

    yield _framed()
    head: list[Block] = [TITLE, f"填报单位：{UNIT}", f"填报时间：{DAY}"]
    boxed = f'<w:r><w:pict><v:shape style="width:500pt;height:600pt"><v:textbox><w:txbxContent>{word_table(_FORM)}<w:p/></w:txbxContent></v:textbox></v:shape></w:pict></w:r>'
    yield Kind(
        name="form_in_a_text_box", blocks=[*head, [[C("框")]]], tasks=TASKS, in_word=False, in_excel=False, by_hand=False, by_suite=("doc", "odt"),
        raw={"docx": {"框": _p(boxed)}},
    )  # fmt: skip

    twice = boxed.replace(word_table(_FORM), _p(boxed))
    yield Kind(
        name="form_in_two_text_boxes", blocks=[*head, [[C("框")]]], tasks=TASKS, in_word=False, in_excel=False, by_hand=False, by_suite=("odt", "html"),
        raw={"docx": {"框": _p(twice)}},
    )  # fmt: skip
    yield from _merged()


def _merged() -> Iterator[Kind]:
    """Merged cells over the first two tasks: a text that was left where the second's begins, and cells joined sideways
    beside one that is carried on."""
    said = "两项一并公开。"
    for name, column, word in (
        ("left_in_a_cell_carried_on", 6, _leave_word),
        ("joined_beside_one_carried_on", 5, _join_word),
    ):
        over = column == 6
        tasks = tuple(replace(task, progress=said) if over and task.number in "12" else task for task in TASKS)
        table: Table = [header(), *body(tasks, merged=False)]
        first, second = (next(row for row in table if row[0].text == number) for number in "12")
        first[column] = C(first[column].text, rows=2)
        second.pop(column)
        blocks: list[Block] = [TITLE, f"填报单位：{UNIT}", f"填报时间：{DAY}", table]
        yield Kind(name=name, blocks=blocks, tasks=tasks, word=word, in_excel=False, by_hand=False)


def _second_row(document: Document) -> CT_Row:
    row: CT_Row = next(row._tr for row in document.tables[0].rows if row.cells[0].text == "2")
    return row


def _leave_word(document: Document) -> None:
    _second_row(document).tc_lst[6].p_lst[0].add_r().text = "上一稿的旧文字。"


def _join_word(document: Document) -> None:
    for cell, merge in zip(_second_row(document).tc_lst[5:7], ('w:val="restart"', ""), strict=True):
        cell.get_or_add_tcPr().insert(0, parse_xml(f"<w:hMerge {nsdecls('w')} {merge}/>"))


_FORM: Table = [header(), *body(TASKS, merged=False)]


def _framed() -> Kind:
    """The form's table in a cell of a table in a cell of a table."""
    inner = "".join(f"<tr>{''.join(f'<td colspan={one.columns}>{one.text}</td>' for one in row)}</tr>" for row in _FORM)
    frame = "<table><tr><td>{}</td></tr></table>"
    return Kind(
        name="form_in_two_frames", blocks=[TITLE, f"填报单位：{UNIT}", f"填报时间：{DAY}", [[C("框")]]], tasks=TASKS, word=_frame_word, in_excel=False,
        by_hand=False,
        raw={
            "docx": {"框": word_table([[C("框")]], raw={"框": word_table(_FORM) + "<w:p/>"}) + "<w:p/>"},
            "html": {"框": frame.format(f"<table>{inner}</table>")},
        },
    )  # fmt: skip


def _frame_word(document: Document) -> None:
    cell = document.tables[0].rows[0].cells[0]
    cell.text = ""
    table = cell.add_table(rows=1, cols=1).rows[0].cells[0].add_table(rows=len(_FORM), cols=7)
    for row, cells in zip(table.rows, _FORM, strict=True):
        corner = row.cells[0].merge(row.cells[6]) if len(cells) == 1 else None
        for one, said in zip([corner] if corner else row.cells, cells, strict=True):
            first, *more = said.text.split("\n")
            one.text = first
            for line in more:
                one.add_paragraph(line)


def _head_word(document: Document) -> None:
    document.sections[0].header.paragraphs[0].text = f"填报单位：{UNIT}（盖章）"


def _head_excel(page: Worksheet) -> None:
    assert page.oddHeader
    page.oddHeader.left.text = f"填报单位：{UNIT}（盖章）"


def _foot_word(document: Document) -> None:
    document.sections[0].footer.paragraphs[0].text = f"填报单位：{UNIT}（盖章）"


def _foot_excel(page: Worksheet) -> None:
    assert page.oddFooter is not None
    page.oddFooter.center.text = f"填报单位：{UNIT}（盖章）"


# --- sheets ---


def _sheets() -> Iterator[Kind]:
    yield _told("number_formats", "36条", "60.5%", excel=_formats_excel, in_word=False)
    yield _told("left_under_a_merge", "两项一并公开。", "两项一并公开。", excel=_merge_excel, in_word=False)
    escaped = ' t="inlineStr"><is><r><t>前_x000D__x000A_后_x005F_</t></r><r><t>x000D__xD83D__xDC4D_</t></r></is>'
    yield _told("escaped_characters", "前后_x000D_👍", raw={"xlsx": (escaped, "")}, excel=_escape_excel, in_word=False)
    uncounted = ' t="str"><f>"已"&amp;"公开"</f>'
    yield _told("formula_never_counted", "［公式无结果］", raw={"xlsx": (uncounted, "")}, excel=_formula_excel, in_word=False, by_suite=())  # fmt: skip


def _formats_excel(page: Worksheet) -> None:
    first, second = page[_place(page, "1")], page[_place(page, "2")]
    first.value, first.number_format = 36, '0"条"'
    second.value, second.number_format = 0.605, "0.0%"


def _merge_excel(page: Worksheet) -> None:
    first, second = _place(page, "1"), _place(page, "2")
    page[first].value, page[second].value = "两项一并公开。", "上一稿的旧文字。"
    page.merged_cells.add(f"{first}:{second}")  # unlike merge_cells this leaves what the cells below hold


def _escape_excel(page: Worksheet) -> None:
    page[_place(page, "1")].value = "前_x000D__x000A_后_x005F_x000D__xD83D__xDC4D_"


def _formula_excel(page: Worksheet) -> None:
    page[_place(page, "1")].value = '="已"&"公开"'


def _cell(document: Document, number: str) -> _Cell:
    cells: list[_Cell] = next(list(row.cells) for row in document.tables[0].rows if row.cells[0].text == number)
    return cells[6]


def _place(page: Worksheet, number: str) -> str:
    return next(f"G{cell.row}" for cell in page["A"] if str(cell.value) == number)
