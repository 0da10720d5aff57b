"""Every odd construct that the bench puts to other readers is read right by ours."""

from __future__ import annotations

import pytest

from parsers.formats import reading, xlsx
from parsers.formats.package import parse_xml
from tests.parsers import constructs
from tests.parsers.constructs import Construct, is_right

ALL = [*constructs.word(), *constructs.excel()]


@pytest.mark.parametrize("construct", ALL, ids=lambda one: one.name)
def test_construct_is_read_as_it_is_seen(construct: Construct) -> None:
    (form,) = reading.answer("a", construct.content).forms
    fields = [(row.number, row.content, row.progress) for row in form.rows]
    assert is_right([[field.text if field else "" for field in row] for row in fields], construct)


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("<r>\n <t>加粗</t>\n</r>\n<r><t>的\n文本</t></r>", "加粗的\n文本"),
        ("<r><t>东</t></r><r><t>京</t></r><rPh><t>トウ</t></rPh>", "东京"),
        ("<r><rPr><b/></rPr><t>甲</t></r><r><t> 乙</t></r>", "甲 乙"),
        ("<t/>", ""),
    ],
)
def test_rich_string_is_its_texts_without_layout_and_phonetic_guides(item: str, text: str) -> None:
    assert xlsx._rich(parse_xml(f"<si>{item}</si>".encode())) == text
