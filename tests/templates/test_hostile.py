"""A name that means something to XML, to a template engine, to Excel or to a browser is text in every paper."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from typing import TypeVar
from zipfile import ZipFile

import pytest
from lxml import etree
from openpyxl import load_workbook

from ledger.frozen import freeze, thaw
from ledger.model import Annual, Inspection, Report, Standing
from templates.board import board
from templates.circular import annual, check_list, circular, correction, duties, middle, publication, sample
from templates.common.wording import clean
from templates.forms import forms
from templates.workbook import workbook

T = TypeVar("T")
ORDINARY = "教育局"
LONG = "久久为功" * 2_500
HOSTILE = "=1+{{ 7919*7907 }}{% for x in y %}</w:t><w:p/>&lt;\x07教\u202e育\u200b<script>alert(1)</script>局"


def renamed(kind: type[T], value: T, name: str) -> T:
    """The noun with one unit under another name, wherever the name stands."""
    return thaw(kind, _renamed(freeze(value), name))


def _renamed(frozen: object, name: str) -> object:
    match frozen:
        case str():
            return frozen.replace(ORDINARY, name)
        case list():
            return [_renamed(item, name) for item in frozen]
        case dict():
            return {key.replace(ORDINARY, name): _renamed(value, name) for key, value in frozen.items()}
    return frozen


def report_of(name: str) -> Report:
    states = dict.fromkeys(range(4), Standing.LATE)
    return renamed(Report, sample.report(states, before=dict.fromkeys(range(4), Standing.MISSING)), name)


def inspection_of(name: str) -> Inspection:
    report = report_of(name)
    return Inspection(
        office=report.office,
        ledger=report.ledger,
        made_at=report.made_at,
        units=tuple(one.unit for one in report.assessments),
        rounds=(report.round,),
        assessments=report.assessments,
        texts={name: {task.number: f"{name}已完成" for task in report.ledger.tasks}},
    )


def corrected(name: str) -> bytes:
    before = report_of(name)
    right = tuple(replace(one, standing=Standing.ON_TIME) for one in before.assessments)
    return correction.render(replace(before, assessments=right, problems=()), before, why={name: f"{name}已延期"})


def form_of(name: str, make: Callable[..., bytes]) -> bytes:
    report = report_of(name)
    unit = next(one.unit for one in report.assessments if one.unit.name == name)
    return make(report.ledger, unit, report.round, version="1", filled={1: name}, previous={2: name}, marks={1: name})


def duties_of(name: str, make: Callable[..., bytes]) -> bytes:
    one = inspection_of(name)
    return make(one.ledger, one.units, office=one.office, made_at=one.made_at)


PAPERS: dict[str, Callable[[str], bytes]] = {
    "circular": lambda name: circular.render(report_of(name)),
    "correction": corrected,
    "check_list": lambda name: check_list.render(
        report_of(name), submissions={}, sources={}, decisions=(), rules="1", waits=()
    ),
    "workbook": lambda name: workbook.render(report_of(name)),
    "board": lambda name: board.render(report_of(name)).encode(),
    "annual": lambda name: annual.render(renamed(Annual, sample.annual(), name)),
    "annual_check": lambda name: annual.render_check(renamed(Annual, sample.annual(), name), name),
    "duties.docx": lambda name: duties_of(name, duties.docx),
    "duties.xlsx": lambda name: duties_of(name, duties.xlsx),
    "middle": lambda name: middle.render(inspection_of(name)),
    "published": lambda name: publication.render_ledger(inspection_of(name), name),
    "summary": lambda name: publication.render_summary(inspection_of(name), name),
    "form.docx": lambda name: form_of(name, forms.docx),
    "form.xlsx": lambda name: form_of(name, forms.xlsx),
}


class _Shown(HTMLParser):
    """What a browser shows of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def shown(content: bytes) -> str:
    """All text of a paper as a person sees it, whatever it is."""
    if not content.startswith(b"PK"):
        page = _Shown()
        page.feed(content.decode())
        return "\n".join(page.text)
    with ZipFile(io.BytesIO(content)) as package:
        if "word/document.xml" in package.namelist():
            root = etree.fromstring(package.read("word/document.xml"))
            return "\n".join("".join(map(str, p.itertext("{*}t"))) for p in root.iter("{*}p"))
    book = load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    return "\n".join(str(cell.value) for cell in cells)


@pytest.mark.parametrize("paper", PAPERS)
def test_hostile_name_is_text(paper: str) -> None:
    text = re.sub(r"\s", "", shown(PAPERS[paper](HOSTILE)))
    assert re.sub(r"\s", "", clean(HOSTILE)) in text
    assert str(7919 * 7907) not in text


@pytest.mark.parametrize("paper", PAPERS)
def test_name_of_ten_thousand_characters_is_in_full(paper: str) -> None:
    assert LONG in re.sub(r"\s", "", shown(PAPERS[paper](LONG)))
