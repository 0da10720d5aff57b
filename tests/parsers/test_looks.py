"""Formatting taken out before a part is parsed changes nothing that is read."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from parsers.formats.looks import without_looks
from parsers.formats.package import Package
from parsers.formats.xlsx import _shared_strings

_PROPERTIES = (
    '<w:b/><w:sz w:val="21"/>',
    '<w:rFonts w:ascii="仿宋_GB2312" w:hint="eastAsia"/>',
    "",
    "<w:vanish/>",
    '<w:b/><w:strike w:val="1"/>',
    '<w:rStyle w:val="hidden"/>',
    '<w:rFonts w:ascii="Wingdings"/>',
    '<w:b/><w:rPrChange w:id="1"><w:rPr><w:b/></w:rPr></w:rPrChange>',
    "<w:b></w:b>",
    "<w:sz w:val='>'/>",
)
_TEXTS = ("已完成", "", "]", "a &lt;w:rPr&gt; b", "<!-- <w:rPr><w:b/></w:rPr> -->", "&#26410;")


@given(st.lists(st.tuples(st.sampled_from(_PROPERTIES), st.sampled_from(_TEXTS)), max_size=8), st.booleans())
def test_what_is_taken_out_says_only_how_text_looks(runs: list[tuple[str, str]], sealed: bool) -> None:
    said = "".join(f"<w:r><w:rPr>{one}</w:rPr><w:t>{text}</w:t></w:r>" for one, text in runs)
    sealing = "<w:t><![CDATA[<w:rPr><w:b/></w:rPr>]]></w:t>" if sealed else ""
    part = f'<w:p xmlns:w="urn:w">{said}{sealing}</w:p>'.encode()
    before, after = etree.fromstring(part), etree.fromstring(without_looks(part, b"w:"))
    assert [*after.itertext("{*}t")] == [*before.itertext("{*}t")]
    for mark in ("vanish", "strike", "rStyle", "rPrChange"):
        assert len(list(after.iter(f"{{*}}{mark}"))) == len(list(before.iter(f"{{*}}{mark}")))
    fonts = [one.get("{urn:w}ascii") for one in after.iter("{*}rFonts")]
    assert fonts.count("Wingdings") == part.count(b"Wingdings")


@pytest.mark.parametrize("prefix", [b"w:", b""])
def test_formatting_alike_goes_at_once(prefix: bytes) -> None:
    run = b"<%(p)sr><%(p)srPr><%(p)sb/></%(p)srPr><%(p)st>x</%(p)st></%(p)sr>" % {b"p": prefix}
    assert b"rPr" not in without_looks(run * 100, prefix)
    assert without_looks(run * 100, b"x:") == run * 100


def test_a_part_cut_off_stays_as_it_is() -> None:
    part = b"<p><r><rPr><b/></rPr><t>x</t></r><r><rPr><b/>"
    assert without_looks(part).endswith(b"<r><rPr><b/>")


def test_a_struck_string_of_a_workbook_is_no_text() -> None:
    kept, struck = "<r><rPr><b/></rPr><t>已完成</t></r>", "<r><rPr><strike/></rPr><t>未开展</t></r>"
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(
            "s.xml", f'<sst xmlns="urn:s"><si>{kept}{struck}</si><si><r><t>甲</t></r><rPh><t>ジア</t></rPh></si></sst>'
        )
    assert _shared_strings(Package(data.getvalue()), "s.xml") == ["已完成", "甲"]


def test_a_part_of_runs_without_end_is_left_to_the_parser() -> None:
    part = b"<w:rPr></w:rPr>" * 300_000
    assert without_looks(part, b"w:") is part
