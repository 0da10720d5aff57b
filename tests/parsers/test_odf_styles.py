"""OpenDocument: what styles strike out or hide, and prompts, are no text; what a style shows again is."""

from __future__ import annotations

import pytest

from parsers.formats import reading

SPACES = (
    " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table", "style")
    )
    + ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
)
STYLES = """
<style:style style:name="Struck" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style>
<style:style style:name="Below" style:family="text" style:parent-style-name="Struck"/>
<style:style style:name="Shown" style:family="text"><style:text-properties style:text-line-through-style="none"/></style:style>
<style:style style:name="Hidden" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="Line" style:family="paragraph"><style:text-properties style:text-line-through-type="single"/></style:style>
"""


def said(paragraph: str) -> str:
    texts: list[list[str | None]] = [
        ["序号", "主要内容", "责任时限", "进展落实情况"],
        ["1", "开展第一项工作", "长期坚持", None],
    ]
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f"<table:table-cell>{paragraph if text is None else f'<text:p>{text}</text:p>'}</table:table-cell>"
            for text in row
        )
        + "</table:table-row>"
        for row in texts
    )
    page = (
        f'<?xml version="1.0"?><office:document {SPACES}><office:automatic-styles>{STYLES}</office:automatic-styles><office:body>'
        f"<office:text><text:p>2022年任务落实台账</text:p><table:table>{rows}</table:table></office:text></office:body></office:document>"
    )
    (form,) = reading.answer("台账", page.encode()).forms
    (row,) = form.rows
    return row.progress.text if row.progress else ""


@pytest.mark.parametrize(
    ("paragraph", "seen"),
    [
        ('<text:p><text:span text:style-name="Struck">未完成</text:span>已完成</text:p>', "已完成"),
        ('<text:p><text:span text:style-name="Below">未完成<text:s/></text:span>已完成</text:p>', "已完成"),
        ('<text:p><text:span text:style-name="Hidden">底稿</text:span>已完成</text:p>', "已完成"),
        ('<text:p text:style-name="Line">未完成<text:span text:style-name="Shown">已完成</text:span>。</text:p>', "已完成"),
        ('<text:p text:style-name="Line">未完成</text:p><text:p>已完成</text:p>', "已完成"),
        ('<text:p><loext:content-control loext:showing-place-holder="true">选择一项。</loext:content-control></text:p>', ""),
        ('<text:p><loext:content-control loext:showing-place-holder="true">已公开12件</loext:content-control></text:p>', "已公开12件"),
    ],
)  # fmt: skip
def test_what_is_seen_is_read(paragraph: str, seen: str) -> None:
    assert said(paragraph).strip() == seen
