"""序号 as people write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.numerals import task_numbers

_DIGITS = "零一二三四五六七八九"


def in_words(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += f"{_DIGITS[tens] if tens > 1 or hundreds else ''}十"
    elif hundreds and ones:
        words += "零"
    return words + (_DIGITS[ones] if ones else "")


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("21", (21,)),
        ("２１", (21,)),
        ("21.", (21,)),
        ("（三）", (3,)),
        ("第三项", (3,)),
        ("第3项", (3,)),
        ("三、", (3,)),
        ("①", (1,)),
        ("Ⅳ", (4,)),
        ("Ⅺ、", (11,)),
        ("㈢", (3,)),
        ("廿八", (28,)),
        ("一.3", (3,)),
        ("5、6", (5, 6)),
        ("5，6、8", (5, 6, 8)),
        ("5-6", (5, 6)),
        ("5~7", (5, 6, 7)),
        ("5和6", (5, 6)),
        ("5\n6", (5, 6)),
        ("第五项至第七项", (5, 6, 7)),
        ("五、六", (5, 6)),
        ("", ()),
        ("备注", ()),
        ("年度", ()),
    ],
)
def test_the_tasks_a_number_names_are_read_as_people_write_them(written: str, numbers: tuple[int, ...]) -> None:
    assert task_numbers(written) == numbers


@given(st.integers(1, 399))
def test_a_chinese_numeral_is_its_number(number: int) -> None:
    for written in (in_words(number), f"（{in_words(number)}）", f"第{in_words(number)}项", f"{in_words(number)}、"):
        assert task_numbers(written) == (number,)
