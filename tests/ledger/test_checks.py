"""C findings on content, and what reads as completed."""

from datetime import date

import pytest

from ledger.checks import check_content
from ledger.model import Entry, Task
from ledger.text import is_blank, is_filler, is_not_involved, reads_completed, squeeze

TASK = Task(
    number=29,
    section="四",
    focus="（一）",
    content="政策解读",
    indicator="图文解读占比不低于80%、多元化解读率不得低于60%",
    responsible="",
    due="2022年6月",
    units=("司法局", "财政局"),
    expires=date(2022, 6, 30),
)


def codes(text: str, *, on: date = date(2022, 6, 8), previous: str = "", theirs: str = "") -> list[str]:
    found = check_content(
        [TASK],
        {29: Entry(task=29, progress=text, where="表1第2行")},
        unit="司法局",
        on=on,
        previous={29: previous} if previous else {},
        others={29: {"司法局": text, "财政局": squeeze(theirs)}} if theirs else {},
    )
    return [finding.code for finding in found]


LONG = "发布政策解读材料12篇，其中图文解读10篇，占比85%，按时完成。"


@pytest.mark.parametrize(
    ("text", "more", "expected"),
    [
        (LONG, {}, []),
        ("", {}, ["blank"]),
        (" －— ", {}, ["blank"]),
        ("无", {}, ["filler"]),
        ("同上。", {}, ["filler"]),
        ("已全部完成。", {}, ["no_fact"]),
        ("图文解读占比达到75%，发布12篇", {}, ["below_indicator"]),
        ("图文解读占比达到85%，多元化解读率为55%", {}, ["below_indicator"]),
        ("图文解读占比达到85%，同比提高5%", {}, []),
        (LONG, {"previous": "发布政策解读材料12篇，其中图文解读10篇，占比85%， 按时完成。"}, ["unchanged"]),
        (LONG, {"theirs": LONG}, ["copied"]),
        (LONG, {"theirs": "组织新闻发布会2场，回应社会关切5件次，均在规定时限内办结。"}, []),
        ("正在推进，已发布3篇", {"on": date(2022, 7, 1)}, ["expired"]),
        (LONG, {"on": date(2022, 7, 1)}, []),
    ],
)
def test_content_earns_its_findings(text: str, more: dict[str, object], expected: list[str]) -> None:
    assert codes(text, **more) == expected  # type: ignore[arg-type]  # arguments of codes


def test_finding_says_which_task_stands_where_and_what_to_do() -> None:
    (finding,) = check_content(
        [TASK],
        {29: Entry(task=29, progress="", where="表1第21行")},
        unit="司法局",
        on=date(2022, 6, 8),
        previous={},
        others={},
    )
    assert finding.message == "第29项（表1第21行）进展落实情况未填写，请补充填写。"


@pytest.mark.parametrize("text", ["", "  \n　", "—", "－－－", "/", "\u200b"])
def test_strokes_and_white_space_are_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["无", "同上", "暂无", "0", "√"])
def test_a_word_or_a_tick_is_text(text: str) -> None:
    assert not is_blank(text)


def test_not_involved_is_said_in_many_ways() -> None:
    assert all(is_not_involved(text) for text in ("不涉及", "我单位不涉及此项工作。", "不 涉 及"))
    assert not is_not_involved("不涉及保密事项，已公开12条")
    assert is_filler("无。")


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("已完成", True),
        ("3月已印发《方案》，全部公开", True),
        ("未完成的5项均已整改并销号", True),
        ("未完成", False),
        ("正在推进", False),
        ("已完成2项，尚未公开", False),
        ("按计划开展", False),
    ],
)
def test_completed_is_said_and_not_denied(text: str, done: bool) -> None:
    assert reads_completed(text) is done
