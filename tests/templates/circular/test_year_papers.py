"""The papers in the course of a year: committed templates, bytes, pages."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pdfplumber
import pytest
from docx.document import Document

from ledger.model import Inspection, Standing
from ledger.progress import Progress, progress_of
from templates.circular import duties, middle, publication, sample
from templates.circular.documents import build_year
from templates.common.package import settle

REPORT = sample.report({3: Standing.LATE, 9: Standing.MISSING}, before={9: Standing.MISSING})
HOSTILE = "</w:t>{{ 7*7 }}=HYPERLINK(1)"
INSPECTION = Inspection(
    office=REPORT.office,
    ledger=REPORT.ledger,
    made_at=REPORT.made_at,
    units=tuple(one.unit for one in REPORT.assessments),
    rounds=(sample.round_(1), sample.round_(2)),
    assessments=(*REPORT.previous_assessments, *REPORT.assessments),
    texts={
        one.unit.name: {**{entry.task: entry.progress for entry in one.entries}, 5: HOSTILE}
        for one in REPORT.assessments
        if one.entries
    },
)
RENDERED: dict[str, Callable[[], bytes]] = {
    "duties": lambda: duties.docx(INSPECTION.ledger, INSPECTION.units, office=REPORT.office, made_at=REPORT.made_at),
    "middle": lambda: middle.render(INSPECTION),
    "published": lambda: publication.render_ledger(INSPECTION, "教育局"),
    "summary": lambda: publication.render_summary(INSPECTION, "教育局"),
}


@pytest.mark.parametrize("name", build_year.BUILT)
def test_committed_templates_are_what_the_script_builds(name: str) -> None:
    buffer = io.BytesIO()
    build_year.BUILT[name]().save(buffer)
    assert settle(buffer.getvalue()) == settle((build_year.FOLDER / f"{name}.docx").read_bytes())


@pytest.fixture(scope="module")
def printed(to_pdfs: Callable[[Mapping[str, bytes]], dict[str, Path]]) -> dict[str, tuple[bytes, Path]]:
    """Each paper with its PDF."""
    made = {name: make() for name, make in RENDERED.items()}
    return {name: (made[name], path) for name, path in to_pdfs(made).items()}


@pytest.mark.parametrize("name", RENDERED)
def test_paper_stays_within_its_margins_and_gives_the_same_bytes(
    name: str, printed: dict[str, tuple[bytes, Path]]
) -> None:
    content, path = printed[name]
    assert content == RENDERED[name]()
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            edge = 297 - 37 if page.width > page.height else 210 - 26
            assert max(char["x1"] for char in page.chars) * 25.4 / 72 < edge + 0.5


def test_hostile_text_is_published_as_text(read_back: Callable[[bytes], Document]) -> None:
    (table,) = read_back(RENDERED["published"]()).tables
    assert any(HOSTILE in cell.text for cell in table.columns[5].cells)


@pytest.mark.parametrize(
    ("text", "due", "state"),
    [
        ("已完成", "2022-05-31", Progress.DONE),
        ("正在推进", "2022-05-31", Progress.OVERDUE),
        ("", "2022-05-31", Progress.OVERDUE),
        ("正在推进", "2022-06-30", Progress.UNDER_WAY),
        ("／", "2022-06-30", Progress.SILENT),
    ],
)
def test_state_follows_what_the_lead_units_wrote(text: str, due: str, state: Progress) -> None:
    task = sample._task(3, ("教育局",))
    limited = replace(task, expires=date.fromisoformat(due))
    assert progress_of(limited, {"教育局": {3: text}}, date(2022, 6, 15)) is state


@pytest.mark.parametrize(
    ("today", "last"),
    [("2022-06-15", "2022-09-30"), ("2022-07-01", "2022-12-31"), ("2022-12-31", "2023-03-31")],
)
def test_next_quarter_goes_over_the_year(today: str, last: str) -> None:
    assert middle.end_of_next_quarter(date.fromisoformat(today)) == date.fromisoformat(last)


def test_nothing_is_said_of_units_that_are_undecided() -> None:
    waiting = INSPECTION.units[9].name
    assessed = tuple(
        replace(one, standing=Standing.UNDECIDED, submission=None) if one.unit.name == waiting else one
        for one in INSPECTION.assessments
    )
    context = middle.context(replace(INSPECTION, assessments=assessed))
    assert context["silent"] == "其他单位均已报送过台账。来件待核实的单位1个，暂不作认定。"
    assert "来件待核实的单位暂不作认定" in str(context["reported"])
    task = replace(INSPECTION.ledger.tasks[0], leads=(waiting,), expires=date(2022, 5, 31))
    one = replace(INSPECTION, assessments=assessed, ledger=replace(INSPECTION.ledger, tasks=(task,)))
    assert middle.context(one)["tasks"] == "台账共有任务1项，其中完成情况待核1项。"
    assert "到期未完成1项" in str(middle.context(replace(one, assessments=INSPECTION.assessments))["tasks"])


def test_what_is_done_is_not_pressed_for() -> None:
    first, second = (
        replace(task, expires=date(2022, 6, 30), leads=("教育局",)) for task in INSPECTION.ledger.tasks[:2]
    )
    texts = {"教育局": {first.number: "已完成", second.number: "正在推进"}}
    two = replace(INSPECTION, texts=texts, ledger=replace(INSPECTION.ledger, tasks=(first, second)))
    head, *lines = middle._expiring(two)
    assert head == "2022年6月15日至9月底到期的任务2项，其中已完成1项，其余请牵头单位抓紧落实："
    assert [line[:3] for line in lines] == ["第2项"]
    one = replace(two, ledger=replace(two.ledger, tasks=(first,)))
    assert middle._expiring(one) == ["2022年6月15日至9月底到期的任务1项，均已完成。"]


def test_signature_is_kept_with_the_text_before_it(read_back: Callable[[bytes], Document]) -> None:
    paragraphs = read_back(RENDERED["middle"]()).paragraphs
    signed = next(place for place, one in enumerate(paragraphs) if one.text == "2022年6月15日")
    kept = [one.paragraph_format.keep_with_next or one.style.paragraph_format.keep_with_next for one in paragraphs[:signed] if one.style]  # fmt: skip
    assert all(kept[-3:])
    assert paragraphs[signed - 3].text.startswith("已到期的各期均未报送的单位1个")


def test_paragraph_for_the_public_has_no_twins_and_no_standing() -> None:
    same = [replace(task, focus="（一）推进标准化", leads=("教育局",)) for task in INSPECTION.ledger.tasks[:4]]
    texts = {"教育局": {1: "已完成目录编制。", 2: "已公开信息30条", 3: "不涉及", 4: "已完成目录编制。"}}
    told = publication.summary_context(
        replace(INSPECTION, texts=texts, ledger=replace(INSPECTION.ledger, tasks=tuple(same))), "教育局"
    )
    assert told["lines"] == ["1.推进标准化。已完成目录编制。已公开信息30条。"]
    assert not [word for word in ("按时", "逾期", "到期未完成", "报送") if word in str(told["lead"])]


def test_duties_begin_with_the_units(read_back: Callable[[bytes], Document]) -> None:
    by_unit, by_task = read_back(RENDERED["duties"]()).tables
    assert [cell.text for cell in by_unit.rows[0].cells][1] == "单位"
    assert len(by_unit.rows) == len(INSPECTION.units) + 1
    assert by_task.rows[0].cells[2].text == "主要内容"


def test_what_expires_in_the_rest_of_this_quarter_is_named_too() -> None:
    task = replace(INSPECTION.ledger.tasks[0], expires=date(2022, 6, 30), due="2022年6月底")
    ledger = replace(INSPECTION.ledger, tasks=(task,))
    first, second = middle._expiring(replace(INSPECTION, ledger=ledger, texts={}))
    assert first == "2022年6月15日至9月底到期的任务1项，请牵头单位抓紧落实："
    assert second.startswith("第1项“")
