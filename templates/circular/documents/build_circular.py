"""Build circular.docx, the quarterly circular as shipped: `python -m templates.circular.documents.build_circular`.

The file is committed; an office edits its own copy in Word. What changes with the facts is computed and comes in
as {{ variables }}; every sentence that does not is plain text here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from templates.circular.documents import paper
from templates.circular.documents.styles import CHARACTER, add_styles
from templates.circular.documents.tables import PaperColumn, add_grouped_table, add_table, keep_with_next
from templates.common.empty_docx import empty_docx

PATH = Path(__file__).with_name("circular.docx")
_DIGIT = 14  # pt: 「1.」 in a list of attachments


def build() -> Document:
    """The template, ready to save."""
    document = empty_docx()
    add_styles(document)
    document.settings.odd_and_even_pages_header_footer = True
    paper.number_pages(paper.portrait(document.sections[0]))
    _head(document)
    _text(document)
    _signature(document)
    _overview(document)
    _gap(document)
    paper.number_pages_turned(paper.landscape(document.add_section(WD_SECTION.NEW_PAGE)))
    for condition, attachment in (
        ("problems", _problem_list),
        ("lookback_rows", _lookback_list),
        ("expired", _expired_list),
        ("progress", _progress),
        ("rounds", _matrix),
    ):
        _turned(document, condition, attachment)
    paper.add_imprint(
        document,
        "抄送：{{ level }}委办公室，{{ level }}人大常委会办公室，{{ level }}政协办公室。",
        "{{ office.name }}",
        "{{ date }}印发",
    )
    _shrink_breaks(document)
    _properties(document)
    return document


def _head(document: Document) -> None:
    document.add_paragraph("{{ office.name }}文件", style="发文机关标志")
    paper.underline_red(document.add_paragraph("{{ reference }}", style="发文字号"))
    document.add_paragraph("{{ title }}", style="公文标题")
    document.add_paragraph("{{ addressees }}：", style="主送机关")


def _text(document: Document) -> None:
    _body(
        document,
        "按照《{{ basis }}》要求，我办对各单位{{ period }}{{ subject }}（填报版）报送情况进行了统计核查，"
        "收件截至{{ as_of }}。现将有关情况通报如下。",
    )
    _section(document, "overall")
    _block(document, "if lookback")
    _section(document, "lookback")
    _block(document, "endif")
    document.add_paragraph("{{ headings.problems }}", style="公文一级标题")
    _block(document, "for class in classes")
    _block(document, "if class.heading")
    document.add_paragraph("{{ class.heading }}", style="公文二级标题")
    _block(document, "endif")
    _paragraphs(document, "class.paragraphs")
    _block(document, "endfor")
    _demands(document)


def _demands(document: Document) -> None:
    document.add_paragraph("{{ headings.demands }}", style="公文一级标题")
    for number, head, text in (
        ("一", "{{ demand.head }}", "{{ demand.text }}"),
        (
            "二",
            "压实工作责任",
            "{{ duty }}",
        ),
        (
            "三",
            "严格结果运用",
            (
                "{% if problems or lookback_rows %}我办将对问题整改情况开展“回头看”，逐项对账销号。{% endif %}{{ results }}"
            ),
        ),
    ):
        paragraph = document.add_paragraph(style="公文正文")
        run = paragraph.add_run(f"（{number}）{head}。")
        run.style = "楷体字"
        paragraph.add_run(text)
    # the page that is signed carries text: the last paragraph goes with the signature
    paragraph.paragraph_format.keep_with_next = True


def _signature(document: Document) -> None:
    document.add_paragraph("", style="附件说明")
    _block(document, "for attachment in attachments")
    _block(document, "if loop.first")
    _hang(document.add_paragraph("附件：{{ loop.index }}.{{ attachment.title }}", style="附件说明"), 3 * CHARACTER)
    _block(document, "else")
    _hang(document.add_paragraph("{{ loop.index }}.{{ attachment.title }}", style="附件说明"), 0)
    _block(document, "endif")
    _block(document, "endfor")
    for _ in range(2):
        document.add_paragraph("", style="署名日期")
    paper.sign(document, "{{ office.name }}")
    paper.sign(document, "{{ date }}")
    _block(document, "if contact")
    document.add_paragraph("（{{ contact }}）", style="附注")
    _block(document, "endif")


def _hang(paragraph: Any, before: float) -> None:  # noqa: ANN401 - the paragraph's own element is untyped
    """Indent so that a name that wraps goes on under its first character."""
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()  # noqa: SLF001 - python-docx has no public way
    indent.set(qn("w:left"), str(round((5 * CHARACTER + _DIGIT) * 20)))
    indent.set(qn("w:hanging"), str(round((before + _DIGIT) * 20)))


def _overview(document: Document) -> None:
    _attachment(document, "overview")
    document.paragraphs[-2].paragraph_format.page_break_before = True
    _counts(document)
    document.add_paragraph("各单位报送情况", style="表题")
    columns = [
        PaperColumn(width=11, head="序号", cell="{{ unit.number }}", centred=True),
        PaperColumn(width=38, head="单位", cell="{{ unit.name }}"),
        PaperColumn(width=21, head="认定情形", cell="{{ unit.standing }}", centred=True),
        PaperColumn(width=37, head="报送时间", cell="{{ unit.received }}", centred=True),
        PaperColumn(width=15, head="已填/\n应填", cell="{{ unit.answered }}", centred=True),
        PaperColumn(width=34, head="备注", cell="{{ unit.note }}"),
    ]
    add_grouped_table(
        document, columns, "group in groups", "{{ group.name }}（{{ group.count }}个）", "unit in group.units"
    )
    document.add_paragraph("{{ legend }}", style="表注")


def _counts(document: Document) -> None:
    """The count by category stands first: after a long list it would stand alone on a page."""
    document.add_paragraph("分类统计表", style="表题")
    counted = [
        PaperColumn(width=width, head=head, cell=f"{{{{ row.{name} }}}}", centred=True)
        for width, head, name in (
            (28, "类别", "name"),
            (18, "应报送", "expected"),
            (17, "按时", "on_time"),
            (17, "逾期", "late"),
            (18, "不完整", "incomplete"),
            (18, "未报送", "missing"),
            (16, "免报", "excused"),
            (24, "按时报送率", "rate"),
        )
    ]
    table = add_table(document, counted, "row in summary")
    _block(document, "if compared")
    keep_with_next(table)
    document.add_paragraph("{{ rate_chart }}", style="统计图")
    _block(document, "endif")


def _turned(document: Document, condition: str, attachment: Callable[[Document], None]) -> None:
    """An attachment in a section of its own: whichever of them there are, each begins a page."""
    _block(document, f"if {condition}")
    attachment(document)
    _gap(document)
    paper.continue_section(document)
    _block(document, "endif")


def _problem_list(document: Document) -> None:
    _attachment(document, "problems")
    columns = [
        PaperColumn(width=12, head="序号", cell="{{ row.number }}", centred=True),
        PaperColumn(width=36, head="单位", cell="{{ row.unit }}"),
        PaperColumn(width=26, head="任务序号", cell="{{ row.tasks }}", centred=True),
        PaperColumn(width=53, head="问题", cell="{{ row.description }}"),
        PaperColumn(width=48, head="整改要求", cell="{{ row.requirement }}"),
        PaperColumn(width=30, head="整改时限", cell="{{ row.rectify_by }}", centred=True),
        PaperColumn(width=20, head="销号情况", cell="{{ row.cleared }}", centred=True),
    ]
    add_table(document, columns, "row in problems")


def _lookback_list(document: Document) -> None:
    _attachment(document, "lookback")
    columns = [
        PaperColumn(width=12, head="序号", cell="{{ row.number }}", centred=True),
        PaperColumn(width=40, head="单位", cell="{{ row.unit }}"),
        PaperColumn(width=26, head="任务序号", cell="{{ row.tasks }}", centred=True),
        PaperColumn(width=91, head="通报问题", cell="{{ row.description }}"),
        PaperColumn(width=32, head="整改时限", cell="{{ row.rectify_by }}", centred=True),
        PaperColumn(width=24, head="核查结果", cell="{{ row.cleared }}", centred=True),
    ]
    add_table(document, columns, "row in lookback_rows")


def _expired_list(document: Document) -> None:
    _attachment(document, "expired")
    columns = [
        PaperColumn(width=20, head="任务序号", cell="{{ row.task }}", centred=True),
        PaperColumn(width=48, head="{{ heads.name }}", cell="{{ row.focus }}"),
        PaperColumn(width=71, head="{{ heads.more }}", cell="{{ row.content }}"),
        PaperColumn(width=26, head="{{ heads.due }}", cell="{{ row.due }}", centred=True),
        PaperColumn(width=60, head="到期未完成单位", cell="{{ row.units }}"),
    ]
    add_table(document, columns, "row in expired")


def _progress(document: Document) -> None:
    _attachment(document, "progress")
    columns = [
        PaperColumn(width=20, head="任务序号", cell="{{ row.task }}", centred=True),
        PaperColumn(width=44, head="{{ heads.name }}", cell="{{ row.focus }}"),
        PaperColumn(width=25, head="{{ heads.due }}", cell="{{ row.due }}", centred=True),
        PaperColumn(width=46, head="牵头单位填报", cell="{{ row.leads }}"),
        PaperColumn(width=29, head="责任单位填报", cell="{{ row.units }}", centred=True),
        PaperColumn(width=61, head="未填报的责任单位", cell="{{ row.open }}"),
    ]
    add_table(document, columns, "row in progress")
    document.add_paragraph(
        "注：“责任单位填报”为已填报单位数/应填报单位数，不含牵头单位、免报单位和来件待核实的单位。", style="表注"
    )


def _matrix(document: Document) -> None:
    _attachment(document, "matrix")
    columns = [
        PaperColumn(width=14, head="序号", cell="{{ row.number }}", centred=True),
        PaperColumn(width=50, head="单位", cell="{{ row.name }}"),
        PaperColumn(width=25, head="类别", cell="{{ row.category }}", centred=True),
        PaperColumn(width=34, head="{%tc for round in rounds %}", cell="{%tc for mark in row.marks %}"),
        PaperColumn(width=34, head="{{ round }}", cell="{% cellbg mark.shade %}{{ mark.symbol }}", centred=True),
        PaperColumn(width=34, head="{%tc endfor %}", cell="{%tc endfor %}"),
    ]
    add_table(document, columns, "row in matrix")
    document.add_paragraph("{{ legend_short }}", style="表注")


def _attachment(document: Document, key: str) -> None:
    document.add_paragraph(f"附件{{{{ annex.{key}.number }}}}", style="附件标记")
    document.add_paragraph(f"{{{{ annex.{key}.title }}}}", style="附件标题")


def _gap(document: Document) -> None:
    """A paragraph of half a point before each section's end, which a page of 22 lines has room for: LibreOffice, saving a
    template, moves breaks into the paragraph before them, and docxtpl takes away paragraphs that hold nothing but a tag."""
    document.add_paragraph(style="间隔")


def _section(document: Document, key: str) -> None:
    document.add_paragraph(f"{{{{ headings.{key} }}}}", style="公文一级标题")
    _paragraphs(document, key)


def _paragraphs(document: Document, source: str) -> None:
    _block(document, f"for paragraph in {source}")
    _body(document, "{{ paragraph }}")
    _block(document, "endfor")


def _body(document: Document, text: str) -> None:
    document.add_paragraph(text, style="公文正文")


def _block(document: Document, tag: str) -> None:
    """A paragraph that holds nothing but a tag; docxtpl takes the whole paragraph away."""
    document.add_paragraph(f"{{%p {tag} %}}", style="公文正文")


def _shrink_breaks(document: Document) -> None:
    """Paragraphs that only carry a section break take no line of a page."""
    for properties in document.element.body.iterfind(f"{qn('w:p')}/{qn('w:pPr')}"):
        if properties.find(qn("w:sectPr")) is not None and properties.find(qn("w:spacing")) is None:
            spacing = f'<w:spacing {nsdecls("w")} w:before="0" w:after="0" w:line="10" w:lineRule="exact"/>'
            properties.insert(0, parse_xml(spacing))


def _properties(document: Document) -> None:
    core = document.core_properties
    core.title, core.author, core.comments, core.last_modified_by = "季度通报模板", "", "", ""
    core.created = core.modified = datetime(2022, 1, 1, tzinfo=UTC)


if __name__ == "__main__":
    build().save(str(PATH))
