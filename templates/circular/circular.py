"""季度通报: a round's report as the Word document the office signs."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from ledger.model import Finding, Report
from ledger.naming import subject_of
from templates.circular import sample, tables, text
from templates.circular.lint import lint as lint_template
from templates.common import confined
from templates.common.chart import embed
from templates.common.docx_parts import fill, open_template, save
from templates.common.wording import clock, day, em, listed, ordinal, until

SHIPPED = Path(__file__).with_name("documents") / "circular.docx"
_REQUIRED = {
    "reference": "发文字号",
    "title": "标题",
    "overall": "总体情况",
    "classes": "存在的主要问题",
    "date": "成文日期",
}
_TITLE_WIDTH = 20  # 2号 characters in a line of 156 mm
_JOINT = re.compile(r"(?<=[!-~])(?=[^ -~])|(?<=[^ -~])(?=[!-~])")
_TYPE_WIDTH = 442  # pt: 156 mm
_NARROWEST = 60  # per cent of its width that a character of the masthead is still read well at


def render(report: Report, *, template: bytes | None = None) -> bytes:
    """The circular as docx; `template` is the office's own circular.docx, None the shipped one.

    An office's own template is filled in a child process with limits; `Refused` says why it could not be.
    """
    if template is None:
        return render_here(report, SHIPPED.read_bytes())
    return confined.call("templates.circular.circular:render_here", report, template)


def lint(template: bytes) -> tuple[Finding, ...]:
    """What is wrong with an office's circular.docx, tried with a round full of problems and one with none."""
    trials = {"满项示例": sample.full(), "空项示例": sample.empty()}
    return lint_template(
        template,
        {*context(sample.empty()), "rate_chart"},
        {what: partial(render, report, template=template) for what, report in trials.items()},
        required=_REQUIRED,
    )


def render_here(report: Report, template: bytes) -> bytes:
    """The circular from this template, filled in this process: only for templates that are trusted."""
    document = open_template(template)
    chart = embed(document.docx, tables.rates(report))
    fill(document, {**context(report), "rate_chart": chart})
    fit_masthead(document.docx)
    _check_reference(document.docx, report.reference)
    return save(document, title=title(report), author=report.office.name, made_at=report.made_at)


def fit_masthead(document: Document) -> None:
    """One line whatever the office's name: narrower characters first, then smaller ones."""
    for paragraph in document.paragraphs:
        style = paragraph.style
        if style is None or style.name != "发文机关标志" or style.font.size is None:
            continue
        wide = em(paragraph.text) * style.font.size.pt
        scale = min(100, int(_TYPE_WIDTH / wide * 100)) if wide else 100
        for run in paragraph.runs if scale < 100 else ():
            narrow = parse_xml(f'<w:w {nsdecls("w")} w:val="{max(scale, _NARROWEST)}"/>')
            properties = run._r.get_or_add_rPr()  # noqa: SLF001 - python-docx has no public way
            properties.insert_element_before(narrow, "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u")
            if scale < _NARROWEST:
                run.font.size = Pt(int(style.font.size.pt * scale / _NARROWEST))


def _check_reference(document: Document, reference: str) -> None:
    """An issued circular carries its number. Raises ValueError where the template has no place for it."""
    if reference and not any(reference in paragraph.text for paragraph in document.paragraphs):
        raise ValueError("模板没有标签“{{ reference }}”，发文字号无处可印")


def file_name(report: Report) -> str:
    """关于2022年第二季度政务公开任务落实台账报送情况的通报.docx"""
    return re.sub(r'[\\/:*?"<>|\s]', "", title(report)) + ".docx"


def context(report: Report) -> dict[str, object]:
    """Everything a template may name, as plain data."""
    rounds, matrix = tables.matrix(report)
    attached = _attachments(report, several=bool(rounds))
    marks = {key: f"附件{entry['number']}" for key, entry in attached.items()}
    lookback = text.lookback(report, marks.get("lookback", ""))
    return {
        **_head(report),
        "headings": _headings(text.looked_back_at(report), lookback=bool(lookback)),
        "overall": text.overall(report, marks["overview"]),
        "lookback": lookback,
        "classes": text.classes(report, marks),
        "demand": text.demand(report, marks.get("problems", "")),
        "attachments": list(attached.values()),
        "annex": attached,
        "groups": [{"name": name, "count": len(units), "units": units} for name, units in tables.groups(report)],
        "summary": tables.summary(report),
        "legend": tables.legend(report),
        "legend_short": tables.LEGEND,
        "compared": report.previous is not None,  # a chart of one round says no more than the table above it
        "unpunctual": [],  # an attachment that older templates of an office's own still ask for
        "problems": tables.problems(report.problems),
        "lookback_rows": tables.looked_back(report),
        "heads": tables.task_heads(report.ledger),
        "expired": tables.expired(report),
        "progress": tables.progress(report),
        "rounds": rounds,
        "matrix": matrix,
    }


def _head(report: Report) -> dict[str, object]:
    office, dated = report.office, report.dated or report.made_at
    contact = [("联系人", office.contact), ("联系电话", office.phone)]
    return {
        "office": {
            "name": office.name,
            "district": office.district,
            "address": office.address,
            "room": office.room,
            "phone": office.phone,
            "contact": office.contact,
        },
        "title": _broken_title(report),
        "reference": report.reference or open_reference(report),
        "year": dated.year,
        "addressees": addressees(report),
        "level": _level(report),
        "results": text.results(report),
        "duty": text.duty(report),
        "basis": report.ledger.title,
        "period": report.round.name,
        "subject": subject(report),
        "deadline": until(report.round.deadline),
        "as_of": clock(report.read_through or report.made_at),
        "rectify_by": day(report.rectify_by),
        "date": day(dated),
        "contact": "；".join(f"{word}：{value}" for word, value in contact if value),
    }


def open_reference(report: Report) -> str:
    """兴政办发〔2022〕　　号: a draft's number, to be given."""
    return f"{report.office.symbol or '　　　'}〔{(report.dated or report.made_at).year}〕　　号"


def subject(report: Report) -> str:
    """What is filed: 政务公开任务落实台账."""
    return subject_of(report.ledger, report.office.district)


def title(report: Report) -> str:
    """关于2022年第二季度政务公开任务落实台账报送情况的通报"""
    return f"关于{report.round.name}{subject(report)}报送情况的通报"


def _broken_title(report: Report) -> str:
    """The title with the office's name, in lines that end where words end."""
    lines = [""]
    for words in (f"关于{report.round.name}", subject(report), "报送情况的通报"):
        if lines[-1] and _as_set(lines[-1] + words) > _TITLE_WIDTH:
            lines.append("")
        lines[-1] += words
    return "\n".join([report.office.name, *lines])


def _as_set(words: str) -> float:
    """The width of a line of the title, with the quarter of a character that stands between Han and digits."""
    return em(words) + len(_JOINT.findall(words)) / 4


def _level(report: Report) -> str:
    """区 of a district's office, "" where the place says none."""
    last = report.office.district[-1:]
    return last if last in "省市区县旗州盟镇乡" else ""


def addressees(report: Report) -> str:
    """主送 by the categories that report, townships before departments."""
    level, present = _level(report), {one.unit.category for one in report.assessments}
    local = [words for category, words in _LOCAL.items() if category in present]
    central = [f"{level}政府各部门" if level else "各部门"] if "部门" in present else []
    central.append("各有关单位")  # of the party, of other levels: they report beside the government's own
    return "，".join(filter(None, (listed(local), listed(central))))


_LOCAL = {"乡镇": "各乡镇人民政府", "街道": "各街道办事处"}


def _headings(since: str, *, lookback: bool) -> dict[str, str]:
    """First-level headings numbered according to which exist."""
    titles = {
        "overall": "总体情况",
        **({"lookback": f"{since}问题整改“回头看”情况"} if lookback else {}),
        "problems": "存在的主要问题",
        "demands": "工作要求",
    }
    return {key: f"{ordinal(number)}、{title}" for number, (key, title) in enumerate(titles.items(), 1)}


def _attachments(report: Report, *, several: bool) -> dict[str, dict[str, object]]:
    """The attachments that exist, numbered in order."""
    kinds = {problem.kind for problem in report.problems}
    name = report.round.name
    titles = {
        "overview": f"{name}台账报送情况一览表",
        "problems": f"{name}台账报送问题清单" if report.problems else "",
        "lookback": f"{text.looked_back_at(report)}问题整改“回头看”情况表" if report.lookback else "",
        "expired": "到期未完成事项" if "expired" in kinds else "",
        "progress": f"{name}任务进展汇总表",
        "matrix": "各单位各期报送情况对照表" if several else "",
    }
    present = [(key, title) for key, title in titles.items() if title]
    return {key: {"number": number, "title": title} for number, (key, title) in enumerate(present, 1)}
