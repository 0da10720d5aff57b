"""Files written by hand, each with what libraries lose or trip over."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from tests.parsers.producers import package, paragraph, sheet_package, web_page, word_cell, word_package, word_table
from tests.parsers.shapes import DAY, HEADINGS, TASKS, TITLE, UNIT, Block, C, Task, Truth, body, header

File = tuple[str, str, bytes, tuple[Truth, ...]]


def files() -> Iterator[File]:
    """Folder, suffix, bytes and truth of each."""
    yield "odd_constructs", "docx", word_package(_odd_body()), (Truth(_odd_tasks()),)
    yield "main_part_elsewhere", "docm", _plain(main="word/document2.xml"), (Truth(TASKS),)
    yield "main_part_elsewhere", "docx", _plain(main="office/text.xml"), (Truth(TASKS),)
    lines: list[Block] = [TITLE, f"填报单位：{UNIT}", f"填报时间：{DAY}", [header(), *body(TASKS)]]
    yield "main_part_elsewhere", "xlsx", sheet_package(lines, main="office/book.xml"), (Truth(TASKS),)
    yield "mhtml", "mht", _web_archive(), (Truth(TASKS),)
    yield "typed_cells", "xlsx", _typed(), (Truth(_typed_tasks(), reported_on="2022-06-08"),)
    yield "sheets_beside", "xlsx", _beside(), (Truth(TASKS),)
    yield "ledger_over_sheets", "xlsx", _over_sheets(), (Truth(TASKS),)
    yield "boxes_over_cells", "xlsx", _boxes(), (Truth(_boxed_tasks()),)
    yield "far_cells", "xlsx", _far(), (Truth(TASKS),)
    yield "sheets_of_quarters", "xlsx", *_of_quarters()
    yield "draft_and_final", "xlsx", *_drafts()


def _plain(*, main: str = "word/document.xml") -> bytes:
    lines = (TITLE, f"填报单位：{UNIT}", f"填报时间：{DAY}")
    return word_package("".join(map(paragraph, lines)) + word_table([header(), *body(TASKS)]) + "<w:p/>", main=main)


def _run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


_FIELDS_XML = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
    f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{_run("七")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
_CHOICE = f"<w:drawing><wps:txbx><w:txbxContent><w:p>{_run('文本框')}</w:p></w:txbxContent></wps:txbx></w:drawing>"
_FALLBACK = f"<w:pict><v:textbox><w:txbxContent><w:p>{_run('文本框')}</w:p></w:txbxContent></v:textbox></w:pict>"
_BOX = (
    f'<mc:AlternateContent><mc:Choice Requires="wps">{_CHOICE}</mc:Choice>'
    f"<mc:Fallback>{_FALLBACK}</mc:Fallback></mc:AlternateContent>"
)
_ODD = (
    # each the progress of one task: the XML, and what a reader of the page sees
    (f'<w:p>{_run("已")}<w:ins w:id="1" w:author="a">{_run("新增")}</w:ins><w:del w:id="2" w:author="a"><w:r><w:delText>旧文</w:delText></w:r></w:del>{_run("完成")}</w:p>', "已新增完成"),
    (f"<w:sdt><w:sdtPr/><w:sdtContent><w:p>{_run('控件内的段落')}</w:p></w:sdtContent></w:sdt>", "控件内的段落"),
    (f'<w:p>{_run("标签")}<w:smartTag w:element="d">{_run("智能")}</w:smartTag><w:fldSimple w:instr=" DATE ">{_run("域")}</w:fldSimple>{_FIELDS_XML}</w:p>', "标签智能域七"),
    (f'<w:p><w:r>{_BOX}</w:r>{_run("之外")}</w:p>', "之外文本框"),
    (f'<w:tbl><w:tr><w:tc>{paragraph("嵌套一")}</w:tc><w:tc>{paragraph("嵌套二")}</w:tc></w:tr></w:tbl><w:p/>', "嵌套一嵌套二"),
    (f'<w:p>{_run("勾选")}<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r><w:r><w:sym w:font="Wingdings 2" w:char="F052"/></w:r><w:r><w:tab/><w:t>后</w:t><w:br/><w:t>行</w:t></w:r></w:p>', "勾选√☑后行"),
    (f'<w:p>{_run("脚注")}<w:r><w:footnoteReference w:id="99"/></w:r><w:hyperlink r:id="rId404">{_run("链接")}</w:hyperlink></w:p>', "脚注链接"),
    (f'<w:p><w:moveFrom w:id="5" w:author="a">{_run("移走")}</w:moveFrom><w:moveTo w:id="6" w:author="a">{_run("移来")}</w:moveTo></w:p>', "移来"),
)  # fmt: skip


def _odd_tasks() -> tuple[Task, ...]:
    tasks = [replace(task, progress=seen) for task, (_, seen) in zip(TASKS, _ODD, strict=True)]
    tasks[1] = replace(tasks[1], number="")  # its row skips the first column of the grid
    return tuple(tasks)


def _odd_body() -> str:
    """A control round a cell, a deleted row, skipped grid columns, a text box with the unit: all in one table."""
    box = f"<w:p><w:r><w:pict><v:textbox><w:txbxContent><w:p>{_run(f'填报单位：{UNIT}（盖章）')}</w:p></w:txbxContent></v:textbox></w:pict></w:r></w:p>"
    rows = ["<w:tr>" + "".join(word_cell(paragraph(heading)) for heading in HEADINGS) + "</w:tr>"]
    section = ""
    for task, (progress, _) in zip(TASKS, _ODD, strict=True):
        if task.section != section:
            section = task.section
            rows.append("<w:tr>" + word_cell(paragraph(section), '<w:gridSpan w:val="7"/>') + "</w:tr>")
        texts = [word_cell(paragraph(text)) for text in task.texts()[:6]]
        texts[2] = f"<w:sdt><w:sdtContent>{texts[2]}</w:sdtContent></w:sdt>"
        skipped = "<w:trPr><w:gridBefore w:val='1'/></w:trPr>" if task.number == "2" else ""
        rows.append(f"<w:tr>{skipped}" + "".join(texts[bool(skipped) :]) + word_cell(progress) + "</w:tr>")
    deleted = [word_cell(paragraph("删除行")) for _ in HEADINGS]
    rows.append(f'<w:tr><w:trPr><w:del w:id="9" w:author="a"/></w:trPr>{"".join(deleted)}</w:tr>')
    table = f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"
    return paragraph(TITLE) + box + paragraph(f"填报时间：{DAY}") + table


def _web_archive() -> bytes:
    page = web_page([TITLE, f"填报单位：{UNIT}", f"填报时间：{DAY}", [header(), *body(TASKS)]], charset="gb2312")
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"; type="text/html"\r\n\r\n--b\r\n'
    part = b"Content-Location: file:///C:/form.htm\r\nContent-Transfer-Encoding: 8bit\r\nContent-Type: text/html; charset=gb2312\r\n\r\n"
    return head + part + page + b"\r\n--b--\r\n"


def _typed_tasks() -> tuple[Task, ...]:
    said = ("2022-06-01", "95%", "3.5", "0.3", "是", "加粗的富文本", "12", "已办结")
    tasks = [replace(task, progress=progress) for task, progress in zip(TASKS, said, strict=True)]
    return (*tasks[:5], replace(tasks[5], due="2022年11月"), *tasks[6:])


def _typed() -> bytes:
    """Dates, per cents, floats, booleans and rich text where a form expects text."""
    values: list[object] = [
        date(2022, 6, 1),
        0.95,
        3.5,
        0.1 + 0.2,
        True,
        CellRichText(TextBlock(InlineFont(b=True), "加粗的"), "富文本"),
        12.0,
        "已办结",
    ]
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append([TITLE])
    page.append(["填报单位", UNIT, None, "填报时间", date(2022, 6, 8)])
    page.append(HEADINGS)
    section = ""
    for task, value in zip(TASKS, values, strict=True):
        if task.section != section:
            section = task.section
            page.append([section])
        page.append([int(task.number), *task.texts()[1:6], value])
        if value == 0.95:
            page.cell(page.max_row, 7).number_format = "0%"
        if task.number == "6":
            due = page.cell(page.max_row, 6)
            due.value, due.number_format = date(2022, 11, 1), 'yyyy"年"m"月"'
    page.row_dimensions[6].hidden = True
    return _saved(book)


def _fill(page: object, unit: str, day: str, rows: list[list[C]]) -> None:
    append = page.append  # type: ignore[attr-defined] # a worksheet
    append([TITLE])
    append([f"填报单位：{unit}", None, None, f"填报时间：{day}"])
    for row in rows:
        append([cell.text for cell in row])


def _beside() -> bytes:
    """Instructions before the form, a blank template and a hidden copy of last round after it."""
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "填报说明"
    for line in ("填报说明", "一、请各单位认真填写。", "二、填报单位：请写全称。"):
        first.append([line])
    _fill(book.create_sheet("填报表"), UNIT, DAY, [header(), *body(TASKS, merged=False)])
    blank = tuple(replace(task, progress="") for task in TASKS)
    _fill(book.create_sheet("模板"), "", "", [header(), *body(blank, merged=False)])
    old = tuple(replace(task, progress="上期内容") for task in TASKS)
    hidden = book.create_sheet("上期")
    _fill(hidden, UNIT, "2022年3月8日", [header(), *body(old, merged=False)])
    hidden.sheet_state = "hidden"
    return _saved(book)


def _over_sheets() -> bytes:
    """A sheet per section, the unit named on the first only."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    _fill(page, UNIT, DAY, [header(), *body(TASKS[:3], merged=False)])
    for tasks in (TASKS[3:6], TASKS[6:]):
        page = book.create_sheet(tasks[0].section[2:])
        for row in [header(), *body(tasks, merged=False)]:
            page.append([cell.text for cell in row])
    return _saved(book)


def _far() -> bytes:
    """A form in a sheet that claims to be as large as sheets get, with a stray cell in its last corner."""
    lines: list[Block] = [TITLE, f"填报单位：{UNIT}", f"填报时间：{DAY}", [header(), *body(TASKS, merged=False)]]
    stray = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t xml:space="preserve"> </t></is></c></row>'
    return sheet_package(lines, stray=stray, merged="H1:XFD1048576")


_BOXES = (
    # row of a task, offset in its cell, kind, label, whether it is ticked
    (0, 0, "Checkbox", "已完成", True), (0, 70, "Checkbox", "未完成", False),
    (1, 0, "Radio", "已办结", False), (1, 70, "Radio", "正在办理", True),
)  # fmt: skip


def _boxed_tasks() -> tuple[Task, ...]:
    said = ("☑已完成 ☐未完成", "☐已办结 ☑正在办理")
    return tuple(replace(task, section="", progress=one) for task, one in zip(TASKS, (*said, *_TOLD[2:]), strict=True))


_TOLD = [task.progress for task in TASKS]


def _boxes() -> bytes:
    """Check boxes and option buttons over the cells of two tasks, as Excel draws them."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    told = [[C(text) for text in task.texts()[: 6 if at < 2 else 7]] for at, task in enumerate(_boxed_tasks())]
    _fill(page, UNIT, DAY, [header(), *told])
    page.column_dimensions["G"].width = 40
    shapes = "".join(
        f'<v:shape id="_x0000_s{1025 + number}" type="#_x0000_t201" style="position:absolute;margin-left:300pt;margin-top:{45 + 15 * row}pt;width:60pt;height:15pt;z-index:{number}">'
        f'<v:textbox><div><font face="宋体" size="220" color="#000000">{label}</font></div></v:textbox>'
        f'<x:ClientData ObjectType="{kind}"><x:Anchor>6, {left}, {row + 3}, 2, 6, {left + 60}, {row + 3}, 18</x:Anchor>'
        f"{'<x:Checked>1</x:Checked>' if on else ''}</x:ClientData></v:shape>"
        for number, (row, left, kind, label, on) in enumerate(_BOXES)
    )
    names = "".join(f' xmlns:{name}="urn:schemas-microsoft-com:{kind}"' for name, kind in _VML)
    return _with_drawing(_saved(book), f'<xml{names}><v:shapetype id="_x0000_t201" coordsize="21600,21600" o:spt="201" path="m,l,21600r21600,l21600,xe"/>{shapes}</xml>')  # fmt: skip


_VML = (("v", "vml"), ("o", "office:office"), ("x", "office:excel"))
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _with_drawing(content: bytes, drawing: str) -> bytes:
    """A workbook with a drawing over its first sheet."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet, types = "xl/worksheets/sheet1.xml", "[Content_Types].xml"
    related = f'<legacyDrawing xmlns:r="{_OFFICE}" r:id="rId1"/></worksheet>'
    parts[sheet] = parts[sheet].replace(b"</worksheet>", related.encode())
    kind = b'<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/></Types>'
    parts[types] = parts[types].replace(b"</Types>", kind)
    relation = f'<Relationship Id="rId1" Type="{_OFFICE}/vmlDrawing" Target="../drawings/vmlDrawing1.vml"/>'
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = (
        f'<Relationships xmlns="{namespace}">{relation}</Relationships>'.encode()
    )
    return package({**parts, "xl/drawings/vmlDrawing1.vml": drawing})


def _quarters(fill: Callable[[str], str | None], *names: str) -> bytes:
    """A workbook with a sheet for each name, whose progress is told by a function of it."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name in names:
        tasks = [replace(task, progress=fill(name) or task.progress) for task in TASKS]
        _fill(book.create_sheet(name), UNIT, DAY, [header(), *body(tasks, merged=False)])
    return _saved(book)


def _of_quarters() -> tuple[bytes, tuple[Truth, ...]]:
    """A year's workbook, the second quarter told, those to come still blank: blank copies beside a filled form are none."""
    names = ("一季度", "二季度", "三季度", "四季度")
    told = {"一季度": "一季度已部署。", "三季度": " ", "四季度": " "}
    first = tuple(replace(task, progress="一季度已部署。") for task in TASKS)
    return _quarters(told.get, *names), (Truth(first, round="一季度"), Truth(TASKS, round="二季度"))


def _drafts() -> tuple[bytes, tuple[Truth, ...]]:
    """初稿 and 定稿 in one workbook: two forms, neither chosen by the reader."""
    draft = tuple(replace(task, progress="初步推进。") for task in TASKS)
    return _quarters({"初稿": "初步推进。"}.get, "初稿", "定稿"), (Truth(draft), Truth(TASKS))


def _saved(book: openpyxl.Workbook) -> bytes:
    data = BytesIO()
    book.save(data)
    return data.getvalue()
