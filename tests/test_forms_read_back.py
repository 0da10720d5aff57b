"""What the office sends out it can read back: blank, filled, returned with comments, with last round's texts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

import parsers
from examples import office
from examples.filling import fill
from ledger.model import SHANGHAI, Form, Ledger, Round
from ledger.opening import open_year
from office.desk.units import read_roster
from templates.forms import forms

ROSTER = read_roster(office.units(), place="银川市兴庆区")
ROUND = Round(
    code="2022Q2",
    name="2022年第二季度",
    due=date(2022, 6, 10),
    deadline=datetime(2022, 6, 11, tzinfo=SHANGHAI),
    opens=datetime(2022, 1, 1, tzinfo=SHANGHAI),
)
MAKERS = [pytest.param(forms.docx, "docx", id="docx"), pytest.param(forms.xlsx, "xlsx", id="xlsx")]
Maker = Callable[..., bytes]


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    (form,) = parsers.read("ledger.docx", office.ledger())
    return open_year(form, ROSTER)


def read(name: str, content: bytes) -> Form:
    (form,) = parsers.read(name, content)
    return form


def progress(form: Form) -> dict[int, str]:
    return {int(row.number.text): row.progress.text.strip() if row.progress else "-" for row in form.rows}


def test_example_ledger_is_read_as_it_was_written(ledger: Ledger) -> None:
    assert ledger.findings == ()
    assert [task.number for task in ledger.tasks] == list(range(1, 43))
    assert ledger.deadlines == (date(2022, 6, 10), date(2022, 9, 10), date(2022, 12, 10))
    assert all(task.units and task.leads and task.indicator and task.responsible for task in ledger.tasks)


@pytest.mark.parametrize(("make", "suffix"), MAKERS)
def test_blank_form_is_read_back(ledger: Ledger, make: Maker, suffix: str) -> None:
    unit = ROSTER["发改局"]
    form = read(f"form.{suffix}", make(ledger, unit, ROUND, version="1"))
    assert form.title.startswith(ledger.title)
    assert form.issued == ("发改局", "2022Q2", "1")
    assert form.unit is not None
    assert form.unit.text == "发改局"
    assert form.round is not None
    assert "第二季度" in form.round.text
    assert not (form.reported_on and form.reported_on.text.strip())
    mine = {task.number: task for task in ledger.tasks if unit.name in task.units}
    assert progress(form) == dict.fromkeys(mine, "")
    for row in form.rows:
        task = mine[int(row.number.text)]
        given = (row.section, *(field and field.text for field in (row.focus, row.content, row.indicator, row.due)))
        assert given == (task.section, task.focus, task.content, task.indicator, task.due)


@pytest.mark.parametrize(("make", "suffix"), MAKERS)
def test_filled_form_is_read_back(ledger: Ledger, make: Maker, suffix: str) -> None:
    unit = ROSTER["卫健局"]
    texts = {task.number: office.progress(task, unit, ROUND.name) for task in ledger.tasks if unit.name in task.units}
    form = read(f"form.{suffix}", fill(make(ledger, unit, ROUND, version="1"), texts, day="2022年6月8日"))
    assert progress(form) == texts
    assert form.reported_on is not None
    assert form.reported_on.text.strip() == "2022年6月8日"


@pytest.mark.parametrize(("make", "suffix"), MAKERS)
def test_returned_form_is_read_back_without_our_comments(ledger: Ledger, make: Maker, suffix: str) -> None:
    unit = ROSTER["宣传部"]
    filled, marks = {18: "已发布信息12条。", 19: "无"}, {19: "请补充数据。", 30: "未填写。"}
    form = read(f"form.{suffix}", make(ledger, unit, ROUND, version="1", filled=filled, marks=marks))
    assert progress(form) == {18: "已发布信息12条。", 19: "无", 30: "", 34: "", 39: ""}


@pytest.mark.parametrize(("make", "suffix"), MAKERS)
def test_last_rounds_texts_are_not_taken_for_this_rounds(ledger: Ledger, make: Maker, suffix: str) -> None:
    unit = ROSTER["宣传部"]
    previous = {18: "上期发布信息8条。", 34: "上期更新4次。"}
    form = read(f"form.{suffix}", make(ledger, unit, ROUND, version="1", previous=previous))
    assert progress(form) == {18: "", 19: "", 30: "", 34: "", 39: ""}


@pytest.mark.parametrize(("make", "suffix"), MAKERS)
def test_every_units_form_holds_its_tasks(ledger: Ledger, make: Maker, suffix: str) -> None:
    few = replace(ledger, tasks=ledger.tasks[7:30])
    for unit in ROSTER.units[::6]:
        form = read(f"form.{suffix}", make(few, unit, ROUND, version="1"))
        assert list(progress(form)) == [task.number for task in few.tasks if unit.name in task.units]
