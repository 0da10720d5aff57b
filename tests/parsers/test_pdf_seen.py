"""What of a PDF's characters is seen: a page written by hand, with rules, a watermark and texts over each other."""

from __future__ import annotations

from itertools import pairwise

import pytest

from parsers.form.grid import Grid
from parsers.form.refusal import RefusalError
from parsers.formats import reading

LINE = "BT /F1 12 Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n"


def pdf(drawn: str) -> bytes:
    """A page of what is drawn."""
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}endstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]  # fmt: skip
    content, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    tail = f"trailer << /Size {len(parts) + 1} /Root 1 0 R >>\nstartxref\n{len(content)}\n%%EOF\n"
    return f"{content}xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}{tail}".encode("latin-1")


def text(said: str, x: float = 60, y: float = 700) -> str:
    return LINE.format(x=x, y=y, text=said)


def rule(y: float, x0: int, x1: int) -> str:
    return f"0.6 w {x0} {y} m {x1} {y} l S\n"


def cells(*lefts: int, top: int = 720, bottom: int = 680) -> str:
    """A row of cells between the edges."""
    boxes = pairwise(lefts)
    return "".join(f"{left} {bottom} {right - left} {top - bottom} re S\n" for left, right in boxes)


def said(drawn: str) -> str:
    blocks = reading.document_of(pdf(drawn)).blocks
    return " ".join(block if isinstance(block, str) else " ".join(block.texts()) for block in blocks)


def test_text_that_a_rule_strikes_out_is_none() -> None:
    rows = text("struck") + rule(704, 60, 95) + text("under", y=660) + rule(658, 60, 92) + text("plain", y=620)
    assert said(rows) == "under plain"


def test_a_line_of_a_table_strikes_nothing_out() -> None:
    assert "grown" in said(cells(50, 200, 350, top=704, bottom=660) + text("grown") + text("cell", 220, 670))


def test_a_watermark_is_no_text_and_a_page_on_its_side_is() -> None:
    slanted = "BT /F1 40 Tf 0.7 0.7 -0.7 0.7 80 {y} Tm ({text}) Tj ET\n"
    plain = "".join(text(f"line {number} of the text", y=700 - 20 * number) for number in range(12))
    assert "draft" not in said(plain + slanted.format(y=500, text="draft")).replace(" ", "")
    assert said(slanted.format(y=300, text="side"))


def test_texts_over_each_other_in_a_table_are_for_a_person() -> None:
    over = text("clipped text of a cell", 60, 700) + text("9876543210 hidden there", 62, 701)
    with pytest.raises(RefusalError) as refusal:
        said(cells(50, 250, 450) + over)
    assert refusal.value.code == "scan"
    assert "cell" in said(
        cells(50, 250, 450) + text("cell") + text("clipped title", y=760) + text("9876543210", 62, 760)
    )
    bold = text("printed twice for bold") + text("printed twice for bold", x=60.3)
    assert any(isinstance(block, Grid) for block in reading.document_of(pdf(cells(50, 250, 450) + bold)).blocks)
