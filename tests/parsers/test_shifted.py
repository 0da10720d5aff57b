"""A row whose cells stand a column too far: its progress is read, and the row is named in a C finding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.model import Form, Ledger, Severity, Task
from ledger.reading import read_form
from ledger.roster import Roster
from parsers.form.form import forms_of
from parsers.form.grid import Cell, Document, Grid
from tests.parsers.shapes import HEADINGS, TASKS

MORE = (*HEADINGS, "备注")
LEDGER = Ledger(
    title="2022年任务落实台账", preface="", year=2022,
    tasks=tuple(
        Task(
            number=int(one.number), section=one.section, focus=one.focus, content=one.content, indicator=one.indicator,
            responsible=one.responsible, due=one.due,
        )
        for one in TASKS
    ),
)  # fmt: skip
SHIFTED = 2  # the row of tasks that is shifted in most tests
Rows = list[list[str]]


def rows_of(remark: str = "") -> Rows:
    return [[*task.texts()[:6], task.progress or "未开展。", remark] for task in TASKS]


def form_of(rows: Rows, headings: tuple[str, ...] = MORE, *, sheet: bool = True) -> Form:
    cells = [
        Cell(row, column, text)
        for row, texts in enumerate([list(headings), *rows], 1)
        for column, text in enumerate(texts, 1)
        if text or not sheet
    ]
    (form,) = forms_of("台账.xlsx", Document(blocks=("台账", Grid(name="表", cells=tuple(cells), sheet=sheet))))
    return form


def progress_of(form: Form) -> list[str]:
    return [row.progress.text if row.progress else "" for row in form.rows]


def told(form: Form) -> list[tuple[str, Severity, str]]:
    return [(finding.code, finding.severity, finding.where) for finding in form.findings]


@given(st.integers(0, 7), st.integers(0, 6), st.sampled_from(["", "见附件"]))
def test_a_cell_put_into_a_row(which: int, place: int, remark: str) -> None:
    rows = rows_of(remark)
    rows[which].insert(place, "")
    form = form_of(rows)
    assert progress_of(form) == [row[6] for row in rows_of()]
    assert [row.due.text if row.due else "" for row in form.rows] == [task.due for task in TASKS]
    assert [code for code, *_ in told(form)] in (
        ["shifted"],
        ["beside"],
    )  # before the progress it stands in the remarks
    assert all(place != 6 or code == "beside" for code, *_ in told(form))


@given(st.integers(0, 7), st.sampled_from([(0, "见附件"), (1, ""), (3, "见附件"), (4, "见附件"), (5, "")]))
def test_a_cell_taken_from_a_row(which: int, taken: tuple[int, str]) -> None:
    place, remark = taken
    rows = rows_of(remark)
    del rows[which][place]
    form = form_of(rows)
    assert progress_of(form) == [row[6] for row in rows_of()]
    assert [code for code, *_ in told(form)] == ["shifted"]
    ((_, severity, where),) = told(form)
    assert severity is Severity.VERIFY
    assert where.endswith(str(which + 2))


def test_rows_as_they_should_be_are_left_alone() -> None:
    form = form_of(rows_of("见附件"))
    assert form.findings == ()
    rows = [[*task.texts()[:6], "", ""] for task in TASKS]
    rows[3][5], rows[4][5], rows[5][4] = "按上级要求", "", "各有关单位"  # odd, blank and edited, but where they belong
    form = form_of(rows)
    assert not any(progress_of(form))
    assert form.findings == ()


@pytest.mark.parametrize("sheet", [True, False])
def test_progress_typed_over_the_time_limit_is_read_and_told(sheet: bool) -> None:
    rows = rows_of()
    rows[SHIFTED][5:7] = ["已于5月完成目录更新12条。", ""]
    form = form_of(rows, sheet=sheet)
    assert progress_of(form)[SHIFTED] == "已于5月完成目录更新12条。"
    assert [code for code, *_ in told(form)] == ["shifted"]


@pytest.mark.parametrize("filler", ["/", "√", "无", "—"])
@pytest.mark.parametrize("place", [1, 2, 4, 5])
def test_a_cell_put_into_a_row_and_filled(filler: str, place: int) -> None:
    rows = rows_of()
    rows[SHIFTED].insert(place, filler)
    form = form_of([row[:8] for row in rows])
    assert progress_of(form) == [row[6] for row in rows_of()]
    assert [code for code, *_ in told(form)] == ["shifted"]
    form = form_of([row[: 8 if at == SHIFTED else 7] for at, row in enumerate(rows)], HEADINGS, sheet=False)
    assert progress_of(form) == [row[6] for row in rows_of()]


@pytest.mark.parametrize("filler", ["/", "√", "无", "见备注", ""])
@pytest.mark.parametrize("headings", [MORE, (*HEADINGS, ""), HEADINGS])
def test_progress_stands_beside_a_cell_that_was_only_filled(filler: str, headings: tuple[str, ...]) -> None:
    rows = rows_of()
    for row in rows[:SHIFTED]:
        row[6:] = [filler, row[6]]
    form = form_of(rows, headings)
    for read, row in zip(progress_of(form), rows_of(), strict=True):
        assert read in (row[6], f"{filler}\n{row[6]}")
    assert form.findings == () or [code for code, *_ in told(form)] == ["beside"]


@pytest.mark.parametrize("filler", ["/", "√", "无"])
def test_fillers_where_they_belong_are_left_alone(filler: str) -> None:
    form = form_of(rows_of(filler))
    assert progress_of(form) == [row[6] for row in rows_of()]
    assert form.findings == ()
    rows = [[*task.texts()[:6], filler, filler] for task in TASKS]
    assert progress_of(form_of(rows)) == [filler] * len(TASKS)
    for at in (0, 2, 4):
        rows[at].insert(2, "")  # and in a row that was shifted
    assert progress_of(form_of(rows)) == [filler] * len(TASKS)
    rows = [[*task.texts()[:6], filler] for task in TASKS]
    rows[SHIFTED].insert(2, "—")  # or has a cell too many
    assert progress_of(form_of(rows, HEADINGS, sheet=False)) == [filler] * len(TASKS)


@given(st.integers(0, 7), st.sampled_from([0, 1, 3, 4, 5]), st.sampled_from(["已公开3条。", "尚未启动，待资金到位。"]))
def test_what_stands_in_the_place_of_another_is_never_filed_in_silence(which: int, place: int, said: str) -> None:
    rows = rows_of("见附件")
    rows[which][6] = said
    del rows[which][place]
    reading = read_form(form_of(rows), ledger=LEDGER, roster=Roster(units=()), rounds=())
    entry = next(one for one in reading.entries if one.task == which + 1)
    told = [one for one in reading.findings if one.severity is Severity.VERIFY and str(which + 2) in one.where]
    assert entry.progress == said or told
    assert [one.task for one in reading.entries] == [int(task.number) for task in TASKS]


def test_columns_of_ours_that_a_unit_worded_anew_are_no_progress() -> None:
    rows = rows_of()
    rows[0][5], rows[1][4], rows[2][3], rows[3][1] = (
        "2022年12月底前完成",
        "政府办公室、各乡镇",
        "每季度更新1次",
        "信息公开",
    )
    rows[4][3], rows[5][5], rows[6][5] = "100%", "年底前完成", "按上级要求"
    reading = read_form(form_of(rows), ledger=LEDGER, roster=Roster(units=()), rounds=())
    assert reading.findings == ()


def test_the_rest_of_a_row_below_a_heading_over_several_columns_stays_where_it_stands() -> None:
    cells = [Cell(1, column, text, columns=3 if column == 7 else 1) for column, text in enumerate(HEADINGS, 1)]
    cells += [Cell(2, column, text) for column, text in enumerate([*rows_of()[0][:7], "", ""], 1)]
    rest = ["", "", "的原则，严格落实。", "", "政府各部门", "", "", "", ""]
    pages = [tuple(cells), tuple(Cell(1, column, text) for column, text in enumerate(rest, 1))]
    grids = (Grid(name=f"表{number}", cells=page, page=True) for number, page in enumerate(pages, 1))
    (form,) = forms_of("台账.pdf", Document(blocks=("台账", *grids)))
    assert progress_of(form) == [TASKS[0].progress]


def test_remarks_that_a_page_cuts_go_on() -> None:
    rows = rows_of()
    rows[7][6:] = ["", "已开展“回头看”1次，已销"]
    first = Grid(
        name="表1",
        cells=tuple(
            Cell(r, c, text) for r, texts in enumerate([list(MORE), *rows], 1) for c, text in enumerate(texts, 1)
        ),
    )
    rest = Grid(
        name="表2", cells=tuple(Cell(1, c, text) for c, text in enumerate(["", "", "", "", "", "", "", "号3项。"], 1))
    )
    (form,) = forms_of("台账.docx", Document(blocks=("台账", first, rest)))
    assert progress_of(form)[7] == "已开展“回头看”1次，已销号3项。"


def test_a_form_whose_progress_is_on_other_pages_is_told_what_it_lacks() -> None:
    (finding,) = read_form(
        form_of([row[:6] for row in rows_of()], HEADINGS[:6]), ledger=LEDGER, roster=Roster(units=()), rounds=()
    ).findings
    assert (finding.code, finding.severity) == ("no_progress", Severity.RETURN)


def test_two_columns_of_progress_that_a_page_cuts_go_on_each_by_itself() -> None:
    headings = (*HEADINGS[:6], "本季度进展情况", "累计完成情况")
    row = [*TASKS[7].texts()[:6], "已开展“回头看”1次，销号", "累计销号"]
    first = Grid(
        name="表1",
        cells=tuple(Cell(r, c, text) for r, texts in enumerate([headings, row], 1) for c, text in enumerate(texts, 1)),
    )
    rest = Grid(name="表2", cells=tuple(Cell(1, c, text) for c, text in enumerate([""] * 6 + ["3项。", "9项。"], 1)))
    (form,) = forms_of("台账.docx", Document(blocks=("台账", first, rest)))
    assert progress_of(form) == ["已开展“回头看”1次，销号3项。\n累计销号9项。"]


@pytest.mark.parametrize("place", [1, 2, 3, 5])
def test_a_blank_answer_stays_blank_in_a_row_with_a_cell_too_many(place: int) -> None:
    rows = rows_of("由法制科办理")
    rows[SHIFTED][6] = ""
    rows[SHIFTED].insert(place, "")
    assert progress_of(form_of(rows, sheet=False)) == [
        row[6] if at != SHIFTED else "" for at, row in enumerate(rows_of())
    ]
