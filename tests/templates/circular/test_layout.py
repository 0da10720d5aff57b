"""The circular's pages as LibreOffice lays them out, measured against GB/T 9704-2012."""

from __future__ import annotations

import copy
import io
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pdfplumber
import pytest
from docx.oxml.ns import qn
from pdfplumber.page import Page
from PIL import Image, ImageChops

from ledger.model import Problem, Standing
from templates.circular import circular, sample

MM = 25.4 / 72
TOP, BOTTOM, LEFT, RIGHT = 37, 262, 28, 184  # mm: the type area

Convert = Callable[..., Path]

REPORTS = {
    1: sample.report(count=1),
    38: sample.full(),
    150: sample.report(
        {place: list(Standing)[place % 5] for place in range(0, 150, 3)},
        count=150,
        before=dict.fromkeys(range(0, 150, 9), Standing.LATE),
    ),
}


@pytest.fixture(scope="module", params=REPORTS, ids=lambda count: f"{count} units")
def path(request: pytest.FixtureRequest, to_pdf: Convert) -> Path:
    """The circular for 1, 38 and 150 units as PDF, the blank page before the imprint in it."""
    return to_pdf(circular.render(REPORTS[request.param]), blank_pages=True)


@pytest.fixture(scope="module")
def pages(path: Path) -> Iterator[list[Page]]:
    """The pages on which something stands."""
    with pdfplumber.open(path) as pdf:
        yield [page for page in pdf.pages if page.chars]


def is_landscape(page: Page) -> bool:
    return bool(page.width > page.height)


def han(page: Page) -> list[dict[str, Any]]:
    return [char for char in page.chars if "\u4e00" <= char["text"] <= "\u9fff"]


def number(page: Page) -> str:
    """The page number as printed, dashes and all."""
    return "".join(char["text"] for char in footer(page)).replace(" ", "")


def footer(page: Page) -> list[dict[str, Any]]:
    return [char for char in page.chars if char["top"] * MM > BOTTOM + 1 and char["text"].strip()]


def body(page: Page) -> str:
    return "".join(char["text"] for char in page.chars)


def ink(path: Path, page: int) -> Image.Image:
    """The upper half of a page as pixels, ten to the millimetre."""
    command = ["pdftoppm", "-r", "254", "-f", str(page), "-l", str(page), "-W", "2100", "-H", "1485", "-png", str(path)]
    return Image.open(io.BytesIO(subprocess.run(command, check=True, capture_output=True).stdout)).convert("RGB")


def red_bands(image: Image.Image) -> list[tuple[int, int, int, int]]:
    """Top, bottom, left, right of each band of red, in tenths of a millimetre."""
    red, green, _ = image.split()
    mask = ImageChops.multiply(
        red.point(lambda value: 255 * (value > 200)), green.point(lambda value: 255 * (value < 90))
    )
    rows = [y for y, inked in enumerate(mask.getprojection()[1]) if inked]
    edges = [rows[0], *(b for a, b in pairwise(rows) if b > a + 1)]
    ends = [*(a for a, b in pairwise(rows) if b > a + 1), rows[-1]]
    boxes = (mask.crop((0, top, mask.width, end + 1)).getbbox() for top, end in zip(edges, ends, strict=True))
    return [(top, end, box[0], box[2] - 1) for top, end, box in zip(edges, ends, boxes, strict=True) if box]


def test_a_full_page_has_22_lines_of_28_characters(to_pdf: Convert) -> None:
    document = docx.Document(str(circular.SHIPPED))
    content = document.element.body
    section = copy.deepcopy(next(content.iter(qn("w:sectPr"))))
    for element in list(content):
        content.remove(element)
    content.append(section)
    document.add_paragraph("季度通报测试文字一二三四五六七八九十" * 80, style="公文正文")
    buffer = io.BytesIO()
    document.save(buffer)
    with pdfplumber.open(to_pdf(buffer.getvalue())) as pdf:
        lines = Counter(round(char["top"]) for char in han(pdf.pages[0]))
        chars = han(pdf.pages[0])
    assert len(lines) == 22
    assert set(lines.values()) == {28, 26}  # the first line begins two characters in
    tops = sorted({char["top"] for char in chars})
    assert [b - a for a, b in pairwise(tops)] == pytest.approx([28.95] * 21, abs=0.06)
    assert min(char["x0"] for char in chars) * MM == pytest.approx(LEFT, abs=0.3)
    assert max(char["x1"] for char in chars) * MM == pytest.approx(RIGHT, abs=1)


def test_text_stays_in_the_type_area(pages: list[Page]) -> None:
    for page in pages:
        top, bottom, left, right = (28, 184, 35, 260) if is_landscape(page) else (TOP, BOTTOM, LEFT, RIGHT)
        inner = [c for c in han(page) if c["upright"]]
        assert min(c["x0"] for c in inner) * MM >= left - 0.5
        assert max(c["x1"] for c in inner) * MM <= right + 0.5
        assert min(c["top"] for c in inner) * MM >= top - 0.5
        assert max(c["bottom"] for c in inner) * MM <= bottom + 1


def test_no_character_is_lost_on_the_pages(path: Path, pages: list[Page]) -> None:
    text = []
    for paragraph in docx.Document(str(path.with_suffix(".docx"))).paragraphs:
        if paragraph.style is not None and paragraph.style.name == "附件标记":
            break
        text.append(paragraph.text)
    printed = "".join(body(page).replace(number(page), "") for page in pages[: _signed(pages) + 1])
    squeezed = re.sub(r"—\d+—", "", re.sub(r"\s", "", printed))
    assert Counter(squeezed) == Counter(re.sub(r"\s", "", "".join(text)))


def _signed(pages: list[Page]) -> int:
    return next(index for index, page in enumerate(pages) if "联系电话：" in body(page))


def test_head_of_the_first_page(path: Path, pages: list[Page]) -> None:
    (mark_top, mark_end, mark_left, mark_right), *_, (line_top, line_end, line_left, line_right) = red_bands(
        ink(path, 1)
    )
    assert mark_top / 10 == pytest.approx(TOP + 35, abs=1)
    assert LEFT - 1 <= mark_left / 10 < mark_right / 10 <= RIGHT + 1
    assert line_end - line_top <= 10
    assert [line_left / 10, line_right / 10] == pytest.approx([LEFT, RIGHT], abs=0.5)
    serial = max(char["bottom"] for char in pages[0].chars if char["text"] in "〔〕号" and char["top"] * MM < 130)
    assert line_top / 10 - serial * MM == pytest.approx(4, abs=1.5)
    assert mark_end < line_top
    assert "现将有关情况通报如下" in body(pages[0])  # 首页必须显示正文


def test_page_numbers_stand_outside(pages: list[Page]) -> None:
    for index, page in enumerate(pages[:-1], 1):
        if is_landscape(page):
            continue
        assert number(page) == f"—{index}—"
        dash, *_, last = footer(page)
        if index % 2:
            assert last["x1"] * MM == pytest.approx(RIGHT - 4.9, abs=1)
        else:
            assert dash["x0"] * MM == pytest.approx(LEFT + 4.9, abs=1)
        assert (dash["top"] + dash["bottom"]) / 2 * MM == pytest.approx(BOTTOM + 7, abs=1.5)


def test_turned_pages_have_the_number_where_the_others_have_it(pages: list[Page]) -> None:
    turned = [(index, page) for index, page in enumerate(pages, 1) if is_landscape(page)]
    assert turned
    for index, page in turned:
        outside = [c for c in page.chars if c["x1"] * MM < 35 and c["text"].strip()]
        assert "".join(c["text"] for c in outside) == f"—{index}—"
        assert not any(c["upright"] for c in outside)
        middle = sum((c["top"] + c["bottom"]) / 2 for c in outside) / len(outside) * MM
        assert (middle > 105) == bool(index % 2)  # odd pages at the foot, even pages at the head


def test_imprint_stands_on_an_even_page(pages: list[Page]) -> None:
    last = pages[-1]
    assert (
        re.sub(r"\s", "", body(last))
        == "抄送：区委办公室，区人大常委会办公室，区政协办公室。清源市东陂区人民政府办公室2022年6月15日印发"
    )
    lines = sorted({round(line["top"] * MM, 1) for line in last.lines + last.rects})
    assert lines[-1] == pytest.approx(BOTTOM, abs=1)
    widest = max(line["x1"] - line["x0"] for line in last.lines + last.rects) * MM
    assert widest == pytest.approx(156, abs=1)
    assert last.page_number % 2 == 0


def test_signed_page_carries_text(pages: list[Page]) -> None:
    assert "不得参加本年度表彰奖励" in body(pages[_signed(pages)])


def test_head_row_is_repeated(pages: list[Page]) -> None:
    for page in pages[:-1]:
        tables = page.find_tables()
        starts = [table for table in tables if table.bbox[1] * MM < (32 if is_landscape(page) else 40)]
        for table in starts:
            first = table.extract()[0]
            assert {"序号", "任务序号"} & {(cell or "").replace("\n", "") for cell in first}


def test_no_row_is_split(to_pdf: Convert) -> None:
    lines = tuple(
        Problem(
            unit=f"单位{place}",
            kind="blank",
            tasks=(place,),
            description=f"甲{place}首" + "进展情况未填写具体内容。" * (place % 7 + 1) + f"甲{place}尾",
            requirement="补充填写后重新报送。",
            rectify_by=REPORTS[1].rectify_by,
        )
        for place in range(1, 60)
    )
    with pdfplumber.open(to_pdf(circular.render(replace(REPORTS[1], problems=lines)))) as pdf:
        texts = [body(page).replace(" ", "") for page in pdf.pages]
    for place in range(1, 60):
        found = [[n for n, text in enumerate(texts) if f"甲{place}{end}" in text] for end in "首尾"]
        assert found[0] == found[1] != []


def test_template_saved_again_by_an_office_program_prints_the_same(to_pdf: Convert) -> None:
    saved = to_pdf(circular.SHIPPED.read_bytes(), target="docx").read_bytes()
    assert circular.lint(saved) == ()
    shapes = []
    for template in (None, saved):
        with pdfplumber.open(to_pdf(circular.render(REPORTS[38], template=template))) as pdf:
            shapes.append([(is_landscape(page), number(page), body(page)[:10]) for page in pdf.pages])
    assert shapes[0] == shapes[1]
