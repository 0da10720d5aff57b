"""Every file of the corpus is read as its golden says: every cell, unit, date and round."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import parsers
from ledger.model import Field, Form, Row
from ledger.text import squeeze
from tests.parsers import matrix
from tests.parsers.shapes import FIELDS

CORPUS = Path(__file__).parent / "corpus"
FILES = sorted(path for path in CORPUS.glob("*/*") if path.name != "golden.json")


def said(value: Field | str | None) -> str:
    return squeeze(value.text if isinstance(value, Field) else value or "")


def row_said(row: Row) -> dict[str, str]:
    return {name: said(getattr(row, name)) for name in FIELDS}


def form_said(form: Form) -> dict[str, Any]:
    return {
        "title": said(form.title),
        "unit": said(form.unit),
        "reported_on": said(form.reported_on),
        "round": said(form.round),
        "rows": [row_said(row) for row in form.rows],
    }


def squeezed(value: Any) -> Any:  # noqa: ANN401 - a tree of JSON
    if isinstance(value, dict):
        return {key: squeezed(one) for key, one in value.items()}
    return [squeezed(one) for one in value] if isinstance(value, list) else squeeze(value or "")


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_corpus_file_is_read_as_its_golden_says(path: Path) -> None:
    expected = squeezed(json.loads((path.parent / "golden.json").read_text(encoding="utf-8")))
    told = [form.pop("findings", None) for form in expected]
    hints = [form.pop("hints", []) for form in expected]
    forms = parsers.read(path.name, path.read_bytes())
    assert [form_said(form) for form in forms] == expected
    assert all(set(wanted) <= set(map(squeeze, form.hints)) for form, wanted in zip(forms, hints, strict=True))
    for form, codes in zip(forms, told, strict=True):
        assert codes is None or [finding.code for finding in form.findings] == codes


def test_every_kind_is_told_in_three_formats_by_two_producers_where_it_can_be() -> None:
    assert matrix.short_of(matrix.held()) == set(matrix.ONLY)


def test_corpus_is_of_many_hands() -> None:
    assert {path.stem.partition(".")[0] for path in FILES} >= {
        "by-hand",
        "python-docx",
        "openpyxl",
        "libreoffice",
        "npm-docx",
        "exceljs",
        "sheetjs",
    }
