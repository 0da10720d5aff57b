"""What real files do and plain ones do not, one construct to a file: the XML, and the rows that people see on the page.

Each file is a table under the headings 序号, 主要内容, 进展落实情况. A reader is right when it gives the rows
told here, in order, every text in its column; a merged cell's text stands in every row and column it covers. Where
tools may well write the same thing differently, each way counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tests.parsers.producers import STRICT_W, W, package, paragraph, word_cell

HEADINGS = ("序号", "主要内容", "进展落实情况")
Seen = str | tuple[str, ...]
"""A text, or the ways to write it."""
Rows = tuple[tuple[Seen, ...], ...]
_LAST = ("9", "最后一项任务的内容", "最后一项已办结")
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
_DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_NAMESPACES = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Construct:
    """A file with one construct, and what is seen."""

    name: str
    content: bytes
    rows: Rows
    absent: str = ""  # a text that a reader of the page does not see


# --- Word ---


def word() -> Iterator[Construct]:
    """The constructs of Word."""
    for name, cell, seen, absent in _IN_CELL:
        yield _word(name, _row("1", "甲任务的内容", cell), seen=seen, absent=absent)
    yield from _word_tables()
    plain = _table(_row("1", "甲任务的内容", paragraph("已办结")))
    yield Construct(name="Strict OOXML", content=_document(plain, strict=True), rows=_rows("已办结"))
    yield Construct(name="docm", content=_document(plain, kind=_MACROS), rows=_rows("已办结"))


def _document(body: str, *, strict: bool = False, kind: str = _DOCUMENT) -> bytes:
    """A Word file that every tool accepts, round a body."""
    main = f'<w:document {_NAMESPACES} xmlns:w="{STRICT_W if strict else W}" xmlns:r="{_OFFICE}">'
    office = "http://purl.oclc.org/ooxml/officeDocument/relationships" if strict else _OFFICE
    types = {"word/document.xml": kind}
    return _package(
        {"word/document.xml": f"{main}<w:body>{body}<w:p/><w:sectPr/></w:body></w:document>"}, types, office
    )


def _package(parts: dict[str, str], types: dict[str, str], office: str = _OFFICE) -> bytes:
    """A package of parts with their media types, the first of them the main one."""
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in types.items())
    relations = f'<Relationship Id="rId1" Type="{office}/officeDocument" Target="{next(iter(parts))}"/>'
    own = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="{_RELATIONS_TYPE}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}">{relations}</Relationships>',
    }
    return package({name: _DECLARATION + text for name, text in (own | parts).items()})


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


_FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
    f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{_run("七")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
_BOX = (
    f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent><w:p>{_run("框内")}</w:p>'
    f"</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p>{_run('框内')}"
    "</w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
_NESTED = f"<w:tbl><w:tr>{word_cell(paragraph('嵌套一'))}{word_cell(paragraph('嵌套二'))}</w:tr></w:tbl><w:p/>"
_IN_CELL: tuple[tuple[str, str, Seen, str], ...] = (
    ("tracked insertion", f'<w:p>{_run("已")}<w:ins w:id="1" w:author="a">{_run("新增")}</w:ins></w:p>', "已新增", ""),
    ("tracked deletion", f'<w:p>{_run("已")}<w:del w:id="2" w:author="a"><w:r><w:delText>旧文</w:delText></w:r></w:del>{_run("办")}</w:p>', "已办", "旧文"),
    ("tracked move", f'<w:p><w:moveFrom w:id="5" w:author="a">{_run("移走")}</w:moveFrom><w:moveTo w:id="6" w:author="a">{_run("移来")}</w:moveTo></w:p>', "移来", "移走"),
    ("control round a paragraph", f'<w:sdt><w:sdtPr/><w:sdtContent><w:p>{_run("控件内")}</w:p></w:sdtContent></w:sdt>', "控件内", ""),
    ("control round a run", f'<w:p>{_run("前")}<w:sdt><w:sdtPr/><w:sdtContent>{_run("控件内")}</w:sdtContent></w:sdt></w:p>', "前控件内", ""),
    ("smart tag", f'<w:p>{_run("前")}<w:smartTag w:element="d">{_run("智能")}</w:smartTag></w:p>', "前智能", ""),
    ("simple field", f'<w:p>{_run("前")}<w:fldSimple w:instr=" DATE ">{_run("域")}</w:fldSimple></w:p>', "前域", ""),
    ("complex field", f"<w:p>{_run('第')}{_FIELD}</w:p>", "第七", "PAGE"),
    ("text box", f"<w:p>{_BOX}{_run('框外')}</w:p>", ("框外框内", "框内框外"), ""),
    ("nested table", _NESTED, "嵌套一嵌套二", ""),
    ("ticks of symbol fonts", f'<w:p>{_run("已办")}<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r></w:p>', ("已办√", "已办✓", "已办✔"), ""),
    ("break and tab", "<w:p><w:r><w:t>前</w:t><w:br/><w:t>后</w:t><w:tab/><w:t>末</w:t></w:r></w:p>", "前后末", ""),
    ("dangling footnote and link", f'<w:p>{_run("脚注")}<w:r><w:footnoteReference w:id="99"/></w:r><w:hyperlink r:id="rId404">{_run("链接")}</w:hyperlink></w:p>', "脚注链接", ""),
)  # fmt: skip


def _word_tables() -> Iterator[Construct]:
    """The constructs of rows and tables."""
    one, two = ("1", "甲任务的内容"), ("2", "乙任务的内容")
    cells = [word_cell(paragraph(text)) for text in (*one, "已办结")]
    control = f"<w:tr>{cells[0]}<w:sdt><w:sdtContent>{cells[1]}</w:sdtContent></w:sdt>{cells[2]}</w:tr>"
    yield _word("control round a cell", control)
    merged = _row(*one, paragraph("合并办理"), "<w:vMerge w:val='restart'/>") + _row(*two, "<w:p/>", "<w:vMerge/>")
    both = ((*one, "合并办理"), (*two, "合并办理"), _LAST)
    yield Construct(name="cell merged downwards", content=_document(_table(merged)), rows=both)
    wide = word_cell(paragraph("甲乙合写"), '<w:gridSpan w:val="2"/>')
    yield _spread("cell merged sideways", f"<w:tr>{cells[0]}{wide}</w:tr>")
    left, right = (word_cell(text, merge) for text, merge in ((paragraph("甲乙合写"), "<w:hMerge w:val='restart'/>"), ("<w:p/>", "<w:hMerge/>")))  # fmt: skip
    yield _spread("merged sideways as of old", f"<w:tr>{cells[0]}{left}{right}</w:tr>")
    skipped = f"<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>{cells[1]}{cells[2]}</w:tr>"
    yield Construct(name="gridBefore", content=_document(_table(skipped)), rows=(("", one[1], "已办结"), _LAST))
    ended = f"<w:tr><w:trPr><w:gridAfter w:val='1'/></w:trPr>{cells[0]}{cells[1]}</w:tr>"
    yield Construct(name="gridAfter", content=_document(_table(ended)), rows=((*one, ""), _LAST))
    gone = "".join(word_cell(paragraph(text)) for text in ("8", "删除的内容", "删除行"))
    gone = f'<w:tr><w:trPr><w:del w:id="9" w:author="a"/></w:trPr>{gone}</w:tr>'
    yield _word("tracked deletion of a row", _row(*one, paragraph("已办结")) + gone, absent="删除行")
    pages = _table(_row(*one, paragraph("已办结")), last=False) + "<w:p/>" + _table(_row(*two, paragraph("推进中")))
    split = ((*one, "已办结"), (*two, "推进中"), _LAST)
    yield Construct(name="table split over pages", content=_document(pages), rows=split)
    begun = _table(_row(*one, paragraph("已公开政策文件")), last=False)
    rest = _table(_row("", "", paragraph("十二条。")), heading=False)
    yield Construct(
        name="cell cut by a page",
        content=_document(f"{begun}<w:p/>{rest}"),
        rows=((*one, "已公开政策文件十二条。"), _LAST),
    )


def _word(name: str, rows: str, *, seen: Seen = "已办结", absent: str = "") -> Construct:
    return Construct(name=name, content=_document(_table(rows)), rows=_rows(seen), absent=absent)


def _spread(name: str, rows: str) -> Construct:
    spread = ("1", "甲乙合写", "甲乙合写")
    return Construct(name=name, content=_document(_table(rows)), rows=(spread, _LAST))


def _rows(seen: Seen) -> Rows:
    return (("1", "甲任务的内容", seen), _LAST)


def _row(number: str, content: str, progress: str, merge: str = "") -> str:
    texts = "".join(word_cell(paragraph(text)) for text in (number, content))
    return f"<w:tr>{texts}{word_cell(progress, merge)}</w:tr>"


def _table(rows: str, *, heading: bool = True, last: bool = True) -> str:
    head = f"<w:tr>{''.join(word_cell(paragraph(text)) for text in HEADINGS)}</w:tr>" if heading else ""
    end = _row(*_LAST[:2], paragraph(_LAST[2])) if last else ""
    grid = '<w:gridCol w:w="2000"/>' * 3
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{head}{rows}{end}</w:tbl>"


# --- Excel ---


def excel() -> Iterator[Construct]:
    """The constructs of Excel."""
    one, two = ("1", "甲任务的内容"), ("2", "乙任务的内容")
    for name, cell, seen in _TYPED:
        yield _excel(name, [(*map(_text, one), cell)], ((*one, seen), _LAST))
    for name, change in _WRITTEN.items():
        yield _excel(name, [map(_text, (*one, "已办结"))], ((*one, "已办结"), _LAST), **change)
    down, blank = [(*map(_text, one), _text("合并办理")), (*map(_text, two), "")], (*one, "合并办理")
    yield _excel("cell merged downwards", down, (blank, (*two, "合并办理"), _LAST), after=_merge("C2:C3"))
    side = [(_text("1"), _text("甲乙合写"), "")]
    yield _excel("cell merged sideways", side, (("1", "甲乙合写", "甲乙合写"), _LAST), after=_merge("B2:C2"))


_TYPED: tuple[tuple[str, str, Seen], ...] = (
    ("rich inline string", 't="inlineStr"><is><r><rPr><b/></rPr><t>加粗的</t></r><r><t>文本</t></r></is>', "加粗的文本"),
    ("shared string", 't="s"><v>0</v>', "共享文本"),
    ("rich shared string", 't="s"><v>1</v>', "富文本共享"),
    ("phonetic guide", 't="s"><v>2</v>', "东京"),
    ("escaped control character", 't="s"><v>3</v>', "前后"),
    ("date", 's="1"><v>44720</v>', ("2022-06-08", "2022-06-0800:00:00", "2022/6/8", "2022年6月8日", "6/8/22", "2022-06-08T00:00:00")),
    ("month", 's="2"><v>44866</v>', ("2022年11月", "2022-11-01", "2022-11-0100:00:00", "2022-11", "2022-11-01T00:00:00")),
    ("per cent as shown", 's="3"><v>0.95</v>', "95%"),
    ("float with a tail", "><v>0.30000000000000004</v>", "0.3"),
    ("formula with its result", 't="str"><f>"已"&amp;"办结"</f><v>已办结</v>', "已办结"),
    ("boolean", 't="b"><v>1</v>', ("是", "TRUE", "True", "true", "1")),
    ("line break in a cell", 't="inlineStr"><is><t xml:space="preserve">第一行\n第二行</t></is>', "第一行第二行"),
)  # fmt: skip
_WRITTEN: dict[str, dict[str, str]] = {
    "hidden row": {"row": ' hidden="1"'},
    "cells without places": {"places": ""},
    "Strict OOXML": {"main": "http://purl.oclc.org/ooxml/spreadsheetml/main"},
    "prefixed names": {"prefix": "x:"},
    "dimension A1 only": {"before": '<dimension ref="A1"/>'},
    "stray cell in the last corner": {"end": f'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>{" "}</t></is></c></row>'},
    "merged to the last corner": {"after": '<mergeCells count="1"><mergeCell ref="H1:XFD1048576"/></mergeCells>'},
}  # fmt: skip
_STYLES = (
    f'<styleSheet xmlns="{_SHEET}"><numFmts count="1"><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts>'
    '<fonts count="1"><font/></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf xfId="0"/><xf numFmtId="14" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="176" xfId="0" applyNumberFormat="1"/><xf numFmtId="9" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>'
)
_STRINGS = (
    f'<sst xmlns="{_SHEET}"><si><t>共享文本</t></si><si><r><rPr><b/></rPr><t>富文本</t></r><r><t>共享</t></r></si>'
    '<si><t>东京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="0"/></si><si><t>前_x000D_后</t></si></sst>'
)


def _text(text: str) -> str:
    """What follows `<c r="A1" ` for a text."""
    return f't="inlineStr"><is><t>{text}</t></is>'


def _merge(reference: str) -> str:
    return f'<mergeCells count="1"><mergeCell ref="{reference}"/></mergeCells>'


def _excel(
    name: str,
    lines: Iterable[Iterable[str]],
    rows: Rows,
    *,
    main: str = _SHEET,
    prefix: str = "",
    places: str = "all",
    row: str = "",
    before: str = "",
    end: str = "",
    after: str = "",
) -> Construct:
    """A workbook of one sheet, its rows given as what follows `<c r="A1" ` of each cell."""
    written = []
    for number, cells in enumerate((map(_text, HEADINGS), *lines, map(_text, _LAST)), start=1):
        texts = [(f'r="{letter}{number}" ' * bool(places), cell) for letter, cell in zip("ABC", cells, strict=True)]
        inner = "".join(f"<c {place}{cell}</c>" for place, cell in texts if cell)
        place = f' r="{number}"' if places else ""
        written.append(f"<row{place}{row if number == 2 else ''}>{inner}</row>")
    sheet = f"{before}<sheetData>{''.join(written)}{end}</sheetData>{after}"
    strict = main != _SHEET
    office = "http://purl.oclc.org/ooxml/officeDocument/relationships" if strict else _OFFICE
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{_SHEET_RELATIONS.replace("OFFICE", office)}</Relationships>',
        "xl/worksheets/sheet1.xml": _prefixed(f'<worksheet xmlns="{main}">{sheet}</worksheet>', prefix),
        "xl/styles.xml": _STYLES.replace(_SHEET, main),
        "xl/sharedStrings.xml": _STRINGS.replace(_SHEET, main),
    }
    types = {part: f"{_SHEETS}.{kind}+xml" for part, kind in zip((*parts, ""), _KINDS, strict=False) if kind}
    return Construct(name=name, content=_package(parts, types, office), rows=rows)


_KINDS = ("sheet.main", "", "worksheet", "styles", "sharedStrings")
_SHEET_RELATIONS = "".join(
    f'<Relationship Id="rId{number}" Type="OFFICE/{kind}" Target="{target}"/>'
    for number, (kind, target) in enumerate(
        (("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")), 1
    )
)


def _prefixed(xml: str, prefix: str) -> str:
    """The same XML, its names with a prefix."""
    if not prefix:
        return xml
    return re.sub(r"<(/?)(\w)", rf"<\1{prefix}\2", xml).replace("xmlns=", f"xmlns:{prefix[:-1]}=")


# --- what is right ---


def plain(text: object) -> str:
    """A text without white space and without the tail of a whole number that was read as a float."""
    return re.sub(r"\s|\.0$", "", str(text or ""))


def is_right(table: Sequence[Sequence[str]], construct: Construct) -> bool:
    """Whether a table has the rows that are seen, in order, and nothing that is not seen."""
    found: Iterator[list[str]] = iter([list(map(plain, row)) for row in table])
    seen = all(any(_same(row, expected) for row in found) for expected in construct.rows)
    return seen and not (construct.absent and any(construct.absent in text for row in table for text in row))


def _same(row: Sequence[str], expected: Sequence[Seen]) -> bool:
    ways = [(seen,) if isinstance(seen, str) else seen for seen in expected]
    padded = [*row, *[""] * (len(ways) - len(row))]
    return all(text in way for text, way in zip(padded, ways, strict=False)) and not any(padded[len(ways) :])
