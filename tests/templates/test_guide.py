"""单位怎么填报: one page, with the office's own facts; the handbook shows it as the example office sends it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pdfplumber

from ledger.model import Office, Round
from office.desk.desk import Desk
from office.keeping.opening import init
from templates.forms import guide
from tests.golden import assert_golden

SHOWN = Path(__file__).parents[2] / "docs" / "handbook" / "单位怎么填报.md"


def office(root: Path) -> tuple[Office, Round]:
    init(root)
    desk = Desk(root)
    return desk.settings.office, desk.rounds[0]


def test_the_guide_is_one_page_and_the_handbook_has_it(tmp_path: Path, to_pdf: Callable[..., Path]) -> None:
    who, round_ = office(tmp_path / "office")
    written = guide.text(who, round_, round_.deadline, 2)
    assert_golden(SHOWN, written)
    long = replace(
        who,
        name="某某某某某某某某某某自治区某某某某市某某某某区人民政府办公室督查室",
        address=f"{'a' * 60}@{'b' * 40}.gov.cn",
    )
    for one in (who, long):
        with pdfplumber.open(to_pdf(guide.docx(guide.text(one, round_, round_.deadline, 2), one))) as pages:
            assert len(pages.pages) == 1
            assert one.address[:40] in (pages.pages[0].extract_text() or "")
    assert guide.docx(written, who) == guide.docx(written, who)
