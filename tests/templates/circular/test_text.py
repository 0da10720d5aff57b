"""The circular's words, for every case, against the tables of the same document."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import cast

import docx
import pytest
from docx.document import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.model import Report, Standing
from templates.circular import circular, sample
from templates.circular.figures import figures
from templates.circular.text import classes

Reader = Callable[[bytes], Document]

LATE, MISSING, INCOMPLETE = Standing.LATE, Standing.MISSING, Standing.INCOMPLETE
EXCUSED, PENDING = Standing.EXCUSED, Standing.PENDING


def body(document: Document) -> list[str]:
    """The paragraphs before the first attachment."""
    texts = []
    for paragraph in document.paragraphs:
        if paragraph.style is not None and paragraph.style.name == "附件标记":
            break
        texts.append(paragraph.text)
    return texts


def tables(document: Document) -> dict[str, list[list[str]]]:
    """The rows of each table, by its second head."""
    read = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    return {"，".join(rows[0]): rows[1:] for rows in read}


def table(document: Document, head: str) -> list[list[str]]:
    return next(rows for heads, rows in tables(document).items() if head in heads)


CASES = {
    "all on time": sample.report(),
    "none filed": sample.report(otherwise=MISSING),
    "all late": sample.report(otherwise=LATE),
    "all incomplete": sample.report(otherwise=INCOMPLETE),
    "one of each": sample.report({1: LATE, 2: MISSING, 3: INCOMPLETE, 4: EXCUSED, 5: PENDING}),
    "one unit": sample.report(count=1),
    "many late": sample.report(dict.fromkeys(range(60), LATE), count=100),
    "everything": sample.full(),
}


@pytest.mark.parametrize("case", CASES)
def test_numbers_in_the_text_are_those_of_the_tables(case: str, read_back: Reader) -> None:
    _agree(read_back(circular.render(CASES[case])))


@settings(max_examples=15)
@given(
    standings=st.lists(st.sampled_from([Standing.ON_TIME, LATE, MISSING, INCOMPLETE, EXCUSED]), min_size=1, max_size=9)
)
def test_numbers_agree_however_the_units_stand(standings: list[Standing]) -> None:
    report = sample.report(dict(enumerate(standings)), count=len(standings))
    document = docx.Document(io.BytesIO(circular.render(report)))
    states = _agree(document)
    assert states == [one.label for one in standings]
    text = "".join(body(document))
    names = {
        label: [one.unit.name for one in report.assessments if one.standing.label == label] for label in set(states)
    }
    for label, words in (("未报送", "未报送的单位"), ("逾期", "逾期报送的单位"), ("不完整", "填报不完整的单位")):
        if found := re.search(rf"{words}(\d+)个：(.+?)。", text):
            assert int(found[1]) == len(names[label])
            assert [re.sub("（.*", "", one) for one in re.split("、(?!第)", found[2])] == names[label]


def _agree(document: Document) -> list[str]:
    """The text's numbers are those counted in 附件1 and its table by category; the states counted there."""
    text = "".join(body(document))
    states = [row[2].split()[-1] for row in table(document, "认定情形，报送时间，已填") if not row[0].endswith("个）")]
    total = table(document, "按时报送率")[-1]
    expected = len(states) - states.count("免报")
    assert [int(number) for number in total[1:7]] == [
        expected,
        *(states.count(label) for label in ("按时", "逾期", "不完整", "未报送", "免报")),
    ]
    if not expected:
        assert "经批准免报，本期无应报送单位。" in text
        return states
    assert f"应报送单位{expected}个" in text
    for words, label in (("按时报送", "按时"), ("逾期报送", "逾期"), ("报送不完整", "不完整"), ("未报送", "未报送")):
        count = states.count(label)
        if 0 < count < expected:
            assert re.search(rf"(其中，|；){words}{count}个", text), words
        elif count == expected > 1:
            assert f"全部{count}个单位均{words}" in text
    assert f"按时报送率{total[7]}" in text
    return states


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_printed_as_none_of_them(case: str, read_back: Reader) -> None:
    text = "\n".join(body(read_back(circular.render(CASES[case]))))
    assert not re.search(r"等\d+个|[^\d.]0个单位|：。|、。|None|（）|第项|\{|\}", text)
    if case not in ("none filed", "all late", "all incomplete"):
        assert "均未" not in text


def test_units_are_named_in_official_order(read_back: Reader) -> None:
    report = sample.report({30: LATE, 2: LATE, 25: MISSING, 7: MISSING})
    text = "\n".join(body(read_back(circular.render(report))))
    names = [one.unit.name for one in report.assessments]
    assert f"未报送的单位2个：{names[7]}、{names[25]}。" in text
    assert re.search(f"逾期报送的单位2个：{names[2]}（.*）、{names[30]}（", text)


def test_headings_are_numbered_as_they_exist(read_back: Reader) -> None:
    def headings(report: Report) -> list[str]:
        document = read_back(circular.render(report))
        return [p.text for p in document.paragraphs if p.style is not None and p.style.name == "公文一级标题"]

    assert headings(sample.empty()) == ["一、总体情况", "二、存在的主要问题", "三、工作要求"]
    assert headings(sample.full()) == [
        "一、总体情况",
        "二、上期问题整改“回头看”情况",
        "三、存在的主要问题",
        "四、工作要求",
    ]


def test_first_round_compares_with_nothing(read_back: Reader) -> None:
    text = "".join(body(read_back(circular.render(sample.empty()))))
    assert "上期" not in text
    assert "回头看" not in text


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ({}, "按时报送38个，按时报送率100.0%；"),
        ({0: LATE, 1: LATE}, "较上期持平。"),
        ({0: LATE}, "较上期下降2.7个百分点。"),  # 97.4 and 94.7 as printed
        ({0: LATE, 1: LATE, 2: LATE}, "较上期提高2.6个百分点。"),
    ],
)
def test_comparison_gives_both_rounds(before: dict[int, Standing], words: str, read_back: Reader) -> None:
    text = "".join(body(read_back(circular.render(sample.report({4: LATE, 5: MISSING}, before=before)))))
    assert words in text
    assert "上期（2022年第一季度）应报送单位38个" in text
    assert "本期应报送单位38个，按时报送36个，按时报送率94.7%" in text


@pytest.mark.parametrize(
    ("cleared", "words"),
    [
        ((True, True), "均已整改到位并销号"),
        ((False, False), "均未整改到位"),
        ((True, False), "已整改销号1项，未整改到位1项"),
    ],
)
def test_look_back_tells_cleared_from_open(cleared: tuple[bool, ...], words: str, read_back: Reader) -> None:
    report = sample.report(before={3: LATE, 8: MISSING})
    lines = tuple(replace(line, cleared=one) for line, one in zip(report.lookback, cleared, strict=True))
    document = read_back(circular.render(replace(report, lookback=lines)))
    assert words in "".join(body(document))
    assert [row[-1] for row in table(document, "核查结果")] == ["已销号" if one else "未销号" for one in cleared]


def test_rate_never_reads_all_or_none_when_it_is_not(read_back: Reader) -> None:
    report = sample.report({0: LATE}, count=3000)
    assert "按时报送2999个，按时报送率99.9%；" in "".join(body(read_back(circular.render(report))))


def test_deadline_is_the_last_moment_that_counts(read_back: Reader) -> None:
    assert "报送截止时间为2022年6月10日24时" in "".join(body(read_back(circular.render(sample.empty()))))


def test_deadline_moved_off_a_holiday_says_so(read_back: Reader) -> None:
    report = sample.empty()
    moved = replace(report.round, due=report.round.due - timedelta(days=3))
    text = "".join(body(read_back(circular.render(replace(report, round=moved)))))
    assert "报送截止时间为2022年6月10日24时（原定2022年6月7日为休息日，顺延至2022年6月10日）。" in text


def test_nothing_else_is_said_of_units_that_filed_nothing(read_back: Reader) -> None:
    text = "".join(body(read_back(circular.render(sample.report(otherwise=MISSING)))))
    assert "应报送的38个单位均未报送，名单见附件1。三、工作要求" in text


def test_extension_is_shown_in_text_and_table(read_back: Reader) -> None:
    report = sample.empty()
    extended = replace(report.assessments[6], deadline=report.round.deadline + timedelta(days=5))
    changed = (*report.assessments[:6], extended, *report.assessments[7:])
    document = read_back(circular.render(replace(report, assessments=changed)))
    assert "财政局（延至2022年6月15日24时）" in "".join(body(document))
    assert "经批准延至2022年6月15日24时" in table(document, "认定情形，报送时间，已填")[7][-1]


def test_demand_names_date_and_place(read_back: Reader) -> None:
    text = "".join(body(read_back(circular.render(sample.full()))))
    assert "须于2022年6月24日前整改到位，并将整改情况报送清源市东陂区人民政府办公室306室" in text
    assert "。其中，未报送的，报送台账并书面说明原因；" in text


def test_attachments_named_in_text_are_there(read_back: Reader) -> None:
    for report in (sample.full(), sample.empty()):
        document = read_back(circular.render(report))
        styles = {p.text: p.style.name for p in document.paragraphs if p.style is not None}
        listed = [
            re.sub(r"^(附件：)?\d+\.", "", text) for text, style in styles.items() if style == "附件说明" and text
        ]
        titles = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "附件标题"]
        marks = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "附件标记"]
        assert listed == titles
        assert marks == [f"附件{number}" for number in range(1, len(titles) + 1)]
        assert {f"附件{number}" for number in re.findall(r"见附件(\d)", "".join(body(document)))} <= set(marks)


def test_progress_tells_lead_units_from_responsible_ones(read_back: Reader) -> None:
    report = sample.report({0: MISSING, 9: MISSING, 12: EXCUSED})
    rows = table(read_back(circular.render(report)), "牵头单位填报")
    assert rows[8][3:] == ["政府办公室（未报）、住建局（未报）", "35/35", "无"]
    assert rows[0][3:] == ["政府办公室（未报）、发改局（已报）", "34/35", "住建局"]


def test_nothing_is_said_not_to_be_of_units_that_are_undecided() -> None:
    for named, word in (({1: Standing.LATE, 2: Standing.UNDECIDED}, "上述问题和"), ({2: Standing.UNDECIDED}, "")):
        said = "\n".join(
            line
            for block in classes(sample.report(named), defaultdict(lambda: "附件"))
            for line in cast("list[str]", block["paragraphs"])
        )
        assert f"除{word}来件待核实的单位外，本期未发现" in said


def test_nothing_is_counted_of_units_that_are_undecided(read_back: Reader) -> None:
    report = sample.report({2: Standing.UNDECIDED, 12: MISSING}, before={})
    document = read_back(circular.render(report))
    text = "".join(body(document))
    assert "按时报送36个；未报送1个；来件待核实1个。" in text
    assert "与上期相比" not in text
    assert "除来件待核实的单位外，应填报任务" in text
    assert "分类别看，部门按时报送" in text
    assert all(one.agrees for one in figures(report))
    name = report.assessments[2].unit.name
    assert next(row for row in table(document, "认定情形，报送时间，已填") if row[1] == name)[4] == "—"
    assert not any(name in row[5] for row in table(document, "牵头单位填报"))


def test_draft_carries_the_offices_own_sign() -> None:
    report = replace(sample.empty(), office=replace(sample.OFFICE, symbol="清政办发"))
    assert circular.context(report)["reference"] == "清政办发〔2022〕　　号"
