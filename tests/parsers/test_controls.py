"""Controls over the cells of a sheet, as each program keeps them: boxes, lists, typed texts, and text boxes."""

from __future__ import annotations

import io
import struct
import zipfile

import openpyxl
import pytest

from ledger.model import Form
from parsers.formats import reading
from parsers.formats.floating import Chosen
from parsers.formats.xls_drawn import drawn_of
from tests.parsers.producers import package
from tests.parsers.test_xls_drawn import label, shape, thing, workbook

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
HEADINGS = ("序号", "主要内容", "责任时限", "进展落实情况")


def progress(content: bytes) -> list[str]:
    form: Form
    (form,) = reading.answer("台账", content).forms
    return [row.progress.text if row.progress else "" for row in form.rows]


# --- OpenDocument ---

_NAMES = {
    "office": "office", "text": "text", "table": "table", "draw": "drawing", "style": "style", "form": "form",
    "svg": "svg-compatible",
}  # fmt: skip
_FORMS = """
<form:checkbox form:id="c1" form:label="已完成" form:state="checked" form:current-state="checked"/>
<form:checkbox form:id="c2" form:label="未完成"/>
<form:listbox form:id="c3"><form:option form:label="未开展" form:selected="true"/><form:option form:label="推进中" form:current-selected="true"/></form:listbox>
<form:radio form:id="c4" form:label="已办结" form:current-selected="true"/>
<form:textarea form:id="c5" form:current-value="已公开12件"/>
<form:combobox form:id="c6" form:value="推进中"/>
<form:listbox form:id="c7" form:source-cell-range="Sheet1.J1:Sheet1.J3" form:linked-cell="Sheet1.K1"/>
<form:button form:id="c8" form:label="清空"/>"""


def _at(control: str, row: float) -> str:
    """A control over the page, in the fourth column, as far down as so many rows."""
    return f'<draw:control draw:control="{control}" svg:x="8cm" svg:y="{row * 0.8:.2f}cm"/>'


def opendocument() -> bytes:
    """A sheet of columns of 2.5 cm and rows of 0.8 cm, with controls in its cells and over its page."""
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for short, name in _NAMES.items()
    )
    styles = (
        '<style:style style:name="co"><style:table-column-properties style:column-width="2.5cm"/></style:style>'
        '<style:style style:name="ro"><style:table-row-properties style:row-height="8mm"/></style:style>'
    )
    said = ["第1项" + "", "", "", "", "", "", ""]
    inner = {
        1: '<draw:control draw:control="c1"/><draw:control draw:control="c2"/>',
        2: '<draw:control draw:control="c3"/>',
    }
    lines = [HEADINGS, *((str(n), f"开展第{n}项工作。", "长期坚持", said[n - 1]) for n in range(1, 8))]
    rows = "".join(
        '<table:table-row table:style-name="ro">'
        + "".join(f"<table:table-cell>{inner.get(at, '') if column == 3 else ''}<text:p>{one}</text:p></table:table-cell>" for column, one in enumerate(line))
        + "</table:table-row>"
        for at, line in enumerate(lines)
    )  # fmt: skip
    boxed = '<draw:frame svg:x="7.6cm" svg:y="5.7cm"><draw:text-box><text:p>见附表，已公开7件</text:p></draw:text-box></draw:frame>'
    aside = '<draw:frame svg:x="30cm" svg:y="0.1cm"><draw:text-box><text:p>填报单位：司法局</text:p></draw:text-box></draw:frame>'
    over = "".join((_at("c4", 3.2), _at("c8", 3.4), _at("c5", 4.5), _at("c6", 5.1), _at("c7", 6.9), boxed, aside))
    hidden = '<table:table-column table:style-name="co" table:number-columns-repeated="3"/><table:table-column table:style-name="co"/>'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {spaces} office:mimetype="application/vnd.oasis.opendocument.spreadsheet">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="Sheet1"><office:forms><form:form>{_FORMS}</form:form></office:forms>'
        f"<table:shapes>{over}</table:shapes>{hidden}{rows}</table:table></office:spreadsheet></office:body></office:document>"
    ).encode()


def test_controls_of_opendocument() -> None:
    (form,) = reading.answer("台账.fods", opendocument()).forms
    told = ["".join((row.progress.text if row.progress else "").split()) for row in form.rows]
    assert told == [
        "☑已完成☐未完成第1项",
        "推进中",
        "☑已办结",
        "已公开12件",
        "推进中",
        "［列表框］",
        "见附表，已公开7件",
    ]
    assert form.unit is not None
    assert form.unit.text == "司法局"


# --- Excel ---


def book(drawing: str, parts: dict[str, str], controls: str = "") -> bytes:
    """A sheet of four tasks without progress, entries of a list beside it, a drawing over it."""
    made = openpyxl.Workbook()
    page = made.active
    assert page
    page.append(HEADINGS)
    for row in range(1, 5):
        page.append([row, f"开展第{row}项工作。", "长期坚持"])
    for row, entry in enumerate(("未开展", "推进中", "已完成"), 30):
        page.cell(row, 10).value = entry
    buffer = io.BytesIO()
    made.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        own: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    related = [("vmlDrawing", "../drawings/vmlDrawing1.vml"), *(("ctrlProp", f"../{name}") for name in parts)]
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{to}"/>' for n, (kind, to) in enumerate(related)
    )
    own["xl/worksheets/_rels/sheet1.xml.rels"] = f'<Relationships xmlns="{RELATIONS}">{relations}</Relationships>'
    sheet = bytes(own["xl/worksheets/sheet1.xml"]).decode()  # type: ignore[arg-type]  # as it was read
    own["xl/worksheets/sheet1.xml"] = sheet.replace("</worksheet>", f"{controls}</worksheet>")
    names = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel"'
    return package(
        own
        | {"xl/drawings/vmlDrawing1.vml": f"<xml {names}>{drawing}</xml>"}
        | {f"xl/{name}": one for name, one in parts.items()}
    )


def _drawn(name: str, kind: str, row: int, inner: str = "", text: str = "") -> str:
    return (
        f'<v:shape id="{name}"><v:textbox><div>{text}</div></v:textbox><x:ClientData ObjectType="{kind}">'
        f"<x:Anchor>3, 0, {row}, 0, 3, 60, {row}, 20</x:Anchor>{inner}</x:ClientData></v:shape>"
    )


def test_lists_over_a_sheet() -> None:
    entries = "<x:FmlaRange>$J$30:$J$32</x:FmlaRange>"
    drawing = "".join((
        _drawn("_x0000_s1025", "Drop", 1, f"{entries}<x:Sel>2</x:Sel>"), _drawn("_x0000_s1026", "List", 2, f"{entries}<x:Sel>0</x:Sel>"),
        _drawn("_x0000_s1027", "List", 3, f"{entries}<x:MultiSel>1, 3</x:MultiSel>"),
        _drawn("_x0000_s1028", "Drop", 4, "<x:FmlaRange>数据源!$A$1:$A$3</x:FmlaRange><x:Sel>1</x:Sel>"),
    ))  # fmt: skip
    assert progress(book(drawing, {})) == ["推进中", "", "未开展、已完成", "［列表框］"]


@pytest.mark.parametrize("names", [("_x0000_s1025", "_x0000_s1026"), ("shape_0", "shape_0")])
def test_the_properties_of_a_control_tell_its_state(names: tuple[str, str]) -> None:
    """LibreOffice writes the state there alone, and gives its shapes no number."""
    drawing = _drawn(names[0], "Checkbox", 1, text="已完成") + _drawn(names[1], "Checkbox", 2, text="已完成")
    properties = (
        '<formControlPr xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" objectType="CheckBox"{}/>'
    )
    parts = {"ctrlProps/one.xml": properties.format(' checked="Checked"'), "ctrlProps/two.xml": properties.format("")}
    controls = "".join(f'<control xmlns:r="{OFFICE}" shapeId="{1024 + n}" r:id="r{n}"/>' for n in (1, 2))
    assert progress(book(drawing, parts, f"<controls>{controls}</controls>"))[:2] == ["☑已完成", "☐已完成"]


def test_lists_and_text_boxes_of_excel_97() -> None:
    area = struct.pack("<HI", 9, 0) + b"\x25" + struct.pack("<4H", 0, 2, 9 | 0xC000, 9 | 0xC000) + b"\0"
    told = struct.pack("<H", len(area)) + area + struct.pack("<4H", 3, 2, 0x10, 0)
    without = struct.pack("<H", 0) + struct.pack("<4H", 3, 1, 0x10, 0)
    sheet = (
        shape(3, 6, first=True) + thing(0x14, (0x13, told)) + shape(4, 6) + thing(0x12, (0x13, without))
        + shape(5, 6) + thing(11, (0x0A, struct.pack("<6H", 1, 0, 0, 0, 0, 0))) + label("已完成")
        + shape(6, 6) + thing(6) + label("已公开12件")
    )  # fmt: skip
    (drawn,) = drawn_of(workbook(sheet))
    assert drawn.floating == [
        (4, 7, Chosen(((1, 10), (3, 10)), (2,)), False), (5, 7, Chosen(None, (1,)), False),
        (6, 7, "☑已完成", False), (7, 7, "已公开12件", True),
    ]  # fmt: skip


def test_a_text_box_over_a_blank_cell_is_its_text() -> None:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/"
    box = "<x:twoCellAnchor><x:from><x:col>{column}</x:col><x:row>{row}</x:row></x:from><x:sp><x:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></x:txBody></x:sp></x:twoCellAnchor>"
    boxes = [(3, 1, "已公开12件"), (3, 1, "解读2件"), (1, 2, "填报单位：司法局"), (12, 3, "说明")]
    drawn = "".join(box.format(column=column, row=row, text=text) for column, row, text in boxes)
    parts = f'<x:wsDr xmlns:x="{drawing}spreadsheetDrawing" xmlns:a="{drawing}main">{drawn}</x:wsDr>'
    content = book("", {"drawings/d.xml": parts})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        own = {name: archive.read(name) for name in archive.namelist()}
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    own[rels] = own[rels].replace(b"/ctrlProp", b"/drawing")
    (form,) = reading.answer("台账", package(own)).forms
    assert [row.progress.text if row.progress else "" for row in form.rows] == ["已公开12件\n解读2件", "", "", ""]
    assert form.unit is not None
    assert form.unit.text == "司法局"


def test_controls_in_a_text_of_opendocument() -> None:
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for short, name in _NAMES.items()
    )
    drawn = [
        "".join(f'<draw:control draw:control="{one}"/>' for one in names) for names in (("c1", "c2"), ("c3",), ("c8",))
    ]
    lines = [HEADINGS, *((str(n), f"开展第{n}项工作。", "长期坚持", one) for n, one in enumerate(drawn, 1))]
    rows = "".join(
        f"<table:table-row>{''.join(f'<table:table-cell><text:p>{one}</text:p></table:table-cell>' for one in line)}</table:table-row>"
        for line in lines
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {spaces} office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:body><office:text><office:forms><form:form>{_FORMS}</form:form></office:forms>"
        f"<table:table>{rows}</table:table></office:text></office:body></office:document>"
    )
    assert progress(content.encode()) == ["☑已完成☐未完成", "推进中", ""]
