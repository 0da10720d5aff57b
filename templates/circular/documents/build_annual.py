"""Build annual.docx and annual_check.docx, the year's papers: `python -m templates.circular.documents.build_annual`."""

from __future__ import annotations

from pathlib import Path

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from templates.circular.documents import paper
from templates.circular.documents.blank import blank
from templates.circular.documents.tables import PaperColumn, add_table

SHEET = Path(__file__).with_name("annual.docx")
CHECK = Path(__file__).with_name("annual_check.docx")


def build_sheet() -> Document:
    """年度考核扣分表 and 不纳入表彰名单, on turned pages."""
    document = blank("年度考核扣分表模板")
    paper.number_pages_turned(paper.landscape(document.sections[0]))
    document.add_paragraph("{{ year }}年度{{ theme }}考核扣分表", style="附件标题")
    columns = [
        PaperColumn(width=10, head="序号", cell="{{ row.number }}", centred=True),
        PaperColumn(width=30, head="单位", cell="{{ row.unit }}"),
        PaperColumn(width=22, head="{%tc for round in rounds %}", cell="{%tc for ground in row.grounds %}"),
        PaperColumn(width=22, head="{{ round }}", cell="{{ ground }}", small=True, centred=True),
        PaperColumn(width=22, head="{%tc endfor %}", cell="{%tc endfor %}"),
        PaperColumn(width=16, head="小计", cell="{{ row.total }}", centred=True),
        PaperColumn(width=18, head="扣分\n依据", cell="{{ row.basis }}", centred=True),
        PaperColumn(width=18, head="单位核\n对意见", cell=""),
        PaperColumn(width=14, head="最终\n扣分", cell="", centred=True),
    ]
    # before the table: after it, it would stand alone on a page of its own
    document.add_paragraph("{{ note }}", style="表注")
    add_table(document, columns, "row in rows")
    title = document.add_paragraph("不纳入{{ year }}年度{{ theme }}表彰奖励范围的单位名单", style="附件标题")
    title.paragraph_format.page_break_before = True
    document.add_paragraph("{%p if excluded %}")
    columns = [
        PaperColumn(width=12, head="序号", cell="{{ row.number }}", centred=True),
        PaperColumn(width=35, head="单位", cell="{{ row.unit }}"),
        PaperColumn(width=126, head="事由", cell="{{ row.grounds }}", small=True),
        PaperColumn(width=20, head="依据", cell="{{ row.basis }}", centred=True),
        PaperColumn(width=32, head="认定期次", cell="{{ row.rounds }}", small=True, centred=True),
    ]
    add_table(document, columns, "row in excluded")
    # the page that is signed carries text
    note = document.add_paragraph("注：“依据”的序号与扣分表所注扣分依据相同。", style="表注")
    note.paragraph_format.keep_with_next = True
    document.add_paragraph("{%p else %}")
    document.add_paragraph("{{ year }}年度没有不纳入表彰奖励范围的单位。", style="公文正文")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p if ranking %}")
    title = document.add_paragraph("{{ year }}年度报送情况排名", style="附件标题")
    title.paragraph_format.page_break_before = True
    columns = [
        PaperColumn(width=20, head="名次", cell="{{ row.place }}", centred=True),
        PaperColumn(width=60, head="单位", cell="{{ row.unit }}"),
        PaperColumn(width=40, head="小计", cell="{{ row.total }}", centred=True),
        PaperColumn(width=40, head="进度", cell="{{ row.state }}", centred=True),
    ]
    add_table(document, columns, "row in ranking")
    document.add_paragraph("注：“序时”为全年无扣分情形，“滞后”为有扣分情形；小计相同的名次相同。", style="表注")
    document.add_paragraph("{%p endif %}")
    for text in ("", "{{ office }}", "{{ date }}"):
        paragraph = document.add_paragraph(text, style="署名日期")
        paragraph.alignment, paragraph.paragraph_format.right_indent = WD_ALIGN_PARAGRAPH.RIGHT, Mm(20)
    return document


def build_check() -> Document:
    """单位核对表: what one unit is to confirm or object to."""
    document = blank("年度考核核对表模板")
    paper.number_pages(paper.portrait(document.sections[0]))
    document.add_paragraph("{{ year }}年度{{ theme }}考核情况核对表", style="附件标题")
    document.add_paragraph("单位：{{ unit }}", style="主送机关")
    columns = [
        PaperColumn(width=33, head="期次", cell="{{ row.round }}", centred=True),
        PaperColumn(width=24, head="认定情形", cell="{{ row.standing }}", centred=True),
        PaperColumn(width=37, head="报送时间", cell="{{ row.received }}", centred=True),
        PaperColumn(width=42, head="扣分情形", cell="{{ row.grounds }}"),
        PaperColumn(width=20, head="扣分", cell="{{ row.points }}", centred=True),
    ]
    add_table(document, columns, "row in rows")
    document.add_paragraph("合计扣分：{{ total }}。{{ verdict }}", style="表注")
    document.add_paragraph("{{ sources }}", style="表注")
    document.add_paragraph("{%p for note in notes %}")
    document.add_paragraph("{{ loop.index }}．{{ note }}", style="表注")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph(
        "请认真核对。有异议的，请于{{ objections_by }}前书面说明理由并附佐证材料，报{{ office }}{{ room }}；"
        "无异议的，请签字盖章后反馈。",
        style="公文正文",
    )
    document.add_paragraph("核对意见：", style="主送机关")
    for _ in range(3):
        document.add_paragraph("", style="公文正文")
    document.add_paragraph("核对人（签字）：　　　　　　　　单位（盖章）", style="公文正文")
    document.add_paragraph("　　年　　月　　日", style="公文正文")
    return document


if __name__ == "__main__":
    build_sheet().save(str(SHEET))
    build_check().save(str(CHECK))
