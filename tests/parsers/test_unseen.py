"""What a reader of the page does not see is no progress: hidden text, and prompts waiting for an answer."""

from __future__ import annotations

import pytest

from parsers.formats import reading
from tests.parsers.producers import paragraph, word_body, word_cell, word_package
from tests.parsers.shapes import HEADINGS, TASKS

PROMPT = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
RUN = "<w:r><w:t>单击或点击此处输入文字。</w:t></w:r>"


@pytest.mark.parametrize(
    ("cell", "progress"),
    [
        (word_cell(f"<w:p>{PROMPT.format(RUN)}</w:p>"), ""),
        (PROMPT.format(word_cell(f"<w:p>{RUN}</w:p>")), ""),
        (word_cell(f"<w:p><w:sdt><w:sdtContent>{RUN}</w:sdtContent></w:sdt></w:p>"), ""),
        (
            word_cell("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>底稿</w:t></w:r><w:r><w:t>完成</w:t></w:r></w:p>"),
            "完成",
        ),
        (word_cell('<w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>完成</w:t></w:r></w:p>'), "完成"),
        (word_cell("<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>完成</w:t></w:r></w:p>"), "完成"),
    ],
    ids=["prompt", "prompt-cell", "prompt-unmarked", "hidden", "shown", "hidden-mark"],
)
def test_unseen_text_is_not_read(cell: str, progress: str) -> None:
    given = "".join(word_cell(paragraph(text)) for text in TASKS[0].texts()[:6])
    heads = "".join(word_cell(paragraph(heading)) for heading in HEADINGS)
    page = word_body(["台账"]) + f"<w:tbl><w:tr>{heads}</w:tr><w:tr>{given}{cell}</w:tr></w:tbl>"
    (form,) = reading.answer("a", word_package(page)).forms
    assert [row.progress.text if row.progress else None for row in form.rows] == [progress]
