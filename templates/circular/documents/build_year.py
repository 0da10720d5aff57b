"""Build duties.docx, middle.docx, published.docx and summary.docx, the papers in the course of a year: `python -m templates.circular.documents.build_year`."""

from __future__ import annotations

from pathlib import Path

from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from templates.circular.documents import paper
from templates.circular.documents.blank import blank
from templates.circular.documents.tables import PaperColumn, add_grouped_table, add_table

FOLDER = Path(__file__).parent


def build_duties() -> Document:
    """建账: each unit with its tasks, as the title says; then the tasks with who answers for each."""
    document = blank("任务责任清单模板")
    paper.number_pages_turned(paper.landscape(document.sections[0]))
    document.add_paragraph("{{ title }}", style="附件标题")
    document.add_paragraph("{{ basis }}", style="表注")
    add_table(
        document,
        [
            PaperColumn(width=12, head="序号", cell="{{ row.place }}", centred=True),
            PaperColumn(width=40, head="单位", cell="{{ row.unit }}"),
            PaperColumn(width=18, head="类别", cell="{{ row.category }}", centred=True),
            PaperColumn(width=16, head="任务数", cell="{{ row.count }}", centred=True),
            PaperColumn(width=47, head="牵头任务序号", cell="{{ row.led }}"),
            PaperColumn(width=92, head="其他承担任务序号", cell="{{ row.others }}"),
        ],
        "row in units",
    )
    document.add_paragraph("{{ note }}", style="表注")
    by_task = document.add_paragraph("各项任务责任分工", style="附件标题")
    by_task.paragraph_format.page_break_before = True
    add_grouped_table(
        document,
        [
            PaperColumn(width=12, head="序号", cell="{{ row.number }}", centred=True),
            PaperColumn(width=26, head="重点工作", cell="{{ row.focus }}"),
            PaperColumn(width=78, head="主要内容", cell="{{ row.content }}"),
            PaperColumn(width=40, head="量化指标", cell="{{ row.indicator }}"),
            PaperColumn(width=24, head="责任时限", cell="{{ row.due }}", centred=True),
            PaperColumn(width=45, head="责任单位", cell="{{ row.responsible }}"),
        ],
        "section in sections",
        "{{ section.name }}",
        "row in section.rows",
    )
    return document


def build_middle() -> Document:
    """查账: what was reported, how far each task is, what expires next, who is silent."""
    document = blank("查账报告模板")
    paper.number_pages(paper.portrait(document.sections[0]))
    document.add_paragraph("{{ title }}", style="附件标题")
    document.add_paragraph("{{ lead }}", style="公文正文")
    document.add_paragraph("一、各期报送情况", style="公文一级标题")
    document.add_paragraph("{{ reported }}", style="公文正文")
    document.add_paragraph("{%p if rounds %}")
    heads = (
        ("应报送", "expected"),
        ("按时", "on_time"),
        ("逾期", "late"),
        ("不完整", "incomplete"),
        ("未报送", "missing"),
    )
    add_table(
        document,
        [
            PaperColumn(width=46, head="期次", cell="{{ row.round }}", centred=True),
            *(PaperColumn(width=17, head=head, cell=f"{{{{ row.{name} }}}}", centred=True) for head, name in heads),
            PaperColumn(width=25, head="按时报送率", cell="{{ row.rate }}", centred=True),
        ],
        "row in rounds",
    )
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("二、任务落实情况", style="公文一级标题")
    document.add_paragraph("{{ tasks }}逐项情况见附表。", style="公文正文")
    document.add_paragraph("三、近期到期任务", style="公文一级标题")
    document.add_paragraph("{%p for line in expiring %}")
    document.add_paragraph("{{ line }}", style="公文正文")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("四、从未报送的单位", style="公文一级标题")
    # the page that is signed carries text
    document.add_paragraph("{{ silent }}", style="公文正文").paragraph_format.keep_with_next = True
    _sign(document)
    paper.number_pages_turned(paper.landscape(document.add_section(WD_SECTION.NEW_PAGE)))
    document.add_paragraph("附表", style="附件标记")
    document.add_paragraph("任务落实情况表（按牵头单位）", style="附件标题")
    add_table(
        document,
        [
            PaperColumn(width=36, head="牵头单位", cell="{{ row.leads }}"),
            PaperColumn(width=14, head="序号", cell="{{ row.number }}", centred=True),
            PaperColumn(width=48, head="重点工作", cell="{{ row.focus }}"),
            PaperColumn(width=58, head="{{ measure }}", cell="{{ row.measure }}"),
            PaperColumn(width=25, head="责任时限", cell="{{ row.due }}", centred=True),
            PaperColumn(width=25, head="落实状态", cell="{{ row.state }}", centred=True),
            PaperColumn(width=19, head="责任单位\n已报", cell="{{ row.units }}", centred=True),
        ],
        "row in rows",
    )
    document.add_paragraph("{{ note }}", style="表注")
    return document


def build_published() -> Document:
    """台账公开版: a unit's own tasks, for the public."""
    document = blank("台账公开版模板")
    paper.number_pages_turned(paper.landscape(document.sections[0]))
    document.add_paragraph("{{ title }}", style="附件标题")
    document.add_paragraph("{{ basis }}", style="表注")
    add_table(
        document,
        [
            PaperColumn(width=12, head="序号", cell="{{ row.number }}", centred=True),
            PaperColumn(width=34, head="重点工作", cell="{{ row.focus }}"),
            PaperColumn(width=70, head="主要内容", cell="{{ row.content }}"),
            PaperColumn(width=28, head="责任主体", cell="{{ row.duty }}"),
            PaperColumn(width=24, head="落实时限", cell="{{ row.due }}", centred=True),
            PaperColumn(width=57, head="进展落实情况", cell="{{ row.progress }}"),
        ],
        "row in rows",
    )
    document.add_paragraph("{{ note }}", style="表注")
    return document


def build_summary() -> Document:
    """The paragraph for a unit's annual report on open government."""
    document = blank("年度报告段落模板")
    paper.number_pages(paper.portrait(document.sections[0]))
    document.add_paragraph("{{ title }}", style="附件标题")
    document.add_paragraph("{{ lead }}", style="公文正文")
    document.add_paragraph("{%p for line in lines %}")
    document.add_paragraph("{{ line }}", style="公文正文")
    document.add_paragraph("{%p endfor %}")
    return document


def _sign(document: Document) -> None:
    for text in ("", "{{ office }}", "{{ date }}"):
        paragraph = document.add_paragraph(text, style="署名日期")
        paragraph.alignment, paragraph.paragraph_format.right_indent = WD_ALIGN_PARAGRAPH.RIGHT, Mm(20)


BUILT = {"duties": build_duties, "middle": build_middle, "published": build_published, "summary": build_summary}
"""Each template by its file's name."""

if __name__ == "__main__":
    for name, build in BUILT.items():
        build().save(str(FOLDER / f"{name}.docx"))
