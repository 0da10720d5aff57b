"""What makes Word and WPS offer to repair a file: children out of the schema's order, lost relations, double ids."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest
from docx.oxml.ns import qn
from lxml import etree

from templates.circular import circular, sample

ORDER = {
    "w:pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "w:rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang",
    "w:tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "w:tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "w:tblBorders": "top left start bottom right end insideH insideV",
    "w:tblCellMar": "top left start bottom right end",
    "w:sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
}


@pytest.fixture(scope="module")
def archive() -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(io.BytesIO(circular.render(sample.full()))) as opened:
        yield opened


def parts(archive: zipfile.ZipFile) -> dict[str, etree._Element]:
    return {
        name: etree.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith((".xml", ".rels"))
    }


def test_children_stand_in_the_order_of_the_schema(archive: zipfile.ZipFile) -> None:
    for name, root in parts(archive).items():
        for tag, order in ORDER.items():
            places = {qn(f"w:{child}"): place for place, child in enumerate(order.split())}
            if qn("w:footerReference") in places:  # headers and footers may be mixed
                places[qn("w:footerReference")] = places[qn("w:headerReference")]
            for element in root.iter(qn(tag)):
                found = [places[child.tag] for child in element if child.tag in places]
                assert all(a <= b for a, b in pairwise(found)), (name, etree.tostring(element)[:400])
                assert len(found) == len(element), (name, [child.tag for child in element])


def test_every_relation_leads_to_a_part(archive: zipfile.ZipFile) -> None:
    for name, root in parts(archive).items():
        if name.endswith(".rels"):
            folder = name.replace("_rels/", "").rpartition("/")[0]
            for relation in root:
                target = str(relation.get("Target"))
                path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")
                path = re.sub(r"[^/]+/\.\./", "", path)
                assert relation.get("TargetMode") == "External" or path in archive.namelist(), (name, target)


def test_every_part_has_a_content_type(archive: zipfile.ZipFile) -> None:
    types = etree.fromstring(archive.read("[Content_Types].xml"))
    named = {str(one.get("PartName")).lstrip("/") for one in types if one.get("PartName")}
    endings = {str(one.get("Extension")) for one in types if one.get("Extension")}
    for name in archive.namelist():
        assert name in named or name.rpartition(".")[2] in endings or name == "[Content_Types].xml"


def test_drawings_have_ids_of_their_own(archive: zipfile.ZipFile) -> None:
    document = etree.fromstring(archive.read("word/document.xml"))
    ids = Counter(element.get("id") for element in document.iter(qn("wp:docPr")))
    assert len(ids) == 2
    assert set(ids.values()) == {1}


def test_styles_that_are_used_exist(archive: zipfile.ZipFile) -> None:
    styles = etree.fromstring(archive.read("word/styles.xml"))
    known = {style.get(qn("w:styleId")) for style in styles.iter(qn("w:style"))}
    for root in parts(archive).values():
        used = {one.get(qn("w:val")) for tag in ("w:pStyle", "w:rStyle", "w:tblStyle") for one in root.iter(qn(tag))}
        assert used <= known
