"""Lines of FETCH answers as servers write them."""

from datetime import datetime

import pytest

from ledger.model import SHANGHAI
from mailboxes.transport.imap_answers import MailFacts, copied_of, envelope_of, facts_of

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


@pytest.mark.parametrize(
    "written",
    [b"31-Jun-2022 00:00:00 +0800", b"00-Jan-0000 00:00:00 +0000", b"1-Foo-2022 00:00:00 +0800", b"yesterday", b""],
)
def test_an_impossible_date_is_no_time_and_takes_the_mail_from_nobody(written: bytes) -> None:
    assert facts_of([LINE % written], ["5"]) == [MailFacts("5", 20, None)]


@pytest.mark.parametrize("written", [b"10-JUN-2022 09:00:00 +0800", b"Fri, 10 Jun 2022 09:00:00 +0800"])
def test_a_date_written_in_another_manner_is_a_date(written: bytes) -> None:
    assert facts_of([LINE % written], ["5"])[0].received_at == datetime(2022, 6, 10, 9, tzinfo=SHANGHAI)


@pytest.mark.parametrize("line", [b"1 (UID 5 INTERNALDATE NIL)", b"1 (UID 5)", b"1 (UID 5 FLAGS (\\Seen))"])
def test_a_server_that_states_nothing_still_names_the_mail(line: bytes) -> None:
    assert facts_of([line], ["5"]) == [MailFacts("5", None, None)]
    assert facts_of([LINE % b"10-Jun-2022 09:00:00 +0800", line], ["5"])[0].size == 20


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (
            [b'1 (UID 5 ENVELOPE ("d" "Re: x" (("Li \\"Si\\"" NIL "li" "unit.gov")) NIL NIL NIL NIL NIL NIL "<1@x>"))'],
            (b"li@unit.gov", b"Re: x"),
        ),
        (
            [
                (b"1 (ENVELOPE (NIL {7}", b'a "b" )'),
                b' ((NIL NIL "li" "unit.gov")) NIL NIL NIL NIL NIL NIL NIL) UID 5)',
            ],
            (b"li@unit.gov", b'a "b" )'),
        ),
        (
            [b'1 (UID 5 ENVELOPE (NIL NIL ((NIL NIL "a" "x")(NIL NIL "b" "x")) NIL NIL NIL NIL NIL NIL NIL))'],
            (b"", b""),
        ),
        ([b"1 (UID 5 ENVELOPE (NIL NIL NIL"], (b"", b"")),
        ([b"1 (UID 5)"], (b"", b"")),
        ([b"1 (UID 5 ENVELOPE " + b"(" * 5000], (b"", b"")),
        ([None], (b"", b"")),
    ],
)
def test_an_envelope_names_one_sender_or_none(answer: list[object], told: tuple[bytes, bytes]) -> None:
    assert envelope_of(answer) == told


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
