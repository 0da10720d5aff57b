"""更正: the difference to what was issued, and the page it stands on."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pdfplumber

from ledger.model import Report, Standing
from templates.circular import correction, sample
from templates.circular.documents import build_correction
from templates.common.package import settle

BEFORE = replace(sample.report({3: Standing.LATE, 9: Standing.MISSING}), reference="清政办发〔2022〕36号")
AFTER = replace(sample.report({9: Standing.EXCUSED, 12: Standing.INCOMPLETE}), dated=date(2022, 6, 21))


def render(after: Report = AFTER) -> bytes:
    return correction.render(after, BEFORE, why={"科技局": "收到时间有误" * 20}, number="清政办发〔2022〕40号")


def test_only_what_differs_is_corrected() -> None:
    assert correction.changes(BEFORE, BEFORE) == {}
    assert {unit: pair[1][:4] for unit, pair in correction.changes(BEFORE, AFTER).items()} == {
        "科技局": "按时报送",
        "住建局": "经批准免",
        "商务局": "填报不完",
    }


def test_correction_that_changes_no_count_says_so() -> None:
    moved = replace(sample.report({4: Standing.LATE, 9: Standing.MISSING}), dated=AFTER.dated)
    figures = correction.context(moved, BEFORE, why={}, number="")["figures"]
    assert figures == (
        "上述更正不影响原通报中的统计数字。更正后新列入问题清单的单位（民政局），整改时限为2022年6月24日。"
    )


def test_correction_prints_within_the_type_area_with_its_imprint_on_an_even_page(
    to_pdf: Callable[..., Path],
) -> None:
    with pdfplumber.open(to_pdf(render(), blank_pages=True)) as pdf:
        assert len(pdf.pages) % 2 == 0
        assert "印发" in pdf.pages[-1].extract_text().replace(" ", "")
        right = max(char["x1"] for char in pdf.pages[0].chars)
        assert right * 25.4 / 72 < 210 - 26 + 0.5


def test_committed_template_is_what_the_script_builds() -> None:
    buffer = io.BytesIO()
    build_correction.build().save(buffer)
    assert settle(buffer.getvalue()) == settle(build_correction.PATH.read_bytes())


def test_same_correction_gives_the_same_bytes() -> None:
    assert render() == render()
