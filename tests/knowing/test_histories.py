"""Random histories beside an oracle; `python -m tests.knowing.histories N` plays many more."""

from tests.knowing.histories import play


def test_standings_and_letters_of_random_histories_are_as_the_oracle_says() -> None:
    steps, wrong = play(8)
    assert wrong == []
    assert steps > 40
