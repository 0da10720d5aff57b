"""Closed sets are complete: every member has its word, every table over a whole set has every member."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

import pytest

from ledger.held_kinds import HeldKind
from ledger.model import CircularState, MailState, PostState, Severity, Standing, Verdict
from ledger.progress_text.status import Status
from office.decisions import decide
from pages import words
from pages.choices import OFFERED
from pages.reasons import REASONS, RETURNED
from templates.circular import correction
from templates.letters.facts import FACTS
from templates.letters.press import SHIPPED

SETS = [HeldKind, MailState, Severity, Standing, Verdict, Status]
TABLES = [
    (decide.ACTS, Verdict),
    (correction.COUNTED, Standing),
    (OFFERED, HeldKind),
    (REASONS, Verdict),
    (words.MAILS, MailState),
    (words.POSTS, PostState),
    (words.CIRCULARS, CircularState),
]
NO_LETTERS = {"signature", "signature_system"}  # what letters end with


@pytest.mark.parametrize("closed", SETS)
def test_every_member_has_a_word_of_its_own(closed: type[Enum]) -> None:
    words = [member.label for member in closed]  # type: ignore[attr-defined]  # each of these sets has labels
    assert all(words)
    assert len(set(words)) == len(words)


@pytest.mark.parametrize(("table", "closed"), TABLES)
def test_a_table_over_a_whole_set_has_every_member(table: Mapping[Enum, object], closed: type[Enum]) -> None:
    assert set(table) == set(closed)


def test_every_letter_has_its_words_and_its_facts() -> None:
    assert {path.stem for path in SHIPPED.glob("*.j2")} - NO_LETTERS == set(FACTS)


def test_whatever_can_go_back_has_its_own_reason() -> None:
    assert set(RETURNED) == {
        kind for kind, offered in OFFERED.items() if Verdict.RETURN in {one.kind for one in offered}
    }
    assert len(set(RETURNED.values())) == len(RETURNED)
