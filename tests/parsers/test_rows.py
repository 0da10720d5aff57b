"""Rows in are rows out: whatever a task's cells hold, the row is read as a task."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.form.form import forms_of
from parsers.form.grid import Cell, Document, Grid

HEADINGS = ("序号", "主要内容", "量化指标", "责任时限", "进展落实情况", "备注")
PHRASES = st.sampled_from(
    [
        "查看报送时间",
        "已明确上报时间和报送单位",
        "填报单位要写全称",
        "联系电话已公布",
        "长期坚持",
        "已公开12条",
        "报送日期",
        "2022年12月",
    ]
)
WORDS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
NUMBERS = st.sampled_from(
    [
        [str(n) for n in range(1, 13)],
        WORDS,
        [f"（{word}）" for word in WORDS],
        [f"第{word}项" for word in WORDS],
        list("①②③④⑤⑥⑦⑧⑨⑩⑪⑫"),
        [""] * 12,
    ]
)


def document(rows: list[list[str]], headings: tuple[str, ...] = HEADINGS) -> Document:
    cells = [
        Cell(row=row, column=column, text=text)
        for row, texts in enumerate([list(headings), *rows], 1)
        for column, text in enumerate(texts, 1)
    ]
    return Document(blocks=("2022年任务落实台账", Grid(name="表1", cells=tuple(cells))))


@settings(deadline=None)
@given(st.data())
def test_every_task_row_comes_out_whatever_its_cells_say(data: st.DataObject) -> None:
    numbers = data.draw(NUMBERS)
    count = data.draw(st.integers(1, 12))
    rows = [
        [numbers[n - 1], f"任务{n}的主要内容是做好公开", data.draw(PHRASES), data.draw(PHRASES), data.draw(PHRASES), ""]
        for n in range(1, count + 1)
    ]
    (form,) = forms_of("台账.docx", document(rows))
    assert [row.content.text if row.content else "" for row in form.rows] == [row[1] for row in rows]
    moved = {finding.where for finding in form.findings if finding.code == "shifted"}
    for place, (read, row) in enumerate(zip(form.rows, rows, strict=True), 2):
        assert f"表1第{place}行" in moved or (read.progress and read.progress.text) == row[4]


def test_progress_in_the_remarks_is_read_and_told() -> None:
    rows = [[str(n), f"任务{n}的主要内容是做好公开", "指标", "12月", "", f"已公开{n}条信息"] for n in (1, 2, 3)]
    (form,) = forms_of("台账.docx", document(rows))
    assert [row.progress.text if row.progress else "" for row in form.rows] == [row[5] for row in rows]
    assert [finding.code for finding in form.findings] == ["beside"]


def test_progress_in_the_remarks_of_some_rows_is_read_and_told() -> None:
    rows = [[str(n), f"任务{n}的主要内容是做好公开", "指标", "12月", f"已公开{n}条信息", ""] for n in range(1, 6)]
    for n, own, said in ((2, "", "已公开2条信息"), (3, "/", "已公开3条信息"), (4, "", "由法制科负责")):
        rows[n - 1][4:] = [own, said]
    (form,) = forms_of("台账.docx", document(rows))
    progress = [row.progress.text if row.progress else "" for row in form.rows]
    assert progress == ["已公开1条信息", "已公开2条信息", "已公开3条信息", "", "已公开5条信息"]
    (finding,) = form.findings
    assert finding.code == "beside"
    assert "有2行为空" in finding.message
    assert finding.where == "表1第3行"


def test_two_columns_of_progress_are_both_read() -> None:
    headings = ("序号", "主要内容", "责任时限", "完成情况", "具体进展情况", "下季度计划完成情况")
    rows = [[str(n), f"任务{n}的主要内容是做好公开", "12月", "已完成", f"公开{n}条。", "再公开2条。"] for n in (1, 2)]
    (form,) = forms_of("台账.docx", document(rows, headings))
    assert sorted((form.rows[0].progress.text if form.rows[0].progress else "").split("\n")) == ["公开1条。", "已完成"]


def test_a_column_that_the_office_gave_is_never_taken_for_progress() -> None:
    headings = ("序号", "督查事项", "议定内容要点", "责任单位", "责任时限", "办理情况")
    rows = [[str(n), f"推进老旧小区改造{n}个，已开工", f"第{n}项要点内容", "住建局", "12月", ""] for n in (1, 2, 3)]
    (form,) = forms_of("台账.docx", document(rows, headings))
    assert not any(row.progress and row.progress.text for row in form.rows)
    assert form.findings == ()


def test_a_time_limit_called_progress_is_no_progress() -> None:
    headings = ("序号", "工作要求", "责任单位", "时间进度", "落实情况")
    rows = [[str(n), f"第{n}项工作要求的内容", "住建局", "2025年6月", ""] for n in (1, 2, 3)]
    (form,) = forms_of("台账.docx", document(rows, headings))
    assert [row.due.text if row.due else "" for row in form.rows] == ["2025年6月"] * 3
    assert not any(row.progress and row.progress.text for row in form.rows)


def test_a_blank_form_with_a_remark_stays_blank() -> None:
    rows = [
        [str(n), f"任务{n}的主要内容是做好公开", "指标", "12月", "", "由法制科办理" if n == 1 else ""]
        for n in (1, 2, 3)
    ]
    (form,) = forms_of("台账.docx", document(rows))
    assert not any(row.progress and row.progress.text for row in form.rows)
    assert form.findings == ()


def test_a_short_form_in_chinese_numerals_is_read() -> None:
    rows = [["一", "已公开12条"], ["二", "报送时间已明确"], ["三", ""]]
    (form,) = forms_of("台账.docx", document(rows, ("序号", "进展落实情况")))
    assert [row.number.text for row in form.rows] == ["一", "二", "三"]


@given(st.integers(1, 5), st.integers(1, 4))
def test_a_row_with_a_blank_cell_too_many_stays_under_its_headings(which: int, place: int) -> None:
    rows = [
        [
            str(n),
            f"任务{n}的主要内容是做好各项政务公开工作，每月更新目录",
            "查看目录更新情况",
            "长期坚持",
            f"已公开{n}条。",
        ]
        for n in range(1, 6)
    ]
    meant = [row[-1] for row in rows]
    rows[which - 1].insert(place, "")
    (form,) = forms_of("台账.docx", document(rows, HEADINGS[:5]))
    assert [row.progress.text if row.progress else "" for row in form.rows] == meant
    assert [row.due.text if row.due else "" for row in form.rows] == ["长期坚持"] * 5


def _tables(*tables: list[list[str]], hidden: bool = False) -> Document:
    """Tables on a page; where the last is `hidden`, sheets."""
    grids = (
        Grid(
            name=f"表{number}",
            cells=tuple(Cell(r, c, text) for r, row in enumerate(rows, 1) for c, text in enumerate(row, 1)),
            sheet=hidden,
            hidden=hidden and number == len(tables),
        )
        for number, rows in enumerate(tables, 1)
    )
    return Document(blocks=("2022年任务落实台账", *grids))


_SHORT = [["序号", "进展落实情况"], ["1", "已完成"], ["2", "推进中"]]


def test_a_narrow_table_goes_on_where_its_rows_are_numbered() -> None:
    (form,) = forms_of("台账.docx", _tables(_SHORT, [["3", "已公开"], ["4", "已培训"]]))
    assert [row.number.text for row in form.rows] == ["1", "2", "3", "4"]
    (form,) = forms_of("台账.docx", _tables(_SHORT, [["填表人", "张三"]]))
    assert len(form.rows) == 2
    assert not form.findings


def test_rows_under_no_heading_are_told_of() -> None:
    (form,) = forms_of("台账.docx", _tables(_SHORT, [["3", "目录", "局办", "长期坚持", "已公开"]]))
    assert [finding.where for finding in form.findings] == ["表2第1行"]
    assert len(form.rows) == 2


def test_a_hidden_sheet_does_not_go_on_with_a_shown_one() -> None:
    shown, old = ([["序号", "主要内容", "进展落实情况"], ["1", "培训", "已办"]], [["2", "公开", "未开展"]])
    (form,) = forms_of("台账.xlsx", _tables(shown, old, hidden=True))
    assert [row.number.text for row in form.rows] == ["1"]


def test_a_label_with_its_answer_is_no_heading() -> None:
    rows = [["3", "做好工作内容公开", "进展情况：已公开"], ["4", "目录更新", "已更新"]]
    (form,) = forms_of("台账.docx", _tables([["序号", "主要内容", "进展落实情况"], ["1", "培训", "已办"]], rows))
    assert [row.number.text for row in form.rows] == ["1", "3", "4"]


def test_a_row_above_headings_told_again_is_a_task_whatever_its_cells_say() -> None:
    told = ["", "培训", "查看报送时间", "长期坚持", "已培训", "填报时间：以系统为准"]
    rows = [["1", "目录", "", "", "已更新", ""], told, list(HEADINGS), ["3", "公开", "", "", "已公开", ""]]
    (form,) = forms_of("台账.xlsx", document(rows))
    assert [row.progress.text if row.progress else "" for row in form.rows] == ["已更新", "已培训", "已公开"]


def test_rows_above_headings_told_again_belong_to_the_table_before() -> None:
    head = ["序号", "主要内容", "进展落实情况"]
    first, second = [head, ["1", "目录", "已更新"]], [["2", "培训", "已培训"], head, ["3", "公开", "已公开"]]
    (form,) = forms_of("台账.docx", _tables(first, second))
    assert [row.number.text for row in form.rows] == ["1", "2", "3"]


def test_progress_in_a_table_of_its_own_belongs_to_the_tasks_before() -> None:
    given = [["序号", "主要内容", "责任时限"], ["1", "目录", "长期坚持"], ["2", "培训", "12月"]]
    (form,) = forms_of("台账.docx", _tables(given, [["序号", "进展落实情况"], ["1", "已更新"], ["2", "已培训"]]))
    told = [(row.number.text, row.progress.text) for row in form.rows if row.progress and row.progress.text]
    assert told == [("1", "已更新"), ("2", "已培训")]
