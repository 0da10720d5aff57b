"""A slice of the random years; `python -m tests.years N` plays many more."""

from pathlib import Path

import pytest

from ledger.progress_text import Status, read
from tests.years.play import SAYS, play_years


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("done", Status.DONE),
        ("open", Status.UNDER_WAY),
        ("unclear", Status.UNCLEAR),
        ("refuse", Status.NOT_INVOLVED),
    ],
)
def test_texts_say_what_the_oracle_takes_them_to_say(word: str, status: Status) -> None:
    assert read(SAYS[word].format(round="司法局2022Q2", n=7)).status is status


def test_problems_deductions_and_exclusions_of_random_years_are_as_the_oracle_says(tmp_path: Path) -> None:
    compared, wrong = play_years(16, 2022, tmp_path)
    assert wrong == []
    assert compared > 1000
