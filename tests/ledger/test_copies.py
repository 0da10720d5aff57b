"""雷同: which texts are alike, the same as setting each against each, and in time."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from ledger.copies import Texts, find_copies
from ledger.likeness import Likeness
from ledger.model import Entry, Task

_SAMPLE = "组织开展政务公开业务培训，更新门户网站栏目信息，受理依申请公开件并按期答复，整改测评指出的问题。"
_MORE = _SAMPLE + "编制公共服务事项清单，制作政策图解，走访企业，回应群众关切，报送信息，落实长效机制。" * 4


def plainly_alike(one: str, other: str) -> bool:
    """The rule itself: of nearly the same length, and 95 of 100 to rapidfuzz."""
    near = len(one) * 95 / 105 <= len(other) <= len(one) * 105 / 95
    return near and fuzz.ratio(one[:5000], other[:5000], score_cutoff=95) > 0


@st.composite
def _edited(draw: st.DrawFn) -> str:
    """A sample as units make it their own: some words put in, some taken away."""
    text = draw(st.sampled_from([_SAMPLE, _MORE, _MORE[60:], _SAMPLE[:21]]))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.text("司法局教育0123，，。", max_size=6)) + text[at + draw(st.integers(0, 6)) :]
    return text


@given(st.lists(_edited(), min_size=1, max_size=25), _edited())
def test_the_same_are_alike_as_by_setting_each_against_each(texts: list[str], stranger: str) -> None:
    likeness = Likeness(texts)
    for text in (*texts, stranger):
        assert sorted(likeness.like(text)) == sorted(other for other in set(texts) if plainly_alike(text, other))


def test_texts_at_the_very_limit_are_alike() -> None:
    one, other = "甲" * 57 + "乙丙丁", "甲" * 57 + "戊己庚"  # 6 of 120 characters
    assert fuzz.ratio(one, other) == pytest.approx(95)
    assert set(Likeness([one, other]).like(one)) == {one, other}
    assert set(Likeness([one, other + "辛"]).like(one)) == {one}


def test_units_with_the_very_same_text_are_named_each() -> None:
    texts = Texts(甲局=_SAMPLE, 乙局=_SAMPLE, 丙局=_MORE)
    assert sorted(texts.alike(_SAMPLE)) == ["乙局", "甲局"]


def test_a_large_district_is_compared_in_time() -> None:
    """400 units, 42 tasks, blocks of twenty that copied one text."""
    drawn = random.Random(7)  # noqa: S311 - texts, not secrets
    chars = [chr(code) for code in range(0x4E00, 0x4E00 + 800)]
    others: dict[int, Texts] = {}
    for number in range(1, 43):
        texts = others[number] = Texts()
        for unit in range(400):
            if unit % 20 == 0:
                sample = "".join(drawn.choices(chars, k=drawn.randint(60, 200)))
            texts[f"单位{unit}"] = f"{sample}{unit}"
    tasks = [
        Task(number=number, section="", focus="", content="", indicator="", responsible="", due="") for number in others
    ]
    began = time.process_time()
    for unit in range(400):
        entries = {task: Entry(task=task, progress=texts[f"单位{unit}"], where="") for task, texts in others.items()}
        assert len(find_copies(tasks, entries, others, unit=f"单位{unit}")) == 19
    assert time.process_time() - began < 4  # about 1 s; a shared machine may be slow
