"""A native Word chart: bars that a clerk can edit, with their figures in an embedded workbook."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from docx.document import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls
from docx.shared import Mm
from markupsafe import Markup, escape
from openpyxl import Workbook

from templates.common.package import settle
from templates.common.wording import clean

_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_GREYS = ("A6A6A6", "404040", "D9D9D9", "7F7F7F")  # told apart in black and white copies
_SHEET = "数据"


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One set of bars: its name in the legend and a value for each category (None: no bar)."""

    name: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """按时报送率 by category: per cent, from 0 to 100."""

    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    width: float = 150  # mm
    height: float = 52


def embed(document: Document, chart: Chart) -> Markup:
    """Put the chart's parts into the document; what to write in a run's text to show it there."""
    package = document.part.package
    workbook = Part(PackURI("/word/embeddings/chart.xlsx"), _WORKBOOK_TYPE, _workbook(chart), package)
    part = Part(PackURI("/word/charts/chart.xml"), _CHART_TYPE, b"", package)
    data = part.relate_to(workbook, f"{_RELATIONSHIPS}/package")
    part._blob = _chart_xml(chart, data).encode()  # noqa: SLF001 - the id is known only now
    drawing = _drawing(chart, document.part.relate_to(part, f"{_RELATIONSHIPS}/chart"))
    return Markup(f'</w:t></w:r><w:r>{drawing}</w:r><w:r><w:t xml:space="preserve">')  # noqa: S704 - all parts escaped


def _workbook(chart: Chart) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _SHEET
    table = [["", *(clean(series.name) for series in chart.series)]]
    for place, category in enumerate(chart.categories):
        values = [series.values[place] for series in chart.series]
        table.append([clean(category), *("" if value is None else str(value) for value in values)])
    for row, texts in enumerate(table, 1):
        for column, text in enumerate(texts, 1):
            cell = sheet.cell(row, column)
            if row > 1 and column > 1:
                cell.value = float(text) if text else None
            else:
                cell.value, cell.data_type = text, "s"
    epoch = datetime(2000, 1, 1)  # noqa: DTZ001 - openpyxl wants naive UTC
    book.properties.created = epoch
    buffer = io.BytesIO()
    book.save(buffer)
    return settle(buffer.getvalue(), modified=epoch)


def _drawing(chart: Chart, relation: str) -> str:
    wide, high = int(Mm(chart.width)), int(Mm(chart.height))
    return (
        f'<w:drawing {nsdecls("w", "wp", "a")}><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{wide}" cy="{high}"/><wp:docPr id="1" name="统计图" descr="{_escaped(chart.title)}"/>'
        f'<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{_CHART}">'
        f'<c:chart xmlns:c="{_CHART}" xmlns:r="{_RELATIONSHIPS}" r:id="{relation}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )


def _escaped(text: str) -> str:
    return str(escape(clean(text)))


def _chart_xml(chart: Chart, data: str) -> str:
    series = "".join(_series_xml(chart, index) for index in range(len(chart.series)))
    axes = '<c:axId val="1001"/><c:axId val="1002"/>'
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace xmlns:c="{_CHART}" xmlns:r="{_RELATIONSHIPS}" {nsdecls("a")}>'
        f'<c:roundedCorners val="0"/><c:chart>{_title(chart.title)}<c:autoTitleDeleted val="0"/><c:plotArea><c:layout/>'
        '<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
        f'{series}<c:gapWidth val="80"/><c:overlap val="-10"/>{axes}</c:barChart>{_axes_xml()}</c:plotArea>'
        '<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend><c:plotVisOnly val="1"/>'
        f'<c:dispBlanksAs val="gap"/></c:chart>{_text_properties(1050)}'
        f'<c:externalData r:id="{data}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def _title(text: str) -> str:
    run = f'<a:r><a:rPr lang="zh-CN" sz="1200" b="0"/><a:t>{_escaped(text)}</a:t></a:r>'
    return f'<c:title><c:tx><c:rich><a:bodyPr/><a:p>{run}</a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'


def _text_properties(size: int) -> str:
    fonts = '<a:latin typeface="宋体"/><a:ea typeface="宋体"/>'
    return (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{size}">{fonts}</a:defRPr></a:pPr>'
        '<a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
    )


def _series_xml(chart: Chart, index: int) -> str:
    series, column, last = chart.series[index], chr(ord("B") + index), len(chart.categories) + 1
    fill = f'<c:spPr><a:solidFill><a:srgbClr val="{_GREYS[index % len(_GREYS)]}"/></a:solidFill></c:spPr>'
    labels = (
        '<c:dLbls><c:numFmt formatCode="0.0" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr><c:showLegendKey val="0"/>'
        '<c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/>'
        '<c:showBubbleSize val="0"/></c:dLbls>'
    )
    name = f"<c:tx>{_strings(f'{_SHEET}!${column}$1', [series.name])}</c:tx>"
    categories = f"<c:cat>{_strings(f'{_SHEET}!$A$2:$A${last}', chart.categories)}</c:cat>"
    values = f"<c:val>{_numbers(f'{_SHEET}!${column}$2:${column}${last}', series.values)}</c:val>"
    order = f'<c:idx val="{index}"/><c:order val="{index}"/>'
    return f'<c:ser>{order}{name}{fill}<c:invertIfNegative val="0"/>{labels}{categories}{values}</c:ser>'


def _strings(place: str, texts: Sequence[str]) -> str:
    points = "".join(f'<c:pt idx="{n}"><c:v>{_escaped(text)}</c:v></c:pt>' for n, text in enumerate(texts))
    cache = f'<c:strCache><c:ptCount val="{len(texts)}"/>{points}</c:strCache>'
    return f"<c:strRef><c:f>{place}</c:f>{cache}</c:strRef>"


def _numbers(place: str, values: Sequence[Decimal | None]) -> str:
    points = "".join(
        f'<c:pt idx="{n}"><c:v>{value}</c:v></c:pt>' for n, value in enumerate(values) if value is not None
    )
    cache = f'<c:numCache><c:formatCode>0.0</c:formatCode><c:ptCount val="{len(values)}"/>{points}</c:numCache>'
    return f"<c:numRef><c:f>{place}</c:f>{cache}</c:numRef>"


def _axes_xml() -> str:
    line = '<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="7F7F7F"/></a:solidFill></a:ln></c:spPr>'
    grid = '<c:majorGridlines><c:spPr><a:ln w="3175"><a:solidFill><a:srgbClr val="D9D9D9"/></a:solidFill></a:ln></c:spPr></c:majorGridlines>'
    return (
        '<c:catAx><c:axId val="1001"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        '<c:axPos val="b"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/>{line}<c:crossAx val="1002"/><c:crosses val="autoZero"/></c:catAx>'
        '<c:valAx><c:axId val="1002"/><c:scaling><c:orientation val="minMax"/><c:max val="110"/><c:min val="0"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="l"/>{grid}<c:numFmt formatCode="0" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>{line}<c:crossAx val="1001"/><c:crosses val="autoZero"/>'
        '<c:crossBetween val="between"/><c:majorUnit val="20"/></c:valAx>'
    )
