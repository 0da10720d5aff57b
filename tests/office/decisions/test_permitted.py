"""Who may take which decision, whatever way it is taken by."""

from dataclasses import replace

import pytest

from ledger.model import Decision, Verdict
from office.decisions.permitted import needed
from office.desk.staff import Role
from tests.offices import Played, at

PLAIN = Decision(number=0, kind=Verdict.ACCEPT, by="张三", at=at("2022-06-09T10:00"), reason="核实", round="2022Q2")
OF_CIRCULARS = {Verdict.APPROVE, Verdict.ISSUE, Verdict.CORRECT}


@pytest.mark.parametrize("kind", sorted(set(Verdict) - {Verdict.UNDO}))
def test_circulars_take_who_approves_and_so_does_taking_that_back(office: Played, kind: Verdict) -> None:
    decision = replace(PLAIN, kind=kind)
    least = Role.APPROVE if kind in OF_CIRCULARS or kind is Verdict.VOID else Role.DECIDE
    with office.desk.book.writing() as page:
        assert needed(page, decision) is least
        number = page.decisions.enter(decision)
        assert needed(page, replace(PLAIN, kind=Verdict.UNDO, undoes=number)) is least


def test_to_void_a_form_is_no_matter_of_circulars(office: Played) -> None:
    with office.desk.book.reading() as page:
        assert needed(page, replace(PLAIN, kind=Verdict.VOID, submission=1)) is Role.DECIDE
        assert needed(page, replace(PLAIN, kind=Verdict.VOID, held=1)) is Role.DECIDE
        assert needed(page, replace(PLAIN, kind=Verdict.UNDO, undoes=9)) is Role.DECIDE
