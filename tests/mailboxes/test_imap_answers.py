"""Lines of FETCH answers as servers write them."""

from datetime import datetime

import pytest

from ledger.model import SHANGHAI
from mailboxes.imap_answers import copied_of, facts_of

LINE = b'1 (UID 5 RFC822.SIZE 20 INTERNALDATE "%s")'


@pytest.mark.parametrize(
    "written",
    [b"10-Jun-2022 23:59:59 +0800", b"10-Jun-2022 15:59:59 +0000", b"10-Jun-2022 10:29:59 -0530"],
)
def test_facts_have_the_servers_moment_in_our_zone(written: bytes) -> None:
    [facts] = facts_of([LINE % written], ["5"])
    assert facts.received_at == datetime(2022, 6, 10, 23, 59, 59, tzinfo=SHANGHAI)
    assert facts.received_at.tzinfo is SHANGHAI


def test_facts_take_a_day_of_one_digit() -> None:
    for written in (b" 1-Jun-2022 00:00:00 +0800", b"1-Jun-2022 00:00:00 +0800"):
        assert facts_of([LINE % written], ["5"])[0].received_at == datetime(2022, 6, 1, tzinfo=SHANGHAI)


@pytest.mark.parametrize("written", [b"31-Jun-2022 00:00:00 +0800", b"1-Foo-2022 00:00:00 +0800", b"yesterday"])
def test_a_line_with_an_impossible_date_is_no_answer(written: bytes) -> None:
    assert facts_of([LINE % written], ["5"]) == []


@pytest.mark.parametrize(
    ("answer", "copied"),
    [
        ([b"7 3,5:7 1:4"], {3, 5, 6, 7}),
        ([b"7 1:2 1:2", b"7 9 3"], {1, 2, 9}),
        ([None], set()),
        ([b"7 x:y 1"], set()),
        ([b"7 1:99999999999 1"], set(range(1, 10_002))),
    ],
)
def test_copyuid_names_what_was_moved(answer: list[object], copied: set[int]) -> None:
    assert copied_of(answer) == copied
