"""A slice of the kill sweep and of its mutants; `make crash` plays all of it."""

from __future__ import annotations

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.crash.child import At
from tests.crash.histories import History
from tests.crash.mutants import MUTANTS, Mutant
from tests.crash.sweep import Course, Sweep
from tests.crash.world import Ground

EVERY = 53
"""Of some 300 steps; no divisor of the steps of one letter, so that each stage has its turn."""


def test_poll_killed_at_any_step_loses_nothing_and_doubles_nothing(ground: Ground, course: Course) -> None:
    killed = list(Sweep(ground=ground).killed(course, range(1, len(course.steps) + 1, EVERY)))
    assert [one for one in killed if not one.harmless] == []


def test_without_copies_a_kill_costs_at_most_one_letter_too_many(ground: Ground) -> None:
    sweep = Sweep(ground=ground, settings={"copy_to_self": "false"})
    one = sweep.once(sweep.undisturbed(), At(name="smtp, final dot: answered"))
    assert (one.damage.count, one.damage.letters_doubled, one.errors) == (1, 1, ())


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.plant.__name__.strip("_"))
def test_planted_mistake_is_caught(ground: Ground, course: Course, mutant: Mutant) -> None:
    sweep = Sweep(ground=ground, prepare=mutant.plant)
    assert sweep.once(course, At(name=mutant.bites)).damage.count


def test_histories_end_with_every_mail_in_the_book_and_every_letter_sent_once(ground: Ground) -> None:
    some = settings(max_examples=3, stateful_step_count=8, derandomize=True, database=None, phases=[Phase.generate])
    run_state_machine_as_test(History.on(ground), settings=some)
