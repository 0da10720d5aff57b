"""Texts as township clerks write them, labelled before the rules were looked at: first.jsonl to twentyeighth.jsonl.
What counts (rules.md, Done, open, unclear): a unit that is done is never named as open, what is open never passes as done."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from ledger.progress_text import Reading, Status, may_be_no_answer, read

_TEXTS = sorted(Path(__file__).with_name("progress").glob("*.jsonl"))
_OPEN_ENOUGH = 0.9
_OTHERS_ENOUGH = 0.7  # the rest is unclear: a person looks


@pytest.fixture(scope="module", params=_TEXTS, ids=lambda path: path.stem)
def readings(request: pytest.FixtureRequest) -> Mapping[str, Sequence[Reading]]:
    """What was read of the texts, by their label."""
    by_label: dict[str, list[Reading]] = defaultdict(list)
    for line in request.param.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        by_label[one["status"]].append(read(one["text"], task=one["task"], written=date.fromisoformat(one["written"])))
    return by_label


def test_every_set_is_there() -> None:
    assert len(_TEXTS) >= 28


def test_none_that_is_done_is_named_as_open(readings: Mapping[str, Sequence[Reading]]) -> None:
    assert not [one for one in (*readings["done"], *readings["not_involved"]) if one.status.is_open]


def test_none_that_is_open_passes_as_done(readings: Mapping[str, Sequence[Reading]]) -> None:
    rest = ("under_way", "not_started", "not_involved", "no_content")
    assert not [one for label in rest for one in readings[label] if one.status is Status.DONE]


def test_nine_of_ten_that_are_open_are_read_as_open(readings: Mapping[str, Sequence[Reading]]) -> None:
    open_ = [*readings["under_way"], *readings["not_started"]]
    assert sum(one.status.is_open for one in open_) >= _OPEN_ENOUGH * len(open_)


@pytest.mark.parametrize("label", ["done", "not_involved", "no_content"])
def test_most_of_the_others_are_read_as_what_they_are(readings: Mapping[str, Sequence[Reading]], label: str) -> None:
    assert sum(one.status == label for one in readings[label]) >= _OTHERS_ENOUGH * len(readings[label])


def test_a_glance_misses_no_text_that_is_no_answer() -> None:
    quick = 0
    for path in _TEXTS:
        for line in path.read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            if not may_be_no_answer(one["text"], one["task"]):
                quick += 1
                reading = read(one["text"], task=one["task"], written=date.fromisoformat(one["written"]))
                assert reading.status not in (Status.NO_CONTENT, Status.NOT_INVOLVED), one["text"]
    assert quick > 100  # it is of use
