"""Rich text as Word writes it: text boxes and shapes, pictures, what is struck out, page headers."""

from __future__ import annotations

import pytest

from ledger.model import Form
from parsers.formats import reading

HEAD = r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fcharset134 SimSun;}}"


def u(words: str) -> str:
    return "".join(rf"\u{ord(one) if ord(one) < 32768 else ord(one) - 65536}?" for one in words)


def row(*cells: str) -> str:
    edges = "".join(rf"\cellx{2000 * place}" for place in range(1, len(cells) + 1))
    return rf"\trowd{edges}\pard\intbl " + r"\cell ".join(cells) + r"\cell\row" + "\n"


def rows(*progress: str) -> str:
    headings = row(*map(u, ("序号", "主要内容", "责任时限", "进展落实情况")))
    return headings + "".join(
        row(str(n), u(f"开展第{n}项工作"), u("长期坚持"), one) for n, one in enumerate(progress, 1)
    )


def only(body: str, head: str = HEAD) -> Form:
    content = head + r"\pard " + u("2022年任务落实台账") + r"\par " + body + r"\pard " + u("以上") + "}"
    (form,) = reading.answer("台账.rtf", content.encode("ascii")).forms
    return form


def shape(inner: str) -> str:
    """A shape with its text, and what older programs read in its place."""
    older = rf"{{\shprslt{{\*\do\dobxcolumn{{\dptxbx{{\dptxbxtext \pard\plain {inner}}}}}}}}}"
    return rf"{{\shp{{\*\shpinst\shpleft0{{\sp{{\sn shapeType}}{{\sv 202}}}}{{\shptxt \pard\plain {inner}}}}}{older}}}"


PICTURE = r"{\pict\pngblip 89504e47}"


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        (shape(u("框内进展") + r"\par "), "框内进展"),
        (u("已完成") + shape(u("见框") + r"\par "), "已完成\n见框"),
        (rf"{{\*\do\dptxbx{{\dptxbxtext\pard\plain {u('旧框进展')}\par}}\dpx0}}", "旧框进展"),
        (rf"{{\*\shppict{PICTURE}}}{{\nonshppict{PICTURE}}}", "［图片］"),
        (rf"{{\shp{{\*\shpinst{{\sp{{\sn pib}}{{\sv {PICTURE}}}}}}}}}", "［图片］"),
        (rf"{{\object\objemb{{\*\objclass Excel.Sheet.12}}{{\result {PICTURE}}}}}", "［嵌入对象］"),
        (rf"{{\strike {u('未完成')}}}{u('已完成')}", "已完成"),
        (rf"{{\striked1 {u('未完成')}}}{u('已完成')}", "已完成"),
        (rf"\strike {u('未完成')}\strike0 {u('已完成')}", "已完成"),
        (rf"{{\v\strike {u('未')}\strike0 {u('完成')}}}{u('已完成')}", "已完成"),
    ],
)
def test_cell_says_what_is_seen(said: str, seen: str) -> None:
    form = only(rows(said, u("第2项")))
    assert [one.progress.text if one.progress else "" for one in form.rows] == [seen, "第2项"]


def test_a_form_in_a_text_box_is_read() -> None:
    assert len(only(shape(rows(u("已完成"), u("已办结")) + r"\pard\par ")).rows) == 2


def test_unit_in_the_page_header_is_read_where_the_text_names_none() -> None:
    form = only(rows(u("已完成")), HEAD + rf"{{\header\pard {u('填报单位：司法局')}\par}}")
    assert form.unit is not None
    assert form.unit.text == "司法局"


@pytest.mark.parametrize("page", [0, 936, 54936, 20936, 65001, 99999])
def test_a_code_page_whatever_it_is_called(page: int) -> None:
    said = "已公开12条".encode("utf-8" if page == 65001 else "gb18030")
    text = "".join(rf"\'{byte:02x}" for byte in said)
    content = rf"{{\rtf1\ansi\ansicpg{page}{{\fonttbl{{\f0 SimSun;}}}}\f0 {text}}}"
    assert reading.document_of(content.encode("ascii")).blocks == ("已公开12条",)
