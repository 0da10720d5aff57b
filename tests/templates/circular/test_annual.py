"""The year's papers: points are the office's, never ours; every ground with what says so."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pdfplumber
import pytest
from docx.document import Document

from ledger.model import Annual
from templates.circular import annual, sample
from templates.circular.documents import build_annual
from templates.common.package import settle

Reader = Callable[[bytes], Document]


def rows(document: Document, table: int) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in document.tables[table].rows]


def noted(document: Document) -> str:
    return "".join(paragraph.text for paragraph in document.paragraphs if paragraph.text.startswith("说明："))


def test_sheet_lists_every_unit_with_grounds_and_sum(read_back: Reader) -> None:
    document = read_back(annual.render(sample.annual()))
    head, *lines = rows(document, 0)
    assert head[2:] == ["第一季度", "第二季度", "小计", "扣分\n依据", "单位核\n对意见", "最终\n扣分"]
    assert len(lines) == 38
    by_unit = {line[1]: line[2:6] for line in lines}
    assert by_unit["发改局"] == ["—", "—", "0", "—"]
    assert by_unit["科技局"] == ["未报送，扣2分", "未报送，扣0.5分", "2.5", "①、②"]
    assert "扣分依据：①清政办发〔2022〕36号；②清政办发〔2022〕8号。" in noted(document)


def monthly(months: int) -> Annual:
    """The sample's year with a round each month, a unit silent from the fourth on."""
    made = sample.annual(Decimal("0.5"))
    first = made.rounds[0]
    rounds = tuple(replace(first, code=f"2022M{n:02}", name=f"2022年{n}月") for n in range(1, months + 1))
    ground = next(one for one in made.deductions if one.kind == "missing")
    lost = tuple(replace(ground, round=one.code, points=Decimal("0.5")) for one in rounds[3:])
    return replace(made, rounds=rounds, deductions=lost, bonuses=())


def test_a_year_of_twelve_rounds_fits_its_page(read_back: Reader, to_pdf: Callable[..., Path]) -> None:
    content = annual.render(monthly(12))
    head, *lines = rows(read_back(content), 0)
    assert head[2:4] == ["各期扣分情形", "小计"]
    assert next(line for line in lines if line[1] == "科技局")[2] == "4—12月未报送，各扣0.5分"
    assert rows(read_back(content), 1)[1][4] == "4—12月"
    with pdfplumber.open(to_pdf(content)) as pdf:
        for page in pdf.pages:
            assert all(char["x1"] < 297 / 25.4 * 72 and char["x0"] > 0 for char in page.chars)
            assert len(page.extract_text().splitlines()) > 2


def test_points_that_are_not_set_are_never_invented(read_back: Reader) -> None:
    document = read_back(annual.render(sample.annual(None)))
    lines = {line[1]: line for line in rows(document, 0)}
    assert lines["教育局"][3:5] == ["逾期3天，＊", "＊"]
    assert lines["科技局"][4] == "＊"
    assert lines["发改局"][4] == "0"
    assert noted(document).count("未设定分值") == 1
    page = annual.check_context(sample.annual(None), "科技局")
    assert page["total"] == "未设定分值"


def test_excluded_units_stand_with_their_grounds(read_back: Reader) -> None:
    lines = rows(read_back(annual.render(sample.annual())), 1)[1:]
    assert [line[1] for line in lines] == ["教育局", "科技局"]
    assert lines[1][2] == "第一、第二季度未报送"


def test_nobody_excluded_is_said(read_back: Reader) -> None:
    document = read_back(annual.render(sample.bare_annual()))
    assert len(document.tables) == 1
    assert "2022年度没有不纳入表彰奖励范围的单位。" in [paragraph.text for paragraph in document.paragraphs]


def test_unit_checks_its_own_page(read_back: Reader) -> None:
    document = read_back(annual.render_check(sample.annual(), "科技局"))
    assert rows(document, 0)[1:] == [
        ["2022年第一季度", "× 未报送", "—", "未报送", "2"],
        ["2022年第二季度", "× 未报送", "—", "未报送", "0.5"],
    ]
    text = "".join(paragraph.text for paragraph in document.paragraphs)
    assert "合计扣分：2.5。因未报送，拟不纳入本年度表彰奖励范围。" in text
    assert "请于2022年12月30日前书面说明理由" in text


def test_unit_without_grounds_reads_so(read_back: Reader) -> None:
    document = read_back(annual.render_check(sample.annual(), "发改局"))
    assert [row[-2:] for row in rows(document, 0)[1:]] == [["无", "0"], ["无", "0"]]
    assert "拟不纳入" not in "".join(paragraph.text for paragraph in document.paragraphs)


def test_file_names_hold_no_path() -> None:
    assert annual.file_name(sample.annual()) == "2022年度政务公开考核扣分表.docx"
    assert annual.check_file_name(sample.annual(), "../教育局/") == "2022年度政务公开考核情况核对表（教育局）.docx"


def test_same_year_gives_the_same_bytes() -> None:
    first = annual.render(sample.annual()), annual.render_check(sample.annual(), "科技局")
    time.sleep(2.1)  # zip time stamps count in twos
    assert (annual.render(sample.annual()), annual.render_check(sample.annual(), "科技局")) == first


@pytest.mark.parametrize(
    ("build", "path"),
    [(build_annual.build_sheet, build_annual.SHEET), (build_annual.build_check, build_annual.CHECK)],
    ids=["sheet", "check"],
)
def test_committed_templates_are_what_the_script_builds(build: Callable[[], Document], path: Path) -> None:
    buffer = io.BytesIO()
    build().save(buffer)
    assert settle(buffer.getvalue()) == settle(path.read_bytes())


def test_papers_print_on_a4(to_pdf: Callable[..., Path]) -> None:
    with pdfplumber.open(to_pdf(annual.render(sample.annual()))) as pdf:
        assert all(page.width > page.height for page in pdf.pages)
        right = max(char["x1"] for page in pdf.pages for char in page.chars)
        assert right * 25.4 / 72 < 297 - 37 + 0.5
    with pdfplumber.open(to_pdf(annual.render_check(sample.annual(), "科技局"))) as pdf:
        assert len(pdf.pages) == 1
