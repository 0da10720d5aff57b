"""What the content of a submission earns."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

import pytest

from ledger.checks import check_content
from ledger.model import Entry, Task
from ledger.text import is_blank, squeeze

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


def codes(
    text: str,
    *,
    on: date = date(2022, 6, 8),
    previous: str = "",
    theirs: str = "",
    task: Task = TASK,
    settled: Collection[int] = (),
) -> list[str]:
    found = check_content(
        [task],
        {29: Entry(task=29, progress=text, where="表1第2行")},
        unit="司法局",
        on=on,
        previous={29: previous} if previous else {},
        others={29: {"司法局": text, "财政局": squeeze(theirs)}} if theirs else {},
        settled=settled,
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
    assert finding.message == "第29项（表1第21行）进展情况未填写，请补充填写。"


@pytest.mark.parametrize("text", ["", "  \n　", "—", "－－－", "/", "\u200b"])
def test_strokes_and_white_space_are_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["无", "同上", "暂无", "0", "√"])
def test_a_word_or_a_tick_is_text(text: str) -> None:
    assert not is_blank(text)


@pytest.mark.parametrize(
    "text", ["此项工作不涉及司法局", "我街道不涉及", "不属于我局职责", "该项不涉及", "（不涉及）", "不 涉 及"]
)
def test_lead_unit_must_not_say_that_it_is_not_involved(text: str) -> None:
    lead = replace(TASK, leads=("司法局",))
    assert codes(text, task=lead) == ["not_involved"]
    assert codes(text) == []


@pytest.mark.parametrize("text", ["√", "详见附件", "正常推进", "与上季度一致", "无进展", "见附件", "按计划推进"])
def test_empty_phrases_are_looked_at(text: str) -> None:
    assert codes(text) == ["filler"]


@pytest.mark.parametrize(
    ("text", "below"),
    [
        ("图文解读占比由70%提高到100%", False),
        ("图文解读占比由70%提高到75%", True),
        ("图文解读占比百分之八十五", False),
        ("图文解读占比约七成", True),
        ("图文解读占比0.75", True),
        ("图文解读占比0.85", False),
        ("图文解读占比85%，多元化解读率百分之五十五", True),
        ("图文解读占比85%，多元化解读率65%", False),
        ("图文解读占比不低于80%的要求已落实，实际达到86%", False),
    ],
)
def test_share_reached_is_set_against_its_own_indicator(text: str, below: bool) -> None:
    assert ("below_indicator" in codes(text)) is below


def test_expired_task_is_not_asked_about_again_once_a_person_has_decided() -> None:
    later = date(2022, 7, 1)
    assert codes("基本完成，已发布3篇", on=later) == ["expired"]
    assert codes("基本完成，已发布3篇", on=later, settled={29}) == []


def test_blocks_of_like_texts_are_one_finding_for_each_pair_of_units() -> None:
    tasks = [replace(TASK, number=number) for number in (1, 2, 3)]
    entries = {number: Entry(task=number, progress=f"{LONG}之{number}", where="") for number in (1, 2, 3)}
    theirs = {number: {"财政局": squeeze(f"{LONG}之{number}"), "民政局": "别的内容"} for number in (1, 2, 3)}
    found = check_content(tasks, entries, unit="司法局", on=date(2022, 6, 8), previous={}, others=theirs)
    assert [one.message for one in found if one.code == "copied"] == [
        "有3项与财政局填报内容几乎相同（第1、2、3项），请核实。"
    ]


@pytest.mark.parametrize("text", ["［图片］", "［列表框］", "#REF!", "#N/A", "#NAME?", "Err:508", "［图片］\n［图片］"])
def test_what_holds_no_text_is_for_the_office(text: str) -> None:
    assert "filler" in codes(text)
    assert "filler" not in codes(f"{text}另已公开12条。")
