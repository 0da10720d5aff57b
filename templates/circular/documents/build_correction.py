"""Build correction.docx, the 更正 of a circular as shipped: `python -m templates.circular.documents.build_correction`."""

from __future__ import annotations

from pathlib import Path

from docx.document import Document

from templates.circular.documents import paper
from templates.circular.documents.blank import blank
from templates.circular.documents.tables import PaperColumn, add_table

PATH = Path(__file__).with_name("correction.docx")


def build() -> Document:
    """The template, ready to save."""
    document = blank("更正模板")
    paper.number_pages(paper.portrait(document.sections[0]))
    document.add_paragraph("{{ office }}文件", style="发文机关标志")
    paper.underline_red(document.add_paragraph("{{ reference }}", style="发文字号"))
    document.add_paragraph("{{ title }}", style="公文标题")
    document.add_paragraph("{{ addressees }}：", style="主送机关")
    document.add_paragraph("{{ lead }}", style="公文正文")
    document.add_paragraph("一、更正的单位认定情况", style="公文一级标题")
    document.add_paragraph("{{ units }}", style="公文正文")
    columns = [
        PaperColumn(width=12, head="序号", cell="{{ row.number }}", centred=True),
        PaperColumn(width=30, head="单位", cell="{{ row.unit }}"),
        PaperColumn(width=36, head="原通报内容", cell="{{ row.was }}"),
        PaperColumn(width=36, head="更正为", cell="{{ row.now }}"),
        PaperColumn(width=42, head="更正依据", cell="{{ row.why }}"),
    ]
    add_table(document, columns, "row in rows")
    document.add_paragraph("二、更正的有关数字", style="公文一级标题").paragraph_format.space_before = 127000
    document.add_paragraph("{{ figures }}", style="公文正文")
    last = document.add_paragraph("原通报附件中涉及上述单位和数字的内容一并更正，其他内容不变。", style="公文正文")
    last.paragraph_format.keep_with_next = True
    for _ in range(2):
        document.add_paragraph("", style="署名日期")
    paper.sign(document, "{{ office }}")
    paper.sign(document, "{{ date }}")
    document.add_paragraph("{%p if contact %}", style="公文正文")
    document.add_paragraph("（{{ contact }}）", style="附注")
    document.add_paragraph("{%p endif %}", style="公文正文")
    paper.continue_section(document)
    paper.add_imprint(
        document,
        "抄送：{{ level }}委办公室，{{ level }}人大常委会办公室，{{ level }}政协办公室。",
        "{{ office }}",
        "{{ date }}印发",
    )
    return document


if __name__ == "__main__":
    build().save(str(PATH))
