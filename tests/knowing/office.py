"""An office of four units and one round, opened and read once, to be copied."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl

import examples.office
from office.desk.desk import Desk
from office.keeping.opening import init
from tests.offices import Played

UNITS = ("司法局", "财政局", "教育局", "科技局")


def small_office(folder: Path) -> Played:
    """The office, its ledger and units read."""
    folder.mkdir(parents=True, exist_ok=True)
    book = openpyxl.load_workbook(io.BytesIO(examples.office.units()))
    sheet = book["单位名录"]
    for row in range(sheet.max_row, 1, -1):
        if sheet.cell(row, 2).value not in UNITS:
            sheet.delete_rows(row)
    del book["分组"]
    book.save(folder / "units.xlsx")
    office = Played.__new__(Played)
    office.root, office.mails = folder / "office", 0
    init(office.root, units=folder / "units.xlsx")
    path = office.root / "office.toml"
    rounds = "[[rounds]]\ndue = 2022-09-10\n\n[[rounds]]\ndue = 2022-12-10\n"
    text = path.read_text(encoding="utf-8")
    assert rounds in text
    text = text.replace(rounds, "").replace("per_minute = 15", "per_minute = 0")
    path.write_text(text.replace("pdf = true", "pdf = false"), encoding="utf-8")  # a PDF takes seconds
    office.desk = Desk(office.root)
    return office


def rename_unit(root: Path, unit: str, day: str) -> None:
    """The clerk gives a unit a new name in units.xlsx, the old one with its last day under 曾用名, after those before it."""
    path = root / "units.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["单位名录"]
    sheet.cell(1, 20, "曾用名")
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, 2).value == unit:
            sheet.cell(row, 2, f"新{unit}")
            before = sheet.cell(row, 20).value
            sheet.cell(row, 20, f"{before}、{unit}（至{day}）" if before else f"{unit}（至{day}）")
    book.save(path)
