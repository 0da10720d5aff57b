"""The circular as a file: hostile text, the same bytes, properties, the chart, the office's own template."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from ledger.model import Problem, Report, Standing, Unit
from templates.circular import circular, sample
from templates.circular.documents import build_circular
from templates.common.confined import Refused
from templates.common.package import settle

Reader = Callable[[bytes], Document]

HOSTILE = (
    "</w:t></w:r></w:p><w:p><w:r><w:t>伪造的段落",
    "{{ 7*7 }}",
    "{% for x in y %}",
    "{_{ 7*7 }_} {_% if %_}",
    "水务&农业 a<b >c",
    '=HYPERLINK("http://x.example","点我")',
    "“引号”‘单’",
    "&lt;已转义&gt; &#60;",
    "甲" * 10_000,
)
HIDDEN = "正\x07常\x0c文\x00字\u202e倒\u200b序\ud800"


def with_text(text: str) -> Report:
    """A report that says this text wherever a unit's or the ledger's words may stand."""
    report = sample.report({2: Standing.MISSING})
    unit = Unit(name=text, category="部门")
    named = replace(report.assessments[1], unit=unit)
    problem = Problem(
        unit=text, kind="blank", tasks=(3,), description=text, requirement=text, rectify_by=report.rectify_by
    )
    task = replace(report.ledger.tasks[0], focus=text, due=text)
    book = replace(report.ledger, tasks=(task, *report.ledger.tasks[1:]))
    return replace(
        report,
        ledger=book,
        assessments=(report.assessments[0], named, *report.assessments[2:]),
        problems=(*report.problems, problem),
        previous=sample.round_(1),
        lookback=(problem,),
    )


def cells(document: Document) -> list[str]:
    """Every cell of every table."""
    return [cell.text for table in document.tables for row in table.rows for cell in row.cells]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12])
def test_hostile_text_stands_as_text_in_full(text: str, read_back: Reader) -> None:
    document = read_back(circular.render(with_text(text)))
    assert cells(document).count(text) >= 7
    assert not [p.text for p in document.paragraphs if p.text.startswith("伪造")]


def test_what_no_reader_sees_is_left_out(read_back: Reader) -> None:
    document = read_back(circular.render(with_text(HIDDEN)))
    assert cells(document).count("正常文字倒序") >= 7


def test_line_breaks_of_a_text_stay(read_back: Reader) -> None:
    assert "第一行\n第二行" in cells(read_back(circular.render(with_text("第一行\r\n第二行"))))


def test_same_report_gives_the_same_bytes() -> None:
    first = circular.render(sample.full())
    time.sleep(2.1)  # zip time stamps count in twos
    assert circular.render(sample.full()) == first


def test_properties_name_title_office_and_time(read_back: Reader) -> None:
    core = read_back(circular.render(sample.full())).core_properties
    assert core.title == "关于2022年第二季度政务公开任务落实台账报送情况的通报"
    assert core.author == "清源市东陂区人民政府办公室"
    assert core.created is not None
    assert core.created.replace(tzinfo=None) == datetime(2022, 6, 15, 1, 0)  # noqa: DTZ001 - properties are UTC


def test_file_name_says_what_it_is() -> None:
    assert circular.file_name(sample.full()) == "关于2022年第二季度政务公开任务落实台账报送情况的通报.docx"


def test_file_name_holds_no_path() -> None:
    report = sample.full()
    odd = replace(report, round=replace(report.round, name="../2022\n年/第二季度"))
    assert not set('/\\\n:*?"<>|') & set(circular.file_name(odd))


def test_chart_can_be_edited_and_agrees_with_the_table(read_back: Reader) -> None:
    content = circular.render(sample.full())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        book = openpyxl.load_workbook(io.BytesIO(archive.read("word/embeddings/chart.xlsx")))
        assert "图" in archive.read("word/document.xml").decode()
    figures = {row[0]: row[-1] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)}
    table = next(t for t in read_back(content).tables if t.rows[0].cells[-1].text == "按时报送率")
    printed = {row.cells[0].text: row.cells[-1].text for row in table.rows[1:-1]}
    assert {name: f"{rate:.1f}%" for name, rate in figures.items()} == printed


def test_long_office_name_stays_on_one_line(read_back: Reader) -> None:
    report = sample.full()
    office = replace(report.office, name="新疆维吾尔自治区博尔塔拉蒙古自治州博乐市人民政府办公室")
    document = read_back(circular.render(replace(report, office=office)))
    run = document.paragraphs[0].runs[0]
    assert 'w:val="60"' in run._r.xml
    assert run.font.size is not None
    assert run.font.size.pt * 0.6 * len(document.paragraphs[0].text) <= 442


def test_addressees_are_the_categories_that_report(read_back: Reader) -> None:
    def addressees(report: Report) -> str:
        document = read_back(circular.render(report))
        return next(p.text for p in document.paragraphs if p.style is not None and p.style.name == "主送机关")

    assert addressees(sample.full()) == "各乡镇人民政府、各街道办事处，区政府各部门、各有关单位："
    assert addressees(sample.report(count=20)) == "区政府各部门、各有关单位："


def test_committed_template_is_what_the_script_builds() -> None:
    buffer = io.BytesIO()
    build_circular.build().save(buffer)
    assert settle(buffer.getvalue()) == settle(build_circular.PATH.read_bytes())


def edited(old: str, new: str) -> bytes:
    """The shipped template with a paragraph's text changed, as a clerk would."""
    document = docx.Document(str(circular.SHIPPED))
    for paragraph in document.paragraphs:
        if old in paragraph.text:
            paragraph.text = paragraph.text.replace(old, new)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_office_template_keeps_its_own_words(read_back: Reader) -> None:
    template = edited("现将有关情况通报如下", "现通报如下")
    text = "".join(p.text for p in read_back(circular.render(sample.full(), template=template)).paragraphs)
    assert "现通报如下" in text


def test_shipped_template_passes_its_own_check() -> None:
    assert circular.lint(Path(circular.SHIPPED).read_bytes()) == ()


@pytest.mark.parametrize(
    ("mistake", "code"),
    [
        ("{{ adressees }}", "template_unknown"),
        ("{{ “addressees” }}", "template_signs"),
        ("｛｛ addressees ｝｝", "template_braces"),
        ("{ { addressees } }", "template_braces"),
        ("{% if title %}", "template_syntax"),
        ("{{ office.nmae }}", "template_fails"),
        ("{{ title.__class__.__mro__ }}", "template_fails"),
        ('{{ cycler.__init__.__globals__.os.popen("id").read() }}', "template_fails"),
        ('{{ "a"*2000000000 }}', "template_fails"),
    ],
)
def test_check_finds_a_mistaken_tag(mistake: str, code: str) -> None:
    found = circular.lint(edited("{{ addressees }}", mistake))
    assert {finding.code for finding in found} == {code}
    assert all(finding.message.endswith("。") for finding in found)


@pytest.mark.parametrize("tag", ["{{ reference }}", "{{ title }}"])
def test_check_misses_what_a_circular_cannot_be_without(tag: str) -> None:
    (found,) = circular.lint(edited(tag, "（略）"))
    assert found.code == "template_lacks"
    assert tag in found.message


def test_check_refuses_what_is_no_word_document() -> None:
    assert [finding.code for finding in circular.lint(b"PK\x03\x04 not a document")] == ["template_unreadable"]


def test_rendering_says_why_a_template_is_refused() -> None:
    with pytest.raises(Refused, match="nmae"):
        circular.render(sample.empty(), template=edited("{{ title }}", "{{ office.nmae }}"))


def test_page_that_the_text_fills_is_followed_by_no_blank_one() -> None:
    """Of 225 mm, 22 lines leave 0.9 pt: what carries a break must go into that, and the first attachment begins by itself."""
    document = docx.Document(str(build_circular.PATH))
    (overview,) = [one for one in document.paragraphs if "annex.overview.number" in one.text]
    assert overview.paragraph_format.page_break_before
    assert 'w:line="10"' in document.styles["间隔"].element.xml
    breaks = document.element.body.findall(f"{qn('w:p')}/{qn('w:pPr')}/{qn('w:sectPr')}/../{qn('w:spacing')}")
    assert breaks
    assert all(int(one.get(qn("w:line"))) < 0.9 * 20 for one in breaks)


def test_title_breaks_between_words_where_digits_take_more_than_their_width() -> None:
    report = sample.full()
    monthly = replace(
        report,
        round=replace(report.round, name="2025年2月"),
        ledger=replace(report.ledger, title="2025年平川区政府督查台账"),
        office=replace(report.office, district="平川区"),
    )
    assert str(circular.context(monthly)["title"]).split("\n")[1:] == ["关于2025年2月政府督查台账", "报送情况的通报"]
