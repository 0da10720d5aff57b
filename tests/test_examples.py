"""The example office: 38 units, 42 tasks, and files that say what their texts say."""

import io
import json
import tomllib
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from examples import build, office
from ledger.checks import check_content
from ledger.limits import read_due
from ledger.model import Entry, Severity, Task, Unit
from ledger.responsibility import read_responsibility
from office.desk.units import read_roster

HERE = Path(build.__file__).parent


def text(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def units() -> list[Unit]:
    return [Unit(name=unit["name"], category=unit["category"]) for unit in text("units.toml")["units"]]


def tasks() -> tuple[Task, ...]:
    return tuple(build.tasks(text("ledger.toml")))


def parts(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_ledger_docx_is_made_from_its_text() -> None:
    assert parts(office.ledger()) == parts(build.ledger_docx())


def test_units_xlsx_is_made_from_its_text() -> None:
    assert office.units() == build.units_xlsx()


def test_ledger_docx_holds_every_task_in_seven_columns() -> None:
    document = docx.Document(io.BytesIO(office.ledger()))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    expected = [
        [str(task.number), task.focus, task.content, task.indicator, task.responsible, task.due, ""] for task in tasks()
    ]
    assert [row for row in rows if row[0].isdigit()] == expected
    assert rows[0] == ["序号", "重点工作", "主要内容", "量化指标", "责任单位", "责任时限", "进展落实情况"]
    sections = [row[0] for row in rows if len(set(row)) == 1]
    assert sections == [section["title"] for section in text("ledger.toml")["sections"]]


def test_ledger_docx_has_title_preface_and_open_lines() -> None:
    document = docx.Document(io.BytesIO(office.ledger()))
    said = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert said == [text("ledger.toml")["title"], text("ledger.toml")["preface"], "填报单位：", "填报时间："]


def test_ledger_has_forty_two_tasks_in_six_sections() -> None:
    assert [task.number for task in tasks()] == list(range(1, 43))
    assert len({task.section for task in tasks()}) == 6


def test_units_are_a_district_of_thirty_eight() -> None:
    assert Counter(unit.category for unit in units()) == {"部门": 23, "乡镇": 4, "街道": 11}


def test_names_and_aliases_belong_to_one_unit() -> None:
    names = [name for unit in text("units.toml")["units"] for name in (unit["name"], *unit["aliases"])]
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_people_and_addresses_are_nobodys_twice() -> None:
    book = openpyxl.load_workbook(io.BytesIO(office.units()))
    head, *rows = book["单位名录"].iter_rows(values_only=True)
    assert list(head) == list(build.UNIT_COLUMNS)
    addresses = [str(value) for row in rows for value in row if "@" in str(value)]
    assert len(set(addresses)) == len(addresses) == 38 * 3
    assert all(address.endswith(".example") for address in addresses)


def test_groups_name_units_and_categories_that_exist() -> None:
    known = {unit.name for unit in units()} | {f"类别：{unit.category}" for unit in units()}
    for group in text("units.toml")["groups"]:
        assert set(group["includes"]) | set(group["excludes"]) <= known


def test_progress_is_the_same_for_the_same_and_different_for_others() -> None:
    pairs = list(product(tasks(), units()))
    texts = [office.progress(task, unit, "2022年第二季度") for task, unit in pairs]
    assert texts == [office.progress(task, unit, "2022年第二季度") for task, unit in pairs]
    assert len(set(texts)) == len(texts)
    assert all(40 <= len(said) <= 160 for said in texts)
    assert office.progress(*pairs[0], "2022年第三季度") != texts[0]


def test_names_hold_no_separator() -> None:
    both = text("units.toml")["units"] + text("units.toml")["groups"]
    assert [name for one in both for name in (one["name"], *one["aliases"]) if "、" in name] == []


def test_every_task_is_answered_and_nothing_in_the_ledger_is_odd() -> None:
    roster = read_roster(office.units(), place="银川市兴庆区")
    read = [read_responsibility(task.responsible, roster, task=task.number) for task in tasks()]
    assert [finding for one in read for finding in one.findings] == []
    assert all(one.leads for one in read)
    answered = Counter(name for one in read for name in one.units)
    assert len(answered) == 38
    assert len(set(answered.values())) > 5, "the units' forms differ"


def test_units_answer_the_real_ledger_but_for_two_collective_names() -> None:
    roster = read_roster(office.units(), place="银川市兴庆区")
    real = json.loads((HERE / "../../shared/ledger-2022/tasks.json").read_text(encoding="utf-8"))
    read = [read_responsibility(task["responsible"], roster, task=task["no"]) for task in real]
    unmatched = {finding.task for one in read for finding in one.findings if finding.severity is Severity.VERIFY}
    assert unmatched == {23, 24, 25}


@pytest.mark.parametrize(
    ("quarter", "on"), [("二", date(2022, 6, 10)), ("三", date(2022, 9, 13)), ("四", date(2022, 12, 12))]
)
def test_progress_has_nothing_to_find_fault_with(quarter: str, on: date) -> None:
    roster = read_roster(office.units(), place="银川市兴庆区")
    understood = [
        replace(task, leads=read.leads, units=read.units, expires=read_due(task.due, year=2022)[0])
        for task in tasks()
        for read in [read_responsibility(task.responsible, roster, task=task.number)]
    ]
    texts = {
        task.number: {unit: office.progress(task, roster[unit], f"2022年第{quarter}季度") for unit in task.units}
        for task in understood
    }
    found = [
        finding
        for unit in roster.units
        for mine in [[task for task in understood if unit.name in task.units]]
        for finding in check_content(
            mine,
            {task.number: Entry(task=task.number, progress=texts[task.number][unit.name]) for task in mine},
            unit=unit.name,
            on=on,
            previous={},
            others=texts,
        )
    ]
    assert found == []
