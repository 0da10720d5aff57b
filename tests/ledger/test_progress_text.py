"""What a unit's progress text says of its task: the table of rules, each with its examples, and a corpus of own texts."""

import re
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.progress_text import Status, read
from ledger.progress_text.clauses import split, squeeze
from ledger.progress_text.numbers import number, percent
from ledger.progress_text.rules import Rule
from ledger.progress_text.table import TABLE
from ledger.progress_text.table.empty import EMPTY, NoAnswer

_CORPUS = Path(__file__).with_name("progress") / "texts.txt"


def corpus() -> Iterator[tuple[Status, str, str, date | None]]:
    """Status, text, task, day written: as texts.txt has them."""
    status = Status.UNCLEAR
    for line in _CORPUS.read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]") and line[1:-1] in set(Status):
            status = Status(line[1:-1])
        elif line and not line.startswith("# "):
            text, task, written = (*(part.strip() for part in line.split("|")), "", "")[:3]
            yield status, text, task, date.fromisoformat(written) if written else None


@pytest.mark.parametrize(("status", "text", "task", "written"), list(corpus()))
def test_text_is_read_as_a_careful_clerk_would(status: Status, text: str, task: str, written: date | None) -> None:
    assert read(text, task=task, written=written).status is status


@pytest.mark.parametrize("rule", TABLE, ids=lambda rule: rule.name)
def test_every_rule_reads_its_own_examples(rule: Rule) -> None:
    for example in rule.examples:
        (clause, *_) = split(example)
        first = next(one for one in TABLE if one.pattern.search(clause.spoken) or one.pattern.search(clause.unquoted))
        assert first.sign is rule.sign, (example, first.name)


@pytest.mark.parametrize("row", EMPTY, ids=lambda row: row.name)
def test_every_kind_of_no_answer_reads_its_own_examples_and_no_other_does(row: NoAnswer) -> None:
    for example in row.examples:
        assert [one.name for one in EMPTY if one.fits(squeeze(example))] == [row.name]
        assert read(example).status is Status.NO_CONTENT


@pytest.mark.parametrize(
    "text",
    [
        "联系人由赵姐换成小韩，11月3日备案表已交政务公开办",
        "不便公开，只说结果：化了20件，还有3件没下来",
        "保密教育培训开展4场",
        "附近居民已全部搬迁",
        "见面会已开3场",
        "审核通过",
        "同意销号",
        "同3项，已完成",
    ],
)
def test_what_only_begins_like_no_answer_is_an_answer(text: str) -> None:
    assert read(text).status is not Status.NO_CONTENT


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("预算已公开，决算未公开", "决算未公开"),
        ("☑已完成　□未完成", "☑已完成"),
        ("应整改２３项，已整改１９项", "已整改１９项"),
    ],
)
def test_words_are_the_units_own(text: str, words: str) -> None:
    assert read(text).words == words


@pytest.mark.parametrize(
    ("written", "status"),
    [(date(2022, 6, 8), Status.UNDER_WAY), (date(2022, 12, 8), Status.DONE)],
)
def test_a_limit_that_lay_ahead_when_it_was_written_is_a_plan(written: date, status: Status) -> None:
    assert read("10月底前完成目录修订并公布", written=written).status is status


def test_figures_are_read_as_people_write_them() -> None:
    assert [number(text) for text in ("36", "1.2万", "两", "三十六", "七千", "十")] == [36, 12000, 2, 36, 7000, 10]
    shares = ("80%", "百分之八十二点五", "百分之百", "七成五", "八成半")
    assert [percent(text) for text in shares] == [80, 82.5, 100, 75, 85]


_PIECES = [example for rule in TABLE for example in rule.examples] + [
    *"□☑☒√×■●★☆（）[]：；，。 \n\t　、/%0123456789一二十百千万亿①",
    *(
        "（√）",
        "[ ]",
        "是否",
        "完成",
        "涉及",
        "不涉及",
        "未",
        "已",
        "0/0",
        "百分之",
        "第",
        "月",
        "13月",
        "32日",
        "31处",
    ),
]


@given(st.text(max_size=80) | st.lists(st.sampled_from(_PIECES), max_size=9).map("".join), st.text(max_size=20))
def test_whatever_is_written_is_read_and_quoted_from_the_text(text: str, task: str) -> None:
    reading = read(text, task=task)
    assert all(words.strip() in text for words in re.split("[…、]", reading.words) if "…" not in text)


def test_a_rounds_texts_are_read_at_once() -> None:
    texts = [text for _, text, _, _ in corpus()]
    began = time.process_time()
    for place in range(1600):
        read(f"{texts[place % len(texts)]}（{place}）")
    assert time.process_time() - began < 2  # about 0.2 s; a shared machine may be slow


def test_a_limit_in_a_text_of_unknown_date_is_not_guessed_at() -> None:
    assert read("10月底前完成目录修订并公布").status is Status.UNCLEAR


_ACTS = [
    "组织业务培训",
    "召开专题推进会",
    "开展自查自纠",
    "更新门户网站栏目",
    "上门走访企业",
    "回应群众咨询",
    "制作图解",
    "响应群众诉求",
    "供应防疫物资",
    "排查隐患",
    "整改问题",
    "受理依申请公开",
    "公开公共服务事项",
    "编发简报",
    "清理规范性文件",
    "修订制度",
    "走访对接需求",
    "反馈意见",
    "交办问题",
    "涉企检查",
    "检查单位",
    "任务督办",
    "更换公示栏",
    "共享数据",
    "计划生育宣传",
    "办理建议提案",
]
_COUNTED = st.lists(
    st.tuples(st.sampled_from(_ACTS), st.integers(1, 99), st.sampled_from("次条期件场个份篇项户")),
    min_size=1,
    max_size=5,
).map(lambda acts: "，".join(f"{act}{number}{measure}" for act, number, measure in acts))


@given(
    acts=_COUNTED,
    claim=st.sampled_from(
        (
            "已完成。{}",
            "该项工作已完成。{}。",
            "{}，已全部完成。",
            "本项任务已完成，{}，共计926条。",
            "{}。目前已全部完成。",
        )
    ),
)
def test_who_says_that_it_is_done_is_never_open_for_the_figures_beside_it(acts: str, claim: str) -> None:
    assert not read(claim.format(acts)).status.is_open
